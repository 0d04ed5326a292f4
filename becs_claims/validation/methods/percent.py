"""A percent of the into-stock price."""

from odoo.tools import SQL

from .base import Method, Term, exact


class Percent(Method):
    code = "percent"
    terms = (
        Term("discount_percent", "discount_percent", is_percent=True, is_required=True),
    )

    def unit_credit(self):
        return SQL("l.into_stock_price * l.term_discount_percent * 0.01")

    def expected_credit(self, line, agreed):
        return SQL("%s * pl.discount_percent / 100", agreed)

    def whole_credit(self, line, terms):
        return line.into_stock_price * terms.discount_percent / 100

    def explain_credit(self, line, terms, credit):
        return line.env._(
            "Credit due: %(percent)s%% of %(price)s = %(credit)s per %(unit)s.",
            percent=line._number(terms.discount_percent),
            price=line._price(line.into_stock_price),
            credit=line._price(credit),
            unit=line._unit(),
        )

    def told(self, line, terms):
        share = f"{terms.discount_percent:g}%"
        return line.env._("Credit, of the into-stock price"), share

    def percent(self, terms):
        return terms.discount_percent

    def credit_of(self, terms, into_stock, listed):
        return into_stock * exact(terms.discount_percent) / 100
