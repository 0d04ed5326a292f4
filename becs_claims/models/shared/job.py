import contextlib
import logging
import time
from functools import partial
from typing import NamedTuple

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import retrying
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
REPORT_SECONDS = 0.5  # progress is made visible at most so often


class JobKind(NamedTuple):
    """One kind of background work.

    ``label`` is what people read. ``model`` is the name of the model the work is about.
    ``method`` names the method of one record of it that does the work. It is called as
    ``method(report)`` with a function ``report(done, total, message)`` that shows how
    far it is. The model needs a field ``company_id``.
    """

    label: str
    model: str
    method: str


class BecsJob(models.Model):
    """Background work on one record, done in one transaction of its own.

    A job that is stopped leaves nothing behind and is started again; progress is
    written through a cursor of its own so that everybody sees it meanwhile.
    """

    _name = "becs.job"
    _description = "Back-End Credit Background Work"
    _order = "id desc"

    kind = fields.Selection(
        selection=lambda self: self._kind_selection(), required=True
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one("res.users", required=True, help="Who asked for it.")
    as_server = fields.Boolean(
        "By the Server",
        readonly=True,
        help="The server asked for it on behalf of that user, after it had checked "
        "what the user may do: the work needs no rights of the user's own.",
    )
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
    attempts = fields.Integer(
        help="How often it was started. Work whose server was stopped is started "
        "again by itself, a few times."
    )

    @api.depends("done", "total", "state")
    def _compute_progress(self):
        for job in self:
            if job.state == "done":
                job.progress = 100
            else:
                job.progress = 100 * job.done / job.total if job.total else 0

    @api.depends("kind", "res_model", "res_id")
    def _compute_display_name(self):
        kinds = self._kinds()
        for job in self:
            # what an uninstalled add-on brought has no other name than its key
            label = kinds[job.kind].label if job.kind in kinds else job.kind
            record = job._record()
            name = record.exists().display_name if record is not None else False
            job.display_name = f"{label}: {name or '-'}"

    @api.model
    def _kinds(self):
        """Return {key: :class:`JobKind`} of all work that can be queued.

        An add-on brings a kind by overriding this: ``super()._kinds()`` with its own
        added. A key is stored on jobs, so it never changes its meaning.
        """
        return {
            "intake": JobKind(
                self.env._("Import a file"), "becs.intake", "_run_job_intake"
            ),
            "check": JobKind(
                self.env._("Check a draft claim"), "becs.claim", "_run_job_check"
            ),
            "validate": JobKind(
                self.env._("Validate a claim"), "becs.claim", "_run_job_validate"
            ),
            "run": JobKind(self.env._("Credit-note run"), "becs.run", "_run_job_run"),
            "statement": JobKind(
                self.env._("Statements of a run"), "becs.run", "_run_job_statement"
            ),
            "what_if": JobKind(
                self.env._("What-if"), "becs.what.if", "_run_job_what_if"
            ),
        }

    @api.model
    def _kind_selection(self):
        return [(key, kind.label) for key, kind in self._kinds().items()]

    def _record(self):
        """Return what the job works on, None when no add-on has that model any more."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id)

    def _check_known(self):
        """Refuse what nobody knows how to do, as after an add-on was uninstalled.

        :raise UserError: when no add-on brings the kind or its model
        """
        for job in self:
            if job.kind not in self._kinds() or job.res_model not in self.env:
                raise UserError(
                    self.env._(
                        'Nobody knows how to do work of the kind "%(kind)s": the app '
                        "that brought it is not installed. Install that app again and "
                        "start the work again, or leave it as it is.",
                        kind=job.kind,
                    )
                )

    @api.model
    def _enqueue(self, kind, record):
        """Have ``record`` worked on in the background as the current user.

        What the server asks for as superuser, for somebody without rights of his own
        such as a distributor on the portal, is done as superuser, too, the user being
        kept as the one who did it. Work that waits already is not asked for twice. Glue
        add-ons may hand the job to another queue here.

        :param kind: key of :meth:`_kinds`; its method is called in a transaction of
            its own, and again if the server was stopped before it could say that it
            was done, so it must see by its record whether there is anything to do
        :param record: one record of the model of that kind
        :return: the job
        :raise KeyError: when there is no such kind
        :raise ValueError: when the record is of another model than the kind works on
        :raise AccessError: when the user may not write the record
        """
        model = self._kinds()[kind].model
        record.ensure_one()
        if record._name != model:
            raise ValueError(f"{kind} works on {model}, not on {record._name}")
        # people may not write jobs; asking for one is checked on the record
        record.check_access("write")
        job = self.sudo().search(
            [
                ("kind", "=", kind),
                ("res_model", "=", model),
                ("res_id", "=", record.id),
                ("state", "=", "pending"),
            ],
            limit=1,
        ) or self.sudo().create(
            {
                "kind": kind,
                "res_model": model,
                "res_id": record.id,
                "company_id": record.company_id.id,
                "user_id": self.env.uid,
                "as_server": record.env.su,
            }
        )
        self._wake()
        return job.sudo(self.env.su)

    @api.model
    def _wake(self):
        # people read no scheduled action; when it runs is all they say
        self.env.ref("becs_claims.ir_cron_job").sudo()._trigger()

    def action_open_record(self):
        """Open what the job works on.

        :raise UserError: when the add-on that brought the kind is not installed
        """
        self.ensure_one()
        self._check_known()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_retry(self):
        """Start failed jobs again.

        :raise UserError: when a job has not failed, or nobody brings its kind any more
        :raise AccessError: when the user may not write what it works on
        """
        for job in self:
            if job.state != "failed":
                raise UserError(self.env._("Only failed work can be started again."))
            job._check_known()
            job._record().check_access("write")
        # people write no job; whether they may start it was checked on its record
        self.sudo().write(
            {
                "state": "pending",
                "done": 0,
                "message": False,
                "date_start": False,
                "date_end": False,
                "attempts": 0,
            }
        )
        self._wake()

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
        """Do one job; what goes wrong is told on the job, not raised.

        Commits. The user who asked for the work is the one who does it.
        """
        self.ensure_one()
        job = self.with_context(lang=self.user_id.lang, tz=self.user_id.tz)
        # the work begins with a fresh view of the database
        self.env.cr.commit()  # pylint: disable=invalid-commit
        try:
            # counted here: a retry for a conflict with others is no new attempt
            if retrying(partial(job._work_once, self.attempts + 1), self.env):
                job._finish()
        except UserError as error:
            job._fail(str(error))
        except Exception:
            _logger.exception("Background work %s failed", self.id)
            job._fail(
                job.env._(
                    "An unexpected error stopped the work; what it had not finished "
                    "left nothing behind. Start it again, and tell your administrator "
                    "if it fails again (server log, job %(job)s).",
                    job=self.id,
                )
            )

    def _work_once(self, attempt):
        """Do the work; the caller commits it.

        :return: whether it was done, not left to somebody else
        """
        if not self._take() or not self._start(attempt):
            return False
        self._check_known()
        # with_user() ends superuser rights, which only the server can have asked for
        record = self._record().with_user(self.user_id).sudo(self.as_server)
        record = record.with_company(self.company_id)
        getattr(record, self._kinds()[self.kind].method)(self._reporter())
        return True

    def _take(self):
        """Lock the job until the end of the transaction, or say it is taken.

        Not a row lock: the row is written by other transactions meanwhile.
        """
        [[taken]] = self.env.execute_query(
            SQL(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
                self._name,
                self.id,
            )
        )
        return taken

    def _start(self, attempt):
        """Mark the job as running unless it is over, as seen from right now.

        :raise UserError: when it was started often enough without an end
        """
        with self._aside() as job:
            if job.state not in ("pending", "running"):
                return False
            too_often = attempt > MAX_ATTEMPTS
            if not too_often:
                job.write(
                    {
                        "state": "running",
                        "done": 0,
                        "attempts": attempt,
                        "date_start": fields.Datetime.now(),
                    }
                )
        if too_often:
            raise UserError(
                self.env._(
                    "The server was stopped %(count)s times in the middle of this "
                    "work; what it had not finished left nothing behind. Ask your "
                    "administrator whether its limits of time and memory are too "
                    "small for it, then start it again.",
                    count=MAX_ATTEMPTS,
                )
            )
        return True

    def _reporter(self):
        """Return the function ``report(done, total, message)`` handed to the work.

        It makes progress visible to others at once: ``done`` of ``total`` lines or
        steps, ``message`` being what is going on now.
        """
        last = {"time": 0.0, "message": None}

        def report(done, total, message):
            now = time.monotonic()
            if message == last["message"] and now - last["time"] < REPORT_SECONDS:
                return
            last.update(time=now, message=message)
            try:
                with self._aside() as job:
                    job.write({"done": done, "total": total, "message": message})
            except (psycopg2.OperationalError, ConcurrencyError):
                # somebody else wrote the job; the next report will tell
                _logger.debug("Progress of job %s not written", self.id, exc_info=True)

        return report

    def _finish(self):
        try:
            with self._aside() as job:
                job.write(
                    {
                        "state": "done",
                        "done": job.total,
                        "message": False,
                        "date_end": fields.Datetime.now(),
                    }
                )
        except psycopg2.Error:
            # the work is stored; taken up again, the job finds nothing left to do
            _logger.exception("Job %s is done but could not say so", self.id)

    def _fail(self, message):
        """Tell on the job, and on its record if that keeps it, why it failed."""
        self.env.cr.rollback()
        with self._aside() as job:
            job.write(
                {
                    "state": "failed",
                    "message": message,
                    "date_end": fields.Datetime.now(),
                }
            )
            record = job._record()
            if hasattr(record, "_job_failed") and record.exists():
                record._job_failed(message)

    @contextlib.contextmanager
    def _aside(self):
        """Give the job in a transaction of its own, so that others see it at once."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(self.env(cr=cr))
        self.invalidate_recordset(flush=False)
