"""Builds the files the tests read."""

import datetime
import io
import pathlib
import zipfile
from xml.etree import ElementTree

import openpyxl
import xlsxwriter
import xlwt

from odoo.addons import base

from ... import intake
from ...intake import IntakeError, Row
from ..shared import rounds

HEADINGS = (
    "Authorization",
    "Part Number",
    "Invoice",
    "Ship Date",
    "Qty",
    "Claim Amount",
)
LINE = ["SPA-1", "P-100", "INV-1", "2024-01-31", "10", "200.00"]

# Cells that suit each kind of column.
SAMPLES = {
    "date_ship": "2024-01-31",
    "date_invoice": "2024-01-30",
    "transaction_type": "sale",
    **dict.fromkeys(
        ("quantity", "book_price", "authorized_price", "resale_price"), "12"
    ),
    **dict.fromkeys(("unit_credit", "amount_claimed"), "12"),
}


def any_speed(test):
    """Hypothesis: as many examples as this run makes; a busy machine is no fault."""
    return rounds.new(rounds.rounds(1000), test.__qualname__)(test)


# The currencies of every database, as Odoo brings them; no database is needed for it.
CURRENCY_CODES = frozenset(
    record.findtext("field[@name='name']")
    for record in ElementTree.parse(
        pathlib.Path(base.__file__).parent / "data" / "res_currency_data.xml"
    ).iterfind(".//record[@model='res.currency']")
) - {None}


def open_table(*args, currency_codes=CURRENCY_CODES, **options):
    """Open a file as :func:`...intake.open_table` does, with the currencies of Odoo."""
    return intake.open_table(*args, **options, currency_codes=currency_codes)


def csv_file(*rows, delimiter=",", encoding="utf-8", end="\n"):
    """Join cells to the bytes of a text file; nothing is quoted."""
    return end.join(delimiter.join(row) for row in rows).encode(encoding) + end.encode(
        encoding if encoding != "utf-16" else "utf-16-le"
    )


def claim_csv(*lines, headings=HEADINGS, **how):
    """A claim with the usual headings."""
    return csv_file(headings, *lines, **how)


def xlsx_file(*rows, sheet="Claims", **options):
    """Write a workbook the way xlsxwriter does; dates become real dates."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"nan_inf_to_errors": True, **options})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                page.write_datetime(number, column, cell, day)
            elif isinstance(cell, str) and not cell.startswith("="):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write(number, column, cell)
    book.close()
    return output.getvalue()


def openpyxl_file(*sheets, **properties):
    """Write a workbook with openpyxl, which stores formulas without results.

    :param sheets: (name, rows) pairs
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    for name, value in properties.items():
        setattr(book, name, value)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def xls_file(*rows, sheet="Claims", dates_1904=False):
    """Write an old workbook; dates become real dates."""
    book = xlwt.Workbook()
    book.dates_1904 = dates_1904
    page = book.add_sheet(sheet)
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                page.write(number, column, cell, day)
            elif cell is not None:
                page.write(number, column, cell)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def replaced_part(content, part, change):
    """Return a workbook with one part of the archive changed by a function."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text) if name == part else text)
    return output.getvalue()


def read(content, name="claim.csv", options=None, limits=None, mapping=None):
    """Return (good rows, refused rows, reading) of a file."""
    reading = open_table(content, name, options, limits).read(mapping)
    items = list(reading)
    good = [item for item in items if isinstance(item, Row)]
    return good, [item for item in items if not isinstance(item, Row)], reading


def read_cells(heading, cells, options=None):
    """Read one column of a claim; return a list of values or codes of problems."""
    lines = []
    for number, cell in enumerate(cells):
        line = dict(zip(HEADINGS, LINE, strict=True))
        line["Invoice"] = f"INV-{number}"
        line[heading] = cell
        lines.append(line)
    headings = list(lines[0])
    rows = [[f'"{line[name]}"' for name in headings] for line in lines]
    table = open_table(csv_file(headings, *rows), "claim.csv", options)
    field = table.mapping[
        next(column.key for column in table.columns if column.heading == heading)
    ]
    return [
        item.values[field] if isinstance(item, Row) else item.reasons[0].code
        for item in table.read()
    ]


def refusal(content, name="file", options=None, limits=None):
    """Return the code with which a file as a whole is refused, ``None`` if it is read.

    The sentence is built as well, so that a missing parameter shows.
    """
    try:
        read(content, name, options, limits)
    except IntakeError as error:
        assert str(error) and "%(" not in str(error)
        return error.code
    return None


def guessed(headings, cells=None, options=None):
    """Return {heading: proposed field} of a sheet with these headings."""
    table = open_table(csv_file(headings, cells or ["1"] * len(headings)), "x", options)
    return {column.heading: column.field for column in table.columns}
