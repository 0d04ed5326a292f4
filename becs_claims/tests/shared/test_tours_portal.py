from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestToursPortal(TourCase):
    """A distributor's clerk at the portal, click by click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "becs_tour_clerk",
            "base.group_portal",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.clerk.partner_id.write(
            {"parent_id": cls.distributor.id, "becs_portal_role": "submit"}
        )

    def setUp(self):
        super().setUp()
        self.new_program()

    def test_claim(self):
        self.start_tour(
            "/my/becs/claims/new", "becs_portal_claim", login="becs_tour_clerk"
        )
        claim = self.env["becs.claim"].search([("reference", "=", "DM-PORTAL")])
        self.assertEqual((claim.state, claim.source), ("validated", "portal"))
        self.assertEqual(claim.amount_approved, 600)
        again = claim.line_ids.resubmitted_by_ids
        self.assertEqual((again.amount_stated, again.claim_state), (100, "draft"))

    def test_dispute(self):
        claim = self.validated_claim({"authorization_ref": "NONE"})
        line = claim.line_ids
        self.start_tour(
            f"/my/becs/claims/{claim.id}/lines/{line.id}",
            "becs_portal_dispute",
            login="becs_tour_clerk",
        )
        dispute = line.dispute_ids
        self.assertEqual((dispute.state, dispute.amount), ("open", 150))
        dispute.with_user(self.person).action_accept(answer="We found it")
        self.start_tour(
            f"/my/becs/disputes/{dispute.id}",
            "becs_portal_dispute_answer",
            login="becs_tour_clerk",
        )
