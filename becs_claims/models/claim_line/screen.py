from odoo import api, fields, models


class BecsClaimLine(models.Model):
    """What the line's form and lists show beside the stored fields."""

    _inherit = "becs.claim.line"

    # who may read a line may read what was found on it; to ask it again for each
    # finding would join the claim to all of them
    reason_summary = fields.Char(
        "Reasons", compute="_compute_reason_summary", compute_sudo=True
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", export_string_translation=False
    )
    waits_for_others = fields.Boolean(
        compute="_compute_waits_for_others",
        compute_sudo=True,
        export_string_translation=False,
    )
    # stated and found differ to the distributor's disadvantage
    diff_quantity = fields.Boolean(
        compute="_compute_differences", export_string_translation=False
    )
    diff_book_price = fields.Boolean(
        compute="_compute_differences", export_string_translation=False
    )
    diff_authorized_price = fields.Boolean(
        compute="_compute_differences", export_string_translation=False
    )
    diff_unit_credit = fields.Boolean(
        compute="_compute_differences", export_string_translation=False
    )
    diff_amount = fields.Boolean(
        compute="_compute_differences", export_string_translation=False
    )

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Skip the lines before a later page in the index, and read only the page."""
        if not offset:
            return super().search_fetch(domain, field_names, offset, limit, order)
        lines = super().search_fetch(domain, [], offset, limit, order)
        lines.fetch(field_names)
        return lines

    @api.depends("finding_ids.rule_id")
    def _compute_reason_summary(self):
        for line in self:
            names = line.finding_ids.rule_id.mapped("name")
            line.reason_summary = ", ".join(names)

    @api.depends("state", "claim_state", "credit_line_id", "transaction_type")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        is_analyst = self.env.user.has_group("becs_claims.group_analyst")
        for line in self:
            line.can_decide = (
                is_analyst
                and line.state != "pending"
                and line.transaction_type != "correction"
                and (
                    line.claim_state in ("submitted", "validated", "approved")
                    or (line.claim_state == "done" and line.credit_line_id)
                )
            )

    @api.depends("state", "finding_ids.code")
    def _compute_waits_for_others(self):
        for line in self:
            line.waits_for_others = (
                line.state == "review"
                and "authorization_held" in line.finding_ids.mapped("code")
            )

    @api.depends("state", "amount_approved", "quantity_approved")
    def _compute_differences(self):
        for line in self:
            decided = line.state != "pending"
            factor = line._stated_unit_factor()
            line.diff_quantity = decided and (
                line.quantity_approved < line.quantity * factor
            )
            line.diff_book_price = decided and (
                0 < line.into_stock_price < line.book_price / factor
            )
            line.diff_authorized_price = decided and (
                0 < line.authorized_price / factor < line.authorized_price_calculated
            )
            line.diff_unit_credit = decided and (
                line.unit_credit / factor > line.unit_credit_calculated
            )
            line.diff_amount = decided and (
                line.currency_id.compare_amounts(
                    line.amount_approved, line.amount_claimed
                )
                != 0
            )

    def _stated_unit_factor(self):
        """Units of the product in one stated unit."""
        self.ensure_one()
        if not self.uom_id or not self.product_uom_id.factor:
            return 1
        return self.uom_id.factor / self.product_uom_id.factor

    def action_open_claim(self):
        """Open the claim the line belongs to."""
        return self._open_record(self.claim_id)

    def action_open_program(self):
        """Open the program that covers the line."""
        return self._open_record(self.program_id)

    def action_open_credit_note(self):
        """Open the credit note that carries the line."""
        return self._open_record(self.credit_note_id)

    def _open_record(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
