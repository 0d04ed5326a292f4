from odoo import fields, models


class BecsPosLine(models.Model):
    """A sale a distributor reported, or with a negative quantity a return.

    Quantity and resale price are per unit of the product, the price in the line's own
    currency. Lines with a document line are unique; without one every row counts.
    """

    _name = "becs.pos.line"
    _description = "Point-of-Sale Line"
    _order = "date desc, document, line_ref, id"
    _rec_name = "document"
    _check_company_auto = True

    report_id = fields.Many2one("becs.pos.report", index=True, ondelete="cascade")
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
    document = fields.Char(required=True)
    line_ref = fields.Char("Document Line")
    date = fields.Date("Ship Date", required=True)
    product_ref = fields.Char("Product (Reported)")
    product_id = fields.Many2one("product.product", ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        min_display_digits="Product Unit",
        required=True,
        help="In the product's unit; negative for goods the customer returned.",
    )
    resale_price = fields.Float(
        min_display_digits="Product Price",
        aggregator=None,
        help="What the end customer paid, per unit of the product.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    end_customer_name = fields.Char("End Customer")

    _reported_once = models.UniqueIndex(
        "(company_id, commercial_partner_id, lower(btrim(document)),"
        " lower(btrim(line_ref)), COALESCE(product_id, 0),"
        " COALESCE(lower(btrim(product_ref)), ''))"
        " WHERE btrim(line_ref) <> ''",
        "This line of the document was reported before. Replace the earlier report, or "
        "leave the line out.",
    )
    _same_sale_idx = models.Index(
        "(company_id, commercial_partner_id, lower(btrim(document)), product_id)"
    )
    _product_idx = models.Index("(company_id, commercial_partner_id, product_id, date)")
