"""One run: validate all lines of some claims together and write what came out."""

from odoo import fields
from odoo.tools import SQL

from ..storage import history
from . import decided, findings, layers, locks, stage, totals, write
from .checks import outcomes, own_rules
from .formats import Formats
from .prices import price, pricelists, rates
from .programs import caps, choice, drawdown, terms
from .repeated import duplicates, reported, resubmission, serials
from .resolve import claim_lines
from .returns import take_backs
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
    _validate(this)
    _write(this)
    this.progress(1, env._("Done"))
    env.invalidate_all()


def validate(env, claims, *, report=None):
    """Work out the verdicts into the temporary tables and write none of them.

    For who only compares them. Parameters and errors are those of :func:`run` for
    claims that draw on nothing.

    :return: the :class:`Run`
    """
    this = _begin(env, claims, False, report)
    _validate(this)
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
    env.cr.execute("SET LOCAL work_mem = '128MB'")
    env.cr.execute("SET LOCAL default_statistics_target = 10")
    return this


def _validate(run):
    """Work out every verdict into temporary tables."""
    translate = run.env._
    partner_ids = stage.claims(run)
    claim_lines.missing(run)
    has_serials = stage.have_serials(run)
    if run.reserve:
        # distributors that are supplied through one partner share what it bought
        shared = layers.buyers(run.env, partner_ids)
        locks.distributors(
            run.env, run.company.id, [*partner_ids, *shared], has_serials
        )
    run.total = stage.lines(run)
    run.progress(0.15, translate("Finding authorizations"))
    resubmission.stage(run)
    has_returns = take_backs.stage(run)
    choice.stage(run)
    choice.terms(run)
    choice.limits(run)
    choice.choose(run)
    rules = outcomes.stage(run)
    terms.stage(run)
    run.progress(0.3, translate("Looking for sales claimed before"))
    duplicates.find(run, has_serials)
    if has_returns:
        take_backs.early(run)
    if has_serials:
        serials.find(run)
    run.progress(0.35, translate("Comparing with reported sales"))
    reports = reported.stage(run)
    reported.find(run, reports)
    run.progress(0.4, translate("Working out prices"))
    layers.stage(run)
    currency_ids = pricelists.partners(run)
    rates.stage(run, currency_ids | choice.currencies(run))
    pricelists.stage(run)
    price.stage(run)
    own_rules.find(run, rules)
    run.progress(0.6, translate("Drawing on the programs"))
    caps.cut(run)
    decided.stage(run)
    if has_returns:
        take_backs.late(run)
        take_backs.decide(run)
    findings.stage(run)


def _write(run):
    """Bring lines, findings, counters and totals in line with the verdicts."""
    run.progress(0.75, run.env._("Storing the verdicts"))
    if run.reserve:
        history.revalidated(run)
        history.affected(run)
    write.lines(run)
    run.progress(0.9, run.env._("Storing the findings"))
    findings.store(run)
    take_backs.store(run)
    if run.reserve:
        layers.store(run)
        validated = drawdown.of_lines(
            SQL("becs_run_verdict l"),
            SQL("1"),
            is_return=SQL("l.is_return"),
            is_credited=SQL("FALSE"),
        )
        drawdown.add(
            run.env,
            SQL("SELECT * FROM becs_run_earlier_drawdown UNION ALL %s", validated),
        )
        drawdown.mark(run.env, run.claims.ids, True)
    totals.update(run.env, run.claims)
