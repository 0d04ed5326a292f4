"""From a claim file of any distributor to typed rows.

Plain Python without Odoo: bytes in, rows or sentences out. Start with
:func:`open_table`.
"""

from .errors import IntakeError, Problem
from .fields import (
    FIELDS,
    LINE_FIELDS,
    REQUIRED_FIELDS,
    claim_basis,
    field_choices,
    missing_fields,
)
from .headings import normalise as normalise_heading
from .messages import FIELD_LABELS, TEMPLATES
from .rows import Reading, Refused, Row
from .sent_again import Answer, SentAgain
from .settings import Limits, Options
from .table import Table, open_table
from .totals import ControlTotal
from .writers import RefusedCsv, RefusedXlsx, refused_writer, write_template

__all__ = [
    "FIELDS",
    "FIELD_LABELS",
    "LINE_FIELDS",
    "REQUIRED_FIELDS",
    "TEMPLATES",
    "Answer",
    "ControlTotal",
    "IntakeError",
    "Limits",
    "Options",
    "Problem",
    "Reading",
    "Refused",
    "RefusedCsv",
    "RefusedXlsx",
    "Row",
    "SentAgain",
    "Table",
    "claim_basis",
    "field_choices",
    "missing_fields",
    "normalise_heading",
    "open_table",
    "refused_writer",
    "write_template",
]
