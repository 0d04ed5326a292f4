"""What counts as sold: reported sales where a distributor reports them, else claimed
ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .goods import PosLine
from .resolve import quantity_of
from .world import SALE, ZERO, Line, paid_beside, same_text


@dataclass(eq=False)
class Sale:
    """One sale: a reported line, or all claim lines that claim it. ``record`` is the
    line it is named by, ``quantity`` what was sold and not returned.
    """

    record: Line | PosLine
    records: list
    day: date
    order: tuple
    quantity: Decimal = ZERO


def reports(partner, day):
    """Whether a distributor's sales of a day are known from its reports."""
    since = partner.commercial.pos_since
    return since is not None and day is not None and day >= since


def claimed(line):
    """Whether a claim line that was sold is the only word there is of its sale."""
    return (
        line.transaction_type == SALE
        and line.product is not None
        and line.date_ship is not None
        and bool(quantity_of(line))
        and not reports(line.claim.partner, line.date_ship)
    )


def sale_key(line):
    """What lines that claim the same sale have in common."""
    return (
        line.claim.company.id,
        line.claim.partner.commercial.id,
        same_text(line.pos_document),
        same_text(line.pos_line_ref),
        line.product.id,
    )


def line_order(line):
    """The order in which claim lines are looked at."""
    return (
        line.date_ship or date.max,
        line.claim.filed,
        line.claim.id,
        line.sequence,
        line.id,
    )


def reported_rows(world, company, buyer, product):
    """Rows of reports about sales out of ``buyer``'s purchases of a product."""
    return [
        row
        for row in world.pos_lines
        if row.company is company
        and row.product is product
        and row.partner.stock_partner is buyer
        and reports(row.partner, row.date)
    ]


@dataclass(eq=False)
class Counted:
    """The claim lines that count as sold, and what returns took back of them."""

    lines: list
    return_uses: list = field(default_factory=list)

    def returned(self, lines):
        """Units returned of a sale: programs paid for the same units each give back."""
        back = {}
        for use in self.return_uses:
            if use.sale in lines:
                group = paid_beside(use.program, use.sale.date_ship)
                back[group] = back.get(group, ZERO) + use.quantity
        return max(back.values(), default=ZERO)


def sales(world, counted, company, buyer, product):
    """The sales out of ``buyer``'s purchases of a product, in order."""
    found = reported_sales(reported_rows(world, company, buyer, product))
    grouped = {}
    for line in counted.lines:
        if (
            line.claim.company is company
            and line.product is product
            and line.claim.partner.stock_partner is buyer
            and claimed(line)
        ):
            grouped.setdefault(sale_key(line), []).append(line)
    for lines in grouped.values():
        first = min(lines, key=lambda line: (-quantity_of(line), line.id))
        quantity = quantity_of(first) - counted.returned(lines)
        order = (first.date_ship, 1, *line_order(first)[1:])
        found.append(Sale(first, lines, first.date_ship, order, max(quantity, ZERO)))
    return sorted(found, key=lambda sale: sale.order)


def reported_sales(rows):
    """Reported sales, each less what was returned of its document line, the row
    reported last giving back first.
    """
    back = {}
    for row in rows:
        if row.quantity < 0:
            back[row_key(row)] = back.get(row_key(row), ZERO) - row.quantity
    found = []
    for row in sorted(rows, key=lambda row: -row.id):
        if row.quantity > 0:
            returned = min(row.quantity, back.get(row_key(row), ZERO))
            back[row_key(row)] = back.get(row_key(row), ZERO) - returned
            found.append(
                Sale(
                    row,
                    [row],
                    row.date,
                    (row.date, 0, row.id),
                    row.quantity - returned,
                )
            )
    return found


def row_key(row):
    return (
        row.partner.commercial.id,
        same_text(row.document),
        same_text(row.line_ref),
        row.product.id,
    )
