"""The claims: one of each distributor for the month, and a small one for the last.

Leaves ``bench_line``: claim, row, kind and offer of each line. A line's *key* is the
distributor's number plus 100 times the row; keys of last month's lines are negative.
"""

from odoo.tools import SQL

from odoo.addons.becs_claims.storage import stated_lines
from odoo.addons.becs_claims.validation import totals

from .catalogue import CATEGORIES, CUSTOMERS, DISTRIBUTORS, PRODUCTS
from .kinds import DEFECTIVE, DEFECTS, OF_EARLIER_LINE, OF_LAST_MONTH, RETURN

MONTH, FILED = "2026-10-01", "2026-11-05"
LAST_MONTH, LAST_FILED = "2026-09-01", "2026-10-05"
LAST_SHARE = 0.05  # lines of last month per line of this month
# what the rows of a claim state, in the order of the columns below
_STATED = {
    "sequence": "l.sequence",
    "transaction_type": "CASE WHEN l.kind = 'return' THEN 'return' ELSE 'sale' END",
    "authorization_ref": "CASE WHEN NOT l.is_silent THEN 'A' || l.program END",
    "product_ref": "'P' || l.product",
    "pos_document": "l.document",
    "pos_line_ref": "(l.sale_row % 4 + 1)::text",
    "origin_document": "CASE WHEN l.kind = 'return' THEN l.origin END",
    "date_ship": "l.date_ship",
    "end_customer_name": "l.customer_name",
    "quantity": "l.quantity",
    "uom_ref": "CASE WHEN l.factor > 1 THEN 'dozen' END",
    "book_price": "CASE WHEN l.states_prices THEN round(l.unit / 0.09 * 0.65, 4) END",
    "authorized_price": (
        "CASE WHEN l.states_prices THEN round(l.unit / 0.09 * 0.55, 4) END"
    ),
    "resale_price": "round(l.unit / 0.09 * 0.6, 4)",
    "unit_credit": (
        "CASE WHEN NOT l.is_calculated AND (l.style < 10 OR l.style > 17)"
        " THEN l.unit END"
    ),
    "amount_stated": (
        "CASE WHEN NOT l.is_calculated AND l.style < 18 THEN l.amount END"
    ),
    "serial_numbers": "CASE WHEN l.sale_row % 20 = 0 THEN l.serial END",
    "reseller_name": "NULL",
    "product_id": "l.product_id",
    "end_customer_id": "l.customer_id",
    "uom_id": "CASE WHEN l.factor > 1 THEN l.dozen_id ELSE l.unit_id END",
}


def build(env, lines, distributors=DISTRIBUTORS, series=""):
    """File the claims of both months.

    :param lines: lines of the month in all, spread evenly over the distributors
    :param distributors: how many file one
    :param series: tells documents and debit numbers from those of other calls
    :return: claims of last month, claims of the month
    """
    rows = lines // distributors
    old = _claims(env, LAST_MONTH, LAST_FILED, distributors, series)
    new = _claims(env, MONTH, FILED, distributors, series)
    last_rows = max(int(rows * LAST_SHARE), 5)
    _plan(env, old, new, rows, last_rows)
    _store(env, series)
    stated_lines.store_serials(env, claims=old | new)
    totals.update(env, old | new)
    return old, new


def _claims(env, month, filed, distributors, series):
    [[ids]] = env.execute_query(
        SQL(
            "SELECT array_agg(id ORDER BY number) FROM bench_distributor"
            " WHERE number <= %s",
            distributors,
        )
    )
    [[currencies]] = env.execute_query(
        SQL("SELECT array_agg(currency_id ORDER BY number) FROM bench_distributor")
    )
    claims = env["becs.claim"].create(
        [
            {
                "partner_id": partner_id,
                "currency_id": currencies[number - 1],
                "reference": f"{month} {number}{series}",
                "date_from": month,
                "date_submitted": filed,
                "basis": "calculated" if number % 4 == 0 else "stated",
            }
            for number, partner_id in enumerate(ids, 1)
        ]
    )
    claims._write_guarded({"state": "submitted"})
    return claims


