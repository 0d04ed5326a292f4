from odoo import models


class ResCurrency(models.Model):
    _name = "res.currency"
    _inherit = ["res.currency", "becs.input.mixin"]

    def _input_fields(self):
        # amounts may be one rounding unit above
        return {"rounding"}

    def _input_scopes(self):
        return {("all", 0, None), ("currency", self.id, None)}
