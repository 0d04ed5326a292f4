"""How a defect is planted: a line in order is spoiled, and marked with what follows."""

from decimal import Decimal

from .lines import Line
from .spec import ZERO, money

# the program a distributor claims on most, and what its defects are planted in
MAIN = {"quill": "bid_usd", "kies": "bid_eur", "tambo": "meet"}
UNCOVERED = "Transformers"  # no program pays on these


def planted(
    line: Line,
    state: str,
    *codes: str,
    also: tuple[str, ...] = (),
    approved: Decimal | None = None,
) -> Line:
    """Mark a spoiled line with what has to become of it.

    :param state: the verdict that is right
    :param codes: the findings it must have; the first one is what was planted
    :param also: findings that may stand beside them
    :param approved: what is paid in spite of it; by default nothing on a rejected
        line, and what was due on an approved or adjusted one
    """
    line.state = state
    line.codes = frozenset(codes)
    line.also = frozenset(also)
    line.why = codes[0]
    if state == "rejected":
        line.approved = ZERO
    elif state == "review":
        line.approved = None
    elif approved is not None:
        line.approved = approved
    return line


def claim_unit(line: Line, unit: Decimal) -> Line:
    """Let the line claim this much per unit."""
    line.unit = unit
    line.amount = money(line.quantity * unit)
    return line


def rename(desk, line: Line, group: str) -> Line:
    """Put a product of another group on the line."""
    line.product = desk.rng.choice(desk.shelf.group(group)).code
    return line
