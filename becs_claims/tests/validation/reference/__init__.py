"""What a claim line is worth, worked out line by line in plain Python.

The set-based engine is checked against this: slow on purpose, no Odoo, no floats.
``validate`` says what each line of a run is worth and why, ``record`` stores the
answers in the world, ``decide`` is a person's verdict.
"""

from .goods import Adjustment, InvoiceLine, LayerUse, PosLine, ReturnUse
from .decide import decide
from .verdicts import Verdict, record
from .run import validate
from .resolve import file_claim
from .totals import claim_totals, drawdown
from .world import (
    Claim,
    Company,
    Currency,
    Line,
    Partner,
    PriceList,
    PriceListItem,
    Product,
    Category,
    Program,
    ProgramLine,
    Rule,
    Uom,
    World,
)

__all__ = [
    "Adjustment",
    "InvoiceLine",
    "LayerUse",
    "PosLine",
    "ReturnUse",
    "Category",
    "Claim",
    "Company",
    "Currency",
    "Line",
    "Partner",
    "PriceList",
    "PriceListItem",
    "Product",
    "Program",
    "ProgramLine",
    "Rule",
    "Uom",
    "Verdict",
    "World",
    "claim_totals",
    "decide",
    "drawdown",
    "file_claim",
    "validate",
    "record",
]
