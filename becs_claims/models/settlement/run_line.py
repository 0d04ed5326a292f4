from odoo import fields, models


class BecsRunLine(models.Model):
    """What a run did for one group of claim lines, and why."""

    _name = "becs.run.line"
    _description = "Credit-Note Run Result"
    _order = "run_id desc, id"

    run_id = fields.Many2one("becs.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", "Distributor", ondelete="restrict")
    claim_ids = fields.Many2many("becs.claim", string="Claims")
    currency_id = fields.Many2one("res.currency", required=True)
    outcome = fields.Selection(
        [("created", "Created"), ("skipped", "Skipped"), ("failed", "Failed")],
        required=True,
    )
    reason = fields.Text()
    move_id = fields.Many2one(
        "account.move", "Credit Note", index="btree_not_null", ondelete="set null"
    )
    move_state = fields.Selection(related="move_id.state", string="Credit Note Status")
    line_count = fields.Integer("Claim Lines")
    amount = fields.Monetary()

    def action_open(self):
        """The credit note of a result, or the claims it is about."""
        self.ensure_one()
        if self.move_id:
            return self.run_id._open_moves(self.move_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_claim"
        )
        return action | {"domain": [("id", "in", self.claim_ids.ids)]}
