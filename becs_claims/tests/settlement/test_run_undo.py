from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestUndo(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = {"program": cls.program}
        cls.claim = cls.make_claim([line | {"amount": 10}, line | {"amount": 5}])
        cls.kept = cls.make_claim([line | {"amount": 7}], cls.make_distributor("Kept"))
        cls.env["becs.run"]._run_claims(cls.claim | cls.kept)
        cls.move = cls.claim.credit_note_ids
        # an invoicing user without any role in back-end credits
        cls.invoicing = new_test_user(
            cls.env,
            "invoicing",
            "base.group_user,account.group_account_invoice",
            company_id=cls.company.id,
        )

    def assert_freed(self):
        lines = self.claim.line_ids
        self.assertFalse(lines.credit_line_id)
        self.assertEqual(lines.mapped("on_hold"), [True, True])
        self.assertRecordValues(
            self.claim,
            [
                {
                    "state": "approved",
                    "amount_credited": 0,
                    "payment_state": "none",
                    "has_lines_on_hold": True,
                }
            ],
        )
        self.assertEqual(self.program.amount_credited, 7)
        self.assertTrue(self.kept.line_ids.credit_line_id, "other credit notes stay")
        self.assertEqual(self.kept.state, "done")

    def test_reset_to_draft_frees_exactly_its_lines(self):
        self.move.with_user(self.invoicing).button_draft()
        self.assert_freed()
        self.assertIn("was undone: 2.", "".join(self.claim.message_ids.mapped("body")))

    def test_cancel_frees_exactly_its_lines(self):
        self.move.with_user(self.invoicing).button_cancel()
        self.assertEqual(self.move.state, "cancel")
        self.assert_freed()

    def test_deletion_frees_exactly_its_lines(self):
        self.move.button_draft()
        self.move.unlink()
        self.assert_freed()

    def test_an_undone_credit_note_is_not_posted_again(self):
        self.move.button_draft()
        with self.assertRaisesRegex(UserError, "was undone"):
            self.move.action_post()
        self.claim.action_release_hold()
        self.run_claims(self.claim)
        with self.assertRaisesRegex(UserError, "was undone"):
            self.move.action_post()

    def test_released_lines_are_credited_once_more(self):
        self.move.button_cancel()
        self.assertEqual(
            self.results(self.run_claims(self.claim))["skipped"][0][1:3], (2, 15)
        )
        self.claim.with_user(self.accountant).action_release_hold()
        self.assertFalse(self.claim.has_lines_on_hold)
        run = self.run_claims(self.claim, self.accountant)
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 15)
        self.assertEqual(self.claim.state, "done")
        self.assertEqual(self.claim.amount_credited, 15)
        self.assertEqual(self.program.amount_credited, 22)
        self.assertEqual(len(self.claim.credit_note_ids), 2, "the history stays")
        self.assertEqual(self.claim.payment_state, "not_paid")

    def test_single_lines_are_released(self):
        self.move.button_cancel()
        self.claim.line_ids[0].with_user(self.accountant).action_release_hold()
        run = self.run_claims(self.claim)
        self.assertEqual(
            {line.outcome: line.amount for line in run.line_ids},
            {"created": 10, "skipped": 5},
        )
        self.assertEqual(self.claim.state, "approved")

    def test_full_reversal_frees_the_lines_and_stays(self):
        reversal = self.move._reverse_moves([{"date": "2026-07-31"}], cancel=True)
        self.assertEqual(reversal.state, "posted")
        self.assert_freed()
        with self.assertRaisesRegex(UserError, "stays posted"):
            reversal.button_draft()
        self.claim.action_release_hold()
        self.run_claims(self.claim)
        self.assertEqual(self.claim.amount_credited, 15)

    def reverse(self, move, amounts):
        """Take back part of a credit note.

        :param amounts: {program or None: amount}, other lines being left out
        """
        reversal = move._reverse_moves([{"date": "2026-07-31"}])
        for line in reversal.invoice_line_ids:
            amount = amounts.get(line.becs_program_id or None)
            if amount is None:
                line.unlink()
            else:
                line.price_unit = amount
        reversal.action_post()
        return reversal

    def test_part_of_a_line_leaves_the_claim_lines_and_says_so(self):
        reversal = self.reverse(self.move.with_user(self.invoicing), {self.program: 1})
        self.assertEqual(self.claim.amount_credited, 15)
        self.assertEqual(self.claim.state, "done")
        for record in (self.claim, self.move, reversal):
            shown = "".join(record.sudo().message_ids.mapped("body"))
            self.assertIn("cannot be told which claim lines", shown)
        reversal.button_draft()

    def test_parts_that_add_up_to_a_line_take_its_claim_lines_back(self):
        self.reverse(self.move, {self.program: 11})
        self.assertEqual(self.claim.amount_credited, 15)
        self.reverse(self.move, {self.program: 4})
        self.assert_freed()

    def two_programs(self):
        claim = self.make_claim(
            [
                {"program": self.program, "amount": 10},
                {"program": self.other_program, "amount": 20},
                {"amount": 3},
            ],
            self.make_distributor("Two"),
        )
        self.run_claims(claim)
        return claim, claim.line_ids.sorted("sequence")

    def test_reversal_of_a_program_takes_back_its_lines(self):
        claim, lines = self.two_programs()
        move = claim.credit_note_ids.with_user(self.invoicing)
        reversal = self.reverse(move, {self.program: 10, None: 1})
        self.assertEqual(lines.mapped("on_hold"), [True, False, False])
        self.assertRecordValues(
            claim,
            [{"state": "approved", "amount_credited": 23, "payment_state": "partial"}],
        )
        self.assertEqual(self.program.amount_credited, 22)
        shown = "".join(claim.message_ids.mapped("body"))
        self.assertIn("was undone: 1.", shown)
        self.assertIn("1.00 before tax", shown)
        with self.assertRaisesRegex(UserError, "stays posted"):
            reversal.button_draft()
        # what is released is credited once more, and only that
        claim.action_release_hold()
        run = self.run_claims(claim)
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 10)
        self.assertEqual(claim.amount_credited, 33)

    def test_the_rest_is_taken_back_by_a_second_reversal(self):
        claim, lines = self.two_programs()
        move = claim.credit_note_ids
        self.reverse(move, {self.program: 10})
        self.reverse(move, {self.other_program: 20})
        self.assertEqual(lines.mapped("on_hold"), [True, True, False])
        self.reverse(move, {None: 3})
        self.assertEqual(lines.mapped("on_hold"), [True, True, True])
        self.assertEqual((claim.amount_credited, claim.payment_state), (0, "none"))

    def test_cancelling_after_a_part_was_taken_back_frees_the_rest(self):
        claim, lines = self.two_programs()
        move = claim.credit_note_ids
        self.reverse(move, {self.program: 10})
        claim.action_release_hold()
        self.run_claims(claim)
        move.button_cancel()
        self.assertEqual(lines.mapped("on_hold"), [False, True, True])
        self.assertEqual(claim.amount_credited, 10)

    def test_the_link_to_the_claims_stays(self):
        """Without it an undone credit note would keep its lines."""
        with self.assertRaises(AccessError):
            self.move.with_user(self.accountant).becs_claim_ids = False
        with self.assertRaises(AccessError):
            self.claim.with_user(self.accountant).credit_note_ids = False
        line = self.move.with_user(self.accountant).invoice_line_ids
        with self.assertRaises(AccessError):
            line.becs_credit_ids = False

    def test_a_copy_is_an_ordinary_credit_note(self):
        copy = self.move.copy()
        self.assertFalse(copy.becs_claim_ids)
        copy.action_post()
        copy.button_cancel()
        self.assertEqual(self.claim.amount_credited, 15)

    def test_what_is_no_reversal_of_it_is_not_posted(self):
        """Another customer's invoice, or another credit note."""
        values = {
            "invoice_date": "2026-07-31",
            "reversed_entry_id": self.move.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Sold",
                        "price_unit": self.move.amount_total,
                        "tax_ids": [],
                    }
                )
            ],
        }
        moves = self.env["account.move"].with_user(self.invoicing)
        for kind, partner in (
            ("out_invoice", self.partner_a),
            ("out_refund", self.move.partner_id),
        ):
            move = moves.create(values | {"move_type": kind, "partner_id": partner.id})
            with self.assertRaisesRegex(UserError, "not for the same distributor"):
                move.action_post()
            move.reversed_entry_id = False
            move.action_post()
            with self.assertRaisesRegex(UserError, "stays as it was posted"):
                move.reversed_entry_id = self.move
        self.assertEqual(self.claim.amount_credited, 15)

    def test_who_is_paid_stays(self):
        move = self.move.with_user(self.invoicing)
        with self.assertRaisesRegex(UserError, "credits claims of"):
            move.line_ids.write({"partner_id": self.partner_a.id})
        move.line_ids.write({"partner_id": self.move.partner_id.id})
        reversal = move._reverse_moves()
        reversal.action_post()
        with self.assertRaisesRegex(UserError, "stays as it was posted"):
            reversal.reversed_entry_id = False

    def test_locked_credit_notes_keep_their_lines(self):
        self.company.fiscalyear_lock_date = "2026-07-31"
        with self.assertRaises(UserError):
            self.move.button_draft()
        self.assertEqual(self.claim.amount_credited, 15)
        self.assertTrue(self.claim.line_ids.credit_line_id)

    def test_other_invoices_are_untouched(self):
        invoice = self.init_invoice("out_invoice", amounts=[100], post=True)
        invoice.button_draft()
        invoice.action_post()
        invoice.button_cancel()
        self.assertEqual(invoice.state, "cancel")
