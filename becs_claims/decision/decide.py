"""A person's verdict on claim lines, on sets like the engine's own."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..storage import history
from ..validation import layers, totals
from ..validation.expr import divide, in_product_unit, money
from ..validation.prices import rates
from ..validation.programs import drawdown
from . import caps, return_matches

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


def decide(env, lines, verdict, quantity=None, amount=None, note="", may_exceed=False):
    """Record one verdict on many lines, and what they now take from programs.

    The number of queries does not depend on how many lines there are.

    :param env: environment of the person who decides
    :param lines: claim lines that may be decided, which the caller has checked
    :param verdict: ``accept``, ``claimed``, ``reject`` or ``set``
    :param quantity: for ``set``: units of the product to pay, per line
    :param amount: for ``set``: money to pay in the claim's currency, per line;
        negative on a return
    :param note: why
    :param may_exceed: whether the verdict may take more from programs than their caps
        leave; the lines then keep a mark that says so
    :raise UserError: when more is set than claimed, or more than the caps leave
    """
    if not lines:
        return
    env.flush_all()
    stage(env, lines.ids)
    sale_ids, returns = _sales_and_returns(env)
    paid_quantity, paid = values(env, verdict, quantity, amount)
    if verdict == "set":
        refuse_more_than_claimed(env, lines.ids, paid_quantity, paid)
    return_matches.refuse_below_taken_back(env, lines, LINES, paid_quantity, paid)
    caps.stage(env)
    with (
        history.decisions(env, lines.ids, note),
        drawdown.changing(env, lines),
    ):
        # returns first lose what they took back; once the sales are decided they take
        # back what is left then
        return_matches.forget(env, lines.browse(sum(returns.values(), [])))
        _store(env, sale_ids, verdict, paid_quantity, paid, note)
        fix_program_amount(env, sale_ids)
        for return_ids in returns.values():
            some = lines.browse(return_ids)
            return_matches.match(env, some, LINES, paid_quantity)
            if verdict == "accept":
                return_matches.refuse_stale_proposals(env, some)
            taken = _taken_back(verdict, amount, paid)
            _store(env, some.ids, verdict, paid_quantity, taken, note)
            return_matches.store(env, some)
    caps.check(env, may_exceed)
    if verdict == "reject":
        layers.free(env, SQL("l.id = ANY(%s)", sale_ids))
    totals.update(env, claims_of(env, lines))
    env.invalidate_all()


def claims_of(env, lines):
    """The claims of lines, by one query."""
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT claim_id FROM becs_claim_line WHERE id = ANY(%s)"
            " ORDER BY claim_id",
            lines.ids,
        )
    )
    return env["becs.claim"].browse(claim_id for [claim_id] in rows)


def stage(env, line_ids):
    """Keep in ``becs_decide_line_before`` what the lines are before the verdict."""
    env.cr.execute("DROP TABLE IF EXISTS pg_temp.becs_decide_line_before")
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE becs_decide_line_before ON COMMIT DROP AS
            SELECT id, claim_id, company_id, transaction_type, program_id,
                   program_line_id, state, quantity_approved, amount_approved,
                   amount_program
              FROM becs_claim_line
             WHERE id = ANY(%s)
            """,
            line_ids,
        )
    )
    env.cr.execute("ANALYZE becs_decide_line_before")


def _sales_and_returns(env):
    """Ids of the sales, and of the returns as {company id: ids}."""
    sale_ids, returns = [], {}
    for company_id, is_return, ids in env.execute_query(
        SQL(
            """
            SELECT company_id, transaction_type = 'return', array_agg(id ORDER BY id)
              FROM becs_decide_line_before
             GROUP BY 1, 2
             ORDER BY 1
            """
        )
    ):
        if is_return:
            returns[company_id] = ids
        else:
            sale_ids += ids
    return sale_ids, returns


def _taken_back(verdict, amount, paid):
    """SQL of the amount a return gets, once it is known what it may take back."""
    found = SQL("-COALESCE(%s, 0)", return_matches.MATCHED)
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
                       WHEN d.paid = 0 AND l.amount_claimed <> 0 THEN 'rejected'
                       WHEN d.paid < l.amount_claimed THEN 'adjusted'
                       ELSE 'approved'
                   END,
                   counts_as_sold = %(verdict)s <> 'reject'
                                    AND l.transaction_type <> 'return',
                   decision = 'manual',
                   decision_note = %(note)s,
                   decided_by_id = %(user)s,
                   decided_on = %(now)s,
                   review_for_amount = FALSE,
                   above_cap = NULL,
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


def values(env, verdict, quantity, amount):
    """SQL of the quantity and the amount that a verdict gives the line ``l``."""
    if verdict == "accept":
        return SQL("l.quantity_approved"), SQL("l.amount_approved")
    if verdict == "claimed":
        return SQL("l.stated"), SQL("l.amount_claimed")
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
            "round(%s * COALESCE(l.unit_credit_approved, 0) / l.rounding) * l.rounding",
            paid_quantity,
        )
    else:
        paid = SQL("round(%s::numeric / l.rounding) * l.rounding", str(amount))
    return paid_quantity, paid


def refuse_more_than_claimed(env, line_ids, paid_quantity, paid, lines_sql=LINES):
    """A sale gets 0 to what it claims; a return takes back, never pays.

    :param lines_sql: SQL of the lines ``l``
    """
    wrong = env.execute_query(
        SQL(
            """
            WITH l AS (%(lines)s WHERE l.id = ANY(%(ids)s))
            SELECT l.id FROM l
             WHERE %(quantity)s < 0 OR %(quantity)s > COALESCE(l.stated, 0)
                OR CASE WHEN l.transaction_type = 'return' THEN %(paid)s > 0
                        ELSE %(paid)s < 0 OR %(paid)s > COALESCE(l.amount_claimed, 0)
                   END
             ORDER BY l.id LIMIT 1
            """,
            lines=lines_sql,
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
                amount=line.currency_id.format(line.amount_claimed),
            )
        )


def fix_program_amount(env, line_ids):
    """Store what the lines take from their programs, at the ship date's rate."""
    companies = env.execute_query(
        SQL(
            "SELECT DISTINCT company_id FROM becs_claim_line WHERE id = ANY(%s)"
            " ORDER BY 1",
            line_ids,
        )
    )
    today = fields.Date.context_today(env["becs.claim.line"])
    day = SQL("COALESCE(l.date_ship, %s)", today)
    for [company_id] in companies:
        root_id = env["res.company"].browse(company_id).root_id.id
        factor = divide(
            rates.rate(SQL("program.id"), day, root_id),
            rates.rate(SQL("l.currency_id"), day, root_id),
        )
        env.cr.execute(
            SQL(
                """
                UPDATE becs_claim_line l
                   SET amount_program = %(amount)s
                  FROM becs_program p
                  JOIN res_currency program ON program.id = p.currency_id
                 WHERE p.id = l.program_id AND l.id = ANY(%(ids)s)
                   AND l.company_id = %(company)s
                """,
                amount=money(
                    SQL(
                        """l.amount_approved
                           * CASE WHEN l.currency_id = program.id THEN 1
                                  ELSE %s END""",
                        factor,
                    ),
                    SQL("program.rounding"),
                ),
                ids=line_ids,
                company=company_id,
            )
        )
