from odoo import fields, models


class BecsClaimResponseWizard(models.TransientModel):
    """Asks which response file of a claim is wanted."""

    _name = "becs.claim.response"
    _description = "Response File"
    _inherit = ["becs.guarded.mixin"]

    claim_id = fields.Many2one("becs.claim", required=True, readonly=True)
    kind = fields.Selection(
        [("xlsx", "Excel workbook (.xlsx)"), ("csv", "Text with commas (.csv)")],
        "File",
        required=True,
        default="xlsx",
    )
    scope = fields.Selection(
        [
            ("open", "Rejected, adjusted and in review"),
            ("all", "All lines"),
        ],
        "Lines",
        required=True,
        default="open",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("viewer"):
            return names
        names |= {"kind", "scope"}
        return names if self else names | {"claim_id"}

    def action_download(self):
        """Download the file."""
        self.ensure_one()
        self.claim_id.check_access("read")
        self.claim_id._check_response(self.kind)
        url = f"/becs_claims/response/{self.claim_id.id}.{self.kind}"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}?lines={self.scope}",
            "target": "download",
            "close": True,
        }
