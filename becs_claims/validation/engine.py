"""One run: validate all lines of some claims together and write what came out."""

from odoo import fields
from odoo.tools import SQL

from .formats import Formats
from .pipeline import CHECK, VALIDATE, WORK_OUT
from .run import Run


def run(env, claims, *, reserve=True, report=None):
    """Validate every line of ``claims`` and write verdicts, findings and totals.

    Lines a person decided, credited ones and corrections of these stay as they are and
    count before all others. The same claims, programs and rules give the same answer,
    however often they are validated.

    :param claims: recordset of ``becs.claim``, all of one company
    :param reserve: draw on the programs; without it only verdicts are given, on claims
        that are not filed yet
    :param report: called with (lines done, lines in all, text) between the steps
    :raise ValueError: claims of several companies; or verdicts only on claims that
        draw on programs already
    :raise psycopg2.errors.SerializationFailure: another transaction drew on the same
        programs or validated the same distributor meanwhile: roll back and run it again
    """
    if not claims:
        return
    this = _begin(env, claims, reserve, report)
    pipeline = VALIDATE if reserve else CHECK
    pipeline(this)
    this.progress(1, env._("Done"))
    env.invalidate_all()


def validate(env, claims, *, report=None):
    """Work out the verdicts into temporary tables and write none of them.

    Parameters and errors are those of :func:`run` for claims that draw on nothing.

    :return: the :class:`Run`, whose tables can be read until the next run begins
    """
    this = _begin(env, claims, False, report)
    WORK_OUT(this)
    return this


def _begin(env, claims, reserve, report):
    if len(claims.company_id) > 1:
        raise ValueError("Claims of one company at a time")
    if not reserve and any(claims.mapped("is_drawn")):
        raise ValueError("These claims draw on their programs already")
    env.flush_all()
    this = Run(
        env,
        claims,
        reserve,
        today=fields.Date.context_today(claims),
        report=report,
        formats=Formats(claims.company_id),
    )
    # until the transaction ends: sorts and joins of a large claim stay in memory, and
    # a small sample is enough to plan with
    this.execute(
        SQL(
            """SELECT set_config('work_mem', '128MB', TRUE),
                      set_config('default_statistics_target', '10', TRUE)"""
        )
    )
    this.begin()
    return this
