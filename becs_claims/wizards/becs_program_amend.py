from contextlib import suppress
from datetime import timedelta

from markupsafe import escape

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..lookup import amended
from ..models.program import terms_by_date
from ..models.program.amendment import AMENDABLE, Amendment
from ..models.program.program import INTO_STOCK_SOURCES

SCOPE = ("sequence", "applied_on", "product_id", "product_tmpl_id", "categ_id")
ACTIVITY = "becs_claims.mail_activity_type_program_amendment"
KEPT_OPEN = timedelta(days=1)  # a dialog that nobody finished


class _TriedOut(Exception):
    """Takes back what was only tried out."""


class BecsProgramAmend(models.Model):
    """New terms of a program, from which ship date on, and why: the dialog that asks.

    It starts with the newest terms; only what is changed in it becomes otherwise.
    Before anything is written it shows what would change, and which claims that
    concerns. What its user may not make alone waits for an approver who may. What does
    not wait is of no use once the dialog is closed, and is deleted after a day.
    """

    _name = "becs.program.amend"
    _description = "Amend a Back-End Credit Program"
    _inherit = ["becs.guarded.mixin"]
    _rec_name = "program_id"
    _order = "id desc"
    _check_company_auto = True

    program_id = fields.Many2one(
        "becs.program", required=True, readonly=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("draft", "Being entered"),
            ("waiting", "Waits for release"),
            ("done", "Made"),
            ("dropped", "Dropped"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "Prepared By",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="cascade",
    )
    input_horizon = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="What prices were when it was begun, see becs.input.change.",
    )
    asked = fields.Integer(
        "Number of Times Asked For",
        readonly=True,
        help="So that nobody makes what was taken back and changed meanwhile.",
    )
    is_own = fields.Boolean(compute="_compute_is_own")
    obstacle = fields.Text(
        readonly=True,
        help="Why whoever reviewed it last may not make it, and who may.",
    )
    alone = fields.Text(readonly=True, help="What is kept of who makes it alone.")
    company_id = fields.Many2one(related="program_id.company_id")
    currency_id = fields.Many2one(related="program_id.currency_id")
    program_type = fields.Selection(related="program_id.program_type")
    version = fields.Integer(
        readonly=True, help="Newest version when the dialog was opened."
    )
    has_dated_versions = fields.Boolean(compute="_compute_has_dated_versions")
    upload_summary = fields.Text("Spreadsheet", readonly=True)
    refused_file = fields.Binary("Rows Not Read", readonly=True, attachment=False)
    refused_name = fields.Char(readonly=True)
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
        ondelete="restrict",
        context={"active_test": False},
    )
    end_customer_ids = fields.Many2many(
        "res.partner",
        "becs_program_amend_customer_rel",
        "amend_id",
        "partner_id",
        "End Customers",
        ondelete="restrict",
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
    revalidate_line_count = fields.Integer("Lines to Judge Again", readonly=True)
    revalidate_claim_count = fields.Integer("Claims to Judge Again", readonly=True)
    credited = fields.Monetary(related="program_id.amount_credited")
    revalidate = fields.Boolean(
        "Judge them again",
        default=True,
        help="Verdicts of people and credited lines stay as they are. Claims that were "
        "approved must be approved again.",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if self._user_is("analyst") and (not self or self.state == "draft"):
            return names | {
                "when",
                "date_from",
                "all_terms",
                "reason",
                "revalidate",
                "line_ids",
                *_terms(self.env, "becs.program"),
            }
        if self._user_is("approver") and self.state == "waiting":
            return names | {"revalidate"}
        return names

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_own(self):
        for wizard in self:
            wizard.is_own = wizard.user_id == self.env.user

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
        program._check_role("group_analyst")
        program._expect_state(*AMENDABLE)
        # which program it is, and its version, are not for people to say
        of_line = _entered_on_lines(self.env)
        wizard = self.sudo().create(
            {
                "program_id": program.id,
                "version": program.version,
                "input_horizon": self.env["becs.input.change"]._horizon(),
                **{
                    name: _for_form(program, name)
                    for name in _terms(self.env, "becs.program")
                },
                "line_ids": [
                    Command.create(
                        {
                            "program_line_id": line.id,
                            **{name: _for_form(line, name) for name in of_line},
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
        """Show what would change, which claims that concerns, and who may make it."""
        self._expect_open("draft")
        self._check_not_amended_meanwhile()
        self._review()
        return self._action()

    def _open_waiting(self):
        """Open it for who may release it, as it is now."""
        self._expect_open("waiting")
        try:
            self._check_not_amended_meanwhile()
            self._review()
        except UserError as error:
            # it is opened all the same, to be dropped
            self._write_guarded({"obstacle": str(error), "alone": False})
        return self._action()

    def _review(self):
        program = self.program_id.with_context(tracking_disable=True)
        found = []

        def keep(amendment, changes):
            found.append(program._given_more(amendment, changes))
            found.append(program._amendment_writers(amendment))
            return ""

        # it is tried out and taken back: what is shown is just what would be written
        with suppress(_TriedOut), self.env.cr.savepoint():
            version = program._make_amendment(self._amendment(), keep)
            changes = version._explain_changes()
            date_from = version._concerned_from()
            raise _TriedOut
        given, writers = found
        obstacle, alone = self._release(given, writers)
        concerned = amended.claims(self.env, self.program_id, date_from)
        self._write_guarded(
            {
                "step": "review",
                "preview": changes,
                "revalidate_line_count": sum(concerned.values()),
                "revalidate_claim_count": len(concerned),
                "obstacle": obstacle,
                "alone": alone,
            }
        )
        return given, writers

    def _release(self, given, writers):
        """Whether the user may make it.

        :param given: what it gives away, None where it only gives less
        :param writers: who prepared it
        :return: why not, and who may; what is to be kept of it
        """
        program = self.program_id
        if given:
            return program._release(writers, given, program._name_amendment())
        if self._user_is("approver"):
            return "", ""
        return self.env._("An approver must make it."), ""

    def action_ask(self):
        """Put it before the approver who may make it and may grant least.

        :return: a message for the screen
        """
        self._expect_open("draft")
        self._check_not_amended_meanwhile()
        (given, writers), program = self._review(), self.program_id
        if not self.obstacle:
            raise UserError(self.env._("You may make this amendment yourself."))
        if given:
            able = program._who_may_release(writers, given)
        else:
            able = self.env["becs.approval.limit"]._approvers(self.company_id)
        if not able:
            raise UserError(self.obstacle)
        self._write_guarded({"state": "waiting", "asked": self.asked + 1})
        program._message_log(
            body=self.env._(
                "An amendment waits for its release. %(reason)s", reason=self.reason
            )
        )
        program.activity_schedule(
            ACTIVITY, user_id=able[0].id, note=escape(self.obstacle)
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("The amendment is not made yet"),
                "message": self.env._(
                    "It waits for %(approver)s. %(obstacle)s",
                    approver=able[0].name,
                    obstacle=self.obstacle,
                ),
                "sticky": True,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_drop(self):
        """Give a waiting amendment up, in the name of who asked or as an approver."""
        self._expect_open("waiting")
        if not self.is_own:
            self.program_id._check_role("group_approver")
        self._end_waiting("dropped")
        self.program_id._message_log(
            body=self.env._(
                "The amendment that waited was dropped. %(reason)s", reason=self.reason
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _end_waiting(self, state):
        self._write_guarded({"state": state})
        program = self.program_id
        if not program.waiting_amend_ids:
            program.activity_unlink([ACTIVITY])

    def _expect_open(self, *states):
        """Refuse one that was made, dropped or put before somebody already."""
        self.ensure_one()
        if self.state not in states:
            raise UserError(
                self.env._(
                    "This amendment of %(program)s is “%(state)s” already. Open the "
                    "program to see where it stands.",
                    program=self.program_id.display_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

    @api.autovacuum
    def _gc_closed(self):
        """Delete what does not wait for anybody."""
        self.search(
            [
                ("state", "!=", "waiting"),
                ("write_date", "<", fields.Datetime.now() - KEPT_OPEN),
            ]
        ).unlink()

    def action_download_refused(self):
        """Download the rows of the spreadsheet that could not be read."""
        return download_refused(self)

    def action_back(self):
        """Change it again; whoever asked takes it back for that."""
        self._expect_open("draft", "waiting")
        if self.state == "waiting":
            if not self.is_own:
                raise UserError(
                    self.env._(
                        "Only %(user)s changes it. Make it or drop it.",
                        user=self.user_id.name,
                    )
                )
            self._end_waiting("draft")
        self._write_guarded({"step": "edit", "obstacle": False, "alone": False})
        return self._action()

    def action_amend(self):
        """Write the new terms, and have open claims validated again if asked to."""
        self._expect_open("draft", "waiting")
        self._check_not_amended_meanwhile()
        if self.state == "waiting":
            self.program_id._check_seen(self.asked)
        version = self.program_id._amend(self._amendment())
        if self.revalidate:
            version._revalidate()
        if self.state == "waiting":
            self.program_id.activity_feedback([ACTIVITY])
        self._write_guarded({"state": "done"})
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
        of_line = _entered_on_lines(self.env)
        added = (self.line_ids - kept).filtered(lambda row: not row.take_out)
        lines = {row.program_line_id: row._new_values(self.all_terms) for row in kept}
        return Amendment(
            self.reason,
            self.date_from if self.when == "from" else None,
            terms=_new_values(self, self.program_id, self.all_terms),
            lines={line: values for line, values in lines.items() if values},
            added=[{name: _for_form(row, name) for name in of_line} for row in added],
            user=self.user_id,
            since=self.input_horizon or None,
        )


class BecsProgramAmendLine(models.Model):
    """A line of a program in the dialog that amends it."""

    _name = "becs.program.amend.line"
    _description = "Line of an Amendment"
    _inherit = ["becs.guarded.mixin", "becs.line.terms.mixin"]
    _order = "sequence, program_line_id, id"
    _check_company_auto = True

    amend_id = fields.Many2one(
        "becs.program.amend", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="amend_id.company_id")
    currency_id = fields.Many2one(related="amend_id.currency_id")
    program_line_id = fields.Many2one(
        "becs.program.line", readonly=True, ondelete="cascade"
    )
    is_new = fields.Boolean(compute="_compute_is_new")
    sequence = fields.Integer(default=10)
    applied_on = fields.Selection(
        lambda self: self.env["becs.program.line"]._fields["applied_on"].selection,
        required=True,
        default="product",
    )
    product_id = fields.Many2one(
        "product.product", "Variant", check_company=True, ondelete="cascade"
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", check_company=True, ondelete="cascade"
    )
    categ_id = fields.Many2one("product.category", "Category", ondelete="cascade")
    max_quantity = fields.Float(
        "Authorized Quantity", min_display_digits="Product Unit"
    )
    max_amount = fields.Monetary("Authorized Amount")
    take_out = fields.Boolean(
        help="The line is no part of the program for the ship dates chosen above."
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        if not self:
            return names | {"amend_id", "take_out", *_entered_on_lines(self.env)}
        if self.amend_id.state == "draft":
            names |= {"take_out", *_entered_on_lines(self.env)}
        return names

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if not self.env.su:
            for amend in rows.amend_id:
                amend._expect_open("draft")
        return rows

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            for amend in self.amend_id:
                amend._expect_open("draft")

    @api.depends("program_line_id")
    def _compute_is_new(self):
        for row in self:
            row.is_new = not row.program_line_id

    def _new_values(self, all_terms):
        """What becomes otherwise on the line."""
        if self.take_out:
            return {"active": False}
        return _new_values(self, self.program_line_id, all_terms)


def download_refused(dialog):
    """The action that downloads the rows a dialog could not read."""
    return {
        "type": "ir.actions.act_url",
        "url": f"/web/content/{dialog._name}/{dialog.id}/refused_file"
        "?filename_field=refused_name&download=true",
        "target": "download",
    }


def _terms(env, model):
    """Names of the terms of programs or their lines that the dialog asks for."""
    names = (*terms_by_date.WHOLE[model], *terms_by_date.by_date(env, model))
    return [name for name in names if name != "active"]


def _entered_on_lines(env):
    return (*SCOPE, *_terms(env, "becs.program.line"))


def _new_values(row, record, all_terms):
    """What is otherwise in the dialog, or all terms of one sale."""
    by_date = terms_by_date.by_date(record.env, record._name)
    return {
        name: value
        for name in _terms(record.env, record._name)
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
