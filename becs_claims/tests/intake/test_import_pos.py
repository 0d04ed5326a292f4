from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.intake import importer
from .import_case import ImportCase, csv_file, xls_file, xlsx_file

HEADINGS = (
    "Invoice",
    "Line",
    "Invoice Date",
    "Item No.",
    "Qty",
    "Unit Price",
    "Customer",
)
ROWS = [
    ["INV-1", 1, "2026-03-02", "PUMP-10", 10, 99.5, "Mill Ltd"],
    ["INV-1", 2, "2026-03-02", "VALVE-2", 4, 12.25, "Mill Ltd"],
    ["INV-2", 1, "2026-03-31", "pump-10 ", -2, 99.5, "Farm GmbH"],
]


class PosCase(ImportCase):
    """Point-of-sale reports through the wizard."""

    def wizard(self, content, name="march.csv", user=None, **values):
        values.setdefault("kind", "pos")
        return super().wizard(content, name, user, **values)

    def report_of(self, action):
        opened = action["params"]["next"]
        self.assertEqual(opened["res_model"], "becs.pos.report")
        return self.env["becs.pos.report"].browse(opened["res_id"])

    def import_report(self, rows, name="march.csv", headings=HEADINGS, **values):
        """Import rows as they are recognised and return their report."""
        wizard = self.read_file(csv_file(rows, headings), name, **values)
        return self.report_of(wizard.action_import())

    def sales(self, report):
        return report.line_ids.sorted("id")

    def refused(self, report):
        """Return the text of the file of rows that were not read."""
        attachment = report.intake_ids.refused_attachment_id
        return attachment.raw.decode("utf-8-sig") if attachment else ""


