"""The checks of the add-on, and how checks are put together.

To add one, add a :class:`Check` to one of the modules here, or return it from
``becs.rule._checks`` in another add-on. A row of ``becs.rule`` with its code gives it
its outcome.
"""

from dataclasses import replace

from odoo.tools import SQL

from . import authorization, limits, prices, repeated, reported, returns, stated, stock
from .base import Check, Phase

# the add-on's own share of ``becs.rule._checks``; of one phase in this order
CORE = (
    *stated.CHECKS,
    *authorization.CHECKS,
    *repeated.CHECKS,
    *reported.CHECKS,
    *prices.CHECKS,
    *limits.CHECKS,
    *stock.CHECKS,
    *returns.CHECKS,
)
# a mask is a bigint: its last bits are for own rules
MOST = 59
# set where an own rule (``own_rules``) has an outcome
OWN = {
    outcome: 1 << position
    for position, outcome in enumerate(("reject", "adjust", "review", "note"), MOST)
}


class Checks(tuple):
    """Checks in the order they are made: by phase, then as they are given.

    Every check has its bit, the lower the earlier.

    :raise ValueError: more checks than a mask has bits for
    """

    __slots__ = ()

    def __new__(cls, checks):
        """Put checks together."""
        checks = sorted(checks, key=lambda check: check.phase)
        if len(checks) > MOST:
            raise ValueError(
                f"{len(checks)} checks, and a mask has room for {MOST}: "
                + ", ".join(check.code for check in checks[MOST:])
                + " would have no bit"
            )
        return super().__new__(
            cls,
            (
                replace(check, bit=1 << position)
                for position, check in enumerate(checks)
            ),
        )

    @property
    def codes(self):
        """The codes, each once, in order."""
        return list(dict.fromkeys(check.code for check in self))

    def of(self, code):
        """The checks with a code: none where it is that of an own rule."""
        return [check for check in self if check.code == code]

    def bit(self, *codes):
        """The bits of the checks with these codes.

        :raise KeyError: no check has one of them
        """
        for code in codes:
            if not self.of(code):
                raise KeyError(code)
        return sum(check.bit for check in self if check.code in codes)

    def sql_bit(self, *codes):
        """The same as SQL."""
        return SQL("%s::bigint", self.bit(*codes))

    def above(self, code):
        """The bits of the checks made before the first one with a code."""
        return self.of(code)[0].bit - 1

    def before(self, phase):
        """The bits of the checks of earlier phases."""
        return sum(check.bit for check in self if check.phase < phase)

    def mask_before_prices(self):
        """SQL of the bits a line ``l`` fails before its prices are known."""
        return self._mask([check for check in self if check.phase < Phase.PRICES])

    def mask_of_prices(self):
        """SQL of the bits a line ``l`` fails once its prices are known."""
        return self._mask([check for check in self if check.phase >= Phase.PRICES])

    def _mask(self, chosen):
        chosen = [check for check in chosen if check.condition]
        return SQL(
            "CASE WHEN l.is_return THEN %s ELSE %s END",
            _sum([check for check in chosen if check.on_returns]),
            _sum(chosen),
        )

    def place(self, code):
        """Place of a check among the rules; own rules come before the caps."""
        codes = self.codes
        if code in codes:
            return 10 * codes.index(code)
        earlier = {check.code for check in self if check.phase < Phase.CAPS}
        return 10 * len(earlier) - 5

    def kind(self, code):
        """How the compared numbers of a finding are written; None for an own rule."""
        return next((check.kind for check in self.of(code)), None)

    def advice(self, code):
        """What a distributor can do about a finding, or None: a text to translate."""
        return self._first(code, "advice")

    def told(self, code):
        """What a distributor is told in place of the message, or None."""
        return self._first(code, "told")

    def _first(self, code, name):
        # texts that are translated later are true or not in a language only
        found = (getattr(check, name) for check in self.of(code))
        return next((text for text in found if text is not None), None)

    def of_sale(self):
        """The codes that say nothing about an authorization, in order."""
        closed = {check.code for check in self if not check.of_sale}
        return [code for code in self.codes if code not in closed]

    def unlisted(self):
        """The codes that are not among the reasons a distributor sees listed."""
        return [
            code
            for code in self.codes
            if not all(check.is_listed for check in self.of(code))
        ]


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
