from odoo import models

from ..shared.portal_talk_mixin import TO_DISTRIBUTOR


class ResUsers(models.Model):
    _name = "res.users"
    # it reads its partner's fields as its own, which are closed, too
    _inherit = ["becs.portal.closed.mixin", "res.users", "becs.input.mixin"]

    def _approval_fields(self):
        return {"active", "company_ids", "group_ids"}

    def _approval_scopes(self):
        """The companies in which the user approves claims."""
        if self.env.ref("becs_claims.group_approver") not in self.all_group_ids:
            return set()
        return {("approval", company.id, None) for company in self.company_ids}

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
