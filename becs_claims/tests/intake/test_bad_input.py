"""Whatever is sent: a sentence that says what and where, and never a traceback."""

import io
import time
import tracemalloc
import unittest
import warnings
import zipfile
from decimal import Decimal

from ...intake import IntakeError, Limits
from .files import (
    HEADINGS,
    LINE,
    claim_csv,
    csv_file,
    open_table,
    openpyxl_file,
    read,
    read_cells,
    refusal,
    replaced_part,
    xls_file,
    xlsx_file,
)

SHEET = "xl/worksheets/sheet1.xml"


def zip_file(**parts):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), text)
    return output.getvalue()


def ole_file(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


class TestWrongFile(unittest.TestCase):
    def test_type_is_told_by_content(self):
        for code, content in {
            "empty_file": b"",
            "wrong_type_pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
            "wrong_type_image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "wrong_type_html": b"<html><table><tr><td>Product</td></tr></table></html>",
            "wrong_type_xml": b'<?xml version="1.0"?><claim><line/></claim>',
            "wrong_type_json": b'[{"product": "P-100", "quantity": 3}]',
            "wrong_type_mail": b"From: a@example.com\r\nSubject: claim\r\n\r\nhello",
            "wrong_type_archive": b"\x1f\x8b\x08\x00" + bytes(50),
            "wrong_type": bytes(range(256)) * 20,
            "wrong_type_text_document": ole_file("WordDocument"),
            "wrong_type_presentation": ole_file("PowerPoint Document"),
            "password_protected": ole_file("EncryptedPackage"),
        }.items():
            with self.subTest(code):
                self.assertEqual(refusal(content), code)

    def test_zip_that_is_no_workbook(self):
        document = {"[Content_Types]_xml": "<a/>", "word__document_xml": "<a/>"}
        self.assertEqual(refusal(zip_file(**document)), "wrong_type_text_document")
        self.assertEqual(refusal(zip_file(readme="hello")), "wrong_type_archive")
        ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}
        self.assertEqual(refusal(zip_file(**ods)), "wrong_type_ods")
        xlsb = {"[Content_Types]_xml": "<a/>", "xl__workbook.bin": "x"}
        self.assertEqual(refusal(zip_file(**xlsb)), "wrong_type_xlsb")

    def test_name_does_not_matter(self):
        for name in ("claim.pdf", "claim", "claim.xls", "claim.csv"):
            good, refused, _reading = read(xlsx_file(HEADINGS, LINE), name)
            self.assertEqual((len(good), refused), (1, []))

    def test_nothing_in_it(self):
        self.assertEqual(refusal(b" \r\n\n\t"), "empty_file")
        self.assertEqual(refusal(b"\xef\xbb\xbf\r\n"), "empty_file")
        self.assertEqual(refusal(b",,,\n,,,\n"), "empty_file")
        self.assertEqual(refusal(xlsx_file()), "no_sheet")
        self.assertEqual(refusal(claim_csv()), "no_rows")
        self.assertEqual(refusal(xlsx_file(HEADINGS)), "no_rows")
        self.assertEqual(refusal(xls_file(HEADINGS, [" "])), "no_rows")

    def test_no_known_heading(self):
        rows = [["alpha", "beta", "gamma"], *[["1", "2", "3"]] * 40]
        for content in (csv_file(*rows), xlsx_file(*rows), xls_file(*rows)):
            self.assertEqual(refusal(content), "no_headings")

    def test_too_large(self):
        limits = Limits(file_size=100)
        self.assertEqual(
            refusal(claim_csv(*[LINE] * 9), limits=limits), "file_too_large"
        )
        limits = Limits(xls_size=100)
        old = xls_file(HEADINGS, LINE)
        self.assertEqual(refusal(old, limits=limits), "file_too_large")
        limits = Limits(rows=5)
        for content in (claim_csv(*[LINE] * 6), xlsx_file(HEADINGS, *[LINE] * 6)):
            self.assertEqual(refusal(content, limits=limits), "too_many_rows")
        self.assertIsNone(refusal(claim_csv(*[LINE] * 5), limits=limits))

    def test_too_many_columns(self):
        wide = [*LINE, *[""] * 600, "x"]
        with self.assertRaises(IntakeError) as caught:
            read(xlsx_file(HEADINGS, LINE, wide), "claim.xlsx")
        self.assertEqual(caught.exception.code, "too_many_columns")
        self.assertIn("Row 3", str(caught.exception))
        self.assertIn("column WI", str(caught.exception))
        blank = [*LINE, *[""] * 600, " "]
        self.assertIsNone(refusal(xlsx_file(HEADINGS, LINE, blank)))


