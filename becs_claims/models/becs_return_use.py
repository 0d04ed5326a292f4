from odoo import fields, models


class BecsReturnUse(models.Model):
    """What a return took back from which paid sale.

    Quantity is in the product's unit, ``amount`` in the currency of the return's claim,
    ``amount_program`` in that of the program the sale drew on; all are positive.
    Written by the validation engine only. It counts while the return's claim stands
    and the return is approved.
    """

    _name = "becs.return.use"
    _description = "Sale Taken Back by a Return"
    _order = "id"
    _log_access = False

    return_line_id = fields.Many2one(
        "becs.claim.line", required=True, index=True, ondelete="cascade"
    )
    sale_line_id = fields.Many2one(
        "becs.claim.line", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="return_line_id.currency_id")
    quantity = fields.Float(min_display_digits="Product Unit")
    amount = fields.Monetary()
    amount_program = fields.Float(digits=False, aggregator=None)
    program_id = fields.Many2one("becs.program", index=True, ondelete="restrict")
    program_line_id = fields.Many2one("becs.program.line", ondelete="restrict")
