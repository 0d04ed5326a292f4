"""Which sale uses which units: first in, first out, and kept once it is said."""

from .goods import LayerUse
from .layers import Goods
from .sales import sales
from .world import ZERO


def free(world, lines):
    """Free the units of claim lines that no longer count as sold."""
    world.layer_uses = [use for use in world.layer_uses if use.sale not in lines]


class Shelf:
    """The layers of one product of one buyer, and what sales use of them.

    ``uses`` starts as what is stored; ``sync`` brings it in line with what counts as
    sold now.
    """

    def __init__(self, world, counted, company, buyer, product):
        self.goods = Goods(world, company, buyer, product)
        self.layers = {layer.source: layer for layer in self.goods.layers}
        self.sales = sales(world, counted, company, buyer, product)
        self.sale_of = {record: sale for sale in self.sales for record in sale.records}
        self.stored = [
            use for use in world.layer_uses if use.shelf == (company, buyer, product)
        ]
        self.uses = []

    def sync(self):
        """Free what no longer counts, then lay what is not laid yet."""
        self.uses = [
            LayerUse(use.sale, use.source, use.start, use.quantity, use.beyond)
            for use in self.stored
            if use.sale in self.sale_of and self._is_priced(use.source)
        ]
        for sale in self.sales:
            self._shrink(sale)
        for sale in self.sales:
            missing = sale.quantity - self._used(sale)
            if missing > 0:
                self.uses += self.laid(sale.record, sale.day, missing)

    def _is_priced(self, source):
        return source in self.layers and self.layers[source].price is not None

    def of(self, sale):
        return [use for use in self.uses if self.sale_of.get(use.sale) is sale]

    def _used(self, sale):
        return sum((use.quantity for use in self.of(sale)), ZERO)

    def _shrink(self, sale):
        """Free the units a sale no longer needs, the last ones first; of uses beyond
        the stock of one layer the one that came last.
        """
        too_many = self._used(sale) - sale.quantity
        newest_first = sorted(
            reversed(self.of(sale)),
            key=lambda use: (use.beyond, self.layers[use.source].order, use.start),
            reverse=True,
        )
        for use in newest_first:
            if too_many <= 0:
                return
            freed = min(use.quantity, too_many)
            use.quantity -= freed
            too_many -= freed
            if not use.quantity:
                self.uses.remove(use)

    def laid(self, record, day, quantity):
        """The units a sale of ``day`` would use next; none where nothing was bought by
        then.
        """
        layers = self.goods.priced(day)
        uses = []
        for layer in layers:
            for first, last in self._free(layer):
                taken = min(quantity, last - first)
                if taken > 0:
                    uses.append(LayerUse(record, layer.source, first, taken))
                    quantity -= taken
        if layers and quantity > 0:
            source = layers[-1].source
            uses.append(LayerUse(record, source, ZERO, quantity, beyond=True))
        return uses

    def _free(self, layer):
        """Spans of units of a layer that did not go back and no sale uses."""
        spans, start = [], ZERO
        used = sorted(
            (use.start, use.start + use.quantity)
            for use in self.uses
            if use.source is layer.source and not use.beyond
        )
        for first, last in used:
            spans.append((start, min(first, layer.kept)))
            start = max(start, last)
        spans.append((start, layer.kept))
        return [(first, last) for first, last in spans if last > first]

    # -- prices

    def price(self, uses, day, currency):
        """What a unit costs on average over the units used, in ``currency``; None for
        no units.
        """
        units = sum((use.quantity for use in uses), ZERO)
        if not units:
            return None
        return sum((self._cost(use, day, currency) for use in uses), ZERO) / units

    def _cost(self, use, day, currency):
        layer = self.layers[use.source]
        sale = self.sale_of.get(use.sale)
        day = sale.day if sale else day
        if use.beyond:
            return self.goods.last_cost(layer, use.quantity, day, currency)
        return self.goods.cost(layer, use.start, use.quantity, day, currency)

    def next_price(self, quantity, day, currency):
        """What a unit costs of the next ``quantity`` units that nobody used."""
        return self.price(self.laid(None, day, quantity), day, currency)

    def sale_price(self, records, currency):
        """What a unit costs of all units that the sales of ``records`` use."""
        of = {id(self.sale_of[record]): self.sale_of[record] for record in records}
        uses = [use for sale in of.values() for use in self.of(sale)]
        return self.price(uses, None, currency)
