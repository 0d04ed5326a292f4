"""What a check says of a line."""

from dataclasses import dataclass
from decimal import Decimal

from .world import ZERO


@dataclass(eq=False)
class Finding:
    """``claimed`` and ``expected`` are the two values to compare; ``amount_impact`` is
    the money it keeps from the line.
    """

    code: str
    outcome: str
    claimed: Decimal | None = None
    expected: Decimal | None = None
    amount_impact: Decimal = ZERO
