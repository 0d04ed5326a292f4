from odoo import fields, models

from ...validation.programs.versions import PROGRAM_TERMS
from .program import INTO_STOCK_SOURCES


class BecsProgramTerms(models.Model):
    """Terms of a program that an amendment replaced for later ship dates.

    They hold up to ``date_to``, from the day after those kept before them on. Only
    amendments write them. Amounts are in the program's currency.
    """

    _name = "becs.program.terms"
    _description = "Kept Terms of a Back-End Credit Program"
    _inherit = ["becs.input.mixin"]
    _order = "program_id, date_to"
    _rec_name = "program_id"

    program_id = fields.Many2one("becs.program", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    date_to = fields.Date("Ship Dates To", required=True)
    end_customer_ids = fields.Many2many(
        "res.partner",
        "becs_program_terms_customer_rel",
        "terms_id",
        "partner_id",
        "End Customers",
        ondelete="restrict",
    )
    claim_window_days = fields.Integer("Days to Claim")
    into_stock_source = fields.Selection(
        INTO_STOCK_SOURCES, string="Into-Stock Price From"
    )
    tolerance_percent = fields.Float("Tolerance (%)", digits=(16, 4))
    tolerance_amount = fields.Float(
        "Tolerance per Unit", min_display_digits="Product Price"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Authorized Price List",
        index="btree_not_null",
        ondelete="restrict",
    )
    minimum_line_amount = fields.Monetary("Smallest Line Paid")
    combinable = fields.Boolean()

    _ship_dates_unique = models.UniqueIndex(
        "(program_id, date_to)", "These ship dates have terms already."
    )

    def _input_fields(self):
        return {*PROGRAM_TERMS, "date_to", "end_customer_ids", "program_id"}

    def _input_scopes(self):
        return self.program_id._input_scopes()


class BecsProgramLineTerms(models.Model):
    """Terms of a program line that an amendment replaced for later ship dates.

    ``is_there`` is whether the line was part of the program then.
    """

    _name = "becs.program.line.terms"
    _description = "Kept Terms of a Back-End Credit Program Line"
    _inherit = ["becs.line.terms.mixin", "becs.input.mixin"]
    _order = "program_line_id, date_to"
    _rec_name = "program_line_id"

    program_line_id = fields.Many2one(
        "becs.program.line", required=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="program_line_id.program_id")
    company_id = fields.Many2one(related="program_line_id.company_id")
    currency_id = fields.Many2one(related="program_line_id.currency_id")
    date_to = fields.Date("Ship Dates To", required=True)
    is_there = fields.Boolean("Part of the Program", default=True)

    _ship_dates_unique = models.UniqueIndex(
        "(program_line_id, date_to)", "These ship dates have terms already."
    )

    def _input_fields(self):
        return {*self._methods().line_terms, "date_to", "is_there", "program_line_id"}

    def _input_scopes(self):
        return self.program_id._input_scopes()
