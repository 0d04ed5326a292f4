from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..shared.validation_common import ValidationCase

END = date(2024, 6, 30)


@tagged("post_install", "-at_install")
class TestProgramExpiry(ValidationCase):
    """Both sides are told 30 and 7 days before a program ends, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = new_test_user(
            cls.env,
            "expiry",
            "base.group_user,becs_claims.group_analyst",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        (cls.distributor + cls.other).write({"is_becs_distributor": True})
        cls.distributor.email = "clerk@distributor.example"
        cls.other.email = "clerk@other.example"
        cls.program.write(
            {
                "date_end": END,
                "user_id": cls.responsible.id,
                "distributor_ids": [Command.set(cls.distributor.ids)],
            }
        )
        cls.env["res.company"].search([("id", "!=", cls.company.id)]).write(
            {"becs_expiry_warnings": False}
        )

    def cron(self, day):
        with freeze_time(f"{day} 05:00:00"):
            self.env["becs.program"]._cron_expiry_warnings()
        self.env.flush_all()

    def mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "becs.program.warning")], order="id"
        )

    def shown(self):
        """(days set up, contact) of what was told."""
        return sorted(
            (warning.days, warning.partner_id.name or "")
            for warning in self.env["becs.program.warning"].search([])
        )

    def test_each_is_told_once_per_number_of_days(self):
        self.cron("2024-05-30")
        self.assertFalse(self.shown())
        for day in ("2024-05-31", "2024-06-01", "2024-06-20"):
            self.cron(day)
            self.assertEqual(self.shown(), [(30, ""), (30, "Distributor 0")])
        activity = self.program.activity_ids
        self.assertEqual(activity.user_id, self.responsible)
        self.assertIn("30 days", activity.summary)
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.distributor)
        self.assertIn("A1", mail.subject)
        self.assertIn("30 days", mail.subject)
        for day in ("2024-06-23", "2024-06-24", "2024-06-30", "2024-07-01"):
            self.cron(day)
        self.assertEqual(len(self.shown()), 4)
        self.assertEqual(len(self.mails()), 2)
        self.assertIn("7 days", self.mails()[1].subject)

    def test_who_was_approved_late_is_told_once(self):
        self.cron("2024-06-25")
        self.assertEqual(self.shown(), [(7, ""), (7, "Distributor 0")])
        self.assertIn("5 days", self.mails().subject)

    def test_a_prolonged_program_is_told_of_again(self):
        self.cron("2024-06-01")
        self.program.date_end = date(2024, 12, 31)
        self.cron("2024-06-25")
        self.assertEqual(len(self.shown()), 2)
        self.cron("2024-12-05")
        self.assertEqual(len(self.shown()), 4)

    def test_a_program_for_all_tells_who_claimed_on_it(self):
        self.program.distributor_ids = False
        contact = self.env["res.partner"].create(
            {
                "name": "Clerk",
                "email": "c@other.example",
                "parent_id": self.other.id,
                "lang": "en_US",
            }
        )
        self.validate({}, partner=contact, date_submitted=date(2024, 3, 31))
        self.validate({}, partner=self.distributor, date_submitted=date(2022, 3, 31))
        self.cron("2024-06-01")
        self.assertEqual(self.shown(), [(30, ""), (30, "Clerk")])

    def test_who_gets_no_mail(self):
        self.distributor.becs_mail_status = False
        self.cron("2024-06-01")
        self.assertEqual(self.shown(), [(30, "")])
        self.assertFalse(self.mails())

    def test_switched_off(self):
        self.company.becs_expiry_warnings = False
        self.cron("2024-06-25")
        self.assertFalse(self.shown())
        self.company.write(
            {
                "becs_expiry_warnings": True,
                "becs_expiry_days_first": 0,
                "becs_expiry_days_last": 3,
            }
        )
        self.cron("2024-06-25")
        self.assertFalse(self.shown())
        self.cron("2024-06-27")
        self.assertEqual(self.shown(), [(3, ""), (3, "Distributor 0")])

    def test_only_approved_programs(self):
        self.program.action_suspend()
        self.cron("2024-06-25")
        self.assertFalse(self.shown())

    def test_a_renewed_program_needs_nobody_but_says_the_new_number(self):
        action = self.program.action_renew()
        renewal = self.env["becs.program"].browse(action["res_id"])
        renewal.action_approve()
        self.cron("2024-06-01")
        self.assertFalse(self.program.activity_ids)
        self.assertIn(renewal.code, self.mails().body_html)
        # not one that is for others
        renewal.distributor_ids = [Command.set(self.other.ids)]
        self.cron("2024-06-25")
        self.assertNotIn(renewal.code, self.mails()[1].body_html)

    def test_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.distributor.lang = "fr_FR"
        template = self.env.ref("becs_claims.mail_template_program_ends")
        template.with_context(
            lang="fr_FR"
        ).subject = "Fin de {{ object.program_id.code }}"
        self.cron("2024-06-01")
        self.assertEqual(self.mails().subject, "Fin de A1")
