"""What a line is due, worked out once more, apart from the add-on's engine.

Exact arithmetic on decimals; amounts are rounded to cents, half away from zero.
"""

from dataclasses import dataclass
from decimal import Decimal

from .spec import ZERO, Distributor, Product, Program, ProgramLine, rate


@dataclass(frozen=True)
class Price:
    """Per unit, in the currency of the distributor's claim."""

    book: Decimal
    authorized: Decimal
    credit: Decimal


def price(
    distributor: Distributor,
    program: Program,
    line: ProgramLine,
    product: Product,
    *,
    book: Decimal = ZERO,
    resale: Decimal = ZERO,
) -> Price:
    """The prices of a sale under a program line.

    :param book: the book price the distributor states, for source ``claimed``; what
        the units cost, for ``fifo`` and ``average``
    :param resale: what the customer paid, for method ``margin``
    """
    factor = rate(program.currency, distributor.currency)
    into_stock = _into_stock(distributor, program, line, product, factor, book)
    if line.method == "fixed":
        credit = line.value * factor
        return Price(into_stock, max(into_stock - credit, ZERO), credit)
    if line.method == "percent":
        credit = into_stock * line.value / 100
        return Price(into_stock, into_stock - credit, credit)
    if line.method == "margin":
        authorized = max(resale, line.min_resale * factor) * (1 - line.value / 100)
    elif line.method == "pricelist":
        authorized = program.prices[product.code] * factor
    else:
        authorized = line.value * factor
    return Price(into_stock, authorized, max(into_stock - authorized, ZERO))


def _into_stock(distributor, program, line, product, factor, book):
    if program.source == "price_list":
        return distributor.book_price(product)
    if program.source in ("fifo", "average"):
        return book
    agreed = line.agreed * factor
    if program.source == "claimed":
        return min(book, agreed) if agreed else book
    # a fixed amount needs no book price; sales lists show the usual one
    return agreed or distributor.book_price(product)
