"""Write verdicts on the claim lines, and take them away again."""

from odoo import fields
from odoo.tools import SQL

from .stage import TO_VALIDATE

# columns of ``becs_run_verdict`` that go to the line; none of them is in an index, so
# that the new version of a line stays on its page ("HOT", see PostgreSQL's manual)
COLUMNS = (
    "state",
    "program_id",
    "program_line_id",
    "program_version",
    "pos_line_id",
    "into_stock_price",
    "authorized_price_calculated",
    "unit_credit_calculated",
    "unit_credit_approved",
    "quantity_approved",
    "amount_calculated",
    "amount_claimed",
    "amount_claimed_program",
    "amount_approved",
    "amount_program",
    "review_for_amount",
    "counts_as_sold",
    "caps_before",
)
# columns that are 0 where there is nothing
_NUMBERS = (
    "into_stock_price",
    "authorized_price_calculated",
    "unit_credit_calculated",
    "unit_credit_approved",
    "amount_calculated",
)
_CLEARED = {
    "state": SQL("'pending'"),
    "program_id": SQL("NULL"),
    "program_line_id": SQL("NULL"),
    "program_version": SQL("NULL"),
    # a proposed return stays with the reported one
    "pos_line_id": SQL(
        "CASE WHEN l.transaction_type = 'return' THEN l.pos_line_id END"
    ),
    "review_for_amount": SQL("FALSE"),
    "counts_as_sold": SQL("FALSE"),
    "caps_before": SQL("NULL"),
}


def lines(run):
    """Write the verdicts; lines that get the same as before are left alone."""
    columns = [SQL.identifier(column) for column in COLUMNS]
    return run.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET (%(columns)s) = ROW(%(values)s),
                   decision = 'automatic', decided_by_id = NULL, decided_on = %(now)s,
                   write_date = %(now)s
              FROM becs_run_verdict r
             WHERE r.id = l.id
               AND l.claim_id = ANY(%(claims)s)
               AND (%(old)s) IS DISTINCT FROM (%(values)s)
            """,
            columns=SQL(", ").join(columns),
            values=SQL(", ").join(map(_value, COLUMNS)),
            old=SQL(", ").join(SQL("l.%s", column) for column in columns),
            now=fields.Datetime.now(),
            claims=run.claims.ids,
        )
    )


def _value(column):
    """SQL of what a column gets; prices keep 16 decimals, without trailing zeros."""
    value = SQL.identifier("r", column)
    if column in _NUMBERS:
        return SQL("trim_scale(round(COALESCE(%s, 0), 16))", value)
    return value


def clear(env, claims):
    """Take verdicts and findings from all lines of claims, as before any run.

    Decisions of people go, too, also corrections, and what returns took back or propose
    to take back from their lines. What the lines took from programs must have been
    taken out before (:func:`drawdown.release`).

    :return: {id of claim: number of lines that people had decided}
    """
    env.flush_all()
    decided = env.execute_query(
        SQL(
            """
            SELECT claim_id, count(*) FROM becs_claim_line
             WHERE claim_id = ANY(%s)
               AND (decision = 'manual' OR transaction_type = 'correction')
             GROUP BY claim_id
            """,
            claims.ids,
        )
    )
    env.cr.execute(
        SQL(
            """DELETE FROM becs_claim_line
                WHERE claim_id = ANY(%s) AND transaction_type = 'correction'""",
            claims.ids,
        )
    )
    cleared = {
        column: _CLEARED.get(column, SQL("0"))
        for column in COLUMNS
        if column != "amount_claimed"
    }
    env.cr.execute(SQL("DELETE FROM becs_finding WHERE claim_id = ANY(%s)", claims.ids))
    for column in ("return_line_id", "sale_line_id"):
        env.cr.execute(
            SQL(
                """DELETE FROM becs_return_use u USING becs_claim_line l
                    WHERE l.id = u.%s AND l.claim_id = ANY(%s)""",
                SQL.identifier(column),
                claims.ids,
            )
        )
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET %s, decision = 'automatic', decision_note = NULL,
                   above_cap = NULL, decided_by_id = NULL, decided_on = NULL
             WHERE l.claim_id = ANY(%s)
               AND (l.state <> 'pending' OR NOT %s)
            """,
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), value)
                for column, value in cleared.items()
            ),
            claims.ids,
            TO_VALIDATE,
        )
    )
    env.invalidate_all()
    return dict(decided)


def drop_decisions(env, claims):
    """Let a run validate the lines again that people decided.

    Until it does, they keep what was decided. Credited lines stay decided.

    :return: {id of claim: number of such lines}
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            WITH dropped AS (
                UPDATE becs_claim_line
                   SET decision = 'automatic', decision_note = NULL, above_cap = NULL,
                       decided_by_id = NULL
                 WHERE claim_id = ANY(%s) AND decision = 'manual'
                   AND credit_line_id IS NULL AND transaction_type <> 'correction'
             RETURNING claim_id
            )
            SELECT claim_id, count(*) FROM dropped GROUP BY claim_id
            """,
            claims.ids,
        )
    )
    env["becs.claim.line"].invalidate_model()
    return dict(rows)


def forget(env, lines):
    """Take the verdicts of a check from some lines of draft claims.

    Such lines draw on nothing. What they claim stays as it is.
    """
    line_ids = list(lines.ids)
    for table, column in (
        ("becs_finding", "claim_line_id"),
        ("becs_return_use", "return_line_id"),
    ):
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                line_ids,
            )
        )
    columns = [column for column in COLUMNS if column != "amount_claimed"]
    env.cr.execute(
        SQL(
            "UPDATE becs_claim_line l SET %s, decided_on = NULL WHERE id = ANY(%s)",
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), _CLEARED.get(column, SQL("0")))
                for column in columns
            ),
            line_ids,
        )
    )
    lines.invalidate_recordset([*columns, "decided_on", "finding_ids"])
