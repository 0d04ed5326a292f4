from odoo import models


class ResCurrency(models.Model):
    _name = "res.currency"
    _inherit = ["res.currency", "becs.input.mixin"]

    def _input_fields(self):
        # amounts may be one rounding unit above
        return {"rounding"}

    def _input_scopes(self):
        return {("all", 0, None), ("currency", self.id, None)}


class ResCurrencyRate(models.Model):
    _name = "res.currency.rate"
    _inherit = ["res.currency.rate", "becs.input.mixin"]
    _prices_by_creating = True

    def _input_fields(self):
        return {
            "company_id",
            "company_rate",
            "currency_id",
            "inverse_company_rate",
            "name",
            "rate",
        }

    def _input_scopes(self):
        # of a price list, a purchase, a program or a claim
        return {("all", 0, None), ("currency", self.currency_id.id, None)}

    def _price_scopes(self):
        return {("all", 0, None): self._input_fields()}
