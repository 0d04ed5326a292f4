"""Whether more was sold than the distributor can have had."""

from .resolve import quantity_of
from .sales import claimed, line_order, reported_rows, reports, sale_key
from .world import ZERO, above


def stock_exceeded(run, case):
    """After an opening stock, from the day on that the distributor agreed to."""
    line = case.line
    partner = line.claim.partner.commercial
    if not run.counts_as_sold(case) or line.date_ship is None or not case.quantity:
        return None
    if line.product is None:
        return None
    if partner.stock_since is None or line.date_ship < partner.stock_since:
        return None
    goods = run.shelf(line).goods
    epoch = goods.epoch(line.date_ship)
    if not epoch:
        return None
    sold = Sold(run, case, goods, epoch)
    for until in (None, line.date_ship):
        units, bought = sold.quantity(until), goods.bought(epoch, until)
        if above(units, bought):
            return units, bought
    return None


class Sold:
    """Units sold in an epoch when it comes to ``case``: sales outside the run, and the
    lines of the run up to this one in order.
    """

    def __init__(self, run, case, goods, epoch):
        self.run, self.case, self.goods, self.epoch = run, case, goods, epoch
        self.company, self.product = case.company, case.line.product
        self.buyer = case.claim.partner.stock_partner
        ordered = sorted(run.sold_cases(), key=lambda case: line_order(case.line))
        self.in_order = [other for other in ordered if self._is_ours(other.line)]
        self.so_far = self.in_order[: self.in_order.index(case) + 1]

    def _is_ours(self, line):
        return (
            line.product is self.product
            and line.claim.company is self.company
            and line.claim.partner.stock_partner is self.buyer
        )

    def quantity(self, until):
        """In all, or what was shipped up to a day."""
        movements = self._outside() + self._in_run() + self._reported()
        movements.append((self.case.line.date_ship, self._unreported()))
        return sum(
            (quantity for day, quantity in movements if until is None or day <= until),
            ZERO,
        )

    def _in_epoch(self, day):
        return self.goods.epoch(day) == self.epoch

    def _net(self, key, quantity):
        """What of ``quantity`` units of a sale was not returned."""
        lines = [
            line
            for line in self.run.counted().lines
            if self._is_ours(line) and claimed(line) and sale_key(line) == key
        ]
        return max(quantity - self.run.counted().returned(lines), ZERO)

    def _sales_outside(self):
        sales = {}
        for line in self.run.sold_before:
            if self._is_ours(line) and claimed(line):
                sales.setdefault(sale_key(line), []).append(line)
        return {
            key: min(lines, key=lambda line: (-quantity_of(line), line.id))
            for key, lines in sales.items()
        }

    def _outside(self):
        return [
            (line.date_ship, self._net(key, quantity_of(line)))
            for key, line in self._sales_outside().items()
            if self._in_epoch(line.date_ship)
        ]

    def _in_run(self):
        """Of a sale that several lines claim, each adds what exceeds the largest one
        before it.
        """
        largest = {
            key: quantity_of(line) for key, line in self._sales_outside().items()
        }
        movements = []
        for case in self.so_far:
            line = case.line
            if not claimed(line):
                continue
            key = sale_key(line)
            before = largest.get(key, ZERO)
            largest[key] = max(before, case.quantity)
            if self._in_epoch(line.date_ship):
                added = self._net(key, largest[key]) - self._net(key, before)
                movements.append((line.date_ship, added))
        return movements

    def _reported(self):
        """Reported rows; those that lines of the run match come with the first."""
        movements = []
        rows = reported_rows(self.run.world, self.company, self.buyer, self.product)
        for row in rows:
            matched = [case for case in self.in_order if row in case.reported_rows]
            if matched and matched[0] not in self.so_far:
                continue
            if self._in_epoch(row.date):
                day = matched[0].line.date_ship if matched else row.date
                movements.append((day, row.quantity))
        return movements

    def _unreported(self):
        """What a reporting distributor did not report counts for itself only."""
        reporting = reports(self.case.claim.partner, self.case.line.date_ship)
        if reporting and not self.case.reported_rows:
            return self.case.quantity
        return ZERO
