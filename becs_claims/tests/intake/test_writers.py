"""The file of refused rows, which its sender corrects and sends again."""

import csv
import datetime
import io
import unittest
import zipfile
from unittest.mock import patch

import openpyxl

from ...intake import TEMPLATES, Refused, RefusedXlsx, refused_writer, writers
from ...intake.writers import harmless
from ...settlement import statement_file
from .files import (
    HEADINGS,
    LINE,
    claim_csv,
    csv_file,
    open_table,
    read,
    xlsx_file,
)

EVIL = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1"]


def refused_file(content, options=None):
    """Return (table, bytes of the file of refused rows)."""
    table = open_table(content, "claim", options)
    writer = refused_writer(table)
    for item in table.read():
        if isinstance(item, Refused):
            writer.add(item)
    return table, writer, writer.close()


class TestWorkbook(unittest.TestCase):
    def test_cells_and_reasons(self):
        day = datetime.date(2024, 1, 31)
        bad = ["SPA-1", 100234, "INV-1", day, "ten", True]
        table, writer, content = refused_file(xlsx_file(HEADINGS, LINE, bad))
        self.assertEqual((writer.extension, writer.rows), ("xlsx", 1))
        rows = list(
            openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(
                values_only=True
            )
        )
        self.assertEqual(rows[0], ("Row", "Reason", *HEADINGS))
        self.assertEqual(rows[1][0], 3)
        self.assertIn("“ten” is not a number", rows[1][1])
        self.assertEqual(rows[1][1].count("\n"), 1)
        moment = datetime.datetime(2024, 1, 31)
        self.assertEqual(rows[1][2:], ("SPA-1", 100234, "INV-1", moment, "ten", True))

    def test_corrected_and_resubmitted(self):
        _table, _writer, content = refused_file(
            xlsx_file(HEADINGS, [*LINE[:4], "ten", 200])
        )
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.active["G2"] = 10
        output = io.BytesIO()
        book.save(output)
        good, refused, _reading = read(output.getvalue())
        self.assertEqual((len(good), refused), (1, []))
        self.assertEqual(good[0].values["quantity"], 10)

    def test_nothing_is_calculated(self):
        lines = [[evil, "P", evil, "soon", "1", "2"] for evil in EVIL]
        _table, _writer, content = refused_file(xlsx_file(HEADINGS, *lines))
        sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
        self.assertNotIn(b"<f>", sheet)
        self.assertNotIn(b"hyperlink", sheet)
        table = open_table(
            csv_file(HEADINGS, ["=1+1", "P", "I", "soon", "1", "2"]), "x"
        )
        writer = RefusedXlsx(table)
        for item in table.read():
            writer.add(item)
        sheet = zipfile.ZipFile(io.BytesIO(writer.close())).read(
            "xl/worksheets/sheet1.xml"
        )
        self.assertNotIn(b"<f>", sheet)

    def test_translated(self):
        table = open_table(xlsx_file(HEADINGS, [*LINE[:4], "ten", 200]), "x")
        words = {
            "Row": "Zeile",
            "Quantity": "Menge",
            TEMPLATES[
                "not_a_number"
            ]: "%(field)s in %(column)s: „%(value)s“ ist keine Zahl.",
        }
        writer = refused_writer(table, lambda text: words.get(text, text))
        for item in table.read():
            writer.add(item)
        sheet = openpyxl.load_workbook(io.BytesIO(writer.close())).active
        self.assertEqual(sheet["A1"].value, "Zeile")
        self.assertEqual(sheet["B2"].value, "Menge in Qty, E: „ten“ ist keine Zahl.")


