from odoo.tests import tagged

from ..intake.import_case import xlsx_file
from ..shared.portal_pages_case import PortalPagesCase

HEADINGS = ("Invoice", "Line", "Ship Date", "Part Number", "Qty", "Customer")


@tagged("post_install", "-at_install")
class TestPortalSales(PortalPagesCase):
    """Reported sales, and the claims made from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # filed within the window from now on
        cls.program.line_ids.write({"credit_method": "fixed", "unit_credit": 20})

    def report(self, *rows, name="sales.xlsx", content=None, **values):
        content = content or xlsx_file(rows, HEADINGS)
        return self.post(
            "/my/becs/sales/file", files={"file": (name, content)}, **values
        )

    def sale(self, number=1, **values):
        row = {
            "document": f"POS-{number}",
            "line": "10",
            "date": "2024-03-10",
            "product": "P1",
            "quantity": 10,
            "customer": "Hospital",
        }
        return list((row | values).values())

    def last_report(self):
        return self.env["becs.pos.report"].search([], order="id desc", limit=1)

    def test_report_sales(self):
        self.get("/my/becs/sales")
        text = self.report(self.sale(1), self.sale(2, product="<b>NONE</b>"))
        report = self.last_report()
        self.assertEqual(self.path, f"/my/becs/sales/{report.id}")
        self.assertEqual((report.line_count, report.unknown_count), (2, 1))
        self.assertEqual(report.commercial_partner_id, self.distributor)
        self.assertEqual(report.line_ids.company_id, self.company)
        self.assertIn("1 sales are of products we do not know", text)
        self.assertNotIn("<b>NONE", self.html)
        text = self.get(f"/my/becs/sales/{report.id}?show=unknown")
        self.assertNotIn("POS-1", text)
        self.assertIn("sales.xlsx", self.get("/my/becs/sales"))

    def test_a_corrected_report(self):
        self.report(self.sale(1), self.sale(2))
        self.assertIn(
            "Enter the first and the last ship date",
            self.report(self.sale(3), replace_earlier="1"),
        )
        self.report(
            self.sale(3),
            replace_earlier="1",
            date_from="2024-03-01",
            date_to="2024-03-31",
        )
        sales = self.env["becs.pos.line"].search(
            [("commercial_partner_id", "=", self.distributor.id)]
        )
        self.assertEqual(sales.mapped("document"), ["POS-3"])

    def test_the_same_sales_twice(self):
        content = xlsx_file([self.sale(1)], HEADINGS)
        self.report(content=content)
        text = self.report(content=content, name="again.xlsx")
        self.assertIn("was already imported", text)
        text = self.report(self.sale(1), self.sale(2), name="more.xlsx")
        self.assertIn("Rows that could not be read: 1", text)
        self.assertEqual(self.last_report().line_count, 1)

    def test_in_the_background(self):
        self.company.becs_background_lines = 1
        self.report(self.sale(1), self.sale(2))
        report = self.last_report()
        self.assertIn(f"/my/becs/sales/{report.id}/progress", self.html)
        self.work()
        progress = self.url_open(f"/my/becs/sales/{report.id}/progress").json()
        self.assertEqual((progress["state"], report.line_count), ("done", 2))

    def test_one_button_makes_the_claim(self):
        self.report(self.sale(1), self.sale(2), self.sale(3, date="2023-03-10"))
        text = self.get("/my/becs/unclaimed")
        self.assertIn("2 sales you reported are covered", text)
        self.assertIn("400.00 €", text)
        text = self.post("/my/becs/unclaimed/claim", every="1")
        claim = self.last_claim()
        self.assertEqual(self.path, f"/my/becs/claims/{claim.id}/draft")
        self.assertEqual((claim.line_count, claim.source), (2, "portal"))
        self.assertEqual(claim.basis, "calculated")
        self.assertEqual(str(claim.date_from), "2024-03-10")
        self.assertEqual(claim.line_ids.mapped("authorization_ref"), ["A1", "A1"])
        self.assertIn("2 of 2 lines will be paid: 400.00 € of 400.00 €", text)
        # not once more while it is a draft
        text = self.get("/my/becs/unclaimed")
        self.assertIn(f"on a draft already are left out: {claim.name}", text)
        self.assertNotIn("Claim all", text)
        text = self.post("/my/becs/unclaimed/claim", every="1")
        self.assertIn("None of these sales can be claimed any more", text)
        self.post(
            f"/my/becs/claims/{claim.id}/draft/submit", version=claim._draft_seen()
        )
        self.assertEqual(claim.amount_approved, 400)
        self.assertIn("is on a claim", self.get("/my/becs/unclaimed"))

    def test_chosen_sales(self):
        self.report(self.sale(1), self.sale(2))
        sales = self.last_report().line_ids
        self.assertIn("Choose at least one", self.post("/my/becs/unclaimed/claim"))
        self.post("/my/becs/unclaimed/claim", sale=sales[0].id)
        self.assertEqual(self.last_claim().line_ids.pos_document, sales[0].document)
        # what the button says is what it does
        text = self.get("/my/becs/unclaimed")
        self.assertIn("1 sales you reported are covered", text)
        self.assertIn("Claim all 1", text)
        self.assertIn("about 200.00 €", text)
        self.assertNotIn(f'value="{sales[0].id}"', self.html)
        self.sign_in(self.rival)
        self.post("/my/becs/unclaimed/claim", sale=sales[1].id, status=404)
        self.assertNotIn("POS-", self.get("/my/becs/unclaimed"))
        self.get(f"/my/becs/sales/{sales.report_id.id}", status=404)
