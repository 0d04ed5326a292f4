"""Verdicts on lines that were credited: corrections, credited on their own.

A correction is a line of the same claim with the signed difference between what its
line is to get and what it got so far with all its corrections. What was credited stays
as it is. A correction claims nothing, so that claimed stays what the distributor
claims, and it uses no purchase layers: the units were sold all the same.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..intake.columns.fields import PRICE_FIELDS, STATED
from ..storage import history
from ..validation import totals
from ..validation.expr import divide, exceeds, money
from ..validation.programs import drawdown
from . import caps, decide

#: A line ``l`` with what it gets together with its corrections.
EFFECTIVE = SQL(
    """
    SELECT l.*
      FROM (
        SELECT own.id, own.claim_id, own.transaction_type, own.amount_claimed,
               own.unit_credit_approved, own.stated, own.rounding, own.program_id,
               COALESCE(own.quantity_approved, 0) + COALESCE(more.quantity, 0)
                   AS quantity_approved,
               own.amount_approved + COALESCE(more.amount, 0) AS amount_approved,
               COALESCE(own.amount_program, 0) + COALESCE(more.program, 0)
                   AS amount_program
          FROM (%s) own
          LEFT JOIN LATERAL (
            SELECT sum(quantity_approved) AS quantity, sum(amount_approved) AS amount,
                   sum(amount_program) AS program
              FROM becs_claim_line WHERE correction_of_id = own.id
          ) more ON TRUE
      ) l
    """,
    decide.LINES,
)
# what a correction does not state as its line does: it is in the product's unit and
# claims nothing
_OWN = {
    "transaction_type",
    "quantity",
    "uom_ref",
    *PRICE_FIELDS,
    "amount_stated",
    "serial_numbers",
    "resubmission_of_id",
}
# what a correction has from its line
_COPIED = (
    "claim_id",
    "company_id",
    "commercial_partner_id",
    "currency_id",
    "sequence",
    *(name for name in STATED if name not in _OWN),
    "product_id",
    "end_customer_id",
    "program_id",
    "program_line_id",
    "into_stock_price",
    "authorized_price_calculated",
    "unit_credit_calculated",
    "unit_credit_approved",
)


def correct(env, lines, verdict, quantity=None, amount=None, note="", may_exceed=False):
    """Add corrections that bring credited lines to a verdict.

    :param env: environment of the person who decides
    :param lines: lines that were credited, or that have corrections already
    :param verdict: ``accept`` (they stay as they are), ``claimed``, ``reject``, ``set``
    :param quantity: for ``set``: units of the product to pay, per line
    :param amount: for ``set``: money to pay in the claim's currency, per line
    :param note: why
    :param may_exceed: as for :func:`.decide.decide`
    :return: the corrections; none where a line gets what it got already
    :raise UserError: when more is set than claimed or than the caps leave, or returns
        took back more than a sale would keep
    """
    Line = env["becs.claim.line"]
    if not lines:
        return Line
    env.flush_all()
    decide.stage(env, lines.ids)
    caps.stage(env)
    wanted_quantity, wanted = decide.values(env, verdict, quantity, amount)
    if verdict == "set":
        decide.refuse_more_than_claimed(
            env, lines.ids, wanted_quantity, wanted, EFFECTIVE
        )
    added = Line.browse(_insert(env, lines, wanted_quantity, wanted, note))
    if added:
        decide.fix_program_amount(env, added.ids)
        _settle_program_amount(env, added)
        _give_back_uses(env, added)
        _refuse_below_taken_back(env, added)
        drawdown.added(env, added.ids)
        _stage_added(env, added)
        caps.check(env, may_exceed)
        _keep_from_engine(env, added)
        history.corrected(env, added.ids, note)
        totals.update(env, decide.claims_of(env, added))
    env.invalidate_all()
    return added


def _insert(env, lines, wanted_quantity, wanted, note):
    """Add the lines whose money changes; a line that gets none takes no quantity."""
    copied = [SQL.identifier(name) for name in _COPIED]
    now = fields.Datetime.now()
    rows = env.execute_query(
        SQL(
            """
            INSERT INTO becs_claim_line (
                %(columns)s, transaction_type, correction_of_id, quantity,
                quantity_approved, amount_approved, amount_claimed,
                amount_claimed_program, amount_program, state, decision, decision_note,
                decided_by_id, decided_on, counts_as_sold, review_for_amount, on_hold,
                create_uid, create_date, write_uid, write_date)
            SELECT %(copied)s, 'correction', own.id, d.quantity, d.quantity, d.amount,
                   0, 0, 0, 'approved', 'manual', %(note)s, %(user)s, %(now)s, FALSE,
                   FALSE, FALSE, %(user)s, %(now)s, %(user)s, %(now)s
              FROM (
                SELECT l.id, l.wanted - l.amount_approved AS amount,
                       CASE WHEN l.wanted = 0 THEN 0 ELSE l.wanted_quantity END
                       - CASE WHEN l.amount_approved = 0 THEN 0
                              ELSE l.quantity_approved END AS quantity
                  FROM (
                    SELECT l.*, %(wanted)s AS wanted, %(quantity)s AS wanted_quantity
                      FROM (%(lines)s WHERE l.id = ANY(%(ids)s)) l
                  ) l
              ) d
              JOIN becs_claim_line own ON own.id = d.id
             WHERE d.amount <> 0
             ORDER BY own.claim_id, own.sequence, own.id
         RETURNING id
            """,
            columns=SQL(", ").join(copied),
            copied=SQL(", ").join(SQL("own.%s", name) for name in copied),
            note=note.strip(),
            user=env.uid,
            now=now,
            wanted=wanted,
            quantity=wanted_quantity,
            lines=EFFECTIVE,
            ids=lines.ids,
        )
    )
    return [line_id for [line_id] in rows]


def _stage_added(env, added):
    """Tell the caps that the corrections were nothing before."""
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_decide_line_before (id, program_id, program_line_id,
                                            quantity_approved, amount_program)
            SELECT id, program_id, program_line_id, 0, 0
              FROM becs_claim_line WHERE id = ANY(%s)
            """,
            added.ids,
        )
    )


