"""Sales compared with what the distributor reported.

From ``becs_pos_since`` on, a line is matched with the reported sales of its document
and product: those with its document line where there are any, else those where one side
has none.
"""

from odoo.tools import SQL

from ..expr import divide, exceeds, stated, text_key
from ..prices import rates
from ..programs import terms
from ..resolve import sales
from ..run import Table

REPORTER = Table(
    "becs_run_reporter",
    "distributor that reports its sales, since when",
)
POS_TOTAL = Table(
    "becs_run_pos_total",
    "document, product, document line → what was reported; no ``line_ref``: "
    "all of the document",
)
POS_MATCH = Table(
    "becs_run_pos_match",
    "line → what was reported; ``group_ref`` is the document line it was "
    "compared with, NULL for all of the document",
    columns=(
        "id int, pos_line_id int, quantity numeric, resale_price numeric, "
        "group_ref text"
    ),
    line="id",
)


def stage(run):
    """Stage the distributors of the run that report their sales, and look again for
    products of sales that were not found when they were reported.
    """
    run.table(
        REPORTER,
        SQL(
            """
            SELECT partner.id AS partner_id, partner.becs_pos_since AS since
              FROM res_partner partner
             WHERE partner.becs_pos_since IS NOT NULL
               AND partner.id IN (SELECT partner_id FROM becs_run_claim)
            """
        ),
    )
    rows = run.rows(SQL("SELECT partner_id FROM becs_run_reporter"))
    sales.missing(run.env, [partner_id for [partner_id] in rows])


def find(run):
    """Compare the sales of the run with what was reported of them."""
    stage(run)
    _stage_totals(run)
    day, root_id = SQL("l.date_ship"), run.company.root_id.id
    run.table(
        POS_MATCH,
        SQL(
            """
            SELECT l.id, min(g.pos_line_id) AS pos_line_id, sum(g.quantity) AS quantity,
                   %(resale)s AS resale_price, l.group_ref
              FROM (
                SELECT l.*,
                       CASE WHEN l.line_ref = '' THEN NULL
                            WHEN EXISTS (SELECT FROM becs_run_pos_total own
                                          WHERE own.partner_id = l.partner_id
                                            AND own.document = l.document
                                            AND own.product_id = l.product_id
                                            AND own.line_ref = l.line_ref)
                            THEN l.line_ref ELSE '' END AS group_ref
                  FROM (%(claimed)s) l
                OFFSET 0
              ) l
              LEFT JOIN becs_run_pos_total g
                ON g.partner_id = l.partner_id AND g.document = l.document
               AND g.product_id = l.product_id
               AND g.line_ref IS NOT DISTINCT FROM l.group_ref
             GROUP BY l.id, l.group_ref
            """,
            claimed=_claimed(),
            resale=divide(
                SQL(
                    """sum(g.value * CASE WHEN g.currency_id = l.currency_id THEN 1
                                          ELSE %s END)""",
                    divide(
                        rates.rate(SQL("l.currency_id"), day, root_id),
                        rates.rate(SQL("g.currency_id"), day, root_id),
                    ),
                ),
                SQL("NULLIF(sum(g.valued), 0)"),
            ),
        ),
        index=SQL("id"),
    )
    terms.add_bits(
        run,
        SQL("becs_run_pos_match r JOIN becs_run_claim_line f ON f.id = r.id"),
        SQL(
            """CASE WHEN r.quantity IS NULL THEN %(missing)s::bigint
                    WHEN %(less)s OR %(differs)s THEN %(mismatch)s::bigint
                    ELSE 0 END""",
            missing=run.checks.bit("no_point_of_sale_record"),
            mismatch=run.checks.bit("point_of_sale_mismatch"),
            less=exceeds(SQL("COALESCE(f.quantity, 0)"), SQL("r.quantity")),
            differs=SQL("COALESCE(%s, FALSE)", RESALE_DIFFERS),
        ),
    )


# the resale price a line ``f`` states is not the reported one ``r``
RESALE_DIFFERS = exceeds(
    SQL("abs(f.resale_stated - r.resale_price)"), SQL("f.rounding")
)


def _claimed():
    """SQL of the lines that are compared with reports."""
    return SQL(
        """
        SELECT l.id, l.partner_id, l.currency_id, l.date_ship, l.document, l.line_ref,
               l.product_id
          FROM becs_run_claim_line l
          JOIN becs_run_reporter r ON r.partner_id = l.partner_id
         WHERE l.date_ship >= r.since AND NOT l.is_return
           AND l.document IS NOT NULL AND l.product_id IS NOT NULL
        """
    )


def _stage_totals(run):
    """Stage what was reported per document, product and document line.

    ``line_ref`` NULL is the whole document; '' are its sales without document line.
    Summed up first, so that a document of ten thousand rows costs no more per line
    than one of two.
    """
    run.table(
        POS_TOTAL,
        SQL(
            """
            SELECT s.partner_id, s.document, s.product_id, s.currency_id, s.line_ref,
                   min(s.id) AS pos_line_id, sum(s.quantity) AS quantity,
                   sum(s.quantity * s.price) AS value,
                   sum(s.quantity) FILTER (WHERE s.price IS NOT NULL) AS valued
              FROM (
                SELECT p.id, c.partner_id, c.document, c.product_id, p.currency_id,
                       COALESCE(%(line_ref)s, '') AS line_ref, p.quantity,
                       %(price)s AS price
                  FROM (SELECT DISTINCT partner_id, document, product_id
                          FROM (%(claimed)s) l) c
                  JOIN becs_pos_line p
                    ON p.company_id = %(company)s
                   AND p.commercial_partner_id = c.partner_id
                   AND lower(btrim(p.document)) = c.document
                   AND p.product_id = c.product_id
                 WHERE p.quantity > 0
              ) s
             GROUP BY GROUPING SETS (
                (s.partner_id, s.document, s.product_id, s.currency_id, s.line_ref),
                (s.partner_id, s.document, s.product_id, s.currency_id))
            """,
            line_ref=text_key(SQL("p.line_ref")),
            price=stated(SQL("p.resale_price")),
            claimed=_claimed(),
            company=run.company.id,
        ),
        index=SQL("partner_id, document, product_id"),
    )
