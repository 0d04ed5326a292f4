import io

import openpyxl

from odoo.tests import tagged

from ..intake.import_case import csv_file, xlsx_file
from ..shared.portal_pages_case import HEADINGS, PortalPagesCase

NEW = "/my/becs/claims/new"


@tagged("post_install", "-at_install")
class TestPortalClaimNew(PortalPagesCase):
    """From a file to the verdict, with columns asked for where they are not clear."""

    def upload(self, content, name="march.xlsx", url=f"{NEW}/file", **values):
        return self.post(url, files={"file": (name, content)}, **values)

    def claim_file(self, *rows, headings=HEADINGS):
        return xlsx_file(rows or [self.row()], headings)

    def test_a_clear_file_leads_to_the_verdict(self):
        text = self.upload(
            self.claim_file(self.row(1), self.row(2, authorization="GONE")),
            reference="D-1",
            date_from="2024-03-01",
            date_to="2024-03-31",
        )
        claim = self.last_claim()
        self.assertEqual(self.path, f"/my/becs/claims/{claim.id}/draft")
        self.assertEqual((claim.state, claim.source), ("draft", "portal"))
        self.assertEqual((claim.reference, claim.line_count), ("D-1", 2))
        self.assertEqual(claim.partner_id, self.clerk.partner_id)
        self.assertEqual(claim.commercial_partner_id, self.distributor)
        self.assertEqual(claim.company_id, self.company)
        self.assertFalse(claim.user_id)
        self.assertEqual(claim.create_uid, self.clerk)
        self.assertEqual(str(claim.date_from), "2024-03-01")
        self.assertTrue(claim.checked_on)
        self.assertIn("1 of 2 lines will be paid: 200.00 € of 400.00 €", text)
        # nothing was reserved
        self.assertFalse(claim.is_drawn)
        self.assertNotIn(self.clerk.partner_id, claim.message_partner_ids)

    def test_columns_are_asked_for_and_remembered(self):
        headings = [*HEADINGS[:6], "Betrag XY"]
        text = self.upload(self.claim_file(headings=headings))
        self.assertIn("/my/becs/uploads/", self.path)
        self.assertIn("What do the columns mean?", text)
        self.assertFalse(self.last_claim())
        upload = self.env["becs.upload"].search([], limit=1)
        self.assertEqual(upload.state, "waiting")
        # it is still there tomorrow, for a colleague, too
        self.sign_in(self.new_clerk("becs_colleague", self.distributor, "submit"))
        self.assertIn("Files that wait for you march.xlsx", self.get(NEW))
        self.get(f"/my/becs/uploads/{upload.id}")
        keys = {
            f"key_{place}": key
            for place, key in enumerate(
                ("authorization no", "part number", "invoice", "ship date", "customer")
            )
        }
        self.assertIn('value="betrag xy"', self.html)
        self.post(
            f"/my/becs/uploads/{upload.id}",
            step="read",
            key_6="betrag xy",
            column_6="amount_claimed",
            **keys,
            **{
                f"column_{place}": name
                for place, name in enumerate(
                    (
                        "authorization_ref",
                        "product_ref",
                        "pos_document",
                        "date_ship",
                        "end_customer_name",
                    )
                )
            },
        )
        claim = self.last_claim()
        self.assertEqual(self.path, f"/my/becs/claims/{claim.id}/draft")
        self.assertEqual(claim.amount_claimed, 200)
        self.assertEqual(upload.state, "done")
        # known from now on
        self.upload(self.claim_file(self.row(9), headings=headings))
        self.assertNotEqual(self.last_claim(), claim)
        self.assertIn("/draft", self.path)

    def test_what_is_not_offered_is_left_out(self):
        headings = [*HEADINGS[:6], "Betrag XY"]
        self.upload(self.claim_file(headings=headings))
        upload = self.env["becs.upload"].search([], limit=1)
        self.post(
            f"/my/becs/uploads/{upload.id}",
            step="look",
            key_6="betrag xy",
            column_6="state",
            sheet="../../etc/passwd",
            heading_row="-1",
            encoding="rot13",
            date_order="ymd",
        )
        self.assertEqual(upload.state, "waiting")
        self.assertIn("What do the columns mean?", self.html)
        self.post(f"/my/becs/uploads/{upload.id}", step="look", heading_row="900")
        self.assertIn("alert-danger", self.html)
        # a file whose columns are not clear is read as a person says, whatever it is
        self.post(
            f"/my/becs/uploads/{upload.id}",
            step="read",
            key_5="qty",
            column_5="product_ref",
        )
        self.assertEqual(upload.state, "waiting")
        self.assertIn("alert-danger", self.html)

    def test_throw_away(self):
        self.upload(self.claim_file(headings=[*HEADINGS[:6], "Betrag XY"]))
        upload = self.env["becs.upload"].search([], limit=1)
        attachment = upload.attachment_id
        self.post(f"/my/becs/uploads/{upload.id}/discard")
        self.assertEqual(self.path, NEW)
        self.assertFalse(attachment.exists())
        self.assertEqual(upload.state, "refused")
        self.get(f"/my/becs/uploads/{upload.id}")
        self.assertEqual(self.path, NEW)

    def test_refusals_say_what_to_do(self):
        pdf, html_page = b"%PDF-1.7 " + b"x" * 100, b"<html><table></table></html>"
        for content, name, shown in (
            (b"", "empty.xlsx", "is empty"),
            (pdf, "claim.xlsx", "is a PDF"),
            (html_page, "claim.xls", "is a web page"),
            (b"PK\x03\x04broken", "claim.xlsx", "damaged"),
            (b"\x00" * 5000, "claim.csv", "is empty"),
            (bytes(range(256)) * 50, "claim.csv", "neither an Excel workbook"),
        ):
            with self.subTest(name=name, shown=shown):
                text = self.upload(content, name)
                self.assertEqual(self.path, f"{NEW}/file")
                self.assertIn(shown, text)
                self.assertFalse(self.last_claim())

    def test_too_large(self):
        self.company.becs_upload_megabytes = 1
        text = self.upload(b"a;b\n" * 300_000, "big.csv")
        self.assertIn("big.csv has more than 1 MB", text)
        self.assertFalse(self.last_claim())
        upload = self.env["becs.upload"].search([], limit=1)
        self.assertEqual((upload.state, len(upload.attachment_id)), ("refused", 0))

    def test_too_many(self):
        self.company.becs_upload_rate = 2
        # refused ones count, too
        self.upload(b"", "one.csv")
        self.upload(self.claim_file(), "two.xlsx")
        text = self.upload(self.claim_file(self.row(2)), "three.xlsx")
        self.assertIn("Files you uploaded within an hour: 2", text)
        self.assertEqual(self.last_claim().line_count, 1)
        # somebody else may
        self.sign_in(self.new_clerk("becs_colleague", self.distributor, "submit"))
        self.upload(self.claim_file(self.row(2)), "three.xlsx")
        self.assertIn("/draft", self.path)

    def test_no_file(self):
        self.assertIn("Choose a file first", self.post(f"{NEW}/file"))

    def test_the_same_file_twice(self):
        content = self.claim_file()
        self.upload(content)
        claim = self.last_claim()
        text = self.upload(content)
        self.assertIn(f"already imported into {claim.name}", text)
        self.assertEqual(self.last_claim(), claim)

    def test_the_same_debit_number_twice(self):
        self.upload(self.claim_file(), reference="D-7")
        text = self.upload(self.claim_file(self.row(2)), reference=" d-7 ")
        self.assertIn("with this debit number", text)
        text = self.post(f"{NEW}/typed", reference="D-7")
        self.assertIn("has the debit number D-7 already", text)
        # another distributor has numbers of its own
        self.sign_in(self.rival)
        self.post(f"{NEW}/typed", reference="D-7")
        self.assertIn("/draft", self.path)

    def test_hostile_names_and_cells_are_texts(self):
        script = "<img src=x onerror=alert(1)>"
        self.upload(
            self.claim_file(self.row(document=script, customer=script)),
            name=f"../../{script}.xlsx",
            reference=script,
        )
        claim = self.last_claim()
        self.assertEqual(claim.line_ids.pos_document, script)
        self.assertNotIn("<img src=x", self.html)
        self.assertIn("&lt;img src=x onerror=alert(1)&gt;", self.html)
        self.assertNotIn("/", claim.intake_ids.name)
        self.upload(
            self.claim_file(headings=[*HEADINGS[:6], script]), name=f"{script}.xlsx"
        )
        self.assertIn("/my/becs/uploads/", self.path)
        self.assertNotIn("<img src=x", self.html)

    def test_wrong_dates(self):
        text = self.upload(self.claim_file(), date_from="31/31/2024")
        self.assertIn("is not written like a date", text)
        text = self.upload(
            self.claim_file(), date_from="2024-03-31", date_to="2024-03-01"
        )
        self.assertIn("The end of the period is before its beginning", text)
        self.assertFalse(self.last_claim())

    def test_a_text_file(self):
        rows = [self.row(quantity="10", amount="200,00")]
        self.upload(csv_file(rows, HEADINGS, delimiter=";"), "march.csv")
        self.assertEqual(self.last_claim().amount_claimed, 200)

    def test_the_form_has_what_is_the_distributors(self):
        self.program.end_customer_ids = self.customer
        self.new_program("THEIRS", distributor_ids=self.other.ids)
        self.new_program("OVER", date_end="2024-01-31", claim_window_days=30)
        self.env["becs.product.alias"].create(
            [
                {
                    "partner_id": partner.id,
                    "code": code,
                    "product_id": self.product.id,
                }
                for partner, code in (
                    (self.distributor, "=HYPERLINK(1)"),
                    (self.other, "SECRET"),
                )
            ]
        )
        self.env["becs.customer.alias"].create(
            {
                "partner_id": self.distributor.id,
                "name": "+Clinic",
                "customer_id": self.customer.id,
            }
        )
        response = self.url_open("/my/becs/claims/template")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        self.assertEqual(len(book.worksheets), 4)
        cells = [
            [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            for sheet in book.worksheets
        ]
        self.assertEqual(cells[0], [])
        self.assertEqual([row[0] for row in cells[1]], ["A1"])
        self.assertIn(["=HYPERLINK(1)", "P1"], [row[:2] for row in cells[2]])
        self.assertIn(["+Clinic", "Hospital"], cells[3])
        text = str(cells)
        self.assertNotIn("SECRET", text)
        self.assertNotIn("THEIRS", text)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                self.assertFalse([cell for cell in row if cell.data_type == "f"])

    def test_the_form_filled_in_is_understood(self):
        response = self.url_open("/my/becs/claims/template")
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        sheet = book.worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        values = {
            "Authorization number": "A1",
            "Product": "P1",
            "Point-of-sale document": "POS-1",
            "Ship date": "2024-03-10",
            "End customer": "Hospital",
            "Quantity": 10,
            "Claimed amount": 200,
        }
        for column, heading in enumerate(headings, 1):
            sheet.cell(2, column, values.get(heading))
        output = io.BytesIO()
        book.save(output)
        self.upload(output.getvalue())
        claim = self.last_claim()
        self.assertEqual(self.path, f"/my/becs/claims/{claim.id}/draft")
        self.assertEqual((claim.line_count, claim.amount_approved), (1, 200))
