"""What a ledger holds: its countries, products with their prices, customers.

A ledger is a csv file, packed with gzip or not, with the columns of ``COLUMNS``.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


class LedgerError(Exception):
    """The ledger cannot be used; the message says why and what to do."""


@dataclass
class Article:
    """A product code, without regard to case, and what was sold under it."""

    code: str
    description: str = ""
    prices: Counter = field(default_factory=Counter)
    sold: Counter = field(default_factory=Counter)
    turnover: Decimal = Decimal(0)

    @property
    def usual_price(self) -> Decimal:
        """The price above 0 it was sold at most often; 0 when it never was."""
        prices = [(count, price) for price, count in self.prices.items() if price > 0]
        return max(prices)[1] if prices else Decimal(0)


@dataclass
class Survey:
    """Counted over the whole ledger; ``quantity`` and ``turnover`` are signed.

    ``dates`` are as they are written, with the number of their rows.
    """

    rows: Counter = field(default_factory=Counter)
    quantity: Counter = field(default_factory=Counter)
    turnover: dict = field(default_factory=lambda: defaultdict(Decimal))
    articles: dict[str, Article] = field(default_factory=dict)
    customers: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    dates: Counter = field(default_factory=Counter)

    @property
    def countries(self) -> list[str]:
        """From the one with the most rows to the one with the fewest."""
        return [country for country, _count in self.rows.most_common()]


def check(path: Path) -> None:
    """Refuse a path nothing is at.

    :raise LedgerError: in one sentence
    """
    if not path.is_file():
        raise LedgerError(
            f"There is no ledger at {path}: give the path of one, as in "
            "make demo LEDGER=path/to/ledger.csv.gz"
        )


def rows(path: Path) -> Iterator[list[str]]:
    """The rows of the ledger that hold something, as they are, after its headings.

    :raise LedgerError: when the file is missing, or is no such ledger
    """
    check(path)
    unpacked = gzip.open if path.suffix == ".gz" else open
    try:
        with unpacked(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            headings = next(reader, [])
            if tuple(headings) != COLUMNS:
                raise LedgerError(
                    f"{path} has the headings {', '.join(headings) or '(none)'}; "
                    f"a ledger has {', '.join(COLUMNS)}."
                )
            for row in reader:
                if len(row) == len(COLUMNS):
                    yield row
                elif row:
                    raise LedgerError(
                        f"Line {reader.line_num} of {path} has {len(row)} columns; "
                        f"a ledger has {len(COLUMNS)}."
                    )
    except (OSError, UnicodeDecodeError, EOFError, csv.Error) as error:
        raise LedgerError(f"{path} cannot be read: {error}.") from error


def survey(path: Path) -> Survey:
    """Read the ledger once and count.

    :raise LedgerError: when there is nothing in it
    """
    found = Survey()
    for row in rows(path):
        count(found, row)
    if not found.rows:
        raise LedgerError(f"{path} has no rows below its headings.")
    return found


def number(text: str) -> Decimal | None:
    """The number a text is, written with a decimal point, if it is one."""
    try:
        found = Decimal(THOUSANDS.sub("", text))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def count(found: Survey, row: list[str]) -> None:
    """Add one row to what was found.

    One whose quantity or price is no number is a row, and nothing more: it will be
    given back.
    """
    _invoice, code, description, quantity, date, price, customer, country = row
    units, unit_price = number(quantity), number(price)
    found.rows[country] += 1
    found.dates[date] += 1
    if units is None or unit_price is None:
        return
    found.quantity[country] += units
    found.turnover[country] += units * unit_price
    key = code.strip().upper()
    article = found.articles.get(key)
    if article is None:
        article = found.articles[key] = Article(key)
    article.description = article.description or " ".join(description.split())
    article.prices[unit_price] += 1
    article.turnover += units * unit_price
    if units > 0:
        article.sold[country] += units
    if customer:
        found.customers[country][customer] += units * unit_price
