"""A line of a claim as it will stand in the file, and what has to become of it."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Line:
    """``quantity`` is negative on a return; ``None`` leaves a cell empty.

    :param raw: cells that are written as they stand, by field: for rows that cannot
        be read
    :param state: what the line has to become; ``unreadable`` never gets into the claim
    :param codes: findings it must have
    :param also: findings it may have besides
    :param approved: money it must be approved for, in the claim's currency; ``None``
        where a person has to decide or nothing is said
    :param why: what was planted; empty on a line in order
    :param origin: on a return, the document of the sale it undoes
    :param reported: what the distributor's report says instead, by field
    :param later: what happens to the sale in a later claim
    :param resubmits: document of the earlier line it is sent again for
    :param row: its row in the file, set when the file is written
    """

    document: str
    position: str
    ship: datetime.date | None
    product: str
    quantity: Decimal | None
    authorization: str = ""
    customer: str = ""
    unit_name: str = ""
    book: Decimal | None = None
    authorized: Decimal | None = None
    resale: Decimal | None = None
    unit: Decimal | None = None
    amount: Decimal | None = None
    serials: tuple[str, ...] = ()
    raw: dict[str, str] = field(default_factory=dict)
    state: str = "approved"
    codes: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    approved: Decimal | None = None
    why: str = ""
    origin: str = ""
    reported: dict[str, Decimal] = field(default_factory=dict)
    later: str = ""
    resubmits: str = ""
    row: int = 0


@dataclass
class Claim:
    """One distributor's claim of one month: what is in the file, in its order."""

    distributor: str
    reference: str
    start: datetime.date
    end: datetime.date
    filed: datetime.date
    lines: list[Line]
    file_name: str = ""

    @property
    def readable(self) -> list[Line]:
        return [line for line in self.lines if line.state != "unreadable"]

    @property
    def unreadable(self) -> list[Line]:
        return [line for line in self.lines if line.state == "unreadable"]
