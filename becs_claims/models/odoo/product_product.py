from odoo import api, models

from ..shared import closed_fields


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["becs.portal.closed.mixin", "product.product", "becs.input.mixin"]

    def _input_fields(self):
        names = {
            "active",
            "barcode",
            "default_code",
            "lst_price",
            "product_template_attribute_value_ids",
            "product_tmpl_id",
        }
        # often written by stock moves, and a price only where a price list says so;
        # any price list, whatever of them who writes the product may read
        rules = self.env["product.pricelist.item"].sudo()
        if rules.search_count([("base", "=", "standard_price")], limit=1):
            names.add("standard_price")
        return names

    def _input_scopes(self):
        return {
            ("product", self.id, None),
            *self._input_scopes_of_texts((self.default_code, self.barcode)),
        }

    def _price_scopes(self):
        return {
            ("product", self.id, None): {
                "lst_price",
                "product_template_attribute_value_ids",
            },
            ("cost", self.id, None): {"standard_price"},
            ("category", self.categ_id.id, None): {"active", "product_tmpl_id"},
        }

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        closed_fields.mark(self, arch)
        return arch, view
