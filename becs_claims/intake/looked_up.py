"""What the texts of rows stand for: products, units and currencies that are known."""

import decimal
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from .errors import Problem, shown
from .rows import Row

BATCH = 10_000
EXACT = decimal.Context(prec=60)


class Unit(NamedTuple):
    """A unit of measure: ``factor`` says how many of the unit at its ``root`` it
    holds; units of one root can be converted.
    """

    id: int
    name: str
    root: str
    factor: Decimal


class Product(NamedTuple):
    """A product and the unit it is counted in."""

    id: int
    unit: Unit


class LookedUp:
    """Iterates over the rows of a reading with what their texts stand for:
    ``product_id``, ``uom_id`` and ``currency_id``. Rows that cannot be stored are
    refused.

    Quantity and price become those of the product's unit, not rounded. Where the
    product is not known, they stay as stated and ``uom_id`` is the stated unit; else
    it is ``None``.

    :param reading: a :class:`.rows.Reading`
    :param known: has ``products``, ``units`` and ``currencies``: functions (texts as
        stated) -> {text: :class:`Product`, :class:`Unit`, currency id} of those that
        are known; each is called once per batch, for texts not met before
    :param price: the field whose price is converted
    :param needs_product: whether a row of an unknown product is refused
    """

    def __init__(self, reading, known, price, *, needs_product=False):
        self.reading = reading
        self.known = known
        self.price = price
        self.needs_product = needs_product
        self._found = {"product_ref": {}, "uom_ref": {}, "currency": {}}

    def __iter__(self):
        rows = iter(self.reading)
        while batch := list(islice(rows, BATCH)):
            good = [row for row in batch if isinstance(row, Row)]
            self._look_up("product_ref", self.known.products, good)
            self._look_up("uom_ref", self.known.units, good)
            self._look_up("currency", self.known.currencies, good)
            for row in batch:
                yield self._settled(row) if isinstance(row, Row) else row

    def _look_up(self, name, look_up, rows):
        found = self._found[name]
        texts = {row.values[name] for row in rows} - found.keys() - {None}
        if texts:
            known = look_up(texts)
            found.update({text: known.get(text) for text in texts})

    def _settled(self, row):
        values = row.values
        product, unit, currency = (
            found.get(values[name]) for name, found in self._found.items()
        )
        problem = self._problem(values, product, unit, currency)
        if problem:
            return self.reading.refuse(row, problem)
        values["product_id"] = product and product.id
        values["currency_id"] = currency
        values["uom_id"] = None
        if unit and not product:
            values["uom_id"] = unit.id
        elif unit and unit.id != product.unit.id:
            self._convert(values, unit.factor, product.unit.factor)
        return row

    def _problem(self, values, product, unit, currency):
        if product is None and self.needs_product:
            return _unknown("product_not_found", "product_ref", values)
        if values["currency"] and not currency:
            return _unknown("currency_not_used", "currency", values)
        if values["uom_ref"] and not unit:
            return _unknown("unit_unknown", "uom_ref", values)
        if unit and product and unit.root != product.unit.root:
            problem = _unknown("unit_not_convertible", "uom_ref", values)
            problem.params["unit"] = product.unit.name
            return problem
        return None

    def _convert(self, values, stated, own):
        with decimal.localcontext(EXACT):
            values["quantity"] = plain(values["quantity"] * stated / own)
            if values[self.price]:
                values[self.price] = plain(values[self.price] * own / stated)


def plain(number):
    """Return a number without zeros at its end and without exponent."""
    number = number.normalize()
    return number if number.as_tuple().exponent <= 0 else number.quantize(Decimal(1))


def _unknown(code, name, values):
    return Problem(code, field=name, value=shown(values[name]))
