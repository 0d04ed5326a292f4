from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from ..shared.tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTourRequest(TourCase):
    """A special price from the wish to the claim that it pays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.list_price = 100
        clerk = new_test_user(
            cls.env,
            "becs_clerk",
            "base.group_portal",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        clerk.partner_id.write(
            {"parent_id": cls.distributor.id, "becs_portal_role": "submit"}
        )

    def test_request(self):
        self.start_tour("/my/becs/requests", "becs_request_ask", login="becs_clerk")
        request = self.env["becs.request"].search([("state", "=", "submitted")])
        self.assertEqual(request.line_ids.product_id, self.product)
        self.assertEqual(request.line_ids.list_price, 100)
        self.start_tour(
            "/odoo/becs-requests", "becs_request_counter", login="becs_tour"
        )
        self.assertEqual(request.state, "countered")
        self.start_tour("/my/becs/requests", "becs_request_accept", login="becs_clerk")
        self.assertEqual(request.state, "accepted")
        program = request.program_id
        self.assertEqual(program.state, "approved")
        claim = self.validated_claim(
            {"authorization_ref": program.code, "date_ship": Date.today()}
        )
        line = claim.line_ids
        self.assertEqual((line.state, line.amount_approved), ("approved", 200))
        self.assertEqual(line.program_id, program)
