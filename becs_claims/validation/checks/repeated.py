"""Was the same sale, or the same piece, claimed before? Found by :mod:`..repeated`."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check

_lt = LazyTranslate(__name__)

_DOCUMENT = (
    "text",
    SQL("(SELECT btrim(pos_document) FROM becs_claim_line WHERE id = l.id)"),
)


def _earlier(code):
    """Number and row of the line that was first."""
    return (
        "text",
        SQL(
            """(SELECT concat_ws(' / ', claim.name, line.sequence)
                  FROM becs_run_duplicate found
                  JOIN becs_claim_line line ON line.id = found.earlier_id
                  JOIN becs_claim claim ON claim.id = line.claim_id
                 WHERE found.id = l.id AND found.code = %s)""",
            code,
        ),
    )


CHECKS = [
    Check(
        "duplicate_line",
        _lt("The same sale on document %(document)s was claimed before: %(earlier)s."),
        values={"document": _DOCUMENT, "earlier": _earlier("duplicate_line")},
        on_returns=True,
    ),
    Check(
        "serial_already_claimed",
        _lt("Serial number %(serial)s was claimed before: %(earlier)s."),
        values={
            "serial": (
                "text",
                SQL(
                    """(SELECT serial FROM becs_run_duplicate
                         WHERE id = l.id AND code = 'serial_already_claimed')"""
                ),
            ),
            "earlier": _earlier("serial_already_claimed"),
        },
    ),
    Check(
        "possible_duplicate",
        _lt(
            "Document %(document)s was claimed before with another quantity, ship "
            "date or authorization: %(earlier)s."
        ),
        values={"document": _DOCUMENT, "earlier": _earlier("possible_duplicate")},
    ),
]
