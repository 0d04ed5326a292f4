import io
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalTold(PortalCase):
    """What a distributor is told of a line: all that is its own, nothing else."""

    def told(self, line, user=None):
        """All that is told of a line on its page, as one text."""
        self.env.flush_all()
        self.env.invalidate_all()
        own = line.with_user(user or self.clerk)
        findings = own._portal_findings()[line.id]
        return repr((own._portal_account(), own._portal_compared(), findings))

    def response(self, claim):
        file = io.BytesIO()
        claim.sudo()._write_response(file, "csv")
        return file.getvalue().decode("utf-8-sig")

    def foreign_line(self, **values):
        """A line that quotes another distributor's authorization, which began late,
        is used up and pays at an odd price.
        """
        self.new_program(
            "THEIRS",
            distributor_ids=self.other.ids,
            name="Their secret deal",
            date_start=date(2024, 3, 20),
            line={"authorized_price": 77.77, "min_quantity": 1234},
        )
        line = self.judge(
            {"authorization_ref": "THEIRS", "unit_credit": 30, "book_price": 140}
        )
        self.assertIn("distributor_not_authorized", self.codes(line))
        self.assertGreater(len(line.finding_ids), 1)
        return line

    def test_nothing_of_the_authorization_of_another(self):
        line = self.foreign_line()
        told = self.told(line)
        response = self.response(line.claim_id)
        for text in (told, response):
            self.assertIn("THEIRS", text, "the number the distributor stated itself")
            for secret in ("77.77", "1,234", "1234", "secret deal", "03/20", "22.23"):
                self.assertNotIn(secret, text)
        findings = self.env["becs.finding"].with_user(self.clerk).search([])
        self.assertEqual(findings.mapped("code"), ["distributor_not_authorized"])
        hidden = line.finding_ids - findings.sudo()
        with self.assertRaises(AccessError):
            hidden.with_user(self.clerk).read(["message"])
        reasons = line.claim_id.with_user(self.clerk)._portal_reasons()
        self.assertEqual(
            [reason["code"] for reason in reasons], ["distributor_not_authorized"]
        )

    def test_own_authorization_with_its_prices(self):
        line = self.judge({"unit_credit": 20})
        told = self.told(line)
        self.assertIn("You quote authorization A1", told)
        self.assertIn("Credit due: 100.00€ − 80.00€", told.replace("\\xa0", ""))

    def test_no_tolerance(self):
        self.program.sudo().write({"tolerance_amount": 3.21})
        line = self.judge({"unit_credit": 22})
        self.assertEqual(line.state, "approved")
        self.assertIn("little enough to be paid", self.told(line))
        self.assertNotIn("3.21", self.told(line))
        # the vendor's people read it
        self.assertIn("3.21", str(line.sudo()._account()))

    def test_no_limit_of_approval(self):
        self.company.becs_review_amount = 123.45
        line = self.judge({"unit_credit": 20})
        self.assertVerdict(line, "review", 200, "over_review_amount")
        told = self.told(line)
        self.assertIn("a person looks at it", told)
        self.assertNotIn("123.45", told)
        self.assertNotIn("123.45", self.response(line.claim_id))
        findings = self.env["becs.finding"].with_user(self.clerk)
        self.assertFalse(findings.search([]))

    def test_no_name_of_who_decided(self):
        self.env.user.name = "Somebody of the vendor"
        line = self.judge({"authorization_ref": "GONE", "unit_credit": 20})
        line.action_decide("claimed", note="Agreed on the phone")
        told = self.told(line)
        self.assertIn("Decided by a person", told)
        self.assertIn("Agreed on the phone", told)
        self.assertNotIn("Somebody of the vendor", told)
        history = repr(line.claim_id.with_user(self.clerk)._portal_history())
        self.assertNotIn("Somebody of the vendor", history)

    def test_advice_for_each_reason(self):
        lines = self.judge(
            {"authorization_ref": "GONE", "unit_credit": 20},
            {"product_ref": "GONE", "unit_credit": 20},
        )
        reasons = lines.claim_id.with_user(self.clerk)._portal_reasons()
        self.assertEqual(
            {reason["code"]: (reason["lines"], reason["lost"]) for reason in reasons},
            {"authorization_unknown": (1, 200), "product_unknown": (1, 200)},
        )
        for reason in reasons:
            self.assertTrue(reason["advice"])
            self.assertIn("X12", reason["codes"])

    def test_sentences(self):
        claim = self.new_claim({"unit_credit": 20}, {"authorization_ref": "GONE"})

        def sentence():
            self.env.invalidate_all()
            return claim.with_user(self.clerk)._portal_sentence().replace("\xa0", "")

        self.assertIn("The claim is a draft", sentence())
        claim.action_check()
        self.assertIn("1 of 2 lines will be paid: 200.00€ of 200.00€.", sentence())
        claim.action_submit()
        claim.action_validate()
        self.assertIn("1 of 2 lines are approved: 200.00€ of 200.00€.", sentence())
        claim.action_cancel()
        self.assertIn("was cancelled", sentence())

    def test_links_in_mails_lead_to_the_portal(self):
        claim = self.new_claim({})
        action = claim._get_access_action(access_uid=self.clerk.id)
        self.assertEqual(action["url"], f"/my/becs/claims/{claim.id}")
        action = claim._get_access_action(access_uid=self.env.uid)
        self.assertEqual(action["type"], "ir.actions.act_window")
