"""Is enough left under the caps? Found by ``caps`` and by ``decided``."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "authorized_quantity_exceeded",
        _lt("Quantity %(claimed)s; only %(expected)s is left of the authorized one."),
        claimed=SQL("l.quantity"),
        expected=SQL("GREATEST(l.cap_quantity, 0)"),
        kind="quantity",
        phase=Phase.CAPS,
        advice=_lt(
            "The authorized quantity is used up. Ask for more, then send the rest "
            "again."
        ),
    ),
    Check(
        "budget_exceeded",
        _lt("%(claimed)s would be due; only %(expected)s is left of the budget."),
        claimed=SQL("l.cap_wanted"),
        expected=SQL("l.cap_amount"),
        kind="money",
        phase=Phase.CAPS,
        advice=_lt(
            "The authorized amount is used up. Ask for more, then send the rest again."
        ),
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
        phase=Phase.CAPS,
        advice=_lt(
            "Nothing is left of the authorization. Ask for more before you send it "
            "again."
        ),
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
        phase=Phase.CAPS,
        told=_lt(
            "What is left of the authorization is held by lines that are not decided "
            "yet."
        ),
        advice=_lt("Nothing now: other lines have to be decided first."),
    ),
    Check(
        "over_review_amount",
        _lt("%(claimed)s is above %(expected)s, the limit for approval by the system."),
        claimed=SQL("l.amount"),
        expected=SQL("l.review_limit"),
        kind="money",
        phase=Phase.APPROVAL,
        is_listed=False,
        told=_lt("The amount is large, so a person looks at it before it is paid."),
        advice=_lt("Nothing now: a large amount is looked at by a person."),
    ),
]
