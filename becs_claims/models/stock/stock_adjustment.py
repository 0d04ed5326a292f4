from odoo import api, fields, models

from ...storage import stock


class BecsStockAdjustment(models.Model):
    """What invoices do not tell about a distributor's stock.

    * ``opening``: the whole stock at the end of the day; what was bought and sold up to
      it no longer counts.
    * ``correction``: units more or less, for example found or scrapped.
    * ``price``: price protection; the last ``quantity`` units bought by the day cost
      ``unit_price`` less for sales shipped from that day on.

    Quantities are in the product's unit, prices per that unit in ``currency_id``.
    """

    _name = "becs.stock.adjustment"
    _description = "Distributor Stock Adjustment"
    _inherit = ["becs.guarded.mixin", "becs.input.mixin", "becs.intake.target.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_becs_distributor', '=', True)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Distributor",
        store=True,
        precompute=True,
    )
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", check_company=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection(
        lambda self: self._selection_kind(),
        required=True,
        default="correction",
        help="Opening stock: the whole stock at the end of that day. Correction: units "
        "more or less. Price protection: the last units bought by that day cost so "
        "much less from then on.",
    )
    quantity = fields.Float(
        min_display_digits="Product Unit",
        required=True,
        help="Negative for a correction that takes units away.",
    )
    unit_price = fields.Float(
        min_display_digits="Product Price",
        aggregator=None,
        help="Into-stock price per unit; for price protection: how much less. Empty on "
        "a correction: what the units bought last did cost.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    note = fields.Char()
    intake_id = fields.Many2one(
        "becs.intake",
        "File",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The list it came with; none when it was entered by hand.",
    )

    _product_idx = models.Index("(company_id, commercial_partner_id, product_id, date)")
    _only_corrections_take = models.Constraint(
        "CHECK (kind = 'correction' OR quantity >= 0)",
        "Only a correction may take units away. Choose Correction, or enter a positive "
        "quantity.",
    )
    _price_not_negative = models.Constraint(
        "CHECK (COALESCE(unit_price, 0) >= 0)",
        "A price, and what a price protection takes off, is never negative.",
    )
    _says_something = models.Constraint(
        "CHECK (kind = 'opening' OR quantity <> 0)",
        "A correction or price protection of no units says nothing. Enter the "
        "quantity.",
    )
    _protection_has_amount = models.Constraint(
        "CHECK (kind <> 'price' OR COALESCE(unit_price, 0) > 0)",
        "Price protection says how much less each unit costs. Enter that as the price "
        "per unit.",
    )

    @api.model
    def _selection_kind(self):
        return [
            ("opening", self.env._("Opening stock")),
            ("correction", self.env._("Correction")),
            ("price", self.env._("Price protection")),
        ]

    @api.depends("kind", "product_id", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for adjustment in self:
            adjustment.display_name = " ".join(
                (
                    labels.get(adjustment.kind, ""),
                    adjustment.product_id.display_name or "",
                    fields.Date.to_string(adjustment.date) or "",
                )
            ).strip()

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {
            "partner_id",
            "product_id",
            "date",
            "kind",
            "quantity",
            "unit_price",
            "currency_id",
            "note",
        }
        return names if self else names | {"company_id"}

    def _input_fields(self):
        return {
            "company_id",
            "currency_id",
            "date",
            "kind",
            "partner_id",
            "product_id",
            "quantity",
            "unit_price",
        }

    def _input_scopes(self):
        return {("product", self.product_id.id, self.commercial_partner_id.id)}

    # Made from a file

    @api.model
    def _import_defaults(self, importer):
        return {
            "adjustment_kind": importer.adjustment_kind,
            "date_adjusted": fields.Date.to_string(importer.adjustment_date),
        }

    def _intake_rows(self, intake, reading):
        return stock.readable(self.env, intake, reading)

    def _intake_store(self, intake, rows):
        return stock.store(self.env, intake, rows)

    def _intake_action(self, intake):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_stock_adjustment"
        )
        if intake.state != "done":
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "becs_claims.action_becs_intake"
            )
            return action | {"views": [(False, "form")], "res_id": intake.id}
        return action | {
            "domain": [("intake_id", "=", intake.id)],
            "context": {"default_partner_id": intake.partner_id.id},
        }

    def _intake_message(self, body):
        """Adjustments have no history of their own; the file tells."""
