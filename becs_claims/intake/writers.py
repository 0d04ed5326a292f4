"""Files that go back to the sender: rows that could not be read with their reasons, and
empty forms.

Cells come from strangers. No text is ever written as a formula: workbooks get texts as
texts, csv files an apostrophe before what a spreadsheet program would calculate.
"""

import csv
import datetime
import io
import tempfile
from typing import NamedTuple

import xlsxwriter

from .kinds import CLAIM
from .messages import _lt
from .values.cells import BrokenRow, is_empty

ROW_HEADING = _lt("Row")
REASON_HEADING = _lt("Reason")
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
FORM_ROWS = 5_000  # of a form that offer what may be written
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def refused_writer(table, translate=None):
    """Return the writer for the format the rows came in: csv for csv, else xlsx."""
    return (RefusedCsv if table.format == "csv" else RefusedXlsx)(table, translate)


class _RefusedFile:
    """Collects refused rows: :meth:`add` each one, then :meth:`close` returns the
    file's bytes.

    The sheet has the headings and cells as received, with the row's number and the
    reasons in front, so that it can be corrected and sent again.
    """

    extension = ""

    def __init__(self, table, translate=None):
        self.translate = translate or (lambda text: text)
        self.rows = 0
        headings = {column.index: column.heading for column in table.columns}
        self.width = table.width
        self.headings = [
            self.translate(ROW_HEADING),
            self.translate(REASON_HEADING),
            *(headings.get(index, "") for index in range(self.width)),
        ]

    def add(self, refused):
        """Write a :class:`.rows.Refused`."""
        reasons = "\n".join(
            problem.message(self.translate) for problem in refused.reasons
        )
        cells = list(refused.raw)
        while cells and len(cells) > self.width and is_empty(cells[-1]):
            cells.pop()
        if isinstance(refused.raw, BrokenRow):
            cells = [cell for cell in cells if cell is not None]
        self._write([refused.number, reasons, *cells])
        self.rows += 1


class RefusedXlsx(_RefusedFile):
    """Refused rows as a workbook, written row by row without holding it in memory."""

    extension = "xlsx"

    def __init__(self, table, translate=None):
        super().__init__(table, translate)
        self._file = tempfile.TemporaryFile()
        widths = [8, 60, *[16] * self.width]
        self._sheet = Sheet(self._file, self.headings, widths)

    def _write(self, cells):
        self._sheet.write_row(cells)

    def close(self):
        """Finish the file and return its bytes."""
        self._sheet.close()
        self._file.seek(0)
        with self._file:
            return self._file.read()


class RefusedCsv(_RefusedFile):
    """Refused rows as a text file with the separator of the original."""

    extension = "csv"

    def __init__(self, table, translate=None):
        super().__init__(table, translate)
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file, delimiter=table.source.delimiter)
        self._write(self.headings)

    def _write(self, cells):
        self._csv.writerow([harmless(cell) for cell in cells])

    def close(self):
        """Finish the file and return its bytes."""
        self._file.flush()
        with self._file:
            self._file.buffer.seek(0)
            return self._file.buffer.read()


def harmless(cell):
    """Return a cell for a csv file that no spreadsheet program calculates; numbers such
    as -5 stay as they are.
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\x00", "")
    if text.startswith(CALCULATED) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text):
    return (
        text[:1] in "+-" and text[1:].replace(".", "", 1).replace(",", "").isdecimal()
    )


class Sheet:
    """A workbook written from the first row to the last, without holding it in memory.

    What does not fit on a sheet goes on on a further one, below the same headings.

    :param file: binary file to write to, or the book of a sheet that is finished
    :param headings: texts of the first row
    :param widths: of the columns, in characters
    :param name: of the sheet
    """

    def __init__(self, file, headings, widths, name=None):
        self.headings = headings
        self.widths = widths
        self.name = name
        self.book = file if isinstance(file, xlsxwriter.Workbook) else new_book(file)
        self.bold = self.book.add_format({"bold": True})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin()

    def _begin(self):
        """Begin the next sheet."""
        self.sheet = self.book.add_worksheet(self.name)
        self.name = None
        self.row = 0
        self.sheet.freeze_panes(1, 0)
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self.write_row(self.headings, bold=True)

    def write_row(self, cells, bold=False):
        """Write the next row; texts stay texts, days are written as days."""
        if self.row == SHEET_ROWS:
            self._begin()
        for index, cell in enumerate(cells):
            self._write(index, cell, self.bold if bold else None)
        self.row += 1

    def _write(self, index, cell, style):
        sheet, row = self.sheet, self.row
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            sheet.write_boolean(row, index, cell, style)
        elif isinstance(cell, (int, float)):
            sheet.write_number(row, index, cell, style)
        elif isinstance(cell, datetime.datetime):
            sheet.write_datetime(row, index, cell, style or self.moment)
        elif isinstance(cell, datetime.date):
            sheet.write_datetime(row, index, cell, style or self.day)
        else:
            text = str(cell)
            if len(text) > CELL_LENGTH:
                text = text[: CELL_LENGTH - 1] + "…"
            sheet.write_string(
                row,
                index,
                text,
                style or (self.wrapped if "\n" in text and index == 1 else None),
            )

    def close(self):
        """Finish the workbook; the file stays open."""
        self.book.close()


def new_book(file):
    """Return a workbook that is written row by row and takes no text for a formula."""
    return xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "remove_timezone": True,
        },
    )


def fitting(headings):
    """Return widths of columns that show these headings."""
    return [max(14, len(heading) + 2) for heading in headings]


class Choices(NamedTuple):
    """A further sheet of a form: what may be written into a column.

    ``rows`` begin with what to write; ``field`` is that of the column.
    """

    name: str
    field: str
    headings: list
    rows: list


def write_template(kind=CLAIM, translate=None, rows=(), choices=()):
    """Return a form of a kind of file as xlsx: headings that
    :func:`.table.open_table` recognises.

    :param rows: {field: value} of what is there already; empty for an empty form
    :param choices: several :class:`Choices`; their texts may come from strangers
    """
    translate = translate or (lambda text: text)
    output = io.BytesIO()
    labels = [translate(kind.label_of(name)) for name in kind.template]
    form = Sheet(output, labels, fitting(labels))
    names = [_sheet_name(choice.name, number) for number, choice in enumerate(choices)]
    for choice, name in zip(choices, names, strict=True):
        if choice.rows:
            column = kind.template.index(choice.field)
            form.sheet.data_validation(
                1,
                column,
                FORM_ROWS,
                column,
                {
                    "validate": "list",
                    "source": f"='{name}'!$A$2:$A${len(choice.rows) + 1}",
                    # offered, not demanded
                    "show_error": False,
                },
            )
    for row in rows:
        form.write_row([row.get(name) for name in kind.template])
    for choice, name in zip(choices, names, strict=True):
        widths = [max(22, width) for width in fitting(choice.headings)]
        sheet = Sheet(form.book, choice.headings, widths, name)
        for row in choice.rows:
            sheet.write_row(row)
    form.close()
    return output.getvalue()


def _sheet_name(name, number):
    """Return a text as name of a sheet: what Excel refuses is left out."""
    plain = "".join(" " if c in "[]:*?/\\'" else c for c in name).strip()[:28]
    return plain or f"List {number + 1}"
