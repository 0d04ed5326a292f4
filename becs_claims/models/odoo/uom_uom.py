from odoo import models


class UomUom(models.Model):
    _name = "uom.uom"
    _inherit = ["uom.uom", "becs.input.mixin"]

    def _input_fields(self):
        return {"active", "factor", "name", "relative_factor", "relative_uom_id"}

    def _input_scopes(self):
        return {("all", 0, None)}
