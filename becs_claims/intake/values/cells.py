"""Small helpers about raw cells: what a reader hands over before anything is understood
of it.

A row is a list or tuple of cells; a cell is ``None`` or ``""`` (empty), text, a number
(int, float), a bool, or a date, datetime, time or timedelta.
"""

import string

ERROR_TEXTS = frozenset(
    (
        "#N/A",
        "#NV",
        "#REF!",
        "#BEZUG!",
        "#VALUE!",
        "#WERT!",
        "#VALEUR!",
        "#NAME?",
        "#NOM?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
    )
    + (
        "#ZAHL!",
        "#NOMBRE?",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
    )
    + ("#BUSY!", "#PYTHON!", "#EXTERNAL!")
)


class BrokenRow(list):
    """A row whose cells cannot be told apart; ``code`` says why."""

    def __init__(self, code, cells):
        super().__init__(cells)
        self.code = code


def is_empty(cell):
    """Tell whether nothing is in a cell; a zero is something."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def row_is_empty(row):
    """Tell whether a row has nothing in any cell."""
    return all(cell is None or cell == "" or is_empty(cell) for cell in row)


def column_letters(index):
    """Return the name of the column a spreadsheet program shows for a position counted
    from 0: A, B, …, AA.
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = string.ascii_uppercase[rest] + letters
    return letters
