import logging

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class BecsImportProfile(models.Model):
    """How a distributor's files are read, remembered from the last one."""

    _name = "becs.import.profile"
    _description = "Import Profile"
    _inherit = ["becs.guarded.mixin"]
    _order = "partner_id, kind"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        lambda self: self.env["becs.intake"]._selection_kind(),
        required=True,
        default="claim",
    )
    mapping = fields.Json(help="Heading as compared → field of the rows.")
    options = fields.Json(help="Date order, decimal sign, sheet, row of headings.")
    summary = fields.Text("Columns", compute="_compute_summary")
    column_count = fields.Integer("Columns Remembered", compute="_compute_column_count")

    _partner_kind_unique = models.UniqueIndex(
        "(partner_id, kind)", "There is one import profile per distributor and kind."
    )

    @api.depends("mapping")
    def _compute_column_count(self):
        for profile in self:
            profile.column_count = len(profile.mapping or {})

    @api.depends("mapping")
    def _compute_summary(self):
        def translate(text):
            return self.env._(text)

        kinds = self.env["becs.intake"]._kinds()
        for profile in self:
            # the add-on that brought its kind may be gone
            kind = kinds.get(profile.kind)
            labels = dict(kind.choices(translate)) if kind else {}
            profile.summary = "\n".join(
                f"{heading} → {labels.get(name, name)}"
                for heading, name in sorted((profile.mapping or {}).items())
            )

    @api.model
    def _of(self, partner, kind):
        """Return the profile of a distributor, empty when nothing is remembered."""
        commercial = partner.commercial_partner_id
        return self.search(
            [("partner_id", "=", commercial.id), ("kind", "=", kind)], limit=1
        )

    @api.model
    def _remember(self, partner, mapping, options, kind):
        """Keep how a file was read; headings of former files stay known.

        :param mapping: heading as compared → field, as a person agreed to it
        :param options: what a person chose, see :mod:`...intake.settings`
        """
        profile = self._of(partner, kind)
        values = {
            "mapping": {**(profile.mapping or {}), **mapping},
            "options": options,
        }
        if profile:
            profile._write_guarded(values)
            return
        values |= {"partner_id": partner.commercial_partner_id.id, "kind": kind}
        self.env.flush_all()  # what it violates is not about profiles
        try:
            with self.env.cr.savepoint():
                # nobody enters it by hand
                self.sudo().create(values)
        except UniqueViolation:
            # somebody else imports the distributor's first file right now
            _logger.info("Import profile of %s not remembered", partner.id)
