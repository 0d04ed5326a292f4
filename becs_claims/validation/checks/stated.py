"""Is the line complete, and do we know what it speaks of?"""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "missing_data",
        _lt("The line does not state its %(missing)s."),
        SQL(
            """(l.product_ref IS NULL AND l.product_id IS NULL)
               OR l.quantity_stated IS NULL OR l.date_ship IS NULL
               OR l.document IS NULL"""
        ),
        values={
            "missing": (
                "words",
                (
                    (
                        SQL("l.product_ref IS NULL AND l.product_id IS NULL"),
                        _lt("product"),
                    ),
                    (SQL("l.quantity_stated IS NULL"), _lt("quantity")),
                    (SQL("l.date_ship IS NULL"), _lt("ship date")),
                    (SQL("l.document IS NULL"), _lt("document")),
                ),
            )
        },
        on_returns=True,
        phase=Phase.STATED,
        of_sale=True,
        advice=_lt(
            "Complete product, quantity, ship date and document and send it again."
        ),
    ),
    Check(
        "negative_amount",
        _lt(
            "A sale claims %(claimed)s, which is below zero. Are two price columns "
            "swapped?"
        ),
        SQL("l.unit_raw < 0 OR l.amount_stated < 0"),
        claimed=SQL(
            "CASE WHEN l.amount_stated < 0 THEN l.amount_stated ELSE l.unit_raw END"
        ),
        expected=SQL("0::numeric"),
        kind="price",
        phase=Phase.STATED,
        of_sale=True,
        advice=_lt(
            "Check whether two price columns were swapped, correct the amounts and "
            "send it again."
        ),
    ),
    Check(
        "product_unknown",
        _lt("Product %(product)s is not known."),
        SQL(
            """l.product_ref IS NOT NULL AND l.product_id IS NULL
               OR l.product_id IS NOT NULL AND l.eligible IS NOT TRUE
                  AND NOT l.is_return"""
        ),
        cases=(
            (
                SQL("l.product_id IS NOT NULL"),
                _lt("Product %(product)s is not eligible for back-end credits."),
            ),
            (
                SQL(
                    """EXISTS (SELECT FROM becs_run_ambiguous_reference a
                                WHERE a.partner_id = l.partner_id
                                  AND a.product_ref = l.product_ref)"""
                ),
                _lt(
                    "Product %(product)s stands for several products: which one is "
                    "meant is not known."
                ),
            ),
        ),
        values={
            "product": (
                "text",
                SQL(
                    """COALESCE(
                        (SELECT btrim(product_ref) FROM becs_claim_line
                          WHERE id = l.id AND l.product_ref IS NOT NULL),
                        (SELECT default_code FROM product_product
                          WHERE id = l.product_id), '')"""
                ),
            )
        },
        on_returns=True,
        phase=Phase.STATED,
        of_sale=True,
        advice=_lt(
            "Correct the product number, or tell us which of our products it is, and "
            "send it again."
        ),
    ),
    Check(
        "uom_unknown",
        _lt("Unit %(unit)s cannot be converted to the unit of the product."),
        SQL("l.factor IS NULL AND (l.product_id IS NOT NULL OR l.uom_id IS NULL)"),
        values={
            "unit": (
                "text",
                SQL(
                    """(SELECT COALESCE(NULLIF(btrim(line.uom_ref), ''),
                                        unit.name->>'en_US')
                          FROM becs_claim_line line
                          LEFT JOIN uom_uom unit ON unit.id = line.uom_id
                         WHERE line.id = l.id)"""
                ),
            )
        },
        on_returns=True,
        phase=Phase.STATED,
        of_sale=True,
        advice=_lt(
            "State the quantity and prices in a unit we sell the product in and send "
            "it again."
        ),
    ),
]
