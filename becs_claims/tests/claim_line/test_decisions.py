import random
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...validation import engine
from ...validation.programs import drawdown
from ..shared.test_access import AccessCase
from ..shared.validation_common import ValidationCase

COUNTERS = {
    "becs.program": drawdown.PROGRAM_COUNTERS,
    "becs.program.line": drawdown.LINE_COUNTERS,
}


@tagged("post_install", "-at_install")
class TestCapsOfPeople(AccessCase):
    """What a person's verdict may take from a program."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.capped = cls.new_program("CAP", line={"max_quantity": 15})
        cls.term = cls.capped.line_ids

    def capped_lines(self, *lines, **values):
        return self.validate(
            *({"authorization_ref": "CAP", "unit_credit": 20, **line} for line in lines)
        )

    def decide(self, role, lines, verdict, **values):
        self.as_(role, lines).action_decide(verdict, note="Seen", **values)

    def test_more_than_the_cap_is_for_an_administrator(self):
        lines = self.capped_lines({}, {})
        self.assertState(lines[0], "approved", 200)
        self.assertState(lines[1], "adjusted", 100, "authorized_quantity_exceeded")
        for role in ("analyst", "approver", "accountant"):
            for verdict, values in (
                ("claimed", {}),
                ("set", {"quantity": 6}),
            ):
                with (
                    self.subTest(role=role, verdict=verdict),
                    self.assertRaisesRegex(UserError, "ask an administrator"),
                    self.cr.savepoint(),
                ):
                    self.decide(role, lines[1], verdict, **values)
        self.env.invalidate_all()
        self.assertEqual(self.term.quantity_approved, 15)
        self.decide("administrator", lines[1], "claimed")
        self.assertEqual((lines[1].state, lines[1].amount_approved), ("approved", 200))
        self.assertIn("20 units taken, 15 authorized", lines[1].above_cap)
        self.assertIn("20 units taken, 15 authorized", lines[1].explanation)
        self.assertFalse(lines[0].above_cap)
        self.assertEqual(self.term.quantity_approved, 20)

    def test_the_mark_goes_with_the_verdict(self):
        lines = self.capped_lines({}, {})
        self.decide("administrator", lines[1], "claimed")
        self.decide("analyst", lines[1], "set", quantity=5)
        self.assertFalse(lines[1].above_cap)

    def test_what_takes_no_more_is_allowed_above_a_cap(self):
        lines = self.capped_lines({}, {})
        self.decide("administrator", lines[1], "claimed")
        self.term.max_quantity = 5
        self.decide("analyst", lines[0], "accept")
        self.decide("analyst", lines[0], "set", quantity=9)
        self.decide("analyst", lines[1], "reject")
        self.assertEqual(self.term.quantity_approved, 9)

    def test_what_is_held_counts_as_taken(self):
        self.term.max_resale_price = 120
        lines = self.capped_lines({"resale_price": 130}, {})
        self.assertState(lines[0], "review", 200, "resale_price_above_authorized")
        self.assertState(lines[1], "review", 100, "authorization_held")
        with self.assertRaisesRegex(UserError, "decide the lines that hold"):
            self.decide("analyst", lines[1], "claimed")
        self.decide("analyst", lines[0], "reject")
        self.decide("analyst", lines[1], "claimed")
        self.assertEqual(lines[1].amount_approved, 200)

    def test_amounts_and_budgets(self):
        self.term.write({"max_quantity": 0, "max_amount": 250})
        lines = self.capped_lines({}, {})
        self.assertState(lines[1], "adjusted", 50, "budget_exceeded")
        with self.assertRaisesRegex(UserError, "260.00.€ taken, 250.00.€ authorized"):
            self.decide("analyst", lines[1], "set", amount=60)
        self.term.max_amount = 0
        self.capped.budget_amount = 300
        with self.assertRaisesRegex(UserError, "400.00.€ taken of a budget of 300.00"):
            self.decide("analyst", lines[1], "claimed")
        self.decide("analyst", lines[1], "set", amount=100)
        self.assertEqual(self.capped.amount_approved, 300)
        self.decide("administrator", lines[1], "claimed")
        self.assertRegex(lines[1].above_cap, "400.00.€ taken of a budget of 300.00")

    def test_a_bulk_verdict_is_one(self):
        """Together above the cap: none of them is decided."""
        lines = self.capped_lines({}, {}, {})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.decide("analyst", lines[1:], "claimed")
        self.env.invalidate_all()
        self.assertEqual(set(lines.mapped("decision")), {"automatic"})
        self.decide("administrator", lines[1:], "claimed")
        self.assertEqual([bool(line.above_cap) for line in lines], [False, True, True])


@tagged("post_install", "-at_install")
class TestOverturn(AccessCase):
    """Any verdict is overturned in both directions, and stays."""

    def test_to_and_fro(self):
        line = self.as_("analyst", self.validate({"unit_credit": 25}))
        self.assertState(line, "adjusted", 200, "unit_credit_mismatch")
        for verdict, values, state, approved in (
            ("reject", {}, "rejected", 0),
            ("claimed", {}, "approved", 250),
            ("set", {"quantity": 4}, "adjusted", 80),
            ("reject", {}, "rejected", 0),
            ("set", {"amount": 12.34}, "adjusted", 12.34),
            ("set", {"quantity": 2, "amount": 7}, "adjusted", 7),
        ):
            with self.subTest(verdict=verdict, values=values):
                line.action_decide(verdict, note="Because", **values)
                self.assertEqual((line.state, line.amount_approved), (state, approved))
                self.assertEqual(line.decided_by_id, self.people["analyst"])
                engine.run(self.env, self.env["becs.claim"].browse(line.claim_id.id))
                self.assertEqual((line.state, line.amount_approved), (state, approved))
                self.assertEqual(self.program.amount_approved, 200 + approved)

    def test_never_more_than_claimed(self):
        line = self.validate({"unit_credit": 25})
        for values in ({"quantity": 11}, {"amount": 250.01}, {"amount": -1}):
            with self.subTest(values=values), self.assertRaises(UserError):
                self.as_("administrator", line).action_decide(
                    "set", note="More", **values
                )


@tagged("post_install", "-at_install")
class TestManyDecisions(ValidationCase):
    """Numbers after bulk verdicts on random claims, and what these cost."""

    def lines(self, count, rng):
        return self.validate(
            *(
                {
                    "unit_credit": rng.choice([10, 20, 25]),
                    "quantity": rng.randint(1, 9),
                    "resale_price": rng.choice([110, 130]),
                    "authorization_ref": rng.choice(["A1", "A1", "B1", "C1", "NO"]),
                    "date_ship": date(2024, 3, rng.randint(1, 28)),
                }
                for _ in range(count)
            ),
            currency_id=rng.choice(self.eur | self.usd).id,
        )

    def assertNumbers(self, claims):
        for claim in claims:
            lines = claim.line_ids
            parts = {
                state: lines.filtered(lambda line, state=state: line.state == state)
                for state in ("approved", "adjusted", "review", "rejected")
            }
            paid = parts["approved"] | parts["adjusted"]
            self.assertAlmostEqual(
                claim.amount_claimed, sum(lines.mapped("amount_claimed")), 2
            )
            self.assertAlmostEqual(
                claim.amount_approved, sum(paid.mapped("amount_approved")), 2
            )
            self.assertAlmostEqual(
                claim.amount_review, sum(parts["review"].mapped("amount_claimed")), 2
            )
            self.assertAlmostEqual(
                claim.amount_claimed,
                claim.amount_approved + claim.amount_rejected + claim.amount_review,
                2,
            )
            self.assertGreaterEqual(claim.amount_rejected, 0)
            for state, some in parts.items():
                self.assertEqual(claim[f"{state}_count"], len(some))
        # the counters are what the lines say
        kept = self.counters()
        drawdown.recount(self.env)
        self.assertEqual(kept, self.counters())

    def counters(self):
        self.env.invalidate_all()
        return {
            (model, record.id, name): round(record[name], 6)
            for model, names in COUNTERS.items()
            for record in self.env[model].search([("company_id", "=", self.company.id)])
            for name in names
        }

    def test_sums_and_counters(self):
        rng = random.Random(20261125)
        self.program.line_ids.max_resale_price = 120
        self.new_program("B1", line={"max_quantity": 40, "max_resale_price": 120})
        self.new_program("C1", budget_amount=600, currency_id=self.usd.id)
        self.env["res.currency.rate"].create(
            [
                {"currency_id": self.usd.id, "name": day, "rate": rate}
                for day, rate in (("2024-01-01", 1.07), ("2024-03-15", 1.1312))
            ]
        )
        claims = self.env["becs.claim"]
        for _ in range(4):
            claims |= self.lines(25, rng).claim_id
        for _ in range(25):
            lines = self.env["becs.claim.line"].browse(
                rng.sample(claims.line_ids.ids, rng.randint(1, 30))
            )
            verdict, values = rng.choice(
                [
                    ("accept", {}),
                    ("claimed", {}),
                    ("reject", {}),
                    ("set", {"quantity": 1}),
                    ("set", {"amount": 3.21}),
                ]
            )
            lines.action_decide(verdict, note="So be it", **values)
            if rng.random() < 0.3:
                claims[rng.randrange(4)].action_validate()
        self.assertNumbers(claims)
        self.assertTrue(any(claims.line_ids.mapped("above_cap")))

    def test_as_many_queries_for_many_lines(self):
        rng = random.Random(4)
        few, many = self.lines(8, rng), self.lines(300, rng)
        person = new_test_user(
            self.env,
            "becs_decider",
            "base.group_user,becs_claims.group_analyst",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

        def cost(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lines.with_user(person).action_decide("reject", note="No")
            return self.cr.sql_log_count - before

        cost(few)  # what is cached once
        self.assertEqual(cost(many), cost(few))

    def test_rules_hold_in_bulk(self):
        lines = self.lines(5, random.Random(1))
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "becs_stranger_2",
            "base.group_user,becs_claims.group_administrator",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        with self.assertRaises(AccessError):
            lines.with_user(stranger).with_context(
                allowed_company_ids=elsewhere.ids
            ).action_decide("reject", note="No")
