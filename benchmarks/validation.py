"""The engine and its reference on the same claims.

Each validates them several times in one process and takes it back after each time, so
that all but the first find the same state with warm caches. The first is not counted,
but for a million lines: there last month's claims, a twentieth of the lines, warm up.
"""

from odoo.tools import SQL

from odoo.addons.becs_claims.validation import engine

from . import floor
from .database import vacuum
from .process import memory, rounds
from .world import one_claim
from .world.claims import FILED

WRITTEN = ("becs_claim_line", "becs_finding", "becs_layer_use")


def claims_of_month(env):
    return env["becs.claim"].search(
        [("date_submitted", "=", FILED), ("state", "=", "submitted")], order="id"
    )


def validate(env, repeat):
    """Measure the engine; also what it found, and the share of updates in place."""
    claims = claims_of_month(env)
    result = {}
    _warm_up(env, lambda chosen: engine.run(env, chosen), repeat)
    with memory(result):
        result |= _measure(env, lambda: engine.run(env, claims), repeat, result, claims)
    return result


def write_floor(env, repeat):
    """Measure the reference."""
    claims = claims_of_month(env)
    result = {}
    _warm_up(env, lambda chosen: floor.run(env, chosen), repeat)
    return result | _measure(
        env, lambda: floor.run(env, claims), repeat, result, claims
    )


def one_line(env, repeat):
    """Measure the engine on a claim of one line: also its statements."""
    claim = one_claim(env, 1)
    env.flush_all()
    env.cr.commit()
    engine.run(env, claim)
    _take_back(env)
    before = env.cr.sql_log_count
    engine.run(env, claim)
    statements = env.cr.sql_log_count - before
    _take_back(env)
    timed = rounds(lambda: engine.run(env, claim), repeat, lambda: _take_back(env))
    return timed | {"statements": statements}


def _warm_up(env, work, repeat):
    if repeat > 1:
        work(claims_of_month(env))
    else:
        work(
            env["becs.claim"].search(
                [("state", "=", "validated"), ("date_submitted", "!=", FILED)]
            )
        )
    _take_back(env)


def _measure(env, work, repeat, result, claims):
    def note():
        if "states" not in result:
            result.update(outcome(env, claims))
        _take_back(env)

    return rounds(work, repeat, note)


def _take_back(env):
    """Undo the work, and clear away the row versions it left."""
    env.cr.rollback()
    env.invalidate_all()
    vacuum(env, *WRITTEN)


def outcome(env, claims):
    """What became of the lines: how many are how, with which findings."""
    states = env.execute_query(
        SQL(
            """SELECT state, count(*) FROM becs_claim_line
                WHERE claim_id = ANY(%s) GROUP BY state""",
            claims.ids,
        )
    )
    codes = env.execute_query(
        SQL(
            """SELECT code, count(DISTINCT claim_line_id) FROM becs_finding
                WHERE claim_id = ANY(%s) GROUP BY code""",
            claims.ids,
        )
    )
    [[uses]] = env.execute_query(SQL("SELECT count(*) FROM becs_layer_use"))
    [[updated, in_place]] = env.execute_query(
        SQL(
            """SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables
                WHERE relname = 'becs_claim_line'"""
        )
    )
    return {
        "states": dict(states),
        "codes": dict(codes),
        "uses": uses,
        "in_place": in_place / (updated or 1),
    }
