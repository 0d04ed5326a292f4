from odoo import fields, models

from ..claim_line.claim_line import STATES
from ..shared.own_fields import CopiedMany2one


class BecsWhatIfLine(models.Model):
    """A claim line that a what-if would pay otherwise, or for other reasons.

    Written in bulk by :mod:`odoo.addons.becs_claims.what_if.sandbox`. Amounts are
    in the what-if's currency, quantities in the product's unit.
    """

    _name = "becs.what.if.line"
    _description = "Line of a What-If"
    _order = "id"
    _rec_name = "claim_line_id"
    _log_access = False

    what_if_id = fields.Many2one(
        "becs.what.if", "What-If", required=True, index=True, ondelete="cascade"
    )
    claim_line_id = fields.Many2one(
        "becs.claim.line", "Line", required=True, index=True, ondelete="cascade"
    )
    claim_id = CopiedMany2one("becs.claim", "Claim")
    company_id = fields.Many2one(related="what_if_id.company_id")
    commercial_partner_id = CopiedMany2one("res.partner", "Distributor")
    product_id = CopiedMany2one("product.product", "Product")
    program_before_id = CopiedMany2one("becs.program", "Program Before")
    program_after_id = CopiedMany2one("becs.program", "Program")
    reason_id = fields.Many2one(
        "becs.rule",
        "Main Reason",
        ondelete="set null",
        help="The check that makes the difference: found now and not before, or the "
        "other way round.",
    )
    currency_id = CopiedMany2one("res.currency", "Currency")
    date_ship = fields.Date("Ship Date")
    state_before = fields.Selection(STATES, "Before")
    state_after = fields.Selection(STATES, "After")
    quantity_before = fields.Float(min_display_digits="Product Unit")
    quantity_after = fields.Float(min_display_digits="Product Unit")
    amount_claimed = fields.Monetary("Claimed")
    amount_before = fields.Monetary("Paid Before")
    amount_after = fields.Monetary("Paid After")
    amount_difference = fields.Monetary("Difference")
    proposed_before = fields.Monetary()
    proposed_after = fields.Monetary()
    reasons_before = fields.Char()
    reasons_after = fields.Char()

    def action_open_line(self):
        """Open the claim line as it is."""
        self.ensure_one()
        return self.claim_line_id._open_record(self.claim_line_id)
