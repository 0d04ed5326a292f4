"""A net price per unit: the credit is what the into-stock price is above it."""

from odoo.tools import SQL

from .base import Method, Term, exact


class NetPrice(Method):
    code = "net_price"
    terms = (Term("authorized_price", "authorized_price", less_when_higher=True),)

    def authorized_price(self):
        return SQL("l.term_authorized_price")

    def expected_credit(self, line, agreed):
        return SQL("%s - pl.authorized_price", agreed)

    def explain_price(self, line, terms):
        price = line._price(line.authorized_price_calculated)
        return [line.env._("Authorized price: %s (the program).", price)]

    def told(self, line, terms):
        price = line._portal_price(terms, "authorized_price")
        return line.env._("Authorized price"), price

    def credit_of(self, terms, into_stock, listed):
        return into_stock - exact(terms.authorized_price)
