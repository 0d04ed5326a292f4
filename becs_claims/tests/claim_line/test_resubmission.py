from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .resubmission_case import ResubmissionCase


class ResubmitCase(ResubmissionCase):
    def rejected(self, *lines, **values):
        """Lines that were rejected for their authorization, on documents D1, D2, …"""
        lines = lines or ({},)
        lines = self.validate(
            *(
                {
                    "authorization_ref": "NONE",
                    "pos_document": f"D{number}",
                    "unit_credit": 20,
                    "serial_numbers": f"S{number}",
                }
                | line
                for number, line in enumerate(lines, 1)
            ),
            **values,
        )
        self.assertEqual(set(lines.mapped("state")), {"rejected"})
        return lines

    def resubmit(self, lines, user=None, **values):
        """Copy lines into a claim and return the copies."""
        lines = lines.with_user(user or self.analyst)
        action = lines.action_resubmit()
        wizard = self.env[action["res_model"]].with_user(user or self.analyst)
        wizard = wizard.browse(action["res_id"])
        wizard.write(values)
        action = wizard.action_apply()
        claim = self.env["becs.claim"].browse(action["res_id"])
        return claim.line_ids.sorted("sequence").filtered("resubmission_of_id")


@tagged("post_install", "-at_install")
class TestResubmit(ResubmitCase):
    """Lines are sent again one by one, or several at once."""

    def test_a_copy_is_corrected_and_paid(self):
        [line] = self.rejected({"end_customer_name": "Hospital"})
        [again] = self.resubmit(line)
        self.assertEqual(again.claim_id.state, "draft")
        self.assertEqual(again.claim_id.partner_id, self.distributor)
        same = (
            "pos_document",
            "product_id",
            "end_customer_id",
            "quantity",
            "date_ship",
        )
        for name in same:
            self.assertEqual(again[name], line[name], name)
        self.assertEqual(again.serial_ids.mapped("name"), ["S1"])
        self.assertEqual(
            (again.amount_claimed, again.claim_id.amount_claimed), (200, 200)
        )
        self.assertIn(f"in {self.ref(again)}", line.resubmission_note)
        self.assertIn(f"for {self.ref(line)}", again.resubmission_note)
        again.authorization_ref = "A1"
        self.filed(again.claim_id)
        self.assertState(again, "approved", 200)
        self.assertIn("(Approved)", line.resubmission_note)
        self.assertEqual(line.state, "rejected")

    def test_several_into_a_chosen_claim(self):
        lines = self.rejected({}, {}, {})
        draft = self.new_claim({"unit_credit": 20})
        copies = self.resubmit(lines, claim_id=draft.id)
        self.assertEqual(copies.resubmission_of_id, lines)
        self.assertEqual(copies.mapped("sequence"), [2, 3, 4])
        self.assertEqual(draft.line_count, 4)
        self.assertEqual(draft.amount_claimed, 800)

    def test_refused(self):
        [approved] = self.validate({"unit_credit": 20})
        self.program.line_ids.max_resale_price = 120
        [review] = self.validate({"unit_credit": 20, "resale_price": 130})
        draft = self.new_claim({}).line_ids
        [gone] = self.rejected({"pos_document": "G"})
        gone.claim_id.action_cancel()
        [theirs] = self.rejected({"pos_document": "T"}, partner=self.other)
        for line, reason in (
            (approved, "approved as claimed"),
            (review, "decide it first"),
            (draft, "correct the line itself"),
            (gone, "was cancelled"),
            (theirs | self.rejected(), "several distributors"),
            (draft.browse(), "Select the lines"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, reason):
                self.resubmit(line)

    def test_not_twice(self):
        [line] = self.rejected()
        [again] = self.resubmit(line)
        self.assertFalse(again.with_user(self.analyst).can_resubmit)
        with self.assertRaisesRegex(UserError, f"already, as {self.ref(again)}"):
            self.resubmit(line)
        self.assertFalse(line.with_user(self.analyst).can_resubmit)
        again.claim_id.action_cancel()
        line.invalidate_recordset()
        self.assertTrue(line.with_user(self.analyst).can_resubmit)
        self.assertTrue(self.resubmit(line))

    def test_a_chosen_claim_must_fit(self):
        [line] = self.rejected()
        for claim, reason in (
            (self.new_claim({}, partner=self.other), "another distributor"),
            (self.new_claim({}, currency_id=self.usd.id), "or currency"),
            (self.new_claim({}, basis="calculated"), "a sales report"),
            (line.claim_id, "no draft"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, reason):
                self.resubmit(line, claim_id=claim.id)

    def test_a_viewer_sends_nothing(self):
        [line] = self.rejected()
        with self.assertRaises(AccessError):
            self.resubmit(line, user=self.viewer)
        self.assertFalse(line.with_user(self.viewer).can_resubmit)

    def test_only_the_units_not_paid(self):
        self.program.line_ids.max_quantity = 4
        [line] = self.validate({"pos_document": "D", "unit_credit": 20})
        self.assertState(line, "adjusted", 80, "authorized_quantity_exceeded")
        self.program.line_ids.max_quantity = 0
        [again] = self.resubmit(line)
        shown = (again.quantity, again.unit_credit, again.amount_stated)
        self.assertEqual(shown, (6, 20, 120))
        self.filed(again.claim_id)
        self.assertState(again, "approved", 120)

    def test_units_of_another_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.program.line_ids.max_quantity = 12
        [line] = self.validate({"quantity": 2, "uom_id": dozen.id, "unit_credit": 240})
        self.assertEqual((line.quantity_approved, line.amount_approved), (12, 240))
        self.program.line_ids.max_quantity = 0
        [again] = self.resubmit(line)
        self.assertEqual((again.quantity, again.uom_id), (1, dozen))
        self.filed(again.claim_id)
        self.assertState(again, "approved", 240)

    def test_only_the_money_not_paid(self):
        self.program.budget_amount = 150
        [line] = self.validate({"pos_document": "D", "unit_credit": 20})
        self.assertState(line, "adjusted", 150, "budget_exceeded")
        self.program.budget_amount = 0
        [again] = self.resubmit(line)
        shown = (again.quantity, again.unit_credit, again.amount_stated)
        self.assertEqual(shown, (10, 0, 50))
        self.filed(again.claim_id)
        self.assertState(again, "approved", 50)

    def test_what_was_cut_for_its_price_stays_cut(self):
        """Ten units are due 200, in one line or in two."""
        [line] = self.validate({"pos_document": "D", "unit_credit": 25})
        self.assertState(line, "adjusted", 200, "unit_credit_mismatch")
        [again] = self.resubmit(line)
        self.assertEqual((again.quantity, again.amount_stated), (10, 50))
        self.filed(again.claim_id)
        self.assertState(again, "adjusted", 0, "unit_credit_mismatch")
        self.assertEqual(again.finding_ids.expected_value, 0)
        self.assertIn("20.00", again.finding_ids.message)

    def test_what_a_corrected_price_leaves_is_paid(self):
        [line] = self.validate({"pos_document": "D", "unit_credit": 25})
        self.program.line_ids.authorized_price = 77
        [again] = self.resubmit(line)
        self.filed(again.claim_id)
        self.assertState(again, "adjusted", 30, "unit_credit_mismatch")
        self.assertEqual(again.unit_credit_calculated, 3)

    def test_the_allowance_is_given_once(self):
        self.program.tolerance_amount = 2
        [line] = self.validate({"pos_document": "D", "unit_credit": 25})
        self.assertState(line, "adjusted", 200, "unit_credit_mismatch")
        [again] = self.resubmit(line)
        again.amount_stated = 20
        self.filed(again.claim_id)
        self.assertState(again, "approved", 20)
        [line] = self.validate({"pos_document": "E", "unit_credit": 22})
        self.assertState(line, "approved", 220)

    def test_a_line_resubmitted_is_resubmitted(self):
        [first] = self.rejected()
        [second] = self.resubmit(first)
        self.filed(second.claim_id)
        self.assertEqual(second.state, "rejected")
        [third] = self.resubmit(second)
        third.authorization_ref = "A1"
        self.filed(third.claim_id)
        self.assertState(third, "approved", 200)
        for line in (first, second, third):
            action = line.action_open_chain()
            found = self.env["becs.claim.line"].search(action["domain"])
            self.assertEqual(set(found), {first, second, third})

    def test_across_programs(self):
        """Rejected under one authorization, paid under another."""
        self.new_program("B", line={"authorized_price": 85})
        self.program.line_ids.min_quantity = 50
        [line] = self.validate({"pos_document": "D", "unit_credit": 15})
        self.assertEqual(line.state, "rejected")
        [again] = self.resubmit(line)
        again.authorization_ref = "B"
        self.filed(again.claim_id)
        self.assertState(again, "approved", 150)

    def test_in_one_run_with_what_it_is_resubmitted_for(self):
        """The former line is validated again with it, and still rejected."""
        [line] = self.rejected()
        [again] = self.resubmit(line)
        again.authorization_ref = "A1"
        again.claim_id.action_submit()
        (line.claim_id | again.claim_id).action_validate()
        self.assertState(again, "approved", 200)
        self.assertEqual(line.state, "rejected")

    def test_in_time(self):
        self.program.claim_window_days = 10
        self.company.becs_resubmission_days = 30
        today = fields.Date.context_today(self.program)
        ship = today - timedelta(days=9)
        for days, state in ((0, "approved"), (60, "rejected")):
            with self.subTest(days=days):
                [line] = self.rejected(
                    {
                        "date_ship": ship,
                        "pos_document": f"T{days}",
                        "serial_numbers": f"T{days}",
                    },
                    date_submitted=today,
                )
                [again] = self.resubmit(line)
                again.authorization_ref = "A1"
                again.claim_id.date_submitted = today + timedelta(days=days)
                again.claim_id.state = "submitted"
                again.claim_id.action_validate()
                self.assertEqual(again.state, state)

    def test_queries_do_not_grow(self):
        counts = []
        for number in (5, 50):
            lines = self.rejected(
                *(
                    {"pos_document": f"Q{number}-{i}", "serial_numbers": False}
                    for i in range(number)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self.resubmit(lines)), number)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestResubmittedByHand(ResubmitCase):
    """The line that is sent again is named on a line entered by hand."""

    def enter(self, **values):
        claim = self.new_claim({"unit_credit": 20, "pos_document": "D1"})
        claim.line_ids.with_user(self.analyst).write(values)
        return claim.line_ids

    def test_named_by_hand(self):
        [line] = self.rejected()
        again = self.enter(resubmission_of_id=line.id)
        self.filed(again.claim_id)
        self.assertState(again, "approved", 200)

    def test_what_cannot_be_named(self):
        [approved] = self.validate({"unit_credit": 20})
        [theirs] = self.rejected(partner=self.other)
        for line, reason in (
            (approved, "approved as claimed"),
            (theirs, "another distributor"),
            (self.new_claim({}).line_ids, "is a draft"),
        ):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, reason):
                self.enter(resubmission_of_id=line.id)
        draft = self.new_claim({}, {})
        with self.assertRaisesRegex(UserError, "the same claim"):
            draft.line_ids[0].with_user(
                self.analyst
            ).resubmission_of_id = draft.line_ids[1]
