from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...what_if import sandbox

KEEP_DAYS = 30
# what a result depends on; changed later, the result is no longer that of the scenario
SCENARIO = {
    "company_id",
    "scope",
    "claim_ids",
    "distributor_ids",
    "period_by",
    "date_from",
    "date_to",
    "revalidate_decided",
    "baseline",
    "change_ids",
}


class BecsWhatIf(models.Model):
    """Claims validated under other rules, prices or caps, without touching them.

    The result is that of the last run, in ``currency_id``: the claims' common
    currency, else the company's at the rates of the ship dates. Everybody sees their
    own; what was not touched for a while is deleted.
    """

    _name = "becs.what.if"
    _description = "What-If on Back-End Credit Claims"
    _inherit = ["becs.workflow.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Title")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.uid,
        copy=False,
    )
    scope = fields.Selection(
        [("claims", "Chosen claims"), ("period", "A period")],
        "Which Claims",
        required=True,
        default="period",
    )
    claim_ids = fields.Many2many(
        "becs.claim",
        "becs_what_if_claim_rel",
        "what_if_id",
        "claim_id",
        "Claims",
        check_company=True,
        domain="[('company_id', '=', company_id), ('state', '!=', 'cancelled')]",
    )
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_what_if_distributor_rel",
        "what_if_id",
        "partner_id",
        "Distributors",
        help="Empty means all of them.",
    )
    period_by = fields.Selection(
        [("shipped", "Lines shipped"), ("filed", "Claims filed")],
        "Judge",
        required=True,
        default="shipped",
        help="Lines shipped in the period, whichever claim they are on; or whole "
        "claims, by their filing date.",
    )
    date_from = fields.Date("From", default=lambda self: self._last_month()[0])
    date_to = fields.Date("To", default=lambda self: self._last_month()[1])
    revalidate_decided = fields.Boolean(
        "Also Judge Final Lines",
        help="Judge lines again that people decided or that were credited, too, as if "
        "that had not happened. Otherwise they stay as they are and draw first.",
    )
    baseline = fields.Selection(
        [
            ("decided", "What was decided"),
            ("unchanged", "The same lines judged today without the changes"),
        ],
        "Compare With",
        required=True,
        default="decided",
        help="Prices, rules and programs may have changed since the claims were "
        "judged. The second choice leaves that out, so that only the changes below "
        "make a difference. Lines without a verdict are always compared with it.",
    )
    change_ids = fields.One2many(
        "becs.what.if.change", "what_if_id", "Changes", copy=True
    )
    job_id = fields.Many2one("becs.job", "Background Work", readonly=True, copy=False)
    job_state = fields.Selection(related="job_id.state", string="Work")
    is_outdated = fields.Boolean(readonly=True, copy=False)

    # Compute

    @api.model
    def _last_month(self):
        first = fields.Date.start_of(fields.Date.context_today(self), "month")
        last = fields.Date.subtract(first, days=1)
        return fields.Date.start_of(last, "month"), last

    @api.depends("name", "change_ids.summary")
    def _compute_display_name(self):
        for what_if in self:
            changes = "; ".join(what_if.change_ids.mapped("summary"))
            what_if.display_name = what_if.name or changes or self.env._("New What-If")

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"name"} | SCENARIO - {"company_id"}
        return names if self else names | {"company_id"}

    def write(self, vals):
        if SCENARIO & vals.keys():
            self._check_not_working()
            self._set_outdated()
        return super().write(vals)

    def _set_outdated(self):
        ran = self.filtered(lambda what_if: what_if.run_on and not what_if.is_outdated)
        ran._write_guarded({"is_outdated": True})

    def _check_not_working(self):
        if any(what_if.job_state in ("pending", "running") for what_if in self):
            raise UserError(
                self.env._("It is being worked out. Change it when that is done.")
            )

    @api.autovacuum
    def _gc_old(self):
        """Delete what was neither run nor changed for some weeks."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        # of everybody, which only the system may
        self.sudo().search([("write_date", "<", limit)]).unlink()

    # Actions

    @api.model
    def _action_new(self, company, changes=(), **values):
        """The action that opens a new what-if with these values filled in.

        :param changes: values of its changes
        :raise UserError: records of several companies
        """
        if len(company) > 1:
            raise UserError(
                self.env._("Choose records of one company: they are judged together.")
            )
        values |= {
            "company_id": company.id,
            "change_ids": [Command.create(change) for change in changes],
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_run(self):
        """Work out the difference, in the background when there are many lines.

        :raise UserError: when there are no claims, or nothing is changed
        """
        self.ensure_one()
        self.check_access("write")
        self._check_role("group_analyst")
        self._check_not_working()
        self.change_ids._check_complete()
        lines = sum(self._find_claims().mapped("line_count"))
        if lines > self.company_id.becs_background_lines > 0:
            job = self.env["becs.job"]._enqueue("what_if", self)
            self._write_guarded({"job_id": job.id})
        else:
            self._write_guarded({"job_id": False})
            self._work_out()

    def _run_job_what_if(self, report):
        """Work of a background job; progress goes to ``report(done, total, text)``."""
        self._work_out(report)

    def _work_out(self, report=None):
        claims = self._find_claims()
        currency = claims.currency_id
        if len(currency) > 1:
            currency = self.company_id.currency_id
        shipped = self.scope == "period" and self.period_by == "shipped"
        difference = sandbox.compare(
            self.env,
            sandbox.Scenario(
                claims,
                tuple(change._to_apply() for change in self.change_ids),
                currency,
                revalidate=self.revalidate_decided,
                unchanged=self.baseline == "unchanged",
                date_from=self.date_from if shipped else None,
                date_to=self.date_to if shipped else None,
            ),
            report,
        )
        with difference.file as file:
            sandbox.store(self.env, self.id, file)
        for change, applied in zip(self.change_ids, difference.applied, strict=True):
            change._write_guarded({"applied": applied})
        self._write_result(claims, currency, difference.figures)

    def _find_claims(self):
        """The claims to validate; those the user may read.

        :raise UserError: when there are none, or one was cancelled
        """
        if self.scope == "claims":
            claims = self.claim_ids
            claims.check_access("read")
            cancelled = claims.filtered(lambda claim: claim.state == "cancelled")
            if cancelled:
                raise UserError(
                    self.env._(
                        "%(claim)s was cancelled. Take it out.",
                        claim=cancelled[0].display_name,
                    )
                )
        else:
            claims = self.env["becs.claim"].search(self._period_domain(), order="id")
        if not sum(claims.mapped("line_count")):
            raise UserError(
                self.env._("There are no claims to judge. Choose claims or a period.")
            )
        return claims

    def _period_domain(self):
        domain = Domain("company_id", "=", self.company_id.id) & Domain(
            "state", "not in", ("draft", "cancelled")
        )
        if self.distributor_ids:
            domain &= Domain(
                "commercial_partner_id",
                "in",
                self.distributor_ids.commercial_partner_id.ids,
            )
        dates = [
            (operator, day)
            for operator, day in ((">=", self.date_from), ("<=", self.date_to))
            if day
        ]
        if self.period_by == "filed":
            return domain & Domain.AND(
                Domain("date_submitted", operator, day) for operator, day in dates
            )
        shipped = Domain.AND(
            Domain("date_ship", operator, day) for operator, day in dates
        )
        return domain & Domain("line_ids", "any", shipped)
