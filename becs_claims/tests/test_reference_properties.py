"""What must hold in any world, on the plain Python reference (no database)."""

import random
import unittest
from decimal import localcontext

from hypothesis import given
from hypothesis import strategies as st

from . import rounds
from .reference import claim_totals, judge
from .reference.world import ADJUSTED, APPROVED, PRECISION, REJECTED, REVIEW, SALE, ZERO
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


class TestProperties(unittest.TestCase):
    @rounds.fixed(rounds.rounds(600))
    @given(stories)
    def test_any_story(self, story):
        self.check_story(story)

    def test_seeded_stories(self):
        for seed in range(rounds.rounds(1000)):
            with self.subTest(seed=seed):
                self.check_story(Story(random.Random(seed), make_catalogue()))

    def check_story(self, story):
        with localcontext() as context:
            context.prec = PRECISION
            for what, *details in story.steps():
                if what in ("run", "check"):
                    claims, verdicts, _day = details
                    for verdict in verdicts:
                        self.check_verdict(verdict)
                    for claim in claims:
                        self.check_totals(claim)
                    self.assertEqual(
                        answers(verdicts),
                        answers(judge(story.world, claims[::-1])),
                        "judged again",
                    )

    def check_verdict(self, verdict):
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
        self.assertLessEqual(approved, max(verdict.amount_claims, ZERO))
        self.assertEqual(approved, verdict.line.claim.currency.round(approved))
        if verdict.state in (APPROVED, ADJUSTED):
            self.assertEqual(
                verdict.state == ADJUSTED, approved < verdict.amount_claims
            )
        if approved:
            self.check_not_overpaid(verdict)

    def check_not_overpaid(self, verdict):
        """Nobody gets more than calculated plus the allowance, plus one unit of
        rounding each time it is rounded.
        """
        unit = verdict.line.claim.currency.rounding
        program, price = verdict.program, verdict.unit_credit_calculated
        if program.tolerance_amount == 0:
            allowance = price * program.tolerance_percent / 100
            quantity = verdict.amount_calculated / price if price else ZERO
            self.assertLessEqual(
                verdict.amount_approved, quantity * (price + allowance) + 3 * unit
            )

    def check_totals(self, claim):
        totals = claim_totals(claim)
        parts = (
            totals["amount_approved"]
            + totals["amount_review"]
            + totals["amount_rejected"]
        )
        self.assertEqual(totals["amount_claimed"], parts)


if __name__ == "__main__":
    unittest.main()
