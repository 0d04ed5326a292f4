from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestMonthlyRun(SettlementCommon):
    def choose_day(self, day, today="2026-01-01"):
        with freeze_time(today):
            self.company.becs_run_day = day

    def cron(self, today):
        """Months of the runs the scheduler starts on a day."""
        domain = [("company_id", "=", self.company.id), ("kind", "=", "monthly")]
        before = self.env["becs.run"].search(domain)
        with freeze_time(today):
            self.env["becs.run"].sudo()._cron_monthly_run()
        return (self.env["becs.run"].search(domain) - before).mapped(
            lambda run: (str(run.month)[:7], str(run.date))
        )

    def test_on_its_day_and_once(self):
        self.choose_day(15)
        self.assertEqual(self.cron("2026-01-14"), [])
        self.assertEqual(self.cron("2026-01-15"), [("2026-01", "2026-01-15")])
        self.assertEqual(self.cron("2026-01-15"), [])
        self.assertEqual(self.cron("2026-02-14"), [])
        self.assertEqual(self.cron("2026-02-15"), [("2026-02", "2026-02-15")])

    def test_last_day_of_short_months(self):
        self.choose_day(31)
        self.assertEqual(self.cron("2026-01-31"), [("2026-01", "2026-01-31")])
        self.assertEqual(self.cron("2026-02-27"), [])
        self.assertEqual(self.cron("2026-02-28"), [("2026-02", "2026-02-28")])

    def test_a_missed_day_is_caught_up(self):
        self.choose_day(31)
        self.assertEqual(self.cron("2026-02-02"), [("2026-01", "2026-02-02")])
        self.assertEqual(self.cron("2026-02-03"), [])
        self.assertEqual(self.cron("2026-02-28"), [("2026-02", "2026-02-28")])

    def test_days_before_the_choice_are_not_caught_up(self):
        self.choose_day(5, "2026-01-20")
        self.assertEqual(self.cron("2026-01-20"), [])
        self.assertEqual(self.cron("2026-02-05"), [("2026-02", "2026-02-05")])
        self.choose_day(5, "2026-02-06")  # the same day again changes nothing
        self.assertEqual(str(self.company.becs_run_since), "2026-01-20")
        self.choose_day(7, "2026-02-06")
        self.assertEqual(self.cron("2026-02-07"), [], "once a month")

    def test_by_hand_only(self):
        self.choose_day(5)
        self.choose_day(0)
        self.assertEqual(self.cron("2026-01-05"), [])
        with self.assertRaises(ValidationError):
            self.company.becs_run_day = 32

    def test_hour_of_the_company(self):
        """22:00 on the 5th in Auckland is 09:00 UTC."""
        self.company.partner_id.tz = "Pacific/Auckland"
        self.company.becs_run_hour = 22
        self.choose_day(5)
        self.assertEqual(self.cron("2026-01-05 08:59:00"), [])
        self.assertEqual(self.cron("2026-01-05 09:00:00"), [("2026-01", "2026-01-05")])
        # the 5th has not begun in New York, and ended in Auckland
        self.company.partner_id.tz = "America/New_York"
        self.assertEqual(self.cron("2026-02-05 04:00:00"), [])
        self.company.becs_run_hour = 0
        self.assertEqual(self.cron("2026-02-05 04:59:00"), [])
        self.assertEqual(self.cron("2026-02-05 05:00:00"), [("2026-02", "2026-02-05")])

    def test_hours_there_are(self):
        for hour in (-1, 24):
            with self.assertRaises(ValidationError):
                self.company.becs_run_hour = hour

    def test_each_company_has_its_day(self):
        other = self.setup_other_company()["company"]
        self.choose_day(5)
        with freeze_time("2026-01-01"):
            other.becs_run_day = 6
        self.assertEqual(self.cron("2026-01-05"), [("2026-01", "2026-01-05")])
        self.assertFalse(self.env["becs.run"].search([("company_id", "=", other.id)]))
        self.cron("2026-01-06")
        run = self.env["becs.run"].sudo().search([("company_id", "=", other.id)])
        self.assertEqual(run.date, fields.Date.to_date("2026-01-06"))

    def test_the_database_refuses_a_second_one(self):
        values = {
            "kind": "monthly",
            "month": "2026-01-01",
            "company_id": self.company.id,
        }
        self.env["becs.run"].sudo().create(values)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["becs.run"].sudo().create(values)

    def test_credits_in_the_background(self):
        self.choose_day(15)
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        self.cron("2026-01-15")
        run = self.env["becs.run"].search([("claim_ids", "=", claim.id)])
        self.assertEqual(run.job_id.kind, "run")
        self.assertEqual(run.state, "running")
        run.with_user(run.job_id.user_id)._run_job_run(lambda *args: None)
        self.assertEqual(claim.state, "done")
        self.assertEqual(str(claim.credit_note_ids.invoice_date), "2026-01-15")
