"""Which program and which of its lines a claim line draws on.

In ``becs_run_program_terms`` ``id`` is the number of the set; the newest of a program
has that of the program, which is where to look for what is the same in all of them.
"""

from odoo.tools import SQL

from .. import locks
from ..returns import CANDIDATE_SALE
from ..run import Table
from ..stage import TO_VALIDATE
from . import covering, drawdown, versions

EARLIER_DRAWDOWN = Table(
    "becs_run_earlier_drawdown",
    "program, program line → what to add to their counters so that they "
    "leave out the lines validated now",
)
PROGRAM_TERMS = Table(
    "becs_run_program_terms",
    "set of terms of a program the run may draw on; the newest has the "
    "program's id, earlier ones negative numbers",
)
NAMED_DISTRIBUTOR = Table(
    "becs_run_named_distributor",
    "set of terms, distributor it names",
    columns="terms_id int, partner_id int",
)
NAMED_CUSTOMER = Table(
    "becs_run_named_customer",
    "set of terms, end customer it names",
    columns="terms_id int, partner_id int",
)
PRODUCT = Table(
    "becs_run_product",
    "product that is sold",
)
PRODUCT_TERMS = Table(
    "becs_run_product_terms",
    "set of terms, product, range of quantities → program line",
)
PROGRAM_LINE = Table(
    "becs_run_program_line",
    "program line → what is left under its caps",
)
OFFER = Table(
    "becs_run_offer",
    "program that would pay sales of a product which state no "
    "authorization, in order of choice",
)
PROGRAM_CHOICE = Table(
    "becs_run_program_choice",
    "line that states no authorization → program",
    columns="id int, program_id int, terms_id int",
    line="id",
)


def stage(run):
    """Stage and lock the programs the run may draw on."""
    ids = _candidates(run)
    if run.reserve and ids:
        locks.programs(run.env, ids)
    run.table(
        EARLIER_DRAWDOWN,
        drawdown.of_lines(
            SQL(
                """becs_claim_line l JOIN becs_run_claim c ON c.id = l.claim_id
                    WHERE %s = c.is_drawn""",
                TO_VALIDATE,
            ),
            SQL("CASE WHEN c.is_drawn THEN -1 ELSE 1 END"),
        ),
    )
    versions.stage(run, ids)
    run.table(
        PROGRAM_TERMS,
        SQL(
            """
            SELECT t.id, t.program_id, t.terms_id, t.first_day, t.last_day, t.version,
                   p.state, p.currency_id, currency.rounding, p.date_start, p.date_end,
                   NULLIF(t.claim_window_days, 0) AS claim_window_days,
                   COALESCE(t.into_stock_source, company.becs_into_stock_source)
                       AS into_stock_source,
                   COALESCE(t.tolerance_percent, 0) AS tolerance_percent,
                   COALESCE(t.tolerance_amount, 0) AS tolerance_amount,
                   t.pricelist_id,
                   NULLIF(t.minimum_line_amount, 0) AS minimum_line_amount,
                   COALESCE(t.combinable, FALSE) AS combinable,
                   p.state IN ('approved', 'closed') AND p.active AS offered,
                   EXISTS (SELECT FROM becs_program_distributor_rel
                            WHERE program_id = p.id) AS names_distributors,
                   %(names_customers)s AS names_customers,
                   NULLIF(p.budget_amount, 0) AS amount_cap,
                   NULLIF(p.budget_amount, 0) - %(used)s - COALESCE(b.used, 0)
                       AS amount_left,
                   COALESCE(p.amount_held, 0) + COALESCE(b.held, 0) AS amount_held
              FROM (%(terms)s) t
              JOIN becs_program p ON p.id = t.program_id
              JOIN res_currency currency ON currency.id = p.currency_id
              JOIN res_company company ON company.id = p.company_id
              LEFT JOIN (
                SELECT program_id, sum(%(before)s) AS used, sum(amount_held) AS held
                  FROM becs_run_earlier_drawdown GROUP BY program_id
              ) b ON b.program_id = p.id
            """,
            terms=versions.of_programs(run, ids),
            names_customers=versions.names_customers("t"),
            used=drawdown.taken("p", "amount"),
            before=drawdown.taken("becs_run_earlier_drawdown", "amount"),
        ),
    )
    _look(run)
    if run.names_distributors:
        versions.stage_partners(run, NAMED_DISTRIBUTOR, "becs_program_distributor_rel")
    if run.names_customers:
        versions.stage_partners(
            run,
            NAMED_CUSTOMER,
            "becs_program_end_customer_rel",
            "becs_program_terms_customer_rel",
        )


