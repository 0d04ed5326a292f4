from odoo import api, fields, models
from odoo.exceptions import UserError


class BecsClaimLineDecide(models.TransientModel):
    """Asks a person for the verdict on claim lines, and why.

    Opened on claim lines, or on findings, which stand for their lines.
    """

    _name = "becs.claim.line.decide"
    _description = "Decide Claim Lines"

    line_ids = fields.Many2many(
        "becs.claim.line", default=lambda self: self._default_line_ids()
    )
    line_count = fields.Integer("Lines", compute="_compute_figures")
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")
    amount_claims = fields.Monetary("Claimed", compute="_compute_figures")
    amount_proposed = fields.Monetary("Proposed", compute="_compute_figures")
    verdict = fields.Selection(
        [
            ("accept", "Accept the proposal"),
            ("claimed", "Accept as claimed"),
            ("reject", "Reject"),
            ("quantity", "Pay another quantity"),
            ("amount", "Pay another amount"),
        ],
        required=True,
        default="accept",
    )
    quantity = fields.Float(
        min_display_digits="Product Unit",
        help="Units to pay, per line, in the product's unit; the amount follows from "
        "the unit credit.",
    )
    amount = fields.Monetary(help="Money to pay, per line. Negative on a return.")
    note = fields.Text("Reason")

    @api.model
    def _default_line_ids(self):
        context = self.env.context
        ids = context.get("active_ids") or []
        Line = self.env["becs.claim.line"]
        if context.get("active_model") == Line._name:
            return Line.browse(ids)
        if context.get("active_model") == "becs.finding":
            return self.env["becs.finding"].browse(ids).claim_line_id
        return Line

    @api.depends("line_ids")
    def _compute_figures(self):
        for wizard in self:
            lines = wizard.line_ids
            wizard.line_count = len(lines)
            currency = lines.currency_id
            # sums of several currencies would mean nothing
            wizard.currency_id = currency if len(currency) == 1 else False
            wizard.amount_claims = sum(lines.mapped("amount_claims"))
            wizard.amount_proposed = sum(lines.mapped("amount_approved"))

    @api.onchange("line_ids", "verdict")
    def _onchange_verdict(self):
        if len(self.line_ids) == 1:
            line = self.line_ids
            self.quantity = line.quantity_approved or line.quantity
            self.amount = line.amount_approved

    def action_apply(self):
        """Record the verdict on the lines."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Select the lines to decide first."))
        is_set = self.verdict in ("quantity", "amount")
        self.line_ids.action_decide(
            "set" if is_set else self.verdict,
            quantity=self.quantity if self.verdict == "quantity" else None,
            amount=self.amount if self.verdict == "amount" else None,
            note=self.note or "",
        )
        return {"type": "ir.actions.act_window_close"}
