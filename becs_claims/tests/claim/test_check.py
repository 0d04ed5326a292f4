from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...decision import decide
from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestCheck(ValidationCase):
    """What a draft would be paid, before anybody else knows of it."""

    def setUp(self):
        super().setUp()
        self.program.budget_amount = 450
        self.claim = self.new_claim(
            {"amount_stated": 200},
            {"unit_credit": 25, "amount_stated": 250},
            {"authorization_ref": "nope", "amount_stated": 50},
            {"amount_stated": 200, "serial_numbers": "S1"},
            {"transaction_type": "return", "quantity": 1, "amount_stated": -20},
        )

    def verdicts(self, claim=None):
        return [
            (
                line.state,
                line.program_id.code,
                line.quantity_approved,
                line.amount_approved,
                self.codes(line),
            )
            for line in (claim or self.claim).line_ids.sorted("sequence")
        ]

    def test_check_then_submit_gives_the_same(self):
        self.claim.action_check()
        checked = self.verdicts()
        self.assertEqual(
            [verdict[0] for verdict in checked][:4],
            ["approved", "adjusted", "rejected", "adjusted"],
        )
        self.claim.action_submit_and_validate()
        self.assertEqual(self.verdicts(), checked)
        self.assertFalse(self.claim.checked_on)
        self.assertEqual(self.program.amount_approved, 450)

    def test_nothing_is_reserved(self):
        counted = [
            name
            for name, field in self.program._fields.items()
            if field.type == "monetary"
        ]
        before = self.program.read(counted)
        messages = self.claim.message_ids
        self.claim.action_check()
        self.assertFalse(self.claim.is_drawn)
        self.assertEqual(self.program.read(counted), before)
        self.assertFalse(self.program.line_ids.quantity_approved)
        self.assertEqual(self.claim.message_ids, messages)
        self.assertEqual((self.claim.state, self.claim.name != "/"), ("draft", True))
        self.env.cr.execute("SELECT count(*) FROM becs_layer_use")
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        # another claim finds everything free, and neither repeated nor used
        other = self.validate(
            {"pos_document": "X", "amount_stated": 200},
            {
                "pos_document": self.claim.line_ids[1].pos_document,
                "amount_stated": 200,
                "serial_numbers": "S1",
            },
        )
        self.assertEqual(other.mapped("state"), ["approved", "approved"])

    def test_told_in_one_sentence(self):
        self.assertFalse(self.claim.check_summary)
        self.claim.action_check()
        self.assertRegex(
            self.claim.check_summary,
            r"^3 of 5 lines will be paid: .*450.00.* of .*680.00",
        )
        self.assertIn("1 more wait", self.claim.check_summary)
        reasons = {row["name"]: row for row in self.claim.get_reasons()}
        unknown = reasons["Authorization unknown"]
        self.assertEqual((unknown["lines"], unknown["lost"]), (1, 50))
        self.assertTrue(unknown["description"])

    def test_changed_lines_lose_their_verdict(self):
        self.claim.action_check()
        lines = self.claim.line_ids.sorted("sequence")
        lines[2].authorization_ref = "A1"
        self.assertEqual(lines[2].state, "pending")
        self.assertFalse(lines[2].finding_ids)
        self.assertEqual(lines[2].amount_claimed, 50)
        self.assertEqual(lines[0].state, "approved", "others keep theirs")
        self.assertTrue(self.claim.is_check_outdated)
        self.assertEqual(self.claim.pending_count, 1)
        self.claim.action_check()
        self.assertFalse(self.claim.is_check_outdated)
        self.assertNotEqual(lines[2].state, "rejected")
        lines[1].unlink()
        self.assertTrue(self.claim.is_check_outdated)
        self.claim.action_check()
        self.env["becs.claim.line"].create({"claim_id": self.claim.id, "quantity": 1})
        self.assertTrue(self.claim.is_check_outdated)
        self.claim.action_check()
        lines[0].product_id = self.new_product("P2")
        self.assertEqual(lines[0].state, "pending")
        self.assertEqual(self.claim.pending_count, 1)

    def test_other_basis_ends_it(self):
        self.claim.action_check()
        self.claim.basis = "calculated"
        self.assertFalse(self.claim.checked_on)
        self.assertEqual(set(self.claim.line_ids.mapped("state")), {"pending"})
        self.assertFalse(self.claim.finding_ids)
        self.assertEqual(self.claim.amount_claimed, 680)

    def test_submitting_ends_it(self):
        self.claim.action_check()
        self.claim.action_submit()
        self.assertFalse(self.claim.checked_on)
        self.assertEqual(set(self.claim.line_ids.mapped("state")), {"pending"})
        with self.assertRaises(UserError):
            self.claim.line_ids[0].action_decide("reject", note="no")
        with self.assertRaises(UserError):
            self.claim.action_check()

    def test_large_ones_in_the_background(self):
        self.company.becs_background_lines = 4
        self.claim.action_check_from_screen()
        self.assertEqual(self.claim.job_state, "pending")
        self.assertFalse(self.claim.checked_on)
        shown = []
        self.claim._run_job_check(lambda done, total, text: shown.append(done))
        self.assertEqual(shown, sorted(shown))
        self.assertTrue(self.claim.checked_on)
        self.claim.action_submit_and_validate()
        self.assertFalse(self.claim.checked_on)
        self.assertEqual(
            set(self.claim.line_ids.mapped("state")),
            {"pending"},
            "a preview does not pass for a verdict while it waits",
        )
        self.claim._run_job_check(None)  # went on meanwhile
        self.assertFalse(self.claim.checked_on)

    def test_resubmission(self):
        first = self.validate({"pos_document": "R", "authorization_ref": "nope"})
        again = self.new_claim(
            {
                "pos_document": "R",
                "resubmission_of_id": first.id,
                "amount_stated": 200,
            },
            date_submitted=date(2024, 4, 2),
        )
        again.action_check()
        self.assertEqual(again.line_ids.state, "approved")
        checked = self.verdicts(again)
        again.action_submit_and_validate()
        self.assertEqual(self.verdicts(again), checked)

    def test_decisions_of_people_on_other_claims_count(self):
        other = self.validate({"pos_document": "X", "amount_stated": 200})
        decide.decide(self.env, other, "set", amount=100, note="half")
        self.claim.action_check()
        self.assertEqual(self.claim.amount_approved, 350)
