from odoo import fields, models

from ..shared.own_fields import CopiedMany2one


class BecsLayerUse(models.Model):
    """Which sale used which units of which purchase layer of a distributor.

    The sale is a claim line or a point-of-sale line, the layer a line of a customer
    invoice or a stock adjustment. Units of a layer are numbered from 0: a use takes
    those from ``start`` on. Written by the validation engine only.
    """

    _name = "becs.layer.use"
    _description = "Use of a Purchase Layer"
    _order = "id"
    _log_access = False

    # as the sale and the layer have them
    company_id = CopiedMany2one("res.company", required=True)
    partner_id = CopiedMany2one(
        "res.partner",
        "Bought By",
        required=True,
        help="The distributor, or the partner that is invoiced for its stock.",
    )
    product_id = CopiedMany2one("product.product", required=True)
    claim_line_id = fields.Many2one(
        "becs.claim.line", index="btree_not_null", ondelete="cascade"
    )
    pos_line_id = fields.Many2one(
        "becs.pos.line", index="btree_not_null", ondelete="cascade"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        index="btree_not_null",
        ondelete="cascade",
    )
    adjustment_id = fields.Many2one(
        "becs.stock.adjustment",
        "Stock Adjustment",
        index="btree_not_null",
        ondelete="cascade",
    )
    start = fields.Float(
        "First Unit", digits=False, help="Units of the layer before the ones used."
    )
    quantity = fields.Float(min_display_digits="Product Unit")
    is_beyond = fields.Boolean(
        "Beyond the Stock",
        help="More was sold than is known to have been bought: these units cost what "
        "the last layer did and take none of it.",
    )
    unit_price = fields.Float(
        min_display_digits="Product Price",
        aggregator=None,
        help="Into-stock price per unit in the layer's currency.",
    )
    currency_id = CopiedMany2one("res.currency")

    _product_idx = models.Index("(company_id, partner_id, product_id)")
