from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_invoice_extra_attachments(self, move):
        """A credit note for claims is sent with its statement."""
        return super()._get_invoice_extra_attachments(move) | move._becs_statements()
