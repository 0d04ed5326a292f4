"""What claims would be paid under other terms, leaving no trace.

All of it happens inside a savepoint that is rolled back: what the claims drew is taken
out, the changes are written, the engine validates, and the difference leaves through a
file. Rows of programs, rules and lines that are written on the way are locked until
then; others see nothing of it.
"""

import contextlib
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from odoo.tools import SQL

from ..validation import engine
from ..validation.programs import drawdown
from ..validation.stage import TO_VALIDATE
from . import changes, difference

SPOOLED = 8_000_000  # bytes of the difference that are kept in memory


@dataclass(frozen=True)
class Scenario:
    """What to compare.

    ``claims`` are of one company and not cancelled. ``revalidate``: validate also
    lines that people decided or that were credited; later corrections then count for
    nothing. ``unchanged``: compare with how the lines would be validated now without
    the changes, not with what was decided; lines not filed are always compared with
    that. Lines shipped outside ``date_from`` to ``date_to`` are validated but not told.
    Amounts are told in ``currency``, at the rates of the ship dates.
    """

    claims: Any
    changes: tuple
    currency: Any
    revalidate: bool = False
    unchanged: bool = False
    date_from: date | None = None
    date_to: date | None = None


@dataclass
class Difference:
    """What came out.

    ``file`` holds the lines that change as CSV, with the columns
    :data:`difference.COLUMNS`;
    ``figures`` is one dictionary per verdict before and after, with the lines and the
    money of both; ``applied`` says how many records each change wrote.
    """

    file: Any
    figures: list
    applied: list


def compare(env, scenario, report=None):
    """Validate the claims of a scenario in a sandbox and tell the difference.

    :param report: called with (lines done, lines in all, text) between the steps
    :return: the :class:`Difference`; who calls closes its file
    :raise psycopg2.errors.SerializationFailure: another transaction wrote the same
        programs or claims meanwhile: roll back and try again
    """
    env.flush_all()
    savepoint = env.cr.savepoint(flush=False)
    try:
        return _compare(env, scenario, report)
    finally:
        with contextlib.closing(savepoint):
            # also what was read of programs and rules as they are not
            env.invalidate_all(flush=False)


def _compare(env, scenario, report):
    claims, company = scenario.claims, scenario.claims.company_id
    if scenario.unchanged:
        before = claims
        _set_free(env, scenario)
    else:
        before = claims.filtered(lambda claim: not claim.is_drawn)
    run = before and engine.validate(env, before, report=_share(report, 0, 0.5))
    difference.before(env, scenario, run or None)
    if not scenario.unchanged:
        _set_free(env, scenario)
    applied = changes.apply(env, company.id, scenario.changes)
    env.invalidate_all(flush=False)
    start = 0.5 if before else 0
    run = engine.validate(env, claims, report=_share(report, start, 1 - start))
    run.progress(0.8, env._("Comparing"))
    difference.after(run, scenario)
    difference.changed(run)
    return Difference(_copy_out(env), difference.figures(env), applied)


def _share(report, start, width):
    """The part of the progress that one of several runs takes."""
    if not report:
        return None

    def shared(done, total, text):
        report(int(start * total + width * done), total, text)

    return shared


def _set_free(env, scenario):
    """Take out what the claims draw, and the decisions that are to be made again."""
    drawdown.release(env, scenario.claims)
    if scenario.revalidate:
        env.cr.execute(
            SQL(
                """
                UPDATE becs_claim_line l
                   SET decision = 'automatic', credit_line_id = NULL,
                       (state, quantity_approved, amount_approved, amount_program,
                        amount_claimed, amount_claimed_program) =
                       (SELECT CASE WHEN corrects THEN 'rejected' ELSE l.state END,
                               CASE WHEN corrects THEN 0 ELSE l.quantity_approved END,
                               CASE WHEN corrects THEN 0 ELSE l.amount_approved END,
                               CASE WHEN corrects THEN 0 ELSE l.amount_program END,
                               CASE WHEN corrects THEN 0 ELSE l.amount_claimed END,
                               CASE WHEN corrects THEN 0
                                    ELSE l.amount_claimed_program END
                          FROM (SELECT l.transaction_type = 'correction') c(corrects))
                 WHERE l.claim_id = ANY(%s) AND NOT %s
                """,
                scenario.claims.ids,
                TO_VALIDATE,
            )
        )


def _copy_out(env):
    """Write the lines that change to a file."""
    file = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 the caller closes it
    columns = SQL(", ").join(map(SQL.identifier, difference.COLUMNS))
    copy = SQL("COPY becs_run_difference (%s) TO STDOUT WITH (FORMAT csv)", columns)
    env.cr.copy_expert(copy.code, file)
    file.seek(0)
    return file


def store(env, what_if_id, file):
    """Replace the stored lines of a what-if by those of the file of a
    difference."""
    env.cr.execute(
        SQL("DELETE FROM becs_what_if_line WHERE what_if_id = %s", what_if_id)
    )
    columns = SQL(", ").join(map(SQL.identifier, difference.COLUMNS))
    env.cr.execute(
        SQL(
            """CREATE TEMP TABLE becs_what_if_line_new ON COMMIT DROP AS
               SELECT %s FROM becs_what_if_line WHERE FALSE""",
            columns,
        )
    )
    copy = SQL("COPY becs_what_if_line_new (%s) FROM STDIN WITH (FORMAT csv)", columns)
    env.cr.copy_expert(copy.code, file)
    env.cr.execute(
        SQL(
            "INSERT INTO becs_what_if_line (what_if_id, %s)"
            " SELECT %s, %s FROM becs_what_if_line_new",
            columns,
            what_if_id,
            columns,
        )
    )
    env.cr.execute(SQL("DROP TABLE becs_what_if_line_new"))
    env["becs.what.if.line"].invalidate_model(flush=False)
