from odoo import fields, models


class BecsProductAlias(models.Model):
    """A distributor's own code of one of our products."""

    _name = "becs.product.alias"
    _description = "Distributor's Product Code"
    _order = "partner_id, code"
    _rec_name = "code"

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char("Distributor's Code", required=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="product_id.company_id")

    _code_unique = models.UniqueIndex(
        "(partner_id, lower(btrim(code)))",
        "This distributor's code is already assigned to a product. Change that entry.",
    )


class BecsCustomerAlias(models.Model):
    """A distributor's own name of an end customer."""

    _name = "becs.customer.alias"
    _description = "Distributor's Name of an End Customer"
    _order = "partner_id, name"

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Distributor's Name", required=True)
    customer_id = fields.Many2one(
        "res.partner", "End Customer", required=True, ondelete="cascade"
    )

    _name_unique = models.UniqueIndex(
        "(partner_id, lower(btrim(name)))",
        "This distributor's name is already assigned to an end customer. "
        "Change that entry.",
    )
