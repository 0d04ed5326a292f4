"""What of claims was paid."""

from decimal import Decimal

from odoo.tools import SQL


def credited_by_move(env, claim_ids: list[int]) -> dict[tuple[int, int], Decimal]:
    """What claims have on which credit note or invoice, in the claims' currency.

    :return: {(claim, credit note): amount}
    """
    env["becs.claim.line"].flush_model(["claim_id", "credit_line_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT line.claim_id, credit.move_id, sum(line.amount_approved)::text
              FROM becs_claim_line line
              JOIN account_move_line credit ON credit.id = line.credit_line_id
             WHERE line.claim_id = ANY(%s)
             GROUP BY line.claim_id, credit.move_id
            """,
            list(claim_ids),
        )
    )
    return {(claim, move): Decimal(amount) for claim, move, amount in rows}
