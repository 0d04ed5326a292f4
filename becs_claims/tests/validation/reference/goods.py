"""Goods on their way: what a distributor bought and reported as sold, and what was
recorded of it.

Quantities are in the product's unit, prices per that unit in the record's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .world import (
    ZERO,
    Company,
    Currency,
    Line,
    Partner,
    Product,
    Program,
    ProgramLine,
)

OPENING, CORRECTION, PRICE = "opening", "correction", "price"


@dataclass(eq=False)
class InvoiceLine:
    """A line of a posted customer invoice; ``returned`` makes it one of a refund by
    which goods came back.
    """

    id: int
    company: Company
    partner: Partner
    product: Product
    date: date
    quantity: Decimal
    price: Decimal
    currency: Currency
    returned: bool = False


@dataclass(eq=False)
class Adjustment:
    """Stock that invoices do not tell about: an opening stock, a correction, or price
    protection, which takes ``price`` off the last units bought.
    """

    id: int
    company: Company
    partner: Partner
    product: Product
    date: date
    kind: str
    quantity: Decimal
    price: Decimal
    currency: Currency


@dataclass(eq=False)
class PosLine:
    """A sale the distributor reported; a negative quantity is a return."""

    id: int
    company: Company
    partner: Partner
    product: Product | None
    document: str
    date: date
    quantity: Decimal
    currency: Currency
    line_ref: str = ""
    resale_price: Decimal = ZERO


@dataclass(eq=False)
class LayerUse:
    """Units ``start`` to ``start + quantity`` of a layer, used by a sale: a claim line
    or a reported one. Units beyond the stock take none of the layer they cost the price
    of.
    """

    sale: Line | PosLine
    source: InvoiceLine | Adjustment
    start: Decimal
    quantity: Decimal
    beyond: bool = False

    @property
    def shelf(self):
        """Of which company, buyer and product."""
        source = self.source
        return (source.company, source.partner.commercial, source.product)


@dataclass(eq=False)
class ReturnUse:
    """What a return took back from a paid line; all positive.

    ``paid`` is in the currency of the sale's claim, ``amount`` in that of the return's,
    ``amount_program`` in that of the program.
    """

    back: Line
    sale: Line
    quantity: Decimal
    paid: Decimal
    amount: Decimal
    amount_program: Decimal
    program: Program
    program_line: ProgramLine | None
