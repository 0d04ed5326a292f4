"""The checks, in the order that "above" and "below" mean.

To add one, add an object to one of the modules here and name it in this list; a rule
row (``data/becs_rule_data.xml``) gives it its outcome.
"""

from dataclasses import replace

from odoo.tools import SQL

from . import authorization, limits, prices, repeated, reported, returns, stated, stock

CHECKS = tuple(
    replace(check, bit=1 << position)
    for position, check in enumerate(
        [
            *stated.CHECKS,
            *authorization.CHECKS,
            *repeated.CHECKS,
            *reported.CHECKS,
            *prices.CHECKS,
            *limits.CUTS,
            *stock.CHECKS,
            *returns.CHECKS,
            *limits.APPROVAL,
        ]
    )
)

# set where an own rule (``own_rules``) has an outcome: bits that no check will reach
OWN = {
    outcome: 1 << position
    for position, outcome in enumerate(("reject", "adjust", "review", "note"), 59)
}

# validated on the terms of a line alone, and once its prices are known
BEFORE_PRICES = tuple(
    check
    for check in CHECKS
    if check.bit < min(c.bit for c in CHECKS if c.code == prices.CHECKS[0].code)
)
OF_PRICES = tuple(check for check in CHECKS if check not in BEFORE_PRICES)


def bit(code):
    """The bit of a check."""
    return bits(code)


def bits(*codes):
    """The bits of some checks."""
    return sum(check.bit for check in CHECKS if check.code in codes)


def above(code):
    """The bits of the checks above one."""
    return min(check.bit for check in CHECKS if check.code == code) - 1


def mask(chosen):
    """SQL of the bits of the checks among ``chosen`` a line ``l`` fails on its own."""
    chosen = [check for check in chosen if check.condition]
    return SQL(
        "CASE WHEN l.is_return THEN %s ELSE %s END",
        _sum([check for check in chosen if check.on_returns]),
        _sum(chosen),
    )


def _sum(chosen):
    return SQL(" + ").join(
        [
            SQL("0::bigint"),
            *(
                SQL(
                    "CASE WHEN %s THEN %s::bigint ELSE 0 END", check.failed(), check.bit
                )
                for check in chosen
            ),
        ]
    )
