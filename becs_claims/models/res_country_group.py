from odoo import models


class ResCountryGroup(models.Model):
    _name = "res.country.group"
    _inherit = ["res.country.group", "becs.input.mixin"]

    def _input_fields(self):
        return {"country_ids", "pricelist_ids"}

    def _input_scopes(self):
        return {("all", 0, None)}
