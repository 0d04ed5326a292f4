from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTourPortal(TourCase):
    """A distributor's clerk on the portal, click by click."""

    def test_follow_a_claim(self):
        self.env.company.becs_four_eyes = False  # one person does it all
        program = self.new_program(
            line_ids=[
                Command.create(
                    {
                        "applied_on": "all",
                        "authorized_price": 80,
                        "agreed_book_price": 100,
                        "max_quantity": 100,
                    }
                )
            ]
        )
        claim = self.validated_claim(
            {}, {"authorization_ref": "GONE"}, reference="DN-FOLLOW"
        )
        claim.action_approve()
        claim.action_create_credit_notes()
        self.assertEqual(program.line_ids.quantity_remaining, 90)
        clerk = new_test_user(
            self.env,
            "becs_clerk",
            "base.group_portal",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        clerk.partner_id.parent_id = self.distributor
        self.start_tour("/my/home", "becs_portal_follow", login="becs_clerk")
