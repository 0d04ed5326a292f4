"""A program amended while claims are validated by it, on real connections."""

import threading
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...lookup import amended
from ...models.program.amendment import Amendment
from ...validation.pipeline import VALIDATE, Pipeline
from ..validation.test_validation_concurrency import ConcurrencyCase


@tagged("post_install", "-at_install")
class TestAmendmentConcurrency(ConcurrencyCase):
    def setUp(self):
        super().setUp()
        self.make_claims({"amount_stated": 1000}, partner_ids=[self.partners[0].id])
        [self.claim_id] = self.claims

    def amendment(self, env):
        return Amendment(
            "Market fell",
            lines={self.program.with_env(env).line_ids: {"authorized_price": 70}},
        )

    def line(self, env):
        return env["becs.claim"].browse(self.claim_id).line_ids

    def test_a_run_that_began_before_validates_by_the_new_terms(self):
        began, go_on, attempts, take = (
            threading.Event(),
            threading.Event(),
            [],
            Pipeline.take,
        )

        def wait(step, run):
            take(step, run)
            if step is VALIDATE.steps[0]:
                attempts.append(run.claims.id)
                began.set()
                go_on.wait(30)

        with (
            patch.object(Pipeline, "take", staticmethod(wait)),
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            thread = threading.Thread(target=self.validate, args=(self.claim_id, []))
            thread.start()
            self.assertTrue(began.wait(30))
            with self.transaction() as env:
                self.program.with_env(env)._amend(self.amendment(env))
            go_on.set()
            thread.join(60)
        self.assertEqual(len(attempts), 2, "it had to begin again")
        with self.transaction() as env:
            line = self.line(env)
            self.assertEqual((line.amount_approved, line.program_version), (300, 2))

    def test_an_amendment_that_began_before_knows_what_was_validated(self):
        attempts, found = [], []
        with (
            self.transaction() as env,
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):

            def work():
                program = self.program.with_env(env)
                program.invalidate_recordset()
                attempts.append(program.version)  # the transaction has begun
                if len(attempts) == 1:
                    self.validate(self.claim_id, [])
                    with self.transaction() as other:
                        other["becs.claim"].browse(self.claim_id).state = "validated"
                program._amend(self.amendment(env))
                found.append(amended.claims(env, program))

            retrying(work, env)
        self.assertEqual(len(attempts), 2, "it had to begin again")
        self.assertEqual(found, [{self.claim_id: 1}])
        with self.transaction() as env:
            line = self.line(env)
            self.assertEqual((line.amount_approved, line.program_version), (200, 1))

    def test_it_is_released_once(self):
        """Two approvers make an amendment that waits at the same time."""
        with self.transaction() as env:
            program = self.program.with_env(env)
            action = program.action_amend()
            dialog = env["becs.program.amend"].browse(action["res_id"])
            dialog.write({"when": "all", "reason": "Market fell", "state": "waiting"})
            dialog.line_ids.authorized_price = 70
        attempts = []
        with (
            self.transaction() as env,
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):

            def work():
                waits = dialog.with_env(env)
                waits.invalidate_recordset()
                attempts.append(waits.state)  # the transaction has begun
                if len(attempts) == 1:
                    with self.transaction() as other:
                        dialog.with_env(other).action_amend()
                waits.action_amend()

            with self.assertRaisesRegex(UserError, "already"):
                retrying(work, env)
        self.assertEqual(attempts, ["waiting", "done"])
        with self.transaction() as env:
            program = self.program.with_env(env)
            self.assertEqual(
                (program.version, program.line_ids.authorized_price), (2, 70)
            )
