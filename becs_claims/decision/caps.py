"""Whether a person's verdict takes more from programs than their caps leave.

What lines in review hold counts as taken: who wants it decides these lines first. A
cap that is passed already does not stand in the way of a verdict that takes no more.
"""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..validation.expr import exceeds
from ..validation.programs import drawdown

# caps by name: table, key of the decided line, limit, what is counted
CAPS = {
    "quantity": ("becs_program_line", "program_line_id", "max_quantity", "quantity"),
    "line": ("becs_program_line", "program_line_id", "max_amount", "amount"),
    "budget": ("becs_program", "program_id", "budget_amount", "amount"),
}


def stage(env):
    """Keep in ``becs_decide_cap`` what is taken under each cap before the verdict.

    Only of the programs of lines in ``becs_decide_line_before``, see :mod:`.decide`.
    """
    env.cr.execute("DROP TABLE IF EXISTS pg_temp.becs_decide_cap")
    env.cr.execute(
        SQL(
            "CREATE TEMP TABLE becs_decide_cap ON COMMIT DROP AS %s",
            SQL(" UNION ALL ").join(
                SQL(
                    """
                    SELECT %(name)s AS name, t.id, t.%(limit)s AS cap,
                           %(taken)s AS taken
                      FROM %(table)s t
                     WHERE t.%(limit)s > 0
                       AND t.id IN (SELECT %(key)s FROM becs_decide_line_before
                                     WHERE transaction_type <> 'return')
                    """,
                    name=name,
                    limit=SQL.identifier(limit),
                    taken=drawdown.taken("t", what),
                    table=SQL.identifier(table),
                    key=SQL.identifier(key),
                )
                for name, (table, key, limit, what) in CAPS.items()
            ),
        )
    )


def check(env, may_exceed):
    """Refuse a verdict that goes above a cap, or mark its lines.

    :param may_exceed: mark the lines that now take more, instead of refusing
    :raise UserError: naming the first program and what it would take
    """
    passed = env.execute_query(SQL(" UNION ALL ").join(map(_passed, CAPS)))
    if not passed:
        return
    passed.sort()
    if not may_exceed:
        name, record_id, cap, taken = passed[0]
        explained = _explain(env, name, record_id, cap, taken)
        raise UserError(
            env._(
                "%(explained)s That is above what is authorized. Pay less, decide the "
                "lines that hold the rest first, or ask an administrator of back-end "
                "credits, who may go above it.",
                explained=explained,
            )
        )
    for name, record_id, cap, taken in passed:
        _mark(env, name, record_id, _explain(env, name, record_id, cap, taken))


def _passed(name):
    """SQL of the caps that are passed and of which more is taken than before."""
    table, _key, _limit, what = CAPS[name]
    taken = drawdown.taken("t", what)
    return SQL(
        """
        SELECT c.name, c.id, c.cap, %(taken)s
          FROM becs_decide_cap c JOIN %(table)s t ON t.id = c.id
         WHERE c.name = %(name)s AND %(above)s AND %(more)s
        """,
        name=name,
        table=SQL.identifier(table),
        taken=taken,
        above=exceeds(taken, SQL("c.cap")),
        more=exceeds(taken, SQL("c.taken")),
    )


def _explain(env, name, record_id, cap, taken):
    Line = env["becs.claim.line"]
    if name == "budget":
        program = env["becs.program"].browse(record_id)
    else:
        program = env["becs.program.line"].browse(record_id).program_id
    program.invalidate_recordset(flush=False)
    values = {"program": program.display_name}
    if name == "quantity":
        values |= {"cap": Line._number(cap), "taken": Line._number(taken)}
        return env._(
            "%(program)s: %(taken)s units taken, %(cap)s authorized.", **values
        )
    currency = program.currency_id
    values |= {"cap": currency.format(cap), "taken": currency.format(taken)}
    if name == "line":
        return env._("%(program)s: %(taken)s taken, %(cap)s authorized.", **values)
    return env._("%(program)s: %(taken)s taken of a budget of %(cap)s.", **values)


def _mark(env, name, record_id, text):
    """Write on the lines that take more than before under which cap they went."""
    key = CAPS[name][1]
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET above_cap = concat_ws(E'\n', l.above_cap, %(text)s)
              FROM becs_decide_line_before b
             WHERE b.id = l.id AND b.%(key)s = %(record)s
               AND (l.amount_program > COALESCE(b.amount_program, 0)
                    OR l.quantity_approved > COALESCE(b.quantity_approved, 0))
            """,
            text=text,
            key=SQL.identifier(key),
            record=record_id,
        )
    )
