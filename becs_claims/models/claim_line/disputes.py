from odoo import api, fields, models

from ..claim.disputes import OPEN


class BecsClaimLine(models.Model):
    """Disputes about a claim line."""

    _inherit = "becs.claim.line"

    dispute_ids = fields.One2many(
        "becs.dispute", "claim_line_id", "Disputes", readonly=True
    )
    dispute_count = fields.Integer(
        "Number of Disputes", compute="_compute_disputes", compute_sudo=True
    )
    can_dispute = fields.Boolean(
        compute="_compute_disputes", compute_sudo=True, export_string_translation=False
    )

    @api.depends("dispute_ids.state", "state", "claim_state")
    def _compute_disputes(self):
        for line in self:
            line.dispute_count = len(line.dispute_ids)
            line.can_dispute = (
                line.state != "pending"
                and line.claim_state in ("validated", "approved", "done")
                and not any(dispute.state in OPEN for dispute in line.dispute_ids)
            )

    def action_dispute(self):
        """Open the form for a new dispute about the line."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Dispute"),
            "res_model": "becs.dispute",
            "views": [(False, "form")],
            "context": {"default_claim_line_id": self.id},
        }

    def action_open_disputes(self):
        """Open the disputes about the line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_dispute"
        )
        return action | {"domain": [("claim_line_id", "=", self.id)], "context": {}}
