"""Rows of an xlsx workbook: with python-calamine where it is installed and shows
everything, else with openpyxl.
"""

import datetime
import io
import pickle
import tempfile
import threading
import warnings
from collections import deque
from contextlib import contextmanager
from itertools import islice

import openpyxl

from ..errors import IntakeError
from .archive import Archive
from .sheet_scan import scan_sheet

try:
    import python_calamine
except ImportError:  # an optional, much faster reader
    python_calamine = None

SPOOL_ROWS = 1000
SPOOL_MEMORY = 8 * 1024 * 1024

# What is ignored is a setting of the whole process: of two threads that each put back
# what they found, the one that is done last may leave behind what the other one set.
_one_at_a_time = threading.RLock()


@contextmanager
def without_warnings():
    """Let openpyxl not warn: what it warns of is seen in the rows, as cells with
    errors, or is of no interest to readers of rows.

    For short work, and never around a ``yield``.
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"openpyxl\.")
        yield


class XlsxSource:
    """An xlsx workbook; ``rows()`` reads the sheet chosen by :meth:`open_sheet`, as
    often as needed.
    """

    format = "xlsx"
    typed = True

    def __init__(self, content, name, options, limits, fast=True):
        self.content = content
        self.name = name
        self.limits = limits
        self.fast = fast and python_calamine is not None
        self.archive = Archive(content, name, limits)
        parts = self.archive.sheets()
        self._parts = {part.name: part for part in parts}
        self.sheets = [
            part.name for part in sorted(parts, key=lambda part: not part.visible)
        ]
        self._workbooks = {}
        self._reader = None
        self.date_system = 1900

    def open_sheet(self, sheet):
        """Choose the sheet to read, and the reader that suits it."""
        part = self._parts[sheet].part
        scan = scan_sheet(self.archive.pieces(part, self.limits.unpacked_size))
        self._reader = None
        if self.fast and scan.suits_fast_reader(self.limits.fast_cells):
            self._reader = self._calamine_sheet(sheet)
        if self._reader is None:
            self._reader = _OpenpyxlSheet(self, sheet, scan.formulas_without_value)
        self.date_system = self._date_system()

    def rows(self, width=None):
        """Yield every row of the sheet from row 1 on, empty ones too, as lists of
        cells.
        """
        return self._reader.rows()

    def ends_open(self):
        """A workbook is complete or cannot be opened."""
        return False

    def _calamine_sheet(self, sheet):
        try:
            reader = _CalamineSheet(self.content, sheet)
            deque(reader.rows(), 0)  # some cells fail only when they are shown
            return reader
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:
            # its panics are no Exceptions; the other reader may manage
            return None

    def _date_system(self):
        return 1904 if self.archive.dates_from_1904 else 1900

    def workbook(self, values):
        """Open the workbook with openpyxl; ``values`` asks for results of formulas
        instead of formulas.
        """
        if values not in self._workbooks:
            try:
                with without_warnings():
                    self._workbooks[values] = openpyxl.load_workbook(
                        io.BytesIO(self.content),
                        read_only=True,
                        data_only=values,
                        keep_links=False,
                    )
            except Exception as error:
                raise IntakeError("damaged", name=self.name) from error
        return self._workbooks[values]


class _CalamineSheet:
    def __init__(self, content, sheet):
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        self.sheet = workbook.get_sheet_by_name(sheet)

    def rows(self):
        start = self.sheet.start
        if start is None:
            return iter(())
        rows = self.sheet.iter_rows()
        if start[1]:
            before = [""] * start[1]
            return (before + row for row in rows)
        return rows


class _OpenpyxlSheet:
    """Slow and thorough. What it has read once is kept in a temporary file, because it
    is read twice.
    """

    def __init__(self, source, sheet, formulas):
        self.source = source
        self.sheet = sheet
        self.formulas = formulas
        self.spool = None

    def rows(self):
        if self.spool is not None:
            yield from self._spooled()
            return
        spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY)
        rows = self._read()
        while batch := self._batch(rows):
            pickle.dump(batch, spool, 5)
            yield from batch
        self.spool = spool

    def _spooled(self):
        self.spool.seek(0)
        while True:
            try:
                batch = pickle.load(self.spool)  # noqa: S301 - written above
            except EOFError:
                return
            yield from batch

    @staticmethod
    def _batch(rows):
        with without_warnings():
            return list(islice(rows, SPOOL_ROWS))

    def _read(self):
        empty = ()
        try:
            rows = self._sheet(values=True).iter_rows(values_only=True)
            formulas = (
                self._sheet(values=False).iter_rows(values_only=True)
                if self.formulas
                else None
            )
            for row in rows:
                texts = next(formulas, empty) if formulas else empty
                if not any(cell is not None for cell in row) and not any(texts):
                    yield empty
                    continue
                yield _tidy(row, texts)
        except IntakeError:
            raise
        except Exception as error:  # a damaged part shows up here in many ways
            raise IntakeError("damaged", name=self.source.name) from error

    def _sheet(self, values):
        sheet = self.source.workbook(values)[self.sheet]
        sheet.reset_dimensions()
        return sheet


def _tidy(row, formulas):
    """Show formulas without a result as their text, and cut the empty end of a row."""
    cells = list(row)
    for index, formula in enumerate(formulas):
        if index < len(cells) and cells[index] is None and formula is not None:
            text = getattr(formula, "text", formula)  # array formulas are objects
            cells[index] = f"={str(text).lstrip('=')}"
    while cells and cells[-1] is None:
        cells.pop()
    for index, cell in enumerate(cells):
        if type(cell) is datetime.datetime and not (
            cell.hour or cell.minute or cell.second or cell.microsecond
        ):
            cells[index] = cell.date()
    return cells
