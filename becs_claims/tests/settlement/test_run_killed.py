"""A process that creates credit notes is killed again and again, on real connections.

What is committed is removed in the end.
"""

import logging
import multiprocessing
import os
import signal
import time
from contextlib import contextmanager
from decimal import Decimal

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL

from ...models.settlement import credit as becs_run_credit
from ..shared import rounds
from ..shared.forgotten import forget_history, forget_versions

_logger = logging.getLogger(__name__)

KILLS = rounds.rounds(50)
DISTRIBUTORS = 8
LINES = 12


@contextmanager
def transaction():
    with Registry(get_db_name()).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})


def credit(run_id, pipe):
    """In a process of its own: do what is left of a run, a few distributors each time.

    Says when it begins and when it is done.
    """
    logging.disable(logging.CRITICAL)  # it may be killed in the middle of a line
    sql_db._Pool = None  # the parent's connections are not for two
    Registry(get_db_name())._db = sql_db.db_connect(get_db_name())
    becs_run_credit.TOGETHER = 2
    pipe.send("begun")
    with transaction() as env:
        env["becs.run"].browse(run_id)._credit_all(commit=True)
    pipe.send("done")
    os._exit(0)  # nothing of the parent's is to be ended here


@tagged("post_install", "-at_install")
class TestRunKilled(BaseCase):
    def setUp(self):
        super().setUp()
        self.remove_all()
        self.addCleanup(self.remove_all)
        self.chance = rounds.chance("kills")
        self.whole = None  # seconds a process takes that is not killed
        with transaction() as env:
            self.partners = env["res.partner"].create(
                [
                    {"name": f"Killed {n}", "is_company": True}
                    for n in range(DISTRIBUTORS)
                ]
            )
            self.programs = env["becs.program"].create(
                [{"name": "Killed", "code": f"KILLED{n}"} for n in range(3)]
            )

    def make_run(self):
        """A run that has begun, over a claim of each distributor."""
        with transaction() as env:
            claims = env["becs.claim"].create(
                [{"partner_id": partner.id} for partner in self.partners]
            )
            env.flush_all()
            env.cr.execute(
                SQL(
                    """
                    INSERT INTO becs_claim_line (
                        claim_id, company_id, commercial_partner_id, currency_id,
                        sequence, transaction_type, quantity, state, decision,
                        program_id, amount_claimed, amount_approved, amount_program)
                    SELECT c.id, c.company_id, c.commercial_partner_id, c.currency_id,
                           n, 'sale', 1, 'approved', 'automatic',
                           (%(programs)s::int[])[n %% 4], n + 0.01, n + 0.01, n + 0.01
                      FROM becs_claim c, generate_series(1, %(lines)s) n
                     WHERE c.id = ANY(%(claims)s)
                    """,
                    programs=self.programs.ids,
                    lines=LINES,
                    claims=claims.ids,
                )
            )
            env.invalidate_all()
            claims.write(
                {
                    "state": "approved",
                    "amount_approved": self.due(),
                    "line_count": LINES,
                }
            )
            run = env["becs.run"].create(
                {"kind": "claims", "claim_ids": claims.ids, "state": "running"}
            )
            return run.id

    def due(self):
        """What each claim comes to."""
        return float(Decimal(LINES * (LINES + 1) // 2) + Decimal(LINES) / 100)

    def start(self, run_id):
        """Let a process work on the run and kill it at a random moment.

        :return: whether it was killed before it was done
        """
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=credit, args=(run_id, theirs), daemon=True)
        process.start()
        self.assertTrue(ours.poll(60), "it never began")
        self.assertEqual(ours.recv(), "begun")
        begun = time.monotonic()
        done = ours.poll(self.chance.uniform(0, self.whole) if self.whole else 60)
        if not self.whole:
            self.assertTrue(done, "it never ended")
            self.whole = time.monotonic() - begun
        if not done:
            os.kill(process.pid, signal.SIGKILL)
        process.join(60)
        self.assertEqual(process.exitcode, 0 if done else -signal.SIGKILL)
        return not done

    def test_every_line_is_credited_once(self):
        kills, runs = 0, [self.make_run(), self.make_run()]
        with transaction() as env:  # what is cached here need not be read each time
            env["becs.run"].browse(runs[0])._credit_all(commit=True)
        self.assertFalse(self.start(runs[1]))
        while kills < KILLS:
            runs.append(self.make_run())
            while self.start(runs[-1]):
                kills += 1
        _logger.info("%s kills in %s runs of %.1f s", kills, len(runs), self.whole)
        for run_id in runs:
            self.check_run(run_id)
        self.check_programs(len(runs))

    def check_run(self, run_id):
        with transaction() as env:
            run = env["becs.run"].browse(run_id)
            self.assertEqual(run.state, "done")
            self.assertEqual(run.line_ids.mapped("outcome"), ["created"] * DISTRIBUTORS)
            self.assertEqual(run.line_ids.partner_id, self.partners.with_env(env))
            claims = run.claim_ids
            self.assertEqual(set(claims.mapped("state")), {"done"})
            for claim in claims:
                [note] = claim.credit_note_ids
                self.assertEqual(note.state, "posted")
                self.assertEqual(claim.line_ids.credit_note_id, note)
                self.assertTrue(all(line.credit_line_id for line in claim.line_ids))
                self.assertEqual(claim.amount_credited, self.due())
                self.assertEqual(note.amount_untaxed, self.due())
            # and none that belongs to nobody
            notes = env["account.move"].search(
                [("partner_id", "in", claims.commercial_partner_id.ids)]
            )
            self.assertFalse(notes.filtered(lambda note: not note.becs_claim_ids))

    def check_programs(self, runs):
        """Programs count each line once."""
        for number, program in enumerate(self.programs, 1):
            lines = [n for n in range(1, LINES + 1) if n % 4 == number]
            due = sum(lines) + Decimal(len(lines)) / 100
            with transaction() as env:
                self.assertEqual(
                    Decimal(str(program.with_env(env).amount_credited)),
                    due * runs * DISTRIBUTORS,
                )

    def remove_all(self):
        """Also what a run of this test left that was stopped in the middle."""
        with transaction() as env:
            partners = env["res.partner"].search([("name", "=like", "Killed %")])
            programs = env["becs.program"].search([("code", "=like", "KILLED_")])
            claims = env["becs.claim"].search([("partner_id", "in", partners.ids)])
            runs = env["becs.run"].search([("claim_ids", "in", claims.ids)])
            notes = env["account.move"].search([("partner_id", "in", partners.ids)])
            (claims.message_ids | programs.message_ids | runs.message_ids).unlink()
            notes.filtered(lambda note: note.state == "posted").button_draft()
            notes.with_context(force_delete=True).unlink()
            forget_history(env, claims.ids)
            forget_versions(env, programs.ids)
            for table, ids in (
                ("becs_run", runs.ids),
                ("becs_claim", claims.ids),
                ("becs_program", programs.ids),
                ("res_partner", partners.ids),
            ):
                env.cr.execute(
                    SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(table), ids)
                )
