from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from ..shared.tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTourAmend(TourCase):
    def test_two_lines_validated_by_two_versions(self):
        self.env.company.becs_four_eyes = False  # one person does it all
        program = self.new_program()
        claim = self.validated_claim(
            {"amount_stated": 1000},
            {"amount_stated": 1000, "date_ship": Date.today()},
        )
        before, after = claim.line_ids.sorted("pos_document")
        self.start_tour(
            f"/odoo/becs-programs/{program.id}", "becs_amend", login="becs_tour"
        )
        self.assertEqual(program.version, 2)
        job = self.env["becs.job"].search(
            [("kind", "=", "validate"), ("res_id", "=", claim.id)]
        )
        self.assertEqual(job.state, "pending")
        claim._run_job_validate(None)
        lines = before + after
        self.assertEqual(lines.mapped("amount_approved"), [200, 300])
        self.assertEqual(lines.mapped("program_version"), [1, 2])
        lines.invalidate_recordset(["explanation"])
        self.assertIn("version 1", before.explanation)
        self.assertIn("version 2", after.explanation)

    def test_asked_for_by_one_and_made_by_another(self):
        other = new_test_user(
            self.env,
            "becs_tour_other",
            "base.group_user,becs_claims.group_approver",
            company_id=self.env.company.id,
            company_ids=[Command.set(self.env.company.ids)],
        )
        program = self.new_program()
        page = f"/odoo/becs-programs/{program.id}"
        self.start_tour(page, "becs_amend_ask", login="becs_tour_other")
        self.assertEqual(
            (program.version, program.waiting_amend_ids.user_id), (1, other)
        )
        self.start_tour(page, "becs_amend_release", login="becs_tour")
        self.env.invalidate_all()
        self.assertEqual((program.version, program.line_ids.authorized_price), (2, 70))
        version = program.version_ids[0]
        self.assertEqual((version.user_id, version.asked_by_id), (self.person, other))
