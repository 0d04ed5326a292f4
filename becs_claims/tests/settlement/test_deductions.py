from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, freeze_time, new_test_user, tagged

from ...settlement.deduction import Match, Open, named, suggest
from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestSuggest(BaseCase):
    def test_a_number_stands_by_itself(self):
        for number, text, found in (
            ("DN-77", "short paid for DN-77.", True),
            ("DN-77", "dn-77", True),
            ("DN-77", "DN-778", False),
            ("DN-77", "XDN-77", False),
            ("77", "paid 77", False),  # too short to say anything
            ("A.B", "AXB", False),
            (" DN-77 ", "less DN-77", True),
            ("", "anything", False),
        ):
            with self.subTest(number=number, text=text):
                self.assertEqual(bool(named([number], [text, None])), found)

    def test_order(self):
        def invoice(number, residual, *texts, short=False, currency=1):
            return Open(number, currency, Decimal(residual), short, texts)

        found = suggest(
            [
                invoice(1, 5),
                invoice(2, 5, short=True),
                invoice(3, 70),
                invoice(4, 9, "DN-77"),
                invoice(5, 70, "DN-77", short=True),
                invoice(6, 70, currency=2),
            ],
            ["DN-77"],
            {1: [Decimal(70)]},
            lambda _currency, one, other: one == other,
        )
        self.assertEqual(
            [(item.invoice_id, why) for item, why, _number in found],
            [
                (5, Match.BOTH),
                (4, Match.REFERENCE),
                (3, Match.AMOUNT),
                (2, Match.SHORT_PAID),
            ],
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestDeductions(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls.make_claim(
            [{"program": cls.program, "amount": 100}], reference="DN-77"
        )
        cls.env["becs.run"]._run_claims(cls.claim)
        cls.note = cls.claim.credit_note_ids  # 115 with tax

    def invoice(self, amount, paid=0, partner=None, memo=None, **values):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.distributor).id,
                "invoice_date": "2026-07-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product_a.id,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        if paid:
            payment = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            )
            payment.create(
                {"amount": paid, "communication": memo or "x", "group_payment": True}
            )._create_payments()
        return move

    def wizard(self, user=None):
        return (
            self.env["becs.deduction"]
            .with_user(user or self.accountant)
            .create({"move_id": self.note.id})
        )

    def test_the_payment_names_the_debit_number(self):
        short = self.invoice(1000, paid=885, memo="INV less DN-77")
        other = self.invoice(500)
        wizard = self.wizard()
        self.assertEqual(wizard.line_ids.invoice_id, short)
        self.assertTrue(wizard.line_ids.is_chosen)
        self.assertIn("DN-77", wizard.line_ids.reason)
        self.assertIn("exactly", wizard.line_ids.reason)
        wizard.action_match()
        self.assertEqual(short.amount_residual, 0)
        self.assertEqual(self.note.amount_residual, 0)
        self.assertEqual(self.claim.payment_state, "paid")
        self.assertEqual(other.amount_residual, 500)
        self.assertIn(self.note.name, "".join(short.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "nothing left"):
            wizard.action_match()

    def test_amount_and_reference_of_the_invoice(self):
        by_claimed = self.invoice(100)
        by_ref = self.invoice(40, ref="our DN-77")
        short = self.invoice(70, paid=1)
        self.invoice(60)
        self.invoice(115, partner=self.make_distributor("Other"))
        wizard = self.wizard()
        self.assertEqual(
            wizard.line_ids.invoice_id.ids, [by_ref.id, by_claimed.id, short.id]
        )
        wizard.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "Tick the invoice"):
            wizard.action_match()

    def test_over_several_invoices_as_far_as_it_goes(self):
        first, second = self.invoice(40, ref="DN-77"), self.invoice(90, ref="DN-77")
        third = self.invoice(10)
        wizard = self.wizard()
        wizard.line_ids.is_chosen = True
        wizard.other_ids = third
        wizard.action_match()
        self.assertEqual(self.note.amount_residual, 0)
        left = sum((first | second | third).mapped("amount_residual"))
        self.assertEqual(left, 25)

    def test_partly_paid(self):
        self.invoice(40, ref="DN-77")
        self.wizard().action_match()
        self.assertEqual(self.note.amount_residual, 75)
        self.assertEqual(self.claim.payment_state, "partial")
        self.assertEqual(self.claim.amount_paid, 34.78, "40 of 115, before tax")

    def test_what_was_paid_of_several_credit_notes(self):
        self.invoice(115, ref="DN-77")
        self.wizard().action_match()
        self.assertEqual(self.claim.amount_paid, 100)
        self.claim.line_ids.action_decide("reject", note="not ours")
        self.assertEqual(self.claim.amount_paid, 100)
        more = self.make_claim([{"amount": 150}])
        self.claim.action_approve()
        self.run_claims(self.claim | more)
        self.assertEqual(len(self.claim.credit_note_ids), 2)
        self.assertEqual(self.claim.payment_state, "partial")
        self.assertEqual(self.claim.amount_paid, 100, "the second one is open")
        self.assertEqual(more.amount_paid, 0)

    def test_only_open_invoices_of_the_distributor(self):
        other = self.invoice(50, partner=self.make_distributor("Other"))
        wizard = self.wizard()
        wizard.other_ids = other
        with self.assertRaisesRegex(UserError, "no open invoice"):
            wizard.action_match()
        self.assertEqual(self.note.amount_residual, 115)

    def test_roles(self):
        for group in ("analyst", "approver"):
            user = new_test_user(
                self.env,
                f"becs_deduction_{group}",
                f"base.group_user,becs_claims.group_{group}",
                company_id=self.company.id,
            )
            with self.assertRaises(AccessError):
                self.wizard(user)
