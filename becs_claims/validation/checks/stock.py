"""Can the distributor have had what it sold? Found by ``layers.stock``."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

CHECKS = [
    Check(
        "stock_exceeded",
        _lt(
            "%(claimed)s were sold with this line; no more than %(expected)s can have "
            "been in stock."
        ),
        claimed=SQL("(SELECT sold FROM becs_run_stock_excess WHERE id = l.id)"),
        expected=SQL("(SELECT bought FROM becs_run_stock_excess WHERE id = l.id)"),
        kind="quantity",
        phase=Phase.STOCK,
        advice=_lt(
            "More was sold than you can have had. Check quantity and ship date, or "
            "report the stock that is missing."
        ),
    ),
]
