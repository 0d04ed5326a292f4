from odoo import api, models


class ProductPricelistItem(models.Model):
    """Prices of an authorized price list are terms of the programs that use it."""

    _inherit = "product.pricelist.item"

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        items._becs_note_writer()
        return items

    def write(self, vals):
        self._becs_note_writer()
        result = super().write(vals)
        self._becs_note_writer()
        return result

    def unlink(self):
        self._becs_note_writer()
        return super().unlink()

    def _becs_note_writer(self):
        """Whoever changes prices need not see the programs."""
        self.env["becs.program"].sudo().search(
            [
                ("pricelist_id", "in", self.pricelist_id.ids),
                ("state", "in", ("draft", "requested", "refused")),
            ]
        )._note_writer()