class TestSheet(unittest.TestCase):
    """A sheet has so many rows; what does not fit goes on on the next."""

    def sheets(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]

    def test_nothing_is_lost(self):
        for rows, sizes in ((3, [3]), (4, [3, 1]), (7, [3, 3, 1])):
            with self.subTest(rows=rows), patch.object(writers, "SHEET_ROWS", 4):
                lines = [[*LINE[:4], f"ten{row}", 200] for row in range(rows)]
                _table, writer, content = refused_file(xlsx_file(HEADINGS, *lines))
                sheets = self.sheets(content)
                self.assertEqual(writer.rows, rows)
                self.assertEqual([len(sheet) - 1 for sheet in sheets], sizes)
                for sheet in sheets:
                    self.assertEqual(sheet[0], ("Row", "Reason", *HEADINGS))
                shown = [row[6] for sheet in sheets for row in sheet[1:]]
                self.assertEqual(shown, [line[4] for line in lines])

    def test_further_sheets_look_like_the_first(self):
        output = io.BytesIO()
        with patch.object(writers, "SHEET_ROWS", 2):
            sheet = writers.Sheet(output, ["Day", "Sum"], [20, 30])
            day = datetime.date(2024, 1, 31)
            sheet.write_row([day, 5])
            sheet.write_row(["Total", 5], bold=True)
            sheet.close()
        first, second = openpyxl.load_workbook(io.BytesIO(output.getvalue())).worksheets
        for one in (first, second):
            self.assertEqual(one.freeze_panes, "A2")
            self.assertEqual(
                [int(one.column_dimensions[name].width) for name in "AB"], [20, 30]
            )
            self.assertTrue(one["A1"].font.bold)
            self.assertEqual([cell.value for cell in one[1]], ["Day", "Sum"])
        self.assertEqual(first["A2"].value, datetime.datetime(2024, 1, 31))
        self.assertEqual(second["A2"].value, "Total")
        self.assertTrue(second["A2"].font.bold)

    def test_statement_of_many_lines(self):
        """Sums are of all sheets and stand on the last one."""
        row = dict.fromkeys(statement_file.HEADINGS) | {"claimed": 3, "paid": 2}
        output = io.BytesIO()
        with patch.object(writers, "SHEET_ROWS", 3):
            sums = statement_file.write(output, iter([row] * 4))
        self.assertEqual(sums, {"claimed": 12, "paid": 8})
        sheets = self.sheets(output.getvalue())
        self.assertEqual([len(sheet) for sheet in sheets], [3, 3, 3])
        column = list(statement_file.HEADINGS).index("paid")
        paid = [line[column] for sheet in sheets for line in sheet[1:]]
        self.assertEqual(paid, [2, 2, 2, 2, None, 8])


class TestText(unittest.TestCase):
    def rows(self, content, delimiter=","):
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))

    def test_cells_and_reasons(self):
        name = '"Müller; Söhne"'
        content = claim_csv([name, *LINE[1:4], "ten", "-5"], LINE, delimiter=";")
        _table, writer, content = refused_file(content)
        rows = self.rows(content, ";")
        self.assertEqual((writer.extension, writer.rows, len(rows)), ("csv", 1, 2))
        self.assertEqual(rows[0], ["Row", "Reason", *HEADINGS])
        self.assertEqual(rows[1][0], "2")
        self.assertEqual(rows[1][2:], ["Müller; Söhne", *LINE[1:4], "ten", "-5"])

    def test_nothing_is_calculated(self):
        lines = [[f'"{evil}"', "P", "I", "soon", "1", "2"] for evil in EVIL]
        _table, _writer, content = refused_file(claim_csv(*lines))
        for row, evil in zip(self.rows(content)[1:], EVIL, strict=True):
            self.assertEqual(row[2], f"'{evil}")
        good, _refused, _reading = read(content.replace(b"soon", b"2024-01-31"))
        self.assertEqual(good[0].values["authorization_ref"], "=1+1")

    def test_harmless(self):
        for cell in ("-5", "-5.50", "+3", "-1,234.50", 5, None, "a=b", ""):
            self.assertEqual(harmless(cell), cell)
        for cell in ("-5+1", "--5", "=5", "-", "+a"):
            self.assertEqual(harmless(cell), f"'{cell}")

    def test_rows_that_cannot_be_told_apart(self):
        lines = [LINE, ['"SPA-1', *LINE[1:]], LINE]
        _table, writer, content = refused_file(claim_csv(*lines))
        self.assertEqual(writer.rows, 1)
        self.assertEqual(self.rows(content)[1][0], "3")

    def test_long_cells(self):
        table = open_table(claim_csv(["x" * 60_000, *LINE[1:]]), "x")
        writer = RefusedXlsx(table)
        for item in table.read():
            writer.add(item)
        sheet = openpyxl.load_workbook(io.BytesIO(writer.close())).active
        self.assertEqual(len(sheet["C2"].value), 32_767)
