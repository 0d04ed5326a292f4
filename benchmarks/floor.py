"""The reference of validation: SQL as one would write it by hand for these claims.

The same joins and windows as the engine, each once, the same columns written once on
the same table, and a row per finding and per use of a purchase layer. It knows what the
engine has to find out (one company, prices by product, no decisions of people, nothing
validated before), puts nothing into words and serves for nothing but the comparison.
"""

STEPS = {
    # joins of the claim line, its sale counted over the sales like it
    "lines": """
        CREATE TEMP TABLE floor_line AS
        SELECT l.id, l.claim_id, l.sequence, l.transaction_type, l.date_ship,
               l.product_id, template.categ_id, c.commercial_partner_id AS partner_id,
               c.currency_id, c.date_submitted AS date_filed, c.basis,
               lower(btrim(l.pos_document)) AS document,
               lower(btrim(l.authorization_ref)) AS number,
               customer.commercial_partner_id AS customer_id,
               l.quantity * unit.factor / own.factor AS quantity,
               l.book_price / (unit.factor / own.factor) AS book_price,
               l.authorized_price / (unit.factor / own.factor) AS authorized_price,
               l.resale_price / (unit.factor / own.factor) AS resale_price,
               COALESCE(l.unit_credit, l.amount_stated / l.quantity,
                        l.book_price - l.authorized_price)
                   / (unit.factor / own.factor) AS unit_stated,
               COALESCE(l.amount_stated, round(l.quantity * l.unit_credit, 2))
                   AS claims,
               l.pos_line_ref AS line_ref, l.origin_document,
               COALESCE(rate.rate, 1) AS rate,
               program.id AS program_id
          FROM becs_claim_line l
          JOIN becs_claim c ON c.id = l.claim_id
          LEFT JOIN product_product product ON product.id = l.product_id
          LEFT JOIN product_template template ON template.id = product.product_tmpl_id
          LEFT JOIN uom_uom unit ON unit.id = l.uom_id
          LEFT JOIN uom_uom own ON own.id = template.uom_id
          LEFT JOIN res_partner customer ON customer.id = l.end_customer_id
          LEFT JOIN becs_program program
            ON lower(btrim(program.code)) = lower(btrim(l.authorization_ref))
          LEFT JOIN LATERAL (
            SELECT rate FROM res_currency_rate
             WHERE currency_id = c.currency_id AND name <= l.date_ship
             ORDER BY name DESC LIMIT 1
          ) rate ON TRUE
         WHERE l.claim_id = ANY(%(claims)s)
    """,
    # which line of which program a product gets
    "terms": """
        CREATE TEMP TABLE floor_terms AS
        SELECT DISTINCT ON (program_id, product_id) *
          FROM (
            SELECT pl.program_id, product.id AS product_id, pl.id AS program_line_id,
                   CASE pl.applied_on WHEN 'product' THEN 0 WHEN 'template' THEN 1
                        ELSE 2 END AS width, pl.sequence, pl.excluded, pl.min_quantity
              FROM becs_program_line pl
              JOIN product_product product
                ON product.id = pl.product_id
                OR product.product_tmpl_id = pl.product_tmpl_id
             UNION ALL
            SELECT pl.program_id, product.id, pl.id, 2, pl.sequence, pl.excluded,
                   pl.min_quantity
              FROM becs_program_line pl
              JOIN product_template template ON template.categ_id = pl.categ_id
              JOIN product_product product ON product.product_tmpl_id = template.id
          ) covering
         ORDER BY program_id, product_id, width, sequence, program_line_id
    """,
    # the program of lines that state none
    "choice": """
        CREATE TEMP TABLE floor_choice AS
        SELECT DISTINCT ON (l.id) l.id, p.id AS program_id
          FROM floor_line l
          JOIN floor_terms t
            ON t.product_id = l.product_id AND l.quantity >= COALESCE(t.min_quantity, 0)
           AND NOT t.excluded
          JOIN becs_program p
            ON p.id = t.program_id AND p.state = 'approved' AND p.active
           AND l.date_ship BETWEEN p.date_start AND COALESCE(p.date_end, 'infinity')
         WHERE l.number IS NULL AND l.transaction_type = 'sale'
           AND (p.id NOT IN (SELECT program_id FROM becs_program_distributor_rel)
                OR EXISTS (SELECT FROM becs_program_distributor_rel r
                            WHERE r.program_id = p.id AND r.partner_id = l.partner_id))
           AND (p.id NOT IN (SELECT program_id FROM becs_program_end_customer_rel)
                OR EXISTS (SELECT FROM becs_program_end_customer_rel r
                            WHERE r.program_id = p.id
                              AND r.partner_id = l.customer_id))
         ORDER BY l.id, t.width, p.date_start DESC, p.id
    """,
    # what was bought: units numbered through, by date
    "layers": """
        CREATE TEMP TABLE floor_layer AS
        SELECT *, sum(quantity) OVER stock AS upto, sum(quantity) OVER stock - quantity
                   AS since
          FROM (
            SELECT m.commercial_partner_id AS partner_id, ml.product_id, ml.id
                       AS move_line_id, NULL::int AS adjustment_id,
                   m.invoice_date AS date, ml.quantity,
                   ml.price_subtotal / ml.quantity AS price, m.currency_id
              FROM account_move_line ml
              JOIN account_move m ON m.id = ml.move_id
             WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
               AND ml.display_type = 'product' AND ml.quantity > 0
               AND m.commercial_partner_id IN (SELECT partner_id FROM floor_line)
             UNION ALL
            SELECT commercial_partner_id, product_id, NULL, id, date, quantity,
                   unit_price, currency_id
              FROM becs_stock_adjustment
             WHERE kind = 'opening'
               AND commercial_partner_id IN (SELECT partner_id FROM floor_line)
          ) bought
        WINDOW stock AS (PARTITION BY partner_id, product_id
                         ORDER BY date, adjustment_id, move_line_id)
    """,
    # what was sold: reported or claimed, each sale once, after what was laid before
    "sales": """
        CREATE TEMP TABLE floor_sale AS
        SELECT s.*, COALESCE(before.quantity, 0) + sum(s.quantity) OVER sold AS upto,
               COALESCE(before.quantity, 0) + sum(s.quantity) OVER sold - s.quantity
                   AS since
          FROM (
            SELECT l.id, NULL::int AS pos_line_id, l.partner_id, l.product_id,
                   l.date_ship, l.quantity
              FROM floor_line l
              JOIN res_partner p ON p.id = l.partner_id AND p.becs_pos_since IS NULL
             WHERE l.transaction_type = 'sale' AND l.quantity > 0
               AND l.product_id IS NOT NULL AND l.date_ship IS NOT NULL
             UNION ALL
            SELECT NULL, pos.id, pos.commercial_partner_id, pos.product_id, pos.date,
                   pos.quantity
              FROM becs_pos_line pos
             WHERE pos.quantity > 0 AND pos.product_id IS NOT NULL
               AND pos.commercial_partner_id IN (SELECT partner_id FROM floor_line)
          ) s
          -- priced by layers
          JOIN (SELECT DISTINCT l.partner_id, l.product_id
                  FROM floor_line l
                  LEFT JOIN floor_choice choice ON choice.id = l.id
                  JOIN becs_program p
                    ON p.id = COALESCE(l.program_id, choice.program_id)
                   AND p.into_stock_source = 'fifo') pair
            ON pair.partner_id = s.partner_id AND pair.product_id = s.product_id
          LEFT JOIN (SELECT partner_id, product_id, sum(quantity) AS quantity
                       FROM becs_layer_use GROUP BY partner_id, product_id) before
            ON before.partner_id = s.partner_id AND before.product_id = s.product_id
        WINDOW sold AS (PARTITION BY s.partner_id, s.product_id
                        ORDER BY s.date_ship, s.pos_line_id, s.id)
    """,
    "uses": """
        CREATE TEMP TABLE floor_use AS
        SELECT s.id AS claim_line_id, s.pos_line_id, s.partner_id, s.product_id,
               b.move_line_id, b.adjustment_id, b.price, b.currency_id,
               GREATEST(s.since, b.since) - b.since AS start,
               LEAST(s.upto, b.upto) - GREATEST(s.since, b.since) AS quantity
          FROM floor_sale s
          JOIN floor_layer b
            ON b.partner_id = s.partner_id AND b.product_id = s.product_id
           AND b.since < s.upto AND b.upto > s.since
    """,
    "costs": """
        CREATE TEMP TABLE floor_cost AS
        SELECT claim_line_id, pos_line_id,
               sum(quantity * price) / sum(quantity) AS price
          FROM floor_use GROUP BY claim_line_id, pos_line_id
    """,
    # of the whole year, for programs that take the mean
    "means": """
        CREATE TEMP TABLE floor_mean AS
        SELECT partner_id, product_id, sum(quantity * price) / sum(quantity) AS price,
               sum(quantity) AS bought
          FROM floor_layer GROUP BY partner_id, product_id
    """,
    # all prices, and the windows over sales like it and over what was sold before
    "priced": """
        CREATE TEMP TABLE floor_priced AS
        SELECT l.*, LEAST(l.claims, round(l.quantity * unit_credit, 2)) AS wanted,
               COALESCE(l.claims, round(l.quantity * unit_credit, 2)) AS claimed
          FROM (
            SELECT l.*,
                   CASE credit_method
                        WHEN 'percent' THEN into_stock_price * discount_percent / 100
                        WHEN 'fixed' THEN fixed_credit
                        ELSE GREATEST(into_stock_price - authorized, 0) END
                       AS unit_credit
              FROM (
                SELECT l.id, l.claim_id, l.sequence, l.transaction_type, l.date_ship,
                       l.product_id, l.partner_id, l.date_filed, l.quantity,
                       l.unit_stated, l.claims, l.book_price, l.authorized_price,
                       l.resale_price, l.rate, p.id AS program_id, t.program_line_id,
                       p.state AS program_state, p.date_start, p.date_end,
                       p.claim_window_days, p.minimum_line_amount, t.excluded,
                       t.min_quantity, p.budget_amount, pl.max_quantity, pl.max_amount,
                       pl.credit_method, pl.discount_percent,
                       pl.unit_credit * l.rate AS fixed_credit,
                       pl.min_resale_price * l.rate AS min_resale,
                       pl.max_resale_price * l.rate AS max_resale,
                       p.tolerance_percent, sold.id AS pos_line_id,
                       sold.quantity AS quantity_reported, mean.bought,
                       CASE COALESCE(p.into_stock_source,
                                     company.becs_into_stock_source)
                            WHEN 'fifo' THEN COALESCE(cost.price, of_report.price)
                            WHEN 'average' THEN mean.price
                            WHEN 'price_list' THEN listed.fixed_price * l.rate
                            WHEN 'agreed' THEN pl.agreed_book_price * l.rate
                            ELSE LEAST(l.book_price, pl.agreed_book_price * l.rate)
                        END AS into_stock_price,
                       CASE pl.credit_method
                            WHEN 'net_price' THEN pl.authorized_price * l.rate
                            WHEN 'pricelist' THEN granted.fixed_price * l.rate
                            WHEN 'margin' THEN l.resale_price
                                               * (1 - pl.margin_percent / 100)
                        END AS authorized,
                       count(*) OVER (PARTITION BY l.partner_id, l.transaction_type,
                                      l.document, l.line_ref, l.product_id
                                      ORDER BY l.date_filed, l.claim_id, l.sequence,
                                      l.id) AS nth,
                       older.product_id IS NOT NULL AS is_known,
                       sum(l.quantity) OVER (PARTITION BY l.partner_id, l.product_id
                                             ORDER BY l.date_ship, l.date_filed,
                                             l.claim_id, l.sequence, l.id) AS sold
                  FROM floor_line l
                  JOIN res_company company ON company.id = %(company)s
                  LEFT JOIN floor_choice choice ON choice.id = l.id
                  LEFT JOIN becs_program p
                    ON p.id = COALESCE(l.program_id, choice.program_id)
                  LEFT JOIN floor_terms t
                    ON t.program_id = p.id AND t.product_id = l.product_id
                  LEFT JOIN becs_program_line pl ON pl.id = t.program_line_id
                  LEFT JOIN product_pricelist_item listed
                    ON listed.pricelist_id = %(book_list)s
                   AND listed.product_id = l.product_id
                  LEFT JOIN product_pricelist_item granted
                    ON granted.pricelist_id = p.pricelist_id
                   AND granted.product_id = l.product_id
                  LEFT JOIN floor_mean mean
                    ON mean.partner_id = l.partner_id
                   AND mean.product_id = l.product_id
                  LEFT JOIN becs_pos_line sold
                    ON sold.company_id = company.id
                   AND sold.commercial_partner_id = l.partner_id
                   AND lower(btrim(sold.document)) = l.document
                   AND sold.product_id = l.product_id AND sold.line_ref = l.line_ref
                  LEFT JOIN (
                    SELECT DISTINCT commercial_partner_id AS partner_id, product_id,
                           lower(btrim(pos_document)) AS document
                      FROM becs_claim_line
                     WHERE company_id = %(company)s AND claim_id <> ALL(%(claims)s)
                       AND state IN ('approved', 'adjusted', 'review')
                  ) older
                    ON older.partner_id = l.partner_id
                   AND older.product_id = l.product_id
                   AND older.document = l.document
                  LEFT JOIN floor_cost cost ON cost.claim_line_id = l.id
                  LEFT JOIN floor_cost of_report ON of_report.pos_line_id = sold.id
              ) l
          ) l
    """,
    # serial numbers claimed by an earlier line
    "serials": """
        CREATE TEMP TABLE floor_serial AS
        SELECT DISTINCT claim_line_id AS id
          FROM (SELECT s.claim_line_id, row_number() OVER (
                       PARTITION BY s.product_id, s.name
                       ORDER BY s.claim_line_id) AS nth
                  FROM becs_claim_serial s) s
         WHERE nth > 1
    """,
    # what returns take back: the paid sale of the document they name
    "returns": """
        CREATE TEMP TABLE floor_return AS
        SELECT l.id, min(sale.id) AS sale_id, sum(sale.amount_approved) AS amount,
               sum(sale.quantity_approved) AS quantity
          FROM floor_line l
          JOIN becs_claim_line sale
            ON sale.company_id = %(company)s
           AND sale.commercial_partner_id = l.partner_id
           AND lower(btrim(sale.pos_document)) = lower(btrim(l.origin_document))
           AND sale.product_id = l.product_id AND sale.state IN ('approved', 'adjusted')
         WHERE l.transaction_type = 'return'
         GROUP BY l.id
    """,
    # findings as bits, then caps in the order of the sales
    "judged": """
        CREATE TEMP TABLE floor_validated AS
        SELECT l.*,
               CASE WHEN rejects > 0 THEN 'rejected' WHEN reviews > 0 THEN 'review'
                    WHEN amount < claimed THEN 'adjusted' ELSE 'approved' END AS state
          FROM (
            SELECT l.*,
                   GREATEST(LEAST(wanted, round(LEAST(
                       max_quantity - sold_of_line, quantity) * unit_credit, 2),
                       max_amount - spent_of_line, budget_amount - spent), 0) AS amount
              FROM (
                SELECT l.*,
                       sum(CASE WHEN rejects = 0 THEN quantity ELSE 0 END) OVER of_line
                           AS sold_of_line,
                       sum(CASE WHEN rejects = 0 THEN wanted ELSE 0 END) OVER of_line
                           AS spent_of_line,
                       sum(CASE WHEN rejects = 0 THEN wanted ELSE 0 END) OVER of_program
                           AS spent
                  FROM (
                    SELECT l.*,
                           (l.product_id IS NULL)::int
                           + (l.quantity IS NULL)::int * 2
                           + (l.date_ship IS NULL)::int * 4
                           + COALESCE(l.unit_stated < 0, FALSE)::int * 8
                           + (l.program_id IS NULL)::int * 16
                           + COALESCE(l.program_state <> 'approved', FALSE)::int * 32
                           + COALESCE(l.program_line_id IS NULL OR l.excluded,
                                      FALSE)::int * 64
                           + COALESCE(l.date_ship < l.date_start, FALSE)::int * 128
                           + COALESCE(l.date_ship > l.date_end, FALSE)::int * 256
                           + COALESCE(l.date_ship > l.date_filed, FALSE)::int * 512
                           + COALESCE(l.claim_window_days > 0 AND
                               l.date_filed - l.date_ship > l.claim_window_days,
                               FALSE)::int * 1024
                           + COALESCE(l.quantity < l.min_quantity, FALSE)::int * 2048
                           + (l.nth > 1 OR l.is_known)::int * 4096
                           + (serial.id IS NOT NULL)::int * 8192
                           + COALESCE(l.into_stock_price <= l.authorized,
                                      FALSE)::int * 16384
                           + COALESCE(wanted < l.minimum_line_amount,
                                      FALSE)::int * 32768
                           + (named.program_id IS NOT NULL
                              AND own.program_id IS NULL)::int * 65536
                               AS rejects,
                           COALESCE(l.unit_stated > l.unit_credit
                               * (1 + l.tolerance_percent / 100), FALSE)::int
                           + COALESCE(l.book_price > l.into_stock_price
                               * (1 + l.tolerance_percent / 100), FALSE)::int * 2
                           + COALESCE(l.authorized_price < l.authorized
                               * (1 - l.tolerance_percent / 100), FALSE)::int * 4
                               AS adjusts,
                           COALESCE(l.resale_price > l.max_resale, FALSE)::int
                           + COALESCE(l.resale_price < l.min_resale, FALSE)::int * 2
                           + (l.into_stock_price IS NULL)::int * 4
                           + COALESCE(l.quantity_reported < l.quantity, FALSE)::int * 8
                           + COALESCE(l.sold > l.bought, FALSE)::int * 16
                           + COALESCE(l.wanted > 5000, FALSE)::int * 32
                           + (l.transaction_type = 'return'
                              AND back.id IS NULL)::int * 64 AS reviews
                      FROM floor_priced l
                      LEFT JOIN floor_serial serial ON serial.id = l.id
                      LEFT JOIN floor_return back ON back.id = l.id
                      LEFT JOIN (SELECT DISTINCT program_id
                                   FROM becs_program_distributor_rel) named
                        ON named.program_id = l.program_id
                      LEFT JOIN becs_program_distributor_rel own
                        ON own.program_id = l.program_id
                       AND own.partner_id = l.partner_id
                  ) l
                WINDOW of_line AS (PARTITION BY program_line_id ORDER BY date_ship,
                                   date_filed, claim_id, sequence, id
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                       of_program AS (PARTITION BY program_id ORDER BY date_ship,
                                      date_filed, claim_id, sequence, id
                                      ROWS BETWEEN UNBOUNDED PRECEDING
                                               AND 1 PRECEDING)
              ) l
          ) l
    """,
    "write lines": """
        UPDATE becs_claim_line l
           SET state = j.state, program_id = j.program_id,
               program_line_id = j.program_line_id, pos_line_id = j.pos_line_id,
               into_stock_price = round(COALESCE(j.into_stock_price, 0), 6),
               authorized_price_calculated = round(COALESCE(j.authorized, 0), 6),
               unit_credit_calculated = round(COALESCE(j.unit_credit, 0), 6),
               unit_credit_approved =
                   round(COALESCE(j.unit_stated, j.unit_credit, 0), 6),
               quantity_approved = CASE WHEN j.state = 'rejected' THEN 0
                                        ELSE COALESCE(j.quantity, 0) END,
               amount_calculated = round(j.quantity * j.unit_credit, 2),
               amount_claimed = j.claimed,
               amount_claimed_program = round(j.claimed / j.rate, 2),
               amount_approved = CASE WHEN j.state = 'rejected' THEN 0
                                      ELSE COALESCE(j.amount, 0) END,
               amount_program = CASE WHEN j.state = 'rejected' THEN 0
                                     ELSE round(COALESCE(j.amount, 0) / j.rate, 2) END,
               review_for_amount = FALSE, counts_as_sold = j.rejects = 0,
               decision = 'automatic', decided_by_id = NULL, decided_on = now(),
               write_date = now()
          FROM floor_validated j
         WHERE j.id = l.id
    """,
    "write findings": """
        INSERT INTO becs_finding (claim_line_id, claim_id, rule_id, code, outcome,
                                  claimed_value, expected_value, amount_claimed,
                                  amount_impact, message)
        SELECT j.id, j.claim_id, rule.id, rule.code, found.outcome, j.claimed, j.amount,
               j.claimed, j.claimed - j.amount,
               format('Claimed %%s, due %%s', j.claimed, j.amount)
          FROM floor_validated j
         CROSS JOIN LATERAL (
            SELECT 'reject' AS outcome FROM generate_series(0, 16) bit
             WHERE j.rejects & (1 << bit) <> 0
             UNION ALL
            SELECT 'adjust' FROM generate_series(0, 2) bit
             WHERE j.adjusts & (1 << bit) <> 0
             UNION ALL
            SELECT 'review' FROM generate_series(0, 6) bit
             WHERE j.reviews & (1 << bit) <> 0
         ) found
          JOIN LATERAL (SELECT id, code FROM becs_rule
                         WHERE becs_rule.outcome = found.outcome LIMIT 1) rule ON TRUE
         WHERE j.rejects + j.adjusts + j.reviews > 0
    """,
    "write uses": """
        INSERT INTO becs_layer_use (company_id, partner_id, product_id, claim_line_id,
                                    pos_line_id, move_line_id, adjustment_id, start,
                                    quantity, is_beyond, unit_price, currency_id)
        SELECT %(company)s, partner_id, product_id, claim_line_id, pos_line_id,
               move_line_id, adjustment_id, start, quantity, FALSE, price, currency_id
          FROM floor_use
    """,
    "write counters": """
        UPDATE becs_program_line pl
           SET quantity_approved = d.quantity, amount_approved = d.amount
          FROM (SELECT program_line_id, sum(quantity) AS quantity, sum(amount) AS amount
                  FROM floor_validated WHERE state IN ('approved', 'adjusted')
                 GROUP BY program_line_id) d
         WHERE d.program_line_id = pl.id
    """,
    "write totals": """
        UPDATE becs_claim c
           SET amount_claimed = t.claimed, amount_approved = t.approved,
               approved_count = t.number
          FROM (SELECT claim_id, sum(claimed) AS claimed,
                       sum(amount) FILTER (WHERE state <> 'rejected') AS approved,
                       count(*) FILTER (WHERE state = 'approved') AS number
                  FROM floor_validated GROUP BY claim_id) t
         WHERE t.claim_id = c.id
    """,
}


def run(env, claims, lap=None):
    """Validate the lines of ``claims``.

    :param lap: called with the name of each step when it is done
    """
    values = {
        "claims": claims.ids,
        "company": claims.company_id.id,
        "book_list": claims.commercial_partner_id[0].property_product_pricelist.id,
    }
    env.cr.execute("SET LOCAL work_mem = '128MB'")
    for name, statement in STEPS.items():
        env.cr.execute(statement, values)
        if statement.lstrip().startswith("CREATE"):
            table = statement.split()[3]
            env.cr.execute(f"ANALYZE {table}")
        if lap:
            lap(name)
