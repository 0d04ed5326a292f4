"""Shapes of the invented master data. Prices are exact decimals per unit."""

import datetime
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")
# euro per US dollar, every day: what a line in euros draws from a program in dollars
# can then be checked to the cent
EURO_RATE = Decimal("0.92")


def money(value: Decimal) -> Decimal:
    """Rounded to cents, half away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Product:
    """``list_price`` is in the vendor's currency; ``template`` is set on a variant."""

    code: str
    name: str
    category: str
    list_price: Decimal
    barcode: str = ""
    template: str = ""
    variant: str = ""
    eligible: bool = True


@dataclass(frozen=True)
class Distributor:
    """``book_factor``: what it pays into stock, as a share of the list price.

    :param list_rate: what one unit of the list prices' currency is in its currency
    """

    key: str
    name: str
    country: str
    city: str
    currency: str
    book_factor: Decimal
    pay_policy: str = "pay_undisputed"
    grouping: str = "distributor"
    list_rate: Decimal = Decimal(1)

    def book_price(self, product: Product) -> Decimal:
        """Its price list's price, in its currency, in whole cents."""
        price = product.list_price * self.book_factor * self.list_rate
        return max(money(price), CENT)


@dataclass(frozen=True)
class ProgramLine:
    """``value`` is the price, percent, amount or margin the ``method`` asks for."""

    scope: str
    target: str
    method: str = "net_price"
    value: Decimal = ZERO
    agreed: Decimal = ZERO
    excluded: bool = False
    min_quantity: Decimal = ZERO
    max_quantity: Decimal = ZERO
    max_amount: Decimal = ZERO
    min_resale: Decimal = ZERO
    max_resale: Decimal = ZERO


@dataclass(frozen=True)
class Program:
    """Empty ``distributors`` or ``customers`` mean any; ``prices`` by product code.

    An empty ``source`` is the company's default, which is ``agreed`` here.
    """

    key: str
    code: str
    name: str
    kind: str
    lines: tuple[ProgramLine, ...]
    start: datetime.date
    end: datetime.date | None = None
    currency: str = "USD"
    source: str = "agreed"
    distributors: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    state: str = "approved"
    window: int = 0
    tolerance_percent: Decimal = ZERO
    budget: Decimal = ZERO
    minimum: Decimal = ZERO
    combinable: bool = False
    prices: dict[str, Decimal] = field(default_factory=dict)


def rate(source: str, target: str) -> Decimal:
    """What one unit of the source currency is in the target currency."""
    if source == target:
        return Decimal(1)
    return EURO_RATE if (source, target) == ("USD", "EUR") else 1 / EURO_RATE
