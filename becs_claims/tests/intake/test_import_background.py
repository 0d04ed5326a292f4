import signal
import subprocess
import sys
import time

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

from ..shared.forgotten import forget_history
from .import_case import csv_file

ROWS = 20_000
PROCESS = """
import sys
import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

model, record, method, database, *options = sys.argv[1:]
odoo.tools.config.parse_config(options)
registry = Registry(database)
from odoo.addons.becs_claims.models.shared import job
job.REPORT_SECONDS = 0  # few rows are enough to meet it at work
with registry.cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    try:
        retrying(getattr(env[model].browse(int(record)), method), env)
    except UserError as error:
        sys.exit(str(error))
"""


@tagged("post_install", "-at_install")
class TestImportBackground(BaseCase):
    """Large files in real transactions: they commit, so all is deleted at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self.delete_all)
        with self.environment() as env:
            self.distributor = env["res.partner"].create(
                {"name": "Big Parts", "is_becs_distributor": True, "is_company": True}
            )
            self.product = env["product.product"].create(
                {"name": "Big Pump", "default_code": "BIG-PUMP"}
            )
            env.user.group_ids = [
                Command.link(env.ref("becs_claims.group_administrator").id)
            ]

    def environment(self):
        return _Environment(self.registry)

    def delete_all(self):
        with self.environment() as env:
            partner = env["res.partner"].browse(self.distributor.id)
            claims = env["becs.claim"].search([("partner_id", "=", partner.id)])
            intakes = claims.intake_ids
            env["becs.job"].search(
                [("res_model", "=", "becs.intake"), ("res_id", "in", intakes.ids)]
            ).unlink()
            attachments = env["ir.attachment"].search(
                [("res_model", "=", "becs.claim"), ("res_id", "in", claims.ids)]
            )
            forget_history(env, claims.ids)
            env.cr.execute(
                "DELETE FROM becs_claim WHERE id = ANY(%s)", [list(claims.ids)]
            )
            env.invalidate_all(flush=False)
            attachments.unlink()
            env["becs.import"].search([("partner_id", "=", partner.id)]).unlink()
            env["product.product"].browse(self.product.id).unlink()
            partner.unlink()

    def content(self, rows=ROWS):
        return csv_file(
            ["A", "BIG-PUMP", f"INV-{i}", "2026-03-31", "Mill", 1, 1, 1, f"S{i}"]
            for i in range(rows)
        )

    def wizard(self, env, content):
        attachment = env["ir.attachment"].create(
            {"name": "big.csv", "raw": content, "res_model": "becs.import"}
        )
        wizard = env["becs.import"].create(
            {"partner_id": self.distributor.id, "attachment_id": attachment.id}
        )
        wizard.action_read()
        return wizard

    def enqueue(self):
        with self.environment() as env:
            action = self.wizard(env, self.content()).action_import()
            claim = env["becs.claim"].browse(action["params"]["next"]["res_id"])
            self.assertIn("in the background", action["params"]["message"])
            self.assertEqual(claim.intake_ids.state, "queued")
            self.assertEqual(claim.job_id.total, ROWS)
            return claim.id, claim.job_id.id

    def start_process(self, model, record, method):
        """Call a method without arguments in an Odoo process of its own."""
        options = [
            f"--addons-path={','.join(config['addons_path'])}",
            f"--data-dir={config['data_dir']}",
            "--log-level=critical",
        ]
        for name in ("db_host", "db_port", "db_user", "db_password"):
            if config[name]:
                options.append(f"--{name}={config[name]}")
        worker = subprocess.Popen(
            [
                *(sys.executable, "-c", PROCESS),
                *(model, str(record), method, get_db_name()),
                *options,
            ],
            stderr=subprocess.PIPE,
        )
        self.addCleanup(worker.stderr.close)
        self.addCleanup(worker.kill)
        return worker

    def wait_for(self, job, condition, worker=None):
        """Look at the job from outside until ``condition`` of it holds."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            with self.environment() as env:
                seen = env["becs.job"].browse(job)
                if condition(seen):
                    return
            if worker and worker.poll() is not None:
                self.fail(f"The worker ended: {worker.stderr.read().decode()}")
            time.sleep(0.02)
        self.fail("The background work did not get there.")

    def test_killed_worker_leaves_nothing_and_is_made_up_for(self):
        claim_id, job_id = self.enqueue()
        worker = self.start_process("becs.job", job_id, "_work")
        self.wait_for(job_id, lambda job: 0 < job.done < ROWS, worker)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

        with self.environment() as env:
            claim, job = (
                env["becs.claim"].browse(claim_id),
                env["becs.job"].browse(job_id),
            )
            self.assertEqual(
                claim.line_ids.search_count([("claim_id", "=", claim.id)]), 0
            )
            self.assertEqual(claim.line_count, 0)
            self.assertEqual(claim.intake_ids.state, "queued")
            self.assertEqual(job.state, "running")
            self.assertEqual(job.total, ROWS)
            with self.assertRaisesRegex(UserError, "has no lines|still being read"):
                claim.action_submit()

        # the server notices that the worker is gone, its lock goes with it
        end = time.monotonic() + 60
        state = "running"
        while state == "running" and time.monotonic() < end:
            with self.environment() as env:
                job = env["becs.job"].browse(job_id)
                job._work()
                env.invalidate_all()
                state = job.state
            time.sleep(0.1)
        self.check_stored_once(claim_id, job_id)

        # a stop between storing and saying so: nothing is stored a second time
        with self.environment() as env:
            env["becs.job"].browse(job_id).state = "running"
        with self.environment() as env:
            env["becs.job"].browse(job_id)._work()
        self.check_stored_once(claim_id, job_id)

    def wait_until_blocked(self):
        """Wait until some transaction waits for another one to end."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with self.environment() as env:
                env.cr.execute(
                    """
                    SELECT 1 FROM pg_stat_activity
                     WHERE datname = current_database()
                       AND wait_event_type = 'Lock' AND wait_event = 'transactionid'
                    """
                )
                if env.cr.fetchone():
                    return
            time.sleep(0.05)
        self.fail("The second import did not meet the first one.")

    def check_stored_once(self, claim_id, job_id):
        with self.environment() as env:
            claim, job = (
                env["becs.claim"].browse(claim_id),
                env["becs.job"].browse(job_id),
            )
            self.assertEqual((job.state, job.message), ("done", False))
            self.assertEqual((job.done, job.progress), (ROWS, 100))
            self.assertEqual(claim.intake_ids.state, "done")
            self.assertEqual(claim.intake_ids.rows_stored, ROWS)
            self.assertEqual(claim.line_count, ROWS)
            self.assertEqual(claim.amount_claimed, ROWS)
            env.cr.execute(
                """
                SELECT count(*), count(DISTINCT sequence), min(sequence), max(sequence),
                       count(l.product_id), count(DISTINCT s.name)
                  FROM becs_claim_line l
                  JOIN becs_claim_serial s ON s.claim_line_id = l.id
                 WHERE claim_id = %s
                """,
                [claim_id],
            )
            self.assertEqual(env.cr.fetchone(), (ROWS, ROWS, 2, ROWS + 1, ROWS, ROWS))

    def test_same_file_twice_at_the_same_moment(self):
        content = self.content(50)
        with self.environment() as env:
            other = self.wizard(env, content).id
        with self.environment() as env:
            self.wizard(env, content).action_import()
            env.flush_all()
            process = self.start_process("becs.import", other, "action_import")
            self.wait_until_blocked()
            env.cr.commit()
            _out, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assertIn("This file was already imported", error.decode())
        with self.environment() as env:
            claim = env["becs.claim"].search([("partner_id", "=", self.distributor.id)])
            self.assertEqual(len(claim), 1)
            self.assertEqual(claim.line_count, 50)


class _Environment:
    """An environment of the superuser on a transaction that is committed at the end."""

    def __init__(self, registry):
        self.cursor = registry.cursor()

    def __enter__(self):
        return api.Environment(self.cursor.__enter__(), SUPERUSER_ID, {})

    def __exit__(self, *error):
        return self.cursor.__exit__(*error)
