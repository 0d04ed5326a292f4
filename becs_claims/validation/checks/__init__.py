"""The checks, in the order that "above" and "below" mean.

To add one, add an object to one of the modules here and name it in this list; a rule
row (``data/becs_rule_data.xml``) gives it its outcome.
"""

from dataclasses import replace

from odoo.tools import SQL

from . import authorization, limits, prices, repeated, returns, stated

CHECKS = tuple(
    replace(check, bit=1 << position)
    for position, check in enumerate(
        [
            *stated.CHECKS,
            *authorization.CHECKS,
            *repeated.CHECKS,
            *prices.CHECKS,
            *limits.CUTS,
            *returns.CHECKS,
            *limits.APPROVAL,
        ]
    )
)


def bit(code):
    """The bit of a check."""
    return bits(code)


def bits(*codes):
    """The bits of some checks."""
    return sum(check.bit for check in CHECKS if check.code in codes)


def above(code):
    """The bits of the checks above one."""
    return min(check.bit for check in CHECKS if check.code == code) - 1


def mask():
    """SQL of the bits of all checks a priced line ``l`` fails on its own."""
    return SQL(
        "CASE WHEN l.is_return THEN %s ELSE %s END",
        _sum(check for check in CHECKS if check.on_returns),
        _sum(CHECKS),
    )


def _sum(checks):
    return SQL(" + ").join(
        SQL("CASE WHEN %s THEN %s::bigint ELSE 0 END", check.judged(), check.bit)
        for check in checks
        if check.condition
    )
