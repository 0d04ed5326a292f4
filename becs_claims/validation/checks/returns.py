"""Returns: what they take back is matched to paid sales."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "return_without_credit",
        _lt("No paid sale is known that this return takes credit back from."),
        SQL("l.is_return"),
        on_returns=True,
    ),
]
