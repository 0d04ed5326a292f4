"""Amounts and counts of claims, from their lines by one statement."""

from odoo.tools import SQL

from .expr import STATED_CLAIM

STATES = ("pending", "approved", "adjusted", "review", "rejected")
_FIELDS = [
    "line_count",
    *(f"{state}_count" for state in STATES),
    "amount_claimed",
    "amount_approved",
    "amount_review",
    "amount_proposed",
    "amount_rejected",
    "amount_credited",
]


def of_run(run):
    """Write the totals of the claims of a run."""
    update(run.env, run.claims)


def update(env, claims):
    """Write the totals of claims, in their currencies.

    Rejected is what is claimed and neither approved nor in review, so that the parts
    add up to the whole. Lines not validated yet claim what they state.
    """
    if not claims:
        return
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim c
               SET %(assignments)s
              FROM (
                SELECT claim.id, count(l.id) AS line_count,
                       %(counts)s,
                       COALESCE(sum(l.amount_claimed), 0) AS amount_claimed,
                       %(approved)s AS amount_approved,
                       %(review)s AS amount_review,
                       COALESCE(sum(l.amount_approved)
                                FILTER (WHERE l.state = 'review'), 0)
                           AS amount_proposed,
                       COALESCE(sum(l.amount_claimed), 0) - %(approved)s - %(review)s
                           AS amount_rejected,
                       COALESCE(sum(l.amount_approved)
                                FILTER (WHERE l.credit_line_id IS NOT NULL), 0)
                           AS amount_credited
                  FROM becs_claim claim
                  LEFT JOIN becs_claim_line l ON l.claim_id = claim.id
                 WHERE claim.id = ANY(%(ids)s)
                 GROUP BY claim.id
              ) t
             WHERE t.id = c.id
            """,
            assignments=SQL(", ").join(
                SQL("%s = t.%s", SQL.identifier(name), SQL.identifier(name))
                for name in _FIELDS
            ),
            counts=SQL(", ").join(
                SQL(
                    "count(*) FILTER (WHERE l.state = %s) AS %s",
                    state,
                    SQL.identifier(f"{state}_count"),
                )
                for state in STATES
            ),
            approved=SQL(
                """COALESCE(sum(l.amount_approved)
                            FILTER (WHERE l.state IN ('approved', 'adjusted')), 0)"""
            ),
            review=SQL(
                "COALESCE(sum(l.amount_claimed) FILTER (WHERE l.state = 'review'), 0)"
            ),
            ids=claims.ids,
        )
    )
    claims.invalidate_recordset(_FIELDS)


def stated(env, lines):
    """Write what lines not validated yet claim by their own statement.

    The stated amount, else quantity times the stated credit per unit, else 0.
    """
    if not lines:
        return
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET amount_claimed = COALESCE(%s, 0)
              FROM res_currency c
             WHERE c.id = l.currency_id AND l.id = ANY(%s)
            """,
            STATED_CLAIM,
            lines.ids,
        )
    )
    lines.invalidate_recordset(["amount_claimed"])
