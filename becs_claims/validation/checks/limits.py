"""Is enough left under the caps? Found by ``caps`` and by ``decided``."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check

_lt = LazyTranslate(__name__)

CUTS = [
    Check(
        "authorized_quantity_exceeded",
        _lt("Quantity %(claimed)s; only %(expected)s is left of the authorized one."),
        claimed=SQL("l.quantity"),
        expected=SQL("GREATEST(l.cap_quantity, 0)"),
        kind="quantity",
        is_cap=True,
    ),
    Check(
        "budget_exceeded",
        _lt("%(claimed)s would be due; only %(expected)s is left of the budget."),
        claimed=SQL("l.cap_wanted"),
        expected=SQL("l.cap_amount"),
        kind="money",
        is_cap=True,
    ),
    Check(
        "authorization_exhausted",
        _lt("Nothing is left of what authorization %(number)s allows."),
        claimed=SQL("l.claims"),
        expected=SQL("0::numeric"),
        kind="money",
        values={
            "number": (
                "text",
                SQL("(SELECT code FROM becs_program WHERE id = l.program_id)"),
            )
        },
        is_cap=True,
    ),
    Check(
        "authorization_held",
        _lt(
            "What is left of authorization %(number)s is held by lines in review; "
            "%(expected)s is free now. Decide those lines first."
        ),
        claimed=SQL("l.cap_full"),
        expected=SQL("l.cap_amount"),
        kind="money",
        values={
            "number": (
                "text",
                SQL("(SELECT code FROM becs_program WHERE id = l.program_id)"),
            )
        },
        is_cap=True,
    ),
]

APPROVAL = [
    Check(
        "over_review_amount",
        _lt("%(claimed)s is above %(expected)s, the limit for approval by the system."),
        claimed=SQL("l.amount"),
        expected=SQL("l.review_limit"),
        kind="money",
    ),
]
