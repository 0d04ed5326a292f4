from contextlib import suppress

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models import terms_by_date
from ..models.becs_program import INTO_STOCK_SOURCES
from ..models.becs_program_amending import AMENDABLE, Amendment
from ..validation import amended

OF_PROGRAM = (
    *(name for name in terms_by_date.WHOLE["becs.program"] if name != "active"),
    *terms_by_date.BY_DATE["becs.program"],
)
OF_LINE = (
    *terms_by_date.WHOLE["becs.program.line"],
    *(name for name in terms_by_date.BY_DATE["becs.program.line"] if name != "active"),
)
SCOPE = ("sequence", "applied_on", "product_id", "product_tmpl_id", "categ_id")


class _TriedOut(Exception):
    """Takes back what was only tried out."""


class BecsProgramAmend(models.TransientModel):
    """Asks an approver for new terms of a program, from which ship date on, and why.

    It starts with the newest terms; only what is changed in it becomes otherwise.
    Before anything is written it shows what would change, and which claims that
    concerns.
    """

    _name = "becs.program.amend"
    _description = "Amend a Back-End Credit Program"
    _inherit = ["becs.guarded.mixin"]
    _check_company_auto = True

    program_id = fields.Many2one("becs.program", required=True, readonly=True)
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    program_type = fields.Selection(related="program_id.program_type")
    version = fields.Integer(
        readonly=True, help="Newest version when the dialog was opened."
    )
    has_dated_versions = fields.Boolean(compute="_compute_has_dated_versions")
    upload_id = fields.Many2one("becs.program.upload", readonly=True)
    upload_summary = fields.Text(related="upload_id.summary")
    refused_file = fields.Binary(related="upload_id.refused_file")
    step = fields.Selection(
        [("edit", "New terms"), ("review", "Review")], default="edit", required=True
    )
    when = fields.Selection(
        [("from", "From a ship date on"), ("all", "For all ship dates (retroactive)")],
        "New Terms Hold",
        required=True,
        default="from",
    )
    date_from = fields.Date(
        "First Ship Date",
        default=fields.Date.context_today,
        help="Sales shipped before keep the terms they have.",
    )
    all_terms = fields.Boolean(
        "Hold All Terms Below",
        help="The program has other terms for earlier ship dates. Tick this to have "
        "all terms below hold for the ship dates chosen above; else only what you "
        "change becomes otherwise.",
    )
    reason = fields.Text("Why")

    date_start = fields.Date("Ship Dates From")
    date_end = fields.Date("Ship Dates To")
    budget_amount = fields.Monetary("Budget")
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_program_amend_distributor_rel",
        "amend_id",
        "partner_id",
        "Distributors",
        context={"active_test": False},
    )
    end_customer_ids = fields.Many2many(
        "res.partner",
        "becs_program_amend_customer_rel",
        "amend_id",
        "partner_id",
        "End Customers",
        context={"active_test": False},
    )
    claim_window_days = fields.Integer("Days to Claim")
    into_stock_source = fields.Selection(
        INTO_STOCK_SOURCES, string="Into-Stock Price From"
    )
    tolerance_percent = fields.Float("Tolerance (%)", digits=(16, 4))
    tolerance_amount = fields.Float(
        "Tolerance per Unit", min_display_digits="Product Price"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", "Authorized Price List", check_company=True
    )
    minimum_line_amount = fields.Monetary("Smallest Line Paid")
    combinable = fields.Boolean()
    line_ids = fields.One2many("becs.program.amend.line", "amend_id", "Lines")
    lines_use = fields.Char(compute="_compute_lines_use")

    preview = fields.Json(readonly=True, export_string_translation=False)
    preview_html = fields.Html(compute="_compute_preview_html", sanitize=False)
    again_lines = fields.Integer("Lines to Judge Again", readonly=True)
    again_claims = fields.Integer("Claims to Judge Again", readonly=True)
    credited = fields.Monetary(related="program_id.amount_credited")
    judge_again = fields.Boolean(
        "Judge them again",
        default=True,
        help="Verdicts of people and credited lines stay as they are. Claims that were "
        "approved must be approved again.",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("approver"):
            return names
        return names | {
            "when",
            "date_from",
            "all_terms",
            "reason",
            "judge_again",
            "line_ids",
            *OF_PROGRAM,
        }

    @api.depends("program_id")
    def _compute_has_dated_versions(self):
        for wizard in self:
            wizard.has_dated_versions = any(
                wizard.program_id.version_ids.mapped("date_from")
            )

    @api.depends("line_ids.applied_on", "line_ids.credit_method")
    def _compute_lines_use(self):
        for wizard in self:
            used = set(wizard.line_ids.mapped("applied_on"))
            used |= set(wizard.line_ids.mapped("credit_method"))
            wizard.lines_use = " ".join(sorted(filter(None, used)))

    @api.depends("preview")
    def _compute_preview_html(self):
        for wizard in self:
            wizard.preview_html = wizard.preview and self.env["ir.qweb"]._render(
                "becs_claims.program_changes", {"changes": wizard.preview}
            )

    @api.model
    def _open(self, program):
        """Open the dialog on a program, with its newest terms."""
        program.check_access("write")
        program._check_role("group_approver")
        program._expect_state(*AMENDABLE)
        # which program it is, and its version, are not for people to say
        wizard = self.sudo().create(
            {
                "program_id": program.id,
                "version": program.version,
                **{name: _for_form(program, name) for name in OF_PROGRAM},
                "line_ids": [
                    Command.create(
                        {
                            "program_line_id": line.id,
                            **{name: _for_form(line, name) for name in SCOPE + OF_LINE},
                        }
                    )
                    for line in program.line_ids
                ],
            }
        )
        return wizard.sudo(self.env.su)._action()

    def _action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amend %s", self.program_id.code),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_review(self):
        """Show what would change, and which claims that concerns."""
        self._check_not_amended_meanwhile()
        program = self.program_id.with_context(tracking_disable=True)
        # it is tried out and taken back: what is shown is just what would be written
        with suppress(_TriedOut), self.env.cr.savepoint():
            version = program._amend(self._amendment())
            changes = version._told_changes()
            date_from = version._concerned_from()
            raise _TriedOut
        concerned = amended.claims(self.env, self.program_id, date_from)
        self._write_guarded(
            {
                "step": "review",
                "preview": changes,
                "again_lines": sum(concerned.values()),
                "again_claims": len(concerned),
            }
        )
        return self._action()

    def action_download_refused(self):
        """Download the rows of the spreadsheet that could not be read."""
        return self.upload_id._action_download()

    def action_back(self):
        self._write_guarded({"step": "edit"})
        return self._action()

    def action_amend(self):
        """Write the new terms, and have open claims judged again if asked to."""
        self._check_not_amended_meanwhile()
        version = self.program_id._amend(self._amendment())
        if self.judge_again:
            version._judge_again()
        return {"type": "ir.actions.act_window_close"}

    def _check_not_amended_meanwhile(self):
        if self.program_id.version != self.version:
            raise UserError(
                self.env._(
                    "%(program)s was amended by somebody else while this dialog was "
                    "open. Open it again to start from the terms of now.",
                    program=self.program_id.display_name,
                )
            )

    def _amendment(self):
        if self.when == "from" and not self.date_from:
            raise UserError(
                self.env._("Enter the first ship date for which the new terms hold.")
            )
        kept = self.line_ids.filtered("program_line_id")
        added = (self.line_ids - kept).filtered(lambda row: not row.take_out)
        lines = {row.program_line_id: row._new_values(self.all_terms) for row in kept}
        return Amendment(
            self.reason,
            self.date_from if self.when == "from" else None,
            terms=_new_values(self, self.program_id, OF_PROGRAM, self.all_terms),
            lines={line: values for line, values in lines.items() if values},
            added=[
                {name: _for_form(row, name) for name in SCOPE + OF_LINE}
                for row in added
            ],
        )


class BecsProgramAmendLine(models.TransientModel):
    """A line of a program in the dialog that amends it."""

    _name = "becs.program.amend.line"
    _description = "Line of an Amendment"
    _inherit = ["becs.guarded.mixin", "becs.line.terms.mixin"]
    _order = "sequence, program_line_id, id"
    _check_company_auto = True

    amend_id = fields.Many2one("becs.program.amend", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="amend_id.company_id")
    currency_id = fields.Many2one(related="amend_id.currency_id")
    program_line_id = fields.Many2one("becs.program.line", readonly=True)
    is_new = fields.Boolean(compute="_compute_is_new")
    sequence = fields.Integer(default=10)
    applied_on = fields.Selection(
        lambda self: self.env["becs.program.line"]._fields["applied_on"].selection,
        required=True,
        default="product",
    )
    product_id = fields.Many2one("product.product", "Variant", check_company=True)
    product_tmpl_id = fields.Many2one("product.template", "Product", check_company=True)
    categ_id = fields.Many2one("product.category", "Category")
    max_quantity = fields.Float(
        "Authorized Quantity", min_display_digits="Product Unit"
    )
    max_amount = fields.Monetary("Authorized Amount")
    take_out = fields.Boolean(
        help="The line is no part of the program for the ship dates chosen above."
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("approver"):
            return names
        names |= {"take_out", *SCOPE, *OF_LINE}
        return names if self else names | {"amend_id"}

    @api.depends("program_line_id")
    def _compute_is_new(self):
        for row in self:
            row.is_new = not row.program_line_id

    def _new_values(self, all_terms):
        """What becomes otherwise on the line."""
        if self.take_out:
            return {"active": False}
        return _new_values(self, self.program_line_id, OF_LINE, all_terms)


def _new_values(row, record, names, all_terms):
    """What is otherwise in the dialog, or all terms of one sale."""
    by_date = terms_by_date.BY_DATE[record._name]
    return {
        name: value
        for name in names
        for value in [terms_by_date.value_of(row, name)]
        if value != terms_by_date.value_of(record, name)
        or all_terms
        and name in by_date
    }


def _for_form(record, name):
    """A value of a record as ``create`` takes it."""
    value = terms_by_date.value_of(record, name)
    if record._fields[name].type == "many2many":
        return [Command.set(value)]
    return value
