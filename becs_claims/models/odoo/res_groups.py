from odoo import models


class ResGroups(models.Model):
    _name = "res.groups"
    _inherit = ["res.groups", "becs.input.mixin"]

    def _approval_fields(self):
        return {"implied_ids", "user_ids"}

    def _approval_scopes(self):
        """Everywhere, where it makes approvers."""
        approver = self.env.ref("becs_claims.group_approver")
        return (
            {("approval", 0, None)}
            if approver in self | self.all_implied_ids
            else set()
        )
