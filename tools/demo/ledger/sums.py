"""Accounting for every row of a ledger: what went in must be found again."""

from dataclasses import dataclass, field
from decimal import Decimal

from ..world.spec import CENT, ZERO


@dataclass
class Account:
    """One distributor's file and what became of it.

    ``rows``, ``quantity`` and ``turnover`` are counted in the ledger, signed; the
    ``refused_`` ones in the rows given back; all others in the database. Amounts are in
    the claim's currency.
    """

    name: str
    rows: int = 0
    quantity: Decimal = ZERO
    turnover: Decimal = ZERO
    read: int = 0
    refused: int = 0
    refused_quantity: Decimal = ZERO
    refused_turnover: Decimal = ZERO
    stored: int = 0
    stored_quantity: Decimal = ZERO
    stored_turnover: Decimal = ZERO
    states: dict[str, int] = field(default_factory=dict)
    unexplained: int = 0
    claimed: Decimal = ZERO
    approved: Decimal = ZERO
    review: Decimal = ZERO
    rejected: Decimal = ZERO
    lines_claimed: Decimal = ZERO
    lines_approved: Decimal = ZERO
    lines_review: Decimal = ZERO
    lines_rejected: Decimal = ZERO
    lines_cut: Decimal = ZERO
    credited_lines: Decimal = ZERO
    uncredited: int = 0
    credit_notes: Decimal = ZERO

    def __add__(self, other: "Account") -> "Account":
        total = Account("All")
        for name in self.__dataclass_fields__:
            if name == "states":
                for part in (self, other):
                    for state, number in part.states.items():
                        total.states[state] = total.states.get(state, 0) + number
            elif name != "name":
                setattr(total, name, getattr(self, name) + getattr(other, name))
        return total


DECIDED = ("approved", "adjusted", "review", "rejected")


def statements(account: Account) -> list[tuple[str, Decimal, Decimal]]:
    """The sums that have to be equal: what is compared, and its two sides."""
    decided = sum(account.states.get(state, 0) for state in DECIDED)
    return [
        ("rows in the ledger = rows read", account.rows, account.read),
        (
            "rows read = lines stored + rows given back",
            account.read,
            account.stored + account.refused,
        ),
        ("lines stored = lines decided", account.stored, decided),
        ("lines not approved and without a reason = none", account.unexplained, 0),
        (
            "quantity in the ledger = stored + given back",
            account.quantity,
            account.stored_quantity + account.refused_quantity,
        ),
        (
            "quantity × price in the ledger = stored + given back",
            account.turnover,
            account.stored_turnover + account.refused_turnover,
        ),
        ("claimed = sum of the lines", account.claimed, account.lines_claimed),
        (
            "claimed = approved + in review + rejected",
            account.claimed,
            account.approved + account.review + account.rejected,
        ),
        ("approved = sum of the lines", account.approved, account.lines_approved),
        ("in review = sum of the lines", account.review, account.lines_review),
        (
            "rejected = rejected lines + cut from adjusted ones",
            account.rejected,
            account.lines_rejected + account.lines_cut,
        ),
        ("approved = lines credited", account.approved, account.credited_lines),
        ("approved lines not credited = none", account.uncredited, 0),
        (
            "lines credited = credit notes",
            account.credited_lines,
            account.credit_notes,
        ),
    ]


def wrong(account: Account) -> list[str]:
    """The statements that do not hold, a sentence each."""
    return [
        f"{account.name}: {what}: {left} is not {right}"
        for what, left, right in statements(account)
        if abs(Decimal(left) - Decimal(right)) >= CENT
    ]
