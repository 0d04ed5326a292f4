from odoo import models

from .mail_thread import TO_DISTRIBUTOR


class ResUsers(models.Model):
    _inherit = "res.users"

    def _becs_may_submit(self):
        """Whether the user may change something on a distributor's portal.

        What somebody may do in the back end plays no role.
        """
        self.ensure_one()
        # the kind of contact is the vendor's business, its effect is the user's
        partner = self.sudo().partner_id
        return (
            self._is_portal()
            and partner.becs_portal_role == "submit"
            and partner.commercial_partner_id.is_becs_distributor
        )

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        if self.env.user._is_internal():
            # the composer's third kind of message, and its colour
            subtype_id = self.env["ir.model.data"]._xmlid_to_res_id(TO_DISTRIBUTOR)
            store.add_global_values(becs_mt_distributor=subtype_id)
        return result
