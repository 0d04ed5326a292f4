"""From a file to typed rows: claims, reported sales, stock, program lines.

Plain Python without Odoo: bytes in, rows or sentences out. Start with
:func:`open_table`.
"""

from .errors import IntakeError, Problem
from .columns.fields import PROGRAM_METHODS, claim_basis, line_field
from .columns.headings import normalise as normalise_heading
from .kinds import CLAIM, KINDS, POINT_OF_SALE, PROGRAM, STOCK, Kind
from .looked_up import LookedUp, Product, Unit
from .messages import FIELD_LABELS, TEMPLATES
from .kinds.program.rows import ProgramRows
from .kinds.pos.reported_once import ReportedOnce
from .kinds.claim.response import MOST_ROWS as RESPONSE_ROWS
from .kinds.claim.response import Answered, write_response
from .rows import Reading, Refused, Row
from .kinds.claim.resubmission import Answer, Resubmissions
from .settings import Limits, Options
from .table import Table, open_table
from .totals import ControlTotal
from .typed import Notation, read_field, read_typed, typed_fields
from .writers import (
    Choices,
    RefusedCsv,
    RefusedXlsx,
    refused_writer,
    write_template,
)

__all__ = [
    "CLAIM",
    "FIELD_LABELS",
    "KINDS",
    "POINT_OF_SALE",
    "PROGRAM",
    "PROGRAM_METHODS",
    "STOCK",
    "RESPONSE_ROWS",
    "TEMPLATES",
    "Answer",
    "Answered",
    "Choices",
    "ControlTotal",
    "IntakeError",
    "Kind",
    "Limits",
    "LookedUp",
    "Notation",
    "Options",
    "Problem",
    "Product",
    "ProgramRows",
    "Reading",
    "Refused",
    "RefusedCsv",
    "RefusedXlsx",
    "ReportedOnce",
    "Row",
    "Resubmissions",
    "Table",
    "Unit",
    "claim_basis",
    "normalise_heading",
    "open_table",
    "read_field",
    "read_typed",
    "refused_writer",
    "typed_fields",
    "write_response",
    "write_template",
]
