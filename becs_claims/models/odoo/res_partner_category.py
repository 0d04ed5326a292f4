from odoo import models


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}


class ResPartnerIndustry(models.Model):
    _name = "res.partner.industry"
    _inherit = ["res.partner.industry", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}
