"""The rows of a printed table cut into pages.

wkhtmltopdf built without its own Qt, as Debian has it, prints the headings of a table
on its first page only; so each page gets a table of its own.
"""

from math import ceil
from unicodedata import east_asian_width

# what fits on a page, A4 or Letter laid crosswise: small letters beside each other in
# the columns of text, and lines of text below each other
ACROSS = 100
DOWN = 45
GAP = 0.6  # between two rows, of a line


def pages(rows: list[dict], texts: tuple[str, ...], down: float = DOWN) -> list[list]:
    """Cut rows into lists that fit on one page each; there is always one.

    A text without room for all of it goes on in further lines. How many is estimated,
    rather too many than too few.

    :param texts: names of the values that wrap
    :param down: lines there is room for
    """
    widest = {
        name: max((_width(row[name]) for row in rows), default=1) for name in texts
    }
    share = min(1, ACROSS / max(sum(widest.values()), 1))
    found, used = [[]], 0
    for row in rows:
        lines = max(ceil(_width(row[name]) / (widest[name] * share)) for name in texts)
        if found[-1] and used + lines + GAP > down:
            found.append([])
            used = 0
        found[-1].append(row)
        used += lines + GAP
    return found


def _width(text):
    """The room a text takes without being wrapped, in small letters; 1 at least."""
    return max(1, sum(map(_letter_width, str(text or ""))))


def _letter_width(letter):
    if east_asian_width(letter) in "WF":
        return 2
    return 1.35 if letter.isupper() else 1
