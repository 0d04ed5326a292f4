from odoo import fields, models


class BecsReturnUse(models.Model):
    """What a return took back from which paid sale.

    Quantity is in the product's unit, ``amount`` in the currency of the return's claim,
    ``amount_sale`` in that of the sale's claim, ``amount_program`` in that of the
    program the sale drew on; all are positive. Written by the validation engine only.
    It counts while the return's claim stands and the return is approved.
    """

    _name = "becs.return.use"
    _description = "Sale Taken Back by a Return"
    _order = "id"
    _log_access = False

    return_line_id = fields.Many2one(
        "becs.claim.line", "Return", required=True, index=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "becs.claim.line", "Sale", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="return_line_id.currency_id")
    sale_currency_id = fields.Many2one(
        related="sale_line_id.currency_id", string="Currency of the Sale"
    )
    return_state = fields.Selection(related="return_line_id.state", string="Verdict")
    return_claim_state = fields.Selection(
        related="return_line_id.claim_state", string="Claim Status"
    )
    sale_document = fields.Char(
        related="sale_line_id.pos_document", string="Document of the Sale"
    )
    sale_date = fields.Date(related="sale_line_id.date_ship", string="Shipped")
    quantity = fields.Float(min_display_digits="Product Unit")
    product_uom_id = fields.Many2one(
        related="sale_line_id.product_uom_id", string="Unit"
    )
    amount = fields.Monetary("Taken Back")
    amount_sale = fields.Monetary(
        "Taken Back (Currency of the Sale)", currency_field="sale_currency_id"
    )
    amount_program = fields.Float(digits=False, aggregator=None)
    program_id = fields.Many2one("becs.program", index=True, ondelete="restrict")
    program_line_id = fields.Many2one("becs.program.line", ondelete="restrict")
