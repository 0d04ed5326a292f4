"""Excel files, old and new, with both readers."""

import datetime
import io
import unittest
import warnings
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import openpyxl
import xlsxwriter
import xlwt

from ...intake import IntakeError, Limits, Options
from ...intake.readers.xlsx_source import XlsxSource, python_calamine
from .files import (
    HEADINGS,
    LINE,
    open_table,
    openpyxl_file,
    read,
    replaced_part,
    xls_file,
    xlsx_file,
)

DAY = datetime.date(2024, 1, 31)
TYPED = ["SPA-1", 100234, "INV-1", DAY, 10, 12.5]


class TestValues(unittest.TestCase):
    def test_typed_cells(self):
        for content in (xlsx_file(HEADINGS, TYPED), xls_file(HEADINGS, TYPED)):
            good, refused, _reading = read(content)
            self.assertEqual(refused, [])
            values = good[0].values
            self.assertEqual(values["product_ref"], "100234")
            self.assertEqual(values["date_ship"], DAY)
            self.assertEqual(values["quantity"], Decimal(10))
            self.assertEqual(values["amount_claimed"], Decimal("12.5"))

    def test_numbers_are_never_binary(self):
        lines = [
            [*TYPED[:5], cell]
            for cell in (0.1 + 0.2, 4.35 * 100, 1e-7, 33.3333333333333)
        ]
        for content in (xlsx_file(HEADINGS, *lines), xls_file(HEADINGS, *lines)):
            good, _refused, _reading = read(content)
            self.assertEqual(
                [f"{row.values['amount_claimed']:f}" for row in good],
                ["0.3", "435", "0.0000001", "33.3333333333333"],
            )

    def test_date_that_was_a_number(self):
        """A part number such as 3-4 that the spreadsheet program has made a date."""
        good, refused, _reading = read(xlsx_file(HEADINGS, ["SPA-1", DAY, *TYPED[2:]]))
        self.assertEqual(refused[0].reasons[0].code, "text_is_date")
        good, refused, _reading = read(xlsx_file(HEADINGS, [*TYPED[:4], DAY, 12.5]))
        self.assertEqual((good, refused[0].reasons[0].code), ([], "number_is_date"))

    def test_days_counted_from_1904(self):
        content = openpyxl_file(("Claims", [HEADINGS, [*TYPED[:3], 43860, 10, 12.5]]))
        content = replaced_part(
            content,
            "xl/workbook.xml",
            lambda text: text.replace(
                b"<workbookPr ", b'<workbookPr date1904="1" '
            ).replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>'),
        )
        good, _refused, _reading = read(content)
        self.assertEqual(good[0].values["date_ship"], DAY)
        content = xls_file(HEADINGS, [*TYPED[:3], 43860, 10, 12.5], dates_1904=True)
        good, _refused, _reading = read(content)
        self.assertEqual(good[0].values["date_ship"], DAY)

    def test_days_as_bare_numbers(self):
        for cell in (45322, 45322.75, 20240131, "45322"):
            good, _refused, _reading = read(
                xlsx_file(HEADINGS, [*TYPED[:3], cell, 10, 12.5])
            )
            self.assertEqual(good[0].values["date_ship"], DAY, cell)

    def test_results_of_formulas(self):
        content = xlsx_file(HEADINGS, [*TYPED[:4], 0, 12.5])
        content = replaced_part(
            content,
            "xl/worksheets/sheet1.xml",
            lambda text: text.replace(b'<c r="E2"><v>0', b'<c r="E2"><f>3+4</f><v>7'),
        )
        good, _refused, _reading = read(content)
        self.assertEqual(good[0].values["quantity"], 7)

    def test_control_characters_of_xlsx(self):
        good, _refused, _reading = read(
            xlsx_file(HEADINGS, ["SPA_x0007_\x07-1", *TYPED[1:]])
        )
        self.assertEqual(good[0].values["authorization_ref"], "SPA -1")


