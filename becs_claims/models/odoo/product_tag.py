from odoo import models


class ProductTag(models.Model):
    _name = "product.tag"
    _inherit = ["product.tag", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}
