"""The sales a distributor reports: what it really sold, whatever it claims."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from .desk import DOZEN
from .lines import Claim
from .spec import money

REPEATED = ("duplicate_line", "possible_duplicate")
NOT_SOLD = ("no_point_of_sale_record", "product_unknown")


@dataclass
class Sale:
    """Per unit of the product."""

    document: str
    position: str
    ship: datetime.date
    product: str
    quantity: Decimal
    resale: Decimal | None
    customer: str


@dataclass
class Report:
    """What one distributor sold in one period."""

    distributor: str
    start: datetime.date
    end: datetime.date
    sales: list[Sale]
    file_name: str


def report_of(claim: Claim) -> Report:
    """The report of the month a claim is for."""
    sales: dict[tuple, Sale] = {}
    serials: dict[tuple, set] = {}
    for line in claim.readable:
        if not _is_reported(line, claim):
            continue
        key = (line.document, line.position, line.product)
        if key not in sales:
            sales[key], serials[key] = _sale(line, claim), {line.serials}
        elif line.serials not in serials[key]:
            # a row per serial number is one line of the invoice
            serials[key].add(line.serials)
            sales[key].quantity += line.quantity
    return Report(
        claim.distributor,
        claim.start,
        claim.end,
        list(sales.values()),
        f"point_of_sale_{claim.start:%Y-%m}.csv",
    )


def _is_reported(line, claim):
    if not (line.document and line.position and line.product and line.ship):
        return False
    if line.why in NOT_SOLD and not line.product.startswith("SA-"):
        return False
    is_sale = line.quantity is None or line.quantity > 0
    return is_sale and line.ship >= claim.start and line.why not in REPEATED


def _sale(line, claim):
    part = DOZEN if line.unit_name == "Dozens" else 1
    quantity = (line.quantity or Decimal(5)) * part
    resale = line.reported.get("resale", line.resale)
    return Sale(
        line.document,
        line.position,
        min(line.ship, claim.end),
        line.product,
        line.reported.get("quantity", quantity),
        None if resale is None else money(resale / part),
        line.customer,
    )