class TestSheets(unittest.TestCase):
    def test_first_sheet_with_headings(self):
        content = openpyxl_file(
            ("Empty", []), ("Read me", [["Please fill in"]]), ("Form", [HEADINGS]),
            ("Claim", [["Title"], HEADINGS, LINE]),
        )  # fmt: skip
        table = open_table(content, "claim.xlsx")
        self.assertEqual((table.sheet, table.heading_row), ("Claim", 2))
        self.assertEqual(len(table.sheets), 4)

    def test_chosen_sheet(self):
        content = openpyxl_file(("A", [HEADINGS, LINE]), ("B", [HEADINGS, LINE, LINE]))
        table = open_table(content, "claim.xlsx", Options(sheet="B"))
        self.assertEqual(table.read().total, 2)
        with self.assertRaises(IntakeError) as caught:
            open_table(content, "claim.xlsx", Options(sheet="C"))
        self.assertIn("A, B", str(caught.exception))

    def test_shown_sheets_first(self):
        content = openpyxl_file(("Old", [HEADINGS, LINE]), ("New", [HEADINGS, LINE]))
        content = replaced_part(
            content,
            "xl/workbook.xml",
            lambda text: text.replace(b'name="Old"', b'name="Old" ').replace(
                b'state="visible"', b'state="hidden"', 1
            ),
        )
        self.assertEqual(open_table(content, "claim.xlsx").sheet, "New")

    def test_rows_and_columns_that_start_late(self):
        rows = [[], [], [None, None, *HEADINGS], [None, None, *TYPED]]
        for content in (xlsx_file(*rows), xls_file(*rows)):
            table = open_table(content, "claim")
            self.assertEqual((table.heading_row, table.columns[0].letters), (3, "C"))
            self.assertEqual([row.number for row in table.read()], [4])

    def test_notes_beside_the_table(self):
        good, refused, _reading = read(
            xlsx_file(HEADINGS, TYPED, [*TYPED, None, "see mail"])
        )
        self.assertEqual((len(good), refused), (2, []))


class TestBothReaders(unittest.TestCase):
    """python-calamine must show what openpyxl shows, or not be used."""

    def rows(self, content, fast):
        source = XlsxSource(content, "claim", Options(), Limits(), fast=fast)
        source.open_sheet(source.sheets[0])
        reader = type(source._reader).__name__
        rows = []
        for row in source.rows():
            cells = ["" if cell is None else cell for cell in row]
            while cells and cells[-1] == "":
                cells.pop()
            rows.append(cells)
        while rows and not rows[-1]:
            rows.pop()
        return reader, rows

    def test_same_rows(self):
        self.assertIsNotNone(python_calamine)
        moment = datetime.datetime(2024, 1, 31, 12, 30)
        rows = [
            HEADINGS,
            TYPED,
            [],
            [None, "ä€\n", 1.5, moment, True, 0, -3, 1e15, 123456789012345],
            ["a" * 3000, "  x ", "007", 0.1 + 0.2],
        ]
        content = openpyxl_file(("Claims", rows))
        fast_reader, fast = self.rows(content, True)
        slow_reader, slow = self.rows(content, False)
        self.assertEqual(
            (fast_reader, slow_reader), ("_CalamineSheet", "_OpenpyxlSheet")
        )
        self.assertEqual(fast, slow)
        self.assertEqual(len(fast), 5)

    def test_same_idea_of_what_is_a_date(self):
        formats = (
            'dd/mm/yyyy|d-mmm-yy|[$-409]mmmm d, yyyy;@|General|0.00|#,##0.00 "€"|'
            '[Red]0.00|"d"0|@|[h]:mm|h:mm:ss|dd.mm.yyyy hh:mm|0%|[$-de-DE]dd. mmm yy|'
            '[$-F800]dddd\\,\\ mmmm\\ dd|m/d/yy h:mm AM/PM|"day" 0|0.00E+00|yy'
        )
        for system in (False, True):
            output = io.BytesIO()
            book = xlsxwriter.Workbook(output, {"date_1904": system})
            sheet = book.add_worksheet()
            for row, pattern in enumerate(formats.split("|")):
                style = book.add_format({"num_format": pattern})
                for column, cell in enumerate((45322.5, 45322, 0.25, 1000)):
                    sheet.write_number(row, column, cell, style)
            book.close()
            _reader, fast = self.rows(output.getvalue(), True)
            _reader, slow = self.rows(output.getvalue(), False)
            self.assertEqual(fast, slow)

    def test_cell_that_fails_when_it_is_shown(self):
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, LINE)
        hours = book.add_format({"num_format": "[h]:mm"})
        sheet.write_number(1, 3, 10**9, hours)
        book.close()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            reader, rows = self.rows(output.getvalue(), True)
            _good, refused, _reading = read(output.getvalue())
        self.assertEqual((reader, rows[1][3]), ("_OpenpyxlSheet", "#VALUE!"))
        self.assertEqual(refused[0].reasons[0].code, "error_cell")

    def test_slow_one_where_cells_would_be_lost(self):
        def with_cell(cell):
            return replaced_part(
                xlsx_file(HEADINGS, [*TYPED[:4], 0, 12.5]),
                "xl/worksheets/sheet1.xml",
                lambda text: text.replace(b'<c r="E2"><v>0</v></c>', cell),
            )

        for cell, shown in {
            b'<c r="E2" t="e"><v>#REF!</v></c>': "#REF!",
            b'<c r="E2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>': "#DIV/0!",
            b'<c r="E2"><f>A1+1</f></c>': "=A1+1",
            b'<c r="E2"><f>A1+1</f><v></v></c>': "=A1+1",
            b'<c r="E2"><f>A1+1</f><v/></c>': "=A1+1",
            b"<c r='E2'><v>7</v></c>": 7,
            b'<c s="0" r="E2"><v>7</v></c>': 7,
        }.items():
            with self.subTest(cell):
                reader, rows = self.rows(with_cell(cell), True)
                self.assertEqual((reader, rows[1][4]), ("_OpenpyxlSheet", shown))

    def test_results_of_formulas_need_no_care(self):
        content = replaced_part(
            xlsx_file(HEADINGS, [*TYPED[:4], 0, 12.5]),
            "xl/worksheets/sheet1.xml",
            lambda text: text.replace(b'<c r="E2"><v>0', b'<c r="E2"><f>3+4</f><v>7'),
        )
        reader, rows = self.rows(content, True)
        self.assertEqual((reader, rows[1][4]), ("_CalamineSheet", 7))

    def test_read_twice(self):
        content = openpyxl_file(("Claims", [HEADINGS, *[TYPED] * 2500]))
        for fast in (True, False):
            source = XlsxSource(content, "claim", Options(), Limits(), fast=fast)
            source.open_sheet("Claims")
            first = [list(row) for row in source.rows()]
            self.assertEqual(len(first), 2501)
            self.assertEqual([list(row) for row in source.rows()], first)


