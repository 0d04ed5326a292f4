"""Which credit notes come out of what claims are approved for, and what waits."""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Reason(StrEnum):
    """Why money of a claim is not credited now."""

    NOTHING = "nothing"  # no line is approved and not yet credited
    UNDECIDED = "undecided"  # the lines that are left are not decided yet
    ON_HOLD = "on_hold"  # their credit note was undone and nobody released them
    POLICY = "policy"  # the distributor is paid when the whole claim is decided
    ZERO = "zero"  # what is due adds up to nothing
    NEGATIVE = "negative"  # returns outweigh sales


@dataclass(frozen=True)
class Share:
    """What the lines of one claim on one program come to.

    ``partner_id`` is the distributor. Amounts are in the claim's currency,
    ``currency_id``. ``program_id`` is None for lines a person approved without a
    program.
    """

    claim_id: int
    partner_id: int
    currency_id: int
    program_id: int | None = None
    due_lines: int = 0
    due: Decimal = ZERO
    held_lines: int = 0
    held: Decimal = ZERO
    open_lines: int = 0


@dataclass
class Note:
    """One credit note to create: the shares it pays, by program."""

    partner_id: int
    currency_id: int
    shares: dict[int | None, list[Share]] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum((due(shares) for shares in self.shares.values()), ZERO)

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


def plan(
    shares: Iterable[Share],
    *,
    by_claim: Container[int] = (),
    whole_claims: Container[int] = (),
) -> tuple[list[Note], list[Skip]]:
    """Group shares into credit notes, one per distributor and currency.

    :param shares: at least one per claim, also for claims with nothing due
    :param by_claim: distributors that get one credit note per claim instead
    :param whole_claims: distributors whose claims wait while a line is undecided
    :return: the credit notes, each above zero, and what is left out and why
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
            group = (*owner, claim_id if own[0].partner_id in by_claim else None)
            groups[group] += [share for share in own if share.due_lines]
    notes = []
    for (partner_id, currency_id, claim_id), own in groups.items():
        note = Note(partner_id, currency_id, _by_program(own))
        if note.amount > 0:
            notes.append(note)
        elif own:
            reason = Reason.NEGATIVE if note.amount < 0 else Reason.ZERO
            skips[partner_id, currency_id, reason, claim_id] = Skip(
                reason,
                partner_id,
                currency_id,
                note.claim_ids,
                note.line_count,
                note.amount,
            )
    return notes, list(skips.values())


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
