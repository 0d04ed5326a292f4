from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestProgramRequest(TransactionCase):
    """Asking for a program's approval."""

    def test_approver_who_works_in_more_companies_than_the_asker(self):
        other = self.env["res.company"].create({"name": "Another vendor"})
        company = self.env.company
        new_test_user(
            self.env,
            "prog_approver",
            "base.group_user,becs_claims.group_approver",
            company_ids=[Command.set((company | other).ids)],
        )
        analyst = new_test_user(
            self.env, "prog_analyst", "base.group_user,becs_claims.group_analyst"
        )
        program = (
            self.env["becs.program"]
            .with_user(analyst)
            .create(
                {
                    "name": "Everything",
                    "line_ids": [
                        Command.create(
                            {
                                "applied_on": "all",
                                "credit_method": "fixed",
                                "unit_credit": 1,
                            }
                        )
                    ],
                }
            )
        )
        self.env.invalidate_all()
        program.action_request()
        self.assertEqual(program.state, "requested")
        self.assertTrue(program.sudo().activity_ids.user_id.active)
