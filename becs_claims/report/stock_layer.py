from odoo import fields, models
from odoo.tools import SQL

from ..validation import layers


class BecsStockLayer(models.Model):
    """What distributors bought, layer by layer, and what became of it.

    The same layers as the validation engine's. Quantities are in the product's unit,
    prices per that unit in the currency of the invoice. A layer is a line of a
    customer invoice (even ids) or a stock adjustment (odd ids).
    """

    _name = "becs.stock.layer"
    _description = "Purchase Layer of a Distributor"
    _auto = False
    _rec_name = "document"
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        readonly=True,
        help="The distributor, or the partner that is invoiced for its stock.",
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    date = fields.Date("Bought On", readonly=True)
    kind = fields.Selection(
        [
            ("opening", "Opening stock"),
            ("invoice", "Invoice"),
            ("correction", "Correction"),
        ],
        readonly=True,
    )
    document = fields.Char(readonly=True, help="Number of the invoice.")
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    move_line_id = fields.Many2one("account.move.line", "Invoice Line", readonly=True)
    adjustment_id = fields.Many2one(
        "becs.stock.adjustment", "Stock Adjustment", readonly=True
    )
    is_current = fields.Boolean(
        "Counts Now",
        readonly=True,
        help="No opening stock was entered for the product since.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    unit_price = fields.Float(
        "Price Bought At",
        min_display_digits="Product Price",
        aggregator=None,
        readonly=True,
        help="Per unit after discount, without tax. Price protection given later is "
        "not taken off here; the account of a claim line shows it.",
    )
    quantity_bought = fields.Float(
        "Bought", min_display_digits="Product Unit", readonly=True
    )
    quantity_returned = fields.Float(
        "Went Back",
        min_display_digits="Product Unit",
        readonly=True,
        help="Goods that were returned, and units a correction took away.",
    )
    quantity_used = fields.Float(
        "Sold (FIFO)",
        min_display_digits="Product Unit",
        readonly=True,
        help="Units that priced a sale first in, first out. Sales take them when a "
        "line of the product is validated whose program prices by purchases that way; "
        "sales under other programs are not counted here.",
    )
    quantity_left = fields.Float(
        "Left",
        min_display_digits="Product Unit",
        readonly=True,
        help="Bought, less what went back and what is sold first in, first out.",
    )
    value_left = fields.Monetary(
        readonly=True, help="What is left, at the price it was bought at."
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT CASE WHEN l.move_line_id IS NULL THEN l.adjustment_id * 2 + 1
                        ELSE l.move_line_id * 2 END AS id,
                   l.company_id, l.partner_id, l.product_id, l.date, l.currency_id,
                   COALESCE(a.kind, 'invoice') AS kind, m.name AS document,
                   line.move_id, l.move_line_id, l.adjustment_id, l.is_current,
                   COALESCE(l.price, 0) AS unit_price, l.bought AS quantity_bought,
                   l.bought - l.kept AS quantity_returned,
                   used.quantity AS quantity_used,
                   l.kept - used.of_kept AS quantity_left,
                   (l.kept - used.of_kept) * COALESCE(l.price, 0) AS value_left
              FROM (%s) l
              LEFT JOIN account_move_line line ON line.id = l.move_line_id
              LEFT JOIN account_move m ON m.id = line.move_id
              LEFT JOIN becs_stock_adjustment a ON a.id = l.adjustment_id
             CROSS JOIN LATERAL (
                SELECT COALESCE(sum(quantity), 0) AS quantity,
                       COALESCE(sum(LEAST(start + quantity, l.kept)
                                    - LEAST(start, l.kept)), 0) AS of_kept
                  FROM (SELECT start, quantity FROM becs_layer_use
                         WHERE move_line_id = l.move_line_id AND NOT is_beyond
                         UNION ALL
                        SELECT start, quantity FROM becs_layer_use
                         WHERE adjustment_id = l.adjustment_id AND NOT is_beyond) u
             ) used
            """,
            layers.all_layers(),
        )

    def action_open_source(self):
        """Open the invoice or the adjustment the units came with."""
        self.ensure_one()
        source = self.move_id or self.adjustment_id
        return {
            "type": "ir.actions.act_window",
            "name": source.display_name,
            "res_model": source._name,
            "res_id": source.id,
            "views": [(False, "form")],
        }

    def action_open_uses(self):
        """The sales that used units of the layers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_layer_use"
        )
        return action | {
            "domain": [
                "|",
                ("move_line_id", "in", self.move_line_id.ids),
                ("adjustment_id", "in", self.adjustment_id.ids),
            ]
        }
