from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...storage import pos_reports
from ..shared.own_fields import OneLine


class BecsPosReport(models.Model):
    """Sales a distributor reported with one file or message.

    A later report of the same period may replace an earlier one, whose sales it then
    takes the place of; the earlier report itself is kept.
    """

    _name = "becs.pos.report"
    _description = "Point-of-Sale Report"
    _inherit = [
        "becs.guarded.mixin",
        "becs.input.mixin",
        "becs.intake.target.mixin",
        "mail.thread",
        "becs.portal.mixin",
    ]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = OneLine(required=True, default=lambda self: self.env._("New"))
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_becs_distributor', '=', True)]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Distributor",
        store=True,
        precompute=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("First Sale")
    date_to = fields.Date("Last Sale")
    is_replacing = fields.Boolean(
        "Replaces Earlier Reports",
        readonly=True,
        help="Sales reported earlier for its period were deleted when it was read.",
    )
    replaces_ids = fields.Many2many(
        "becs.pos.report",
        "becs_pos_report_replaced_rel",
        "report_id",
        "replaced_id",
        string="Replaced Reports",
        readonly=True,
        help="Earlier reports of the period, whose sales this one took the place of.",
    )
    replaced_by_ids = fields.Many2many(
        "becs.pos.report",
        "becs_pos_report_replaced_rel",
        "replaced_id",
        "report_id",
        readonly=True,
    )
    line_ids = fields.One2many("becs.pos.line", "report_id", "Sales")
    intake_ids = fields.One2many("becs.intake", "pos_report_id", "Files")
    job_id = fields.Many2one("becs.job", "Background Work", readonly=True, copy=False)
    job_state = fields.Selection(related="job_id.state", string="Work Status")
    line_count = fields.Integer("Number of Sales", compute="_compute_figures")
    return_count = fields.Integer("Returns", compute="_compute_figures")
    unknown_count = fields.Integer(
        "Unknown Products",
        compute="_compute_figures",
        help="Sales of products not found: they are compared with no claim. Enter the "
        "distributor's product code, or choose the product on the sale.",
    )
    claimed_count = fields.Integer(
        "Claimed Sales",
        compute="_compute_figures",
        help="Sales of documents and products that are on a filed claim.",
    )
    refused_count = fields.Integer("Rows Not Read", compute="_compute_refused_count")

    _period_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last sale of a report must not be before the first one.",
    )

    def _compute_figures(self):
        figures = pos_reports.figures(self.env, self.ids)
        for report in self:
            report.update(
                figures.get(
                    report.id,
                    dict.fromkeys(
                        (
                            "line_count",
                            "return_count",
                            "unknown_count",
                            "claimed_count",
                        ),
                        0,
                    ),
                )
            )

    @api.depends("intake_ids.rows_refused")
    def _compute_refused_count(self):
        for report in self:
            report.refused_count = sum(report.intake_ids.mapped("rows_refused"))

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"name", "partner_id", "date_from", "date_to"}
        return names if self else names | {"company_id"}

    def _input_fields(self):
        return {"partner_id"}

    def _input_scopes(self):
        return {("partner", self.commercial_partner_id.id, None)}

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        reports.partner_id._becs_check_distributor()
        return reports

    def write(self, vals):
        if {"partner_id", "company_id"} & vals.keys() and any(self.mapped("line_ids")):
            raise UserError(
                self.env._(
                    "Distributor and company of a report stay as they are once it has "
                    "sales. Delete it and import the file for the right one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_not_being_read(self):
        queued = self.intake_ids.filtered(lambda intake: intake.state == "queued")
        if queued:
            raise UserError(
                self.env._(
                    "%(file)s is still being read. Delete the report when that is "
                    "done.",
                    file=queued[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_approved_by_it(self):
        # of all companies, and whoever may see the claims
        claims = (
            self.env["becs.claim"]
            .sudo()
            .browse(pos_reports.compared_claims(self.env, self))
        )
        released = claims.filtered(lambda claim: claim.state in ("approved", "done"))
        if released:
            raise UserError(
                self.env._(
                    "Lines of %(claim)s were approved by sales of this report, so it "
                    "stays. Import the corrected report and let it take the place of "
                    "this one.",
                    claim=released[0].display_name,
                )
            )

    def unlink(self):
        self.check_access("unlink")
        claim_ids = pos_reports.compared_claims(self.env, self)
        line_ids = pos_reports.linked_lines(self.env, self)
        result = super().unlink()
        pos_reports.unlink_lines(self.env, line_ids)
        # verdicts are the server's, whoever may see the claims
        self.env["becs.claim"].sudo().browse(claim_ids)._validate_in_background()
        return result

    # Actions

    def action_import_file(self):
        """Open the wizard for a further report of the distributor."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_pos_import"
        )
        return action | {
            "context": {
                "default_kind": "pos",
                "default_partner_id": self.partner_id.id,
                "dialog_size": "extra-large",
            }
        }

    def action_open_lines(self):
        """Open the sales of the report, narrowed down by the filters of the context."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_pos_line"
        )
        filters = {
            key: value
            for key, value in self.env.context.items()
            if key.startswith("search_default_")
        }
        return action | {
            "domain": [("report_id", "=", self.id)],
            "context": {"hide_report": True, **filters},
        }

    def action_open_files(self):
        """Open the files of the report and what could not be read of them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_intake"
        )
        action |= {"domain": [("pos_report_id", "=", self.id)], "context": {}}
        if len(self.intake_ids) == 1:
            action |= {"views": [(False, "form")], "res_id": self.intake_ids.id}
        return action

    # Made from a file

    @api.model
    def _import_check(self, importer):
        if importer.replace_earlier and not (importer.date_from and importer.date_to):
            raise UserError(
                self.env._(
                    "Enter the period the report covers: sales reported earlier for "
                    "it are deleted, others stay."
                )
            )

    @api.model
    def _import_target(self, importer):
        report = self.create(
            {
                "name": importer.attachment_id.name,
                "partner_id": importer.partner_id.id,
                "company_id": importer.company_id.id,
                "date_from": importer.date_from,
                "date_to": importer.date_to,
            }
        )
        report._write_guarded({"is_replacing": importer.replace_earlier})
        return report

    def _intake_queued(self, intake, job):
        self._write_guarded({"job_id": job.id})

    def _intake_rows(self, intake, reading):
        period = (self.date_from, self.date_to) if self.is_replacing else None
        return pos_reports.readable(self.env, self, reading, period)

    def _intake_store(self, intake, rows):
        claims = self._replace() if self.is_replacing else self.env["becs.claim"]
        stored = pos_reports.store(self.env, self, rows, intake.currency_id)
        if stored:
            claims._validate_in_background()
            claims._revalidate(self.partner_id, pos_reports.CLEARED)
        return stored

    def _replace(self):
        """Take the place of the earlier reports of the period.

        :return: the claims with lines that were compared with their sales
        """
        replaced, claim_ids = pos_reports.replace(self.env, self)
        earlier = self.browse(replaced)
        self.write({"replaces_ids": [Command.set(earlier.ids)]})
        for report in earlier:
            report._message_log(
                body=self.env._(
                    "Sales of this report that %(report)s replaced: %(count)s.",
                    count=replaced[report.id],
                    report=self.name,
                )
            )
        return self.env["becs.claim"].browse(claim_ids)

    def _intake_done(self, intake, table):
        first, last = pos_reports.period(self.env, self)
        self.write(
            {
                "date_from": min(self.date_from or first, first),
                "date_to": max(self.date_to or last, last),
            }
        )
