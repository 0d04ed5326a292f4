from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .. import intake as files
from ..intake.errors import shown
from ..models.intake.importer import LAYOUT, NOTATION, layout_of

# fields of rows that hold one of few values, and the field with their labels
WORDS = {
    "transaction_type": ("becs.claim.line", "transaction_type"),
    "adjustment_kind": ("becs.stock.adjustment", "kind"),
}


class BecsImport(models.TransientModel):
    """How the chosen file is read: what was found, and a person's corrections."""

    _inherit = "becs.import"

    format = fields.Char()
    sheet_ids = fields.One2many("becs.import.sheet", "wizard_id")
    sheet_id = fields.Many2one(
        "becs.import.sheet", "Sheet to Read", domain="[('wizard_id', '=', id)]"
    )
    heading_row = fields.Integer("Headings in Row")
    delimiter = fields.Selection(
        [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar |")],
        "Columns Separated By",
    )
    encoding = fields.Selection("_selection_encoding", "Characters")
    date_order = fields.Selection(
        [("dmy", "Day before month"), ("mdy", "Month before day")],
        "Dates",
        help="Only matters where a date such as 03/04 can be read in two ways.",
    )
    decimal = fields.Selection(
        [(".", "Point: 1,234.56"), (",", "Comma: 1.234,56")],
        "Decimals",
        help="Only matters where a number such as 1,234 can be read in two ways.",
    )
    found = fields.Json()
    column_ids = fields.One2many("becs.import.column", "wizard_id")
    row_count = fields.Integer("Rows in the File")
    currency_note = fields.Char(compute="_compute_currency_note")
    missing = fields.Char(compute="_compute_missing")
    asks_kind = fields.Boolean(compute="_compute_missing")
    asks_date = fields.Boolean(compute="_compute_missing")
    remembered = fields.Boolean(compute="_compute_missing")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def _selection_encoding(self):
        return [
            ("utf-8", self.env._("Unicode (UTF-8)")),
            ("utf-8-sig", self.env._("Unicode (UTF-8, marked)")),
            ("utf-16", self.env._("Unicode (UTF-16)")),
            ("utf-16-le", self.env._("Unicode (UTF-16, unmarked)")),
            ("cp1252", self.env._("Western European (Windows)")),
            ("iso-8859-15", self.env._("Western European (ISO)")),
            ("cp1250", self.env._("Central European (Windows)")),
            ("iso-8859-2", self.env._("Central European (ISO)")),
            ("cp1251", self.env._("Cyrillic (Windows)")),
            ("cp1253", self.env._("Greek (Windows)")),
            ("cp1254", self.env._("Turkish (Windows)")),
            ("cp932", self.env._("Japanese")),
            ("gb18030", self.env._("Chinese")),
        ]

    @api.depends("found", "currency_id", "kind", "column_ids.field_name")
    def _compute_currency_note(self):
        for wizard in self:
            names = (wizard.found or {}).get("currencies") or []
            wizard.currency_note = False
            kind = wizard._kind()
            by_row = kind.own_currency and "currency" in wizard.column_ids.mapped(
                "field_name"
            )
            if names and names != [wizard.currency_id.name] and not by_row:
                wizard.currency_note = self.env._(
                    "The file states amounts in %(found)s. Rows that are not in "
                    "%(currency)s will not be read.",
                    found=", ".join(names),
                    currency=wizard.currency_id.name,
                )

    @api.depends("column_ids.field_name", "kind", "adjustment_kind", "adjustment_date")
    def _compute_missing(self):
        for wizard in self:
            columns = wizard.column_ids
            wizard.remembered = bool(columns) and all(
                column.status == "remembered" for column in columns
            )
            wizard.missing = False
            held = set(columns.mapped("field_name"))
            wizard.asks_kind = "adjustment_kind" not in held
            wizard.asks_date = "date_adjusted" not in held
            if columns:
                wizard.missing = wizard._importer().missing()

    @api.depends(
        "step",
        "column_ids.field_name",
        "currency_id",
        "date_order",
        "decimal",
        "found",
        "adjustment_kind",
        "adjustment_date",
    )
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = False
            if wizard.step == "columns" and wizard.column_ids:
                wizard.preview = wizard._render_preview()

    @api.onchange("sheet_id", "heading_row", "delimiter", "encoding")
    def _onchange_layout(self):
        """Another sheet or row of headings means other columns."""
        if self.step != "columns":
            return
        corrections = self._corrections()
        before = self.found["corrected"]
        if any(corrections.get(name) != before.get(name) for name in LAYOUT):
            try:
                self._inspect(corrections)
            except UserError as error:
                # what was chosen does not fit; the former columns stay
                return {"warning": {"title": self._title(), "message": str(error)}}

    # Looking into the file

    def _inspect(self, corrections):
        """Find out how the file is to be read.

        :param corrections: what a person chose: sheet, heading_row, …
        """
        # another look at the file starts from nothing that was found
        importer = self._importer()
        importer.mapping = {}
        importer.open(corrections)
        importer.columns()
        table = importer.table
        self._show(
            table,
            {
                "corrected": corrections,
                "remembered": importer.remembered,
                "asked": importer.asked,
                "currencies": importer.currencies,
            },
            layout_of(table)
            | {
                name: self._known(name, value)
                for name, value in importer.notation.items()
            },
        )
        self.row_count = importer.row_count
        self.reference = importer.reference
        self.currency_id = importer.currency_id

    def _known(self, name, value):
        """Return a value of a selection, or False for one it does not offer."""
        return value if value in dict(self._fields[name].selection) else False

    def _show(self, table, chosen, current):
        before, corrected = self.found or {}, chosen["corrected"]
        self.format = table.format
        self.found = chosen | {
            # what was found stays what it was where a person chose otherwise
            name: before.get(name) if name in corrected else value
            for name, value in current.items()
        }
        if self.sheet_ids.mapped("name") != table.sheets:
            self.sheet_ids = [Command.clear()] + [
                Command.create({"name": name}) for name in table.sheets
            ]
        self.sheet_id = self.sheet_ids.filtered(lambda s: s.name == table.sheet)[:1]
        for name in (*LAYOUT[1:], *NOTATION):
            self[name] = current[name]
        self.column_ids = [Command.clear()] + [
            Command.create(self._column_values(column)) for column in table.columns
        ]

    def _column_values(self, column):
        different = dict.fromkeys(shown(cell) for cell in column.samples)
        samples = " · ".join([*different][:3])
        return {
            "position": column.index,
            "letters": column.letters,
            "key": column.key,
            "heading": column.heading,
            "samples": samples,
            "field_name": column.field or False,
            "proposed": column.field,
            "confidence": column.confidence,
            "remembered": column.remembered,
        }

    # How it is read

    def _corrections(self):
        """Return what a person chose other than what was found."""
        found = self.found or {}
        values = {name: self._chosen(name) for name in (*LAYOUT, *NOTATION)}
        return {k: v for k, v in values.items() if v and v != found.get(k)}

    def _layout(self):
        """Return sheet, row of headings, … as they are shown, to read exactly that."""
        shown_now = {name: self._chosen(name) for name in LAYOUT}
        return {k: v for k, v in shown_now.items() if v} | self._corrections()

    def _chosen(self, name):
        return self.sheet_id.name if name == "sheet" else self[name]

    def _mapping(self):
        return {c.key: c.field_name or "ignored" for c in self.column_ids}

    def _remembered_options(self):
        """Return what to start from with the distributor's next file."""
        chosen = self.found["remembered"] | self._corrections()
        options = {name: chosen[name] for name in LAYOUT if name in chosen}
        hints = {f"{name}_hint": self[name] for name in NOTATION if self[name]}
        return options | hints

    def _is_in_question(self):
        """Whether values mean one thing or another, or columns contradict."""
        try:
            return bool(self._importer().problems().questions)
        except files.IntakeError:
            return True

    # Preview

    def _render_preview(self):
        try:
            reading, good, refused, questions = self._importer().problems()
        except files.IntakeError as error:
            values = {"error": error.message(self._translate)}
        else:
            labels = dict(reading.kind.choices(self._translate))
            names = [
                name
                for name in reading.kind.line_fields
                if name in reading.columns or self._is_worth_showing(name, good)
            ]
            values = {
                "questions": questions,
                "labels": [labels[name] for name in names],
                "rows": [
                    (row.number, [self._cell(name, row.values[name]) for name in names])
                    for row in good
                ],
                "problems": [
                    (row.number, [p.message(self._translate) for p in row.reasons])
                    for row in refused
                ],
            }
        return self.env["ir.qweb"]._render("becs_claims.import_preview", values)

    def _is_worth_showing(self, name, rows):
        """Tell whether rows have values that no column states; sales need not be told
        where there is nothing else.
        """
        values = {row.values[name] for row in rows} - {None}
        return bool(values - {"sale"} if name == "transaction_type" else values)

    def _cell(self, name, value):
        if value is None:
            return ""
        if name in WORDS:
            model, field_name = WORDS[name]
            field = self.env[model]._fields[field_name]
            return dict(field._description_selection(self.env))[value]
        if isinstance(value, tuple):
            return ", ".join(value)
        if hasattr(value, "isoformat"):
            return format_date(self.env, value)
        return str(value)

    def _translate(self, text):
        return self.env._(text)
