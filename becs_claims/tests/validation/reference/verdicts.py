"""Answers: what a run says of a line, storing it, and a person's own verdict."""

import functools
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

from .checks import CAPS, DEFAULT_OUTCOMES
from .findings import Finding
from .goods import PosLine
from .world import PRECISION, ZERO, Line


def exactly(function):
    """Run ``function`` with so many digits that no amount can come out wrong."""

    @functools.wraps(function)
    def with_digits(*args, **kwargs):
        with localcontext() as context:
            context.prec = PRECISION
            return function(*args, **kwargs)

    return with_digits


@dataclass(eq=False)
class Verdict:
    """What the run says of one line. Prices are per unit of the product, in the claim's
    currency; None is unknown.
    """

    line: Line
    state: str
    program: object = None
    program_line: object = None
    program_version: int = 0
    into_stock_price: Decimal | None = None
    authorized_price_calculated: Decimal | None = None
    unit_credit_calculated: Decimal | None = None
    unit_credit_approved: Decimal | None = None
    amount_claimed: Decimal = ZERO
    amount_calculated: Decimal = ZERO
    quantity_approved: Decimal = ZERO
    amount_approved: Decimal = ZERO
    amount_program: Decimal = ZERO
    review_for_amount: bool = False
    counts_as_sold: bool = False
    pos_line: PosLine | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def codes(self):
        return [finding.code for finding in self.findings]


class Answers(list):
    """The verdicts of a run, and what sales and returns use: ``uses`` is all there is
    of the ``shelves`` (company, buyer, product) the run looked at.
    """

    def __init__(self, verdicts, uses, shelves, return_uses):
        super().__init__(verdicts)
        self.uses, self.shelves, self.return_uses = uses, shelves, return_uses


@exactly
def record(world, verdicts, day, reserve=True):
    """Store verdicts on their lines, as answered on ``day``.

    Without ``reserve`` only the verdicts: what is used and taken back stays as it is.
    """
    if reserve:
        lines = {verdict.line for verdict in verdicts}
        world.layer_uses = [
            use for use in world.layer_uses if use.shelf not in verdicts.shelves
        ] + verdicts.uses
        world.return_uses = [
            use for use in world.return_uses if use.back not in lines
        ] + verdicts.return_uses
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
            "amount_claimed",
            "counts_as_sold",
        ):
            setattr(line, name, getattr(verdict, name))
        line.amount_program = verdict.amount_program
        line.review_for_amount = verdict.review_for_amount


def state_impact(case, wanted=None):
    """How much money each finding keeps from what the line claims: ``wanted`` was due
    before the caps.
    """
    amount = case.verdict.amount_approved
    for finding in case.findings:
        lost = ZERO
        if finding.outcome in ("reject", "review"):
            lost = case.claims
        elif finding.outcome == "adjust" and wanted is not None:
            if finding.code in CAPS:
                lost = wanted - amount
            elif finding.code in DEFAULT_OUTCOMES:
                lost = case.claims - wanted
        finding.amount_impact = max(lost, ZERO)
