"""Reported returns that nobody claims, and claims that are judged again."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_validation_returns import ReturnCase


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestProposedReturns(ReturnCase):
    def setUp(self):
        super().setUp()
        self.distributor.becs_pos_since = date(2024, 1, 1)
        self.sale_reported = self.report(10, date(2024, 3, 10))
        [self.sale] = self.sold({})
        self.assertEqual(self.sale.state, "approved")

    def report(self, quantity, day=date(2024, 3, 20), **values):
        return self.env["becs.pos.line"].create(
            {
                "partner_id": self.distributor.id,
                "company_id": self.company.id,
                "document": "D",
                "date": day,
                "product_id": self.product.id,
                "currency_id": self.eur.id,
                "quantity": quantity,
                **values,
            }
        )

    def propose(self):
        """Propose and judge as the job would."""
        claims = self.sale_reported._propose_returns(self.company, self.distributor)
        for claim in claims:
            self.assertEqual(claim.job_id.kind, "validate")
            claim._run_job_validate(lambda *args: None)
        return claims.line_ids

    def test_becomes_a_return_in_review(self):
        reported = self.report(-4)
        line = self.propose()
        self.assertVerdict(line, "review", -80, "return_origin_assumed")
        self.assertIn("did not claim", line.finding_ids.message)
        self.assertEqual(line.pos_line_id, reported)
        self.assertEqual(line.claim_id.source, "report")
        self.assertEqual(line.claim_id.state, "validated")
        self.assertEqual(self.program.amount_approved, 200, "an analyst decides")
        self.assertFalse(self.propose(), "never twice")
        line.action_decide("accept", note="It came back")
        self.assertEqual(line.amount_approved, -80)
        self.assertEqual(self.program.amount_approved, 120)
        self.assertCounted()
        line.claim_id.action_validate()
        self.assertEqual(line.pos_line_id, reported)
        self.assertFalse(self.propose())

    def test_not_again_when_refused(self):
        self.report(-4)
        line = self.propose()
        line.action_decide("reject", note="Sold to another customer meanwhile")
        self.assertFalse(self.propose())
        line.claim_id.action_cancel()
        self.assertFalse(self.propose())

    def test_only_what_is_not_claimed(self):
        self.report(-4)
        self.report(-3, date(2024, 3, 21))
        [claimed] = self.returned({"quantity": 5})
        self.assertEqual(claimed.state, "adjusted")
        line = self.propose()
        self.assertEqual((line.quantity, line.date_ship), (2, date(2024, 3, 21)))

    def test_two_alike_are_two(self):
        self.report(-2)
        self.report(-2)
        self.assertEqual(self.propose().mapped("state"), ["review", "review"])

    def test_within_its_time(self):
        self.program.claim_window_days = 102
        self.report(-4)
        self.assertFalse(self.propose())
        self.program.claim_window_days = 101
        self.assertEqual(len(self.propose()), 1)

    def test_only_of_paid_sales(self):
        self.report(-4, document="E")
        self.report(-4, product_id=self.new_product("P2").id)
        self.assertFalse(self.propose())

    def test_button(self):
        action = self.sale_reported.action_propose_returns()
        self.assertEqual(action["tag"], "display_notification")
        self.report(-4)
        action = self.sale_reported.action_propose_returns()
        [claim] = self.env["becs.claim"].search(action["domain"])
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.line_ids.quantity, 4)

    def test_explained(self):
        self.report(-4)
        line = self.propose()
        self.assertIn("names document D", line.explanation)
        self.assertRegex(line.explanation, "200.00.* paid for 10")
        self.assertIn("80.00", line.explanation)
        self.assertIn(self.sale.display_name, line.explanation)


@tagged("post_install", "-at_install")
class TestJudgedAgain(ReturnCase):
    def test_waiting_claims_only(self):
        self.program.end_customer_ids = self.customer
        [waiting] = self.sold({"end_customer_name": "Clinic"})
        self.assertVerdict(waiting, "review", 200, "end_customer_not_authorized")
        [other] = self.sold({"end_customer_name": "Clinic"}, partner=self.other)
        again = self.env["becs.claim"]._judge_again
        codes = ["end_customer_not_authorized"]
        self.assertFalse(again(self.distributor, ["no_point_of_sale_record"]))
        self.assertEqual(again(self.distributor, codes), waiting.claim_id)
        self.assertFalse(other.claim_id.job_id)
        job = waiting.claim_id.job_id
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        again(self.distributor, codes)
        self.assertEqual(waiting.claim_id.job_id, job, "one job per claim")
        waiting.action_decide("reject", note="No")
        self.assertFalse(again(self.distributor, codes))

    def test_refused_cancel_names_the_return(self):
        [sale] = self.sold({})
        [back] = self.returned({"quantity": 1})
        with self.assertRaises(UserError) as caught:
            sale.claim_id.action_cancel()
        self.assertIn(back.claim_id.name, str(caught.exception))
