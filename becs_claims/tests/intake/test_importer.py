"""The importer: a file is hashed and opened once, whoever brings it."""

from contextlib import contextmanager
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ... import intake as files
from ...models.intake import importer
from ...models.intake.importer import Importer
from .import_case import HEADINGS, ROWS, ImportCase, csv_file, xlsx_file


@tagged("post_install", "-at_install")
class TestImporter(ImportCase):
    def importer(self, content, user=None, name="march.csv", **choices):
        user = user or self.analyst
        return Importer(
            self.env(user=user),
            choices.pop("kind", "claim"),
            self.upload(content, name, user),
            partner=self.distributor.with_user(user),
            **choices,
        )

    @contextmanager
    def counted(self, opens, hashes):
        """As a request of its own: nothing was opened before."""
        importer.forget(self.env)
        with (
            patch.object(files, "open_table", side_effect=files.open_table) as tables,
            patch.object(importer, "sha256", side_effect=importer.sha256) as sums,
        ):
            yield
        self.assertEqual((tables.call_count, sums.call_count), (opens, hashes))

    def test_step_by_step_without_a_screen(self):
        given = self.importer(csv_file(ROWS), reference="DM-1")
        with self.counted(opens=1, hashes=1):
            given.check()
            given.open()
            columns = given.columns()
            problems = given.problems()
            intake = given.store()
        self.assertEqual([column.heading for column in columns], list(HEADINGS))
        self.assertEqual((len(problems.rows), problems.refused), (3, []))
        self.assertFalse(problems.questions)
        self.assertEqual(
            (intake.state, intake.rows_stored, intake.claim_id.reference),
            ("done", 3, "DM-1"),
        )

    def test_problems_before_anything_is_stored(self):
        given = self.importer(csv_file([*ROWS, [*ROWS[0][:5], "ten", 1, 1, ""]]))
        given.open()
        given.columns()
        [refused] = given.problems().refused
        self.assertEqual(
            (refused.number, refused.reasons[0].params["value"]), (5, "ten")
        )
        self.assertFalse(self.env["becs.intake"].search([("name", "=", "march.csv")]))

    def test_columns_that_are_missing(self):
        given = self.importer(csv_file([["P", 1]], ("Part Number", "Qty")))
        given.open()
        given.columns()
        with self.assertRaisesRegex(UserError, "Ship date"):
            given.store()

    def test_rights_of_whoever_brings_it_count(self):
        given = self.importer(csv_file(ROWS))
        given.open()
        given.columns()
        given.env = self.env(user=self.viewer)
        with self.assertRaises(AccessError):
            given.store()

    def test_dialog_opens_and_hashes_once_per_request(self):
        for name, content in (
            ("march.csv", csv_file(ROWS)),
            ("march.xlsx", xlsx_file(ROWS)),
        ):
            with self.subTest(name):
                wizard = self.wizard(content, name)
                with self.counted(opens=1, hashes=1):
                    wizard.action_read()
                wizard.invalidate_recordset()
                with self.counted(opens=1, hashes=0):
                    self.assertTrue(wizard.preview)
                with self.counted(opens=1, hashes=1):
                    wizard.action_import()

    def test_dialog_of_one_request_opens_and_hashes_once(self):
        with self.counted(opens=1, hashes=1):
            wizard = self.read_file(csv_file(ROWS))
            self.assertTrue(wizard.preview)
            wizard.action_import()

    def test_portal_opens_and_hashes_once(self):
        with self.counted(opens=1, hashes=1):
            upload = self.env["becs.upload"]._receive(
                "claim",
                self.distributor,
                "march.csv",
                BytesIO(csv_file(ROWS)),
                reference="DM-7",
            )
        self.assertEqual((upload.state, upload.message), ("done", False))
        self.assertEqual(upload.claim_id.line_count, 3)

    def test_background_opens_once_and_hashes_nothing(self):
        self.company.becs_background_lines = 1
        wizard = self.read_file(csv_file(ROWS))
        claim = self.claim_of(wizard.action_import())
        intake = claim.intake_ids
        self.assertEqual(intake.state, "queued")
        with self.counted(opens=1, hashes=0):
            intake._run_job_intake(lambda *args: None)
        self.assertEqual(intake.rows_stored, 3)

    def test_other_layout_is_opened_anew(self):
        content = csv_file(ROWS, delimiter=";")
        given = self.importer(content)
        with self.counted(opens=2, hashes=0):
            given.open()
            self.assertEqual(len(given.columns()), len(HEADINGS))
            given.open({"delimiter": ";"})  # as it was found
            with self.assertRaises(UserError):
                given.open({"delimiter": "|"})

    def test_changed_content_is_another_file(self):
        given = self.importer(csv_file(ROWS))
        first = importer.opened(given.attachment_id).checksum
        given.attachment_id.raw = csv_file(ROWS[:1])
        self.assertNotEqual(importer.opened(given.attachment_id).checksum, first)

    def test_who_may_not_read_a_file_does_not_get_it_opened(self):
        given = self.importer(csv_file(ROWS))
        importer.opened(given.attachment_id)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            importer.opened(given.attachment_id.with_user(self.viewer))
