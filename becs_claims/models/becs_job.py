import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.service.model import retrying
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# what a job of each kind works on and the method that does the work
KINDS = {
    "intake": ("becs.intake", "_run_job_intake"),
    "validate": ("becs.claim", "_run_job_validate"),
    "run": ("becs.run", "_run_job_run"),
}


class BecsJob(models.Model):
    """Background work on one record, done in one transaction of its own.

    A job that is stopped leaves nothing behind and is started again; progress is
    written through a cursor of its own so that everybody sees it meanwhile.
    """

    _name = "becs.job"
    _description = "Back-End Credit Background Work"
    _order = "id desc"

    kind = fields.Selection(
        [
            ("intake", "Import a file"),
            ("validate", "Validate a claim"),
            ("run", "Credit-note run"),
        ],
        required=True,
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one("res.users", required=True, help="Who asked for it.")
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="pending",
        index=True,
    )
    done = fields.Integer("Lines Done")
    total = fields.Integer("Lines in All")
    progress = fields.Float(compute="_compute_progress", digits=(16, 0))
    message = fields.Char("Now At", help="What it is doing, or why it failed.")
    date_start = fields.Datetime("Started")
    date_end = fields.Datetime("Ended")

    @api.depends("done", "total", "state")
    def _compute_progress(self):
        for job in self:
            if job.state == "done":
                job.progress = 100
            else:
                job.progress = 100 * job.done / job.total if job.total else 0

    @api.depends("kind", "res_model", "res_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for job in self:
            record = job._record().exists()
            job.display_name = f"{labels[job.kind]}: {record.display_name or '-'}"

    def _record(self):
        self.ensure_one()
        return self.env[KINDS[self.kind][0]].browse(self.res_id)

    @api.model
    def _enqueue(self, kind, record):
        """Have ``record`` worked on in the background as the current user.

        Glue add-ons may hand the job to another queue here.
        """
        model, _method = KINDS[kind]
        record.ensure_one()
        # people may not write jobs; asking for one is checked on the record
        record.check_access("write")
        job = self.sudo().create(
            {
                "kind": kind,
                "res_model": model,
                "res_id": record.id,
                "company_id": record.company_id.id,
                "user_id": self.env.uid,
            }
        )
        self.env.ref("becs_claims.ir_cron_job").sudo()._trigger()
        return job

    def action_retry(self):
        """Start failed jobs again."""
        for job in self:
            if job.state != "failed":
                raise UserError(self.env._("Only failed work can be started again."))
            job._record().check_access("write")
        self.sudo().write({"state": "pending", "message": False, "date_end": False})
        self.env.ref("becs_claims.ir_cron_job").sudo()._trigger()

    @api.model
    def _cron_work(self):
        """Work through what is waiting, each job in a transaction of its own.

        Jobs left *running* by a worker that was killed are taken up again: the lock
        of their worker went with it, and unfinished work left nothing behind.
        """
        waiting = self.search([("state", "in", ("pending", "running"))], order="id")
        commit_progress = self.env["ir.cron"]._commit_progress
        commit_progress(remaining=len(waiting))
        for job in waiting:
            job._work()
            if not commit_progress(1):
                break

    def _work(self):
        """Do one job; what goes wrong is told on the job, not raised."""
        self.ensure_one()
        try:
            retrying(self._work_once, self.env)
        except UserError as error:
            self._fail(str(error))
        except Exception:
            _logger.exception("Background work %s failed", self.id)
            self._fail(
                self.env._(
                    "An unexpected error stopped the work; nothing was stored. Start "
                    "it again, and tell your administrator if it fails again "
                    "(server log, job %(job)s).",
                    job=self.id,
                )
            )

    def _work_once(self):
        if not self._take() or self.state not in ("pending", "running"):
            return
        self._write_aside({"state": "running", "date_start": fields.Datetime.now()})
        record = (
            self._record()
            .with_user(self.user_id)
            .with_company(self.company_id)
            .with_context(lang=self.user_id.lang, tz=self.user_id.tz)
        )
        getattr(record, KINDS[self.kind][1])(self._report)
        self.env.flush_all()
        self.env.cr.postcommit.add(self._finish)

    def _take(self):
        """Lock the job until the end of the transaction, or say it is taken.

        Not a row lock: the row is written by other transactions meanwhile.
        """
        [[taken]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", self._name, self.id)
        )
        self.invalidate_recordset()
        return taken

    def _report(self, done, total, message):
        """Make progress visible to others at once.

        :param done: lines done, or steps
        :param total: lines or steps in all
        :param message: what is going on now
        """
        self._write_aside({"done": done, "total": total, "message": message})

    def _finish(self):
        self._write_aside(
            {"state": "done", "message": False, "date_end": fields.Datetime.now()}
        )

    def _fail(self, message):
        self.env.cr.rollback()
        self._write_aside(
            {
                "state": "failed",
                "message": message,
                "date_end": fields.Datetime.now(),
            }
        )

    def _write_aside(self, values):
        """Write in a transaction of its own, so that others see it at once."""
        if module.current_test:  # its records exist in the test's transaction only
            self.write(values)
            return
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).write(values)
        self.invalidate_recordset(flush=False)
