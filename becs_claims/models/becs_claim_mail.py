from odoo import models
from odoo.exceptions import UserError


class BecsClaimMail(models.AbstractModel):
    """One mail to the distributor's contact for each change of a claim's status."""

    _name = "becs.claim.mail"
    _description = "Mail About a Claim's Status"

    def _tell(self, status):
        """Mail the contacts of the claims, in their languages; sent by the queue.

        :param status: ``received``, ``decided``, ``approved``, ``credited`` or
            ``reversed``
        """
        if self.env.context.get("tracking_disable"):
            return
        # the contact is told whatever the person who works may read of it
        claims = self.sudo().filtered(
            lambda claim: (
                claim.commercial_partner_id.becs_mail_status and claim.partner_id.email
            )
        )
        template = self.env.ref(
            f"becs_claims.mail_template_claim_{status}", raise_if_not_found=False
        )
        if not claims or not template:
            return
        try:
            with self.env.cr.savepoint():
                # a template is written by who sets up, and sent by who works
                template.sudo().send_mail_batch(
                    claims.ids, email_layout_xmlid="mail.mail_notification_light"
                )
        except UserError as error:
            # a template somebody broke must not stop who works on claims
            note = self.env._(
                "The distributor was not told: the mail template %(template)s cannot "
                "be used. Ask your administrator to correct it. %(reason)s",
                template=template.sudo().name,
                reason=str(error).partition("\n")[0],
            )
            claims._message_log_batch(dict.fromkeys(claims.ids, note))
