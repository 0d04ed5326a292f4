"""A vendor with a month of claims, made by few statements over numbered rows.

Everything follows from the numbers of the rows (``bench_draw``), nothing from chance,
so that two runs validate the same lines. Steps that later ones build on leave tables
named ``bench_…`` in the database.
"""

from . import catalogue, claims, programs, reports, stock
from .rows import define_draw


def build(env):
    """Everything but claims and what depends on them."""
    define_draw(env)
    catalogue.build(env)
    programs.build(env)
    env.flush_all()


def fill(env, lines):
    """File a month of claims with ``lines`` lines in all.

    What the distributors bought, what they reported and the caps follow what is
    claimed, so that the same share of lines is in order whatever their number. A part
    of last month's claims is filed and validated, too, for returns and duplicates.

    :return: the claims to validate
    """
    old, new = claims.build(env, lines)
    stock.build(env)
    reports.build(env)
    programs.cap(env)
    old.action_validate()
    env.flush_all()
    return new


def one_claim(env, lines):
    """File one more claim of the first distributor, which bought and reports what it
    claims as in :func:`fill`.

    :param lines: its lines
    """
    series = f"L{lines}-"
    _old, new = claims.build(env, lines, distributors=1, series=series)
    stock.build(env, series)
    reports.build(env)
    return new
