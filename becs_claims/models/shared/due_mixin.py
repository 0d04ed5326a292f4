from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain


class BecsDueMixin(models.AbstractModel):
    """When the distributor is to be answered, and who is told when that is late."""

    _name = "becs.due.mixin"
    _description = "Due Date of an Answer"
    # statuses in which the distributor waits for an answer
    _unanswered = ()

    date_due = fields.Datetime(
        "Answer Due",
        readonly=True,
        copy=False,
        help="The distributor expects an answer until then.",
    )
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_late_notified = fields.Boolean(
        "Is Late Told",
        readonly=True,
        copy=False,
        help="Somebody was given an activity for it.",
    )

    @api.depends("date_due", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_late = (
                record.state in self._unanswered
                and bool(record.date_due)
                and record.date_due < now
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._late_domain()

    @api.model
    def _late_domain(self):
        return Domain("state", "in", self._unanswered) & Domain(
            "date_due", "<", fields.Datetime.now()
        )

    def _due_values(self):
        """What sending a record to the vendor now sets."""
        self.ensure_one()
        hours = self.company_id.becs_answer_hours
        due = fields.Datetime.now() + timedelta(hours=hours) if hours else False
        return {"date_due": due, "is_late_notified": False}

    def _late_summary(self):
        """What the activity for a late record asks for."""
        raise NotImplementedError

    @api.model
    def _notify_late(self):
        """Give who answers each late record an activity, once per sending."""
        late = self.search(self._late_domain() & Domain("is_late_notified", "!=", True))
        for record in late:
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(record, record.date_due),
                summary=record._late_summary(),
                note=record.env._(
                    "%(distributor)s waits for an answer (days: %(days)s).",
                    distributor=record.commercial_partner_id.display_name,
                    days=record.days_open,
                ),
                user_id=record._responsible().id,
            )
        late._write_guarded({"is_late_notified": True})

    def _responsible(self):
        """Its analyst, or else an approver of the company, or an administrator."""
        analyst = self.user_id
        if (
            analyst.active
            and analyst.id != SUPERUSER_ID
            and analyst.has_group("becs_claims.group_analyst")
        ):
            return analyst
        for group in ("group_approver", "group_administrator"):
            user = self.env["res.users"].search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref(f"becs_claims.{group}").ids,
                    ),
                    ("company_ids", "in", self.company_id.ids),
                    ("id", "!=", SUPERUSER_ID),
                ],
                order="id",
                limit=1,
            )
            if user:
                return user
        return self.env.ref("base.user_admin")
