from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    """Distributors' people read what is for them of the chatter of our records.

    See :class:`.MailThread`; Odoo hides notes from them, but no comments, and of what
    the system wrote nothing where the number of a message is known.
    """

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # names from outside stand in it, and no mail goes out with a line break
            if vals.get("subject") and (vals.get("model") or "").startswith("becs."):
                vals["subject"] = " ".join(vals["subject"].split())
        return super().create(vals_list)

    def _becs_internal(self):
        """Those of the messages that no distributor reads."""
        for_distributor = self.env["mail.thread"]._becs_distributor_subtypes()
        return self.sudo().filtered(
            lambda message: (
                (message.model or "").startswith("becs.")
                and (
                    message.is_internal or message.subtype_id.id not in for_distributor
                )
            )
        )

    def _get_search_domain_share(self):
        for_distributor = self.env["mail.thread"]._becs_distributor_subtypes()
        return Domain(super()._get_search_domain_share()) & (
            Domain("model", "=", False)
            | Domain("model", "not =like", "becs.%")
            | Domain("subtype_id", "in", for_distributor)
        )

    def _get_forbidden_access(self, operation):
        if self.env.user._is_internal():
            return super()._get_forbidden_access(operation)
        internal = self.browse(self.exists()._becs_internal().ids)
        return internal + super(MailMessage, self - internal)._get_forbidden_access(
            operation
        )

    def _get_with_access(self, message_id, mode="read", **kwargs):
        message = super()._get_with_access(message_id, mode=mode, **kwargs)
        # Odoo takes a record that may be read for a message that may be
        if not self.env.user._is_internal() and message._becs_internal():
            return self.browse()
        return message
