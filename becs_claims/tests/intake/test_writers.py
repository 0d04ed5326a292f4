"""The file of refused rows, which its sender corrects and sends again."""

import csv
import datetime
import io
import unittest
import zipfile

import openpyxl

from ...intake import TEMPLATES, Refused, RefusedXlsx, open_table, refused_writer
from ...intake.writers import harmless
from .files import HEADINGS, LINE, claim_csv, csv_file, read, xlsx_file

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

    def test_corrected_and_sent_again(self):
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
