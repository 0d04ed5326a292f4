"""What units bought cost, and what a distributor reports of its sales."""

import datetime
from decimal import Decimal

import pytest

from tools.demo.world import plan
from tools.demo.world.defects_stock import SAMPLE_RULE
from tools.demo.world.lines import Claim, Line
from tools.demo.world.reports import report_of
from tools.demo.world.spec import Product
from tools.demo.world.stockroom import Layer, Protection, Stockroom

PRODUCT = Product("X", "X", "Components", Decimal(20))


def day(number):
    return datetime.date(2026, 3, number)


@pytest.fixture
def room(monkeypatch):
    monkeypatch.setattr(Stockroom, "__init__", lambda self: None)
    made = Stockroom()
    made.layers = [
        Layer("X", day(1), 40, Decimal(10), opening=True),
        Layer("X", day(5), 60, Decimal(12)),
        Layer("Y", day(1), 99, Decimal(1)),
    ]
    made.protections, made.used = [], {"X": 0}
    return made


def test_first_in_first_out(room):
    assert room.price("fifo", PRODUCT, 35, day(6)) == 10
    assert room.price("fifo", PRODUCT, 10, day(7)) == 11
    assert room.price("fifo", PRODUCT, 50, day(8)) == 12
    assert room.used["X"] == 95


def test_what_was_bought_later_is_not_used(room):
    assert room.price("fifo", PRODUCT, 50, day(4)) == 10
    assert room.used["X"] == 40, "beyond the stock nothing is used"


def test_average(room):
    assert room.price("average", PRODUCT, 1, day(4)) == 10
    assert room.price("average", PRODUCT, 1, day(5)) == Decimal("11.2")
    assert room.used["X"] == 0


def test_price_protection_is_for_the_last_units_from_its_day_on(room):
    room.protections = [Protection("X", day(7), 70, Decimal(1))]
    assert room.price("fifo", PRODUCT, 30, day(6)) == 10
    assert room.price("fifo", PRODUCT, 10, day(7)) == 9
    assert room.price("average", PRODUCT, 1, day(6)) == Decimal("11.2")
    assert room.price("average", PRODUCT, 1, day(7)) == Decimal("10.5")


def sale(**more):
    values = {"document": "D", "position": "1", "ship": day(9), "product": "P"}
    return Line(**values | {"quantity": Decimal(2), "resale": Decimal(24)} | more)


def report(*lines):
    claim = Claim("tambo", "R", day(1), day(31), day(31), list(lines))
    return report_of(claim).sales


def test_a_report_tells_each_sale_once():
    again = sale(why="duplicate_line")
    [one] = report(sale(), again, sale(authorization="another program"))
    assert (one.quantity, one.resale) == (2, 24)
    [one] = report(sale(serials=("A",)), sale(serials=("B",)))
    assert one.quantity == 4


def test_a_report_tells_units_of_the_product():
    [one] = report(sale(unit_name="Dozens"))
    assert (one.quantity, one.resale) == (24, 2)


def test_a_report_leaves_out_and_differs_where_planted():
    assert not report(sale(why="no_point_of_sale_record"))
    assert not report(sale(quantity=Decimal(-2)))
    assert not report(sale(ship=datetime.date(2026, 2, 9)))
    [one] = report(sale(reported={"quantity": Decimal(1)}))
    assert (one.quantity, one.resale) == (1, 24)


def test_purchases_cover_all_sales_but_the_planted_ones():
    made = plan.build(datetime.date(2026, 11, 23), scale=0.1)
    for room in made.stockrooms.values():
        for code, used in room.used.items():
            bought = sum(one.quantity for one in room.layers if one.product == code)
            assert used <= bought
            assert (used == bought) == (code == room.short.code)
        assert set(room.judged) <= {p.code for p in [*room.by_fifo, room.short]}
    planted = [line.why for claim in made.claims for line in claim.lines]
    assert planted.count(SAMPLE_RULE) >= 2
