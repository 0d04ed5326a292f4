"""Returns: do they take back from a sale that was paid? Found by :mod:`..returns`."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

_COVERED = SQL("(SELECT quantity FROM becs_run_return_match WHERE id = l.id)")
_ORIGIN = SQL("(SELECT btrim(origin_document) FROM becs_claim_line WHERE id = l.id)")
_NAMES_SALE = SQL(
    "EXISTS (SELECT FROM becs_run_return WHERE id = l.id AND document IS NOT NULL)"
)


def _sale(column):
    """SQL of a column of the sale ``line`` (of ``claim``) it was put against."""
    return SQL(
        """(SELECT %s
              FROM becs_run_return_match m
              JOIN becs_claim_line line ON line.id = m.origin_id
              JOIN becs_claim claim ON claim.id = line.claim_id
             WHERE m.id = l.id)""",
        column,
    )


CHECKS = [
    Check(
        "return_without_credit",
        _lt(
            "Returned: %(claimed)s; credit was paid and not yet taken back for "
            "%(expected)s. Nothing is taken back for the rest."
        ),
        cases=(
            (
                SQL("%s = 0 AND %s", _COVERED, _NAMES_SALE),
                _lt(
                    "No credit is left to take back from document %(document)s: none "
                    "was paid for this product, or it was taken back before."
                ),
            ),
            (
                SQL("%s = 0", _COVERED),
                _lt(
                    "The return names no sale, and no paid sale of the product to "
                    "this end customer has credit left to take back."
                ),
            ),
        ),
        claimed=SQL("l.quantity"),
        expected=_COVERED,
        kind="quantity",
        values={"document": ("text", _ORIGIN)},
        on_returns=True,
        phase=Phase.RETURNS,
        advice=_lt(
            "The sale was not paid, so there is nothing to take back. Check its "
            "document."
        ),
    ),
    Check(
        "return_origin_assumed",
        _lt(
            "The return names no sale. It is put against document %(document)s "
            "shipped on %(shipped)s (%(line)s). Accept it if that is the sale that "
            "came back."
        ),
        cases=(
            (
                SQL(
                    """EXISTS (SELECT FROM becs_run_return
                                WHERE id = l.id AND is_proposed)"""
                ),
                _lt(
                    "The distributor reported that goods of document %(document)s came "
                    "back and did not claim the return in time (%(line)s). Accept it "
                    "to take the credit back."
                ),
            ),
        ),
        values={
            "document": ("text", _sale(SQL("btrim(line.pos_document)"))),
            "shipped": ("date", _sale(SQL("line.date_ship"))),
            "line": ("text", _sale(SQL("concat_ws(' / ', claim.name, line.sequence)"))),
        },
        on_returns=True,
        phase=Phase.RETURNS,
        advice=_lt("Name the document of the sale on the return."),
    ),
]