def _look(run):
    """Say on the run what the programs ask for."""
    [[sources, run.names_distributors, run.names_customers, run.has_pricelists]] = (
        run.rows(
            SQL(
                """
                SELECT array_agg(DISTINCT into_stock_source),
                       COALESCE(bool_or(names_distributors), FALSE),
                       COALESCE(bool_or(names_customers), FALSE),
                       COALESCE(bool_or(pricelist_id IS NOT NULL), FALSE)
                  FROM becs_run_program_terms
                """
            )
        )
    )
    run.sources = frozenset(sources or ())


def _candidates(run):
    """Ids of programs lines name or drew on before, and of those on offer."""
    return [
        program_id
        for [program_id] in run.rows(
            SQL(
                """
                SELECT program_id FROM becs_run_claim_line WHERE program_id IS NOT NULL
                 UNION
                SELECT l.program_id
                  FROM becs_claim_line l JOIN becs_run_claim c ON c.id = l.claim_id
                 WHERE l.program_id IS NOT NULL
                 UNION
                SELECT u.program_id
                  FROM becs_return_use u
                  JOIN becs_claim_line l ON l.id = u.return_line_id
                  JOIN becs_run_claim c ON c.id = l.claim_id
                 WHERE u.program_id IS NOT NULL
                 UNION
                SELECT l.program_id
                  FROM %(sales)s s JOIN becs_claim_line l ON l.id = s.id
                 WHERE l.program_id IS NOT NULL
                 UNION
                SELECT p.id FROM becs_program p
                 WHERE p.company_id = %(company)s AND p.state IN ('approved', 'closed')
                   AND p.active AND %(has_unstated)s
                """,
                company=run.company.id,
                has_unstated=run.has_unstated,
                sales=run.source(CANDIDATE_SALE),
            )
        )
    ]


def terms(run):
    """Stage which program line a product gets in which set of terms.

    See :mod:`covering` for which comes first. What is excluded ends the list: nothing
    wider covers it. Of the rest the first whose minimum is reached
    applies, else the first one, as below its minimum: each gets the range of
    quantities (``low`` ≤ quantity < ``high``) that is its own.
    """
    run.table(
        PRODUCT,
        SQL(
            """
            SELECT product_id, product_tmpl_id, categ_id,
                   bool_or(authorization_ref IS NULL) AS unstated
              FROM becs_run_claim_line
             WHERE product_id IS NOT NULL AND NOT is_return
             GROUP BY product_id, product_tmpl_id, categ_id
            """
        ),
    )
    run.table(
        PRODUCT_TERMS,
        SQL(
            """
            WITH pair AS MATERIALIZED (
                SELECT DISTINCT program_id, product_id
                  FROM becs_run_claim_line
                 WHERE program_id IS NOT NULL AND product_id IS NOT NULL
            ),
            covering AS (
                SELECT *,
                       row_number() OVER scope AS position,
                       bool_or(excluded) OVER scope AS blocked
                  FROM (%(covering)s) c
                 WHERE (unstated AND offered)
                    OR (program_id, product_id) IN (SELECT * FROM pair)
                WINDOW scope AS (PARTITION BY terms_id, product_id
                                 ORDER BY %(narrowest)s)
            ),
            ranged AS (
                SELECT *,
                       min(low) OVER (PARTITION BY terms_id, product_id) AS lowest,
                       min(low) OVER (PARTITION BY terms_id, product_id
                                      ORDER BY position
                                      ROWS BETWEEN UNBOUNDED PRECEDING
                                               AND 1 PRECEDING) AS high
                  FROM covering
                 WHERE NOT COALESCE(blocked, FALSE)
            )
            SELECT terms_id, product_id, width, id AS program_line_id, line_terms_id,
                   low, high, FALSE AS below_minimum
              FROM ranged
             WHERE high IS NULL OR low < high
             UNION ALL
            SELECT terms_id, product_id, width, id, line_terms_id, 0, lowest, TRUE
              FROM ranged
             WHERE position = 1 AND lowest > 0
            """,
            covering=_covering(run),
            narrowest=covering.narrowest("c"),
        ),
    )


def _covering(run):
    """SQL of all program lines that cover a product of the run."""
    return covering.lines(
        SQL(
            """pl.terms_id, pl.program_id, x.product_id, x.unstated, pl.offered,
               pl.sequence, pl.id, pl.line_terms_id,
               COALESCE(pl.excluded, FALSE) AS excluded,
               COALESCE(pl.min_quantity, 0) AS low"""
        ),
        SQL(
            """(SELECT pl.*, p.offered
                  FROM (%s) pl
                  JOIN becs_run_program_terms p ON p.id = pl.terms_id)""",
            versions.offering_lines(run),
        ),
        SQL("becs_run_product"),
    )


