from odoo.fields import Date
from odoo.tests import tagged

from .tour_case import TourCase


@tagged("post_install", "-at_install")
class TestTourAmend(TourCase):
    def test_two_lines_judged_by_two_versions(self):
        program = self.new_program()
        claim = self.judged_claim(
            {"amount_claimed": 1000},
            {"amount_claimed": 1000, "date_ship": Date.today()},
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
