"""A ledger cut into one file per country, in one pass, with little in memory."""

import csv
import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from .survey import COLUMNS, rows

CREDIT_HEADING = "Unit Credit"


def split(
    path: Path,
    folder: Path,
    stated: Callable[[str, list[str]], str] | None = None,
    stating: frozenset[str] = frozenset(),
) -> dict[str, Path]:
    """Write the rows of each country to a file of its own, under the same headings.

    :param stated: what a distributor states as its credit per unit, as text, given
        country and row
    :param stating: the countries whose file gets that as a further column
    :return: ``{country: file}``
    """
    files: dict[str, Path] = {}
    writers = {}
    with ExitStack() as stack:
        for row in rows(path):
            country = row[-1]
            if country not in writers:
                files[country] = folder / f"{slug(country)}.csv"
                file = open(files[country], "w", encoding="utf-8", newline="")
                writers[country] = csv.writer(stack.enter_context(file))
                more = [CREDIT_HEADING] if country in stating else []
                writers[country].writerow([*COLUMNS, *more])
            if country in stating:
                row = [*row, stated(country, row)]
            writers[country].writerow(row)
    return files


def slug(country: str) -> str:
    """The country as a file name."""
    return re.sub(r"[^a-z0-9]+", "_", country.lower()).strip("_")
