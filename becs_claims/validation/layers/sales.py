"""What was sold out of the stock of each pair.

A distributor that reports its sales sold what it reports, from the day on from which it
does; else what claim lines that count say, lines on the same document, document line
and product being one sale of the largest quantity any of them states. Less what was
returned.
"""

from odoo.tools import SQL

from ..expr import in_product_unit, text_key
from ..programs import versions
from ..returns.paid_sales import taken_back
from ..run import Table
from ..stage import TO_VALIDATE

SOLD_LINE = Table(
    "becs_run_sold_line",
    "claim line that counts as sold, of the run and of others; ``head_id`` "
    "is the line that stands for its sale",
    line="id",
    stored=True,
)
POS_LINE = Table(
    "becs_run_pos_line",
    "reported line, ``net`` of the returns reported for it",
)
SALE_RETURN = Table(
    "becs_run_sale_return",
    "sale, by the line that stands for it → what returns took back of it",
)
SALE = Table(
    "becs_run_sale",
    "sale, in order, by the claim line or the reported line that stands for it",
)


def stage(run):
    _stage_claimed(run)
    _stage_reported(run)
    _stage_returned(run)
    run.table(
        SALE,
        SQL(
            """
            SELECT row_number() OVER (
                       ORDER BY s.pair_id, s.date_ship, s.claim_line_id IS NOT NULL,
                                s.date_filed, s.claim_id, s.sequence,
                                s.claim_line_id, s.pos_line_id)::int AS sale_id,
                   s.pair_id, period.period, period.epoch, s.date_ship, s.quantity,
                   s.claim_line_id, s.pos_line_id,
                   COALESCE(s.claim_line_id, -s.pos_line_id) AS source
              FROM (
                SELECT l.pair_id, l.date_ship, l.date_filed, l.claim_id, l.sequence,
                       l.id AS claim_line_id, NULL::int AS pos_line_id,
                       GREATEST(l.quantity - COALESCE(back.quantity, 0), 0)
                           AS quantity
                  FROM becs_run_sold_line l
                  LEFT JOIN becs_run_sale_return back ON back.head_id = l.id
                 WHERE l.id = l.head_id
                 UNION ALL
                SELECT pair_id, date, NULL, NULL, NULL, NULL, id, net
                  FROM becs_run_pos_line
                 WHERE quantity > 0
              ) s
              JOIN becs_run_stock_period period
                ON period.pair_id = s.pair_id
               AND s.date_ship BETWEEN period.first_day AND period.last_day
            """
        ),
        index=SQL("source"),
    )


