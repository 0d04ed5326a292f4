from odoo import api, fields, models


class BecsRun(models.Model):
    """A credit-note run and what became of every distributor in it."""

    _name = "becs.run"
    _description = "Credit-Note Run"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        "Credit Note Date", required=True, default=fields.Date.context_today
    )
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user)
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
    )
    job_id = fields.Many2one("becs.job", readonly=True, copy=False)
    line_ids = fields.One2many("becs.run.line", "run_id", "Result", readonly=True)
    count_created = fields.Integer(compute="_compute_counts")
    count_skipped = fields.Integer(compute="_compute_counts")
    count_failed = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        for run in self:
            outcomes = run.line_ids.mapped("outcome")
            run.count_created = outcomes.count("created")
            run.count_skipped = outcomes.count("skipped")
            run.count_failed = outcomes.count("failed")


class BecsRunLine(models.Model):
    """What a run did for one group of claim lines, and why."""

    _name = "becs.run.line"
    _description = "Credit-Note Run Result"
    _order = "run_id desc, id"

    run_id = fields.Many2one(
        "becs.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", "Distributor", ondelete="restrict")
    claim_ids = fields.Many2many("becs.claim", string="Claims")
    currency_id = fields.Many2one("res.currency", required=True)
    outcome = fields.Selection(
        [("created", "Created"), ("skipped", "Skipped"), ("failed", "Failed")],
        required=True,
    )
    reason = fields.Text()
    move_id = fields.Many2one(
        "account.move", "Credit Note", index="btree_not_null", ondelete="set null"
    )
    line_count = fields.Integer("Claim Lines")
    amount = fields.Monetary()
