from odoo import models


class ResCurrency(models.Model):
    _name = "res.currency"
    _inherit = ["res.currency", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}