def limits(run):
    """Stage what is left under the caps of the program lines in question."""
    run.table(
        PROGRAM_LINE,
        SQL(
            """
            SELECT pl.id AS program_line_id,
                   NULLIF(pl.max_quantity, 0) AS quantity_cap,
                   NULLIF(pl.max_amount, 0) AS amount_cap,
                   NULLIF(pl.max_quantity, 0) - %(quantity)s
                       - COALESCE(b.quantity, 0) AS quantity_left,
                   COALESCE(pl.quantity_held, 0) + COALESCE(b.quantity_held, 0)
                       AS quantity_held,
                   NULLIF(pl.max_amount, 0) - %(amount)s
                       - COALESCE(b.amount, 0) AS amount_left,
                   COALESCE(pl.amount_held, 0) + COALESCE(b.amount_held, 0)
                       AS amount_held
              FROM becs_program_line pl
              LEFT JOIN (
                SELECT program_line_id, quantity_held, amount_held,
                       %(quantity_before)s AS quantity, %(amount_before)s AS amount
                  FROM becs_run_earlier_drawdown
              ) b ON b.program_line_id = pl.id
             WHERE pl.id IN (SELECT program_line_id FROM becs_run_product_terms)
            """,
            quantity=drawdown.taken("pl", "quantity"),
            amount=drawdown.taken("pl", "amount"),
            quantity_before=drawdown.taken("becs_run_earlier_drawdown", "quantity"),
            amount_before=drawdown.taken("becs_run_earlier_drawdown", "amount"),
        ),
    )


def choose(run):
    """Find a program for lines that state no authorization.

    It pays, lists the distributor or all, covers ship date, end customer and product
    with its minimum. First those with something left under every cap, then those that
    name end customers, then the narrowest scope, the latest start, the lowest id.
    """
    run.table(
        OFFER,
        SQL(
            """
            SELECT t.product_id, t.terms_id, p.program_id, t.low, t.high,
                   GREATEST(p.date_start, p.first_day) AS first_day,
                   LEAST(p.date_end, p.last_day) AS last_day,
                   p.names_distributors, p.names_customers,
                   row_number() OVER (
                       PARTITION BY t.product_id
                       ORDER BY COALESCE(round(LEAST(p.amount_left, l.quantity_left,
                                                     l.amount_left), 18) <= 0, FALSE),
                                NOT p.names_customers, t.width, p.date_start DESC,
                                p.program_id
                   ) AS rank
              FROM becs_run_product_terms t
              JOIN becs_run_program_terms p ON p.id = t.terms_id AND p.offered
              JOIN becs_run_program_line l ON l.program_line_id = t.program_line_id
             WHERE NOT t.below_minimum
               AND (NOT p.names_distributors OR EXISTS (
                        SELECT FROM %s d
                          JOIN becs_run_claim c ON c.partner_id = d.partner_id
                         WHERE d.terms_id = p.id))
            """,
            run.source(NAMED_DISTRIBUTOR),
        ),
        index=SQL("product_id, rank"),
    )
    run.table(
        PROGRAM_CHOICE,
        SQL(
            """
            SELECT l.id, o.program_id, o.terms_id
              FROM becs_run_claim_line l
             CROSS JOIN LATERAL (
                SELECT o.program_id, o.terms_id
                  FROM becs_run_offer o
                 WHERE o.product_id = l.product_id
                   AND l.quantity >= o.low
                   AND (o.high IS NULL OR l.quantity < o.high)
                   AND l.date_ship >= o.first_day
                   AND (o.last_day IS NULL OR l.date_ship <= o.last_day)
                   AND (NOT o.names_distributors OR EXISTS (
                            SELECT FROM %(distributors)s d
                             WHERE d.terms_id = o.terms_id
                               AND d.partner_id = l.partner_id))
                   AND (NOT o.names_customers OR EXISTS (
                            SELECT FROM %(customers)s c
                             WHERE c.terms_id = o.terms_id
                               AND c.partner_id = l.end_customer_id))
                 ORDER BY o.rank
                 LIMIT 1
             ) o
             WHERE l.authorization_ref IS NULL AND NOT l.is_return
            """,
            distributors=run.source(NAMED_DISTRIBUTOR),
            customers=run.source(NAMED_CUSTOMER),
        ),
    )


def give_back(run):
    """Give back to the caps what returns took back (``becs_run_return_use``)."""
    for table, own, key, changes in (
        (
            SQL("becs_run_program_terms"),
            SQL("t.program_id"),
            SQL("program_id"),
            SQL("amount_left = t.amount_left + u.amount"),
        ),
        (
            SQL("becs_run_program_line"),
            SQL("t.program_line_id"),
            SQL("program_line_id"),
            SQL(
                """quantity_left = t.quantity_left + u.quantity,
                   amount_left = t.amount_left + u.amount"""
            ),
        ),
    ):
        run.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET %(changes)s
                  FROM (SELECT %(key)s AS id, sum(quantity) AS quantity,
                               sum(amount_program) AS amount
                          FROM becs_run_return_use WHERE counts
                         GROUP BY %(key)s) u
                 WHERE u.id = %(own)s
                """,
                table=table,
                own=own,
                key=key,
                changes=changes,
            )
        )
