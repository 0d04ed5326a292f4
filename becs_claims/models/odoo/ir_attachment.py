from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        if all(vals.get("res_model") == "becs.import" for vals in vals_list):
            # every word of a million rows would be held in memory, then in the database
            self = self.with_context(becs_claims_no_index=True)
        return super().create(vals_list)

    def _becs_content(self):
        """Return the bytes of the file, also where a screen asks for sizes only."""
        return self.with_context(bin_size=False, bin_size_raw=False).raw or b""

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        if self.env.context.get("becs_claims_no_index"):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
