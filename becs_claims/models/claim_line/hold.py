from odoo import models
from odoo.tools import SQL

from ...settlement import store


class BecsClaimLine(models.Model):
    _inherit = "becs.claim.line"

    def action_release_hold(self):
        """Let lines on hold be credited again."""
        claims = self.claim_id
        claims.check_access("write")
        claims._check_role("group_accountant")
        claims._log_released(
            store.release(self.env, SQL("line.id = ANY(%s)", list(self.ids)))
        )
