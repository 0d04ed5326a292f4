from odoo import api, fields, models
from odoo.tools import float_repr, format_date
from odoo.tools.misc import formatLang

from . import terms_by_date

# per unit of a product, in the program's currency; beside those of credit methods
PRICES = {
    "agreed_book_price",
    "min_resale_price",
    "max_resale_price",
    "tolerance_amount",
}


class BecsProgramChange(models.Model):
    """One thing a version of a program made otherwise: what it was and what it became.

    ``old`` and ``new`` are {field: value}, of one field where it was changed, of all
    that is set where a line was added or taken out. What points to records is kept with
    their names then. Where terms differed by ship date before, each of these times has
    its own change.
    """

    _name = "becs.program.change"
    _description = "Change to a Back-End Credit Program"
    _inherit = ["becs.append.only.mixin"]
    _order = "version_id.id desc, id"
    _log_access = False

    version_id = fields.Many2one(
        "becs.program.version", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="version_id.program_id")
    company_id = fields.Many2one(related="version_id.company_id")
    currency_id = fields.Many2one(related="version_id.currency_id")
    version_number = fields.Integer(
        related="version_id.number", string="Version Number"
    )
    date = fields.Datetime(related="version_id.date")
    user_id = fields.Many2one(related="version_id.user_id")
    reason = fields.Text(related="version_id.reason")
    program_line_id = fields.Many2one(
        "becs.program.line", index="btree_not_null", ondelete="set null"
    )
    line_name = fields.Char("Line", help="What the line covers, as it was then.")
    kind = fields.Selection(
        [
            ("changed", "Changed"),
            ("added", "Line added"),
            ("dropped", "Line taken out"),
        ],
        required=True,
        default="changed",
    )
    field_name = fields.Char(export_string_translation=False)
    date_from = fields.Date("Ship Dates From")
    date_to = fields.Date("Ship Dates To")
    old = fields.Json(export_string_translation=False)
    new = fields.Json(export_string_translation=False)
    what = fields.Char(compute="_compute_texts")
    old_text = fields.Char("Before", compute="_compute_texts")
    new_text = fields.Char("After", compute="_compute_texts")
    ship_dates = fields.Char("For Ship Dates", compute="_compute_texts")

    @api.depends("kind", "field_name", "old", "new", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_texts(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            if change.kind == "changed":
                change.what = change._label(change.field_name)
            else:
                change.what = kinds[change.kind]
            change.old_text = change._in_words(change.old)
            change.new_text = change._in_words(change.new)
            change.ship_dates = change._explain_dates()

    @api.depends("what", "line_name")
    def _compute_display_name(self):
        for change in self:
            change.display_name = " / ".join(
                filter(None, (change.line_name, change.what))
            )

    def _why_append_only(self):
        return self.env["becs.program.version"]._why_append_only()

    def _explain_dates(self):
        start = self.date_from and format_date(self.env, self.date_from)
        end = self.date_to and format_date(self.env, self.date_to)
        if start and end:
            return self.env._("%(start)s to %(end)s", start=start, end=end)
        if start:
            return self.env._("from %s", start)
        if end:
            return self.env._("up to %s", end)
        return self.env._("all")

    def _whole(self):
        """Terms that hold for all ship dates."""
        return terms_by_date.WHOLE[self._model()]

    # Values in words

    def _model(self):
        return "becs.program.line" if self.line_name else "becs.program"

    def _field(self, name):
        return self.env[self._model()]._fields[name]

    def _label(self, name):
        return self._field(name)._description_string(self.env)

    def _in_words(self, values):
        if not values:
            return ""
        if self.kind == "changed":
            return self._value_in_words(self.field_name, values[self.field_name])
        return " · ".join(
            f"{self._label(name)}: {self._value_in_words(name, value)}"
            for name, value in values.items()
        )

    def _value_in_words(self, name, value):
        field = self._field(name)
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return "—"
        if field.type == "many2many":
            return ", ".join(label for _id, label in value)
        if field.type == "many2one":
            return value[1]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return format_date(self.env, fields.Date.to_date(value))
        if field.type == "monetary":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        if field.type in ("float", "integer"):
            decimals = len(float_repr(value, 6).rstrip("0").partition(".")[2])
            number = formatLang(self.env, value, digits=decimals)
            term = self.env["becs.program.line"]._methods().terms.get(name)
            is_price = name in PRICES or term and not term.is_percent
            return self._with_currency(number) if is_price else number
        return str(value)

    def _with_currency(self, number):
        """A price per unit: with its currency, and every digit that counts."""
        symbol, space = self.currency_id.symbol, "\N{NO-BREAK SPACE}"
        if self.currency_id.position == "before":
            return f"{symbol}{space}{number}"
        return f"{number}{space}{symbol}"
