from odoo import fields, models


class BecsClaimSerial(models.Model):
    """One serial number of a claim line, stored with the line."""

    _name = "becs.claim.serial"
    _description = "Serial Number Claimed"
    _order = "id"
    _log_access = False

    claim_line_id = fields.Many2one(
        "becs.claim.line", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", ondelete="restrict")
    name = fields.Char(
        required=True, help="Upper case, without outer blanks, as it is compared."
    )

    _product_serial_idx = models.Index("(product_id, name)")
