"""What one credit note holds, and when it is an invoice."""

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestGrouping(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme = cls.env["res.partner"].create({"name": "Acme", "is_company": True})
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.acme.id}
        )
        cls.zenith = cls.env["res.partner"].create({"name": "Zenith"})

    def credited(self, claims):
        """{numbers of programs: amount} of the credit notes of claims."""
        self.run_claims(claims)
        self.assert_proved(claims.credit_note_ids)
        return {
            tuple(
                sorted(
                    note.sudo().line_ids.becs_claim_line_ids.program_id.mapped("code")
                )
            ): note.amount_untaxed
            for note in claims.credit_note_ids
        }

    def test_one_per_program(self):
        self.distributor.becs_credit_grouping = "program"
        one = {"program": self.program}
        two = {"program": self.other_program}
        claims = self.make_claim([one | {"amount": 5}, two | {"amount": 7}])
        claims |= self.make_claim([one | {"amount": 3}, {"amount": 2}])
        self.assertEqual(self.credited(claims), {("SD-1",): 8, ("SD-2",): 7, (): 2})
        self.assertEqual(set(claims.mapped("state")), {"done"})

    def test_a_group_that_waits_leaves_the_rest_of_its_claim(self):
        self.distributor.becs_credit_grouping = "program"
        self.company.becs_minimum_credit = 6
        one = {"program": self.program}
        two = {"program": self.other_program}
        claim = self.make_claim([one | {"amount": 5}, two | {"amount": 7}])
        self.assertEqual(self.credited(claim), {("SD-2",): 7})
        self.assertEqual(
            claim.line_ids.mapped(lambda line: bool(line.credit_line_id)), [False, True]
        )
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.amount_credited, 7)
        more = self.make_claim([one | {"amount": 1}])
        self.run_claims(claim | more)
        self.assertEqual(claim.state, "done")
        self.assertEqual(more.credit_note_ids.amount_untaxed, 6)

    def test_one_per_end_customer(self):
        self.distributor.becs_credit_grouping = "end_customer"
        claim = self.make_claim(
            [
                {"program": self.program, "amount": amount, "customer": customer}
                for amount, customer in (
                    (5, self.acme),
                    (7, self.zenith),
                    (3, self.buyer),
                    (2, None),
                )
            ]
        )
        other = self.make_claim(
            [{"program": self.program, "amount": 9}], self.make_distributor("Other")
        )
        self.run_claims(claim | other)
        notes = claim.credit_note_ids
        self.assertEqual(sorted(notes.mapped("amount_untaxed")), [2, 7, 8])
        of_acme = notes.filtered(lambda note: note.amount_untaxed == 8)
        self.assertIn("End customer: Acme", of_acme.invoice_line_ids.name)
        self.assertEqual(
            of_acme.line_ids.becs_claim_line_ids.end_customer_id, self.acme | self.buyer
        )
        self.assertNotIn("End customer", other.credit_note_ids.invoice_line_ids.name)
        self.assert_proved(notes | other.credit_note_ids)
        self.assertEqual(claim.state, "done")

    def test_more_taken_back_than_paid_is_an_invoice(self):
        one = {"program": self.program}
        two = {"program": self.other_program}
        claim = self.make_claim(
            [one | {"amount": 10.01}, one | {"amount": -40.02}, two | {"amount": 5}]
        )
        run = self.run_claims(claim, self.accountant)
        move = claim.credit_note_ids
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "partner_id": self.distributor.id,
                    "amount_untaxed": 25.01,
                    "invoice_date": fields.Date.to_date("2026-07-31"),
                }
            ],
        )
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("price_subtotal"), [30.01, -5])
        self.assertTrue(lines[0].name.startswith("Taken back"))
        self.assertTrue(all(claim.line_ids.mapped("credit_line_id")))
        self.assertEqual(claim.amount_credited, -25.01)
        self.assertAlmostEqual(self.program.amount_credited, 10.01)
        self.assertEqual((claim.state, claim.payment_state), ("done", "not_paid"))
        self.assertIn("invoice", run.line_ids.reason)
        self.assertEqual(run.line_ids.amount, -25.01)

    def test_an_invoice_is_undone_like_a_credit_note(self):
        claim = self.make_claim([{"program": self.program, "amount": -4}])
        self.run_claims(claim)
        reversal = claim.credit_note_ids._reverse_moves(
            [{"date": "2026-07-31"}], cancel=True
        )
        self.assertEqual(reversal.move_type, "out_refund")
        self.assertTrue(claim.line_ids.on_hold)
        self.assertEqual(claim.amount_credited, 0)
        self.assertEqual(claim.state, "approved")

    def test_the_smallest_credit_note_in_another_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2026-01-01", 2)])
        self.company.becs_minimum_credit = 10
        line = {"program": self.program}
        small = self.make_claim([line | {"amount": 19.99}], currency_id=currency.id)
        large = self.make_claim(
            [line | {"amount": 20}],
            self.make_distributor("Large"),
            currency_id=currency.id,
        )
        own = self.make_claim([line | {"amount": -10}])
        run = self.run_claims(small | large | own)
        self.assertFalse(small.credit_note_ids)
        self.assertEqual(large.credit_note_ids.amount_untaxed, 20)
        self.assertEqual(own.credit_note_ids.move_type, "out_invoice")
        self.assertIn("waits until", self.results(run)["skipped"][0][3])
