from datetime import date

from odoo.tests import tagged

from ..shared.settlement_common import SettlementCommon
from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestProgramPaid(SettlementCommon):
    """What of the money credited on a program was paid."""

    def pay(self, note, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=note.ids
        ).create(
            {"amount": amount, "payment_difference_handling": "open"}
        )._create_payments()

    def test_a_note_paid_in_part_counts_for_its_part(self):
        self.product.taxes_id = False
        claim = self.make_claim(
            [
                {"amount": 100, "program": self.program},
                {"amount": 300, "program": self.other_program},
            ]
        )
        claim.action_create_credit_notes()
        note = claim.credit_note_ids
        programs = self.program + self.other_program
        programs._write_guarded({"amount_credited": 0})
        self.program._write_guarded({"amount_credited": 100})
        self.other_program._write_guarded({"amount_credited": 300})
        self.assertEqual(programs.mapped("amount_paid"), [0, 0])
        self.pay(note, 100)
        programs.invalidate_recordset(["amount_paid", "money_bar"])
        self.assertEqual(programs.mapped("amount_paid"), [25, 75])
        labels = {
            part["label"]: part["amount"] for part in self.program.money_bar["parts"]
        }
        self.assertEqual((labels["Credited"], labels["Paid"]), (100, 25))
        self.pay(note, 300)
        programs.invalidate_recordset(["amount_paid"])
        self.assertEqual(programs.mapped("amount_paid"), [100, 300])


@tagged("post_install", "-at_install")
class TestProgramLeft(ValidationCase):
    """What is left of a program: money and quantity."""

    def test_quantity_left(self):
        program = self.new_program(
            "B1",
            lines=[{"max_quantity": 40}, {"max_quantity": 10, "min_quantity": 50}, {}],
        )
        line = {
            "authorization_ref": "B1",
            "amount_stated": 200,
            "date_ship": date(2024, 3, 1),
        }
        self.validate(line)
        self.assertEqual(
            (program.quantity_authorized, program.quantity_remaining), (50, 40)
        )
        self.assertEqual((program.amount_remaining, program.drawdown_percent), (0, 20))
        program.budget_amount = 1000
        program.invalidate_recordset()
        self.assertEqual(
            (program.amount_remaining, program.drawdown_percent), (800, 20)
        )

    def test_no_caps(self):
        program = self.new_program("B1")
        self.assertEqual(
            (program.quantity_authorized, program.drawdown_percent), (0, 0)
        )

    def test_figures_of_many_programs_take_no_query_each(self):
        programs = self.env["becs.program"].browse()
        for number in range(12):
            programs |= self.new_program(f"M{number}", line={"max_quantity": 10})
        self.env.flush_all()

        def read(records):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            records.mapped("drawdown_percent")
            records.mapped("amount_paid")
            return self.cr.sql_log_count - start

        read(programs[:2])
        self.assertEqual(read(programs[:2]), read(programs))
