"""What of claims, and of programs, was paid."""

from decimal import Decimal

from odoo.tools import SQL


def credited_by_move(env, claim_ids: list[int]) -> dict[tuple[int, int], Decimal]:
    """What claims have on which credit note or invoice, in the claims' currency.

    :return: {(claim, credit note): amount}
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT own.claim_id, credit.move_id, sum(own.amount)::text
              FROM becs_claim_credit own
              JOIN account_move_line credit ON credit.id = own.credit_line_id
             WHERE own.claim_id = ANY(%s)
             GROUP BY own.claim_id, credit.move_id
            """,
            list(claim_ids),
        )
    )
    return {(claim, move): Decimal(amount) for claim, move, amount in rows}


def share_of_programs(env, program_ids: list[int]) -> dict[int, float]:
    """Which share of what is credited on programs is settled, from 0 to 1.

    A credit note that was paid in part counts for its part; notes weigh by what they
    have of the program.
    """
    env["account.move.line"].flush_model(["becs_program_id", "balance"])
    env["account.move"].flush_model(["state", "amount_total", "amount_residual"])
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT credit.becs_program_id,
                       COALESCE(sum(credit.balance * CASE WHEN note.amount_total = 0
                                    THEN 1
                                    ELSE 1 - abs(note.amount_residual
                                                 / note.amount_total) END)
                                / NULLIF(sum(credit.balance), 0), 0)::float
                  FROM account_move_line credit
                  JOIN account_move note ON note.id = credit.move_id
                 WHERE credit.becs_program_id = ANY(%s) AND note.state = 'posted'
                   AND EXISTS (SELECT FROM becs_claim_credit own
                                WHERE own.credit_line_id = credit.id)
                 GROUP BY credit.becs_program_id
                """,
                list(program_ids),
            )
        )
    )
