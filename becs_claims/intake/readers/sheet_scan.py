"""Which reader suits a sheet? Told from its text, without building its cells.

python-calamine is fast, but it shows errors and formulas without result as empty cells,
and it makes room for every cell between the first and the last filled one. Sheets where
that would matter are left to the slower reader.
"""

import re
from dataclasses import dataclass

ERROR_CELL = b't="e"'
FORMULA = b"<f"
FORMULA_WITHOUT_VALUE = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
# Cells not written as `<c r="A1"`: the patterns below would miss them.
ODD_CELL = re.compile(rb'<c[>/\t\r\n]|<c (?!r="[A-Z])')
ODD_TEXTS = (b":c ", b"='")

# How far cells reach: a number of rows or columns, and what shows a cell beyond it.
ROW_STEPS = (
    (99_999, rb'<c r="[A-Z]+\d{6}'),
    (199_999, rb'<c r="[A-Z]+(?:[2-9]\d{5}|\d{7})'),
    (399_999, rb'<c r="[A-Z]+(?:[4-9]\d{5}|\d{7})'),
    (599_999, rb'<c r="[A-Z]+(?:[6-9]\d{5}|\d{7})'),
    (999_999, rb'<c r="[A-Z]+\d{7}'),
    (1_048_576, rb'<c r="[A-Z]+(?:[2-9]\d{6}|1[1-9]\d{5}|\d{8})'),
)
COLUMN_STEPS = (
    (26, rb'<c r="[A-Z]{2}'),
    (52, rb'<c r="(?:[B-Z][A-Z]|[A-Z]{3})'),
    (130, rb'<c r="(?:[E-Z][A-Z]|[A-Z]{3})'),
    (702, rb'<c r="[A-Z]{3}'),
)
SMALL_AREA = 3_000_000  # cells there is always room for
SPARSE = 20  # a larger area with less than one filled cell in so many is not worth it


@dataclass
class SheetScan:
    """What the text of a sheet shows.

    ``plain``: written the way the usual programs write it; ``area``: at least as many
    cells as lie between the first and the last filled one, ``None`` when not bounded;
    ``cells``: how many cells there are.
    """

    plain: bool = True
    errors: bool = False
    formulas_without_value: bool = False
    area: int | None = 0
    cells: int = 0

    def suits_fast_reader(self, most):
        """Tell whether the fast reader shows all of the sheet and needs little room.

        :param most: most cells it may make room for
        """
        if not self.plain or self.errors or self.formulas_without_value:
            return False
        if self.area is None or self.area > most:
            return False
        return self.area <= max(SMALL_AREA, SPARSE * self.cells)


class _Reach:
    """Follows how far cells reach, in steps; searching for one cell beyond is fast."""

    def __init__(self, steps):
        self.steps = [(bound, re.compile(beyond)) for bound, beyond in steps]
        self.step = 0

    def look_at(self, piece):
        while self.step < len(self.steps) and self.steps[self.step][1].search(piece):
            self.step += 1

    @property
    def bound(self):
        return self.steps[self.step][0] if self.step < len(self.steps) else None


def scan_sheet(pieces):
    """Look through a sheet part.

    :param pieces: its text as bytes, in pieces that do not cut cells in two
    """
    scan = SheetScan()
    rows, columns = _Reach(ROW_STEPS), _Reach(COLUMN_STEPS)
    for piece in pieces:
        scan.cells += piece.count(b"<c ")
        rows.look_at(piece)
        columns.look_at(piece)
        if scan.plain:
            odd = any(text in piece for text in ODD_TEXTS)
            scan.plain = not odd and not ODD_CELL.search(piece)
        if not scan.errors and ERROR_CELL in piece:
            scan.errors = True
        if not scan.formulas_without_value and FORMULA in piece:
            found = FORMULA_WITHOUT_VALUE.search(piece)
            scan.formulas_without_value = found is not None
    if rows.bound is None or columns.bound is None:
        scan.area = None
    elif scan.cells:
        scan.area = rows.bound * columns.bound
    return scan
