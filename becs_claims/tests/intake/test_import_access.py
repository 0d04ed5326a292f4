from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_case import ROWS, ImportCase, csv_file


@tagged("post_install", "-at_install")
class TestImportAccess(ImportCase):
    """Who may import, and who may read what came in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Vendor"})
        cls.stranger = cls.new_user(
            "import_stranger",
            "becs_claims.group_analyst",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )
        cls.employee = cls.new_user("import_employee", "base.group_user")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_viewer_may_not_import(self):
        with self.assertRaises(AccessError):
            self.wizard(csv_file(ROWS), user=self.viewer)
        claim = self.import_file(csv_file(ROWS))
        with self.assertRaises(AccessError):
            claim.intake_ids.with_user(self.viewer)._start_reading(1)

    def test_viewer_reads_what_came_in(self):
        intake = self.import_file(csv_file(ROWS)).intake_ids.with_user(self.viewer)
        self.assertEqual(intake.rows_stored, 3)
        self.assertEqual(intake.attachment_id.raw, csv_file(ROWS))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_file_is_read_by_those_who_read_the_claim(self):
        attachment = self.import_file(csv_file(ROWS)).intake_ids.attachment_id
        for user in (self.stranger, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                attachment.with_user(user).read(["raw"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_claim_of_another_company(self):
        claim = self.import_file(csv_file(ROWS[:1]))
        with self.assertRaises(AccessError):
            self.read_file(csv_file(ROWS[1:]), user=self.stranger, claim_id=claim.id)
        self.assertEqual(claim.line_count, 1)

    def test_distributor_of_another_company(self):
        self.distributor.company_id = self.company
        with self.assertRaises(UserError):
            self.import_file(csv_file(ROWS), user=self.stranger)

    def test_company_of_the_user(self):
        claim = self.import_file(csv_file(ROWS), user=self.stranger)
        self.assertEqual(claim.company_id, self.other_company)
        self.assertEqual(claim.line_ids.company_id, self.other_company)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_import_into_a_company_the_user_is_not_in(self):
        with self.assertRaises(AccessError):
            self.import_file(
                csv_file(ROWS), user=self.stranger, company_id=self.company.id
            )

    def test_only_distributors(self):
        other = self.env["res.partner"].create({"name": "Nobody"})
        with self.assertRaisesRegex(UserError, "no distributor of back-end credits"):
            self.read_file(csv_file(ROWS), partner_id=other.id)
        with self.assertRaisesRegex(UserError, "Choose the distributor"):
            self.read_file(csv_file(ROWS), partner_id=False)

    def test_somebody_elses_upload(self):
        foreign = self.upload(csv_file(ROWS), user=self.env.user)
        wizard = self.wizard(csv_file(ROWS[:1]))
        with self.assertRaises(AccessError):
            wizard.attachment_id = foreign
        wizard.sudo().attachment_id = foreign  # however it came there
        with self.assertRaises(AccessError):
            wizard.action_read()

    def test_file_of_a_record_is_copied(self):
        """Reading a file that hangs elsewhere does not take it away from there."""
        partner = self.env["res.partner"].create({"name": "Holder"})
        held = self.env["ir.attachment"].create(
            {
                "name": "march.csv",
                "raw": csv_file(ROWS),
                "res_model": "res.partner",
                "res_id": partner.id,
            }
        )
        wizard = self.wizard(b"", "empty.csv")
        wizard.attachment_id = held
        wizard.action_read()
        claim = self.claim_of(wizard.action_import())
        self.assertEqual((held.res_model, held.res_id), ("res.partner", partner.id))
        self.assertEqual(claim.intake_ids.attachment_id.res_id, claim.id)

    def test_results_are_not_written_by_people(self):
        intake = self.import_file(csv_file(ROWS)).intake_ids.with_user(self.analyst)
        for values in ({"checksum": "x"}, {"state": "failed"}, {"rows_stored": 9}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                intake.write(values)
