"""What a person decides on returns, and on sales that were returned."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_validation_returns import ReturnCase


@tagged("post_install", "-at_install")
class TestReturnDecisions(ReturnCase):
    def waiting(self, **line):
        """A return that waits for a person because its sale is assumed."""
        [back] = self.returned(
            {
                "origin_document": False,
                "serial_numbers": "S1",
                "amount_stated": 100,
                "quantity": 4,
                **line,
            }
        )
        self.assertEqual(back.state, "review")
        return back

    def setUp(self):
        super().setUp()
        [self.sale] = self.sold({"serial_numbers": "S1"})

    def decide(self, line, verdict, **values):
        line.action_decide(verdict, note="Checked", **values)

    def assertTaken(self, line, state, approved, *uses):
        """State and amount of a return and (quantity, amount) of its uses."""
        self.assertEqual((line.state, line.amount_approved), (state, approved))
        self.assertEqual(
            [(use.quantity, use.amount) for use in line.return_use_ids.sorted("id")],
            list(uses),
        )
        self.assertCounted()

    def test_accept(self):
        line = self.waiting()
        self.decide(line, "accept")
        self.assertTaken(line, "approved", -80, (4, 80))
        self.assertEqual(self.program.amount_approved, 120)
        self.assertEqual(self.program.line_ids.quantity_approved, 6)

    def test_as_claimed(self):
        """More than was paid belongs to no sale, less is shared."""
        line = self.waiting()
        self.decide(line, "claimed")
        self.assertTaken(line, "approved", -100, (4, 80))
        less = self.waiting(amount_stated=60, pos_document="R2")
        self.decide(less, "claimed")
        self.assertTaken(less, "approved", -60, (4, 60))
        self.assertEqual(self.program.amount_approved, 60)
        self.assertEqual(self.program.line_ids.quantity_approved, 2)

    def test_reject_and_again(self):
        line = self.waiting()
        self.decide(line, "reject")
        self.assertTaken(line, "rejected", 0)
        self.assertEqual(self.program.amount_approved, 200)
        self.decide(line, "set", quantity=3)
        self.assertTaken(line, "approved", -60, (3, 60))
        self.decide(line, "set", amount=-50)
        self.assertTaken(line, "approved", -50, (3, 50))
        self.decide(line, "reject")
        self.assertTaken(line, "rejected", 0)
        self.assertEqual(self.program.amount_approved, 200)

    def test_shares_of_several_sales_add_up(self):
        programs = self.new_program("B", combinable=True) | self.new_program(
            "C", line={"authorized_price": 95}, combinable=True
        )
        self.sold(
            {"pos_document": "E", "authorization_ref": "B"},
            {"pos_document": "E", "authorization_ref": "C", "amount_stated": 50},
        )
        [line] = self.returned(
            {"origin_document": "E", "quantity": 3, "amount_stated": 75}
        )
        self.assertState(line, "approved", -75)
        self.decide(line, "set", amount=-50)
        self.assertEqual(line.return_use_ids.mapped("amount"), [40, 10])
        self.decide(line, "set", amount=-33.33)
        self.assertEqual(line.return_use_ids.mapped("amount"), [26.66, 6.67])
        self.assertEqual(line.return_use_ids.mapped("amount_program"), [26.66, 6.67])
        self.assertCounted(programs)

    def test_stale_proposal(self):
        """What another return took meanwhile cannot be accepted any more."""
        first, second = (
            self.waiting(quantity=8),
            self.waiting(quantity=8, pos_document="R2"),
        )
        self.assertEqual((first | second).mapped("amount_approved"), [-160, -160])
        self.decide(first, "accept")
        with self.assertRaisesRegex(UserError, "Validate the claim again"):
            self.decide(second, "accept")
        second.claim_id.action_validate()
        self.assertState(
            second, "review", -40, "return_origin_assumed", "return_without_credit"
        )
        self.decide(second, "accept")
        self.assertTaken(second, "approved", -40, (2, 40))
        self.assertEqual(self.program.amount_approved, 0)

    def test_decision_stays_when_revalidated(self):
        line = self.waiting()
        self.decide(line, "set", quantity=3)
        line.claim_id.action_validate()
        (line | self.sale).claim_id.action_validate()
        self.assertTaken(line, "approved", -60, (3, 60))

    def test_sale_and_return_at_once(self):
        self.program.end_customer_ids = self.customer
        [sale] = self.sold({"pos_document": "E"})
        self.assertEqual(sale.state, "review")
        [back] = self.returned({"origin_document": "E", "quantity": 4})
        self.assertState(back, "review", 0, "return_without_credit")
        (back | sale).action_decide("claimed", note="Both are right")
        self.assertEqual((sale.state, sale.amount_approved), ("approved", 200))
        (back | sale).action_decide("set", quantity=4, note="Only four came")
        self.assertEqual(sale.amount_approved, 80)
        self.assertTaken(back, "adjusted", -80, (4, 80))

    def test_returned_sale_keeps_what_came_back(self):
        [back] = self.returned({"quantity": 4})
        for verdict, values in (
            ("reject", {}),
            ("set", {"quantity": 3}),
            ("set", {"quantity": 5, "amount": 79.99}),
        ):
            with self.assertRaisesRegex(UserError, "4 units and .*80.00"):
                self.decide(self.sale, verdict, **values)
        self.decide(self.sale, "set", quantity=6)
        self.assertEqual(self.sale.amount_approved, 120)
        self.assertEqual(self.program.amount_approved, 40)
        self.decide(back, "reject")
        self.decide(self.sale, "reject")
        self.assertEqual(self.program.amount_approved, 0)
        self.assertCounted()

    def test_claim_of_a_returned_sale(self):
        """It stays until the return is gone."""
        claim = self.sale.claim_id
        [back] = self.returned({"quantity": 4})
        for step in (claim.action_cancel, claim.action_reset_to_draft):
            with self.assertRaisesRegex(UserError, back.claim_id.name):
                step()
        back.claim_id.action_cancel()
        self.assertEqual(self.program.amount_approved, 200)
        claim.action_reset_to_draft()
        self.assertFalse(back.return_use_ids)
        self.assertEqual(self.program.amount_approved, 0)
        self.assertCounted()

    def test_reset_frees_what_was_taken_back(self):
        [back] = self.returned({"quantity": 10})
        back.claim_id.action_reset_to_draft()
        self.assertFalse(back.return_use_ids)
        [other] = self.returned({"quantity": 10, "pos_document": "R2"})
        self.assertState(other, "adjusted", -200)
        self.assertCounted()

    def test_sale_revalidated_pays_less_than_came_back(self):
        """The claim of the return is validated again in the background."""
        [back] = self.returned({"quantity": 10})
        self.program.line_ids.authorized_price = 90
        self.sale.claim_id.action_validate()
        self.assertEqual(self.sale.amount_approved, 100)
        job = back.claim_id.job_id
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        back.claim_id._run_job_validate(lambda *args: None)
        self.assertTaken(back, "adjusted", -100, (10, 100))
        self.assertEqual(self.program.amount_approved, 0)

    def test_return_of_a_claim_in_another_program_currency(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": date(2024, 1, 1),
                "rate": 2,
            }
        )
        program = self.new_program("U", currency_id=self.usd.id)
        self.sold({"pos_document": "E", "authorization_ref": "U", "amount_stated": 100})
        self.assertEqual(program.amount_approved, 200)
        [back] = self.returned({"origin_document": "E", "quantity": 10})
        self.assertEqual(back.amount_approved, -100)
        self.assertEqual(program.amount_approved, 0)
        self.decide(back, "set", amount=-40)
        self.assertEqual(back.return_use_ids.amount_program, 80)
        self.assertEqual(program.amount_approved, 120)
        self.assertCounted(program)
