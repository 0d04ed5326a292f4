import csv
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_case import HEADINGS, ROWS, ImportCase, csv_file, xls_file, xlsx_file

BAD = ["BEC-1", "PUMP-10", "=INV-9", "31/02/2026", "Mill Ltd", "ten", 1, 1, ""]


@tagged("post_install", "-at_install")
class TestImportRefused(ImportCase):
    """Rows that cannot be read come back; what was imported is not imported again."""

    def test_refused_rows_come_back_with_reasons(self):
        claim = self.import_file(csv_file([ROWS[0], BAD, *ROWS[1:]]))
        intake = claim.intake_ids
        self.assertEqual((intake.rows_read, intake.rows_stored), (4, 3))
        self.assertEqual(intake.rows_refused, 1)
        self.assertEqual(claim.line_ids.mapped("sequence"), [2, 4, 5])
        self.assertIn("3 of 4 rows were imported", claim.message_ids[0].body)
        refused = intake.refused_attachment_id
        self.assertEqual(refused.name, "march - rows not read.csv")
        self.assertEqual((refused.res_model, refused.res_id), ("becs.claim", claim.id))
        text = io.StringIO(refused.raw.decode("utf-8-sig"))
        headings, row = csv.reader(text)
        self.assertEqual(headings, ["Row", "Reason", *HEADINGS])
        self.assertEqual(row[0], "3")
        self.assertIn("there is no such day as “31/02/2026”", row[1])
        self.assertIn("“ten” is not a number", row[1])
        self.assertEqual(row[4], "'=INV-9", "a cell must not become a formula")
        action = intake.action_download_refused()
        self.assertIn(f"/web/content/{refused.id}", action["url"])

    def test_workbooks_come_back_as_workbooks(self):
        for kind, content in (
            ("xls", xls_file([*ROWS, BAD])),
            ("xlsx", xlsx_file([*ROWS, BAD])),
        ):
            with self.subTest(kind=kind):
                claim = self.import_file(content, f"march.{kind}")
                refused = claim.intake_ids.refused_attachment_id
                self.assertEqual(refused.name, "march - rows not read.xlsx")
                book = openpyxl.load_workbook(io.BytesIO(refused.raw))
                headings, row = book.active.iter_rows(values_only=True)
                self.assertEqual(headings, ("Row", "Reason", *HEADINGS))
                self.assertEqual((row[0], row[3], row[7]), (5, "PUMP-10", "ten"))

    def test_corrected_rows_are_added_to_the_claim(self):
        bad = [*BAD[:2], "INV-9", *BAD[3:]]
        claim = self.import_file(xlsx_file([*ROWS, bad]), "march.xlsx")
        intake = claim.intake_ids.with_user(self.analyst)
        book = openpyxl.load_workbook(io.BytesIO(intake.refused_attachment_id.raw))
        book.active["F2"], book.active["H2"] = "2026-02-28", 10
        corrected = io.BytesIO()
        book.save(corrected)
        action = intake.action_import_corrected()
        self.assertEqual(action["context"]["default_claim_id"], claim.id)
        wizard = self.read_file(
            corrected.getvalue(), "corrected.xlsx", claim_id=claim.id
        )
        self.assertFalse(wizard.missing)
        wizard.action_import()
        self.assertEqual(claim.line_count, 4)
        line = claim.line_ids.filtered(lambda line: line.pos_document == "INV-9")
        self.assertEqual(line.quantity, 10)
        self.assertEqual(claim.amount_claimed, 26)

    def test_file_without_a_readable_row_makes_no_claim(self):
        wizard = self.read_file(csv_file([BAD, BAD]))
        with self.assertRaisesRegex(
            UserError, r"No row of march.csv .*rows: 2.* The first, row 2: "
        ):
            wizard.action_import()

    def test_same_file_twice(self):
        content = csv_file(ROWS)
        claim = self.import_file(content)
        again = self.wizard(content, "renamed.csv")
        with self.assertRaisesRegex(
            UserError, f"already imported into {claim.name} on"
        ):
            again.action_read()

    def test_same_file_of_another_distributor(self):
        content = csv_file(ROWS)
        self.import_file(content)
        other = self.distributor.copy({"name": "Slow Parts"})
        self.assertEqual(self.import_file(content, partner_id=other.id).line_count, 3)

    def test_same_file_of_a_branch(self):
        content = csv_file(ROWS)
        self.import_file(content)
        branch = self.env["res.partner"].create(
            {"name": "North", "parent_id": self.distributor.id}
        )
        with self.assertRaisesRegex(UserError, "already imported"):
            self.wizard(content, partner_id=branch.id).action_read()

    def test_same_file_after_its_claim_was_cancelled(self):
        content = csv_file(ROWS)
        claim = self.import_file(content)
        claim.action_cancel()
        again = self.import_file(content)
        self.assertNotEqual(again, claim)
        with self.assertRaisesRegex(UserError, "already imported"):
            self.wizard(content).action_read()

    def test_same_debit_number(self):
        claim = self.import_file(csv_file(ROWS[:1]), reference="DM-1")
        with self.assertRaisesRegex(UserError, f"already has {claim.name}"):
            self.wizard(csv_file(ROWS[1:]), reference=" dm-1 ").action_read()
        # named by the file itself
        headings = [*HEADINGS, "Debit Memo No"]
        wizard = self.read_file(csv_file([[*ROWS[1], "DM-1"]], headings))
        with self.assertRaisesRegex(UserError, f"already has {claim.name}"):
            wizard.action_import()

    def test_file_with_stored_rows_stays(self):
        intake = self.import_file(csv_file(ROWS)).intake_ids
        with self.assertRaisesRegex(UserError, "stays with"):
            intake.unlink()

    def test_deleting_a_draft_claim_deletes_its_files(self):
        content = csv_file([*ROWS, BAD])
        claim = self.import_file(content)
        intake = claim.intake_ids
        attachments = intake.attachment_id | intake.refused_attachment_id
        claim.unlink()
        self.assertFalse(intake.exists())
        self.assertFalse(attachments.exists())
        self.assertEqual(self.import_file(content).line_count, 3)

    def test_claim_waits_for_its_file(self):
        self.company.becs_background_lines = 2
        claim = self.import_file(csv_file(ROWS))
        self.assertEqual(claim.intake_ids.state, "queued")
        self.assertEqual(claim.job_id.total, 3)
        with self.assertRaisesRegex(UserError, "no lines|still being read"):
            claim.action_submit()
        with self.assertRaisesRegex(UserError, "already imported"):
            self.wizard(csv_file(ROWS)).action_read()

    def test_failed_file_can_be_read_again(self):
        self.company.becs_background_lines = 2
        self.registry_enter_test_mode()
        claim = self.import_file(csv_file(ROWS))
        intake, job = claim.intake_ids, claim.job_id
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env["becs.claim"].with_env(self.env(cr=cr)).browse(
                claim.id
            ).action_cancel()
            job.with_env(self.env(cr=cr))._work()
        self.env.invalidate_all()
        self.assertEqual((job.state, intake.state), ("failed", "failed"))
        self.assertIn("no draft any more", job.message)
        self.assertEqual(intake.error, job.message)
        self.assertFalse(intake.standing)

        claim.action_reset_to_draft()
        intake.with_user(self.analyst).action_retry()
        self.assertEqual((job.state, intake.state), ("pending", "queued"))
        self.env.flush_all()
        with self.registry.cursor() as cr:
            job.with_env(self.env(cr=cr))._work()
        self.env.invalidate_all()
        self.assertEqual((job.state, intake.state), ("done", "done"))
        self.assertEqual(claim.line_count, 3)
        self.assertEqual(claim.line_ids.create_uid, self.analyst)
