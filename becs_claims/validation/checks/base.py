"""What a check is, and when it is made."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from odoo.tools import SQL


class Phase(IntEnum):
    """When a check is made, first to last.

    A finding is told before those of later phases. A sale that an earlier phase
    rejects does not count as sold for what later phases look up of other lines.
    """

    STATED = 1  # is the line complete, and do we know what it speaks of?
    AUTHORIZATION = 2  # does a program cover the sale?
    REPEATED = 3  # was it claimed before?
    REPORTED = 4  # did the distributor report the sale?
    PRICES = 5  # are the stated prices and amounts right? Own rules follow
    CAPS = 6  # is enough left? What is too much is cut after the price was found
    STOCK = 7  # can the distributor have had what it sold?
    RETURNS = 8  # is there a paid sale to take back from?
    APPROVAL = 9  # may the system approve it alone?


@dataclass(frozen=True, eq=False)
class Check:
    """One thing that can be wrong with a line. Its outcome is that of its rule.

    SQL here speaks of the line as ``l``. In ``condition``, a check of a phase before
    the prices uses the columns of :mod:`..programs.terms`, one of a later phase those
    of :func:`..prices.price.rows`. What is told uses the latter and what was decided
    (``becs_run_flagged_line``).

    :ivar code: code of its rule (``becs.rule``). Several checks may share one: one
        rule then holds for all of them.
    :ivar message: text of the finding, with ``%(claimed)s``, ``%(expected)s`` and the
        names in ``values``
    :ivar condition: holds when the check fails; NULL means that it could not be made.
        None: another step of the run finds it.
    :ivar phase: when it is made; its place follows from that
    :ivar needs: columns without which it is not made
    :ivar cases: pairs of a condition and a more precise message, first match first; or
        a function (:class:`..run.Run`) that returns them
    :ivar claimed: SQL of the number that the line states
    :ivar expected: SQL of the number that it is compared with
    :ivar kind: how both are written: money, price, quantity or number
    :ivar values: {name in the message: (kind, SQL)}
    :ivar on_returns: whether it is made on returns, too
    :ivar by_default: the outcome where the shipped rule says ``note``, if another
    :ivar advice: what the distributor can do about it, one sentence; None: it reads the
        description of the rule
    :ivar told: what the distributor is told in place of ``message``, if that is for the
        vendor's people
    :ivar of_sale: whether it says nothing about an authorization, so that it may be
        told of a line that names one the distributor does not know
    :ivar is_listed: whether it is among the reasons a distributor sees listed; else it
        is told where the line is only
    :ivar bit: its bit in masks; given by :class:`.Checks`
    """

    code: str
    message: Any
    condition: SQL | None = None
    phase: Phase = field(kw_only=True)
    needs: tuple = ()
    cases: Any = ()
    claimed: SQL | None = None
    expected: SQL | None = None
    kind: str = "number"
    values: dict = field(default_factory=dict)
    on_returns: bool = False
    by_default: str | None = None
    advice: Any = None
    told: Any = None
    of_sale: bool = False
    is_listed: bool = True
    bit: int = 0

    @property
    def is_cap(self):
        """Whether it cuts what is paid after the price was found."""
        return self.phase is Phase.CAPS

    def failed(self):
        """SQL of whether it fails, with what it needs."""
        needed = [
            SQL("%s IS NOT NULL", SQL.identifier("l", name)) for name in self.needs
        ]
        return SQL(" AND ").join([*needed, SQL("(%s)", self.condition)])