def _settle_program_amount(env, added):
    """Leave nothing of a program where nothing is left of the line.

    What a return takes back from programs is in its uses.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET amount_program = CASE
                       WHEN e.transaction_type = 'return' THEN 0
                       WHEN e.amount_approved = 0
                       THEN l.amount_program - e.amount_program
                       ELSE l.amount_program END
              FROM (%(lines)s) e
             WHERE l.id = ANY(%(ids)s) AND e.id = l.correction_of_id
               AND (e.transaction_type = 'return' OR e.amount_approved = 0)
            """,
            lines=SQL("%s WHERE l.id = ANY(%s)", EFFECTIVE, added.correction_of_id.ids),
            ids=added.ids,
        )
    )


def _give_back_uses(env, added):
    """What corrected returns take back from sales, less or again: signed uses.

    Every sale gives its share of what is left of the return; what a return takes back
    beyond what it first did belongs to no sale.
    """

    def share(column, rounding):
        return SQL(
            "%s - u.standing_%s",
            money(divide(SQL("u.%s * u.kept", column), SQL("u.first")), rounding),
            column,
        )

    columns = [
        SQL.identifier(name)
        for name in ("quantity", "amount", "amount_sale", "amount_program")
    ]
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_return_use (return_line_id, sale_line_id, quantity, amount,
                                         amount_sale, amount_program, program_id,
                                         program_line_id)
            SELECT u.line_id, u.sale_line_id,
                   %(quantity)s - u.standing_quantity,
                   %(amount)s, %(sale)s, %(program)s, u.program_id, u.program_line_id
              FROM (
                SELECT l.id AS line_id, u.*, c.rounding, sold.rounding AS rounding_sale,
                       COALESCE(pc.rounding, 0.01) AS rounding_program,
                       -own.amount_approved AS first,
                       LEAST(-e.amount_approved, -own.amount_approved) AS kept,
                       CASE WHEN e.quantity_approved < own.quantity_approved
                            THEN e.quantity_approved ELSE own.quantity_approved END
                           AS quantity_left, own.quantity_approved AS quantity_first,
                       %(standing)s
                  FROM becs_claim_line l
                  JOIN becs_claim_line own ON own.id = l.correction_of_id
                  JOIN (%(lines)s) e ON e.id = own.id
                  JOIN becs_return_use u ON u.return_line_id = own.id
                  JOIN res_currency c ON c.id = own.currency_id
                  JOIN becs_claim_line s ON s.id = u.sale_line_id
                  JOIN res_currency sold ON sold.id = s.currency_id
                  LEFT JOIN becs_program p ON p.id = u.program_id
                  LEFT JOIN res_currency pc ON pc.id = p.currency_id
                 CROSS JOIN LATERAL (
                    SELECT %(sums)s
                      FROM becs_return_use b
                      JOIN becs_claim_line k ON k.id = b.return_line_id
                     WHERE (k.id = own.id OR k.correction_of_id = own.id)
                       AND b.sale_line_id = u.sale_line_id
                 ) before
                 WHERE l.id = ANY(%(ids)s) AND own.transaction_type = 'return'
                   AND own.amount_approved < 0
              ) u
             ORDER BY u.line_id, u.sale_line_id
            """,
            quantity=divide(
                SQL("u.quantity * u.quantity_left"), SQL("NULLIF(u.quantity_first, 0)")
            ),
            amount=share(SQL("amount"), SQL("u.rounding")),
            sale=share(SQL("amount_sale"), SQL("u.rounding_sale")),
            program=share(SQL("amount_program"), SQL("u.rounding_program")),
            standing=SQL(", ").join(
                SQL(
                    "before.%s AS %s",
                    name,
                    SQL.identifier(f"standing_{name.code[1:-1]}"),
                )
                for name in columns
            ),
            sums=SQL(", ").join(SQL("sum(b.%s) AS %s", name, name) for name in columns),
            lines=SQL("%s WHERE l.id = ANY(%s)", EFFECTIVE, added.correction_of_id.ids),
            ids=added.ids,
        )
    )


def _refuse_below_taken_back(env, added):
    """Refuse when standing returns took back more than a sale has left now."""
    wrong = env.execute_query(
        SQL(
            """
            SELECT e.id, back.ids
              FROM (%(lines)s) e
              JOIN (
                SELECT u.sale_line_id AS id, sum(u.quantity) AS quantity,
                       sum(u.amount_sale) AS amount,
                       array_agg(DISTINCT r.id ORDER BY r.id) AS ids
                  FROM becs_return_use u
                  JOIN becs_claim_line r ON r.id = u.return_line_id
                  JOIN becs_claim claim ON claim.id = r.claim_id
                 WHERE u.sale_line_id = ANY(%(sales)s)
                   AND r.state IN ('approved', 'adjusted') AND claim.is_drawn
                 GROUP BY u.sale_line_id
              ) back ON back.id = e.id
             WHERE %(less)s OR e.amount_approved < back.amount
             ORDER BY e.id LIMIT 1
            """,
            lines=SQL("%s WHERE l.id = ANY(%s)", EFFECTIVE, _sales(env, added)),
            sales=_sales(env, added),
            less=exceeds(SQL("back.quantity"), SQL("e.quantity_approved")),
        )
    )
    if wrong:
        [[line_id, return_ids]] = wrong
        Line = env["becs.claim.line"]
        raise UserError(
            env._(
                "%(line)s would get less than what %(returns)s took back from it. "
                "Reject that return, or decide on another amount.",
                line=Line.browse(line_id).display_name,
                returns=", ".join(Line.browse(return_ids).mapped("display_name")),
            )
        )


def _sales(env, added):
    """Sales that were corrected, and those that corrected returns take back from."""
    rows = env.execute_query(
        SQL(
            "SELECT sale_line_id FROM becs_return_use WHERE return_line_id = ANY(%s)",
            added.ids,
        )
    )
    return [*added.correction_of_id.ids, *(line_id for [line_id] in rows)]


def _keep_from_engine(env, added):
    """A line a person corrected is validated by nobody again, nor once it is freed."""
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET decision = 'manual', decision_note = k.decision_note,
                   decided_by_id = k.decided_by_id, decided_on = k.decided_on
              FROM becs_claim_line k
             WHERE k.id = ANY(%s) AND l.id = k.correction_of_id
            """,
            added.ids,
        )
    )
