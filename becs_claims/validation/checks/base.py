"""What a check is."""

from dataclasses import dataclass, field
from typing import Any

from odoo.tools import SQL


@dataclass(frozen=True, eq=False)
class Check:
    """One thing that can be wrong with a line.

    SQL here speaks of the priced line as ``l`` (columns: :func:`..prices.price.rows`);
    what is told may use what was decided, too (``becs_run_flagged_line``).

    ``code`` is that of its rule (``becs.rule``). ``condition`` holds when the check
    fails; NULL means it could not be validated. None: another step of the run finds it.
    ``needs`` are columns without which it is not validated. ``message`` tells what was
    found, ``cases`` (condition, message) say it more precisely. ``claimed`` and
    ``expected`` are the two numbers to compare, written as ``kind`` (money, price,
    quantity, number); ``values`` (name → kind, SQL) are more to put into the message.
    ``on_returns`` is whether returns are validated, too. ``by_default`` is the outcome
    where the shipped rule says ``note``, if another. ``is_cap`` sets apart what
    is cut after the price was found.
    """

    code: str
    message: Any
    condition: SQL | None = None
    needs: tuple = ()
    cases: tuple = ()
    claimed: SQL | None = None
    expected: SQL | None = None
    kind: str = "number"
    values: dict = field(default_factory=dict)
    on_returns: bool = False
    by_default: str | None = None
    is_cap: bool = False
    bit: int = 0

    def failed(self):
        """SQL of whether it fails, with what it needs."""
        needed = [
            SQL("%s IS NOT NULL", SQL.identifier("l", name)) for name in self.needs
        ]
        return SQL(" AND ").join([*needed, SQL("(%s)", self.condition)])
