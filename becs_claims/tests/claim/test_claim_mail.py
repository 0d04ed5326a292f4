from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..approval.test_approval import ApprovalCase


class MailCase(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Clerk",
                "email": "clerk@example.com",
                "parent_id": cls.distributor.id,
            }
        )

    def claim_of_contact(self, *lines):
        claim = self.new_claim(
            *lines, partner=self.contact, user_id=self.people["analyst"].id
        )
        return self.as_("analyst", claim)

    def as_(self, role, records):
        return super().as_(role, records.with_env(self.env))

    def mails(self, claim):
        """Mails to the contact; the analyst gets one about the assignment."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", "becs.claim"),
                ("res_id", "=", claim.id),
                ("recipient_ids", "in", self.contact.ids),
            ],
            order="id",
        )


@tagged("post_install", "-at_install")
class TestStatusMail(MailCase):
    """One mail per change of status to the contact, in its language."""

    def test_leads_to_the_portal_who_has_a_login(self):
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        link = f"/my/becs/claims/{claim.id}"
        self.assertNotIn(link, self.mails(claim).body_html)
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": "clerk@example.com",
                "partner_id": self.contact.id,
                "group_ids": self.env.ref("base.group_portal").ids,
            }
        )
        claim.action_validate()
        self.assertIn(link, self.mails(claim)[-1].body_html)

    def test_a_broken_template_stops_nobody(self):
        claim = self.claim_of_contact({"unit_credit": 20})
        broken = UserError("Failed to render\nTraceback and more")
        with patch.object(
            self.registry["mail.template"], "send_mail_batch", side_effect=broken
        ):
            claim.action_submit()
        self.assertEqual(claim.state, "submitted")
        self.assertFalse(self.mails(claim))
        shown = str(claim.message_ids.mapped("body"))
        self.assertIn("was not told", shown)
        self.assertIn("Failed to render", shown)
        self.assertNotIn("Traceback", shown)

    def test_one_for_each_change(self):
        claim = self.claim_of_contact(
            {"unit_credit": 20}, {"unit_credit": 5}, {"resale_price": 130}
        )
        claim.action_submit()
        claim.action_validate()
        claim.action_validate()  # again: nothing new for the contact
        claim.line_ids.filtered(lambda line: line.state == "review").action_decide(
            "reject", note="No"
        )
        self.as_("approver", claim).action_approve()
        mails = self.mails(claim)
        self.assertEqual(
            [mail.subject.split(":")[0] for mail in mails],
            ["Claim received", "Claim checked", "Claim approved"],
        )
        self.assertEqual(mails.recipient_ids, self.contact)
        self.assertIn("250", mails[1].body_html)

    def test_at_once_only_the_last(self):
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit_and_validate()
        self.assertEqual(len(self.mails(claim)), 1)
        self.company.becs_auto_approve_amount = 1000
        other = self.claim_of_contact({"unit_credit": 20})
        other.action_submit_and_validate()
        self.assertEqual(other.state, "approved")
        self.assertRegex(self.mails(other).subject, "approved")

    def test_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contact.lang = "fr_FR"
        template = self.env.ref("becs_claims.mail_template_claim_received")
        template.with_context(lang="fr_FR").subject = "Reçu: {{ object.name }}"
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        self.assertTrue(self.mails(claim).subject.startswith("Reçu"))

    def test_not_who_wants_none_or_has_no_address(self):
        self.distributor.becs_mail_status = False
        self.assertFalse(self.contact.becs_mail_status)  # of the whole company
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        self.distributor.becs_mail_status = True
        self.contact.email = False
        other = self.claim_of_contact({"unit_credit": 20})
        other.action_submit()
        self.assertFalse(self.mails(claim) | self.mails(other))


@tagged("post_install", "-at_install")
class TestDue(MailCase):
    """Claims are answered in time, or somebody is told, once."""

    def late(self):
        claims = self.env["becs.claim"].search([("is_late", "=", True)])
        return claims.filtered(lambda claim: claim.company_id == self.company)

    def activities(self, claim):
        self.env["becs.claim"]._cron_late_claims()
        return claim.sudo().activity_ids

    def test_late_after_two_days(self):
        with freeze_time("2026-03-02 10:00:00"):
            claim = self.claim_of_contact({"unit_credit": 20})
            claim.action_submit()
            self.assertEqual(
                claim.date_due, fields.Datetime.to_datetime("2026-03-04 10:00:00")
            )
            claim.action_validate()
            self.assertFalse(self.activities(claim))
        with freeze_time("2026-03-04 10:00:01"):
            self.env.invalidate_all()
            self.assertTrue(claim.is_late)
            self.assertIn(claim.id, self.late().ids)
            activity = self.activities(claim)
            self.assertEqual(activity.user_id, self.people["analyst"])
            self.assertEqual(self.activities(claim), activity, "told once")
            self.as_("approver", claim).action_approve()
            self.env.invalidate_all()
            self.assertFalse(claim.is_late)
            self.assertNotIn(claim.id, self.late().ids)

    def test_who_is_told_when_the_analyst_is_gone(self):
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        claim.sudo().date_due = fields.Datetime.now() - timedelta(hours=1)
        self.people["analyst"].sudo().active = False
        self.assertIn(
            self.activities(claim).user_id, (self.people["approver"] | self.second)
        )

    def test_no_hours_no_due_date(self):
        self.company.becs_answer_hours = 0
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        self.assertFalse(claim.date_due)
        self.assertFalse(claim.is_late)

    def test_filed_again_begins_anew(self):
        claim = self.claim_of_contact({"unit_credit": 20})
        claim.action_submit()
        claim.sudo().date_due = fields.Datetime.now() - timedelta(hours=1)
        self.activities(claim)
        self.assertTrue(claim.is_late_notified)
        claim.action_reset_to_draft()
        claim.action_submit()
        self.assertFalse(claim.is_late_notified)
        self.assertGreater(claim.date_due, fields.Datetime.now())
