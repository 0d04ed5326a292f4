from odoo import api, fields, models


class BecsPosReport(models.Model):
    """Sales a distributor reported with one file or message.

    A later report of the same period may replace an earlier one.
    """

    _name = "becs.pos.report"
    _description = "Point-of-Sale Report"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("New"))
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Distributor",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("First Sale")
    date_to = fields.Date("Last Sale")
    replaces_ids = fields.Many2many(
        "becs.pos.report",
        "becs_pos_report_replaced_rel",
        "report_id",
        "replaced_id",
        string="Replaced Reports",
        readonly=True,
        help="Earlier reports of the period, whose sales this one took the place of.",
    )
    line_ids = fields.One2many("becs.pos.line", "report_id", "Sales")
    line_count = fields.Integer("Number of Sales", compute="_compute_line_count")

    @api.depends("line_ids")
    def _compute_line_count(self):
        counts = dict(
            self.env["becs.pos.line"]._read_group(
                [("report_id", "in", self.ids)], ["report_id"], ["__count"]
            )
        )
        for report in self:
            report.line_count = counts.get(report, 0)
