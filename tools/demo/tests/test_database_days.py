"""The dates of a ledger are what the product reads in its files."""

import datetime
from collections import Counter

import pytest

from tools.demo.ledger.days import period
from tools.demo.ledger.survey import LedgerError

TODAY = datetime.date(2026, 6, 15)


def found(*texts, today=TODAY):
    return period(Counter(texts), today)


@pytest.mark.parametrize(
    ("texts", "start", "end", "order"),
    [
        # the known ledger, then the same data set as it is also found
        (
            ["2010-12-01 08:26:00", "2011-06-30 20:08:00"],
            "2010-12-01",
            "2011-06-30",
            "",
        ),
        (["12/1/2010 8:26", "6/30/2011 20:08"], "2010-12-01", "2011-06-30", "mdy"),
        (["1/12/2010 8:26", "30/6/2011 20:08"], "2010-12-01", "2011-06-30", "dmy"),
        # years of two digits, dots, names, what a spreadsheet counts
        (["31/01/24", "01/02/24"], "2024-01-01", "2024-02-29", "dmy"),
        (["03.04.2019"], "2019-04-01", "2019-04-30", "dmy"),
        (["3 Nov 2019", "Dec 24, 2019"], "2019-11-01", "2019-12-31", ""),
        (["44927", "44985.5"], "2023-01-01", "2023-02-28", ""),
        # one date
        (["2024-02-10"], "2024-02-01", "2024-02-29", ""),
        # a few slips of the keyboard do not turn the order
        ([*(f"1/{day}/2024" for day in range(1, 31)), "31/1/2024"] * 2,)
        + ("2024-01-01", "2024-01-31", "mdy"),
    ],
)
def test_months_from_the_first_sale_to_the_last(texts, start, end, order):
    made = found(*texts)
    assert (f"{made.start}", f"{made.end}", made.order) == (start, end, order)


def test_claims_are_filed_five_days_after_the_last_month():
    assert found("2011-06-01").filed == datetime.date(2011, 7, 5)
    assert found("2011-06-01").notes == []


def test_claims_of_the_current_month_are_filed_today():
    made = found("2026-05-30", "2026-06-10")
    assert (made.end, made.filed) == (datetime.date(2026, 6, 30), TODAY)


def test_order_nothing_shows_is_said():
    made = found("3/4/2024", "5/4/2024")
    assert (made.order, made.start) == ("mdy", datetime.date(2024, 3, 1))
    assert made.end == datetime.date(2024, 5, 31)
    assert made.notes == [
        "Dates such as 3/4/2024 are read with the month first, which none of them "
        "shows."
    ]


def test_two_orders_are_said_and_most_win():
    made = found("13/4/2024", "14/4/2024", "4/15/2024", "3/4/2024")
    assert (made.order, made.start) == ("dmy", datetime.date(2024, 4, 1))
    assert made.notes == [
        "Dates such as 3/4/2024 are read with the day first, as most show.",
        "Rows without a date that can be read: 1, such as “4/15/2024”. Nothing is "
        "credited for them.",
    ]


def test_rows_without_a_date_are_counted():
    made = found("2024-01-05", "soon", "soon", "", "31.02.2024", "1789-07-14")
    assert made.start == datetime.date(2024, 1, 1)
    assert made.notes == [
        "Rows without a date that can be read: 5, such as “soon”. Nothing is credited "
        "for them."
    ]


def test_sales_after_today_move_nothing():
    made = found("2025-03-05", "2062-03-05", "2026-06-16", "2026-06-16")
    assert made.end == datetime.date(2025, 3, 31)
    assert made.filed == datetime.date(2025, 4, 5)
    assert made.notes == [
        "Rows dated after today: 3, the last on 2062-03-05. Their lines are rejected: "
        "nothing is credited for a sale that is yet to come."
    ]


def test_ledger_of_the_future():
    made = found("2027-03-05")
    assert made.start == datetime.date(2027, 3, 1)
    assert made.filed == TODAY
    assert len(made.notes) == 1


@pytest.mark.parametrize("texts", [["soon", "later"], ["", " "], ["0", "2150-01-01"]])
def test_ledger_without_dates_is_one_sentence(texts):
    with pytest.raises(LedgerError, match="^No date of the ledger can be read.*: wri"):
        found(*texts)
