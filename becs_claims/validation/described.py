"""The engine in words: its steps, and what a run said of one line.

For who works on it, in ``bin/odoo shell``::

    from odoo.addons.becs_claims.validation import described
    described.write("docs/engine.md")
    print(described.tables(env["becs.claim.line"].browse(42)))
"""

from contextlib import closing
from pathlib import Path

from odoo.tools import SQL

from . import engine
from .pipeline import CHECK, VALIDATE, WORK_OUT
from .programs import drawdown

_HEAD = """\
# The engine, step by step

Written from `becs_claims/validation/pipeline.py`; a test fails when it is stale. Write
it anew in `bin/odoo shell -d becs_demo`:

    from odoo.addons.becs_claims.validation import described
    described.write("docs/engine.md")

A run works on all lines of some claims at once. Each step reads temporary tables of
the steps before it and fills its own; they are gone when the transaction ends. To see
what a run says of one line, and where an amount comes from, print its rows of all
tables:

    print(described.tables(env["becs.claim.line"].browse(42)))

"""


def write(path):
    """Write :func:`page` to a file."""
    Path(path).write_text(page())


def page():
    """Return the steps and tables as a page of Markdown."""
    parts = [_HEAD, "## Steps\n\n"]
    number = 0
    for step in VALIDATE.steps:
        number += 1
        parts.append(_step(number, step))
    parts.append(
        "A draft is checked by the same steps, but for "
        f"{_listed(_left_out(CHECK), '{}')}. A what-if takes the first "
        f"{len(WORK_OUT.steps)}, up to *{WORK_OUT.steps[-1].name}*.\n\n"
    )
    parts.append("## Tables\n\n")
    for table, filler in sorted(VALIDATE.tables.values(), key=lambda t: t[0].name):
        readers = [
            step.name
            for step in VALIDATE.steps
            if table.name in step.reads and step is not filler
        ]
        read = f"; read by {_listed(readers, '*{}*')}" if readers else ""
        parts.append(
            f"- `{table.name}`: {table.holds}. Filled by *{filler.name}*{read}.\n"
        )
    return "".join(parts).replace("``", "`")


def _left_out(pipeline):
    return [f"*{step.name}*" for step in VALIDATE.steps if step not in pipeline.steps]


def _step(number, step):
    lines = [f"{number}. **{step.name}**. {_first(step.run)}"]
    if step.when:
        lines.append(f"   - only when: {_first(step.when)}")
    for what, names in (
        ("reads", step.reads),
        ("fills", [table.name for table in step.fills]),
        ("adds to", step.adds),
    ):
        if names:
            lines.append(f"   - {what} {_listed(names, '`{}`')}")
    return "\n".join(lines) + "\n\n"


def _first(function):
    """The first paragraph of a docstring, on one line."""
    return " ".join(function.__doc__.split("\n\n")[0].split())


def _listed(names, form):
    return ", ".join(form.format(name) for name in names)


def tables(line):
    """Validate the claim of a line, undo it, and tell what the run said of the line.

    :param line: a record of ``becs.claim.line``
    :return: text: each table with a row of the line, and these rows
    """
    line.ensure_one()
    env, claim = line.env, line.claim_id
    env.flush_all()
    savepoint = env.cr.savepoint(flush=False)
    with closing(savepoint):
        drawdown.release(env, claim)
        env.invalidate_all(flush=False)
        run = engine.validate(env, claim)
        told = [
            _rows(run, table, line.id)
            for table, _step in WORK_OUT.tables.values()
            if table.line and table.name in run.made
        ]
    env.invalidate_all(flush=False)
    return "\n".join(filter(None, told))


def _rows(run, table, line_id):
    run.execute(
        SQL(
            "SELECT * FROM %s WHERE %s = %s",
            SQL.identifier(table.name),
            SQL.identifier(table.line),
            line_id,
        )
    )
    rows = run.env.cr.dictfetchall()
    if not rows:
        return ""
    return "\n".join(
        [
            f"{table.name}: {table.holds}",
            *(
                "  " + ", ".join(f"{name}={value}" for name, value in row.items())
                for row in rows
            ),
        ]
    )
