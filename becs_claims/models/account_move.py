from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    becs_claim_ids = fields.Many2many(
        "becs.claim",
        "becs_claim_account_move_rel",
        "move_id",
        "claim_id",
        "Back-End Credit Claims",
        readonly=True,
        copy=False,
        groups="becs_claims.group_viewer",
    )
    becs_claim_count = fields.Integer(
        compute="_compute_becs_claim_count", groups="becs_claims.group_viewer"
    )

    def _compute_becs_claim_count(self):
        for move in self:
            move.becs_claim_count = len(move.becs_claim_ids)

    def action_open_becs_claims(self):
        """The claims a credit note pays."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {"domain": [("id", "in", self.becs_claim_ids.ids)]}

    def action_open_becs_claim_lines(self):
        """The claim lines a credit note pays, down to the product."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim_line"
        )
        return action | {"domain": [("credit_line_id", "in", self.line_ids.ids)]}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    becs_claim_line_ids = fields.One2many(
        "becs.claim.line",
        "credit_line_id",
        "Claim Lines",
        readonly=True,
        groups="becs_claims.group_viewer",
    )
