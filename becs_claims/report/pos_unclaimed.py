from odoo import fields, models

from ..lookup import unclaimed


class BecsPosUnclaimed(models.Model):
    """Reported sales no claim names: what a distributor may still claim.

    One row per sale with something left, found when it is asked for. The program is
    the one that would pay it; the money is an estimate in the program's currency,
    without regard to caps.
    """

    _name = "becs.pos.unclaimed"
    _description = "Unclaimed Sales"
    _inherit = ["becs.portal.mixin"]
    _auto = False
    _rec_name = "document"
    _order = "date desc, id desc"

    date = fields.Date("Ship Date", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Distributor", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", "Commercial Distributor", readonly=True
    )
    report_id = fields.Many2one("becs.pos.report", readonly=True)
    document = fields.Char(readonly=True)
    line_ref = fields.Char("Document Line", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Product Category", readonly=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    end_customer_name = fields.Char("End Customer", readonly=True)
    quantity_sold = fields.Float(
        "Sold",
        min_display_digits="Product Unit",
        readonly=True,
        help="As reported, less what was returned.",
    )
    quantity = fields.Float(
        "Unclaimed", min_display_digits="Product Unit", readonly=True
    )
    program_id = fields.Many2one(
        "becs.program",
        readonly=True,
        help="The program that would pay the sale. None: no program covers it.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    unit_credit = fields.Float(
        "Expected Credit per Unit",
        min_display_digits="Product Price",
        readonly=True,
        aggregator=None,
        help="By what the program agrees; where that depends on the into-stock price, "
        "what its line paid per unit so far. Empty: not known yet.",
    )
    amount = fields.Monetary(
        "Expected Credit",
        readonly=True,
        help="Unclaimed quantity times the expected credit per unit, caps left aside.",
    )
    claimable_until = fields.Date(
        readonly=True, help="Last day of the program's claim window; empty: no limit."
    )

    @property
    def _table_query(self):
        return unclaimed.listing(self.env["becs.program.line"]._methods())

    def action_open_sale(self):
        """Open the reported sale."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "becs.pos.line",
            "res_id": self.id,
            "views": [(False, "form")],
        }
