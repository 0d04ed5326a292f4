"""Dates as people write them.

Like numbers, a text is first taken apart without knowing the file's convention;
``03/04/2024`` waits for it.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass

from .languages import month_number

DMY, MDY = "dmy", "mdy"

_TIME = re.compile(
    r"[T\s,]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.I,
)
_ISO = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_DIGITS = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,15}\.?,\s*")
_YEAR_WORD = re.compile(r"(?<=\d)\s*[гр]\.?$")  # Russian and others: 4 марта 2024 г.
_NAMED_FIRST = re.compile(
    r"([^\W\d_]+)\.?[\s\-/,]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-/.]+(\d{4}|\d{2})"
)
_NAMED_MIDDLE = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|°)?\.?[\s\-/]*(?:de\s+|di\s+|d['’]\s*)?([^\W\d_]+)\.?[\s\-/,]*(?:de\s+|del\s+)?(\d{4}|\d{2})\.?"
)
# the words are Lithuanian: 2024 m. kovo 4 d.
_NAMED_LAST = re.compile(
    r"(\d{4})(?:\.|\s*m\.)?[\s\-/]([^\W\d_]+)\.?[\s\-/](\d{1,2})(?:\.|\s*d\.)?"
)

# Days between the start of each system and 30 December 1899, on which Excel's first
# system counts from March 1900 on.
_EPOCHS = {1900: datetime.date(1899, 12, 30), 1904: datetime.date(1904, 1, 1)}
FIRST_SERIAL, LAST_SERIAL = (
    30_000,
    75_000,
)  # 1982 to 2105: other bare numbers are no dates of a claim


@dataclass(frozen=True, slots=True)
class DateShape:
    """A date taken apart: ``dmy`` and ``mdy`` are its readings with the day or the
    month first, equal or ``None`` where the order makes no difference or gives no day.
    """

    dmy: datetime.date | None
    mdy: datetime.date | None
    dotted: bool = False

    @property
    def evidence(self):
        """The order this date proves, ``None`` when it proves nothing."""
        if self.dmy == self.mdy:
            return None
        if self.mdy is None:
            return DMY
        return MDY if self.dmy is None else None

    @property
    def ambiguous(self):
        """Tell whether the date means another day with the other order."""
        return self.dmy is not None and self.mdy is not None and self.dmy != self.mdy


def date_shape(cell, date_system=1900):
    """Take a cell apart.

    :param cell: text or number
    :param date_system: year from which a workbook counts its days, 1900 or 1904
    :return: a :class:`DateShape`, or the code of the problem as a text
    """
    if isinstance(cell, bool):
        return "not_a_date"
    if isinstance(cell, (int, float)):
        return _number_date(cell, date_system)
    if not isinstance(cell, str):
        return "not_a_date"
    text = cell.strip().lstrip("'").strip()
    if len(text) > 60:
        return "not_a_date"
    text = unicodedata.normalize("NFC", text)  # accents may be signs of their own
    text = _YEAR_WORD.sub("", _TIME.sub("", text).strip())
    match = _ISO.fullmatch(text)
    if match:
        return _only(match[1], match[3], match[4])
    match = _PARTS.fullmatch(text)
    if match:
        return _either(match[1], match[3], match[4], match[2] == ".")
    if _DIGITS.fullmatch(text):
        return _eight_digits(text)
    if _SERIAL.fullmatch(text):
        return _number_date(int(text[:5]), date_system)
    return _named(_WEEKDAY.sub("", text))


def _day(year, month, day):
    year = int(year) + (0 if len(str(year)) > 2 else 2000 if int(year) < 69 else 1900)
    try:
        return datetime.date(year, int(month), int(day))
    except ValueError:
        return None


def _only(year, month, day):
    found = _day(year, month, day)
    return DateShape(found, found) if found else "date_impossible"


def _either(first, second, year, dotted=False):
    shape = DateShape(_day(year, second, first), _day(year, first, second), dotted)
    return shape if shape.dmy or shape.mdy else "date_impossible"


def _eight_digits(text):
    """20240131, or 31012024 and 01312024 where the first reading gives no year of our
    time.
    """
    if 1900 <= int(text[:4]) <= 2100:
        shape = _only(text[:4], text[4:6], text[6:])
        if not isinstance(shape, str) or not 1900 <= int(text[4:]) <= 2100:
            return shape
    if 1900 <= int(text[4:]) <= 2100:
        return _either(text[:2], text[2:4], text[4:])
    return "date_impossible"


def _number_date(number, date_system):
    if number != number or abs(number) > 10**9:
        return "not_a_date"
    if float(number).is_integer() and 19000101 <= number <= 21001231:
        return _eight_digits(str(int(number)))
    if FIRST_SERIAL - 1462 <= number <= LAST_SERIAL:
        found = _EPOCHS[date_system] + datetime.timedelta(days=int(number))
        return DateShape(found, found)
    return "not_a_date"


def _named(text):
    for pattern, month, day, year in (
        (_NAMED_MIDDLE, 2, 1, 3),
        (_NAMED_FIRST, 1, 2, 3),
        (_NAMED_LAST, 2, 3, 1),
    ):
        match = pattern.fullmatch(text)
        if match:
            number = month_number(match[month])
            if number:
                return _only(match[year], number, match[day])
    return "not_a_date"
