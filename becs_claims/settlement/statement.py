"""What a credit note pays, line by line: the rows of its statement."""

from odoo.tools import SQL

from ..storage.streaming import stream
from ..validation.expr import stated
from .store import carried_by

# what a row has, in the order of the columns
COLUMNS = {
    "claim": SQL("claim.name"),
    "debit_number": SQL("claim.reference"),
    "row": SQL("l.sequence"),
    "authorization": SQL("program.code"),
    "document": SQL("l.pos_document"),
    "document_line": SQL("l.pos_line_ref"),
    "date_ship": SQL("l.date_ship"),
    "product": SQL("COALESCE(l.product_ref, product.default_code)"),
    "end_customer": SQL("l.end_customer_name"),
    # goods that came back, or too much paid before
    "quantity": SQL("sign(l.amount_approved) * abs(l.quantity_approved)"),
    "into_stock_price": stated(SQL("l.into_stock_price")),
    "authorized_price": stated(SQL("l.authorized_price_calculated")),
    "unit_credit_approved": stated(SQL("l.unit_credit_approved")),
    "claimed": SQL("l.amount_claimed"),
    "paid": SQL("l.amount_approved"),
    "reasons": SQL(
        """(SELECT string_agg(DISTINCT f.code, ', ')
              FROM becs_finding f WHERE f.claim_line_id = l.id)"""
    ),
}


def rows(env, move_id: int, limit: int | None = None):
    """Iterate over the claim lines on a credit note as dicts.

    Amounts are in the currency of the credit note and positive where the distributor
    gets them; prices are per unit of the product's unit of measure.

    :param limit: only the first so many
    """
    return stream(env, _query(_credit_lines(env, move_id), limit), COLUMNS)


def _credit_lines(env, move_id):
    # whoever may see the statement need not see the ledger
    return env["account.move.line"].sudo().search([("move_id", "=", move_id)]).ids


def _query(credit_line_ids, limit):
    return SQL(
        """
        SELECT %(columns)s
          FROM becs_claim_line l
          JOIN becs_claim claim ON claim.id = l.claim_id
          LEFT JOIN becs_program program ON program.id = l.program_id
          LEFT JOIN product_product product ON product.id = l.product_id
         WHERE %(carried)s
         ORDER BY l.claim_id, l.sequence, l.id
         LIMIT %(limit)s
        """,
        columns=SQL(", ").join(COLUMNS.values()),
        carried=carried_by(SQL("l"), credit_line_ids),
        limit=limit,
    )


def summary(env, move_id: int) -> list[tuple]:
    """What the claims come to on a credit note, by program.

    :return: (claim, debit number, authorization number, lines, amount) of each
    """
    env.flush_all()
    return env.execute_query(
        SQL(
            """
            SELECT claim.name, claim.reference, program.code,
                   sum(own.line_count)::int, sum(own.amount)
              FROM account_move_line credit
              JOIN becs_claim_credit own ON own.credit_line_id = credit.id
              JOIN becs_claim claim ON claim.id = own.claim_id
              LEFT JOIN becs_program program ON program.id = credit.becs_program_id
             WHERE credit.move_id = %s
             GROUP BY claim.id, claim.name, claim.reference, program.id, program.code
             ORDER BY claim.id, program.code
            """,
            move_id,
        )
    )
