"""Does an authorization cover the sale?"""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

_NUMBER = (
    "text",
    SQL("(SELECT code FROM becs_program WHERE id = l.program_id)"),
)
_PRODUCT = (
    "text",
    SQL(
        """(SELECT COALESCE(product.default_code, template.name->>'en_US')
              FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE product.id = l.product_id)"""
    ),
)
_SHIP = ("date", SQL("l.date_ship"))
_FILED = ("date", SQL("l.date_filed"))

CHECKS = [
    Check(
        "authorization_unknown",
        _lt("Authorization %(number)s does not exist."),
        SQL("l.authorization_ref IS NOT NULL AND l.program_id IS NULL"),
        values={
            "number": (
                "text",
                SQL(
                    """(SELECT btrim(authorization_ref) FROM becs_claim_line
                         WHERE id = l.id)"""
                ),
            )
        },
        phase=Phase.AUTHORIZATION,
        advice=_lt("Correct the authorization number and send it again."),
    ),
    Check(
        "authorization_missing",
        _lt("No authorization is stated, and none that pays covers this sale."),
        SQL("l.authorization_ref IS NULL AND l.program_id IS NULL"),
        needs=("product_id", "quantity", "date_ship"),
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "Enter the authorization number the sale was made under and send it again."
        ),
    ),
    Check(
        "authorization_not_active",
        _lt("Authorization %(number)s was not approved."),
        SQL("l.program_state IN ('draft', 'requested', 'refused')"),
        values={"number": _NUMBER},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The authorization is not approved. Ask us for one, or claim under another."
        ),
    ),
    Check(
        "authorization_suspended",
        _lt("Authorization %(number)s is suspended."),
        SQL("l.program_state = 'suspended'"),
        values={"number": _NUMBER},
        phase=Phase.AUTHORIZATION,
        advice=_lt("Nothing now: the authorization is being reviewed."),
    ),
    Check(
        "distributor_not_authorized",
        _lt("Authorization %(number)s is not for this distributor."),
        SQL("NOT l.distributor_named"),
        values={"number": _NUMBER},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The authorization is not yours. Correct its number and send it again."
        ),
    ),
    Check(
        "product_not_authorized",
        _lt("Authorization %(number)s does not cover product %(product)s."),
        SQL("l.program_line_id IS NULL"),
        needs=("program_id", "product_id"),
        values={"number": _NUMBER, "product": _PRODUCT},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The authorization does not cover the product. Name one that does and send "
            "it again."
        ),
    ),
    Check(
        "ship_date_before_authorization",
        _lt(
            "Shipped on %(ship)s, before authorization %(number)s starts on %(start)s."
        ),
        SQL("l.date_ship < l.date_start"),
        values={
            "ship": _SHIP,
            "number": _NUMBER,
            "start": ("date", SQL("l.date_start")),
        },
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The sale was shipped before the authorization began. Check the ship date, "
            "or name another authorization."
        ),
    ),
    Check(
        "ship_date_after_authorization",
        _lt("Shipped on %(ship)s, after authorization %(number)s ended on %(end)s."),
        SQL("l.date_ship > l.date_end"),
        values={"ship": _SHIP, "number": _NUMBER, "end": ("date", SQL("l.date_end"))},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The sale was shipped after the authorization ended. Check the ship date, "
            "or name another authorization."
        ),
    ),
    Check(
        "end_customer_not_authorized",
        _lt(
            "Authorization %(number)s names end customers, and %(customer)s is none "
            "of them."
        ),
        SQL("NOT l.customer_named"),
        cases=(
            (
                SQL(
                    """NOT EXISTS (SELECT FROM becs_claim_line
                                    WHERE id = l.id
                                      AND (btrim(end_customer_name) <> ''
                                           OR end_customer_id IS NOT NULL))"""
                ),
                _lt(
                    "Authorization %(number)s names end customers, and the line "
                    "states none."
                ),
            ),
        ),
        values={
            "number": _NUMBER,
            "customer": (
                "text",
                SQL(
                    """(SELECT COALESCE(NULLIF(btrim(line.end_customer_name), ''),
                                        customer.name)
                          FROM becs_claim_line line
                          LEFT JOIN res_partner customer
                            ON customer.id = line.end_customer_id
                         WHERE line.id = l.id)"""
                ),
            ),
        },
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "Check the name of the end customer: the authorization is for certain ones."
        ),
    ),
    Check(
        "below_minimum_quantity",
        _lt(
            "Quantity %(claimed)s is below the minimum of %(expected)s of "
            "authorization %(number)s."
        ),
        SQL("l.below_minimum"),
        needs=("quantity",),
        claimed=SQL("l.quantity"),
        expected=SQL("l.minimum_quantity"),
        kind="quantity",
        values={"number": _NUMBER},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "The quantity is below the authorized minimum. Check it, or name another "
            "authorization."
        ),
    ),
    Check(
        "ship_date_in_future",
        _lt("Shipped on %(ship)s, after the claim was filed on %(filed)s."),
        SQL("l.date_ship > l.date_filed"),
        values={"ship": _SHIP, "filed": _FILED},
        on_returns=True,
        phase=Phase.AUTHORIZATION,
        of_sale=True,
        advice=_lt("Check the ship date and send it again."),
    ),
    Check(
        "filed_too_late",
        _lt(
            "Filed %(claimed)s days after the ship date %(ship)s; authorization "
            "%(number)s allows %(expected)s days."
        ),
        SQL("l.date_first_filed - l.date_ship > l.claim_window_days"),
        claimed=SQL("(l.date_first_filed - l.date_ship)::numeric"),
        expected=SQL("l.claim_window_days::numeric"),
        values={"ship": _SHIP, "number": _NUMBER},
        phase=Phase.AUTHORIZATION,
        advice=_lt(
            "It was filed after the claim window. Ask us if there was a reason for it."
        ),
    ),
]
