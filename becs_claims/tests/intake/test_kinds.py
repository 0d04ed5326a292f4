"""Kinds of file: another add-on brings its own, and files name what they became."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...intake import Kind
from ...intake.columns.fields import DATE, NONE, NUMBER, TEXT
from ..shared.test_migration import migration
from .import_case import ROWS, ImportCase, csv_file

HEADINGS = ("Article", "Shelf count", "Counted on")


def as_opening(values):
    """Let a counted row be an opening stock."""
    values["adjustment_kind"] = "opening"
    values["quantity"], values["date_adjusted"] = values["counted"], values["day"]
    return values | dict.fromkeys(("uom_ref", "unit_price", "currency", "note"))


COUNT = Kind(
    name="count",
    label="Count of the shelves",
    model="becs.stock.adjustment",
    line_fields={"product_ref": TEXT, "counted": NUMBER, "day": DATE},
    other_fields={"ignored": NONE},
    labels={"counted": "Units counted", "day": "Day of the count"},
    vocabulary={
        "counted": {1.0: "shelf count"},
        "day": {1.0: "counted on"},
    },
    date="day",
    required=("product_ref", "counted", "day"),
    template=("product_ref", "counted", "day"),
    settle=as_opening,
    complete=True,
)


@tagged("post_install", "-at_install")
class TestKinds(ImportCase):
    def setUp(self):
        super().setUp()
        intakes = self.registry["becs.intake"]
        of_core = intakes._kinds
        self.patch(intakes, "_kinds", lambda self: of_core(self) | {"count": COUNT})

    def read_count(self, rows, headings=HEADINGS):
        # as the menu of such a file opens the dialog
        self.env = self.env(context=self.env.context | {"default_kind": "count"})
        return self.read_file(csv_file(rows, headings), kind="count")

    def received(self):
        return self.env["becs.intake"].search([("kind", "=", "count")])

    def test_rows_become_records(self):
        wizard = self.read_count([["PUMP-10", 12, "2026-03-31"], ["VALVE-2", 0, ""]])
        self.assertFalse(wizard.missing)
        self.assertEqual(wizard._title(), "Count of the shelves")
        self.assertEqual(self.column(wizard, "Shelf count").field_name, "counted")
        wizard.action_import()
        made = self.env["becs.stock.adjustment"].search([])
        self.assertEqual(
            made.mapped(lambda row: (row.product_id, row.kind, row.quantity)),
            [(self.pump, "opening", 12)],
        )
        intake = made.intake_id
        self.assertEqual(intake, self.received())
        self.assertEqual(
            (intake.res_model, intake.res_id), ("becs.stock.adjustment", 0)
        )
        self.assertEqual((intake.rows_stored, intake.rows_refused), (1, 1))
        refused = intake.refused_attachment_id.raw.decode("utf-8-sig")
        self.assertIn("Day of the count: nothing is stated", refused)

    def test_cells_are_refused_by_the_labels_of_the_kind(self):
        with self.assertRaisesRegex(UserError, "row 2: Units counted .*: “ten”"):
            self.read_count([["PUMP-10", "ten", "2026-03-31"]]).action_import()

    def test_columns_that_are_missing_are_named(self):
        wizard = self.read_count([["PUMP-10", 1, ""]], ("Article", "Shelf count", "x"))
        self.assertIn("Day of the count", wizard.missing)

    def test_form_is_understood(self):
        self.read_count([["PUMP-10", 1, "2026-03-31"]]).action_template()
        form = self.env["ir.attachment"].search([], order="id desc", limit=1)
        self.assertEqual(form.name, "Count of the shelves.xlsx")

    def test_every_screen_offers_it(self):
        for model in ("becs.intake", "becs.import", "becs.import.profile"):
            field = self.env[model]._fields["kind"]
            kinds = dict(field._description_selection(self.env))
            self.assertEqual(kinds.pop("count"), "Count of the shelves")
            self.assertEqual(list(kinds), ["claim", "pos", "stock"])

    def test_files_outlive_the_add_on_that_read_them(self):
        wizard = self.read_count([["PUMP-10", 12, "2026-03-31"]])
        wizard.action_import()
        intake = self.received()
        profile = self.env["becs.import.profile"].search([("kind", "=", "count")])
        intakes = self.registry["becs.intake"]
        with patch.object(intakes, "_kinds", lambda self: {}):
            self.env.invalidate_all()
            self.assertIn("shelf count → counted", profile.summary)
            self.assertEqual(intake._holder(), intake)


@tagged("post_install", "-at_install")
class TestTarget(ImportCase):
    def test_claim_and_report_are_the_target(self):
        claim = self.import_file(csv_file(ROWS))
        intake = claim.intake_ids
        self.assertEqual(
            (intake.res_model, intake.res_id, intake.claim_id),
            ("becs.claim", claim.id, claim),
        )
        self.assertFalse(intake.pos_report_id)
        self.assertEqual(intake._target(), claim)
        report = self.env["becs.pos.report"].create(
            {"name": "march", "partner_id": self.distributor.id}
        )
        given = self.given("pos") | {"pos_report_id": report.id}
        intake = self.env["becs.intake"].create(given)
        self.assertEqual(
            (intake.res_model, intake.res_id), ("becs.pos.report", report.id)
        )
        self.assertEqual(intake._holder(), report)

    def given(self, kind):
        return {
            "name": "file.csv",
            "kind": kind,
            "company_id": self.company.id,
            "partner_id": self.distributor.id,
        }

    def new_adjustment(self):
        return self.env["becs.stock.adjustment"].create(
            {
                "partner_id": self.distributor.id,
                "product_id": self.pump.id,
                "date": "2026-03-31",
                "kind": "opening",
                "quantity": 5,
            }
        )

    def test_files_go_with_what_they_became(self):
        kept, gone = self.new_adjustment(), self.new_adjustment()
        given = self.given("stock") | {"state": "done", "rows_stored": 1}
        files = self.env["becs.intake"].create(
            [
                given | {"res_id": kept.id, "checksum": "a"},
                given | {"res_id": gone.id, "checksum": "b"},
            ]
        )
        self.assertEqual(files[1]._target(), gone)
        gone.with_user(self.analyst).unlink()
        self.assertEqual(files.exists(), files[0])

    def test_claims_take_their_files_with_them(self):
        claim = self.env["becs.claim"].create({"partner_id": self.distributor.id})
        intake = self.env["becs.intake"].create(
            self.given("claim") | {"res_model": "becs.claim", "res_id": claim.id}
        )
        self.assertEqual(intake.claim_id, claim)
        claim.unlink()
        self.assertFalse(intake.exists())

    def test_nothing_breaks_where_the_target_was_deleted_past_us(self):
        adjustment = self.new_adjustment()
        intake = self.env["becs.intake"].create(
            self.given("stock") | {"res_id": adjustment.id}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM becs_stock_adjustment WHERE id = %s", [adjustment.id]
        )
        self.env.invalidate_all()
        self.assertFalse(intake._target())
        self.assertEqual(intake._holder(), intake)

    def test_earlier_files_are_given_their_target(self):
        claim = self.import_file(csv_file(ROWS))
        stock = self.env["becs.intake"].create(self.given("stock"))
        files = claim.intake_ids | stock
        before = files.mapped(lambda file: (file.res_model, file.res_id))
        self.env.flush_all()
        with mute_logger("odoo.sql_db"):
            for _ in range(2):  # an update that is repeated changes nothing
                self.env.cr.execute(
                    "UPDATE becs_intake SET res_model = NULL, res_id = NULL"
                )
                migration("19.0.4.7.0", "pre-target").migrate(self.env.cr, "19.0.4.6.0")
        self.env.invalidate_all()
        after = files.mapped(lambda file: (file.res_model, file.res_id))
        self.assertEqual(after, before)
        self.assertEqual(before, [("becs.claim", claim.id), (stock.res_model, 0)])
