"""A fixed amount per unit, whatever the unit cost."""

from odoo import fields
from odoo.tools import SQL

from .base import Method, Term, exact


class Fixed(Method):
    code = "fixed"
    terms = (Term("unit_credit", "line_credit", is_required=True),)
    uses_stock_price = False

    def unit_credit(self):
        return SQL("l.term_unit_credit")

    def expected_credit(self, line, agreed):
        return SQL("pl.unit_credit")

    def whole_credit(self, line, terms):
        return line.program_id.currency_id._convert(
            terms.unit_credit,
            line.currency_id,
            line.company_id,
            line.date_ship or fields.Date.context_today(line),
            round=False,
        )

    def explain_credit(self, line, terms, credit):
        return line.env._(
            "Credit due: a fixed %(credit)s per %(unit)s.",
            credit=line._price(credit),
            unit=line._unit(),
        )

    def told(self, line, terms):
        credit = line._portal_price(terms, "unit_credit")
        return line.env._("Credit per unit"), credit

    def credit_of(self, terms, into_stock, listed):
        return exact(terms.unit_credit)
