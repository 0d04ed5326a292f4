"""The price of the program's price list for product, quantity and ship date."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method

_lt = LazyTranslate(__name__)


class Pricelist(Method):
    code = "pricelist"
    uses_pricelist = True
    price_unknown = _lt(
        "The price list has no rule for this product, quantity and ship date."
    )

    def authorized_price(self):
        return SQL("l.listed_authorized_price")

    def explain_price(self, line, terms):
        values = {
            "price": line._price(line.authorized_price_calculated),
            "quantity": line._number(line._product_quantity()),
            "day": line._date(line.date_ship),
        }
        if line._for_distributor():
            return [
                line.env._(
                    "Authorized price: %(price)s by the program's price list for "
                    "%(quantity)s on %(day)s.",
                    **values,
                )
            ]
        return [
            line.env._(
                "Authorized price: %(price)s by price list %(list)s for "
                "%(quantity)s on %(day)s.",
                list=line._validated_by(line.program_id).pricelist_id.display_name,
                **values,
            )
        ]

    def told(self, line, terms):
        return line.env._("Authorized price"), line.env._("by price list")
