import io

import openpyxl

from odoo.tests import tagged

from ..shared.portal_pages_case import PortalPagesCase


@tagged("post_install", "-at_install")
class TestPortalResubmission(PortalPagesCase):
    """Lines that were not paid in full, sent again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.validate(
            {"amount_stated": 200},
            {"amount_stated": 200, "authorization_ref": "GONE"},
            {"amount_stated": 300},
            {"amount_stated": 200, "product_ref": "NONE"},
        )
        cls.claim = cls.lines.claim_id
        cls.claim.user_id = cls.env.user

    def url(self, way=""):
        return f"/my/becs/claims/{self.claim.id}/again{way}"

    def test_all_of_them(self):
        text = self.get(self.url())
        self.assertIn("3 lines were not paid in full, in all 500.00 €", text)
        self.post(self.url("/send"), every="1")
        draft = self.last_claim()
        self.assertEqual(self.path, f"/my/becs/claims/{draft.id}/draft")
        self.assertEqual((draft.state, draft.source), ("draft", "portal"))
        self.assertFalse(draft.user_id)
        self.assertEqual(draft.line_ids.resubmission_of_id, self.lines[1:])
        self.assertEqual(draft.amount_claimed, 500)
        self.assertTrue(draft.checked_on)
        # nothing is left, in whatever browser
        self.assertIn("nothing to send again", self.get(self.url()))
        self.assertIn("Choose at least one", self.post(self.url("/send"), every="1"))
        text = self.post(self.url("/send"), line=self.lines[1].id)
        self.assertIn("was sent again already", text)
        self.assertEqual(self.last_claim(), draft)

    def test_some_of_them_corrected_and_submitted(self):
        self.post(self.url("/send"), line=self.lines[1].id)
        draft = self.last_claim()
        line = draft.line_ids
        self.assertEqual(line.resubmission_of_id, self.lines[1])
        self.post(
            f"/my/becs/claims/{draft.id}/draft/line",
            line=line.id,
            version=draft._draft_version(line),
            authorization_ref="A1",
            product_ref="P1",
            pos_document=line.pos_document,
            date_ship="2024-03-10",
            quantity="10",
            amount_claimed="200",
            transaction_type="sale",
            step="check",
        )
        self.assertEqual(line.resubmission_of_id, self.lines[1])
        self.post(
            f"/my/becs/claims/{draft.id}/draft/submit", version=draft._draft_seen()
        )
        self.assertEqual(line.state, "approved")

    def test_what_cannot_be_sent(self):
        text = self.post(self.url("/send"), line=self.lines[0].id)
        self.assertIn("it was approved as claimed", text)
        self.assertIn("Choose at least one", self.post(self.url("/send")))
        theirs = self.validate({"amount_stated": 300}, partner=self.other)
        mine = self.validate({"amount_stated": 300})
        for line_id in (theirs.id, "x", "99999999999", self.lines.ids[-1] + 10_000):
            with self.subTest(line=line_id):
                self.post(self.url("/send"), line=line_id, status=404)
        # of another claim than the page's
        self.assertIn("Choose at least one", self.post(self.url("/send"), line=mine.id))
        self.assertFalse(self.env["becs.claim"].search([("state", "=", "draft")]))

    def test_the_response_file_corrected(self):
        response = self.url_open(
            f"/my/becs/claims/{self.claim.id}/response?kind=xlsx&lines=open"
        )
        self.assertEqual(response.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        sheet = book.active
        headings = [cell.value for cell in sheet[1]]
        column = headings.index("Authorization number") + 1
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, column).value == "GONE":
                sheet.cell(row, column).value = "A1"
            else:
                for cell in sheet[row]:
                    cell.value = None
        output = io.BytesIO()
        book.save(output)
        self.post(
            "/my/becs/claims/new/file",
            files={"file": ("corrected.xlsx", output.getvalue())},
        )
        draft = self.last_claim()
        self.assertEqual(draft.line_ids.resubmission_of_id, self.lines[1])
        self.assertEqual((draft.source, draft.approved_count), ("portal", 1))
