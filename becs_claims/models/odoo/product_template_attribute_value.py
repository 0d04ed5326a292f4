from odoo import models


class ProductTemplateAttributeValue(models.Model):
    _name = "product.template.attribute.value"
    _inherit = ["product.template.attribute.value", "becs.input.mixin"]

    def _input_fields(self):
        return {"price_extra"}

    def _input_scopes(self):
        return self.product_tmpl_id._input_scopes()

    def _price_scopes(self):
        template = self.product_tmpl_id.with_context(active_test=False)
        return {
            ("product", product.id, None): {"price_extra"}
            for product in template.product_variant_ids
        }