@tagged("post_install", "-at_install")
class TestImportPos(PosCase):
    """From a file to reported sales."""

    def test_claims_are_validated_by_it(self):
        self.import_report(ROWS)
        partner = self.distributor
        self.assertEqual(
            self.changes("march.csv")[-1],
            (self.analyst, "partner", partner.id, "State: Waiting → Read"),
        )

    def check_sales(self, report):
        first, second, returned = self.sales(report)
        self.assertEqual(first.document, "INV-1")
        self.assertEqual(first.line_ref, "1")
        self.assertEqual(first.date, date(2026, 3, 2))
        self.assertEqual(first.product_id, self.pump)
        self.assertEqual(first.product_ref, "PUMP-10")
        self.assertEqual((first.quantity, first.resale_price), (10, 99.5))
        self.assertEqual(first.end_customer_name, "Mill Ltd")
        self.assertEqual(first.currency_id, self.company.currency_id)
        self.assertEqual(first.partner_id, self.distributor)
        self.assertEqual(first.commercial_partner_id, self.distributor)
        self.assertEqual(first.company_id, self.company)
        self.assertEqual(first.create_uid, self.analyst)
        self.assertEqual(second.product_id, self.valve)
        self.assertEqual(returned.product_id, self.pump)
        self.assertEqual((returned.quantity, returned.resale_price), (-2, 99.5))

    def test_files_of_every_kind(self):
        for kind, content in (
            ("csv", csv_file(ROWS, HEADINGS)),
            ("xls", xls_file(ROWS, HEADINGS)),
            ("xlsx", xlsx_file(ROWS, HEADINGS)),
        ):
            with self.subTest(kind=kind):
                wizard = self.read_file(content, f"march.{kind}")
                self.assertFalse(wizard.missing)
                report = self.report_of(wizard.action_import())
                self.check_sales(report)
                self.assertEqual(report.name, f"march.{kind}")
                self.assertEqual(report.date_from, date(2026, 3, 2))
                self.assertEqual(report.date_to, date(2026, 3, 31))
                self.assertEqual((report.line_count, report.return_count), (3, 1))
                intake = report.intake_ids
                self.assertEqual(intake.kind, "pos")
                self.assertEqual(intake.attachment_id.raw, content)
                self.assertEqual(intake.attachment_id.res_model, "becs.pos.report")
                self.assertEqual(intake.quantity_read, 12)
                self.assertIn("all 3 rows", report.message_ids[0].body)
                report.unlink()

    def test_a_column_tells_returns(self):
        rows = [
            [*row[:4], abs(row[4]), *row[5:], kind]
            for row, kind in zip(ROWS, ("Sale", "", "Return"), strict=True)
        ]
        report = self.import_report(rows, headings=[*HEADINGS, "Transaction Type"])
        self.check_sales(report)
        self.assertEqual(report.intake_ids.quantity_read, 12)

    def test_what_a_claim_would_state_is_not_used(self):
        headings = [*HEADINGS, "Authorization No.", "Book Cost", "Claim Amount"]
        rows = [[*row, "BEC-1", 80, 5] for row in ROWS]
        wizard = self.read_file(csv_file(rows, headings))
        for heading in headings[-3:]:
            self.assertEqual(self.column(wizard, heading).field_name, "ignored")
        self.check_sales(self.report_of(wizard.action_import()))

    def test_remembered_apart_from_claims(self):
        headings = ["Thing", *HEADINGS[1:]]
        wizard = self.read_file(csv_file(ROWS, headings))
        self.assertIn("Point-of-sale document", wizard.missing)
        self.column(wizard, "Thing").field_name = "pos_document"
        wizard.action_import()
        profiles = self.env["becs.import.profile"]
        self.assertFalse(profiles._of(self.distributor, "claim"))
        self.assertIn("thing", profiles._of(self.distributor, "pos").mapping)
        again = self.read_file(csv_file(ROWS[:1], headings), "april.csv")
        self.assertTrue(again.remembered)

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        (dozen | self.env.ref("uom.product_uom_kgm")).active = True
        self.assertEqual(self.pump.uom_id, self.env.ref("uom.product_uom_unit"))
        rows = [
            [*ROWS[0][:4], 2, 120, "", "Dozen"],
            ["INV-8", 1, "2026-03-02", "UNKNOWN", 3, 12, "", "dz"],
            ["INV-9", 1, "2026-03-02", "PUMP-10", 3, 12, "", "pallet"],
            ["INV-9", 2, "2026-03-02", "PUMP-10", 3, 12, "", "kg"],
        ]
        report = self.import_report(rows, headings=[*HEADINGS, "UoM"])
        known, unknown = self.sales(report)
        self.assertEqual((known.quantity, known.resale_price), (24, 10))
        self.assertFalse(known.uom_id)
        self.assertEqual((unknown.quantity, unknown.uom_id), (3, dozen))
        refused = self.refused(report)
        self.assertIn("“pallet” is not known", refused)
        self.assertIn("“kg” cannot be converted to Units", refused)
        # found later, it is converted as well
        self.env["product.product"].create(
            {"name": "New", "default_code": "unknown", "uom_id": self.pump.uom_id.id}
        )
        unknown._find_products()
        self.assertEqual((unknown.quantity, unknown.resale_price), (36, 1))
        self.assertFalse(unknown.uom_id)

    def test_each_row_in_its_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env.ref("base.CHF").active = False
        headings = [*HEADINGS, "Currency"]
        codes = ("USD", "EUR", "")
        rows = [[*row, code] for row, code in zip(ROWS, codes, strict=True)]
        rows.append(["INV-7", 1, "2026-03-05", "PUMP-10", 1, 5, "", "XYZ"])
        rows.append(["INV-7", 2, "2026-03-05", "PUMP-10", 1, "€ 5", "", "EUR"])
        rows.append(["INV-7", 3, "2026-03-05", "PUMP-10", 1, "5", "", "CHF"])
        wizard = self.read_file(csv_file(rows, headings))
        self.assertFalse(wizard.currency_note)
        report = self.report_of(wizard.action_import())
        dollar = self.company.currency_id
        self.assertEqual(
            [line.currency_id for line in self.sales(report)], [dollar, euro, dollar]
        )
        refused = self.refused(report)
        self.assertIn("“XYZ” is not a currency", refused)
        self.assertIn("“€ 5” names a currency", refused)
        self.assertIn("CHF is not among the currencies in use", refused)

    def test_currencies_are_those_of_odoo(self):
        lari = self.env.ref("base.GEL")
        lari.active = False
        own = self.env["res.currency"].create({"name": "QQQ", "symbol": "Q"})
        headings = [*HEADINGS, "Currency"]
        rows = [
            [f"INV-{number}", 1, "2026-03-05", "PUMP-10", 1, 5, "", code]
            for number, code in enumerate(("QQQ", "GEL", "XYZ", "gel", "Q Q"))
        ]
        report = self.import_report(rows, headings=headings)
        self.assertEqual(self.sales(report).currency_id, own)
        refused = self.refused(report)
        self.assertEqual(refused.count("GEL is not among the currencies in use"), 2)
        self.assertIn(
            "“XYZ” is not a currency known here. Use the three-letter code, for "
            "example EUR. A currency that is missing can be added by an administrator.",
            refused,
        )
        self.assertIn("“Q Q” is not a currency", refused)
        lari.active = True
        again = self.import_report(rows[1:2], "again.csv", headings=headings)
        self.assertEqual(self.sales(again).currency_id, lari)

    def test_currencies_are_asked_for_once_per_file(self):
        headings = [*HEADINGS, "Currency"]
        rows = [
            [f"INV-{number}", 1, "2026-03-05", "PUMP-10", 1, 5, "", f"X{number}"]
            for number in range(10, 40)
        ]
        with patch.object(
            importer, "currency_codes", side_effect=importer.currency_codes
        ) as asked:
            wizard = self.read_file(csv_file([[*ROWS[0], "USD"], *rows], headings))
            self.report_of(wizard.action_import())
        asked.assert_called_once()
        env = self.env(user=self.viewer)
        importer.currency_codes(env)  # rights are looked up the first time
        env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertIn("GEL", importer.currency_codes(env))

    def test_rows_that_are_no_sale(self):
        bad = {
            "nothing is stated": ["INV-5", "", "2026-03-05", "PUMP-10", "", 1, ""],
            "Point-of-sale document: nothing": ["", "", "2026-03-05", "P", 1, 1, ""],
            "The quantity is 0": ["INV-5", "", "2026-03-05", "PUMP-10", 0, 1, ""],
            "-3 is negative": ["INV-5", "", "2026-03-05", "PUMP-10", 1, -3, ""],
            "no such day": ["INV-5", "", "31/02/2026", "PUMP-10", 1, 1, ""],
        }
        report = self.import_report([*ROWS, *bad.values()])
        self.assertEqual(report.line_count, 3)
        self.assertEqual(report.refused_count, len(bad))
        for sentence in bad:
            self.assertIn(sentence, self.refused(report))

    def test_totals_are_checked(self):
        rows = [*ROWS, ["Total", "", "", "", 12, "", ""]]
        report = self.import_report(rows)
        intake = report.intake_ids
        self.assertEqual((report.line_count, intake.rows_skipped), (3, 1))
        self.assertEqual((intake.quantity_read, intake.quantity_stated), (12, 12))
        self.assertIn("add up to it", intake.totals_note)

    def test_same_file_twice(self):
        report = self.import_report(ROWS)
        again = self.wizard(csv_file(ROWS, HEADINGS), "renamed.csv")
        with self.assertRaisesRegex(UserError, "already imported as march.csv"):
            again.action_read()
        # as a claim it is something else
        again.kind = "claim"
        again.action_read()
        report.with_user(self.analyst).unlink()
        self.assertEqual(self.import_report(ROWS).line_count, 3)

    def test_sales_reported_before(self):
        self.import_report(ROWS)
        rows = [
            ["inv-1 ", "1", "2026-03-02", "PUMP-10", 10, 99.5, ""],
            ["INV-1", 3, "2026-03-02", "PUMP-10", 1, 99.5, ""],
            ["INV-1", " 3", "2026-03-03", "pump-10", 2, 99.5, ""],
            ["INV-1", 1, "2026-03-02", "NEW", 1, 1, ""],
            ["INV-1", 1, "2026-03-02", "new", 1, 1, ""],
            ["INV-1", "", "2026-03-02", "PUMP-10", 5, 99.5, ""],
            ["INV-1", "", "2026-03-02", "PUMP-10", 5, 99.5, ""],
        ]
        report = self.import_report(rows, "more.csv")
        self.assertEqual(self.sales(report).mapped("quantity"), [1, 1, 5, 5])
        refused = self.refused(report)
        self.assertIn("was reported before (march.csv)", refused)
        self.assertIn("is stated in row 3 already", refused)
        self.assertIn("is stated in row 5 already", refused)
        intake = report.intake_ids
        self.assertEqual((intake.rows_stored, intake.rows_refused), (4, 3))

    def test_nothing_but_sales_reported_before(self):
        self.import_report(ROWS)
        wizard = self.read_file(csv_file(ROWS[:2], HEADINGS), "part.csv")
        with self.assertRaisesRegex(UserError, "No row of .*rows: 2.* reported before"):
            wizard.action_import()

    def test_by_another_distributor(self):
        self.import_report(ROWS)
        other = self.distributor.copy({"name": "Slow Parts"})
        self.assertEqual(self.import_report(ROWS, partner_id=other.id).line_count, 3)

    def test_product_is_found_later(self):
        rows = [
            ["INV-1", 1, "2026-03-02", "THEIRS", 10, 99.5, ""],
            ["INV-1", 1, "2026-03-02", "PUMP-10", 10, 99.5, ""],
            ["INV-2", 1, "2026-03-02", "THEIRS", 3, 99.5, ""],
            ["INV-3", "", "2026-03-02", "THEIRS", 4, 99.5, ""],
        ]
        report = self.import_report(rows)
        self.assertEqual(report.unknown_count, 3)
        self.env["becs.product.alias"].with_user(self.analyst).create(
            {
                "partner_id": self.distributor.id,
                "code": "theirs",
                "product_id": self.pump.id,
            }
        )
        # the one that stands there under our number already stays apart
        self.assertEqual(report.unknown_count, 1)
        lines = self.sales(report)
        self.assertEqual(
            [line.product_id.id for line in lines],
            [False, self.pump.id, self.pump.id, self.pump.id],
        )

    def test_background(self):
        self.company.becs_background_lines = 2
        wizard = self.read_file(csv_file(ROWS, HEADINGS))
        action = wizard.action_import()
        report = self.report_of(action)
        self.assertIn("in the background", action["params"]["message"])
        self.assertEqual(report.job_id.total, 3)
        with self.assertRaisesRegex(UserError, "still being read"):
            report.unlink()
        shown = []
        report.intake_ids._run_job_intake(lambda *args: shown.append(args))
        self.assertTrue(shown)
        self.assertEqual(report.line_count, 3)


