import threading
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...decision import decide
from ...validation.programs import drawdown
from ..validation.test_validation_concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestTwoPeople(ConcurrencyCase):
    """Two people decide at the same time, each on a connection of their own."""

    def decide_at_once(self, works):
        """Do all of ``works``; each has looked at its lines before any of them wrote.

        :param works: functions (environment)
        :return: errors of those that were refused
        """
        barrier = threading.Barrier(len(works), timeout=30)
        met, errors = set(), []
        staged = decide.stage

        def meet(env, line_ids):
            staged(env, line_ids)
            if threading.get_ident() not in met:
                met.add(threading.get_ident())
                barrier.wait()

        def work(act):
            with self.transaction() as env:
                try:
                    retrying(lambda: act(env), env)
                except Exception as error:  # told by the thread that started it
                    errors.append(error)
                    env.cr.rollback()

        with (
            patch.object(decide, "stage", meet),
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            threads = [threading.Thread(target=work, args=(act,)) for act in works]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        return errors

    def test_a_cap_is_never_passed(self):
        """Both want what is left of the budget: one gets it, the other is told."""
        self.make_claims(*[{}] * 6)
        for claim_id in self.claims:
            self.validate(claim_id, [])
        with self.transaction() as env:
            self.program.with_env(env).budget_amount = 2200
            claims = env["becs.claim"].browse(self.claims)
            line_ids = claims.line_ids.filtered(lambda x: x.state == "rejected").ids
        self.assertEqual(len(line_ids), 2)

        def claimed(line_id):
            return lambda env: decide.decide(
                env, env["becs.claim.line"].browse(line_id), "claimed", note="Me"
            )

        [error] = self.decide_at_once([claimed(line_id) for line_id in line_ids])
        self.assertIsInstance(error, UserError)
        self.assertIn("budget of", str(error))
        with self.transaction() as env:
            program = self.program.with_env(env)
            self.assertEqual(program.amount_approved, 2200)
            drawdown.recount(env, program)
            self.assertEqual(program.amount_approved, 2200)
            states = env["becs.claim.line"].browse(line_ids).mapped("state")
            self.assertEqual(sorted(states), ["approved", "rejected"])

    def test_the_same_lines(self):
        """Of two dialogs on the same lines the second overturns nothing."""
        with self.transaction() as env:
            self.program.with_env(env).line_ids.max_resale_price = 120
        self.make_claims(*[{"resale_price": 130}] * 3)
        for claim_id in self.claims:
            self.validate(claim_id, [])
        with self.transaction() as env:
            found = [("claim_id", "in", self.claims)]
            Todo = env["becs.todo"]
            self.assertEqual(Todo.search_count(found), 6)
            dialogs = [
                Todo.ask_decision(found, verdict)["res_id"]
                for verdict in ("accept", "reject")
            ]

        def apply(dialog_id):
            return lambda env: (
                env["becs.claim.line.decide"].browse(dialog_id).action_apply()
            )

        [error] = self.decide_at_once([apply(dialog_id) for dialog_id in dialogs])
        self.assertIsInstance(error, UserError)
        self.assertIn("meanwhile", str(error))
        with self.transaction() as env:
            lines = env["becs.claim"].browse(self.claims).line_ids
            self.assertEqual(len(set(lines.mapped("state"))), 1)
            self.assertEqual(len(set(lines.mapped("decision_note"))), 1)
            env["becs.claim.line.decide"].browse(dialogs).unlink()
