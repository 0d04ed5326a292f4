"""On which terms each line is validated, and what is wrong with it before any price.

Steps that look at other lines (duplicates, point of sale, stock) add bits of their own
before prices are worked out, because what a unit cost may depend on which sales count.
"""

from odoo.tools import SQL

from ..checks.outcomes import PROFILE_CHOICE
from ..repeated.resubmission import FIRST_FILING
from ..run import Table
from .choice import NAMED_CUSTOMER, NAMED_DISTRIBUTOR, PROGRAM_CHOICE

CHECKED_LINE = Table(
    "becs_run_checked_line",
    "line → program, program line, the terms of both for its ship date, "
    "profile of rules; ``mask`` has the bits of the checks it fails so far",
    line="id",
)


def stage(run):
    """Stage terms and first findings of all lines."""
    run.table(
        CHECKED_LINE,
        SQL(
            """
            SELECT l.id, l.is_return, l.program_id, l.terms_id, l.program_line_id,
                   l.line_terms_id, l.profile, l.below_minimum, l.minimum_quantity,
                   l.distributor_named, l.customer_named, l.date_first_filed,
                   %(mask)s AS mask
              FROM (%(rows)s OFFSET 0) l
            """,
            mask=run.checks.mask_before_prices(),
            rows=_rows(run),
        ),
        index=SQL("id"),
    )


def add_bits(run, found, bits):
    """Add bits to the lines that another step found.

    :param found: SQL after FROM with a relation ``f`` that has the column ``id``
    :param bits: SQL of the bits of one row
    """
    run.execute(
        SQL(
            """
            UPDATE becs_run_checked_line s
               SET mask = s.mask | f.bits
              FROM (SELECT f.id, bit_or(%(bits)s) AS bits
                      FROM %(found)s
                     GROUP BY f.id) f
             WHERE f.id = s.id AND f.bits <> 0
            """,
            bits=bits,
            found=found,
        )
    )


def _rows(run):
    """SQL of the lines with their terms."""
    of_program = SQL("COALESCE(l.program_id, choice.program_id)")
    period = SQL()
    terms_id = of_program
    if run.has_earlier_terms:
        period = SQL(
            """LEFT JOIN becs_run_terms_period period
            ON period.program_id = %s
           AND l.date_ship BETWEEN period.first_day AND period.last_day""",
            of_program,
        )
        terms_id = SQL("COALESCE(period.id, %s)", of_program)
    return SQL(
        """
        SELECT l.id, l.is_return, l.date_filed, l.date_ship, l.document, l.product_ref,
               l.product_id, l.eligible, l.uom_id, l.factor, l.authorization_ref,
               l.quantity_stated, l.quantity, l.unit_raw, l.amount_stated,
               COALESCE(filed.date_first_filed, l.date_filed) AS date_first_filed,
               p.program_id, p.id AS terms_id, p.state AS program_state, p.date_start,
               p.date_end, p.claim_window_days,
               NOT p.names_distributors OR distributor.terms_id IS NOT NULL
                   AS distributor_named,
               NOT p.names_customers OR customer.terms_id IS NOT NULL
                   AS customer_named,
               t.program_line_id, t.line_terms_id, t.below_minimum,
               CASE WHEN t.below_minimum THEN t.high END AS minimum_quantity,
               COALESCE(profile.profile, 0) AS profile
          FROM becs_run_claim_line l
          LEFT JOIN %(choices)s choice ON choice.id = l.id
          LEFT JOIN %(filings)s filed ON filed.id = l.id
          %(period)s
          LEFT JOIN becs_run_program_terms p ON p.id = %(terms_id)s
          LEFT JOIN %(distributors)s distributor
            ON distributor.terms_id = p.id AND distributor.partner_id = l.partner_id
          LEFT JOIN %(customers)s customer
            ON customer.terms_id = p.id
           AND customer.partner_id = l.end_customer_id
          LEFT JOIN becs_run_product_terms t
            ON t.terms_id = p.id AND t.product_id = l.product_id
           AND COALESCE(l.quantity, 0) >= t.low
           AND (t.high IS NULL OR COALESCE(l.quantity, 0) < t.high)
           AND NOT l.is_return
          LEFT JOIN %(profiles)s profile
            ON profile.program_id = COALESCE(p.program_id, 0)
           AND profile.partner_id = l.partner_id
        """,
        period=period,
        terms_id=terms_id,
        choices=run.source(PROGRAM_CHOICE),
        filings=run.source(FIRST_FILING),
        distributors=run.source(NAMED_DISTRIBUTOR),
        customers=run.source(NAMED_CUSTOMER),
        profiles=run.source(PROFILE_CHOICE),
    )
