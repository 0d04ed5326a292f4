"""Does a cell look like a number, a date, a kind of transaction? Used to check what a
heading promises.
"""

import datetime

from ..columns.fields import DATE, NUMBER
from .dates import date_shape
from .numerals import number_shape
from .texts import WORDS, word_value


def fits(kind, cell, date_system, currency_codes):
    """Tell whether a filled cell can be a value of a kind of field.

    :param currency_codes: the currencies that may be written beside a number
    """
    if kind == NUMBER:
        if isinstance(cell, str):
            return not isinstance(
                number_shape(cell, currency_codes), str
            ) or cell.startswith("=")
        return isinstance(cell, (int, float)) and not isinstance(cell, bool)
    if kind == DATE:
        if isinstance(cell, datetime.date):
            return True
        return not isinstance(date_shape(cell, date_system), str)
    if kind in WORDS:
        return word_value(kind, cell) is not None
    return True
