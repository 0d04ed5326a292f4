from odoo import models


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
