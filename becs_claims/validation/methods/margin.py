"""A guaranteed margin: the distributor keeps a percent of its resale price."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Method, Term

_lt = LazyTranslate(__name__)


class Margin(Method):
    code = "margin"
    terms = (Term("margin_percent", "margin_percent", is_percent=True),)
    uses_resale_price = True
    price_unknown = _lt(
        "The guaranteed margin needs a resale price, and none is stated."
    )

    def authorized_price(self):
        return SQL(
            """CASE WHEN l.resale_stated < l.min_resale_price
                    THEN l.min_resale_price ELSE l.resale_stated END
               * (1 - l.term_margin_percent * 0.01)"""
        )

    def expected_credit(self, line, agreed):
        return SQL(
            """%(agreed)s - CASE
                 WHEN %(line)s.currency_id = program.currency_id
                 THEN GREATEST(NULLIF(%(line)s.resale_price, 0), pl.min_resale_price)
                      * (1 - pl.margin_percent / 100) END""",
            agreed=agreed,
            line=line,
        )

    def explain_price(self, line, terms):
        if not line.resale_price:
            return [line.env._("The margin needs a resale price; none is stated.")]
        explained = []
        resale = line.resale_price / line._stated_unit_factor()
        lowest = line.program_id.currency_id._convert(
            terms.min_resale_price,
            line.currency_id,
            line.company_id,
            line.date_ship,
            round=False,
        )
        if resale < lowest:
            explained.append(
                line.env._(
                    "The resale price %(stated)s counts as the lowest one, %(lowest)s.",
                    stated=line._price(resale),
                    lowest=line._price(lowest),
                )
            )
            resale = lowest
        return [
            *explained,
            line.env._(
                "Authorized price: %(price)s (resale price %(resale)s less %(percent)s"
                "%% margin).",
                price=line._price(line.authorized_price_calculated),
                resale=line._price(resale),
                percent=line._number(terms.margin_percent),
            ),
        ]

    def told(self, line, terms):
        share = f"{terms.margin_percent:g}%"
        return line.env._("Margin you keep of the resale price"), share

    def not_measured(self, line):
        return line.env._(
            "What the guaranteed margin on %s comes to is not known", line._covered()
        )
