from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_case import ImportCase, csv_file, xlsx_file

HEADINGS = ("Part No", "On Hand Qty", "Unit Cost")
ROWS = [["PUMP-10", 40, "80.5"], ["valve-2", 0, ""]]
DAY = date(2026, 1, 31)


@tagged("post_install", "-at_install")
class TestImportStock(ImportCase):
    """From a list of stock to stock adjustments."""

    def wizard(self, content, name="stock.csv", user=None, **values):
        values.setdefault("kind", "stock")
        return super().wizard(content, name, user, **values)

    def import_stock(self, rows, headings=HEADINGS, name="stock.csv", **values):
        """Import rows as they are recognised and return their file."""
        wizard = self.read_file(csv_file(rows, headings), name, **values)
        wizard.action_import()
        return self.env["becs.intake"].search([("kind", "=", "stock")], limit=1)

    def adjustments(self, intake):
        return intake.stock_adjustment_ids.sorted("id")

    def refused(self, intake):
        return intake.refused_attachment_id.raw.decode("utf-8-sig")

    def test_claims_are_validated_by_it(self):
        wizard = self.read_file(xlsx_file(ROWS, HEADINGS), "stock.xlsx")
        wizard.adjustment_date = DAY
        wizard.action_import()
        partner = self.distributor
        self.assertEqual(
            self.changes("stock.xlsx")[-1],
            (self.analyst, "partner", partner.id, "State: Waiting → Read"),
        )

    def test_opening_stock_of_three_columns(self):
        wizard = self.read_file(xlsx_file(ROWS, HEADINGS), "stock.xlsx")
        self.assertIn("Date", wizard.missing)
        self.assertTrue(wizard.asks_kind and wizard.asks_date)
        wizard.adjustment_date = DAY
        self.assertFalse(wizard.missing)
        self.assertIn("Opening stock", wizard.preview)
        action = wizard.action_import()["params"]["next"]
        found = self.env["becs.stock.adjustment"].search(action["domain"], order="id")
        self.assertEqual(found.mapped("kind"), ["opening"] * 2)
        self.assertEqual(found.mapped("date"), [DAY] * 2)
        self.assertEqual(found.product_id, self.pump | self.valve)
        self.assertEqual(found.mapped("quantity"), [40, 0])
        self.assertEqual(found.mapped("unit_price"), [80.5, 0])
        self.assertEqual(found.partner_id, self.distributor)
        self.assertEqual(found.commercial_partner_id, self.distributor)
        self.assertEqual(found.company_id, self.company)
        self.assertEqual(found.currency_id, self.company.currency_id)
        self.assertEqual(found.create_uid, self.analyst)
        self.assertEqual(found.intake_id.quantity_read, 40)
        self.assertEqual(found.intake_id.attachment_id.res_model, "becs.intake")

    def test_kinds_in_many_words(self):
        rows = [
            ["PUMP-10", "Anfangsbestand", "31.01.2026", 40, 80, ""],
            ["PUMP-10", "Adjustment", "28.02.2026", -3, "", "found broken"],
            ["PUMP-10", "Protection de prix", "15.03.2026", 10, 5, "list price down"],
        ]
        headings = ["Artikelnummer", "Type", "Datum", "Menge", "Preis", "Bemerkung"]
        intake = self.import_stock(rows, headings)
        self.assertEqual(
            [
                (line.kind, line.date, line.quantity, line.unit_price, line.note)
                for line in self.adjustments(intake)
            ],
            [
                ("opening", date(2026, 1, 31), 40, 80, False),
                ("correction", date(2026, 2, 28), -3, 0, "found broken"),
                ("price", date(2026, 3, 15), 10, 5, "list price down"),
            ],
        )

    def test_a_column_is_not_made_up_for(self):
        """An empty cell under "Type" must not become an opening stock."""
        headings = [*HEADINGS, "Type", "Date"]
        rows = [[*ROWS[0], "", "2026-01-31"], [*ROWS[0], "correction", ""]]
        rows.append([*ROWS[0], "correction", "2026-02-01"])
        intake = self.import_stock(rows, headings, adjustment_date=DAY)
        self.assertEqual(self.adjustments(intake).mapped("kind"), ["correction"])
        refused = self.refused(intake)
        self.assertIn("Kind of adjustment: nothing is stated", refused)
        self.assertIn("Date: nothing is stated", refused)

    def test_rows_that_are_no_adjustment(self):
        headings = [*HEADINGS, "Type"]
        bad = {
            "Only a correction may take units away": ["PUMP-10", -1, 5, "opening"],
            "The quantity is 0": ["PUMP-10", 0, 5, "correction"],
            "how much less each unit": ["PUMP-10", 1, "", "price protection"],
            "-5 is negative; a price never is": ["PUMP-10", 1, -5, "opening"],
            "“scrapped” is not known": ["PUMP-10", 1, 5, "scrapped"],
            "“NO-SUCH” is not known, or stands": ["NO-SUCH", 1, 5, "opening"],
            "“ten” is not a number": ["PUMP-10", "ten", 5, "opening"],
        }
        rows = [["PUMP-10", 1, 5, "opening"], *bad.values()]
        intake = self.import_stock(rows, headings, adjustment_date=DAY)
        self.assertEqual((intake.rows_stored, intake.rows_refused), (1, len(bad)))
        for sentence in bad:
            self.assertIn(sentence, self.refused(intake))

    def test_taken_back(self):
        intake = self.import_stock(ROWS, adjustment_date=DAY)
        again = self.wizard(csv_file(ROWS, HEADINGS), adjustment_date=DAY)
        with self.assertRaisesRegex(UserError, "already imported as stock.csv"):
            again.action_read()
        with self.assertRaisesRegex(UserError, "stays with"):
            intake.with_user(self.analyst).unlink()
        intake.with_user(self.analyst).action_take_back()
        self.assertFalse(intake.stock_adjustment_ids)
        self.assertEqual((intake.state, intake.standing), ("undone", False))
        with self.assertRaisesRegex(UserError, "can be taken"):
            intake.action_take_back()
        self.import_stock(ROWS, adjustment_date=DAY)
        self.assertEqual(
            self.env["becs.stock.adjustment"].search_count(
                [("partner_id", "=", self.distributor.id)]
            ),
            2,
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_access(self):
        with self.assertRaises(AccessError):
            self.wizard(csv_file(ROWS, HEADINGS), user=self.viewer)
        intake = self.import_stock(ROWS, adjustment_date=DAY)
        self.assertEqual(
            self.adjustments(intake.with_user(self.viewer)).mapped("quantity"), [40, 0]
        )
        with self.assertRaises(AccessError):
            intake.with_user(self.viewer).action_take_back()

    def test_template(self):
        for kind in ("claim", "pos", "stock"):
            wizard = self.wizard(csv_file(ROWS, HEADINGS), kind=kind)
            action = wizard.action_template()
            attachment = self.env["ir.attachment"].search(
                [("res_model", "=", "becs.import")], order="id desc", limit=1
            )
            self.assertIn(f"/web/content/{attachment.id}?", action["url"])
            with self.assertRaisesRegex(UserError, "no rows below"):
                self.wizard(attachment.raw, "form.xlsx", kind=kind).action_read()

    def test_entered_by_hand(self):
        values = {
            "partner_id": self.distributor.id,
            "product_id": self.pump.id,
            "quantity": 1,
            "kind": "correction",
        }
        adjustments = self.env["becs.stock.adjustment"].with_user(self.analyst)
        self.assertTrue(adjustments.create(values).date)
        for wrong in (
            {"kind": "opening", "quantity": -1},
            {"quantity": 0},
            {"kind": "price"},
            {"unit_price": -1},
        ):
            with (
                self.subTest(values=wrong),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                adjustments.create({**values, **wrong})


@tagged("post_install", "-at_install")
class TestBuysThrough(ImportCase):
    def test_no_chains(self):
        buyer, other = (
            self.env["res.partner"].create({"name": name, "is_company": True})
            for name in ("Buyer", "Other")
        )
        self.distributor.becs_stock_partner_id = buyer
        branch = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.distributor.id}
        )
        self.assertEqual(branch.becs_stock_partner_id, buyer)
        buyer.becs_stock_partner_id = buyer  # as good as empty
        for partner, through, sentence in (
            (other, self.distributor, "itself buys through Buyer"),
            (buyer, other, "Fast Parts buys through Buyer"),
        ):
            with self.subTest(sentence=sentence):
                with self.assertRaises(ValidationError) as caught:
                    partner.becs_stock_partner_id = through
                self.assertIn(sentence, str(caught.exception))
