from odoo import api, models


class BecsClaim(models.Model):
    """A claim is to be answered: approved, until it is due."""

    _inherit = "becs.claim"
    _unanswered = ("submitted", "validated")

    def _late_summary(self):
        return self.env._("Answer the late claim")

    @api.model
    def _cron_late_claims(self):
        self._tell_late()