def _stage_claimed(run):
    """Stage the claim lines that count; the largest of a sale stands for it.

    A hash sorts them, so that texts are compared for lines of the same sale only.
    """
    run.table(
        SOLD_LINE,
        SQL(
            """
            SELECT l.*,
                   first_value(id) OVER (
                       PARTITION BY hashtextextended(document || line_ref, pair_id),
                                    pair_id, partner_id, document, line_ref
                       ORDER BY quantity DESC, id) AS head_id
              FROM (
                SELECT l.id, pair.pair_id, l.commercial_partner_id AS partner_id,
                       COALESCE(%(document)s, '') AS document,
                       COALESCE(%(line_ref)s, '') AS line_ref,
                       round(CASE WHEN l.uom_id IS NOT NULL THEN %(converted)s
                                  WHEN %(uom_ref)s IS NULL THEN l.quantity END, 18)
                           AS quantity,
                       l.date_ship, claim.date_submitted AS date_filed, l.claim_id,
                       l.sequence, FALSE AS in_run
                  FROM becs_run_stock_pair pair
                  JOIN becs_run_buyer b ON b.buyer_id = pair.partner_id
                  JOIN becs_claim_line l
                    ON l.company_id = pair.company_id
                   AND l.commercial_partner_id = b.partner_id
                   AND l.product_id = pair.product_id
                  JOIN becs_claim claim ON claim.id = l.claim_id
                  JOIN product_product product ON product.id = l.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN uom_uom unit ON unit.id = l.uom_id
                 WHERE (pair.is_laid OR pair.is_checked)
                   AND l.transaction_type = 'sale' AND l.counts_as_sold
                   AND l.date_ship < COALESCE(b.pos_since, 'infinity')
                   AND CASE WHEN claim.id IN (SELECT id FROM becs_run_claim)
                            THEN NOT %(to_validate)s
                            ELSE claim.is_drawn IS TRUE END
                 UNION ALL
                SELECT l.id, l.pair_id, l.partner_id, COALESCE(l.document, ''),
                       l.line_ref, l.quantity, l.date_ship, l.date_filed, l.claim_id,
                       l.sequence, TRUE
                  FROM becs_run_stock_line l
                  JOIN becs_run_stock_pair pair ON pair.pair_id = l.pair_id
                 WHERE l.counts AND NOT l.reports AND (pair.is_laid OR pair.is_checked)
              ) l
             WHERE quantity > 0
            """,
            document=text_key(SQL("l.pos_document")),
            line_ref=text_key(SQL("l.pos_line_ref")),
            uom_ref=text_key(SQL("l.uom_ref")),
            converted=in_product_unit(SQL("l.quantity"), SQL("unit"), SQL("own")),
            to_validate=TO_VALIDATE,
        ),
        index=SQL("id"),
    )


def _stage_reported(run):
    """Stage reported lines; a reported return goes off the sale reported last."""
    run.table(
        POS_LINE,
        SQL(
            """
            SELECT r.id, r.pair_id, r.partner_id, r.document, r.line_ref, r.date,
                   r.quantity,
                   LEAST(GREATEST(r.later - r.returned, 0), r.quantity) AS net
              FROM (
                SELECT r.*,
                       COALESCE(-sum(quantity) FILTER (WHERE quantity < 0)
                                    OVER (PARTITION BY %(sale)s), 0) AS returned,
                       sum(quantity) FILTER (WHERE quantity > 0)
                           OVER (PARTITION BY %(sale)s ORDER BY id DESC) AS later
                  FROM (
                    SELECT r.id, pair.pair_id, b.partner_id,
                           lower(btrim(r.document)) AS document,
                           COALESCE(%(line_ref)s, '') AS line_ref, r.date,
                           round(r.quantity, 18) AS quantity
                      FROM becs_run_stock_pair pair
                      JOIN becs_run_buyer b ON b.buyer_id = pair.partner_id
                      JOIN becs_pos_line r
                        ON r.company_id = pair.company_id
                       AND r.commercial_partner_id = b.partner_id
                       AND r.product_id = pair.product_id
                     WHERE (pair.is_laid OR pair.is_checked)
                       AND r.date >= b.pos_since
                  ) r
              ) r
            """,
            sale=SQL("pair_id, partner_id, document, line_ref"),
            line_ref=text_key(SQL("r.line_ref")),
        ),
    )


def _stage_returned(run):
    """Stage what returns took back of each sale, before the sales of the run.

    Combinable programs that paid for the same units give back for the same units:
    what came back is the most that any of them gave back for.
    """
    run.table(
        SALE_RETURN,
        SQL(
            """
            SELECT head_id, max(quantity) AS quantity
              FROM (
                SELECT l.head_id, sum(round(u.quantity, 18)) AS quantity
                  FROM becs_run_sold_line l
                  JOIN (%s) u ON u.sale_line_id = l.id
                  LEFT JOIN becs_program p ON p.id = u.program_id
                 GROUP BY l.head_id, CASE WHEN %s THEN u.program_id END
              ) back
             GROUP BY head_id
            """,
            taken_back(run, SQL("SELECT id FROM becs_run_sold_line")),
            versions.on_day("p", "combinable", SQL("l.date_ship")),
        ),
    )
