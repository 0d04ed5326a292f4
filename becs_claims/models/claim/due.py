from odoo import api, models


class BecsClaimDue(models.AbstractModel):
    """A claim is to be answered: approved, until it is due."""

    _name = "becs.claim.due"
    _description = "Due Date of a Claim"
    _inherit = ["becs.due.mixin"]
    _unanswered = ("submitted", "validated")

    def _late_summary(self):
        return self.env._("Answer the late claim")

    @api.model
    def _cron_late_claims(self):
        self._tell_late()
