"""The verdict on every sale, from all that was found (returns: see :mod:`.returns`).

A line's state is the worst of its findings; a line that was left without program or
price by a check somebody softened waits for a person, too.
"""

from odoo.tools import SQL

from .checks import Phase
from .expr import exceeds, money
from .programs.caps import CAPPED_LINE
from .repeated.reported import POS_MATCH
from .run import Table

VERDICT = Table(
    "becs_run_verdict",
    "line → verdict, with the columns that are written to it",
    line="id",
    stored=True,
)


def stage(run):
    """Give every sale its verdict: the worst of what was found."""
    run.table(
        VERDICT,
        SQL(
            """
            SELECT r.id, r.profile, FALSE AS is_return, r.program_id, r.program_version,
                   r.program_line_id, r.mask, r.state, r.amount, r.into_stock_price,
                   r.authorized_price AS authorized_price_calculated, r.pos_line_id,
                   r.unit_credit AS unit_credit_calculated, r.unit_credit_approved,
                   r.amount_calculated, r.claims AS amount_claimed,
                   COALESCE(%(claims_program)s, 0) AS amount_claimed_program,
                   CASE WHEN r.state = 'rejected' OR COALESCE(r.amount, 0) = 0 THEN 0
                        ELSE COALESCE(r.quantity, 0) END AS quantity_approved,
                   CASE WHEN r.state = 'rejected' THEN 0
                        ELSE COALESCE(r.amount, 0) END AS amount_approved,
                   CASE WHEN r.state = 'rejected' OR COALESCE(r.amount, 0) <= 0 THEN 0
                        ELSE COALESCE(r.take_amount, %(amount_program)s) END
                       AS amount_program,
                   r.state = 'review' AND NOT r.other_review AS review_for_amount,
                   r.mask & r.rejects & %(not_sold)s = 0 AS counts_as_sold,
                   r.caps_before
              FROM (
                SELECT r.*,
                       CASE WHEN r.rejected THEN 'rejected'
                            WHEN r.other_review OR r.mask & r.reviews <> 0 THEN 'review'
                            WHEN r.amount < r.claims THEN 'adjusted'
                            ELSE 'approved' END AS state
                  FROM (
                    SELECT r.*,
                           r.mask & r.rejects <> 0 AS rejected,
                           r.amount IS NULL
                           OR r.mask & r.reviews & ~%(over)s <> 0 AS other_review
                      FROM (
                        SELECT p.id, p.profile, p.program_id, p.program_version,
                               p.program_line_id, p.into_stock_price,
                               p.authorized_price, p.unit_credit,
                               p.unit_credit_approved, p.amount_calculated, p.claims,
                               p.back, p.program_rounding, profile.rejects,
                               profile.reviews, reported.pos_line_id,
                               COALESCE(c.quantity,
                                        CASE WHEN p.amount_wanted IS NOT NULL
                                             THEN p.quantity END)
                                   AS quantity,
                               COALESCE(c.amount, p.amount_wanted) AS amount,
                               c.take_amount, c.caps_before,
                               p.mask | CASE WHEN p.mask & profile.rejects = 0
                                              AND %(over_limit)s
                                             THEN %(over)s ELSE 0 END AS mask
                          FROM becs_run_priced_line p
                          JOIN becs_run_profile profile ON profile.profile = p.profile
                          LEFT JOIN %(capped)s c ON c.id = p.id
                          LEFT JOIN %(matched)s reported ON reported.id = p.id
                         WHERE NOT p.is_return
                        OFFSET 0
                      ) r
                    OFFSET 0
                  ) r
                OFFSET 0
              ) r
            """,
            capped=run.source(CAPPED_LINE),
            matched=run.source(POS_MATCH),
            claims_program=money(SQL("r.claims * r.back"), SQL("r.program_rounding")),
            amount_program=money(SQL("r.amount * r.back"), SQL("r.program_rounding")),
            over=run.checks.sql_bit("over_review_amount"),
            over_limit=exceeds(
                SQL("COALESCE(c.amount, p.amount_wanted)"), SQL("p.review_limit")
            ),
            not_sold=SQL("%s::bigint", run.checks.before(Phase.PRICES)),
        ),
        index=SQL("id"),
    )
