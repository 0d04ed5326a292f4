from odoo import api, fields, models


class BecsDisputeAnswer(models.TransientModel):
    """Answers disputes: with a question, by accepting or by refusing them."""

    _name = "becs.dispute.answer"
    _description = "Answer a Dispute"
    _inherit = ["becs.guarded.mixin"]

    dispute_ids = fields.Many2many(
        "becs.dispute",
        string="Disputes",
        required=True,
        default=lambda self: self._default_dispute_ids(),
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    verdict = fields.Selection(
        [
            ("answer", "Answer and leave it open"),
            ("accept", "Accept: pay what is asked for, or all that is claimed"),
            ("amount", "Accept another amount"),
            ("quantity", "Accept another quantity"),
            ("refuse", "Refuse"),
        ],
        required=True,
        default="answer",
    )
    amount = fields.Monetary("Amount to Pay")
    quantity = fields.Float("Quantity to Pay", min_display_digits="Product Unit")
    answer = fields.Text(required=True)

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        return names | {"dispute_ids", "verdict", "amount", "quantity", "answer"}

    @api.model
    def _default_dispute_ids(self):
        Dispute = self.env["becs.dispute"]
        if self.env.context.get("active_model") == Dispute._name:
            return Dispute.browse(self.env.context.get("active_ids") or [])
        return Dispute

    @api.depends("dispute_ids")
    def _compute_currency_id(self):
        for wizard in self:
            currencies = wizard.dispute_ids.currency_id
            wizard.currency_id = currencies if len(currencies) == 1 else False

    def action_apply(self):
        """Answer the disputes."""
        self.ensure_one()
        disputes = self.dispute_ids
        if self.verdict == "answer":
            disputes.action_answer(self.answer)
        elif self.verdict == "refuse":
            disputes.action_refuse(self.answer)
        else:
            disputes.action_accept(
                quantity=self.quantity if self.verdict == "quantity" else None,
                amount=self.amount if self.verdict == "amount" else None,
                answer=self.answer,
            )
        return {"type": "ir.actions.act_window_close"}
