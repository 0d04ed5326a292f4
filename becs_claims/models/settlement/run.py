from odoo import api, fields, models
from odoo.exceptions import UserError

from ...settlement.calendar import last_due


class BecsRun(models.Model):
    """A credit-note run and what became of every distributor in it."""

    _name = "becs.run"
    _description = "Credit-Note Run"
    _inherit = ["becs.document.mixin"]
    _order = "id desc"

    kind = fields.Selection(
        [
            ("manual", "All approved claims"),
            ("claims", "Chosen claims"),
            ("monthly", "Monthly run"),
        ],
        "Credits",
        required=True,
        readonly=True,
        default="manual",
        copy=False,
    )
    date = fields.Date(
        "Credit Note Date",
        required=True,
        default=fields.Date.context_today,
        help="Date of the credit notes. Claims filed later are left for the next run.",
    )
    month = fields.Date(
        readonly=True,
        copy=False,
        help="First day of the month a monthly run stands for.",
    )
    user_id = fields.Many2one(
        "res.users", "Started By", readonly=True, default=lambda self: self.env.uid
    )
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Done")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    job_id = fields.Many2one("becs.job", readonly=True, copy=False)
    job_state = fields.Selection(related="job_id.state", string="Background Work")
    claim_ids = fields.Many2many(
        "becs.claim",
        "becs_run_claim_rel",
        "run_id",
        "claim_id",
        "Claims",
        readonly=True,
        copy=False,
    )
    line_ids = fields.One2many("becs.run.line", "run_id", "Result", readonly=True)
    created_count = fields.Integer("Created", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")

    _monthly_once = models.UniqueIndex(
        "(company_id, month) WHERE kind = 'monthly'",
        "The monthly run of this company and month was started already. Start a run "
        "by hand for what came later.",
    )

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        counts = {
            (run.id, outcome): count
            for run, outcome, count in self.env["becs.run.line"]._read_group(
                [("run_id", "in", self.ids)], ["run_id", "outcome"], ["__count"]
            )
        }
        for run in self:
            run.created_count = counts.get((run.id, "created"), 0)
            run.skipped_count = counts.get((run.id, "skipped"), 0)
            run.failed_count = counts.get((run.id, "failed"), 0)

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("accountant"):
            return names
        if not self:
            return names | {"company_id", "date"}
        return names | {"date"} if self.state == "draft" else names

    def write(self, vals):
        if {"date", "company_id"} & vals.keys() and any(
            run.state != "draft" for run in self
        ):
            raise UserError(
                self.env._(
                    "Date and company of a run stay as they are once it started."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_started(self):
        if any(run.state != "draft" for run in self):
            raise UserError(
                self.env._(
                    "A run that was started stays: it tells what became of the claims."
                )
            )

    def action_start(self):
        """Credit all claims of the company that are approved and filed by the date.

        Many lines are worked on in the background.

        :raise UserError: when there are none, or the run was started before
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("This run was started already."))
        claims = self._find_claims()
        if not claims:
            raise UserError(
                self.env._(
                    "%(company)s has no approved claims that were filed by %(date)s. "
                    "Approve claims first, or choose a later date.",
                    company=self.company_id.display_name,
                    date=self.date,
                )
            )
        self._write_guarded({"claim_ids": claims.ids})
        self._start()

    def action_retry_failed(self):
        """Run again for the distributors that failed; their reasons go to the log."""
        self.ensure_one()
        self.check_access("write")
        failed = self.line_ids.filtered(lambda line: line.outcome == "failed")
        if self.state != "done" or not failed:
            raise UserError(self.env._("Nothing failed in this run."))
        self.message_post(
            body=self.env._(
                "Run again: %(failed)s",
                failed="; ".join(
                    f"{line.partner_id.display_name}: {line.reason}" for line in failed
                ),
            )
        )
        failed.sudo().unlink()  # people may not change results; a new one follows
        self._start()

    def action_open_credit_notes(self):
        """The credit notes that these runs created."""
        return self._open_moves(self.line_ids.move_id)

    def _open_moves(self, moves):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_credit_note"
        )
        action |= {"domain": [("id", "in", moves.ids)]}
        if len(moves) == 1:
            action |= {"views": [(False, "form")], "res_id": moves.id}
        return action

    def _action_open_result(self):
        """What to show after a run: the credit notes, or the report if any is amiss."""
        outcomes = set(self.line_ids.mapped("outcome"))
        if outcomes == {"created"}:
            return self.action_open_credit_notes()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_run"
        )
        action |= {"domain": [("id", "in", self.ids)]}
        if len(self) == 1:
            action |= {"views": [(False, "form")], "res_id": self.id}
        return action

    def _find_claims(self):
        return self.env["becs.claim"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "approved"),
                "|",
                ("date_submitted", "<=", self.date),
                ("date_submitted", "=", False),
            ],
            order="id",
        )

    def _start(self):
        """Work now, or in the background; the caller checked what the user may do."""
        limit = self.company_id.becs_background_lines
        self._write_guarded({"state": "running"})
        if sum(self._claims_left().mapped("line_count")) > limit > 0:
            job = self.env["becs.job"]._enqueue("run", self)
            self._write_guarded({"job_id": job.id})
        else:
            self._credit_all()

    def _claims_left(self):
        """Claims of distributors that have no result yet."""
        done = self.line_ids.partner_id
        return self.claim_ids.filtered(
            lambda claim: claim.commercial_partner_id not in done
        )

    # Monthly run

    @api.model
    def _cron_monthly_run(self):
        """Start the monthly runs that are due, each once per company and month.

        Day and hour are those of the company's own time zone. A day that was missed is
        caught up as long as the next month's has not come.
        """
        for company in self.env["res.company"].search([("becs_run_day", ">", 0)]):
            here = self.with_company(company).with_context(tz=company.partner_id.tz)
            now = fields.Datetime.context_timestamp(here, fields.Datetime.now())
            here._start_monthly(company, now)

    def _start_monthly(self, company, now):
        due = last_due(company.becs_run_day, company.becs_run_hour, now)
        month = due.replace(day=1)
        if company.becs_run_since and due < company.becs_run_since:
            return
        if self.search_count(
            [
                ("kind", "=", "monthly"),
                ("company_id", "=", company.id),
                ("month", "=", month),
            ],
            limit=1,
        ):
            return
        run = self.create(
            {
                "kind": "monthly",
                "company_id": company.id,
                "date": now.date(),
                "month": month,
                "state": "running",
            }
        )
        run.claim_ids = run._find_claims()
        if run.claim_ids:
            run.job_id = self.env["becs.job"]._enqueue("run", run)
        else:
            run.state = "done"
            run.message_post(body=self.env._("There were no approved claims."))
