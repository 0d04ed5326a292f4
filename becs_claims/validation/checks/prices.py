"""Are the stated prices and amounts what they should be?"""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..expr import exceeds
from ..methods import Pricelist
from .base import Check, Phase

_lt = LazyTranslate(__name__)


def _price_unknown(run):
    return [
        (SQL("l.credit_method = %s", code), method.price_unknown)
        for code, method in run.methods.items()
        if method.may_lack_price
    ]


CHECKS = [
    Check(
        "book_price_unknown",
        _lt("The into-stock price is not known, so the credit cannot be worked out."),
        SQL("l.uses_stock_price AND l.into_stock_price IS NULL"),
        # units that are not known cannot be priced
        needs=("quantity",),
        phase=Phase.PRICES,
        advice=_lt(
            "Tell us which invoice of ours the goods came from, if you were asked."
        ),
    ),
    Check(
        "authorized_price_unknown",
        Pricelist.price_unknown,
        SQL("l.may_lack_price AND l.authorized_price IS NULL"),
        cases=_price_unknown,
        phase=Phase.PRICES,
        advice=_lt("State the resale price and send it again."),
    ),
    Check(
        "book_price_mismatch",
        _lt("Stated book price %(claimed)s, into-stock price %(expected)s."),
        exceeds(
            SQL("l.book_stated"),
            SQL(
                """l.into_stock_price
                   + GREATEST(l.tolerance_amount,
                              l.into_stock_price * l.tolerance_percent * 0.01)"""
            ),
        ),
        claimed=SQL("l.book_stated"),
        expected=SQL("l.into_stock_price"),
        kind="price",
        phase=Phase.PRICES,
        advice=_lt(
            "The book price is above what you paid. Send the invoice if you paid more."
        ),
    ),
    Check(
        "authorized_price_mismatch",
        _lt("Stated authorized price %(claimed)s, authorized is %(expected)s."),
        exceeds(
            SQL(
                """l.authorized_price
                   - GREATEST(l.tolerance_amount,
                              l.authorized_price * l.tolerance_percent * 0.01)"""
            ),
            SQL("l.authorized_stated"),
        ),
        claimed=SQL("l.authorized_stated"),
        expected=SQL("l.authorized_price"),
        kind="price",
        phase=Phase.PRICES,
        advice=_lt("The authorized price is another one. Correct it in your system."),
    ),
    Check(
        "no_credit_due",
        _lt(
            "The authorized price %(authorized)s is not below the into-stock price "
            "%(book)s."
        ),
        SQL("NOT (%s)", exceeds(SQL("l.into_stock_price"), SQL("l.authorized_price"))),
        claimed=SQL("l.claims"),
        expected=SQL("0::numeric"),
        kind="money",
        values={
            "authorized": ("price", SQL("l.authorized_price")),
            "book": ("price", SQL("l.into_stock_price")),
        },
        phase=Phase.PRICES,
        advice=_lt(
            "You bought at or below the authorized price, so nothing is due. Leave it "
            "out."
        ),
    ),
    Check(
        "unit_credit_mismatch",
        _lt("Stated credit per unit %(claimed)s, due is %(expected)s."),
        exceeds(
            SQL("(l.unit_stated - l.unit_credit - l.allowance) * l.quantity"),
            SQL("l.rounding"),
        ),
        cases=(
            (
                SQL("l.credited_before > 0"),
                _lt(
                    "Stated credit per unit %(claimed)s; %(paid)s was paid on the line "
                    "it was sent again for, so that %(expected)s is due."
                ),
            ),
        ),
        values={"paid": ("price", SQL("l.credited_before"))},
        claimed=SQL("l.unit_stated"),
        expected=SQL("l.unit_credit"),
        kind="price",
        phase=Phase.PRICES,
        advice=_lt(
            "The credit per unit is more than was authorized. Correct it in your "
            "system."
        ),
    ),
    Check(
        "amount_mismatch",
        _lt(
            "Stated amount %(claimed)s, quantity times the stated credit per unit is "
            "%(expected)s."
        ),
        SQL("l.amount_stated > l.amount_of_unit + l.rounding"),
        claimed=SQL("l.amount_stated"),
        expected=SQL("l.amount_of_unit"),
        kind="money",
        phase=Phase.PRICES,
        advice=_lt(
            "The amount is more than quantity times credit. Correct it in your system."
        ),
    ),
    Check(
        "resale_price_above_authorized",
        _lt("Resale price %(claimed)s is above the highest allowed, %(expected)s."),
        exceeds(SQL("l.resale_stated"), SQL("l.max_resale_price")),
        claimed=SQL("l.resale_stated"),
        expected=SQL("l.max_resale_price"),
        kind="price",
        phase=Phase.PRICES,
        advice=_lt(
            "The resale price is above the authorized one. Check it; we decide the "
            "line."
        ),
    ),
    *(
        Check(
            "resale_price_below_authorized",
            _lt("Resale price %(claimed)s is below the lowest allowed, %(expected)s."),
            SQL(
                "%s AND %s l.uses_resale_price",
                exceeds(SQL("l.min_resale_price"), SQL("l.resale_stated")),
                SQL() if counts else SQL("NOT"),
            ),
            claimed=SQL("l.resale_stated"),
            expected=SQL("l.min_resale_price"),
            kind="price",
            by_default="review" if counts else None,
            phase=Phase.PRICES,
            advice=_lt("The resale price is below the authorized one. Check it."),
        )
        # where the credit depends on the resale price, a person looks at it
        for counts in (False, True)
    ),
    Check(
        "below_minimum_amount",
        _lt("%(claimed)s is below the smallest amount paid for a line, %(expected)s."),
        exceeds(SQL("l.minimum_line_amount"), SQL("l.amount_paid")),
        claimed=SQL("l.amount_paid"),
        expected=SQL("l.minimum_line_amount"),
        kind="money",
        phase=Phase.PRICES,
        advice=_lt("The line is worth less than is paid at least. Leave it out."),
    ),
]
