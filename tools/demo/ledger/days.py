"""When the sales of a ledger were made, read as the product reads its files."""

import csv
import datetime
import io
from collections import Counter
from dataclasses import dataclass, field

from ..world.calendar import Calendar, Month
from .survey import LedgerError

COLUMN = 1  # of the dates, in the file that is made of them
FIRST = {"dmy": "day", "mdy": "month"}
# that of the data set the ledgers are known from
USUAL = "mdy"


@dataclass(frozen=True)
class Period:
    """The whole months a ledger is about.

    :param filed: the day its claims are sent
    :param order: ``"dmy"`` or ``"mdy"`` where dates are written so, else empty; the
        sales of one distributor alone may leave it open
    :param notes: what a reader should know about the dates, a sentence each
    """

    start: datetime.date
    end: datetime.date
    filed: datetime.date
    order: str = ""
    notes: list[str] = field(default_factory=list)


def period(dates: Counter, today: datetime.date) -> Period:
    """Find the months from the first sale to the last.

    Sales after today count only where there are no others: one wrong year must not
    move all programs and claims there.

    :param dates: the dates as they are written, and how many rows have each
    :raise LedgerError: when none of them can be read
    """
    days, unread, order, notes = _read(dates)
    if not days:
        raise LedgerError(
            "No date of the ledger can be read"
            + f"{_example(unread)}: write them like 2011-01-31."
        )
    if unread:
        notes.append(
            f"Rows without a date that can be read: {unread.total():,}"
            f"{_example(unread)}. Nothing is credited for them."
        )
    future = {day: rows for day, rows in days.items() if day > today}
    if future:
        notes.append(
            f"Rows dated after today: {sum(future.values()):,}, the last on "
            f"{max(future)}. Their lines are rejected: nothing is credited for a sale "
            "that is yet to come."
        )
    made = (days.keys() - future.keys()) or days.keys()
    months = Month(Calendar(min(made)).month(0).start, Calendar(max(made)).month(0).end)
    filed = Calendar(today).filed(months)
    return Period(months.start, months.end, filed, order, notes)


def _read(dates):
    """Rows by day, rows by text that is none, the order of day and month, notes."""
    from odoo.addons.becs_claims import intake as reader

    texts = list(dates)
    limits = reader.Limits(rows=len(texts) + 1)
    options = {"encoding": "utf-8", "delimiter": ",", "heading_row": 1}
    table = reader.open_table(
        _file(texts), "ledger.csv", options, limits, currency_codes=()
    )
    mapping = {table.columns[COLUMN].key: "date_ship"}
    order, notes = _order(table.read(mapping))
    days, unread = Counter(), Counter()
    for row in table.read(mapping, options | {"date_order": order or None}):
        text = texts[row.number - 2]
        day = None if isinstance(row, reader.Refused) else row.values["date_ship"]
        if day:
            days[day] += dates[text]
        else:
            unread[text] += dates[text]
    return days, unread, order, notes


def _file(texts):
    file = io.StringIO()
    # numbered, so that a row without a date is none without anything
    rows = csv.writer(file)
    rows.writerow(("InvoiceNo", "InvoiceDate"))
    rows.writerows(enumerate(texts))
    return file.getvalue().encode()


def _order(reading):
    """What is written first, day or month; chosen where a person would be asked."""
    found = reading.conventions.summary()["date_order"]
    if not reading.questions:
        return (found if found in FIRST else ""), []
    evidence = reading.survey.evidence[COLUMN]
    order = max(evidence.counts, key=evidence.counts.get, default=USUAL)
    why = "as most show" if evidence.counts else "which none of them shows"
    return order, [
        f"Dates such as {evidence.open_question} are read with the {FIRST[order]} "
        f"first, {why}."
    ]


def _example(unread):
    texts = [text for text in unread if text.strip()]
    return f", such as “{texts[0]}”" if texts else ""
