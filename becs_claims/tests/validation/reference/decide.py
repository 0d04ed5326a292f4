"""A person's verdict on a validated line."""

from .fifo import free
from .goods import ReturnUse
from .resolve import quantity_of
from .returns import counts, paid_before, take_back
from .verdicts import exactly
from .world import (
    ADJUSTED,
    APPROVED,
    REJECTED,
    RETURN,
    REVIEW,
    SALE,
    ZERO,
    above,
    paid_beside,
)


@exactly
def decide(world, line, verdict, day, quantity=None, amount=None):
    """``accept`` the proposal, ``claimed``, ``reject``, or ``set`` quantity or amount;
    a return can be accepted or rejected.

    A return takes back what is left now: one that proposes more cannot be accepted.

    :return: whether it was decided
    """
    judged = line.verdict
    if verdict == "accept":
        approved, value = line.quantity_approved, line.amount_approved
    elif verdict == "claimed":
        approved, value = quantity_of(line) or ZERO, judged.amount_claimed
    elif verdict == "set":
        approved, value = quantity, amount
        if quantity is None:
            approved = line.quantity_approved or quantity_of(line)
        if amount is None:
            value = line.claim.currency.round(
                quantity * (judged.unit_credit_approved or ZERO)
            )
    else:
        approved, value = ZERO, ZERO
    uses = []
    if line.transaction_type == RETURN:
        uses = taken_back(world, line, approved)
        if verdict == "accept" and line.state == REVIEW:
            if above(approved, covered(uses)):
                return False
            value = max(value, -sum((use.amount for use in uses), ZERO))
    if verdict == "reject" or (not value and judged.amount_claimed):
        line.state = REJECTED
    else:
        line.state = ADJUSTED if value < judged.amount_claimed else APPROVED
    line.decision, line.answered_on, line.review_for_amount = "manual", day, False
    line.counts_as_sold = verdict != "reject" and line.transaction_type == SALE
    if verdict == "reject":
        free(world, [line])
    line.quantity_approved, line.amount_approved = approved, value
    line.amount_program = ZERO
    if line.transaction_type == RETURN:
        store_uses(world, line, uses)
    elif line.program is not None:
        line.amount_program = in_program_currency(world, line, value)
    return True


def in_program_currency(world, line, amount):
    claim, program = line.claim, line.program
    value = world.convert(
        amount, claim.currency, program.currency, claim.company, line.date_ship
    )
    return program.currency.round(value)


class Return:
    """A stored return as ``take_back`` looks at it: alone, beside all that stands."""

    def __init__(self, world, line, quantity):
        self.world, self.line, self.quantity = world, line, quantity
        self.claim, self.company = line.claim, line.claim.company
        self.currency = line.claim.currency
        self.uses = [
            use
            for use in world.return_uses
            if use.back is not line and counts(use.back)
        ]

    def returned(self):
        return self.uses

    def note(self, case, code, *values):
        """What is wrong with it was said before."""


def taken_back(world, line, quantity):
    """What the return takes back of ``quantity`` units."""
    back = Return(world, line, quantity)
    lines = [
        other
        for other in world.lines()
        if other.stands and other.claim.company is line.claim.company
    ]
    take_back(back, back, paid_before(lines))
    return back.return_uses


def covered(uses):
    """Units that came back: of combinable programs each gives back for the same."""
    of_group = {}
    for use in uses:
        group = paid_beside(use.program, use.sale.date_ship)
        of_group[group] = of_group.get(group, ZERO) + use.quantity
    return max(of_group.values(), default=ZERO)


def store_uses(world, line, uses):
    """Store what is taken back now. When it is less money than was paid for the units,
    every sale gives its share, so that the shares add up.
    """
    world.return_uses = [use for use in world.return_uses if use.back is not line]
    if line.state not in (APPROVED, ADJUSTED) or line.amount_approved >= 0:
        return
    wanted, total = -line.amount_approved, sum((use.amount for use in uses), ZERO)
    if wanted < total:
        uses = shared(uses, wanted / total, line.claim.currency)
    world.return_uses += uses
    if uses:
        first = min(uses, key=lambda use: use.sale.id)
        if first.program is not None:
            line.program, line.program_line = first.program, first.program_line


def shared(uses, share, currency):
    """A share of what each use takes, as differences of rounded sums."""
    found, sums = [], {}

    def part(name, amount, unit):
        before = sums.get(name, ZERO)
        sums[name] = before + amount
        return unit.round(sums[name] * share) - unit.round(before * share)

    for use in sorted(uses, key=lambda use: use.sale.id):
        program = use.program
        found.append(
            ReturnUse(
                use.back,
                use.sale,
                use.quantity,
                part("paid", use.paid, use.sale.claim.currency),
                part("amount", use.amount, currency),
                part("program", use.amount_program, program.currency)
                if program
                else ZERO,
                program,
                use.program_line,
            )
        )
    return found
