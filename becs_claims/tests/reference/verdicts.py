"""Answers: what a run says of a line, storing it, and a person's own verdict."""

import functools
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from .resolve import quantity_of
from .world import ADJUSTED, APPROVED, PRECISION, REJECTED, ZERO, Line


def exactly(function):
    """Run ``function`` with so many digits that no amount can come out wrong."""

    @functools.wraps(function)
    def with_digits(*args, **kwargs):
        with localcontext() as context:
            context.prec = PRECISION
            return function(*args, **kwargs)

    return with_digits


@dataclass(eq=False)
class Finding:
    code: str
    outcome: str
    claimed: Decimal | None = None
    expected: Decimal | None = None
    amount_impact: Decimal = ZERO


@dataclass(eq=False)
class Verdict:
    """What the run says of one line. Prices are per unit of the product, in the claim's
    currency; None is unknown.
    """

    line: Line
    state: str
    program: object = None
    program_line: object = None
    into_stock_price: Decimal | None = None
    authorized_price_calculated: Decimal | None = None
    unit_credit_calculated: Decimal | None = None
    unit_paid: Decimal | None = None
    amount_claims: Decimal = ZERO
    amount_calculated: Decimal = ZERO
    quantity_approved: Decimal = ZERO
    amount_approved: Decimal = ZERO
    amount_program: Decimal = ZERO
    review_for_amount: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def codes(self):
        return [finding.code for finding in self.findings]


@exactly
def record(verdicts, day):
    """Store verdicts on their lines, as answered on ``day``."""
    for verdict in verdicts:
        line = verdict.line
        line.verdict = verdict
        line.answered_on = day
        for name in (
            "state",
            "program",
            "program_line",
            "quantity_approved",
            "amount_approved",
            "amount_claims",
        ):
            setattr(line, name, getattr(verdict, name))
        line.amount_program = verdict.amount_program
        line.review_for_amount = verdict.review_for_amount


@exactly
def decide(world, line, verdict, day, quantity=None, amount=None):
    """A person's verdict on a judged sale: ``accept`` the proposal, ``claimed``,
    ``reject``, or ``set`` quantity or amount.
    """
    judged = line.verdict
    if verdict == "accept":
        approved, value = line.quantity_approved, line.amount_approved
    elif verdict == "claimed":
        approved, value = quantity_of(line) or ZERO, judged.amount_claims
    elif verdict == "set":
        approved, value = quantity, amount
        if quantity is None:
            approved = line.quantity_approved or quantity_of(line)
        if amount is None:
            value = line.claim.currency.round(quantity * (judged.unit_paid or ZERO))
    else:
        approved, value = ZERO, ZERO
    if verdict == "reject" or (not value and judged.amount_claims):
        line.state = REJECTED
    else:
        line.state = ADJUSTED if value < judged.amount_claims else APPROVED
    line.decision, line.answered_on, line.review_for_amount = "manual", day, False
    line.quantity_approved, line.amount_approved = approved, value
    line.amount_program = ZERO
    if line.program is not None:
        line.amount_program = in_program_currency(world, line, value)


def in_program_currency(world, line, amount):
    claim, program = line.claim, line.program
    value = world.convert(
        amount, claim.currency, program.currency, claim.company, line.date_ship
    )
    return program.currency.round(value)
