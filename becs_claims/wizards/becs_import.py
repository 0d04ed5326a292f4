from odoo import api, fields, models

from .. import intake as files
from ..models.intake.importer import CHOICES, NOTATION, Importer


class BecsImport(models.TransientModel):
    """Read a file with columns: a claim, a point-of-sale report, stock adjustments.

    First the file and whose it is, then what its columns mean; what a person agrees to
    is remembered for the distributor's next file of the kind. What differs by kind is
    done by the model of what the file becomes, see :class:`BecsIntakeTargetMixin`.
    """

    _name = "becs.import"
    _description = "Import a File"
    _inherit = ["becs.guarded.mixin"]
    _check_company_auto = True

    kind = fields.Selection(
        lambda self: self.env["becs.intake"]._selection_kind(),
        default="claim",
        required=True,
    )
    step = fields.Selection(
        [("file", "File"), ("columns", "Columns")], default="file", required=True
    )
    claim_id = fields.Many2one(
        "becs.claim",
        "Add to Claim",
        check_company=True,
        help="The rows are added to this draft claim.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('is_becs_distributor', '=', True)]",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Currency of the prices and amounts in the file.",
    )
    reference = fields.Char(
        "Debit Number",
        help="The distributor's own number of this claim. Left empty, it is taken from "
        "the file if that names one.",
    )
    date_from = fields.Date(
        "Period From", help="Left empty, the first ship date of the file."
    )
    date_to = fields.Date(
        "Period To", help="Left empty, the last ship date of the file."
    )
    replace_lines = fields.Boolean(
        help="The rows take the place of all lines of the draft claim, instead of "
        "being added to them."
    )
    source = fields.Selection(
        [("import", "File"), ("portal", "Portal")], default="import", required=True
    )
    replace_earlier = fields.Boolean(
        "Replace Earlier Reports",
        help="Sales the distributor reported earlier for this period are deleted: this "
        "report takes their place. Claims compared with them are judged again.",
    )
    replaced_note = fields.Char(compute="_compute_replaced_note")
    adjustment_kind = fields.Selection(
        lambda self: self.env["becs.stock.adjustment"]._selection_kind(),
        "What the List States",
        default="opening",
        help="Where no column says it. Opening stock is the whole stock at the end of "
        "that day: what was bought and sold up to it no longer counts.",
    )
    adjustment_date = fields.Date(
        "Day", help="The day of all rows, where no column says it."
    )
    attachment_id = fields.Many2one("ir.attachment", "File")

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        # the screen sends back what it was shown
        return names | {
            "adjustment_date",
            "adjustment_kind",
            "attachment_id",
            "claim_id",
            "column_ids",
            "company_id",
            "currency_id",
            "date_from",
            "date_order",
            "date_to",
            "decimal",
            "delimiter",
            "encoding",
            "format",
            "found",
            "heading_row",
            "kind",
            "partner_id",
            "reference",
            "replace_earlier",
            "row_count",
            "sheet_id",
            "sheet_ids",
            "step",
        }

    # Compute

    @api.depends("claim_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (
                wizard.claim_id.company_id or wizard.company_id or self.env.company
            )

    @api.depends("claim_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.claim_id.partner_id or wizard.partner_id

    @api.depends("claim_id", "partner_id", "company_id")
    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard.claim_id.currency_id or Importer.usual_currency(
                wizard.partner_id, wizard.company_id
            )

    @api.depends(
        "kind", "replace_earlier", "partner_id", "company_id", "date_from", "date_to"
    )
    def _compute_replaced_note(self):
        for wizard in self:
            wizard.replaced_note = False
            if wizard.kind == "pos" and wizard.replace_earlier:
                wizard.replaced_note = wizard._explain_replaced()

    def _explain_replaced(self):
        if not (self.partner_id and self.date_from and self.date_to):
            return False
        rows = self.env["becs.pos.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                (
                    "commercial_partner_id",
                    "=",
                    self.partner_id.commercial_partner_id.id,
                ),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("report_id", "!=", False),
            ],
            ["report_id"],
            ["__count"],
        )
        if not rows:
            return self.env._("Nothing was reported for this period before.")
        return self.env._(
            "This report takes the place of what was reported before with "
            "%(reports)s (sales: %(count)s).",
            count=sum(count for _report, count in rows),
            reports=", ".join(report.name for report, _count in rows[:5])
            + (", …" if len(rows) > 5 else ""),
        )

    # Actions

    def action_read(self):
        """Find out how the file is to be read, and show it."""
        self.ensure_one()
        self._check_ready()
        self._inspect({})
        self.step = "columns"
        return self._action_open()

    def action_back(self):
        """Choose another file or distributor."""
        self.ensure_one()
        self.step = "file"
        return self._action_open()

    def action_import(self):
        """Make what the file is for, remember how it was read, and read it.

        :return: the action that opens what it became
        """
        return self._action_result(self._import())

    def _import(self):
        """Do what :meth:`action_import` promises; return the file received."""
        self.ensure_one()
        return self._importer().store(self._remembered_options())

    def action_template(self):
        """Download an empty form with headings that are understood."""
        self.ensure_one()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{labels[self.kind]}.xlsx",
                "raw": files.write_template(self._kind(), self._translate),
                "res_model": self._name,
                "res_id": 0,  # deleted with the uploads that were not imported
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {
                **self.env.context,
                "default_kind": self.kind,
                "dialog_size": "extra-large",
            },
        }

    def _title(self):
        kind = self._kind()
        return self._translate(kind.title or kind.label)

    def _action_result(self, intake):
        if intake.state == "done":
            message, kind = intake._summary(), "warning"
            if not intake.rows_refused:
                kind = "success"
        else:
            message, kind = (
                self.env._(
                    "%(file)s is being read in the background. You can leave this "
                    "page; what opens now shows how far it is.",
                    file=intake.name,
                ),
                "info",
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind == "warning",
                "next": intake._target()._intake_action(intake),
            },
        }

    @api.autovacuum
    def _gc_uploads(self):
        """Delete files that were uploaded and then not imported."""
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.env["ir.attachment"].sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", (0, False)),
                ("create_date", "<", yesterday),
            ]
        ).unlink()

    # Helpers

    def _kind(self):
        """Return what the file is, a :class:`..intake.Kind`."""
        return self.env["becs.intake"]._kinds()[self.kind]

    def _importer(self):
        """Return the importer that does what the dialog shows."""
        self.ensure_one()
        importer = Importer(
            self.env,
            self.kind,
            self.attachment_id,
            partner=self.partner_id,
            company=self.company_id,
            claim=self.claim_id,
            **self._choices(),
        )
        importer.mapping = self._mapping()
        if self.found:
            importer.asked = self.found["asked"]
            importer.layout = self._layout()
            importer.notation = {name: self[name] for name in NOTATION}
            importer.row_count = self.row_count
        return importer

    def _check_ready(self):
        """Refuse early what would be refused anyway, with a sentence each."""
        importer = self._importer()
        importer.check()
        # those of the claim, where there is one
        self.company_id = importer.company_id
        self.partner_id = importer.partner_id
        self.currency_id = importer.currency_id

    def _choices(self):
        """Return what else was said about the file, by name.

        Another add-on that asks for more adds it beside ``super()``.
        """
        return {name: self[name] for name in CHOICES}
