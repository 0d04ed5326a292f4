"""From a cell to the value of a field. One converter per column, which remembers what
it has converted.
"""

import datetime
from decimal import Decimal

from ..columns import fields
from ..errors import Problem, shown
from .cells import ERROR_TEXTS, column_letters
from .conventions import MIXED
from .currencies import currency_in_words
from .dates import DMY, MDY, date_shape
from .numerals import COMMA, POINT, clean_float, number_shape, simple_number
from .texts import SCIENTIFIC, SIMPLE, clean_text, split_serials, word_value

REMEMBERED = 50_000
ZERO = Decimal(0)
# Numbers within these bounds are within all limits.
MOST_SIMPLE = 10**9
SIMPLE_DECIMALS = 6


class Converter(dict):
    """Maps cells to values; a cell that cannot be read maps to a
    :class:`.errors.Problem`, an empty one to ``None``.

    ``troubled`` is set once a problem was met, so that rows need not be searched for
    problems before.
    """

    def __init__(self, column, field, context):
        super().__init__()
        self.field = field
        self.heading = column.heading or column_letters(column.index)
        self.letters = column.letters
        self.way = context.conventions.by_column.get(column.index)
        self.kind = context.kind
        self.has_currencies = "currency" in context.columns
        self.options = context.options
        self.limits = context.limits
        self.date_system = context.date_system
        self.currencies = context.currencies
        self.currency_codes = context.table.currency_codes
        self.troubled = False

    def __missing__(self, cell):
        value = None if cell is None or cell == "" else self.convert(cell)
        if type(value) is Problem:
            self.troubled = True
        if len(self) >= REMEMBERED:
            self.clear()
        self[cell] = value
        return value

    def problem(self, code, cell, **params):
        """Return why ``cell`` cannot be read."""
        column = (
            f"{self.heading}, {self.letters}"
            if self.heading != self.letters
            else self.letters
        )
        return Problem(
            code,
            field=self.kind.shown(self.field),
            column=column,
            value=shown(cell),
            **params,
        )

    def error_in(self, text):
        """Return the problem of a text no field can hold, if it is one."""
        return self.problem("error_cell", text) if text.upper() in ERROR_TEXTS else None

    def convert(self, cell):
        """Return the value of a filled cell, or a problem."""
        raise NotImplementedError

    def other_currency(self, cell, codes):
        """Return a problem when a currency is not the one that is expected."""
        expected = self.options.currency
        if expected and expected not in codes:
            return self.problem("currency_differs", cell, expected=expected)
        return None


class NumberConverter(Converter):
    """Quantities, prices and amounts as :class:`decimal.Decimal`, exactly as stated."""

    def __init__(self, column, field, context):
        super().__init__(column, field, context)
        self.currency_codes = fields.currencies_beside(field, self.currency_codes)

    def convert(self, cell):
        if type(cell) is float and -MOST_SIMPLE < cell < MOST_SIMPLE:
            text = f"{cell:.15g}"
            if "e" not in text and len(text.partition(".")[2]) <= SIMPLE_DECIMALS:
                return Decimal(text) if cell else ZERO
        elif type(cell) is str and (simple := simple_number(cell)):
            return simple[1] or ZERO
        return self._with_care(cell)

    def _with_care(self, cell):
        if isinstance(cell, (int, float)):
            try:
                return self._checked(clean_float(cell), cell)
            except ArithmeticError:
                return self.problem("number_not_finite", cell)
        if not isinstance(cell, str):
            return self.problem("number_is_date", cell)
        text = clean_text(cell)
        if not text:
            return None
        shape = number_shape(text, self.currency_codes)
        if isinstance(shape, str):
            if text.startswith("="):
                return self.problem("formula_without_value", text)
            return self.error_in(text) or self._refused(shape, text)
        if shape.currencies:
            other = self._currency_beside(text, shape.currencies)
            if other:
                return other
        return self._chosen(shape, text)

    def _currency_beside(self, text, codes):
        """Note the currency of a number; return a problem when it is not the one that
        is expected, or that of the row may be another.
        """
        if self.kind.own_currency and self.has_currencies:
            return self.problem("currency_sign", text)
        other = self.other_currency(text, codes)
        if other is None and len(codes) == 1:
            self.currencies.update(codes)
        return other

    def _chosen(self, shape, text):
        if not shape.ambiguous:
            return self._checked(
                shape.comma if shape.point is None else shape.point, text
            )
        if self.way in (POINT, COMMA):
            return self._checked(
                shape.point if self.way == POINT else shape.comma, text
            )
        code = "number_mixed" if self.way == MIXED else "number_ambiguous"
        return self.problem(
            code, text, first=f"{shape.point:f}", second=f"{shape.comma:f}"
        )

    def _checked(self, number, cell):
        if abs(number) > self.limits.number:
            return self._refused("number_too_large", cell)
        decimals = -number.as_tuple().exponent
        most = (
            self.limits.quantity_decimals
            if self.field == "quantity"
            else self.limits.price_decimals
        )
        if decimals > most and -number.normalize().as_tuple().exponent > most:
            return self._refused("number_too_precise", cell)
        if decimals < 0:
            number = number.quantize(Decimal(1))
        elif decimals > most:
            number = number.normalize()
        return number or ZERO

    def _refused(self, code, cell):
        if code == "number_too_large":
            return self.problem(code, cell, limit=f"{self.limits.number:,}")
        if code == "number_too_precise":
            most = (
                self.limits.quantity_decimals
                if self.field == "quantity"
                else self.limits.price_decimals
            )
            return self.problem(code, cell, limit=most)
        return self.problem(code, cell)


