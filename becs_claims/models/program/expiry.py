from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ...lookup import claimants

CLAIMED_WITHIN = timedelta(
    days=365
)  # who claimed since then is told of an open program


class BecsProgram(models.Model):
    """Warns both sides before a program ends."""

    _inherit = "becs.program"

    @api.model
    def _cron_expiry_warnings(self):
        """Tell of programs that end soon, each once per number of days set up.

        The responsible gets an activity, unless the program was renewed; the contacts
        of its distributors get a mail.
        """
        companies = self.env["res.company"].search(
            [("becs_expiry_warnings", "=", True)]
        )
        for company in companies:
            today = fields.Date.context_today(
                self.with_context(tz=company.partner_id.tz)
            )
            limits = sorted(
                {company.becs_expiry_days_first, company.becs_expiry_days_last} - {0}
            )
            if not limits:
                continue
            ending = self.search(
                Domain("company_id", "=", company.id)
                & Domain("state", "=", "approved")
                & Domain("date_end", ">=", today)
                & Domain("date_end", "<=", today + timedelta(days=limits[-1]))
            )
            for program in ending:
                left = (program.date_end - today).days
                days = next(limit for limit in limits if left <= limit)
                program.with_company(company)._warn(days, left, today)

    def _warn(self, days, left, today):
        """Tell whoever was not told yet for this number of days, or a smaller one.

        :param days: the number of days set up that is reached
        :param left: days until the last ship date
        """
        Warning = self.env["becs.program.warning"]
        warned = Warning.search(
            [
                ("program_id", "=", self.id),
                ("date_end", "=", self.date_end),
                ("days", "<=", days),
            ]
        )
        values = {
            "program_id": self.id,
            "date_end": self.date_end,
            "days": days,
            "days_left": left,
            "date": today,
        }
        if not any(not warning.partner_id for warning in warned):
            Warning.create(values)
            self._warn_responsible(left)
        contacts = self._contacts_to_warn(today) - warned.partner_id
        warnings = Warning.create(
            [{**values, "partner_id": contact.id} for contact in contacts]
        )
        warnings._mail()

    def _warn_responsible(self, left):
        renewed = self.renewal_ids.filtered(
            lambda program: program.state not in ("refused", "closed")
        )
        if renewed:
            return
        user = self._responsible()
        self.with_context(lang=user.lang).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_end,
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._(
                "Ends in %(days)s days: renew, prolong or let it end", days=left
            ),
        )

    def _responsible(self):
        """Who looks after the program: its responsible, else who may approve it."""
        user = self.user_id
        if user.active and user.id != SUPERUSER_ID:
            return user
        approvers = self.env.ref("becs_claims.group_approver").all_user_ids
        return approvers.filtered(
            lambda one: self.company_id in one.company_ids and one.id != SUPERUSER_ID
        ).sorted("id")[:1] or self.env.ref("base.user_admin")

    def _contacts_to_warn(self, today):
        """Contacts with an address that are told by mail.

        Of programs for some distributors these; of programs for all, who claimed on it
        within a year.
        """
        contacts = self.distributor_ids
        if not contacts:
            ids = claimants.contacts(self.env, self, today - CLAIMED_WITHIN)
            contacts = self.env["res.partner"].browse(ids)
        return contacts.filtered(
            lambda contact: (
                contact.active
                and contact.email
                and contact.commercial_partner_id.becs_mail_status
            )
        )
