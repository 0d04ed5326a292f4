"""Is the sale among those the distributor reported? Found by ``reported``."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..expr import exceeds
from .base import Check, Phase

_lt = LazyTranslate(__name__)

_QUANTITY = SQL("(SELECT quantity FROM becs_run_pos_match WHERE id = l.id)")
_RESALE = SQL("(SELECT resale_price FROM becs_run_pos_match WHERE id = l.id)")
_LESS = exceeds(SQL("l.quantity"), _QUANTITY)
_DOCUMENT = (
    "text",
    SQL("(SELECT btrim(pos_document) FROM becs_claim_line WHERE id = l.id)"),
)

CHECKS = [
    Check(
        "no_point_of_sale_record",
        _lt(
            "The distributor reports its sales, and no reported sale of document "
            "%(document)s matches."
        ),
        values={"document": _DOCUMENT},
        phase=Phase.REPORTED,
        of_sale=True,
        advice=_lt(
            "Report the sale; the line is judged again when the report arrives."
        ),
    ),
    Check(
        "point_of_sale_mismatch",
        _lt("Resale price %(claimed)s; the sale was reported at %(expected)s."),
        cases=(
            (
                _LESS,
                _lt("Quantity %(quantity)s; the sale was reported with %(sold)s."),
            ),
        ),
        claimed=SQL("CASE WHEN %s THEN l.quantity ELSE l.resale_stated END", _LESS),
        expected=SQL("CASE WHEN %s THEN %s ELSE %s END", _LESS, _QUANTITY, _RESALE),
        kind="price",
        values={
            "quantity": ("quantity", SQL("l.quantity")),
            "sold": ("quantity", _QUANTITY),
        },
        phase=Phase.REPORTED,
        of_sale=True,
        advice=_lt(
            "Correct the line to what you reported, or send a corrected report."
        ),
    ),
]
