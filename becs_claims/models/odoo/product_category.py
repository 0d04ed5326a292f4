from odoo import models


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "becs.input.mixin"]

    def _input_fields(self):
        return {"parent_id"}

    def _input_scopes(self):
        return {("all", 0, None)}

    def _price_scopes(self):
        return {
            ("category", category.id, None): {"parent_id"}
            for category in self | self.parent_id
        }