@tagged("post_install", "-at_install")
class TestReplaceReports(PosCase):
    """A report takes the place of earlier ones."""

    march = {
        "replace_earlier": True,
        "date_from": date(2026, 3, 1),
        "date_to": date(2026, 3, 31),
    }

    def test_replaced(self):
        april = ["INV-4", 1, "2026-04-01", "PUMP-10", 1, 99.5, ""]
        earlier = self.import_report([*ROWS, april])
        by_hand = self.env["becs.pos.line"].create(
            {
                "partner_id": self.distributor.id,
                "document": "HAND",
                "date": date(2026, 3, 9),
                "product_id": self.pump.id,
                "quantity": 1,
            }
        )
        rows = [[*ROWS[0][:4], 8, *ROWS[0][5:]]]
        wizard = self.read_file(csv_file(rows, HEADINGS), "new.csv", **self.march)
        self.assertIn("reported before with march.csv (sales: 3)", wizard.replaced_note)
        report = self.report_of(wizard.action_import())
        self.assertEqual(self.sales(report).quantity, 8)
        self.assertEqual(report.replaces_ids, earlier)
        self.assertEqual(earlier.line_ids.document, "INV-4")
        self.assertEqual(earlier.replaced_by_ids, report)
        self.assertIn(
            "Sales of this report that new.csv replaced: 3.",
            earlier.message_ids[0].body,
        )
        self.assertTrue(by_hand.exists())
        self.assertEqual(report.date_from, date(2026, 3, 1))

    def test_the_period_is_asked_for(self):
        with self.assertRaisesRegex(UserError, "Enter the period"):
            self.read_file(csv_file(ROWS, HEADINGS), replace_earlier=True)

    def test_rows_outside_of_the_period(self):
        """A wrong year must not replace what was reported for another."""
        self.import_report([["INV-4", 1, "2025-03-02", "PUMP-10", 1, 99.5, ""]])
        rows = [*ROWS, ["INV-4", 1, "2025-03-02", "PUMP-10", 2, 99.5, ""]]
        report = self.import_report(rows, "new.csv", **self.march)
        self.assertEqual(report.line_count, 3)
        self.assertIn("not between 2026-03-01 and 2026-03-31", self.refused(report))
        self.assertFalse(report.replaces_ids)

    def test_nothing_is_replaced_by_a_file_that_cannot_be_read(self):
        earlier = self.import_report(ROWS)
        bad = [[*ROWS[0][:4], "ten", *ROWS[0][5:]]]
        wizard = self.read_file(csv_file(bad, HEADINGS), "bad.csv", **self.march)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_import()
        self.assertEqual(earlier.line_count, 3)

    def test_other_distributors_and_companies_keep_theirs(self):
        other = self.distributor.copy({"name": "Slow Parts"})
        theirs = self.import_report(ROWS, partner_id=other.id)
        company = self.env["res.company"].create({"name": "Other Vendor"})
        self.env.user.company_ids |= company
        elsewhere = theirs.line_ids.copy(
            {
                "company_id": company.id,
                "report_id": False,
                "partner_id": self.distributor.id,
            }
        )
        self.import_report(ROWS, "new.csv", **self.march)
        self.assertEqual(theirs.line_count, 3)
        self.assertEqual(len(elsewhere.exists()), 3)


