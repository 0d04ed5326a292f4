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


class ResCountryGroup(models.Model):
    _name = "res.country.group"
    _inherit = ["res.country.group", "becs.input.mixin"]
    _prices_by_creating = True

    def _input_fields(self):
        return {"country_ids", "pricelist_ids"}

    def _input_scopes(self):
        return {("all", 0, None)}

    def _price_scopes(self):
        return {("all", 0, None): self._input_fields()}
