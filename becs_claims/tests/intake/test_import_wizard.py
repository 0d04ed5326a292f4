from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .import_case import HEADINGS, ROWS, ImportCase, csv_file, xls_file, xlsx_file


@tagged("post_install", "-at_install")
class TestImportWizard(ImportCase):
    """From a file to a claim with lines."""

    def check_lines(self, claim):
        first, second, returned = claim.line_ids.sorted("sequence")
        self.assertEqual(claim.line_ids.mapped("sequence"), [2, 3, 4])
        self.assertEqual(first.authorization_ref, "BEC-1")
        self.assertEqual(first.product_ref, "PUMP-10")
        self.assertEqual(first.product_id, self.pump)
        self.assertEqual(first.pos_document, "INV-1")
        self.assertEqual(first.date_ship, date(2026, 3, 2))
        self.assertEqual(first.end_customer_id, self.customer)
        self.assertEqual((first.quantity, first.unit_credit), (10, 2.5))
        self.assertEqual((first.amount_stated, first.amount_claimed), (25, 25))
        self.assertEqual(sorted(first.serial_ids.mapped("name")), ["A1", "A2"])
        self.assertEqual(first.serial_ids.product_id, self.pump)
        self.assertEqual(first.commercial_partner_id, self.distributor)
        self.assertEqual(first.company_id, self.company)
        self.assertEqual(first.currency_id, self.company.currency_id)
        self.assertEqual(first.create_uid, self.analyst)
        self.assertEqual((first.state, first.decision), ("pending", "automatic"))
        self.assertEqual(second.product_id, self.valve)
        self.assertEqual(returned.transaction_type, "return")
        self.assertEqual((returned.quantity, returned.amount_stated), (2, -5))
        self.assertEqual(returned.product_id, self.pump)
        self.assertFalse(returned.end_customer_id)

    def test_files_of_every_kind(self):
        for kind, content in (
            ("csv", csv_file(ROWS)),
            ("xls", xls_file(ROWS)),
            ("xlsx", xlsx_file(ROWS)),
        ):
            with self.subTest(kind=kind):
                claim = self.import_file(content, f"march.{kind}", reference=kind)
                self.check_lines(claim)
                self.assertEqual(claim.reference, kind)
                self.assertEqual(claim.state, "draft")
                self.assertEqual(claim.source, "import")
                self.assertEqual(claim.basis, "stated")
                self.assertEqual(claim.date_from, date(2026, 3, 2))
                self.assertEqual(claim.date_to, date(2026, 3, 31))
                self.assertEqual(claim.line_count, 3)
                self.assertEqual(claim.amount_claimed, 25)

    def test_file_is_kept_with_the_claim(self):
        content = csv_file(ROWS)
        claim = self.import_file(content)
        intake = claim.intake_ids
        self.assertEqual(intake.attachment_id.raw, content)
        self.assertEqual(intake.attachment_id.res_model, "becs.claim")
        self.assertEqual(intake.attachment_id.res_id, claim.id)
        self.assertEqual(intake.state, "done")
        self.assertEqual(intake.rows_read, 3)
        self.assertEqual(intake.rows_stored, 3)
        self.assertEqual(intake.rows_refused, 0)
        self.assertEqual(intake.amount_read, 25)
        self.assertFalse(intake.refused_attachment_id)
        self.assertIn("all 3 rows", claim.message_ids[0].body)

    def test_control_totals(self):
        rows = [*ROWS, ["Total", "", "", "", "", 12, "", 26, ""]]
        claim = self.import_file(xlsx_file(rows), "march.xlsx")
        intake = claim.intake_ids
        self.assertEqual((intake.rows_read, intake.rows_stored), (4, 3))
        self.assertEqual(intake.rows_skipped, 1)
        self.assertEqual((intake.amount_read, intake.amount_stated), (25, 26))
        self.assertIn("states a total of 26", intake.totals_note)
        self.assertEqual(claim.line_count, 3)

    def test_columns_are_shown(self):
        wizard = self.read_file(csv_file(ROWS))
        self.assertEqual(wizard.column_ids.mapped("heading"), list(HEADINGS))
        part = self.column(wizard, "Part Number")
        self.assertEqual(part.field_name, "product_ref")
        self.assertEqual(part.status, "sure")
        self.assertEqual(part.letters, "B")
        self.assertEqual(part.samples, "PUMP-10 · VALVE-2 · pump-10")
        self.assertEqual(wizard.row_count, 3)
        self.assertEqual(wizard.heading_row, 1)
        self.assertEqual(wizard.delimiter, ",")
        self.assertFalse(wizard.missing)
        self.assertFalse(wizard.remembered)
        # as the screen reads it, which asks for sizes of files
        shown = wizard.with_context(bin_size=True).web_read({"preview": {}})
        self.assertIn("PUMP-10", shown[0]["preview"])
        self.assertIn("Claimed amount", shown[0]["preview"])
        self.assertIn("Return", shown[0]["preview"])

    def test_problems_are_shown_before_importing(self):
        rows = [*ROWS, ["BEC-1", "PUMP-10", "INV-9", "31/02/2026", "", "ten", 1, 1, ""]]
        wizard = self.read_file(csv_file(rows))
        self.assertIn("“ten” is not a number", wizard.preview)
        self.assertIn("there is no such day as “31/02/2026”", wizard.preview)

    def test_missing_column_is_asked_for(self):
        headings = [name.replace("Part Number", "Thing") for name in HEADINGS]
        wizard = self.read_file(csv_file(ROWS, headings))
        self.assertIn("Product", wizard.missing)
        with self.assertRaisesRegex(UserError, "No column was found for: Product"):
            wizard.action_import()
        self.assertFalse(self.env["becs.claim"].search([("source", "=", "import")]))

    def test_correction_is_remembered(self):
        headings = [name.replace("Part Number", "Thing") for name in HEADINGS]
        wizard = self.read_file(csv_file(ROWS, headings))
        self.column(wizard, "Thing").field_name = "product_ref"
        self.column(wizard, "Customer").field_name = "ignored"
        self.assertEqual(self.column(wizard, "Thing").status, "chosen")
        claim = self.claim_of(wizard.action_import())
        self.assertEqual(claim.line_ids.product_id, self.pump | self.valve)
        self.assertFalse(any(claim.line_ids.mapped("end_customer_name")))

        again = self.read_file(csv_file(ROWS[:2], headings), "april.csv")
        self.assertTrue(again.remembered)
        self.assertEqual(self.column(again, "Thing").status, "remembered")
        self.assertEqual(self.column(again, "Customer").field_name, "ignored")
        self.assertEqual(self.claim_of(again.action_import()).line_count, 2)
        profile = self.env["becs.import.profile"]._of(self.distributor, "claim")
        self.assertEqual(profile.column_count, len(headings))
        self.assertIn("thing → Product", profile.summary)

    def test_not_remembered_for_another_distributor(self):
        headings = [name.replace("Part Number", "Thing") for name in HEADINGS]
        wizard = self.read_file(csv_file(ROWS, headings))
        self.column(wizard, "Thing").field_name = "product_ref"
        wizard.action_import()
        other = self.distributor.copy({"name": "Slow Parts"})
        wizard = self.read_file(csv_file(ROWS, headings), partner_id=other.id)
        self.assertFalse(self.column(wizard, "Thing").field_name)

    def test_corrections_in_the_form(self):
        """Another row of headings and sheet are chosen on the screen."""
        rows = [["March", *[""] * 8], HEADINGS, *ROWS]
        wizard = self.read_file(csv_file(rows, ["Fast Parts", *[""] * 8]))
        self.assertEqual(wizard.heading_row, 3)
        with Form(wizard) as form:
            form.heading_row = 1
            self.assertEqual(form.column_ids._records[0]["heading"], "Fast Parts")
            form.heading_row = 3
            self.assertEqual(form.column_ids._records[1]["heading"], "Part Number")
        self.assertEqual(wizard.column_ids.mapped("heading"), list(HEADINGS))
        self.assertEqual(self.claim_of(wizard.action_import()).line_count, 3)

    def test_ambiguous_dates_are_asked_for(self):
        rows = [[*row] for row in ROWS]
        for row, day in zip(
            rows, ("01/02/2026", "02/02/2026", "03/02/2026"), strict=True
        ):
            row[3] = day
        wizard = self.read_file(csv_file(rows))
        self.assertFalse(wizard.date_order)
        self.assertIn("Does the day or the month come first?", wizard.preview)
        with self.assertRaisesRegex(UserError, "day or the month"):
            wizard.action_import()
        wizard.date_order = "dmy"
        claim = self.claim_of(wizard.action_import())
        self.assertEqual(claim.date_to, date(2026, 2, 3))
        # the next file of the distributor is read like this one
        rows[0][1] = "VALVE-2"
        wizard = self.read_file(csv_file(rows), "april.csv")
        self.assertEqual(wizard.date_order, "dmy")
        self.assertEqual(
            self.claim_of(wizard.action_import()).date_to, date(2026, 2, 3)
        )

    def test_sales_report_without_money(self):
        headings = ["StockCode", "InvoiceNo", "InvoiceDate", "Quantity", "UnitPrice"]
        rows = [["PUMP-10", "536365", "2010-12-01 08:26:00", 6, 2.55]]
        claim = self.import_file(csv_file(rows, headings))
        self.assertEqual(claim.basis, "calculated")
        self.assertEqual(claim.line_ids.resale_price, 2.55)
        self.assertEqual(claim.line_ids.date_ship, date(2010, 12, 1))
        self.assertEqual(claim.amount_claimed, 0)

    def test_claimed_by_prices(self):
        headings = ["Part", "Invoice", "Ship date", "Qty", "Book price", "Net price"]
        rows = [["PUMP-10", "I-1", "2026-03-02", 3, "10.0051", 8]]
        claim = self.import_file(csv_file(rows, headings))
        self.assertEqual(claim.basis, "stated")
        self.assertEqual(claim.line_ids.amount_stated, 0)
        self.assertEqual(claim.line_ids.amount_claimed, 6.02)
        self.assertEqual(claim.amount_claimed, 6.02)

    def test_debit_number_and_currency_of_the_file(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        headings = [*HEADINGS, "Debit Memo No", "Currency"]
        rows = [[*row, "DM-77", "EUR"] for row in ROWS]
        wizard = self.read_file(csv_file(rows, headings))
        self.assertEqual(wizard.reference, "DM-77")
        self.assertEqual(wizard.currency_id, euro)
        claim = self.claim_of(wizard.action_import())
        self.assertEqual((claim.reference, claim.currency_id), ("DM-77", euro))

    def test_currency_beside_the_amounts(self):
        """It is understood where Odoo knows it, and taken where it is in use."""
        lari = self.env.ref("base.GEL")
        lari.active = False
        rows = [[*row[:7], f"{row[7]} GEL", row[8]] for row in ROWS]
        wizard = self.read_file(csv_file(rows))
        self.assertEqual(wizard.currency_id, self.company.currency_id)
        self.assertIn("amounts in GEL", wizard.currency_note)
        with self.assertRaisesRegex(UserError, "“25 GEL” is not in USD"):
            wizard.action_import()
        lari.active = True
        rows = [[*row[:7], f"GEL {row[7]}", row[8]] for row in ROWS]
        claim = self.import_file(csv_file(rows))
        self.assertEqual(claim.currency_id, lari)
        self.assertEqual(claim.line_ids.mapped("amount_stated"), [25, 5, -5])

    def test_other_currency_is_refused_row_by_row(self):
        self.env.ref("base.EUR").active = True
        headings = [*HEADINGS, "Currency"]
        rows = [
            [*row, code] for row, code in zip(ROWS, ("USD", "EUR", "USD"), strict=True)
        ]
        wizard = self.read_file(csv_file(rows, headings))
        self.assertIn("EUR, USD", wizard.currency_note)
        claim = self.claim_of(wizard.action_import())
        self.assertEqual(claim.currency_id, self.env.ref("base.USD"))
        self.assertEqual(claim.line_ids.mapped("sequence"), [2, 4])
        self.assertIn(
            "is not in USD",
            claim.intake_ids.refused_attachment_id.raw.decode("utf-8-sig"),
        )

    def test_adding_to_a_draft_claim(self):
        claim = self.import_file(csv_file(ROWS[:1]), reference="DM-1")
        action = claim.with_user(self.analyst).action_import_file()
        self.assertEqual(action["context"]["default_claim_id"], claim.id)
        added = self.import_file(csv_file(ROWS[1:]), "more.csv", claim_id=claim.id)
        self.assertEqual(added, claim)
        self.assertEqual(claim.line_count, 3)
        self.assertEqual(claim.amount_claimed, 25)
        self.assertEqual(len(claim.intake_ids), 2)

    def test_filed_claim_takes_no_more_rows(self):
        claim = self.import_file(csv_file(ROWS[:1]))
        wizard = self.read_file(csv_file(ROWS[1:]), claim_id=claim.id)
        claim.with_user(self.analyst).action_submit()
        with self.assertRaisesRegex(UserError, "no draft any more"):
            wizard.action_import()
        with self.assertRaises(UserError):
            claim.action_import_file()
        self.assertEqual(claim.line_count, 1)

    def test_forgotten_uploads_are_deleted(self):
        old, new = self.upload(csv_file(ROWS)), self.upload(csv_file(ROWS))
        kept = self.import_file(csv_file(ROWS)).intake_ids.attachment_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_date = '2020-01-01' WHERE id = ANY(%s)",
            [[old.id, kept.id]],
        )
        self.env.invalidate_all()
        self.env["becs.import"]._gc_uploads()
        self.assertEqual((old | new | kept).exists(), new | kept)

    def test_question_raised_far_down_the_file(self):
        """The first rows, which the preview reads, are clear; a later one is not."""
        rows = [[*ROWS[0][:3], "2026-03-02", *ROWS[0][4:]]] * 3000
        rows = [[*row[:2], f"INV-{i}", *row[3:]] for i, row in enumerate(rows)]
        rows.append([*ROWS[0][:3], "01/02/2026", *ROWS[0][4:]])
        wizard = self.read_file(csv_file(rows))
        self.assertIn("Does the day or the month come first?", wizard.preview)
        with self.assertRaisesRegex(UserError, "day or the month"):
            wizard.action_import()
        wizard.date_order = "mdy"
        self.assertNotIn("come first?", wizard.preview)
        claim = self.claim_of(wizard.action_import())
        self.assertEqual(claim.date_from, date(2026, 1, 2))
