"""What must hold in any world, on the plain Python reference (no database)."""

import random
import unittest
from dataclasses import replace
from datetime import date
from decimal import localcontext

from hypothesis import given
from hypothesis import strategies as st

from ..shared import rounds
from .reference import claim_totals, validate
from .reference.price import DIFFERENCE_METHODS
from .reference.world import (
    ADJUSTED,
    APPROVED,
    HUNDRED,
    PRECISION,
    REJECTED,
    REVIEW,
    SALE,
    ZERO,
)
from .reference_case import D, ReferenceCase
from .worlds import Story, make_catalogue

#: Random stories; hypothesis draws, and shrinks, every choice the story makes.
stories = st.randoms(use_true_random=False).map(
    lambda rng: Story(rng, make_catalogue())
)


def answers(verdicts):
    return {
        verdict.line.id: (
            verdict.state,
            verdict.program,
            verdict.quantity_approved,
            verdict.amount_approved,
            verdict.amount_program,
            [(finding.code, finding.outcome) for finding in verdict.findings],
        )
        for verdict in verdicts
    }


class Checks(unittest.TestCase):
    """What is checked of each verdict, worked out from the terms of its ship date."""

    def check_state(self, world, verdict):
        outcomes = {finding.outcome for finding in verdict.findings}
        self.assertEqual(verdict.state == REJECTED, "reject" in outcomes)
        self.assertEqual(len(verdict.codes), len(set(verdict.codes)))
        if "reject" not in outcomes and "review" in outcomes:
            self.assertEqual(verdict.state, REVIEW)
        if verdict.state == REJECTED:
            self.assertEqual(
                (verdict.amount_approved, verdict.quantity_approved), (0, 0)
            )
        if verdict.line.transaction_type != SALE:
            self.assertLessEqual(verdict.amount_approved, 0)
            return
        approved = verdict.amount_approved
        self.assertGreaterEqual(approved, 0)
        self.assertLessEqual(approved, max(verdict.amount_claimed, ZERO))
        self.assertEqual(approved, verdict.line.claim.currency.round(approved))
        if verdict.state in (APPROVED, ADJUSTED):
            self.assertEqual(
                verdict.state == ADJUSTED, approved < verdict.amount_claimed
            )
        if approved:
            self.check_not_overpaid(world, verdict)

    def check_not_overpaid(self, world, verdict):
        """Nobody gets more than the credit due plus the allowance for what is approved,
        plus one rounding unit.
        """
        currency = verdict.line.claim.currency
        due = self.credit_due(world, verdict)
        most = due + self.allowance(world, verdict, due)
        self.assertLessEqual(
            verdict.amount_approved,
            currency.round(verdict.quantity_approved * most) + currency.rounding,
        )

    def credit_due(self, world, verdict):
        """The credit due per unit, whatever was paid for the units before."""
        terms = verdict.program_line.on(verdict.line.date_ship)
        if terms.credit_method in DIFFERENCE_METHODS:
            authorized = verdict.authorized_price_calculated
            return max(verdict.into_stock_price - authorized, ZERO)
        if terms.credit_method == "percent":
            return verdict.into_stock_price * terms.discount_percent / HUNDRED
        return self.in_currency(world, verdict, terms.unit_credit)

    def allowance(self, world, verdict, due):
        terms = verdict.program.on(verdict.line.date_ship)
        fixed = self.in_currency(world, verdict, terms.tolerance_amount)
        return max(fixed, due * terms.tolerance_percent / HUNDRED)

    def in_currency(self, world, verdict, price):
        """A price of the program in the claim's currency."""
        line, program = verdict.line, verdict.program
        target, company = line.claim.currency, line.claim.company
        return world.convert(price, program.currency, target, company, line.date_ship)


class TestProperties(Checks):
    @rounds.fixed(rounds.rounds(600))
    @given(stories)
    def test_any_story(self, story):
        self.check_story(story)

    def test_seeded_stories(self):
        for seed in rounds.seeds(1000, "stories"):
            with self.subTest(seed=seed):
                self.check_story(Story(random.Random(seed), make_catalogue()))

    def check_story(self, story):
        with localcontext() as context:
            context.prec = PRECISION
            for what, *details in story.steps():
                if what in ("run", "check"):
                    claims, verdicts, _day = details
                    for verdict in verdicts:
                        self.check_state(story.world, verdict)
                    for claim in claims:
                        self.check_totals(claim)
                    self.assertEqual(
                        answers(verdicts),
                        answers(validate(story.world, claims[::-1])),
                        "judged again",
                    )

    def check_totals(self, claim):
        totals = claim_totals(claim)
        parts = (
            totals["amount_approved"]
            + totals["amount_review"]
            + totals["amount_rejected"]
        )
        self.assertEqual(totals["amount_claimed"], parts)


class TestChecks(Checks, ReferenceCase):
    """The checks themselves: they pass what is right and nothing else."""

    def check_amended(self, first, then, unit):
        """Check 10 pieces that state a unit, shipped after the tolerance changed."""
        self.program.tolerance_percent = D(first)
        day = date(2025, 3, 9)
        self.program.amendments.append((day, {"tolerance_percent": D(then)}))
        self.program.versions.append(day)
        verdict = self.validate({"unit_credit": unit, "amount_stated": 10 * unit})
        self.check_state(self.world, verdict)
        return verdict

    def assertWrong(self, verdict, **values):
        wrong = replace(verdict, state=APPROVED, **values)
        with self.assertRaises(self.failureException):
            self.check_not_overpaid(self.world, wrong)

    def test_allowance_of_the_ship_date(self):
        verdict = self.check_amended(0, 4, 20.4)
        self.assertEqual(verdict.amount_approved, 204)
        self.assertWrong(verdict, amount_approved=D("208.02"))

    def test_allowance_that_has_ended(self):
        verdict = self.check_amended(4, 0, 20.4)
        self.assertEqual(verdict.amount_approved, 200)
        self.assertWrong(verdict, amount_approved=D("200.02"))

    def test_fixed_allowance(self):
        self.program.tolerance_amount = D("0.5")
        verdict = self.validate({"unit_credit": 20.5, "amount_stated": 205})
        self.check_state(self.world, verdict)
        self.assertEqual(verdict.amount_approved, 205)
        self.assertWrong(verdict, amount_approved=D("205.02"))


if __name__ == "__main__":
    unittest.main()
