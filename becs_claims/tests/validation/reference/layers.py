"""What a distributor bought of a product, layer by layer, and what its units cost.

An opening stock starts a new *epoch*: what was bought up to its day no longer counts.
Epoch 0 is the time before the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .goods import CORRECTION, OPENING, PRICE, Adjustment, InvoiceLine
from .world import ZERO, Currency


@dataclass(eq=False)
class Layer:
    """Units bought together. Unit ``n`` is the one after ``n`` others; of ``quantity``
    units the first ``kept`` did not go back.

    ``price`` is in ``currency``, to be converted at the rate of ``priced_on``; None
    where no price is known.
    """

    source: InvoiceLine | Adjustment
    epoch: int
    date: date
    order: tuple
    quantity: Decimal
    price: Decimal | None
    currency: Currency
    priced_on: date
    kept: Decimal = ZERO


class Goods:
    """Purchases of one product by one partner from one company."""

    def __init__(self, world, company, partner, product):
        self.world, self.company = world, company
        mine = lambda record: (  # noqa: E731
            record.company is company
            and record.partner.commercial is partner
            and record.product is product
        )
        self.invoice_lines = [line for line in world.invoice_lines if mine(line)]
        self.adjustments = [row for row in world.adjustments if mine(row)]
        self.openings = sorted({row.date for row in self.of_kind(OPENING)})
        self.layers = self._layers()
        self.takings = self._takings()
        for _day, _epoch, taking in self.takings:
            self._take(taking)
        self._price_corrections()
        self.protections = [
            (row, self._protected(row))
            for row in sorted(self.of_kind(PRICE), key=lambda row: (row.date, row.id))
        ]

    def of_kind(self, kind):
        return [row for row in self.adjustments if row.kind == kind]

    def epoch(self, day):
        """The epoch a day lies in: the day of an opening still lies in the one
        before.
        """
        return len([opening for opening in self.openings if opening < day])

    # -- the layers

    def _layers(self):
        layers = []
        for row in self.adjustments:
            if row.kind == PRICE or row.quantity <= 0:
                continue
            opens = row.kind == OPENING
            epoch = self.epoch(row.date) + (1 if opens else 0)
            layers.append(self._layer(row, epoch, 0 if opens else 2))
        for line in self.invoice_lines:
            if not line.returned and line.price > 0 and line.quantity > 0:
                layers.append(self._layer(line, self.epoch(line.date), 1))
        return sorted(layers, key=lambda layer: layer.order)

    def _layer(self, source, epoch, rank):
        return Layer(
            source,
            epoch,
            source.date,
            (source.date, rank, source.id),
            source.quantity,
            source.price or None,
            source.currency,
            source.date,
            kept=source.quantity,
        )

    def _price_corrections(self):
        """Units found cost what the layer before them does."""
        last = None
        for layer in self.layers:
            if not layer.kept:
                continue
            if layer.price is None and last is not None and last.epoch == layer.epoch:
                layer.price, layer.currency = last.price, last.currency
                layer.priced_on = last.priced_on
            if layer.price is not None:
                last = layer

    def _takings(self):
        """What went back or was lost, as (day, epoch, record) in order."""
        takings = [
            (line.date, 0, line.id, line)
            for line in self.invoice_lines
            if line.returned
        ]
        takings += [
            (row.date, 1, row.id, row)
            for row in self.of_kind(CORRECTION)
            if row.quantity < 0
        ]
        takings.sort(key=lambda taking: taking[:3])
        return [(day, self.epoch(day), record) for day, _rank, _id, record in takings]

    def _take(self, record):
        """Take from the newest layers bought by the day."""
        wanted = abs(record.quantity)
        for layer in reversed(self.until(record.date)):
            taken = min(wanted, layer.kept)
            layer.kept -= taken
            wanted -= taken

    def until(self, day):
        """The layers there were at the end of a day, oldest first."""
        epoch = self.epoch(day)
        return [
            layer for layer in self.layers if layer.epoch == epoch and layer.date <= day
        ]

    def bought(self, epoch, until=None):
        """Units bought in an epoch less those that went back, in all or up to a day."""
        bought = [
            layer.quantity
            for layer in self.layers
            if layer.epoch == epoch and (until is None or layer.date <= until)
        ]
        gone = [
            abs(record.quantity)
            for day, own, record in self.takings
            if own == epoch and (until is None or day <= until)
        ]
        return sum(bought, ZERO) - sum(gone, ZERO)

    # -- what units cost

    def _protected(self, row):
        """The units a price protection is for, as {layer: (first, last)}."""
        wanted, protected = row.quantity, {}
        for layer in reversed(self.until(row.date)):
            units = min(wanted, layer.kept)
            if units:
                protected[layer] = (layer.kept - units, layer.kept)
            wanted -= units
        return protected

    def priced(self, day):
        """The layers with units and a price that a sale of that day may draw on."""
        return [
            layer for layer in self.until(day) if layer.kept and layer.price is not None
        ]

    def cost(self, layer, start, quantity, day, currency):
        """What units of a layer cost a sale of ``day`` altogether, in ``currency``."""
        marks = {start, start + quantity}
        for row, protected in self.protections:
            if row.date <= day and layer in protected:
                marks |= {
                    unit for unit in protected[layer] if start < unit < start + quantity
                }
        marks = sorted(marks)
        total = ZERO
        for first, last in zip(marks, marks[1:], strict=False):
            total += (last - first) * self._unit_price(layer, first, day)
        return self.world.convert(
            total, layer.currency, currency, self.company, layer.priced_on
        )

    def _unit_price(self, layer, unit, day):
        price = layer.price
        for row, protected in self.protections:
            first, last = protected.get(layer, (ZERO, ZERO))
            if row.date <= day and first <= unit < last:
                price -= self.world.convert(
                    row.price, row.currency, layer.currency, self.company, row.date
                )
        return max(price, ZERO)

    def last_cost(self, layer, quantity, day, currency):
        """What ``quantity`` units cost when each costs what the layer's last one
        does.
        """
        ends = [
            unit
            for row, protected in self.protections
            if row.date <= day
            for unit in protected.get(layer, ())
            if unit < layer.kept
        ]
        price = self._unit_price(layer, max(ends, default=ZERO), day)
        return quantity * self.world.convert(
            price, layer.currency, currency, self.company, layer.priced_on
        )

    def average(self, day, currency):
        """Mean price of what was bought within the year up to ``day`` and kept."""
        year_before = one_year_before(day)
        layers = [layer for layer in self.priced(day) if layer.date > year_before]
        units = sum((layer.kept for layer in layers), ZERO)
        if not units:
            return None
        costs = [self.cost(layer, ZERO, layer.kept, day, currency) for layer in layers]
        return sum(costs, ZERO) / units


def one_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
