from odoo import api, fields, models

from ..shared.own_fields import CopiedMany2one

OUTCOMES = [
    ("reject", "Reject"),
    ("adjust", "Adjust"),
    ("review", "Review"),
    ("note", "Note"),
]


class BecsFinding(models.Model):
    """What a check found on a claim line; written by the engine in bulk."""

    _name = "becs.finding"
    _description = "Back-End Credit Finding"
    _inherit = ["becs.portal.mixin"]
    _order = "claim_line_id.id, id"
    _rec_name = "message"
    _log_access = False

    claim_line_id = fields.Many2one(
        "becs.claim.line", "Line", required=True, index=True, ondelete="cascade"
    )
    claim_id = CopiedMany2one("becs.claim", required=True)
    company_id = fields.Many2one(related="claim_id.company_id")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    commercial_partner_id = fields.Many2one(
        related="claim_id.commercial_partner_id", string="Distributor"
    )
    rule_id = fields.Many2one("becs.rule", "Check", required=True, ondelete="restrict")
    code = fields.Char("Reason Code", required=True)
    outcome = fields.Selection(OUTCOMES, required=True)
    claimed_value = fields.Float(digits=False, aggregator=None)
    expected_value = fields.Float(digits=False, aggregator=None)
    amount_claimed = fields.Monetary(
        "Claimed",
        help="What the line claims; a line with several findings is counted with each.",
    )
    amount_impact = fields.Monetary(
        "Money Lost",
        help="What the line claims and does not get because of this finding.",
    )
    message = fields.Text(required=True)
    x12_code = fields.Char(related="rule_id.x12_code")
    rosettanet_code = fields.Char(related="rule_id.rosettanet_code")

    # the line beside its finding, in the review list
    claim_state = fields.Selection(related="claim_id.state", string="Claim Status")
    date_submitted = fields.Date(related="claim_id.date_submitted")
    days_open = fields.Integer(related="claim_id.days_open")
    line_state = fields.Selection(related="claim_line_id.state", string="Verdict")
    program_id = fields.Many2one(related="claim_line_id.program_id")
    product_id = fields.Many2one(related="claim_line_id.product_id")
    date_ship = fields.Date(related="claim_line_id.date_ship")
    amount_approved = fields.Monetary(related="claim_line_id.amount_approved")

    _reason_idx = models.Index("(claim_id, rule_id, outcome)")
    # lines of which a distributor is told nothing else
    _foreign_idx = models.Index(
        "(claim_line_id) WHERE code = 'distributor_not_authorized'"
    )

    @api.depends("rule_id", "claim_line_id")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.rule_id.name

    def action_resolve_names(self):
        """Ask what the unknown codes and names of the findings' lines stand for."""
        return self.claim_line_id.action_resolve_names()

    def action_open_line(self):
        """Open the line the finding is about."""
        self.ensure_one()
        return self.claim_line_id._open_record(self.claim_line_id)