class TestDamagedFile(unittest.TestCase):
    def test_half_a_workbook(self):
        for content in (
            xlsx_file(HEADINGS, *[LINE] * 500),
            xls_file(HEADINGS, *[LINE] * 500),
        ):
            for share in (0.02, 0.3, 0.5, 0.9, 0.999):
                with self.subTest(share=share):
                    cut = content[: int(len(content) * share)]
                    self.assertEqual(refusal(cut, "claim.xls"), "damaged")

    def test_half_a_part(self):
        """A whole archive around half a sheet."""
        content = xlsx_file(HEADINGS, *[LINE] * 500)
        for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"):
            cut = replaced_part(content, part, lambda text: text[: len(text) // 2])
            self.assertEqual(refusal(cut), "damaged", part)

    def test_changed_bytes(self):
        content = bytearray(xlsx_file(HEADINGS, *[LINE] * 500))
        content[len(content) // 3] ^= 0xFF
        self.assertIn(refusal(bytes(content)), ("damaged", "no_headings"))

    def test_half_a_text_file(self):
        lines = [[*LINE[:2], f"INV-{n}", *LINE[3:]] for n in range(20)]
        content = claim_csv(*lines)
        good, refused, _reading = read(content[:-14])
        self.assertEqual(len(good), 19)
        self.assertEqual([r.code for r in refused[0].reasons], ["row_cut_off"])
        self.assertEqual(refused[0].number, 21)

    def test_cut_in_the_middle_of_a_character(self):
        good, _refused, _reading = read(claim_csv(["Ä", *LINE[1:]]) + "Ü".encode()[:1])
        self.assertEqual(good[0].values["authorization_ref"], "Ä")

    def test_password(self):
        self.assertEqual(
            refusal(ole_file("EncryptionInfo"), "a.xlsx"), "password_protected"
        )


class TestBombs(unittest.TestCase):
    def test_unpacked_size(self):
        rows = b"<row>" + b" " * 8_000_000 + b"</row>"
        content = replaced_part(
            xlsx_file(HEADINGS, LINE),
            SHEET,
            lambda text: text.replace(b"<sheetData>", b"<sheetData>" + rows),
        )
        self.assertLess(len(content), 100_000)
        limits = Limits(ratio_floor=1_000_000)
        self.assertEqual(refusal(content, limits=limits), "zip_bomb")
        limits = Limits(unpacked_size=4_000_000)
        self.assertEqual(refusal(content, limits=limits), "zip_bomb")

    def test_size_the_archive_does_not_admit(self):
        """The directory of the archive says 10 bytes; unpacking finds 8 million."""
        content = bytearray(
            replaced_part(
                xlsx_file(HEADINGS, LINE),
                "xl/styles.xml",
                lambda text: text + b" " * 8_000_000,
            )
        )
        true_size = (8_000_000).to_bytes(4, "little")[1:]
        while (place := content.find(true_size)) > 0:
            content[place - 1 : place + 3] = (10).to_bytes(4, "little")
        self.assertIn(refusal(bytes(content)), ("damaged", "zip_bomb", None))

    def test_entities(self):
        bomb = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
        for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
            content = replaced_part(
                xlsx_file(HEADINGS, LINE),
                part,
                lambda text: text.replace(b"?>", b"?>" + bomb, 1),
            )
            self.assertEqual(refusal(content), "unsafe_xml", part)

    def test_entities_in_another_encoding(self):
        bomb = '<!DOCTYPE a [<!ENTITY a "ha">]>'

        def utf16(text):
            text = (
                text.decode().replace("UTF-8", "UTF-16").replace("?>", f"?>{bomb}", 1)
            )
            return text.encode("utf-16")

        content = replaced_part(xlsx_file(HEADINGS, LINE), SHEET, utf16)
        self.assertEqual(refusal(content), "unsafe_xml")

    def test_entities_under_another_name(self):
        bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">]><a/>'
        for text in (bomb.encode(), bomb.encode("utf-16"), bomb.encode("utf-16-be")):
            output = io.BytesIO(xlsx_file(HEADINGS, LINE))
            with zipfile.ZipFile(output, "a") as archive:
                archive.writestr("xl/texts.bin", text)
            self.assertEqual(refusal(output.getvalue()), "unsafe_xml")

    def test_two_parts_of_one_name(self):
        output = io.BytesIO(xlsx_file(HEADINGS, LINE))
        with zipfile.ZipFile(output, "a") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr(SHEET, "<worksheet/>")
        self.assertEqual(refusal(output.getvalue()), "damaged")

    def test_two_cells_far_apart(self):
        """A reader that makes room for all cells between them would need 17 GB."""
        content = replaced_part(
            xlsx_file(HEADINGS, LINE),
            SHEET,
            lambda text: text.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>',
            ),
        )
        started = time.monotonic()
        good, _refused, _reading = read(content, "claim.xlsx")
        self.assertEqual([row.number for row in good], [2, 1048576])
        self.assertLess(time.monotonic() - started, 20)

    def test_far_column(self):
        content = replaced_part(
            xlsx_file(HEADINGS, LINE),
            SHEET,
            lambda text: text.replace(
                b"</sheetData>",
                b'<row r="900000"><c r="XFD900000"><v>1</v></c></row></sheetData>',
            ),
        )
        self.assertEqual(refusal(content), "too_many_columns")


class TestManyEmptyRows(unittest.TestCase):
    def test_in_text(self):
        content = claim_csv(LINE) + b"\n" * 400_000 + b",,,,,\n" * 600_000
        content += ",".join(LINE).encode()
        self._check(content, 1_000_003)

    def test_in_workbook(self):
        empty = b"".join(
            b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(3, 1_000_003)
        )
        content = replaced_part(
            xlsx_file(HEADINGS, LINE),
            SHEET,
            lambda text: text.replace(b"</sheetData>", empty + b"</sheetData>"),
        )
        self._check(content, 2)

    def test_with_formatted_cells(self):
        cells = b'<c r="A%d" s="1"/><c r="B%d" s="1"/>'
        empty = b"".join(
            b'<row r="%d">' % n + cells % (n, n) + b"</row>" for n in range(3, 200_003)
        )
        content = replaced_part(
            xlsx_file(HEADINGS, LINE),
            SHEET,
            lambda text: text.replace(b"</sheetData>", empty + b"</sheetData>"),
        )
        self._check(content, 2)

    def test_without_end(self):
        content = claim_csv(LINE) + b"\n" * 4_000_000
        self.assertEqual(refusal(content), "too_many_empty_rows")

    def test_memory(self):
        content = claim_csv(LINE) + b",,,,,\n" * 100_000
        table = open_table(content, "claim")
        tracemalloc.start()
        try:
            self.assertEqual(len(list(table.read())), 1)
            self.assertLess(tracemalloc.get_traced_memory()[1], 5_000_000)
        finally:
            tracemalloc.stop()

    def _check(self, content, last_number):
        started = time.monotonic()
        reading = open_table(content, "claim").read()
        rows = list(reading)
        self.assertEqual(rows[-1].number, last_number)
        self.assertLessEqual(len(rows), 2)
        self.assertEqual(reading.total, len(rows))
        self.assertLess(time.monotonic() - started, 30)


class TestBadCells(unittest.TestCase):
    def test_numbers(self):
        for cell, expected in {
            "ten": "not_a_number",
            "NaN": "number_not_finite",
            "-inf": "number_not_finite",
            "1e400": "number_too_large",
            "1e-400": "number_too_precise",
            "9999999999999": "number_too_large",
            "0.123456789012": "number_too_precise",
            "10 boxes": "number_with_unit",
            "15%": "number_percent",
            "=A1*2": "formula_without_value",
            "#N/A": "error_cell",
            "#REF!": "error_cell",
            "1.2.3": "not_a_number",
            "--5": "not_a_number",
            "5-3": "not_a_number",
            "$ 5": "not_a_number",
            "\x00\x01": None,
        }.items():
            with self.subTest(cell):
                self.assertEqual(read_cells("Qty", [cell]), [expected])

    def test_dates(self):
        for cell, expected in {
            "31/02/2024": "date_impossible",
            "2024-02-30": "date_impossible",
            "2023-02-29": "date_impossible",
            "32.01.2024": "date_impossible",
            "20241301": "date_impossible",
            "0001-01-01": "date_year",
            "9999-12-31": "date_year",
            "yesterday": "not_a_date",
            "12": "not_a_date",
            "1e400": "not_a_date",
            "=TODAY()": "formula_without_value",
            "#VALUE!": "error_cell",
        }.items():
            with self.subTest(cell):
                self.assertEqual(read_cells("Ship Date", [cell]), [expected])

    def test_texts(self):
        self.assertEqual(read_cells("Part Number", ["x" * 2000]), ["text_too_long"])
        self.assertEqual(read_cells("Part Number", ["#N/A"]), ["error_cell"])
        self.assertEqual(read_cells("Part Number", ["1.23457E+12"]), ["text_rounded"])
        self.assertEqual(
            read_cells("Part Number", ["=1+1", "P\x07-1\x00", " a \u00a0 b\u200b"]),
            ["=1+1", "P-1", "a b"],
        )

    def test_numbers_of_a_workbook(self):
        lines = [
            [*LINE[:4], cell, 200]
            for cell in (0.1 + 0.2, 10.0, 1 / 3, 1e20, True, "ten", None)
        ]
        good, refused, _reading = read(xlsx_file(HEADINGS, *lines), "claim.xlsx")
        self.assertEqual(
            [row.values["quantity"] for row in good],
            [Decimal("0.3"), Decimal(10), None],
        )
        self.assertEqual(
            [row.reasons[0].code for row in refused],
            [
                "number_too_precise",
                "number_too_large",
                "not_a_number",
                "not_a_number",
            ],
        )

    def test_sentence_says_what_and_where(self):
        _good, refused, _reading = read(claim_csv(LINE, [*LINE[:4], "ten", "abc"]))
        self.assertEqual(refused[0].number, 3)
        self.assertEqual(
            [problem.message() for problem in refused[0].reasons],
            [
                "Quantity (column Qty, E): “ten” is not a number.",
                "Claimed amount (column Claim Amount, F): “abc” is not a number.",
            ],
        )

    def test_formula_without_result(self):
        lines = [[*LINE[:4], "=5+5", 200], [*LINE[:4], 10, 200]]
        content = openpyxl_file(("Claims", [HEADINGS, *lines]))
        good, refused, _reading = read(content, "claim.xlsx")
        self.assertEqual(len(good), 1)
        self.assertEqual(refused[0].reasons[0].code, "formula_without_value")
        self.assertIn("=5+5", refused[0].reasons[0].message())

    def test_error_cell_of_a_workbook(self):
        lines = [[*LINE[:4], 10, 200], [*LINE[:4], 0, 200]]
        content = replaced_part(
            xlsx_file(HEADINGS, *lines),
            SHEET,
            lambda text: text.replace(
                b'<c r="E3"><v>0</v></c>',
                b'<c r="E3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            ),
        )
        _good, refused, _reading = read(content, "claim.xlsx")
        self.assertEqual(refused[0].reasons[0].code, "error_cell")