def _plan(env, old, new, rows, last_rows):
    """Draw for every row what it is: kind, offer, quantity, money."""
    env.cr.execute("DROP TABLE IF EXISTS bench_line")
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_line AS
            WITH kind AS (
                SELECT * FROM unnest(%(kinds)s::text[], %(traits)s::text[])
                         WITH ORDINALITY AS k(kind, trait, number)
            ),
            row AS (
                SELECT d.number AS distributor, d.rate, s AS sequence,
                       d.number + 100 * s AS key,
                       (%(new)s::int[])[d.number] AS claim_id, %(month)s::date AS month
                  FROM bench_distributor d
                 CROSS JOIN generate_series(1, %(rows)s) s
                 WHERE d.number <= %(distributors)s
                 UNION ALL
                SELECT d.number, d.rate, s, -(d.number + 100 * s),
                       (%(old)s::int[])[d.number], %(last_month)s::date
                  FROM bench_distributor d
                 CROSS JOIN generate_series(1, %(last_rows)s) s
                 WHERE d.number <= %(distributors)s
            ),
            planned AS (
                SELECT row.*, COALESCE(kind.trait, 'any') AS trait,
                       COALESCE(kind.kind,
                                CASE WHEN key > 0 AND bench_draw(key, 3, %(return)s) = 0
                                     THEN 'return' END) AS kind
                  FROM row
                  LEFT JOIN kind
                    ON bench_draw(key, 1, %(defective)s) = 0
                   AND kind.number = bench_draw(key, 2, %(number)s) + 1
            ),
            placed AS (
                SELECT planned.*,
                       CASE WHEN kind = ANY(%(earlier)s) AND abs(key) > 200
                            THEN key - sign(key) * 100
                            WHEN kind = ANY(%(last)s) AND key > 0
                            THEN -(distributor
                                   + 100 * (bench_draw(key, 4, %(last_rows)s) + 1))
                            WHEN kind = 'serial_already_claimed' AND sequence > 20
                            THEN sign(key)
                                 * (distributor + 2000 * ((sequence - 1) / 20))
                            ELSE key END::bigint AS sale
                  FROM planned
            )
            SELECT l.claim_id, l.key, l.distributor, l.sequence, l.kind, l.sale,
                   l.rate, abs(l.sale) / 100 AS sale_row, o.program, o.program_id,
                   o.program_line_id, o.product, o.product_id, o.is_bid,
                   unit.factor,
                   ceil(CASE WHEN o.has_minimum THEN 36 ELSE o.min_quantity END
                        / unit.factor::numeric)
                       + 1 + bench_draw(l.sale, 12, 36 / unit.factor) AS quantity,
                   CASE WHEN l.sale < 0 THEN %(last_month)s::date ELSE l.month END
                       + bench_draw(l.sale, 13, 30) AS date_ship,
                   bench_draw(l.sale, 14, 20) AS style,
                   o.source = 'claimed' AS needs_book,
                   CASE WHEN o.is_bid
                        THEN (o.program * 4 + bench_draw(l.sale, 15, 5))
                             %% %(customers)s
                        ELSE bench_draw(l.sale, 15, %(customers)s) END + 1 AS customer,
                   o.price
              FROM placed l
              LEFT JOIN bench_offer wanted
                ON wanted.distributor = l.distributor AND wanted.trait = l.trait
               AND wanted.position = 0
              JOIN bench_offer usual
                ON usual.distributor = l.distributor AND usual.trait = 'any'
               AND usual.position = 0
              JOIN bench_offer o
                ON o.distributor = l.distributor
               AND o.trait = COALESCE(wanted.trait, 'any')
               AND o.position = bench_draw(
                    l.sale, 10, COALESCE(wanted.positions, usual.positions))
             CROSS JOIN LATERAL (
                SELECT CASE WHEN bench_draw(l.sale, 11, 10) = 0 THEN 12 ELSE 1 END
                       AS factor
             ) unit
            """,
            kinds=list(DEFECTS),
            traits=[trait for trait, _values in DEFECTS.values()],
            number=len(DEFECTS),
            new=new.ids,
            old=old.ids,
            distributors=len(new),
            month=MONTH,
            last_month=LAST_MONTH,
            rows=rows,
            last_rows=last_rows,
            defective=DEFECTIVE,
            earlier=list(OF_EARLIER_LINE),
            last=list(OF_LAST_MONTH),
            customers=CUSTOMERS,
            **{"return": RETURN},
        )
    )
    env.cr.execute("ANALYZE bench_line")


def _store(env, series):
    """Store the rows as lines, as an import would have stored them."""
    columns = list(_STATED)
    values = [_changed(name, value) for name, value in _STATED.items()]
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_claim_line (
                claim_id, company_id, commercial_partner_id, currency_id, state,
                decision, create_uid, create_date, write_uid, write_date,
                amount_claimed, %(columns)s)
            SELECT l.claim_id, c.company_id, c.commercial_partner_id, c.currency_id,
                   'pending', 'automatic', 1, now(), 1, now(), 0, %(values)s
              FROM (%(lines)s) l
              JOIN becs_claim c ON c.id = l.claim_id
             ORDER BY l.claim_id, l.sequence
            """,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
            lines=_lines(env, series),
        )
    )
    env.cr.execute("ANALYZE becs_claim_line")


