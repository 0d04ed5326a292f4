from odoo.fields import Command, Date
from odoo.tests import tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    """The month in the browser, click by click."""

    def test_month(self):
        self.env.company.becs_four_eyes = False  # one person does it all
        self.start_tour("/odoo/becs-programs", "becs_month", login="becs_tour")
        claim = self.env["becs.claim"].search([("reference", "=", "DM-TOUR")])
        self.assertEqual(claim.state, "done")
        self.assertEqual(
            claim.line_ids.sorted("sequence").mapped("state"),
            ["approved", "approved", "rejected"],
        )
        self.assertEqual(claim.amount_credited, 400)
        self.assertEqual(claim.credit_note_ids.state, "posted")
        self.assertEqual(claim.credit_note_ids.amount_untaxed, 400)

    def test_import(self):
        action = "/odoo/action-becs_claims.action_becs_claim_import"
        self.start_tour(action, "becs_import", login="becs_tour")
        claim = self.env["becs.claim"].search([("reference", "=", "DM-IMPORT")])
        self.assertEqual(claim.line_ids.product_id, self.product)
        self.assertEqual(claim.line_ids.mapped("sequence"), [2, 3])
        self.assertEqual(claim.amount_claimed, 20.4)
        self.assertEqual(claim.intake_ids.rows_refused, 1)

    def test_review_queue(self):
        program = self.env["becs.program"].create(
            {
                "name": "For the hospital",
                "code": "TOUR-2",
                "program_type": "bid",
                "date_start": Date.subtract(Date.today(), days=30),
                "end_customer_ids": self.hospital.ids,
                "line_ids": [
                    Command.create(
                        {
                            "applied_on": "all",
                            "authorized_price": 80,
                            "agreed_book_price": 100,
                        }
                    )
                ],
            }
        )
        program.with_user(self.person).action_approve()
        claim = self.env["becs.claim"].create({"partner_id": self.distributor.id})
        self.env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "authorization_ref": "TOUR-2",
                    "product_ref": "TP1",
                    "pos_document": f"INV-{number}",
                    "date_ship": Date.subtract(Date.today(), days=3),
                    "end_customer_name": "Somebody Else",
                    "quantity": 1,
                }
                for number in range(2)
            ]
        )
        claim.action_submit()
        claim.action_validate()
        self.start_tour("/odoo/becs-review", "becs_review", login="becs_tour")
        self.assertEqual(set(claim.line_ids.mapped("state")), {"rejected"})
        self.assertEqual(
            set(claim.line_ids.mapped("decision_note")), {"Not the hospital's buyers"}
        )
