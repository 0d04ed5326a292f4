"""Fetching from the database what became of each distributor's lines."""

from decimal import Decimal

from odoo.tools import SQL

from ..world.compare import exact
from .sums import Account

HEADER = ("claimed", "approved", "review", "rejected")


def fetch(env, account: Account, claim, intake) -> None:
    """Fill in what the claim, its lines and credit notes say."""
    env.flush_all()
    claim.invalidate_recordset()
    account.read = intake.rows_read
    account.refused = intake.rows_refused
    for name in HEADER:
        setattr(account, name, exact(claim[f"amount_{name}"]))
    account.credit_notes = exact(sum(claim.credit_note_ids.mapped("amount_untaxed")))
    _lines(env, account, claim)
    _states(env, account, claim)


def _lines(env, account, claim):
    [row] = env.execute_query(
        SQL(
            """
        SELECT COUNT(*),
               SUM(quantity * sign)::text,
               SUM(quantity * sign * COALESCE(resale_price, 0))::text,
               SUM(amount_claimed)::text,
               SUM(amount_approved) FILTER (WHERE paid)::text,
               SUM(amount_claimed) FILTER (WHERE state = 'review')::text,
               SUM(amount_claimed) FILTER (WHERE state = 'rejected')::text,
               SUM(amount_claimed - amount_approved) FILTER (WHERE paid)::text,
               SUM(amount_approved)
                   FILTER (WHERE paid AND credit_line_id IS NOT NULL)::text,
               COUNT(*) FILTER (WHERE paid AND credit_line_id IS NULL
                                  AND amount_approved <> 0),
               COUNT(*) FILTER (WHERE NOT clear AND NOT EXISTS (
                   SELECT FROM becs_finding WHERE claim_line_id = line.id))
          FROM becs_claim_line line,
               LATERAL (SELECT CASE transaction_type WHEN 'return' THEN -1 ELSE 1 END
                                   AS sign,
                               state IN ('approved', 'adjusted') AS paid,
                               state = 'approved' AS clear) AS facts
         WHERE claim_id = %s
            """,
            claim.id,
        )
    )
    names = (
        "stored",
        "stored_quantity",
        "stored_turnover",
        "lines_claimed",
        "lines_approved",
        "lines_review",
        "lines_rejected",
        "lines_cut",
        "credited_lines",
        "uncredited",
        "unexplained",
    )
    for name, value in zip(names, row, strict=True):
        # sums come as text: the cursor makes floats of numbers
        number = value if isinstance(value, int) else Decimal(value or 0)
        setattr(account, name, number)


def _states(env, account, claim):
    account.states = dict(
        env.execute_query(
            SQL(
                "SELECT state, COUNT(*) FROM becs_claim_line WHERE claim_id = %s"
                " GROUP BY state",
                claim.id,
            )
        )
    )
