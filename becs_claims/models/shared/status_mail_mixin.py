from odoo import models
from odoo.exceptions import UserError


class BecsStatusMailMixin(models.AbstractModel):
    """One mail to the distributor's contact for each change of a record's status."""

    _name = "becs.status.mail.mixin"
    _description = "Mail About a Status"
    # external ids of the templates, before the status
    _status_template = None

    def _notify_status(self, status):
        """Mail the contacts of the records, in their languages; sent by the queue.

        :param status: end of a template's external id, such as ``received``
        """
        if self.env.context.get("tracking_disable"):
            return
        # the contact is told whatever the person who works may read of it
        records = self.sudo().filtered(
            lambda record: (
                record.commercial_partner_id.becs_mail_status
                and record.partner_id.email
            )
        )
        template = self.env.ref(
            f"{self._status_template}_{status}", raise_if_not_found=False
        )
        if not records or not template:
            return
        try:
            with self.env.cr.savepoint():
                # a template is written by who sets up, and sent by who works
                template.sudo().send_mail_batch(
                    records.ids, email_layout_xmlid="mail.mail_notification_light"
                )
        except UserError as error:
            # a template somebody broke must not stop who works
            note = self.env._(
                "The distributor was not told: the mail template %(template)s cannot "
                "be used. Ask your administrator to correct it. %(reason)s",
                template=template.sudo().name,
                reason=str(error).partition("\n")[0],
            )
            records._message_log_batch(dict.fromkeys(records.ids, note))
