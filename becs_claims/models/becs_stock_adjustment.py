from odoo import fields, models


class BecsStockAdjustment(models.Model):
    """What invoices do not tell about a distributor's stock.

    * ``opening``: the whole stock at the end of the day; what was bought and sold up to
      it no longer counts.
    * ``correction``: units more or less, for example found or scrapped.
    * ``price``: price protection; the last ``quantity`` units bought by the day cost
      ``unit_price`` less for sales shipped from that day on.

    Quantities are in the product's unit, prices per that unit in ``currency_id``.
    """

    _name = "becs.stock.adjustment"
    _description = "Distributor Stock Adjustment"
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, ondelete="restrict"
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Distributor",
        store=True,
        precompute=True,
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    date = fields.Date(required=True)
    kind = fields.Selection(
        [
            ("opening", "Opening stock"),
            ("correction", "Correction"),
            ("price", "Price protection"),
        ],
        required=True,
        help="Opening stock: the whole stock at the end of that day. Correction: units "
        "more or less. Price protection: the last units bought by that day cost so "
        "much less from then on.",
    )
    quantity = fields.Float(
        min_display_digits="Product Unit",
        required=True,
        help="Negative for a correction that takes units away.",
    )
    unit_price = fields.Float(
        min_display_digits="Product Price",
        aggregator=None,
        help="Into-stock price per unit; for price protection: how much less.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    note = fields.Char()

    _product_idx = models.Index("(company_id, commercial_partner_id, product_id, date)")
    _only_corrections_take = models.Constraint(
        "CHECK (kind = 'correction' OR quantity >= 0)",
        "Only a correction may take units away. Choose Correction, or enter a positive "
        "quantity.",
    )
    _price_not_negative = models.Constraint(
        "CHECK (COALESCE(unit_price, 0) >= 0)",
        "A price, and what a price protection takes off, is never negative.",
    )
