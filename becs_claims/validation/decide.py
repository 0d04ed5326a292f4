"""A person's verdict on claim lines, on sets like the engine's own."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import decide_returns, drawdown, layers, totals
from .expr import in_product_unit

# a line with its units and currency; `stated` is its quantity in the product's unit
LINES = SQL(
    """
    SELECT l.*, c.rounding,
           COALESCE(%s, l.quantity) AS stated
      FROM becs_claim_line l
      JOIN res_currency c ON c.id = l.currency_id
 LEFT JOIN product_product p ON p.id = l.product_id
 LEFT JOIN product_template t ON t.id = p.product_tmpl_id
 LEFT JOIN uom_uom u ON u.id = l.uom_id
 LEFT JOIN uom_uom pu ON pu.id = t.uom_id
    """,
    in_product_unit(SQL("l.quantity"), SQL("u"), SQL("pu")),
)


def decide(env, lines, verdict, quantity=None, amount=None, note=""):
    """Record one verdict on many lines, and what they now take from programs.

    :param env: environment of the person who decides
    :param lines: claim lines that may be decided, which the caller has checked
    :param verdict: ``accept``, ``claimed``, ``reject`` or ``set``
    :param quantity: for ``set``: units of the product to pay, per line
    :param amount: for ``set``: money to pay in the claim's currency, per line;
        negative on a return
    :param note: why
    :raise UserError: when more is set than claimed
    """
    if not lines:
        return
    env["becs.claim.line"].flush_model()
    returns = lines.filtered(lambda line: line.transaction_type == "return")
    sales = lines - returns
    paid_quantity, paid = _values(env, verdict, quantity, amount)
    if verdict == "set":
        _refuse_more_than_claimed(env, lines.ids, paid_quantity, paid)
    decide_returns.refuse_below_taken_back(env, lines, LINES, paid_quantity, paid)
    with drawdown.changing(env, lines):
        # returns first lose what they took back; once the sales are decided they take
        # back what is left then
        decide_returns.forget(env, returns)
        _store(env, sales.ids, verdict, paid_quantity, paid, note)
        _fix_program_amount(env, sales.ids)
        for _company, some in returns.grouped("company_id").items():
            decide_returns.match(env, some, LINES, paid_quantity)
            if verdict == "accept":
                decide_returns.refuse_stale_proposals(env, some)
            taken = _taken_back(verdict, amount, paid)
            _store(env, some.ids, verdict, paid_quantity, taken, note)
            decide_returns.store(env, some)
    if verdict == "reject":
        layers.free(env, SQL("l.id = ANY(%s)", sales.ids))
    totals.update(env, lines.claim_id)
    env.invalidate_all()


def _taken_back(verdict, amount, paid):
    """SQL of the amount a return gets, once it is known what it may take back."""
    found = SQL("-COALESCE(%s, 0)", decide_returns.MATCHED)
    if verdict == "set" and amount is None:
        return found
    if verdict == "accept":
        # what is left may have got less by a rounding unit
        return SQL(
            "CASE WHEN l.state = 'review' THEN GREATEST(%(paid)s, %(found)s)"
            " ELSE %(paid)s END",
            paid=paid,
            found=found,
        )
    return paid


def _store(env, line_ids, verdict, paid_quantity, paid, note):
    env.cr.execute(
        SQL(
            """
            WITH l AS (%(lines)s WHERE l.id = ANY(%(ids)s)),
            decided AS (
                SELECT l.id, %(quantity)s AS quantity, %(paid)s AS paid FROM l
            )
            UPDATE becs_claim_line l
               SET quantity_approved = d.quantity,
                   amount_approved = d.paid,
                   state = CASE
                       WHEN %(verdict)s = 'reject' THEN 'rejected'
                       WHEN d.paid = 0 AND l.amount_claims <> 0 THEN 'rejected'
                       WHEN d.paid < l.amount_claims THEN 'adjusted'
                       ELSE 'approved'
                   END,
                   counts_as_sold = %(verdict)s <> 'reject'
                                    AND l.transaction_type <> 'return',
                   decision = 'manual',
                   decision_note = %(note)s,
                   decided_by_id = %(user)s,
                   decided_on = %(now)s,
                   review_for_amount = FALSE,
                   write_uid = %(user)s,
                   write_date = %(now)s
              FROM decided d
             WHERE d.id = l.id
            """,
            lines=LINES,
            ids=line_ids,
            quantity=paid_quantity,
            paid=paid,
            verdict=verdict,
            note=note.strip(),
            user=env.uid,
            now=fields.Datetime.now(),
        )
    )


def _values(env, verdict, quantity, amount):
    """SQL of the quantity and the amount that a verdict gives the line ``l``."""
    if verdict == "accept":
        return SQL("l.quantity_approved"), SQL("l.amount_approved")
    if verdict == "claimed":
        return SQL("l.stated"), SQL("l.amount_claims")
    if verdict == "reject":
        return SQL("0::numeric"), SQL("0::numeric")
    if verdict != "set" or (quantity is None and amount is None):
        raise UserError(
            env._(
                "Choose accept, as claimed or reject, or set the quantity or the "
                "amount to pay."
            )
        )
    if quantity is None:
        paid_quantity = SQL("COALESCE(NULLIF(l.quantity_approved, 0), l.stated)")
    else:
        paid_quantity = SQL("%s::numeric", str(quantity))
    if amount is None:
        paid = SQL(
            "round(%s * COALESCE(l.unit_paid, 0) / l.rounding) * l.rounding",
            paid_quantity,
        )
    else:
        paid = SQL("round(%s::numeric / l.rounding) * l.rounding", str(amount))
    return paid_quantity, paid


def _refuse_more_than_claimed(env, line_ids, paid_quantity, paid):
    """A sale gets 0 to what it claims; a return takes back, never pays."""
    wrong = env.execute_query(
        SQL(
            """
            WITH l AS (%(lines)s WHERE l.id = ANY(%(ids)s))
            SELECT l.id FROM l
             WHERE %(quantity)s < 0 OR %(quantity)s > COALESCE(l.stated, 0)
                OR CASE WHEN l.transaction_type = 'return' THEN %(paid)s > 0
                        ELSE %(paid)s < 0 OR %(paid)s > COALESCE(l.amount_claims, 0)
                   END
             ORDER BY l.id LIMIT 1
            """,
            lines=LINES,
            ids=line_ids,
            quantity=paid_quantity,
            paid=paid,
        )
    )
    if wrong:
        line = env["becs.claim.line"].browse(wrong[0])
        raise UserError(
            env._(
                "%(line)s claims %(quantity)s units and %(amount)s: set no more than "
                "that and no less than 0 (on a return: what to take back, as a "
                "negative amount).",
                line=line.display_name,
                quantity=line.quantity,
                amount=line.currency_id.format(line.amount_claims),
            )
        )


def _fix_program_amount(env, line_ids):
    """Store what the lines take from their programs, at the ship date's rate."""
    pairs = env.execute_query(
        SQL(
            """
            SELECT DISTINCT l.company_id, l.currency_id, p.currency_id, l.date_ship
              FROM becs_claim_line l JOIN becs_program p ON p.id = l.program_id
             WHERE l.id = ANY(%s)
            """,
            line_ids,
        )
    )
    Currency = env["res.currency"]
    for company_id, currency_id, program_currency_id, date in pairs:
        currency = Currency.browse(program_currency_id)
        rate = Currency._get_conversion_rate(
            Currency.browse(currency_id),
            currency,
            env["res.company"].browse(company_id),
            date or fields.Date.context_today(Currency),
        )
        env.cr.execute(
            SQL(
                """
                UPDATE becs_claim_line l
                   SET amount_program =
                       round(l.amount_approved * %(rate)s::numeric / %(unit)s::numeric)
                       * %(unit)s::numeric
                  FROM becs_program p
                 WHERE p.id = l.program_id AND l.id = ANY(%(ids)s)
                   AND l.company_id = %(company)s AND l.currency_id = %(currency)s
                   AND p.currency_id = %(program_currency)s
                   AND l.date_ship IS NOT DISTINCT FROM %(date)s
                """,
                rate=str(rate),
                unit=str(currency.rounding),
                ids=line_ids,
                company=company_id,
                currency=currency_id,
                program_currency=program_currency_id,
                date=date,
            )
        )
