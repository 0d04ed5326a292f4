"""Numbers as people write them, read exactly.

A text is first taken apart without knowing the file's convention
(:func:`number_shape`); most texts can only be read one way. What can be read in two,
``1,234``, waits for the decimal sign of the column.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .currencies import SIGN_CHARACTERS, currencies_of

POINT, COMMA = ".", ","
MAX_DIGITS = 60

_SPACES = "\u0020\u00a0\u2007\u2009\u202f\t"
_APOSTROPHES = "'’‘`´"
_CURRENCY = rf"[^\W\d_]{{1,3}}[.$]?|[^\W\d_]{{0,2}}[{SIGN_CHARACTERS}]|EURO?S?"
_NUMBER = re.compile(
    rf"""^'?\s*(?P<cur0>{_CURRENCY})?\s*(?P<open>\()?\s*
    (?P<sign1>[-+−–])?\s*(?P<cur1>{_CURRENCY})?\s*(?P<sign2>[-+−–])?\s*
    (?P<body>[.,]?\d[\d.,{_SPACES}{_APOSTROPHES}]*?)
    (?:[eE](?P<exponent>[+-]?\d{{1,4}}))?
    \s*(?P<sign3>[-+−–])?\s*(?P<cur2>{_CURRENCY})?\s*(?P<sign4>[-−–])?\s*(?P<close>\))?
    \s*(?P<cur3>{_CURRENCY})?\s*$""",
    re.X,
)
_PLAIN = re.compile(r"-?[0-9]{1,18}")
_SIMPLE = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:([.,])(\d{1,6}))?", re.ASCII)
_GROUPS = re.compile(
    rf"^\d{{1,3}}(?:(?P<sign>[{_SPACES}{_APOSTROPHES}])\d{{3}})(?:(?P=sign)\d{{3}})*(?=[.,]|$)"
)
_PERCENT = re.compile(r"[%‰]|\bpercent\b|\bprozent\b", re.I)
_NOT_FINITE = re.compile(r"^[-+]?(nan|inf|infinity|∞|n/?a)$", re.I)
_WITH_UNIT = re.compile(rf"^[-+]?\d[\d.,{_SPACES}]*[{_SPACES}]?[^\W\d_]+\.?$")


@dataclass(frozen=True, slots=True)
class NumberShape:
    """A number taken apart.

    ``point`` is its reading with a decimal point, ``comma`` with a decimal comma; one
    of them is ``None`` when it cannot be read so, and both are equal when it makes no
    difference. ``currencies`` are the codes written beside it.
    """

    point: Decimal | None
    comma: Decimal | None
    currencies: frozenset | None = None

    @property
    def evidence(self):
        """The decimal sign this number proves, ``None`` when it proves nothing."""
        if self.point == self.comma:
            return None
        if self.comma is None:
            return POINT
        return COMMA if self.point is None else None

    @property
    def ambiguous(self):
        """Tell whether the number means something else with the other decimal sign."""
        return (
            self.point is not None
            and self.comma is not None
            and self.point != self.comma
        )


def number_shape(text, currency_codes):
    """Take a text apart.

    :param currency_codes: the currencies that may be written beside the number
    :return: a :class:`NumberShape`, or the code of the problem as a text
    """
    if _PLAIN.fullmatch(text):
        value = Decimal(text)
        return NumberShape(value, value)
    text = text.strip()
    if len(text) > 4 * MAX_DIGITS:
        return "not_a_number"
    match = _NUMBER.match(text)
    if not match:
        return _why_not(text)
    codes = None
    for group in ("cur0", "cur1", "cur2", "cur3"):
        if match[group]:
            found = currencies_of(match[group], currency_codes)
            if found is None or codes is not None:
                return _why_not(text)
            codes = found
    signs = [
        match[group] for group in ("sign1", "sign2", "sign3", "sign4") if match[group]
    ]
    if (
        bool(match["open"]) != bool(match["close"])
        or len(signs) + bool(match["open"]) > 1
    ):
        return "not_a_number"
    negative = bool(match["open"]) or (signs and signs[0] != "+")
    point, comma = _readings(match["body"].strip(_SPACES))
    if point is None and comma is None:
        return "not_a_number"
    exponent = int(match["exponent"] or 0)
    if exponent > 400 or exponent < -400:
        return "number_too_large" if exponent > 0 else "number_too_precise"
    tail = f"E{exponent}" if exponent else ""
    sign = "-" if negative else ""
    return NumberShape(
        None if point is None else Decimal(f"{sign}{point}{tail}"),
        None if comma is None else Decimal(f"{sign}{comma}{tail}"),
        codes,
    )


def simple_number(text):
    """Recognise the usual number with but one reading: ``12``, ``-3.5``, ``0,25``.

    :return: (decimal sign or ``None``, number), or ``None`` for every other text
    """
    match = _SIMPLE.fullmatch(text)
    if not match:
        return None
    sign = match[1]
    if sign is None or sign == POINT:
        if sign and len(match[2]) == 3 and text[:2] not in ("0.", "-0"):
            return None
        return sign, Decimal(text)
    if len(match[2]) == 3 and text[:2] not in ("0,", "-0"):
        return None
    return sign, Decimal(text.replace(COMMA, POINT))


def _why_not(text):
    if _PERCENT.search(text):
        return "number_percent"
    if _NOT_FINITE.match(text):
        return "number_not_finite"
    if _WITH_UNIT.match(text):
        return "number_with_unit"
    return "not_a_number"


def _readings(body):
    """Return (digits read with a decimal point, with a decimal comma); ``None`` where
    that is impossible.
    """
    if len(body) > MAX_DIGITS:
        return None, None
    groups = _GROUPS.match(body)
    if groups:
        head, rest = (
            body[: groups.end()].replace(groups["sign"], ""),
            body[groups.end() :],
        )
        if rest and not rest[1:].isdecimal():
            return None, None
        if not rest:
            return head, head
        return (
            (f"{head}.{rest[1:]}", None)
            if rest[0] == POINT
            else (None, f"{head}.{rest[1:]}")
        )
    if not body.isascii() or any(c not in "0123456789.," for c in body):
        return None, None
    return _read_as(body, POINT, COMMA), _read_as(body, COMMA, POINT)


def _read_as(body, decimal, group):
    """Read digits with a given decimal sign; the other sign may only stand between
    thousands.
    """
    whole, sign, part = body.partition(decimal)
    if sign and (not part.isdecimal() and part):
        return None
    if group in whole:
        first, *groups = whole.split(group)
        if (
            not first
            or len(first) > 3
            or len(groups[-1]) != 3
            or (first.startswith("0") and not sign)
        ):
            return None
        # thousands in threes, or the Indian way in twos before the last three
        sizes = {len(item) for item in groups[:-1]}
        if sizes - {3} and (sizes - {2} or len(first) > 2 or group != COMMA):
            return None
        whole = first + "".join(groups)
    if not whole and not part:
        return None
    return f"{whole or '0'}.{part}" if part else whole


def clean_float(value):
    """Return the decimal a spreadsheet means by a binary number: at most 15 significant
    digits, no noise behind them.

    :raises ArithmeticError: for NaN and infinity
    """
    try:
        number = (
            Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
        )
    except (InvalidOperation, ValueError) as error:
        raise ArithmeticError(value) from error
    if not number.is_finite():
        raise ArithmeticError(value)
    if isinstance(value, int) and abs(value) >= 10**15:
        number = Decimal(f"{number:.14e}")
    return number