class TestWarnings(unittest.TestCase):
    """openpyxl warns of what it does not keep, which no reader of rows misses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output)
        page = book.add_worksheet()
        page.write_row(0, 0, HEADINGS)
        for number in range(1, 2501):
            page.write_row(number, 0, LINE)
        # kept in an extension of the format
        page.conditional_format("E2:E9", {"type": "data_bar", "data_bar_2010": True})
        book.close()
        cls.content = output.getvalue()

    def rows(self):
        source = XlsxSource(self.content, "claim", Options(), Limits(), fast=False)
        source.open_sheet(source.sheets[0])
        return source.rows()

    def warn(self):
        """Warn as a module of openpyxl does that another part of Odoo uses."""
        warnings.warn_explicit("!", UserWarning, "x.py", 1, module="openpyxl.x")

    def test_openpyxl_warns_of_the_file(self):
        with self.assertWarnsRegex(UserWarning, "extension is not supported"):
            book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True)
            list(book.worksheets[0].rows)

    def test_no_warning_while_rows_are_read(self):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always", UserWarning)
            before = list(warnings.filters)
            self.assertEqual(len(list(self.rows())), 2501)
            self.assertEqual(heard, [])
            self.assertEqual(warnings.filters, before)
            self.warn()
        self.assertEqual([str(warning.message) for warning in heard], ["!"])

    def test_others_may_warn_between_two_rows(self):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always", UserWarning)
            rows = self.rows()
            for _row in range(3):
                next(rows)
                self.warn()
        self.assertEqual(len(heard), 3)

    def test_threads_leave_nothing_behind(self):
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always", UserWarning)
            before = list(warnings.filters)
            with ThreadPoolExecutor(4) as pool:
                counts = list(pool.map(lambda _file: len(list(self.rows())), range(8)))
            self.assertEqual(warnings.filters, before)
        self.assertEqual((counts, heard), ([2501] * 8, []))


class TestOldWorkbooks(unittest.TestCase):
    def test_special_cells(self):
        book = xlwt.Workbook()
        page = book.add_sheet("Claims")
        for number, line in enumerate([HEADINGS, LINE, LINE]):
            for column, cell in enumerate(line):
                if column != 4 or not number:
                    page.write(number, column, cell)
        page.row(1).set_cell_error(4, 0x2A)  # #N/A
        page.row(2).set_cell_boolean(4, True)
        output = io.BytesIO()
        book.save(output)
        _good, refused, _reading = read(output.getvalue())
        self.assertEqual(
            [row.reasons[0].message() for row in refused],
            [
                "Quantity (column Qty, E): the cell shows the error #N/A. Please "
                "correct its formula or enter the value.",
                "Quantity (column Qty, E): “TRUE” is not a number.",
            ],
        )