class DateConverter(Converter):
    """Days as :class:`datetime.date`; a time of day is dropped."""

    def convert(self, cell):
        if isinstance(cell, datetime.datetime):
            return self._checked(cell.date(), cell)
        if isinstance(cell, datetime.date):
            return self._checked(cell, cell)
        if isinstance(cell, str):
            cell = clean_text(cell)
            if not cell:
                return None
        shape = date_shape(cell, self.date_system)
        if isinstance(shape, str):
            if isinstance(cell, str):
                if cell.startswith("="):
                    return self.problem("formula_without_value", cell)
                return self.error_in(cell) or self.problem(shape, cell)
            return self.problem(shape, cell)
        if shape.dmy == shape.mdy:
            return self._checked(shape.dmy, cell)
        if self.way in (DMY, MDY):
            found = shape.dmy if self.way == DMY else shape.mdy
            if found is None:
                order = "DD/MM/YYYY" if self.way == DMY else "MM/DD/YYYY"
                return self.problem("date_other_order", cell, order=order)
            return self._checked(found, cell)
        if not shape.ambiguous:
            return self._checked(shape.dmy or shape.mdy, cell)
        code = "date_mixed" if self.way == MIXED else "date_ambiguous"
        return self.problem(
            code, cell, first=shape.dmy.isoformat(), second=shape.mdy.isoformat()
        )

    def _checked(self, day, cell):
        first, last = self.limits.first_year, self.limits.last_year
        if first <= day.year <= last:
            return day
        return self.problem("date_year", cell, first=first, last=last)


class TextConverter(Converter):
    """Texts on one line; numbers in a text field as their digits."""

    def convert(self, cell):
        if type(cell) is str and SIMPLE.fullmatch(cell):
            return cell
        text = self.as_text(cell)
        if type(text) is Problem or not text:
            return text or None
        if len(text) > self.limits.text_length:
            return self.problem(
                "text_too_long", text, length=len(text), limit=self.limits.text_length
            )
        return text

    def as_text(self, cell):
        """Return a cell as text, or a problem."""
        strict = self.field in fields.REFERENCE_FIELDS or self.field == "serial_numbers"
        if isinstance(cell, str):
            text = clean_text(cell)
            if text[:1] == "#" and text.upper() in ERROR_TEXTS:
                return self.error_in(text)
            if strict and SCIENTIFIC.match(text):
                return self.problem("text_rounded", text)
            return text
        if isinstance(cell, (int, float)):
            try:
                number = clean_float(cell)
            except ArithmeticError:
                return self.problem("number_not_finite", cell)
            return f"{number:f}" if abs(number.adjusted()) < 30 else str(cell)
        return self.problem("text_is_date", cell) if strict else str(cell)


class SerialConverter(TextConverter):
    """The serial numbers of one cell as a tuple of texts."""

    def convert(self, cell):
        limits = self.limits
        text = self.as_text(cell)
        if type(text) is Problem or not text:
            return text or None
        if len(text) > limits.serial_text_length:
            return self.problem(
                "text_too_long", text, length=len(text), limit=limits.serial_text_length
            )
        serials = split_serials(text)
        if len(serials) > limits.serials:
            return self.problem(
                "too_many_serials", text, count=len(serials), limit=limits.serials
            )
        long = next(
            (serial for serial in serials if len(serial) > limits.serial_length), None
        )
        if long:
            return self.problem("serial_too_long", long, limit=limits.serial_length)
        return serials or None


class WordConverter(Converter):
    """One of few values a word stands for."""

    value = ""
    unknown = ""

    def convert(self, cell):
        text = clean_text(cell) if isinstance(cell, str) else str(cell)
        if not text:
            return None
        return (
            word_value(self.value, text)
            or self.error_in(text)
            or self.problem(self.unknown, text)
        )


class TypeConverter(WordConverter):
    """``sale`` or ``return``."""

    value = fields.TYPE
    unknown = "type_unknown"


class AdjustmentConverter(WordConverter):
    """``opening``, ``correction`` or ``price``."""

    value = fields.ADJUSTMENT
    unknown = "adjustment_unknown"


class CurrencyConverter(Converter):
    """ISO code of the row's currency; ``None`` when a sign such as $ leaves it open."""

    def convert(self, cell):
        text = clean_text(cell) if isinstance(cell, str) else str(cell)
        if not text:
            return None
        codes = currency_in_words(text, self.currency_codes)
        if not codes:
            return self.error_in(text) or self.problem("currency_unknown", text)
        if self.kind.own_currency:
            return self._own(text, codes)
        other = self.other_currency(text, codes)
        return (
            other or self.options.currency or (min(codes) if len(codes) == 1 else None)
        )

    def _own(self, text, codes):
        """Return the currency of a row that need not be that of the others."""
        expected = self.options.currency
        if len(codes) > 1 and expected not in codes:
            return self.problem("currency_unknown", text)
        return min(codes) if len(codes) == 1 else expected


CONVERTERS = {
    fields.TEXT: TextConverter,
    fields.NUMBER: NumberConverter,
    fields.DATE: DateConverter,
    fields.TYPE: TypeConverter,
    fields.ADJUSTMENT: AdjustmentConverter,
    fields.SERIALS: SerialConverter,
    fields.CURRENCY: CurrencyConverter,
}


def converter(column, field, context):
    """Return the converter of a column mapped to ``field``.

    :param context: the reading: ``table``, ``kind``, ``columns``, ``conventions``,
        ``options``, ``limits``, ``date_system`` and the set ``currencies`` to fill with
        those beside numbers
    """
    return CONVERTERS[context.kind.fields[field]](column, field, context)
