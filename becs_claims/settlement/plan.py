"""Which credit notes come out of what claims are approved for, and what waits."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

ZERO = Decimal(0)


class Reason(StrEnum):
    """Why money of a claim is not credited now."""

    NOTHING = "nothing"  # no line is approved and not yet credited
    UNDECIDED = "undecided"  # the lines that are left are not decided yet
    ON_HOLD = "on_hold"  # their credit note was undone and nobody released them
    POLICY = "policy"  # the distributor is paid when the whole claim is decided
    ZERO = "zero"  # what is due adds up to nothing
    SMALL = "small"  # less than the company writes a document for


@dataclass(frozen=True)
class Share:
    """What the lines of one claim on one program come to.

    ``partner_id`` is the distributor. Amounts are in the claim's currency,
    ``currency_id``. ``program_id`` is None for lines a person approved without a
    program. ``customer_id`` is told only where credit notes are made per end customer;
    None there: the lines name none.
    """

    claim_id: int
    partner_id: int
    currency_id: int
    program_id: int | None = None
    customer_id: int | None = None
    due_lines: int = 0
    due: Decimal = ZERO
    held_lines: int = 0
    held: Decimal = ZERO
    open_lines: int = 0


@dataclass
class Note:
    """One credit note to create: the shares it pays, by program.

    Where returns outweigh sales, ``amount`` is below zero, and an invoice takes it
    back. ``customer_id`` is the end customer where they are made per end customer.
    """

    partner_id: int
    currency_id: int
    customer_id: int | None = None
    shares: dict[int | None, list[Share]] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum((due(shares) for shares in self.shares.values()), ZERO)

    @property
    def is_invoice(self) -> bool:
        return self.amount < 0

    @property
    def line_count(self) -> int:
        return sum(share.due_lines for share in self._all())

    @property
    def claim_ids(self) -> list[int]:
        return sorted({share.claim_id for share in self._all()})

    def _all(self):
        return [share for shares in self.shares.values() for share in shares]


@dataclass
class Skip:
    """Lines of claims that are left out, and what they come to."""

    reason: Reason
    partner_id: int
    currency_id: int
    claim_ids: list[int] = field(default_factory=list)
    line_count: int = 0
    amount: Decimal = ZERO


def due(shares: Iterable[Share]) -> Decimal:
    """What shares come to, in their currency."""
    return sum((share.due for share in shares), ZERO)


# what the lines of a credit note have in common, besides distributor and currency
GROUPINGS = {
    "distributor": lambda share: None,
    "claim": lambda share: share.claim_id,
    "program": lambda share: share.program_id,
    "end_customer": lambda share: share.customer_id,
}


def plan(
    shares: Iterable[Share],
    *,
    grouping: Mapping[int, str] = MappingProxyType({}),
    whole_claims: Container[int] = (),
    minimum: Mapping[int, Decimal] = MappingProxyType({}),
) -> tuple[list[Note], list[Skip]]:
    """Group shares into credit notes, per currency.

    :param shares: at least one per claim, also for claims with nothing due
    :param grouping: per distributor a key of :data:`GROUPINGS`; one credit note for all
        of a distributor where nothing is said
    :param whole_claims: distributors whose claims wait while a line is undecided
    :param minimum: per currency the amount below which, whatever its sign, a group
        waits
    :return: the credit notes, none of them zero, and what is left out and why
    """
    skips: dict[tuple, Skip] = {}
    groups: dict[tuple, list[Share]] = defaultdict(list)
    for claim_id, own in sorted(_by_claim(shares).items()):
        owner = (own[0].partner_id, own[0].currency_id)
        waits = own[0].partner_id in whole_claims and _open(own) > 0
        for reason, lines, amount in _left_out(own, waits):
            skip = skips.setdefault((*owner, reason), Skip(reason, *owner))
            skip.claim_ids.append(claim_id)
            skip.line_count += lines
            skip.amount += amount
        if not waits:
            key = GROUPINGS[grouping.get(own[0].partner_id, "distributor")]
            for share in own:
                if share.due_lines:
                    groups[*owner, key(share)].append(share)
    notes = []
    for (partner_id, currency_id, key), own in groups.items():
        note = Note(partner_id, currency_id, own[0].customer_id, _by_program(own))
        reason = _too_little(note, minimum)
        if reason:
            skips[partner_id, currency_id, reason, key] = Skip(
                reason,
                partner_id,
                currency_id,
                note.claim_ids,
                note.line_count,
                note.amount,
            )
        else:
            notes.append(note)
    return notes, list(skips.values())


def _too_little(note, minimum):
    if not note.amount:
        return Reason.ZERO
    if abs(note.amount) < minimum.get(note.currency_id, ZERO):
        return Reason.SMALL
    return None


def _by_claim(shares):
    claims = defaultdict(list)
    for share in shares:
        claims[share.claim_id].append(share)
    return claims


def _by_program(shares):
    """Shares by program in order of id, those without a program last."""
    programs = defaultdict(list)
    for share in sorted(
        shares, key=lambda s: (s.program_id is None, s.program_id or 0)
    ):
        programs[share.program_id].append(share)
    return dict(programs)


def _open(shares):
    return sum(share.open_lines for share in shares)


def _left_out(shares, waits):
    """What of one claim cannot be credited whatever the rest of the group is."""
    due_lines = sum(share.due_lines for share in shares)
    held_lines = sum(share.held_lines for share in shares)
    if held_lines:
        held = sum((share.held for share in shares), ZERO)
        yield Reason.ON_HOLD, held_lines, held
    if due_lines and waits:
        yield Reason.POLICY, due_lines, due(shares)
    elif not due_lines and not held_lines:
        reason = Reason.UNDECIDED if _open(shares) else Reason.NOTHING
        yield reason, _open(shares), ZERO
