from odoo import api, fields, models
from odoo.exceptions import UserError


class BecsNameResolutionList(models.TransientModel):
    """Asks a person what many texts of distributors stand for, all at once."""

    _name = "becs.name.resolution.list"
    _description = "Unknown Names"
    _inherit = ["becs.guarded.mixin"]

    claim_ids = fields.Many2many("becs.claim", string="Opened From", readonly=True)
    all_open = fields.Boolean(
        "Also in the distributors' other open claims", default=True
    )
    revalidate = fields.Boolean("Judge the claims again", default=True)
    row_ids = fields.One2many("becs.name.resolution", "list_id", "Unknown Names")
    left_out = fields.Integer(readonly=True)
    chosen_count = fields.Integer(compute="_compute_chosen_count")
    # which columns there is something for
    has_products = fields.Boolean(compute="_compute_kinds")
    has_customers = fields.Boolean(compute="_compute_kinds")

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        return names | {"all_open", "revalidate", "row_ids"}

    @api.depends("row_ids.product_id", "row_ids.customer_id")
    def _compute_chosen_count(self):
        for wizard in self:
            wizard.chosen_count = len(wizard._chosen())

    @api.depends("row_ids.kind")
    def _compute_kinds(self):
        for wizard in self:
            kinds = wizard.row_ids.mapped("kind")
            wizard.has_products = "product" in kinds
            wizard.has_customers = "customer" in kinds

    def action_apply(self):
        """Apply what was chosen; texts without a choice stay unknown."""
        self.ensure_one()
        chosen = self._chosen()
        if not chosen:
            raise UserError(
                self.env._(
                    "Choose what at least one of the texts stands for. The others stay "
                    "as they are."
                )
            )
        return chosen._apply(self.revalidate)

    def _chosen(self):
        return self.row_ids.filtered(lambda row: row.product_id or row.customer_id)

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
