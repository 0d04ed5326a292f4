from odoo.fields import Date
from odoo.tests import tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestChecksTours(TourCase):
    """What people do about lines that were not paid, and what they try out."""

    def test_unknown_name(self):
        self.new_program()
        claim = self.validated_claim(
            {"product_ref": "tp-1"}, {"product_ref": "T.P.1"}, {}
        )
        lines = claim.line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("state"), ["rejected", "rejected", "approved"])
        self.start_tour(
            "/odoo/becs-unknown-names", "becs_name_resolution", login="becs_tour"
        )
        self.assertEqual(lines.mapped("state"), ["approved", "rejected", "approved"])
        self.assertEqual(lines[0].product_id, self.product)
        self.assertEqual(lines[0].product_ref, "tp-1")
        self.assertEqual(claim.amount_approved, 400)
        alias = self.env["becs.product.alias"].search(
            [("partner_id", "=", self.distributor.id)]
        )
        self.assertEqual(alias.mapped("code"), ["tp-1"])
        self.assertEqual(alias.product_id, self.product)

    def test_line_resubmitted(self):
        self.new_program()
        claim = self.validated_claim({"product_ref": "NO-SUCH"}, {})
        line = claim.line_ids.filtered(lambda line: line.state == "rejected")
        self.start_tour(
            f"/odoo/becs-claim-lines/{line.id}", "becs_resubmit", login="becs_tour"
        )
        again = line.resubmitted_by_ids
        self.assertEqual(again.claim_id.reference, "DM-AGAIN")
        self.assertEqual((again.state, again.amount_approved), ("approved", 200))
        self.assertEqual(again.product_id, self.product)
        self.assertEqual((line.state, claim.amount_approved), ("rejected", 200))

    def test_response_file_sent_back(self):
        self.new_program()
        claim = self.validated_claim({"product_ref": "NO-SUCH"}, {})
        line = claim.line_ids.filtered(lambda line: line.state == "rejected")
        self.start_tour(
            f"/odoo/becs-claims/{claim.id}", "becs_response_file", login="becs_tour"
        )
        again = self.env["becs.claim"].search([("reference", "=", "DM-CORRECTED")])
        # of the two lines, the file held the one that was not paid
        self.assertEqual(again.line_ids.resubmission_of_id, line)
        self.assertEqual(again.line_count, 1)
        self.assertEqual(again.intake_ids.rows_refused, 0)
        self.assertEqual((again.state, again.amount_approved), ("validated", 200))
        self.assertEqual((line.state, claim.amount_approved), ("rejected", 200))

    def test_what_if(self):
        program = self.new_program()
        claim = self.validated_claim({}, {"quantity": 4, "amount_stated": 60})
        self.assertEqual(claim.amount_approved, 260)
        self.start_tour("/odoo/becs-what-if", "becs_what_if", login="becs_tour")
        # nobody but its owner sees it
        what_ifs = self.env["becs.what.if"].with_user(self.person)
        what_if = what_ifs.search([("name", "=", "Tour What-If")])
        # 15 a unit: 150 for the first line, and 60 as claimed for the other
        self.assertEqual(what_if.amount_before, 260)
        self.assertEqual(what_if.amount_after, 210)
        self.assertEqual(what_if.amount_difference, -50)
        self.assertEqual(what_if.claim_ids, claim)
        self.assertEqual(what_if.changed_count, 1)
        self.assertEqual(claim.amount_approved, 260)
        self.assertEqual(program.line_ids.authorized_price, 80)

    def test_sales_report(self):
        action = "/odoo/action-becs_claims.action_becs_pos_import"
        self.start_tour(action, "becs_sales_report", login="becs_tour")
        report = self.env["becs.pos.report"].search(
            [("partner_id", "=", self.distributor.id)]
        )
        sold, returned = report.line_ids.sorted("id")
        self.assertEqual(report.date_from, Date.to_date("2026-03-02"))
        self.assertEqual(report.intake_ids.rows_refused, 1)
        self.assertEqual((sold.quantity, sold.resale_price), (10, 99.5))
        self.assertEqual(sold.product_id, self.product)
        self.assertEqual(sold.date, Date.to_date("2026-03-02"))
        self.assertEqual((returned.quantity, returned.document), (-2, "INV-2"))

    def test_own_rule(self):
        self.new_program()
        claim = self.validated_claim(
            {}, {}, {"quantity": 4, "amount_stated": 80}, date_submitted=Date.today()
        )
        self.assertEqual(claim.amount_approved, 480)
        self.start_tour("/odoo/becs-checks", "becs_own_rule", login="becs_tour")
        rule = self.env["becs.rule"].search([("name", "=", "Tour Rule")])
        self.assertEqual(rule.outcome, "review")
        self.assertTrue(rule.is_own)
        claim.action_validate()
        self.assertEqual(
            claim.line_ids.sorted("sequence").mapped("state"),
            ["review", "review", "approved"],
        )
        self.assertEqual(claim.line_ids.finding_ids.rule_id, rule)
