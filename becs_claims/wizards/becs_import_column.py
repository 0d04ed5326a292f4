from odoo import api, fields, models

SURE = 0.9  # a heading recognised less surely is shown for a second look


class BecsImportSheet(models.TransientModel):
    """A sheet of the workbook, to choose from."""

    _name = "becs.import.sheet"
    _description = "Import a File: Sheet"
    _inherit = ["becs.guarded.mixin"]

    wizard_id = fields.Many2one("becs.import", required=True, ondelete="cascade")
    name = fields.Char(required=True)

    def _writable_fields(self):
        # the screen sends back what it was shown
        names = super()._writable_fields()
        return names | {"wizard_id", "name"} if self._user_is("analyst") else names


class BecsImportColumn(models.TransientModel):
    """A column of the file and the field it holds."""

    _name = "becs.import.column"
    _description = "Import a File: Column"
    _inherit = ["becs.guarded.mixin"]
    _order = "position, id"

    wizard_id = fields.Many2one("becs.import", required=True, ondelete="cascade")
    position = fields.Integer()
    letters = fields.Char("Column")
    key = fields.Char()
    heading = fields.Char()
    samples = fields.Char("For Example")
    field_name = fields.Selection("_selection_field_name", "Is Read As")
    proposed = fields.Char()
    confidence = fields.Float()
    remembered = fields.Boolean()
    status = fields.Selection(
        [
            ("remembered", "As last time"),
            ("sure", "Recognised"),
            ("unsure", "Please check"),
            ("open", "Please choose"),
            ("chosen", "Your choice"),
            ("unused", "Not used"),
        ],
        compute="_compute_status",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        # the screen sends back what it was shown
        return names | {
            "wizard_id",
            "position",
            "letters",
            "key",
            "heading",
            "samples",
            "field_name",
            "proposed",
            "confidence",
            "remembered",
        }

    @api.model
    def _selection_field_name(self):
        """The fields of the kind of file the screen was opened for, else of all."""
        chosen = self.env.context.get("default_kind")
        kinds = self.env["becs.intake"]._kinds()
        kinds = [kinds[chosen]] if chosen else kinds.values()
        choices = {}
        for kind in kinds:
            choices.update(kind.choices(lambda text: self.env._(text)))
        return list(choices.items())

    @api.depends("field_name", "proposed", "confidence", "remembered")
    def _compute_status(self):
        for column in self:
            if (column.field_name or "") != (column.proposed or ""):
                column.status = "chosen"
            elif column.remembered:
                column.status = "remembered"
            elif not column.field_name:
                column.status = "open"
            elif column.field_name == "ignored":
                column.status = "unused"
            else:
                sure = column.confidence >= SURE
                column.status = "sure" if sure else "unsure"
