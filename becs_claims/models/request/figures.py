from odoo import api, fields, models

from ..approval import pricing


class BecsRequest(models.Model):
    """What the request's form, list and cards show of its money and age."""

    _inherit = "becs.request"

    discount_percent = fields.Float(
        "Wanted Discount (%)",
        digits=(16, 2),
        compute="_compute_amounts",
        store=True,
        aggregator="avg",
        help="How far the wanted prices are below the list prices, all lines together.",
    )
    price_bar = fields.Json(
        compute="_compute_price_bar",
        export_string_translation=False,
    )
    days_open = fields.Integer(
        "Age (Days)",
        compute="_compute_days_open",
        help="Days since it was sent, until it is answered.",
    )
    line_count = fields.Integer(
        "Number of Lines", compute="_compute_amounts", store=True
    )
    customer_request_count = fields.Integer(
        "Other Requests for This End Customer",
        compute="_compute_customer_request_count",
    )

    @api.depends(
        "currency_id",
        "line_ids.quantity",
        "line_ids.list_price",
        "line_ids.wanted_price",
        "line_ids.offered_price",
        "line_ids.offered_quantity",
    )
    def _compute_amounts(self):
        for request in self:
            lines = request.line_ids
            listed = sum(line._list_value() for line in lines)
            wanted = sum(line._wanted_value() for line in lines)
            offered = sum(
                pricing.amount(line.offered_price, line.offered_quantity)
                for line in lines
            )
            request.amount_list = request._rounded(listed)
            request.amount_wanted = request._rounded(wanted)
            request.amount_offered = request._rounded(offered)
            request.discount_percent = pricing.discount_percent(listed, wanted)
            request.line_count = len(lines)

    @api.depends(
        "line_ids.quantity",
        "line_ids.list_price",
        "line_ids.wanted_price",
        "line_ids.decision",
        "line_ids.counter_price",
        "line_ids.counter_quantity",
        "line_ids.product_id",
    )
    def _compute_price_bar(self):
        """List value of what is granted: our cost, what is left, what is given away."""
        for request in self:
            listed = granted = cost = given = pricing.exact(0)
            for line in request.line_ids:
                price = line._answer_price()
                if price is None or not line.product_id:
                    continue
                quantity = line._answer_quantity()
                listed += pricing.amount(line.list_price, quantity)
                granted += pricing.amount(price, quantity)
                cost += pricing.amount(line.cost, quantity)
                given += pricing.discount_amount(line.list_price, price, quantity)
            margin = granted - cost
            request.price_bar = {
                "currency_id": request.currency_id.id,
                "total": request._bar_part(self.env._("At list price"), listed, None),
                "parts": [
                    request._bar_part(self.env._("Our cost"), cost, "secondary"),
                    request._bar_part(
                        self.env._("Margin"),
                        margin,
                        "success" if margin > 0 else "danger",
                        self.env._(
                            "%s %% of the price",
                            round(pricing.margin_percent(granted, cost), 1),
                        )
                        if granted and cost
                        else "",
                    ),
                    request._bar_part(
                        self.env._("Discount"),
                        given,
                        "warning",
                        self.env._(
                            "%s %% of list",
                            round(pricing.discount_percent(listed, granted), 1),
                        )
                        if listed
                        else "",
                    ),
                ],
            }

    def _bar_part(self, label, amount, color, note=""):
        return {
            "label": label,
            "amount": self._rounded(amount),
            "color": color,
            "lines": None,
            "note": note,
            "inside": False,
            "action": "",
            "context": {},
        }

    def _rounded(self, amount):
        """A decimal sum as fields hold it, rounded once there is a currency."""
        currency = self.currency_id
        return currency.round(float(amount)) if currency else float(amount)

    @api.depends("end_customer_id")
    def _compute_customer_request_count(self):
        counts = dict(
            self.env["becs.request"]._read_group(
                [("end_customer_id", "in", self.end_customer_id.ids)],
                ["end_customer_id"],
                ["__count"],
            )
        )
        for request in self:
            others = counts.get(request.end_customer_id, 0)
            request.customer_request_count = max(others - 1, 0)

    def action_open_customer_requests(self):
        """Open what was asked before for the same end customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_request"
        )
        return action | {
            "domain": [
                ("end_customer_id", "=", self.end_customer_id.id),
                ("id", "!=", self.id),
            ],
            "views": [(False, "list"), (False, "form")],
            "context": {},
        }

    @api.depends("date_submitted", "answered_on")
    def _compute_days_open(self):
        now = fields.Datetime.now()
        for request in self:
            begun = request.date_submitted
            end = request.answered_on or now
            request.days_open = (end - begun).days if begun else 0
