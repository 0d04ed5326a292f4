"""Lines that are sent again for a rejected or adjusted one."""

from odoo.tools import SQL

from ..expr import divide, in_product_unit, stated
from ..prices import rates
from ..run import Table

ANCESTOR = Table(
    "becs_run_ancestor",
    "line → every line it goes back to",
    columns="id int, ancestor_id int",
    line="id",
    stored=True,
)
FIRST_FILING = Table(
    "becs_run_first_filing",
    "line → the day its chain was first filed, where it was sent again in time",
    columns="id int, date_first_filed date",
    line="id",
)
EARLIER_CREDIT = Table(
    "becs_run_earlier_credit",
    "line → what its chain was paid, in the line's currency, for how many "
    "of the units stated",
    columns="id int, stated numeric, units numeric, amount numeric",
    line="id",
)


def stage(run):
    """Stage what was sent before, and what it was paid."""
    run.table(
        ANCESTOR,
        SQL(
            """
            WITH RECURSIVE chain AS (
                SELECT id, resubmission_of_id AS ancestor_id
                  FROM becs_run_claim_line
                 WHERE resubmission_of_id IS NOT NULL
                 UNION
                SELECT chain.id, l.resubmission_of_id
                  FROM chain
                  JOIN becs_claim_line l ON l.id = chain.ancestor_id
                 WHERE l.resubmission_of_id IS NOT NULL
            )
            SELECT * FROM chain
            """
        ),
    )
    # back along the chain, as long as each line was sent in time after the answer
    run.table(
        FIRST_FILING,
        SQL(
            """
            WITH RECURSIVE filed AS (
                SELECT id, resubmission_of_id AS next_id, date_filed, 0 AS steps
                  FROM becs_run_claim_line
                 WHERE resubmission_of_id IS NOT NULL
                 UNION ALL
                SELECT filed.id, l.resubmission_of_id,
                       COALESCE(claim.date_submitted, %(today)s), filed.steps + 1
                  FROM filed
                  JOIN becs_claim_line l ON l.id = filed.next_id
                  JOIN becs_claim claim ON claim.id = l.claim_id
                 WHERE filed.date_filed - l.decided_on::date <= %(days)s
                   AND filed.steps < 100
            )
            SELECT DISTINCT ON (id) id, date_filed AS date_first_filed
              FROM filed
             ORDER BY id, steps DESC
            """,
            today=run.today,
            days=run.company.becs_resubmission_days,
        ),
    )
    _stage_earlier_credit(run)


def _stage_earlier_credit(run):
    day, root_id = SQL("own.date_ship"), run.company.root_id.id
    run.table(
        EARLIER_CREDIT,
        SQL(
            """
            SELECT id, stated, LEAST(COALESCE(NULLIF(units, 0), stated), stated)
                       AS units,
                   amount
              FROM (
                SELECT c.id, max(%(stated)s) AS stated,
                       sum(a.quantity_approved) AS units,
                       sum(a.amount_approved
                           * CASE WHEN a.currency_id = own.currency_id THEN 1
                                  WHEN own.date_ship IS NOT NULL THEN %(rate)s END)
                           AS amount
                  FROM becs_run_ancestor c
                  JOIN becs_run_claim_line own ON own.id = c.id
                  JOIN becs_claim_line a ON a.id = c.ancestor_id
                  JOIN becs_claim claim ON claim.id = a.claim_id
                  LEFT JOIN product_product product ON product.id = a.product_id
                  LEFT JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom unit ON unit.id = a.uom_id
                  LEFT JOIN uom_uom product_unit ON product_unit.id = template.uom_id
                 WHERE a.state IN ('approved', 'adjusted') AND a.amount_approved > 0
                   AND claim.is_drawn
                 GROUP BY c.id
              ) c
             WHERE stated > 0 AND amount > 0
            """,
            stated=SQL(
                "CASE WHEN a.uom_id IS NULL THEN %s ELSE %s END",
                stated(SQL("a.quantity")),
                in_product_unit(
                    stated(SQL("a.quantity")), SQL("unit"), SQL("product_unit")
                ),
            ),
            rate=divide(
                rates.rate(SQL("own.currency_id"), day, root_id),
                rates.rate(SQL("a.currency_id"), day, root_id),
            ),
        ),
        index=SQL("id"),
    )


# what was paid before for the units of a line ``l``, per unit: of what is sent again as
# much is new as its chain (``credited``) was not paid for
CREDITED_BEFORE = SQL(
    """CASE WHEN credited.id IS NULL THEN 0
            ELSE GREATEST(LEAST(l.quantity, credited.units + l.quantity
                                            - credited.stated), 0)
                 * %s END""",
    divide(SQL("credited.amount"), SQL("(credited.units * l.quantity)")),
)
