"""What a line is due, by each credit method."""

import datetime
from decimal import Decimal

import pytest

from tools.demo.world.pricing import price
from tools.demo.world.spec import Distributor, Product, Program, ProgramLine

PRODUCT = Product("X", "X", "Components", Decimal("20.00"))
DOLLARS = Distributor("a", "A", "US", "", "USD", Decimal("0.60"))
EUROS = Distributor(
    "b", "B", "DE", "", "EUR", Decimal("0.60"), list_rate=Decimal("0.92")
)


def due(method, value, distributor=DOLLARS, source="agreed", currency="USD", **more):
    prices = {name: more.pop(name) for name in ("book", "resale") if name in more}
    line = ProgramLine("product", "X", method, Decimal(value), **more)
    start = datetime.date(2026, 1, 1)
    program = Program(
        "p", "P", "P", "blanket", (line,), start, source=source, currency=currency,
        prices={"X": Decimal("9")},
    )  # fmt: skip
    return price(distributor, program, line, PRODUCT, **prices)


@pytest.mark.parametrize(
    ("method", "value", "more", "credit"),
    [
        ("net_price", "8", {"agreed": Decimal(10)}, "2"),
        ("net_price", "12", {"agreed": Decimal(10)}, "0"),
        ("percent", "12.5", {"source": "price_list"}, "1.5"),
        ("fixed", "1.25", {}, "1.25"),
        ("pricelist", "0", {"source": "price_list"}, "3"),
        (
            "margin",
            "15",
            {"source": "claimed", "book": Decimal(12), "resale": Decimal(10)},
            "3.5",
        ),
        (
            "margin",
            "15",
            {"source": "claimed", "book": Decimal(12), "resale": Decimal(1)}
            | {"min_resale": Decimal(10)},
            "3.5",
        ),
    ],
)
def test_credit_per_unit(method, value, more, credit):
    assert due(method, value, **more).credit == Decimal(credit)


def test_agreed_price_limits_the_claimed_one():
    more = {"source": "claimed", "agreed": Decimal(10)}
    assert due("net_price", "8", book=Decimal(11), **more).book == 10
    assert due("net_price", "8", book=Decimal(9), **more).book == 9


def test_program_in_dollars_claimed_in_euros():
    found = due("net_price", "8", distributor=EUROS, agreed=Decimal(10))
    assert (found.book, found.credit) == (Decimal("9.20"), Decimal("1.84"))
    assert EUROS.book_price(PRODUCT) == Decimal("11.04")
