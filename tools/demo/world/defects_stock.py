"""Planted: sales no stock was left for, sales not reported, samples, goods returned."""

from dataclasses import replace
from decimal import Decimal

from .desk import Desk
from .lines import Line
from .partners import JUDGED, REPORTER
from .planting import MAIN, planted
from .spec import money

SAMPLE_RULE = "own_free_samples"
RETURNED, RETURNED_UNNAMED = "returned", "returned without naming it"


def plant(desk: Desk, earlier: list[Line]) -> None:
    """Plant every defect of this kind that this distributor can have."""
    if desk.distributor.key == JUDGED:
        _stock_exceeded(desk)
    if desk.distributor.key == REPORTER:
        _not_reported(desk)
        _reported_otherwise(desk)
    if desk.states_money:
        _samples(desk)
    _return_of_nothing(desk)
    for line in earlier:
        if line.later == RETURNED:
            desk.keep(_return(desk, line, origin=line.document))
        elif line.later == RETURNED_UNNAMED:
            again = _return(desk, line, origin="")
            desk.keep(planted(again, "review", "return_origin_assumed"))


def plant_earlier(desk: Desk) -> None:
    """Sales of the month before that come back in the next one."""
    for later in (RETURNED, RETURNED, RETURNED_UNNAMED):
        line = desk.sale(MAIN[desk.distributor.key], quantity=8, stated="amount")
        line.later = later
        desk.keep(line)


def _stock_exceeded(desk):
    """20 pieces were ever bought: 30 are more, and so are 10 after them."""
    for day, quantity in ((12, 30), (19, 10)):
        line = desk.layered_sale(
            "fifo", desk.stockroom.short, quantity, desk.month.day(day)
        )
        desk.keep(planted(line, "review", "stock_exceeded"))


def _not_reported(desk):
    for _count in range(2):
        line = desk.sale(MAIN[desk.distributor.key])
        desk.keep(planted(line, "review", "no_point_of_sale_record"))


def _reported_otherwise(desk):
    line = desk.sale(MAIN[desk.distributor.key], quantity=20)
    line.reported = {"quantity": Decimal(12)}
    desk.keep(planted(line, "review", "point_of_sale_mismatch"))
    line = desk.sale(MAIN[desk.distributor.key])
    line.reported = {"resale": money(line.resale * Decimal("0.8"))}
    desk.keep(planted(line, "review", "point_of_sale_mismatch"))


def _samples(desk):
    """The vendor's own rule: what went out as a sample earns no credit."""
    for _count in range(2):
        line = desk.sale(MAIN[desk.distributor.key])
        line.document = f"SMP {line.document}"
        desk.keep(planted(line, "rejected", SAMPLE_RULE))


def _return_of_nothing(desk):
    """Goods that come back from a sale nobody ever claimed."""
    for _count in range(2):
        line = desk.sale(MAIN.get(desk.distributor.key, "promo"), stated="amount")
        line.quantity = -line.quantity
        if line.amount:
            line.amount = -line.amount
        if desk.states_money:
            line.origin = desk.document()
        else:
            line.customer = ""  # nor does it say who brought them back
        desk.keep(planted(line, "review", "return_without_credit"))


def _return(desk, line, origin):
    """Three of the units of an earlier sale come back."""
    amount = -money(line.approved * 3 / line.quantity)
    return replace(
        line,
        document=desk.document(),
        origin=origin,
        later="",
        ship=desk.month.day(14),
        quantity=Decimal(-3),
        book=None,
        authorized=None,
        unit=None,
        amount=amount,
        approved=amount,
    )
