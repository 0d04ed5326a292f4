"""Credit notes of sales and of returns that take credit back, mixed."""

from decimal import Decimal

from odoo.tests import tagged

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestTakeBacks(SettlementCommon):
    def by_program(self, move):
        """{number of the program or None: amount} of a credit note, to the cent."""
        self.env.flush_all()
        found = {}
        for line in move.invoice_line_ids:
            lines = self.env["becs.claim.line"].search(
                [("credit_line_id", "=", line.id)]
            )
            [program] = lines.mapped("program_id.code") or [None]
            self.assertNotIn(program, found, "one line per program")
            found[program] = Decimal(str(line.price_subtotal))
            self.assertEqual(
                found[program],
                sum(Decimal(str(x.amount_approved)) for x in lines),
            )
        return found

    def test_take_backs_lower_the_line_of_their_program(self):
        claim = self.make_claim(
            [
                {"program": self.program, "amount": "100.01"},
                {"program": self.program, "amount": "-33.34"},
                {"program": self.program, "amount": "0.02"},
                {"program": self.other_program, "amount": "50.10"},
                {"program": self.other_program, "amount": "-0.05"},
            ]
        )
        run = self.run_claims(claim)
        move = run.line_ids.move_id
        self.assertEqual(move.move_type, "out_refund")
        self.assertEqual(
            self.by_program(move),
            {"SD-1": Decimal("66.69"), "SD-2": Decimal("50.05")},
        )
        self.assertEqual(move.amount_untaxed, 116.74)
        self.assert_proved(move)
        self.assertEqual(claim.amount_credited, 116.74)
        self.assertEqual(claim.state, "done")

    def test_a_program_may_be_negative_in_a_note_that_is_not(self):
        claims = self.make_claim(
            [
                {"program": self.program, "amount": "80.25"},
                {"program": self.other_program, "amount": "-20.13"},
            ]
        ) | self.make_claim(
            [
                {"program": self.other_program, "amount": "5.07"},
                {"amount": "-1.01"},
            ]
        )
        move = self.run_claims(claims).line_ids.move_id
        self.assertEqual(
            self.by_program(move),
            {
                "SD-1": Decimal("80.25"),
                "SD-2": Decimal("-15.06"),
                None: Decimal("-1.01"),
            },
        )
        self.assertEqual(move.amount_untaxed, 64.18)
        self.assertEqual(claims.mapped("amount_credited"), [60.12, 4.06])
        self.assert_proved(move)

    def test_every_line_is_credited_once(self):
        """What one run credits, take-backs included, the next one leaves."""
        claim = self.make_claim(
            [
                {"program": self.program, "amount": "10"},
                {"program": self.program, "amount": "-4"},
            ]
        )
        later = self.make_claim([{"program": self.program, "amount": "-2.50"}])
        first = self.run_claims(claim).line_ids.move_id
        self.assertEqual(first.amount_untaxed, 6)
        more = self.make_claim([{"program": self.program, "amount": "7.75"}])
        second = self.run_claims(claim | later | more).line_ids.move_id - first
        self.assertEqual(second.amount_untaxed, 5.25)
        lines = (claim | later | more).line_ids
        self.assertTrue(all(line.credit_line_id for line in lines))
        self.assert_proved(first | second)
