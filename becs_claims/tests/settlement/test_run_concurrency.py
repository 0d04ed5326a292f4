import threading
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ...models.settlement import credit as becs_run_credit
from ...settlement import store
from ..shared.forgotten import forget_history, forget_versions


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Runs on several real connections; what they commit is taken away again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.transaction() as env:
            self.partner_ids = [
                env["res.partner"].create({"name": name, "is_company": True}).id
                for name in ("First", "Second")
            ]
            self.program_id = env["becs.program"].create({"name": "Concurrent"}).id
            self.claim_ids = [self.make_claim(env, p) for p in self.partner_ids]
            self.company_id = env.company.id
        self.addCleanup(self.remove_all)

    @contextmanager
    def transaction(self):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def make_claim(self, env, partner_id):
        claim = env["becs.claim"].create({"partner_id": partner_id})
        env.flush_all()
        env.cr.execute(
            """
            INSERT INTO becs_claim_line (claim_id, company_id, commercial_partner_id,
                currency_id, sequence, transaction_type, quantity, state, decision,
                program_id, amount_claimed, amount_approved, amount_program)
            SELECT %s, %s, %s, %s, n, 'sale', 1, 'approved', 'automatic',
                   CASE WHEN n %% 2 = 0 THEN %s END, n + 0.01, n + 0.01, n + 0.01
              FROM generate_series(1, 100) n
            """,
            [
                claim.id,
                claim.company_id.id,
                partner_id,
                claim.currency_id.id,
                self.program_id,
            ],
        )
        claim.write({"state": "approved", "amount_approved": 5051, "line_count": 100})
        return claim.id

    def make_run(self):
        with self.transaction() as env:
            values = {"kind": "claims", "claim_ids": self.claim_ids, "state": "running"}
            return env["becs.run"].create(values).id

    def work(self, run_id):
        """One run as a background job does it, on a connection of its own."""
        with self.transaction() as env:
            env["becs.run"].browse(run_id)._credit_all(commit=True)

    def remove_all(self):
        with self.transaction() as env:
            claims = env["becs.claim"].browse(self.claim_ids)
            runs = env["becs.run"].search([("claim_ids", "in", self.claim_ids)])
            notes = claims.credit_note_ids
            notes.filtered(lambda note: note.state == "posted").button_draft()
            notes.with_context(force_delete=True).unlink()
            env["mail.message"].search(
                [("model", "=", "becs.claim"), ("res_id", "in", claims.ids)]
            ).unlink()
            env.flush_all()
            env.cr.execute("DELETE FROM becs_run WHERE id = ANY(%s)", [runs.ids])
            forget_history(env, claims.ids)
            forget_versions(env, [self.program_id])
            env.cr.execute("DELETE FROM becs_claim WHERE id = ANY(%s)", [claims.ids])
            env.cr.execute("DELETE FROM becs_program WHERE id = %s", [self.program_id])
            env.invalidate_all()
            env["res.partner"].browse(self.partner_ids).unlink()

    def assert_credited_once(self):
        with self.transaction() as env:
            claims = env["becs.claim"].browse(self.claim_ids)
            self.assertEqual(claims.mapped("state"), ["done", "done"])
            for claim in claims:
                [note] = claim.credit_note_ids
                self.assertEqual(note.state, "posted")
                self.assertEqual(note.amount_untaxed, 5051)
                self.assertEqual(claim.amount_credited, 5051)
                self.assertEqual(claim.line_ids.credit_note_id, note)
            carried = store.carried(env, claims.credit_note_ids.line_ids.ids)
            self.assertEqual(sum(carried.values()), Decimal("10102"))
            # each claim: 2 + 4 + … + 100 and 50 cents
            program = env["becs.program"].browse(self.program_id)
            self.assertEqual(program.amount_credited, 5101)

    def test_two_runs_at_the_same_time(self):
        runs = [self.make_run(), self.make_run()]
        self.both_at_once(runs)
        self.assert_credited_once()
        with self.transaction() as env:
            lines = env["becs.run.line"].search([("run_id", "in", runs)])
            self.assertEqual(
                sorted(lines.mapped("outcome")), ["created"] * 2 + ["skipped"] * 2
            )

    def test_two_runs_at_the_same_time_without_programs(self):
        with self.transaction() as env:
            env.cr.execute(
                "UPDATE becs_claim_line SET program_id = NULL WHERE program_id = %s",
                [self.program_id],
            )
            env["becs.program"].browse(self.program_id).amount_credited = 5101
        self.both_at_once([self.make_run(), self.make_run()])
        self.assert_credited_once()

    def both_at_once(self, runs):
        """Both have summed the same lines before the first of them writes."""
        barrier = threading.Barrier(2, timeout=20)
        met, failures = set(), []
        original = store.lock_programs

        def meet(env, *args):
            if threading.get_ident() not in met:
                met.add(threading.get_ident())
                barrier.wait()
            return original(env, *args)

        def work(run_id):
            try:
                self.work(run_id)
            except Exception as error:  # told by the main thread
                failures.append(error)

        # Odoo logs the statement of the later one, which has to try again
        quiet = mute_logger("odoo.sql_db")
        with patch.object(store, "lock_programs", meet), quiet:
            threads = [threading.Thread(target=work, args=[run]) for run in runs]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertFalse(failures)
        self.assertEqual(len(met), 2)

    def test_what_a_stopped_run_finished_stays(self):
        """Each distributor is committed by itself; the next start does the rest."""
        run_id = self.make_run()
        Run = self.registry["becs.run"]
        original = Run._credit

        def stopped(run, claim_ids):
            if self.claim_ids[1] in claim_ids:
                raise KeyboardInterrupt  # not an error of this distributor
            return original(run, claim_ids)

        with (
            patch.object(becs_run_credit, "TOGETHER", 1),
            patch.object(Run, "_credit", stopped),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.work(run_id)
        with self.transaction() as env:
            run = env["becs.run"].browse(run_id)
            self.assertEqual(run.line_ids.partner_id.ids, self.partner_ids[:1])
            self.assertEqual(run.state, "running")
        self.work(run_id)
        self.assert_credited_once()

    def test_a_failing_distributor_is_told_and_the_rest_committed(self):
        run_id = self.make_run()
        Run = self.registry["becs.run"]
        original = Run._link

        def broken(run, moves, *args):
            original(run, moves, *args)
            if self.partner_ids[0] in moves.partner_id.ids:
                reason = "The first one fails"
                raise UserError(reason)

        with patch.object(Run, "_link", broken):
            self.work(run_id)
        with self.transaction() as env:
            lines = env["becs.run"].browse(run_id).line_ids
            self.assertEqual(lines.mapped("outcome"), ["failed", "created"])
            self.assertEqual(lines[0].reason, "The first one fails")
            claim = env["becs.claim"].browse(self.claim_ids[0])
            self.assertFalse(claim.line_ids.credit_line_id)
            self.assertFalse(claim.credit_note_ids)
            run = env["becs.run"].browse(run_id)
            run.company_id.becs_background_lines = 0
            run.action_retry_failed()
            run.company_id.becs_background_lines = 5000
        self.assert_credited_once()
