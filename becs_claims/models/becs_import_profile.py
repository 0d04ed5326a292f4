from odoo import fields, models


class BecsImportProfile(models.Model):
    """How a distributor's files are read, remembered from the last one."""

    _name = "becs.import.profile"
    _description = "Import Profile"
    _order = "partner_id, kind"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection([("claim", "Claim")], required=True, default="claim")
    mapping = fields.Json(help="Heading as compared → field of the claim line.")
    options = fields.Json(help="Date order, decimal sign, sheet.")

    _partner_kind_unique = models.UniqueIndex(
        "(partner_id, kind)", "There is one import profile per distributor and kind."
    )
