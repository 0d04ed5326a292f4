from odoo.tests import tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTourTalk(TourCase):
    def test_to_the_distributor_and_to_colleagues(self):
        claim = self.validated_claim({"amount_stated": 1000})
        self.start_tour(f"/odoo/becs-claims/{claim.id}", "becs_talk", login="becs_tour")
        shown = self.env.ref("becs_claims.mt_distributor")
        said = claim.message_ids.filtered(lambda one: one.message_type == "comment")
        self.assertEqual(
            {message.preview: message.subtype_id == shown for message in said},
            {"Which invoice was it?": True, "Between us": False},
        )
        asked = said.filtered(lambda message: message.subtype_id == shown)
        self.assertEqual(asked.partner_ids, claim.partner_id)
        self.assertNotIn(claim.partner_id, (said - asked).partner_ids)
