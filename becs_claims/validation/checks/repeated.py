"""Was the same sale, or the same piece, claimed before? Found by :mod:`..repeated`."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from .base import Check, Phase

_lt = LazyTranslate(__name__)

_DOCUMENT = (
    "text",
    SQL("(SELECT btrim(pos_document) FROM becs_claim_line WHERE id = l.id)"),
)


def _earlier(found, condition):
    """Number and row of the line that was first.

    :param found: SQL of the table of those that were found
    """
    return (
        "text",
        SQL(
            """(SELECT concat_ws(' / ', claim.name, line.sequence)
                  FROM %s found
                  JOIN becs_claim_line line ON line.id = found.earlier_id
                  JOIN becs_claim claim ON claim.id = line.claim_id
                 WHERE found.id = l.id AND %s)""",
            found,
            condition,
        ),
    )


def _duplicate(code):
    return _earlier(SQL("becs_run_duplicate"), SQL("found.code = %s", code))


CHECKS = [
    Check(
        "duplicate_line",
        _lt("The same sale on document %(document)s was claimed before: %(earlier)s."),
        values={"document": _DOCUMENT, "earlier": _duplicate("duplicate_line")},
        on_returns=True,
        phase=Phase.REPEATED,
        of_sale=True,
        advice=_lt(
            "The sale was claimed before. Leave it out, or correct document and line "
            "if it is another one."
        ),
    ),
    Check(
        "serial_already_claimed",
        _lt("Serial number %(serial)s was claimed before: %(earlier)s."),
        values={
            "serial": (
                "text",
                SQL("(SELECT serial FROM becs_run_repeated_piece WHERE id = l.id)"),
            ),
            "earlier": _earlier(SQL("becs_run_repeated_piece"), SQL("TRUE")),
        },
        phase=Phase.REPEATED,
        of_sale=True,
        advice=_lt(
            "A serial number was claimed before. Check the numbers and send it again."
        ),
    ),
    Check(
        "possible_duplicate",
        _lt(
            "Document %(document)s was claimed before with another quantity, ship "
            "date or authorization: %(earlier)s."
        ),
        values={"document": _DOCUMENT, "earlier": _duplicate("possible_duplicate")},
        phase=Phase.REPEATED,
        of_sale=True,
        advice=_lt(
            "The document was claimed before with other figures. Tell us which of them "
            "are right."
        ),
    ),
]
