from itertools import islice

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .. import intake as files
from ..intake.errors import shown
from ..lookup.known import currency_codes

# how a file is laid out, and how it writes what can be read in two ways
NOTATION = ("date_order", "decimal")
LAYOUT = ("sheet", "heading_row", "delimiter", "encoding")
PREVIEW_ROWS = 8
PREVIEW_PROBLEMS = 5
# fields of rows that hold one of few values, and the field with their labels
WORDS = {
    "transaction_type": ("becs.claim.line", "transaction_type"),
    "adjustment_kind": ("becs.stock.adjustment", "kind"),
}
REACH = 2000  # rows looked at for the preview


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
            kind = wizard._kind()
            labels = dict(kind.choices(self._translate))
            columns = wizard.column_ids
            wizard.remembered = bool(columns) and all(
                column.status == "remembered" for column in columns
            )
            wizard.missing = False
            held = set(columns.mapped("field_name"))
            wizard.asks_kind = "adjustment_kind" not in held
            wizard.asks_date = "date_adjusted" not in held
            held.update(wizard._defaults())
            names = columns and kind.missing(held)
            if names:
                wizard.missing = self.env._(
                    "No column was found for: %(fields)s. Choose it below: without it "
                    "no row can be used.",
                    fields=", ".join(labels[name] for name in names),
                )

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
        table, remembered = self._open_table(corrections)
        try:
            # without the claim's currency: which ones does the file name?
            options = self._options(corrections) | {"currency": None}
            reading = table.read(options=options)
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error
        for _row in islice(reading, REACH):
            pass  # currencies and debit numbers are known of the rows gone through
        summary = reading.conventions.summary()
        self._show(
            table,
            {
                "corrected": corrections,
                "remembered": remembered,
                "asked": {
                    question.code: question.message(self._translate)
                    for question in reading.questions
                },
            },
            {
                "sheet": table.sheet,
                "heading_row": table.heading_row,
                "delimiter": getattr(table.source, "delimiter", None),
                "encoding": getattr(table.source, "encoding", None),
                **{name: self._known(name, summary[name]) for name in NOTATION},
            },
        )
        self.row_count = reading.total
        self._take_from_file(reading)

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

    def _take_from_file(self, reading):
        """Take over currency and debit number where the file is clear about them."""
        found = dict(self.found)
        found["currencies"] = sorted(reading.currencies)
        self._target_model()._import_take_from_file(self, reading)
        if len(found["currencies"]) == 1 and not self.claim_id:
            currency = self.env["res.currency"].search(
                [("name", "=", found["currencies"][0])], limit=1
            )
            self.currency_id = currency or self.currency_id
        self.found = found

    # How it is read

    def _open_table(self, corrections):
        """Open the file as found and corrected.

        What was chosen for the distributor's last file counts as long as it fits.

        :return: the table, and what of the last file's choices was used
        """
        options = self._profile().options or {}
        remembered = {name: options[name] for name in LAYOUT if name in options}
        for used in [remembered, {}] if remembered else [{}]:
            try:
                chosen = self._options(used | corrections)
                return self._open(chosen), used
            except files.IntakeError as error:
                problem = error
        raise UserError(problem.message(self._translate)) from problem

    def _open(self, options):
        return files.open_table(
            self.attachment_id._becs_content(),
            self.attachment_id.name,
            options,
            kind=self._kind(),
            currency_codes=currency_codes(self.env),
        )

    def _profile(self):
        return self.env["becs.import.profile"]._of(self.partner_id, self.kind)

    def _options(self, chosen):
        """Return the options of :mod:`..intake.settings` for what was chosen."""
        profile = self._profile()
        remembered = profile.options or {}
        return {
            "date_order_hint": remembered.get("date_order_hint"),
            "decimal_hint": remembered.get("decimal_hint"),
            **chosen,
            "currency": self.currency_id.name,
            "mapping": profile.mapping or {},
            "defaults": self._defaults(),
        }

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

    def _check_questions(self):
        """Refuse to read values that mean one thing or another."""
        try:
            reading, _good, _refused = self._read_start()
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error
        questions = self._open_questions(reading)
        if questions:
            raise UserError("\n".join(questions))

    def _is_in_question(self):
        """Whether values mean one thing or another, or columns contradict."""
        try:
            reading, _good, _refused = self._read_start()
        except files.IntakeError:
            return True
        return bool(self._open_questions(reading))

    def _open_questions(self, reading):
        """Return what a person has to decide first, asked of the file or its start."""
        asked = self.found["asked"] | {
            question.code: question.message(self._translate)
            for question in reading.questions
        }
        return [
            asked[f"ask_{x}"] for x in NOTATION if f"ask_{x}" in asked and not self[x]
        ]

    # Preview

    def _read_start(self):
        """Read the first rows by what is shown.

        :return: the reading, its first good rows, its first refused rows
        :raise IntakeError: when columns contradict each other
        """
        options = self._options(self._layout())
        table = self._open(options)
        hints = {f"{name}_hint": self[name] or None for name in NOTATION}
        reading = table.read(self._mapping(), options | hints, REACH)
        good, refused = [], []
        for row in islice(reading, REACH):
            if isinstance(row, files.Refused):
                refused.append(row)
            elif len(good) < PREVIEW_ROWS:
                good.append(row)
            if len(good) == PREVIEW_ROWS and len(refused) >= PREVIEW_PROBLEMS:
                break
        return reading, good, refused[:PREVIEW_PROBLEMS]

    def _render_preview(self):
        try:
            reading, good, refused = self._read_start()
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
                "questions": self._open_questions(reading),
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
