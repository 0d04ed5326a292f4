"""A claim as the bytes of a csv, xls or xlsx file."""

import csv
import datetime
import io
from decimal import Decimal

import xlsxwriter
import xlwt

from ..world.lines import Claim, Line
from .layouts import LAYOUTS, Layout

WRITTEN = datetime.datetime(2026, 1, 1)
NUMBERS = ("quantity", "book", "authorized", "resale", "unit", "amount")


def write(claim: Claim) -> bytes:
    """The claim's file; also sets the row each line stands in."""
    layout = LAYOUTS[claim.distributor]
    table = _table(claim, layout)
    suffix = claim.file_name.rsplit(".", 1)[1]
    return {"csv": _csv, "xls": _xls, "xlsx": _xlsx}[suffix](table, layout)


def _table(claim, layout):
    period = f"{claim.start:%Y-%m-%d} – {claim.end:%Y-%m-%d}"
    table = [
        [title.format(reference=claim.reference, period=period)]
        for title in layout.title
    ]
    table.append([heading for heading, _name in layout.columns])
    for line in claim.lines:
        table.append([_cell(line, name, layout) for _heading, name in layout.columns])
        line.row = len(table)
    if layout.total:
        # what a spreadsheet's own sum gives: texts count for nothing
        total = sum(
            line.amount or 0 for line in claim.lines if "amount" not in line.raw
        )
        table.append(
            ["Total", *(total if n == "amount" else "" for _h, n in layout.columns[1:])]
        )
    return table


def _cell(line: Line, name: str, layout: Layout):
    if name in line.raw:
        return line.raw[name]
    value = getattr(line, name)
    if value is None or value == "" or value == ():
        return ""
    if name == "serials":
        return ", ".join(value)
    if name == "ship":
        return value.strftime(layout.dates) if layout.dates else value
    if name in NUMBERS:
        return layout.number(value, name)
    return value


def _csv(table, layout):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator="\r\n")
    writer.writerows(table)
    return text.getvalue().encode(layout.encoding)


def _xlsx(table, layout):
    stream = io.BytesIO()
    options = {"in_memory": True, "nan_inf_to_errors": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": WRITTEN})  # else no two files are the same
        sheet = book.add_worksheet("Claim")
        date = book.add_format({"num_format": "mm/dd/yyyy"})
        for row, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, Decimal):
                    sheet.write_number(row, column, float(value))
                elif hasattr(value, "year"):
                    sheet.write_datetime(row, column, value, date)
                elif value != "":
                    sheet.write_string(row, column, str(value))
    return stream.getvalue()


def _xls(table, layout):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Debit")
    for row, cells in enumerate(table):
        for column, value in enumerate(cells):
            if value != "":
                sheet.write(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
