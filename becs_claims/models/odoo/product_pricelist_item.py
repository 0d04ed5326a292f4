from odoo import api, models


class ProductPricelistItem(models.Model):
    """Prices of an authorized price list are terms of the programs that use it."""

    _name = "product.pricelist.item"
    _inherit = ["product.pricelist.item", "becs.input.mixin"]
    _prices_by_creating = True

    def _input_fields(self):
        return {
            "applied_on",
            "base",
            "base_pricelist_id",
            "categ_id",
            "compute_price",
            "date_end",
            "date_start",
            "fixed_price",
            "min_quantity",
            "percent_price",
            "price_discount",
            "price_markup",
            "price_max_margin",
            "price_min_margin",
            "price_round",
            "price_surcharge",
            "pricelist_id",
            "product_id",
            "product_tmpl_id",
        }

    def _input_scopes(self):
        if self.product_id:
            return {("product", self.product_id.id, None)}
        if self.product_tmpl_id:
            return self.product_tmpl_id._input_scopes()
        return self._input_scopes_of(self.company_id)

    def _price_scopes(self):
        """Prices of the list: of the products the rule names, else all of them."""
        if not self.pricelist_id:
            return {}
        products = self.product_id.browse()
        if self.applied_on == "0_product_variant":
            products = self.product_id
        elif self.applied_on == "1_product":
            template = self.product_tmpl_id.with_context(active_test=False)
            products = template.product_variant_ids
        return {
            ("pricelist", (self.pricelist_id.id, product_id), None): (
                self._input_fields()
            )
            for product_id in products.ids or [0]
        }

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._becs_note_writer()
        return items

    def write(self, vals):
        self._becs_note_writer()
        result = super().write(vals)
        self._becs_note_writer()
        return result

    def unlink(self):
        self._becs_note_writer()
        return super().unlink()

    def _becs_note_writer(self):
        """Whoever changes prices need not see the programs."""
        self.env["becs.program"].sudo().search(
            [
                ("pricelist_id", "in", self.pricelist_id.ids),
                ("state", "in", ("draft", "requested", "refused")),
            ]
        )._note_writer()
