from odoo import models


class ResCountry(models.Model):
    _name = "res.country"
    _inherit = ["res.country", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}


class ResCountryState(models.Model):
    _name = "res.country.state"
    _inherit = ["res.country.state", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}
