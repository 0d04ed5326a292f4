"""What caps leave, and how runs keep the draw-down right."""

from datetime import date

from odoo.tests import tagged

from ...validation import engine
from ...validation.programs import drawdown
from ..shared.validation_common import ValidationCase

COUNTERS = (*drawdown.PROGRAM_COUNTERS, *drawdown.LINE_COUNTERS)


@tagged("post_install", "-at_install")
class TestCaps(ValidationCase):
    def approved(self, *lines, **values):
        return self.validate(*lines, **values).mapped("amount_approved")

    def test_in_order_of_ship_dates(self):
        self.program.line_ids.max_quantity = 15
        lines = [
            {"amount_stated": 200, "date_ship": date(2024, 3, day)} for day in (9, 8)
        ]
        self.assertEqual(self.approved(*lines), [100, 200])

    def test_all_three_caps(self):
        second = self.program.line_ids.copy(
            {
                "program_id": self.program.id,
                "applied_on": "product",
                "product_id": self.new_product("P2").id,
            }
        )
        self.program.line_ids[0].write({"max_quantity": 25, "max_amount": 450})
        second.max_amount = 300
        self.program.budget_amount = 730
        lines = self.validate(
            {"amount_stated": 200},
            {"product_ref": "P2", "amount_stated": 200},
            {"amount_stated": 190},
            {"product_ref": "P2", "amount_stated": 200},
            {"amount_stated": 100},
            {"product_ref": "P2", "amount_stated": 100},
        )
        # quantity leaves 5 of the fifth line, the first line's amount 60 of it, and
        # the budget 40 of these
        self.assertEqual(lines.mapped("amount_approved"), [200, 200, 190, 100, 40, 0])
        self.assertEqual(self.codes(lines[3]), ["budget_exceeded"])
        self.assertEqual(
            self.codes(lines[4]), ["authorized_quantity_exceeded", "budget_exceeded"]
        )
        self.assertEqual(lines[4].quantity_approved, 5)
        self.assertEqual(self.codes(lines[5]), ["authorization_exhausted"])
        self.assertEqual(self.program.amount_approved, 730)
        self.assertEqual(self.program.line_ids[0].quantity_approved, 25)

    def test_what_gets_nothing_takes_nothing(self):
        """A rest too small to be money is left for the next line."""
        self.program.line_ids.write(
            {"max_quantity": 11, "authorized_price": 99.996, "agreed_book_price": 100}
        )
        lines = self.validate(
            {"quantity": 10, "unit_credit": 0.004},
            {"quantity": 10, "unit_credit": 0.004},
            {"quantity": 10, "unit_credit": 0.004},
        )
        self.assertEqual(lines.mapped("amount_approved"), [0.04, 0, 0])
        self.assertEqual(
            [self.codes(line) for line in lines],
            [[], *[["authorized_quantity_exceeded"]] * 2],
        )
        self.assertEqual(self.program.line_ids.quantity_approved, 10)

    def test_rejected_lines_take_nothing(self):
        self.program.line_ids.max_quantity = 10
        lines = self.validate(
            {"amount_stated": 200, "date_ship": date(2024, 12, 1)},
            {"amount_stated": 200, "pos_document": False},
            {"amount_stated": 200},
        )
        self.assertEqual(lines.mapped("amount_approved"), [0, 0, 200])

    def test_line_rejected_by_its_cap_leaves_the_rest(self):
        self.rule("authorized_quantity_exceeded", outcome="reject")
        self.program.line_ids.max_quantity = 15
        lines = self.validate(
            *({"quantity": q, "amount_stated": 20 * q} for q in (10, 6, 5))
        )
        self.assertEqual(lines.mapped("amount_approved"), [200, 0, 100])

    def test_line_put_in_review_by_its_cap_holds(self):
        self.rule("authorized_quantity_exceeded", outcome="review")
        self.program.line_ids.max_quantity = 15
        lines = self.validate(
            *({"quantity": q, "amount_stated": 20 * q} for q in (10, 6, 5))
        )
        self.assertEqual(lines.mapped("state"), ["approved", "review", "review"])
        self.assertEqual(lines.mapped("amount_approved"), [200, 100, 0])
        self.assertEqual(self.codes(lines[2]), ["authorization_held"])
        self.assertEqual(self.program.line_ids.quantity_held, 5)

    def test_amount_reviews_count_as_taken(self):
        self.company.becs_review_amount = 100
        self.program.budget_amount = 250
        lines = self.validate(*[{"amount_stated": 200}] * 2)
        self.assertEqual(lines.mapped("state"), ["review", "adjusted"])
        self.assertEqual(self.codes(lines[1]), ["budget_exceeded"])
        self.assertEqual(self.program.amount_reserved, 200)

    def test_what_a_cap_rejects_is_above_no_limit(self):
        """Nothing is approved, so that nobody has to approve it."""
        self.company.becs_review_amount = 100
        self.program.budget_amount = 150
        self.rule("budget_exceeded", outcome="reject")
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "rejected", 0, "budget_exceeded")

    def test_cap_of_zero_is_none(self):
        self.assertEqual(
            self.approved({"quantity": 1000000, "amount_stated": 20000000}),
            [20000000],
        )

    def test_many_small_lines(self):
        """The sum is what going through the lines one by one gives."""
        self.program.budget_amount = 1000
        self.program.line_ids.max_quantity = 47
        quantities = [1 + (7 * n) % 5 for n in range(60)]
        lines = self.validate(
            *({"quantity": q, "amount_stated": 20 * q} for q in quantities)
        )
        left = 47
        for quantity, line in zip(quantities, lines, strict=True):
            self.assertEqual(line.quantity_approved, min(quantity, left))
            left -= line.quantity_approved
        self.assertEqual(self.program.line_ids.quantity_approved, 47)