def _lines(env, series):
    """SQL of the planned lines with all that a value may be made of."""
    return SQL(
        """
        SELECT l.*, round(l.unit * l.quantity, 2) AS amount
          FROM (
            SELECT l.*, sold.text AS origin,
                   CASE WHEN l.kind LIKE 'return%%'
                        THEN %(series)s || 'R' || l.distributor || '-' || l.key
                        ELSE sold.text END AS document,
                   round(l.price * 0.09 * l.rate * l.factor, 4) AS unit,
                   %(series)s || 'SN' || l.distributor || '-' || l.sale AS serial,
                   'Customer ' || l.customer AS customer_name,
                   customer.id AS customer_id, stranger.id AS stranger_id,
                   'Customer ' || stranger.number AS stranger_name,
                   uncovered.id AS uncovered_id,
                   l.distributor %% 4 = 0 AS is_calculated,
                   l.needs_book OR l.style BETWEEN 10 AND 14 AS states_prices,
                   NOT l.is_bid AND bench_draw(l.sale, 16, 5) = 0 AS is_silent,
                   %(unit)s AS unit_id, %(dozen)s AS dozen_id
              FROM bench_line l
             CROSS JOIN LATERAL (
                SELECT %(series)s || 'D' || l.distributor
                       || CASE WHEN l.sale < 0 THEN '-9-' ELSE '-10-' END
                       || l.sale_row / 4 AS text
             ) sold
              JOIN bench_customer customer ON customer.number = l.customer
              JOIN bench_customer stranger
                ON stranger.number = (l.customer + 999) %% %(customers)s + 1
              JOIN bench_product uncovered
                ON uncovered.number
                   = (l.customer %% %(of_category)s + 1) * %(categories)s - 1
          ) l
        """,
        series=series,
        unit=env.ref("uom.product_uom_unit").id,
        dozen=env.ref("uom.product_uom_dozen").id,
        customers=CUSTOMERS,
        of_category=PRODUCTS // CATEGORIES,
        categories=CATEGORIES,
    )


def _changed(name, value):
    """SQL of a column: the kinds that state something else say so."""
    cases = [
        SQL("WHEN %s THEN %s", kind, SQL(values[name]))
        for kind, (_trait, values) in DEFECTS.items()
        if name in values
    ]
    value = SQL(value.replace("%", "%%"))
    if not cases:
        return value
    return SQL("CASE l.kind %s ELSE %s END", SQL(" ").join(cases), value)