@tagged("post_install", "-at_install")
class TestPosAccess(PosCase):
    """Who may report, and what stays as it was reported."""

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_viewer_only_reads(self):
        with self.assertRaises(AccessError):
            self.wizard(csv_file(ROWS, HEADINGS), user=self.viewer)
        report = self.import_report(ROWS).with_user(self.viewer)
        self.assertEqual(report.line_count, 3)
        self.assertEqual(report.line_ids[0].currency_id, self.company.currency_id)
        with self.assertRaises(AccessError):
            report.unlink()
        with self.assertRaises(AccessError):
            report.line_ids[0].product_id = self.valve

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_of_another_company(self):
        company = self.env["res.company"].create({"name": "Other Vendor"})
        stranger = self.new_user(
            "pos_stranger",
            "becs_claims.group_analyst",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        report = self.import_report(ROWS)
        for record in (report, report.line_ids, report.intake_ids.attachment_id):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        own = self.import_report(ROWS, user=stranger)
        self.assertEqual(own.company_id, company)
        self.assertEqual(own.line_ids.company_id, company)

    def test_reported_sales_stay_as_reported(self):
        report = self.import_report(ROWS).with_user(self.analyst)
        line = report.line_ids[0]
        line.product_id = self.valve  # what it stands for may be corrected
        for values in ({"quantity": 1}, {"document": "X"}, {"report_id": False}):
            with self.assertRaisesRegex(UserError, "stays as the distributor reported"):
                line.write(values)
        with self.assertRaisesRegex(UserError, "stays as the distributor reported"):
            line.unlink()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            report.partner_id = self.distributor.copy().id
        for values in ({"is_replacing": True}, {"replaces_ids": [(5,)]}):
            with self.assertRaises(AccessError):
                report.write(values)

    def test_entered_by_hand(self):
        lines = self.env["becs.pos.line"].with_user(self.analyst)
        line = lines.create(
            {
                "partner_id": self.distributor.id,
                "document": "HAND",
                "date": date(2026, 3, 9),
                "product_ref": "valve-2",
                "quantity": 1,
            }
        )
        self.assertEqual(line.product_id, self.valve)
        line.quantity = 2
        line.unlink()
        self.assertFalse(line.exists())