@tagged("post_install", "-at_install")
class TestDrawDown(ValidationCase):
    def counters(self):
        line = self.program.line_ids
        return [self.program[name] for name in drawdown.PROGRAM_COUNTERS] + [
            line[name] for name in drawdown.LINE_COUNTERS
        ]

    def assertCounted(self):
        """The counters are what a recount gives."""
        counted = self.counters()
        drawdown.recount(self.env, self.program)
        self.assertEqual(self.counters(), counted)

    def snapshot(self, claim):
        """Everything a run writes, to compare runs."""
        names = [
            name
            for name in claim.line_ids._fields
            if name not in ("decided_on", "write_date", "__last_update")
            and claim.line_ids._fields[name].store
        ]
        return (
            claim.line_ids.read(names),
            claim.line_ids.finding_ids.sorted().read(),
            claim.read(
                ["line_count", "amount_claimed", "amount_approved", "amount_review"]
            ),
            self.counters(),
        )

    def mixed(self):
        self.program.write({"budget_amount": 700})
        self.program.line_ids.max_quantity = 40
        self.company.becs_review_amount = 150
        return self.validate(
            {"amount_stated": 100, "quantity": 5},
            {"amount_stated": 200},
            {"amount_stated": 300},
            {"amount_stated": 140, "quantity": 7, "resale_price": 5},
            {"amount_stated": 200, "product_ref": "nope"},
            {"amount_stated": 400, "quantity": 20},
        )

    def test_again_is_the_same(self):
        lines = self.mixed()
        claim = lines.claim_id
        self.assertEqual(
            claim.amount_claimed,
            claim.amount_approved + claim.amount_review + claim.amount_rejected,
        )
        self.assertCounted()
        before = self.snapshot(claim)
        written = lines.mapped("write_date")
        claim.action_validate()
        self.assertEqual(self.snapshot(claim), before)
        self.assertEqual(lines.mapped("write_date"), written)
        self.assertCounted()

    def test_new_terms(self):
        lines = self.mixed()
        self.program.budget_amount = 150
        lines.claim_id.action_validate()
        self.assertEqual(self.program.amount_remaining, 0)
        self.assertLessEqual(sum(lines.mapped("amount_program")), 150)
        self.assertCounted()

    def test_decided_by_a_person(self):
        lines = self.mixed()
        lines[1].action_decide("reject", note="No")
        lines[5].action_decide("claimed", note="Yes")
        self.assertCounted()
        decided = lines[1] | lines[5]
        shown = decided.mapped("finding_ids.id")
        lines.claim_id.action_validate()
        self.assertEqual(decided.mapped("state"), ["rejected", "approved"])
        self.assertEqual(decided.mapped("amount_approved"), [0, 400])
        self.assertEqual(decided.mapped("finding_ids.id"), shown)
        # what the person gave comes before the lines of the run
        others = lines - decided
        self.assertEqual(sum(others.mapped("amount_approved")), 300)
        self.assertCounted()

    def test_cancelled_and_filed_again(self):
        lines = self.mixed()
        claim = lines.claim_id
        first = lines.mapped("amount_approved")
        claim.action_reset_to_draft()
        self.assertEqual(self.counters(), [0] * len(COUNTERS))
        self.assertEqual(set(lines.mapped("state")), {"pending"})
        self.assertFalse(lines.finding_ids)
        claim.action_check()
        self.assertEqual(lines.mapped("amount_approved"), first)
        self.assertEqual(self.counters(), [0] * len(COUNTERS))
        claim.date_submitted = date(2024, 3, 31)
        claim.action_submit()
        claim.action_validate()
        self.assertEqual(lines.mapped("amount_approved"), first)
        self.assertCounted()
        self.assertTrue(any(self.counters()))
        claim.action_cancel()
        self.assertEqual(self.counters(), [0] * len(COUNTERS))

    def test_several_claims_of_several_distributors(self):
        self.program.budget_amount = 500
        claims = self.env["becs.claim"]
        for partner in (self.distributor, self.other):
            claims |= self.new_claim(*[{"amount_stated": 200}] * 2, partner=partner)
        claims.state = "submitted"
        engine.run(self.env, claims)
        self.assertEqual(
            claims.line_ids.sorted("id").mapped("amount_approved"), [200, 200, 100, 0]
        )
        self.assertEqual(claims.mapped("amount_approved"), [400, 100])
        self.assertCounted()

    def test_claim_already_drawn_is_not_only_checked(self):
        lines = self.mixed()
        with self.assertRaises(ValueError):
            engine.run(self.env, lines.claim_id, reserve=False)

    def test_companies_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        claims = self.new_claim({}) | self.env["becs.claim"].create(
            {"partner_id": self.distributor.id, "company_id": other.id}
        )
        with self.assertRaises(ValueError):
            engine.run(self.env, claims)
