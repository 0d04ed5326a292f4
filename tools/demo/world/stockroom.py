"""What distributors bought of the products priced by layers, and what it cost them.

Worked out unit by unit, apart from the add-on's engine: every unit bought is one entry
of a list, oldest first.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from .calendar import Calendar
from .shelf import LAYERED, Shelf
from .spec import ZERO, Distributor, Product, money

GROUP = "Current Sensors"
OPENING, OPENING_SHORT, MONTHLY = 40, 20, 60
MONTHS = 6


@dataclass(frozen=True)
class Layer:
    """Units of one product bought for one price, in the distributor's currency."""

    product: str
    day: datetime.date
    quantity: int
    price: Decimal
    opening: bool = False


@dataclass(frozen=True)
class Protection:
    """The last ``quantity`` units bought by the day cost ``amount`` less from then."""

    product: str
    day: datetime.date
    quantity: int
    amount: Decimal


class Stockroom:
    """The purchases of one distributor, and the units its sales have used so far.

    Sales have to be made in the order of their ship dates, on one day one per product.
    """

    def __init__(self, distributor: Distributor, shelf: Shelf, calendar: Calendar):
        products = shelf.group(GROUP)
        self.distributor = distributor
        self.by_fifo, self.short = products[:5], products[5]
        self.by_average = products[6:]
        self.opened = calendar.month(MONTHS + 1).end
        self.layers = [
            layer
            for index, product in enumerate(products)
            for layer in self._bought(index, product, calendar)
        ]
        self.protections = [
            Protection(
                self.by_fifo[0].code, calendar.month(1).day(10), 300, Decimal("0.30")
            ),
            Protection(
                self.by_average[0].code, calendar.month(1).day(10), 100, Decimal("0.50")
            ),
        ]
        self.used: Counter[str] = Counter()
        # the same, of the claims that are validated
        self.judged: dict[str, int] = {}

    def _bought(self, index, product, calendar):
        price = self.distributor.book_price(product)
        if product == self.short:
            yield Layer(product.code, self.opened, OPENING_SHORT, price, opening=True)
            return
        yield Layer(product.code, self.opened, OPENING, price, opening=True)
        for back in range(MONTHS, 0, -1):
            # dearer by two percent a month
            price = money(price * Decimal("1.02"))
            day = calendar.month(back).day(5 + index)
            yield Layer(product.code, day, MONTHLY, price)

    def price(self, source: str, product: Product, quantity: int, ship) -> Decimal:
        """What each of these units cost, on the whole.

        :param source: ``fifo`` uses up the units, ``average`` does not
        """
        units = self._units(product.code, ship)
        if source == "average":
            return sum(units) / len(units)
        first = self.used[product.code]
        taken = units[first : first + quantity]
        self.used[product.code] += len(taken)
        beyond = quantity - len(taken)  # these cost what the last one did
        return (sum(taken, ZERO) + beyond * units[-1]) / quantity

    def _units(self, code, ship):
        """The price of every unit bought up to a day, for what is shipped on it."""
        units = []
        for layer in self.layers:
            if layer.product == code and layer.day <= ship:
                units += [layer.price] * layer.quantity
        for protection in self.protections:
            if protection.product == code and protection.day <= ship:
                bought = sum(
                    layer.quantity
                    for layer in self.layers
                    if layer.product == code and layer.day <= protection.day
                )
                for unit in range(max(bought - protection.quantity, 0), bought):
                    units[unit] = max(units[unit] - protection.amount, ZERO)
        return units


def stockrooms(distributors, shelf: Shelf, calendar: Calendar) -> dict[str, Stockroom]:
    """The stockrooms of the distributors whose purchases set their prices."""
    return {
        distributor.key: Stockroom(distributor, shelf, calendar)
        for distributor in distributors
        if distributor.key in LAYERED
    }
