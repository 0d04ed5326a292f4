import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..shared import rounds
from .import_case import HEADINGS, ROWS, ImportCase, csv_file, xls_file, xlsx_file


def bomb():
    """Return a small workbook that unpacks to 200 MB."""
    output = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(xlsx_file(ROWS)))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</row>", b" " * 200_000_000 + b"</row>", 1)
            archive.writestr(name, content)
    return output.getvalue()


def changed(column, value):
    """Return the first row with another value in a column."""
    row = list(ROWS[0])
    row[HEADINGS.index(column)] = value
    return row


@tagged("post_install", "-at_install")
class TestImportBadInput(ImportCase):
    """Whatever comes in: a sentence that says what and where, nothing half stored."""

    def test_files_that_are_refused(self):
        book = xlsx_file(ROWS)
        for name, content, sentence in (
            ("empty.csv", b"", "The file empty.csv is empty"),
            ("blank.csv", b" \n\n", "The file blank.csv is empty"),
            ("scan.pdf", b"%PDF-1.7 ...", "is a PDF"),
            ("photo.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "is a picture"),
            ("page.xls", b"<html><table><tr><td>1</table>", "is a web page"),
            (
                "half.xlsx",
                book[: len(book) // 2],
                "damaged or was only received in part",
            ),
            ("half.xls", xls_file(ROWS)[:3000], "damaged or was only received in part"),
            ("noise.csv", bytes(range(256)) * 40, "neither an Excel workbook nor"),
            ("bomb.xlsx", bomb(), "when it is unpacked"),
            ("other.csv", csv_file([[1, 2]], ["red", "blue"]), "No row of headings"),
            ("bare.csv", csv_file([]), "no rows below"),
            ("rows.csv", b"\n".join([b","] * 1_000_001), "No row of headings|is empty"),
        ):
            with self.subTest(name=name):
                wizard = self.wizard(content, name)
                with self.assertRaisesRegex(UserError, sentence):
                    wizard.action_read()
                self.assertEqual(wizard.step, "file")
        self.assertFalse(self.env["becs.intake"].search([]).filtered("claim_id"))

    def test_cells_that_are_refused(self):
        """Each stands in a good file: the row comes back, the others go in."""
        for column, value, sentence in (
            ("Qty", "ten", "“ten” is not a number"),
            ("Qty", "NaN", "NaN"),
            ("Qty", "1e400", "1e400"),
            ("Qty", "0.123456789012", "more than 6 decimals"),
            ("Ship Date", "31/02/2026", "no such day"),
            ("Ship Date", "soon", "“soon” is not a date"),
            ("Customer", "x" * 2000, "has 2000 characters"),
            ("Claim Amount", "#REF!", "#REF!"),
            ("Claim Amount", "=A1*2", "formula"),
            ("Claim Amount", "12 %", "percentage"),
            ("Claim Amount", "1" * 20, "too large"),
        ):
            with self.subTest(column=column, value=value[:20]):
                content = csv_file([*ROWS, changed(column, value)])
                wizard = self.read_file(content)
                self.assertIn(sentence, wizard.preview)
                claim = self.claim_of(wizard.action_import())
                self.assertEqual(claim.line_count, 3)
                refused = claim.intake_ids.refused_attachment_id
                text = refused.raw.decode("utf-8-sig")
                self.assertIn(sentence, text)
                self.assertIn("5,", text)

    def test_control_characters_do_no_harm(self):
        row = changed("Customer", "Mi\x07ll\x00 \u202eLtd\t&<b>")
        claim = self.import_file(csv_file([row]))
        name = claim.line_ids.end_customer_name
        self.assertTrue(name.startswith("Mi"))
        self.assertFalse([c for c in name if ord(c) < 32])

    def test_markup_is_shown_as_text(self):
        row = changed("Customer", "<script>alert(1)</script>")
        wizard = self.read_file(csv_file([row]))
        self.assertNotIn("<script>", wizard.preview)
        self.assertIn("&lt;script&gt;", wizard.preview)

    def test_half_a_csv_file(self):
        content = csv_file(ROWS)
        claim = self.import_file(content[: content.rindex(b"2.5")])
        self.assertEqual(claim.line_count, 2)
        refused = claim.intake_ids.refused_attachment_id.raw.decode("utf-8-sig")
        self.assertIn("The file ends in the middle of this row", refused)

    def test_a_million_empty_rows(self):
        """Per change a tenth of them."""
        content = csv_file(ROWS) + b",,,,,,,,\r\n" * rounds.rounds(1_000_000)
        claim = self.import_file(content)
        self.assertEqual(claim.line_count, 3)
        self.assertEqual(claim.intake_ids.rows_read, 3)

    def test_contradicting_columns(self):
        wizard = self.read_file(csv_file(ROWS))
        self.column(wizard, "Customer").field_name = "product_ref"
        self.assertIn("are both set to be the Product", wizard.preview)
        with self.assertRaisesRegex(UserError, "are both set to be the Product"):
            wizard.action_import()

    def test_nothing_is_stored_when_storing_fails(self):
        """A row the database refuses takes the whole file back."""
        wizard = self.read_file(csv_file(ROWS))
        before = self.env["becs.claim.line"].search_count([])
        with (
            self.assertRaises(UserError),
            self.env.cr.savepoint(),
        ):
            wizard.claim_id = self.env["becs.claim"].create(
                {"partner_id": self.distributor.id}
            )
            wizard.claim_id.sudo().state = "cancelled"
            wizard.action_import()
        self.assertEqual(self.env["becs.claim.line"].search_count([]), before)
