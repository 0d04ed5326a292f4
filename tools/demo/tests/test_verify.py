"""Nothing that came out wrong goes unnoticed."""

import datetime
from decimal import Decimal

import pytest

from tools.demo import report
from tools.demo.world.compare import Found, compare, compare_totals
from tools.demo.world.lines import Claim, Line

DAY = datetime.date(2026, 3, 9)


def spec(**more):
    line = Line("D1", "1", DAY, "P", Decimal(1), approved=Decimal(10), row=2, **more)
    return Claim("quill", "R", DAY, DAY, DAY, [line], "f.csv")


def found(state="approved", codes=(), approved="10.00", claimed="10.00"):
    return Found(state, frozenset(codes), Decimal(claimed), Decimal(approved))


def test_all_as_it_should_be():
    assert compare(spec(), {2: found()}) == []
    planted = spec(codes=frozenset({"a"}), also=frozenset({"b"}), why="a")
    assert compare(planted, {2: found(codes={"a"})}) == []
    assert compare(planted, {2: found(codes={"a", "b"})}) == []


@pytest.mark.parametrize(
    ("line", "lines", "sentence"),
    [
        ({}, {}, "is not among the lines"),
        ({}, {2: found("review")}, "is review, should be approved"),
        ({}, {2: found(codes={"a"})}, "has the finding a as well"),
        ({}, {2: found(approved="9.99")}, "9.99 approved, should be 10.00"),
        ({"codes": frozenset({"a"}), "why": "a"}, {2: found()}, "lacks the finding a"),
        ({}, {2: found(), 3: found()}, "no line of the file"),
        ({"state": "unreadable", "why": "x"}, {2: found()}, "was read"),
    ],
)
def test_what_is_wrong_is_said(line, lines, sentence):
    [problem] = compare(spec(**line), lines)
    assert sentence in problem


def test_totals_of_a_claim():
    lines = [
        found(),
        found("adjusted", approved="4.00"),
        found("review"),
        found("rejected", approved="0.00"),
    ]
    header = {
        "claimed": Decimal(40),
        "approved": Decimal(14),
        "review": Decimal(10),
        "rejected": Decimal(16),
        "credited": Decimal(14),
    }
    assert compare_totals("f", header, lines, Decimal(14)) == []
    header["rejected"] = Decimal("15.99")
    [problem] = compare_totals("f", header, lines, Decimal(14))
    assert "rejected" in problem


def test_table_is_aligned():
    text = report.table(
        ("Name", "Amount"), [("a", "1.00"), ("bcd", "1,234.50")], ("All", "1,235.50")
    )
    lines = text.split("\n")
    assert lines[0] == "Name    Amount"
    assert lines[2] == "a         1.00"
    assert lines[-1] == "All   1,235.50"
