from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...what_if import changes
from ..program.program import INTO_STOCK_SOURCES

ONLY_SET = {"outcome", "into_stock_source"}


class BecsWhatIfChange(models.Model):
    """One thing that is otherwise in a what-if."""

    _name = "becs.what.if.change"
    _description = "Change Tried in a What-If"
    _inherit = ["becs.guarded.mixin"]
    _order = "what_if_id, sequence, id"
    _rec_name = "summary"
    _check_company_auto = True

    what_if_id = fields.Many2one(
        "becs.what.if", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="what_if_id.company_id")
    sequence = fields.Integer(default=10)
    what = fields.Selection(
        [
            ("outcome", "Outcome of a check"),
            ("authorized_price", "Authorized price"),
            ("discount_percent", "Discount (%)"),
            ("unit_credit", "Fixed credit per unit"),
            ("margin_percent", "Guaranteed margin (%)"),
            ("agreed_book_price", "Agreed book price"),
            ("into_stock_source", "Into-stock price from"),
            ("tolerance_percent", "Tolerance (%)"),
            ("tolerance_amount", "Tolerance per unit"),
            ("max_quantity", "Authorized quantity"),
            ("max_amount", "Authorized amount of a line"),
            ("budget_amount", "Budget of a program"),
            ("min_quantity", "Minimum quantity"),
            ("min_resale_price", "Lowest resale price"),
            ("max_resale_price", "Highest resale price"),
            ("minimum_line_amount", "Smallest line paid"),
            ("claim_window_days", "Days to claim"),
            ("date_start", "First ship date covered"),
            ("date_end", "Last ship date covered"),
            ("review_amount", "Limit for approval by the system"),
            ("resubmission_days", "Days to resubmit"),
        ],
        "What Changes",
        required=True,
        default="outcome",
    )
    rule_id = fields.Many2one("becs.rule", "Check", ondelete="cascade")
    outcome = fields.Selection(
        [
            ("off", "Switched off"),
            ("reject", "Reject"),
            ("adjust", "Adjust"),
            ("review", "Review"),
            ("note", "Note"),
        ],
        "New Outcome",
    )
    program_ids = fields.Many2many(
        "becs.program",
        "becs_what_if_change_program_rel",
        "change_id",
        "program_id",
        "Only Programs",
        check_company=True,
        help="Empty means all programs.",
    )
    program_line_ids = fields.Many2many(
        "becs.program.line",
        "becs_what_if_change_program_line_rel",
        "change_id",
        "program_line_id",
        "Only Program Lines",
        check_company=True,
        help="Empty means all lines of the programs.",
    )
    distributor_ids = fields.Many2many(
        "res.partner",
        "becs_what_if_change_distributor_rel",
        "change_id",
        "partner_id",
        "Only Distributors",
        help="Empty means all distributors.",
    )
    operation = fields.Selection(
        [
            ("set", "is"),
            ("percent", "changes by percent"),
            ("amount", "changes by"),
        ],
        "How",
        required=True,
        default="set",
    )
    value = fields.Float(
        "New Value",
        digits=False,
        help="In each program's currency. Less is entered with a minus sign. "
        "Where 0 means none, what is none stays none.",
    )
    date = fields.Date("New Date")
    source = fields.Selection(INTO_STOCK_SOURCES, "New Source")
    applied = fields.Integer(
        "Applied To",
        readonly=True,
        copy=False,
        help="How many programs or program lines the change was tried on.",
    )
    summary = fields.Char("Change", compute="_compute_summary")

    @api.depends(
        "what",
        "rule_id",
        "outcome",
        "program_ids.code",
        "program_line_ids.display_name",
        "distributor_ids.name",
        "operation",
        "value",
        "date",
        "source",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self._fields["what"]._description_selection(self.env))
        for change in self:
            what = labels.get(change.what, "")
            if change.what == "outcome":
                what = change.rule_id.name or what
            parts = [f"{what}: {change._new_value()}"]
            scope = [
                *change.program_ids.mapped("code"),
                *change.program_line_ids.mapped("display_name"),
                *change.distributor_ids.mapped("name"),
            ]
            if scope:
                parts.append(f"({', '.join(filter(None, scope))})")
            change.summary = " ".join(parts)

    def _new_value(self):
        """The new value as a text."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("outcome", "source")
        }
        if self.what == "outcome":
            return labels["outcome"].get(self.outcome, "")
        if self.what == "into_stock_source":
            return labels["source"].get(self.source, "")
        if self.what in changes.DATES and self.operation == "set":
            return format_date(self.env, self.date) or self.env._("open end")
        number = formatLang(self.env, abs(self.value), digits=self._decimals())
        if self.operation == "set":
            return number
        sign = "\N{MINUS SIGN}" if self.value < 0 else "+"
        if self.operation == "percent":
            return f"{sign}{number} %"
        if self.what in changes.DATES:
            return self.env._("%(sign)s%(number)s days", sign=sign, number=number)
        return f"{sign}{number}"

    def _decimals(self):
        text = f"{abs(self.value):.6f}".rstrip("0")
        return len(text.partition(".")[2])

    @api.onchange("what")
    def _onchange_what(self):
        if self.what in ONLY_SET or (
            self.what in changes.DATES and self.operation == "percent"
        ):
            self.operation = "set"
        columns = changes.columns(self.env)
        of_lines = columns["becs_program_line"]
        if self.what not in of_lines:
            self.program_line_ids = False
        if self.what not in {*of_lines, *columns["becs_program"], "outcome"}:
            self.program_ids = False
        if self.what != "outcome":
            self.rule_id = self.outcome = self.distributor_ids = False

    @api.constrains("what", "operation", "value", "date", "source")
    def _check_value(self):
        for change in self:
            problem = change._problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(change)s: %(problem)s",
                        change=change.summary,
                        problem=problem,
                    )
                )

    def _problem(self):
        """What is wrong with the new value, as a sentence, or nothing."""
        if self.what in ONLY_SET:
            return ""
        if self.what in changes.DATES:
            if self.operation == "percent":
                return self.env._("a date changes by days, not by percent.")
            if self.operation == "set" and self.what == "date_start" and not self.date:
                return self.env._("enter the first ship date.")
            return ""
        if self.operation == "percent" and self.value <= -100:
            return self.env._("it cannot be lowered by 100 percent or more.")
        if self.operation == "set" and self.value < 0:
            return self.env._("it must not be negative.")
        is_percent = changes.is_percent(self.env, self.what)
        if is_percent and self.operation == "set" and self.value > 100:
            return self.env._("it is at most 100 percent.")
        return ""

    def _check_complete(self):
        """Refuse changes that do not say what becomes otherwise.

        :raise UserError: naming what is missing
        """
        for change in self:
            missing = False
            if change.what == "outcome":
                missing = not change.rule_id or not change.outcome
            elif change.what == "into_stock_source":
                missing = not change.source
            elif change.operation != "set":
                missing = not change.value
            if missing:
                raise UserError(
                    self.env._(
                        "The change “%(change)s” is not complete: say what it should "
                        "become.",
                        change=change.summary,
                    )
                )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {
            "sequence",
            "what",
            "rule_id",
            "outcome",
            "program_ids",
            "program_line_ids",
            "distributor_ids",
            "operation",
            "value",
            "date",
            "source",
        }
        return names if self else names | {"what_if_id"}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.what_if_id._set_outdated()
        return lines

    def write(self, vals):
        if vals.keys() - {"applied", "sequence"}:
            self.what_if_id._check_not_working()
            self.what_if_id._set_outdated()
        return super().write(vals)

    def unlink(self):
        self.what_if_id._set_outdated()
        return super().unlink()

    def _to_apply(self):
        """The change as the sandbox takes it."""
        value = Decimal(str(self.value))
        if self.what == "into_stock_source":
            value = self.source
        elif self.what in changes.DATES and self.operation == "set":
            value = self.date or None
        return changes.Change(
            self.what,
            self.operation,
            value,
            rule_id=self.rule_id.id or None,
            outcome=self.outcome or None,
            program_ids=tuple(self.program_ids.ids),
            program_line_ids=tuple(self.program_line_ids.ids),
            distributor_ids=tuple(self.distributor_ids.ids),
        )
