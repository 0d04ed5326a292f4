from odoo import fields, models


class BecsProgramWarning(models.Model):
    """A contact, or the responsible, was told that a program ends.

    Once per program, last ship date, number of days and contact: a program that is
    prolonged is told of again.
    """

    _name = "becs.program.warning"
    _description = "Expiry Warning of a Back-End Credit Program"
    _order = "id desc"
    _rec_name = "program_id"
    _log_access = False

    program_id = fields.Many2one(
        "becs.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        ondelete="cascade",
        help="Who was told by mail. Empty: the responsible, by an activity.",
    )
    date_end = fields.Date("Ship Dates To", required=True)
    days = fields.Integer("Days Before", required=True)
    days_left = fields.Integer(required=True, help="When it was told.")
    date = fields.Date(required=True, default=fields.Date.context_today)

    _once = models.UniqueIndex(
        "(program_id, date_end, days, COALESCE(partner_id, 0))",
        "This was told already.",
    )

    def _continued_by(self):
        """The approved renewal that is for the contact's company, too."""
        company = self.partner_id.commercial_partner_id
        return self.program_id.renewal_ids.filtered(
            lambda program: (
                program.state == "approved"
                and (
                    not program.distributor_ids
                    or company in program.distributor_ids.commercial_partner_id
                )
            )
        )[:1]

    def _mail(self):
        """Mail the contacts, in their languages; sent by the queue."""
        template = self.env.ref(
            "becs_claims.mail_template_program_ends", raise_if_not_found=False
        )
        if self and template:
            template.send_mail_batch(
                self.ids, email_layout_xmlid="mail.mail_notification_light"
            )
