from odoo import api, fields, models

from ..approval import pricing

# programs that were an offer to an end customer once
GIVEN = ("approved", "suspended", "closed")


class BecsRequestLine(models.Model):
    """What stands beside a wanted price: discounts, margin, what was given before."""

    _inherit = "becs.request.line"

    discount_percent = fields.Float(
        "Wanted Discount (%)",
        digits=(16, 2),
        compute="_compute_discounts",
        store=True,
        help="How far the wanted price is below the distributor's list price.",
    )
    offered_discount_percent = fields.Float(
        "Offered Discount (%)",
        digits=(16, 2),
        compute="_compute_discounts",
        store=True,
        help="How far the offered price is below the distributor's list price.",
    )
    answer_price = fields.Float(
        min_display_digits="Product Price",
        compute="_compute_answer",
        help="The price the decision gives; the wanted one before it is decided.",
    )
    answer_discount_percent = fields.Float(
        "Discount (%)",
        digits=(16, 2),
        compute="_compute_answer",
        help="How far that price is below the distributor's list price.",
    )
    cost = fields.Float(
        "Our Cost",
        min_display_digits="Product Price",
        compute="_compute_answer",
        help="Cost of the product in the request's currency, at today's rate.",
    )
    margin_percent = fields.Float(
        "Margin (%)",
        digits=(16, 1),
        compute="_compute_answer",
        help="What is left of the price above our cost. 0 without a cost.",
    )
    last_price = fields.Float(
        min_display_digits="Product Price",
        compute="_compute_last_price",
        help="Price of the newest authorization for this end customer and product, "
        "whoever the distributor was.",
    )
    last_program_id = fields.Many2one(
        "becs.program",
        "Last Authorization",
        compute="_compute_last_price",
    )

    @api.depends("list_price", "wanted_price", "offered_price", "offered_decision")
    def _compute_discounts(self):
        for line in self:
            line.discount_percent = pricing.discount_percent(
                line.list_price, line.wanted_price
            )
            offered = line.offered_decision in ("accept", "counter")
            line.offered_discount_percent = (
                pricing.discount_percent(line.list_price, line.offered_price)
                if offered
                else 0
            )

    @api.depends(
        "decision", "wanted_price", "counter_price", "list_price", "product_id"
    )
    @api.depends_context("uid", "company")
    def _compute_answer(self):
        today = fields.Date.context_today(self)
        for line in self:
            price = line._answer_price()
            line.answer_price = price or 0
            line.answer_discount_percent = (
                0 if price is None else pricing.discount_percent(line.list_price, price)
            )
            product = line.product_id.with_company(line.company_id)
            line.cost = (
                product.cost_currency_id._convert(
                    product.standard_price,
                    line.currency_id,
                    line.company_id,
                    today,
                    round=False,
                )
                if product and line.currency_id
                else 0
            )
            line.margin_percent = (
                pricing.margin_percent(price, line.cost) if price and line.cost else 0
            )

    @api.depends("product_id", "request_id.end_customer_id")
    def _compute_last_price(self):
        self.last_price = 0
        self.last_program_id = False
        for (company, customer), lines in self.grouped(
            lambda line: (
                line.company_id,
                line.request_id.end_customer_id.commercial_partner_id,
            )
        ).items():
            if customer and lines.product_id:
                lines._find_last_price(company, customer)

    def _find_last_price(self, company, customer):
        today = fields.Date.context_today(self)
        products = self.product_id
        given = self.env["becs.program.line"].search(
            [
                ("company_id", "=", company.id),
                ("program_id.state", "in", GIVEN),
                (
                    "program_id.end_customer_ids.commercial_partner_id",
                    "in",
                    customer.ids,
                ),
                ("excluded", "=", False),
                ("credit_method", "=", "net_price"),
                "|",
                ("product_id", "in", products.ids),
                ("product_tmpl_id", "in", products.product_tmpl_id.ids),
            ]
        )
        given = given.sorted(lambda term: (term.program_id.date_start, term.id))
        by_product = {term.product_id: term for term in given if term.product_id}
        by_template = {
            term.product_tmpl_id: term for term in given if term.product_tmpl_id
        }
        for line in self:
            product = line.product_id
            own = by_product.get(product)
            general = by_template.get(product.product_tmpl_id)
            found = [term for term in (own, general) if term]
            if product and found:
                newest = max(
                    found, key=lambda term: (term.program_id.date_start, term.id)
                )
                line.last_program_id = newest.program_id
                line.last_price = newest.currency_id._convert(
                    newest.authorized_price,
                    line.currency_id,
                    company,
                    today,
                    round=False,
                )
