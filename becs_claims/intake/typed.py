"""One row typed into a form: read strictly by the notation of the reader's language.

A file shows by its other cells what ``1.234`` means; a single field does not, so what
does not follow the notation is refused with a sentence that shows how to write it.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from .columns.fields import CURRENCY, DATE, NUMBER, SERIALS, TYPE
from .errors import IntakeError, Problem, shown
from .kinds import CLAIM
from .settings import Limits
from .values.texts import clean_text, split_serials

_SPACES = "\u0020\u00a0\u2007\u2009\u202f"
TYPES = ("sale", "return")


class Notation(NamedTuple):
    """How a language writes numbers and dates.

    ``date`` is a format of :func:`datetime.datetime.strptime`; dates in ISO notation,
    which browsers send, are understood as well.
    """

    decimal: str = "."
    group: str = ","
    date: str = "%Y-%m-%d"

    def number(self, value):
        """Return a number as it is written, with the decimals it has."""
        text = f"{Decimal(repr(value)) if isinstance(value, float) else value:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.replace(".", self.decimal)


def typed_fields(kind=CLAIM):
    """Return the names of the fields of a row that can be typed, in their order."""
    return tuple(
        name
        for name, value in kind.line_fields.items()
        if value != CURRENCY and name != "resubmission_ref"
    )


def read_typed(texts, notation, *, kind=CLAIM, required=(), limits=None):
    """Read the fields of one row.

    :param texts: {field: text}; fields that are missing are empty, others left out
    :param notation: a :class:`Notation`
    :param required: names of fields that must be filled
    :return: the values of the row like those of :class:`.rows.Row`, and
        {field: :class:`.errors.Problem`} of those that cannot be read
    """
    limits = limits or Limits()
    values, problems = {}, {}
    for name in typed_fields(kind):
        text = clean_text(str(texts.get(name) or "")[: 2 * limits.serial_text_length])
        value = _read(name, kind.line_fields[name], text, notation, limits)
        if isinstance(value, Problem):
            problems[name] = value
            value = None
        elif value in (None, ()) and name in required:
            problems[name] = Problem("typed_missing", field=name)
        values[name] = value
    if not problems:
        kind.settle(values)
    return values, problems


def read_field(name, text, notation, kind):
    """Read a field that stands for itself.

    :param kind: ``NUMBER`` or ``DATE``
    :return: the value, ``None`` where nothing was entered
    :raises IntakeError: with the sentence of what is wrong
    """
    value = _read(name, kind, clean_text(text or ""), notation, Limits())
    if isinstance(value, Problem):
        raise IntakeError(value.code, **value.params)
    return value


def _read(name, kind, text, notation, limits):
    if not text:
        return None
    if kind == NUMBER:
        return _number(name, text, notation, limits)
    if kind == DATE:
        return _date(name, text, notation, limits)
    if kind == TYPE:
        if text in TYPES:
            return text
        return Problem("typed_type", field=name, value=shown(text))
    if kind == SERIALS:
        return _serials(name, text, limits)
    return _short(name, text, limits.text_length) or text


def _number(name, text, notation, limits):
    groups = f"[{re.escape(notation.group)}{_SPACES}'’]"
    whole = rf"(?:\d{{1,3}}(?:(?P<sign>{groups})\d{{3}})(?:(?P=sign)\d{{3}})*|\d+)"
    match = re.fullmatch(
        rf"(?P<minus>[-−+]?)(?P<whole>{whole})?"
        rf"(?:{re.escape(notation.decimal)}(?P<part>\d*))?",
        text,
        re.ASCII,
    )
    digits = match and re.sub(r"\D", "", match["whole"] or "")
    part = match and match["part"] or ""
    if not match or not (digits or part):
        return Problem(
            "typed_number",
            field=name,
            value=shown(text),
            example=notation.number(Decimal("1234.5")),
        )
    try:
        number = Decimal(f"{digits or 0}.{part or 0}")
    except InvalidOperation:
        number = Decimal("Infinity")
    if number > limits.number:
        return Problem(
            "typed_too_large",
            field=name,
            value=shown(text),
            limit=f"{limits.number:,}".replace(",", "\u202f"),
        )
    most = limits.quantity_decimals if name == "quantity" else limits.price_decimals
    if len(part.rstrip("0")) > most:
        return Problem("typed_too_precise", field=name, value=shown(text), limit=most)
    number = number.normalize() if part else Decimal(digits)
    return -number if match["minus"] in ("-", "−") else number


def _date(name, text, notation, limits):
    for pattern in ("%Y-%m-%d", notation.date):
        try:
            day = datetime.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if limits.first_year <= day.year <= limits.last_year:
            return day
        return Problem(
            "typed_year",
            field=name,
            value=shown(text),
            first=limits.first_year,
            last=limits.last_year,
        )
    example = datetime.date(2026, 3, 31).strftime(notation.date)
    return Problem("typed_date", field=name, value=shown(text), example=example)


def _serials(name, text, limits):
    long = _short(name, text, limits.serial_text_length)
    if long:
        return long
    serials = split_serials(text)
    if len(serials) > limits.serials:
        return Problem(
            "typed_serials", field=name, count=len(serials), limit=limits.serials
        )
    for serial in serials:
        long = _short(name, serial, limits.serial_length)
        if long:
            return long
    return serials


def _short(name, text, limit):
    """Return the problem of a text that is too long, if it is."""
    if len(text) <= limit:
        return None
    return Problem(
        "typed_too_long", field=name, length=len(text), limit=limit, value=shown(text)
    )
