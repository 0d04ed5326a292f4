from odoo.fields import Command, Date
from odoo.tests import HttpCase, new_test_user, tagged

from .accounting_case import AccountingCase


@tagged("post_install", "-at_install")
class TestTourAccountant(AccountingCase, HttpCase):
    """From the queue to a credit that is taken back, by two people in the browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {
            "company_id": cls.env.company.id,
            "company_ids": [Command.set(cls.env.company.ids)],
        }
        cls.analyst = new_test_user(
            cls.env,
            "becs_tour_analyst",
            "base.group_user,becs_claims.group_analyst",
            **company,
        )
        cls.accountant = new_test_user(
            cls.env,
            "becs_tour_accountant",
            "base.group_user,becs_claims.group_accountant,becs_claims.group_approver",
            **company,
        )
        cls.env.ref("becs_claims.product_back_end_credit").taxes_id = False
        cls.distributor, hospital = cls.env["res.partner"].create(
            [
                {
                    "name": "Tour Distributor",
                    "is_company": True,
                    "is_becs_distributor": True,
                },
                {"name": "Tour Hospital", "is_company": True},
            ]
        )
        cls.env["product.product"].create(
            {"name": "Tour Product", "default_code": "TP1"}
        )
        cls.program = cls.env["becs.program"].create(
            {
                "name": "For the hospital",
                "code": "TOUR-3",
                "program_type": "bid",
                "date_start": Date.subtract(Date.today(), days=30),
                "end_customer_ids": hospital.ids,
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
        cls.program.with_user(cls.accountant).action_approve()
        cls.claim = cls.env["becs.claim"].create({"partner_id": cls.distributor.id})
        cls.env["becs.claim.line"].create(
            [
                {
                    "claim_id": cls.claim.id,
                    "authorization_ref": "TOUR-3",
                    "product_ref": "TP1",
                    "pos_document": f"INV-{number}",
                    "date_ship": Date.subtract(Date.today(), days=3),
                    "end_customer_name": "Somebody Else",
                    "quantity": 1,
                    "unit_credit": 20,
                }
                for number in range(3)
            ]
        )
        cls.claim.action_submit()
        cls.claim.action_validate()

    def test_month(self):
        self.assertEqual(self.claim.review_count, 3)
        self.start_tour(
            "/odoo/becs-review", "becs_accountant_queue", login="becs_tour_analyst"
        )
        self.assertRecordValues(
            self.claim.line_ids,
            [
                {
                    "state": "approved",
                    "amount_approved": 20,
                    "decided_by_id": self.analyst.id,
                    "decision_note": "Buys for the hospital",
                }
            ]
            * 3,
        )
        self.start_tour(
            f"/odoo/becs-claims/{self.claim.id}",
            "becs_accountant_money",
            login="becs_tour_accountant",
        )
        note = self.claim.credit_note_ids
        self.assertEqual((note.state, note.amount_untaxed), ("posted", 60))
        self.assertEqual(note.reversal_move_ids.state, "posted")
        # what was taken back is open again, and on hold until a person releases it
        self.assertFalse(self.claim.line_ids.credit_line_id)
        self.assertEqual(self.claim.line_ids.mapped("on_hold"), [True] * 3)
        self.assertEqual(
            (self.claim.state, self.claim.amount_credited), ("approved", 0)
        )
        self.assertEqual(self.program.amount_credited, 0)
        run = self.env["becs.run"]._run_claims(self.claim)
        self.assertFalse(run.line_ids.move_id, "the next run pays nothing again")
        events = self.env["becs.event"].search(
            [("claim_id", "=", self.claim.id), ("kind", "!=", "verdict")], order="id"
        )
        shown = [(event.kind, event.user_id) for event in events]
        self.assertEqual(
            shown[-3:],
            [(kind, self.accountant) for kind in ("approved", "credited", "reversed")],
        )
        verdicts = self.env["becs.event"].search(
            [("claim_id", "=", self.claim.id), ("kind", "=", "verdict")]
        )
        self.assertEqual(len(verdicts), 3)
        self.assertEqual(verdicts.user_id, self.analyst)
        self.start_tour(
            "/odoo/becs-review", "becs_accountant_again", login="becs_tour_accountant"
        )
        second = self.claim.credit_note_ids - note
        self.assertEqual((second.state, second.amount_untaxed), ("posted", 60))
        self.assertEqual(self.claim.line_ids.credit_note_id, second)
        self.assertEqual((self.claim.state, self.claim.amount_credited), ("done", 60))
        self.assertEqual(self.program.amount_credited, 60)
