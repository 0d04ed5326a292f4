"""Whether more was sold than the distributor can have had."""

from .resolve import quantity_of
from .sales import claimed, line_order, reported_rows, reports, sale_key
from .world import ZERO, above


def stock_exceeded(run, case):
    """Judged after an opening stock, from the day on that the distributor agreed to."""
    line = case.line
    partner = line.claim.partner.commercial
    if not run.counts_as_sold(case) or line.date_ship is None or not case.quantity:
        return None
    if partner.stock_since is None or line.date_ship < partner.stock_since:
        return None
    shelf = run.shelf(line)
    goods = shelf.goods
    epoch = goods.epoch(line.date_ship)
    if not epoch:
        return None
    for until in (None, line.date_ship):
        sold = Sold(run, case, goods, epoch, until).quantity()
        bought = goods.bought(epoch, until)
        if above(sold, bought):
            return sold, bought
    return None


class Sold:
    """Units sold in an epoch when it comes to ``case``, in all or up to a day."""

    def __init__(self, run, case, goods, epoch, until):
        self.run, self.case, self.until = run, case, until
        self.goods, self.epoch = goods, epoch
        self.company, self.product = case.company, case.line.product
        self.buyer = case.claim.partner.stock_partner

    def quantity(self):
        return self._claimed() + self._reported() + self._unreported()

    def _in_time(self, day):
        return self.goods.epoch(day) == self.epoch and (
            self.until is None or day <= self.until
        )

    def _so_far(self):
        """Cases of the run up to this one, in order, that count as sold."""
        return [
            case
            for case in self.run.sold_cases()
            if line_order(case.line) <= line_order(self.case.line)
        ]

    def _claimed(self):
        sales = {}
        lines = self.run.sold_before + [case.line for case in self._so_far()]
        for line in lines:
            if (
                line.product is self.product
                and line.claim.company is self.company
                and line.claim.partner.stock_partner is self.buyer
                and claimed(line)
                and self._in_time(line.date_ship)
            ):
                sales.setdefault(sale_key(line), []).append(line)
        total = ZERO
        for lines in sales.values():
            largest = max(quantity_of(line) for line in lines)
            total += max(largest - self.run.counted().returned(lines), ZERO)
        return total

    def _reported(self):
        """Reported rows; those that lines of the run match come with the first."""
        matched = lambda cases: {  # noqa: E731
            row for case in cases for row in case.reported_rows
        }
        later = matched(self.run.sold_cases()) - matched(self._so_far())
        rows = reported_rows(self.run.world, self.company, self.buyer, self.product)
        return sum(
            (
                row.quantity
                for row in rows
                if row not in later and self._in_time(row.date)
            ),
            ZERO,
        )

    def _unreported(self):
        """What a reporting distributor did not report counts for itself only."""
        reporting = reports(self.case.claim.partner, self.case.line.date_ship)
        if reporting and not self.case.reported_rows:
            return self.case.quantity
        return ZERO
