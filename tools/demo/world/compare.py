"""Comparing what became of the lines with what the invented world knows is right."""

from dataclasses import dataclass
from decimal import Decimal

from .lines import Claim, Line
from .spec import CENT, ZERO, money


@dataclass(frozen=True)
class Found:
    """What the add-on made of a line; amounts are in the claim's currency."""

    state: str
    codes: frozenset[str]
    claimed: Decimal
    approved: Decimal


def compare(claim: Claim, found: dict[int, Found]) -> list[str]:
    """What is not as it should be, a sentence each; empty when all is right.

    :param found: by the row in the file
    """
    wrong = []
    for line in claim.readable:
        wrong += _compare_line(line, found.get(line.row))
    for line in claim.unreadable:
        if line.row in found:
            wrong.append(f"row {line.row}: was read, in spite of “{line.why}”")
    for row in sorted(found.keys() - {line.row for line in claim.lines}):
        wrong.append(f"row {row}: is a line, but no line of the file")
    return [f"{claim.file_name}, {sentence}" for sentence in wrong]


def _compare_line(line: Line, found: Found | None):
    planted = f"row {line.row} ({line.why or 'in order'})"
    if found is None:
        return [f"{planted}: is not among the lines"]
    wrong = []
    if found.state != line.state:
        wrong.append(f"{planted}: is {found.state}, should be {line.state}")
    missing = line.codes - found.codes
    if missing:
        wrong.append(f"{planted}: lacks the finding {', '.join(sorted(missing))}")
    extra = found.codes - line.codes - line.also
    if extra:
        wrong.append(f"{planted}: has the finding {', '.join(sorted(extra))} as well")
    if line.approved is not None and found.approved != money(line.approved):
        wrong.append(
            f"{planted}: {found.approved} approved, should be {money(line.approved)}"
        )
    return wrong


def compare_totals(name: str, header: dict, lines: list[Found], credited) -> list[str]:
    """Whether the sums of a claim add up.

    :param header: the claim's stored ``claimed``, ``approved``, ``review``,
        ``rejected`` and ``credited`` amounts
    :param credited: sum of its lines that stand on a credit note
    """
    sums = {
        "claimed": sum((line.claimed for line in lines), ZERO),
        "review": sum((line.claimed for line in lines if line.state == "review"), ZERO),
        "approved": sum(
            (line.approved for line in lines if line.state in ("approved", "adjusted")),
            ZERO,
        ),
    }
    sums["rejected"] = sums["claimed"] - sums["approved"] - sums["review"]
    sums["credited"] = credited
    return [
        f"{name}: {key} is {header[key]}, its lines add up to {value}"
        for key, value in sums.items()
        if abs(header[key] - value) >= CENT
    ]


def exact(value: float) -> Decimal:
    """An amount of Odoo as a decimal, in whole cents."""
    return money(Decimal(repr(value)))
