from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...validation.resolve import products
from ..approval import pricing
from ..program.given_away import list_prices

# what the distributor says, and what the vendor works out as its answer
STATED = {
    "request_id",
    "product_ref",
    "quantity",
    "wanted_price",
    "competitor_product",
    "competitor_price",
}
ANSWERED = {"decision", "counter_price", "counter_quantity", "decision_note"}
DECISIONS = [("accept", "Accept"), ("counter", "Counter"), ("refuse", "Refuse")]


class BecsRequestLine(models.Model):
    """One product of a special price request: what is wanted, and what is offered.

    Prices are per unit of the product's unit of measure, in the request's currency.
    What the vendor works out (``decision``, ``counter_price`` ...) is its own business
    until the answer is sent, which copies it to the ``offered_`` fields.
    """

    _name = "becs.request.line"
    _description = "Special Price Request Line"
    _inherit = ["becs.portal.mixin", "becs.guarded.mixin"]
    _order = "request_id, sequence, id"
    _rec_name = "product_ref"
    _check_company_auto = True

    request_id = fields.Many2one(
        "becs.request", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(
        related="request_id.currency_id", store=True, precompute=True
    )
    commercial_partner_id = fields.Many2one(
        related="request_id.commercial_partner_id",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(related="request_id.state", string="Status of Request")

    product_ref = fields.Char(
        "Product Code",
        compute="_compute_product_ref",
        store=True,
        readonly=False,
        precompute=True,
        help="As the distributor writes it: its own code, ours, or the barcode.",
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('becs_eligible', '=', True)]",
    )
    quantity = fields.Float(
        "Wanted Quantity", min_display_digits="Product Unit", required=True, default=1
    )
    wanted_price = fields.Float(min_display_digits="Product Price", required=True)
    competitor_product = fields.Char("Competitor's Product")
    competitor_price = fields.Float(
        "Competitor's Price", min_display_digits="Product Price"
    )
    list_price = fields.Float(
        min_display_digits="Product Price",
        compute="_compute_list_price",
        store=True,
        precompute=True,
        compute_sudo=True,
        help="What the distributor pays by its price list.",
    )

    decision = fields.Selection(DECISIONS, copy=False)
    counter_price = fields.Float(
        "Our Price",
        min_display_digits="Product Price",
        copy=False,
    )
    counter_quantity = fields.Float(
        "Our Quantity",
        min_display_digits="Product Unit",
        copy=False,
        help="Most units we offer the price for. 0 means as many as wanted.",
    )
    decision_note = fields.Char(
        "Reason",
        copy=False,
        help="Why the line is countered or refused; the distributor reads it.",
    )

    offered_decision = fields.Selection(
        DECISIONS, "Answer", readonly=True, copy=False, help="As it was sent."
    )
    offered_price = fields.Float(
        min_display_digits="Product Price", readonly=True, copy=False
    )
    offered_quantity = fields.Float(
        min_display_digits="Product Unit", readonly=True, copy=False
    )
    offered_note = fields.Char("Reason Given", readonly=True, copy=False)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Ask for a quantity above 0."
    )
    _prices_not_negative = models.Constraint(
        "CHECK (wanted_price >= 0 AND COALESCE(competitor_price, 0) >= 0"
        " AND COALESCE(counter_price, 0) >= 0 AND COALESCE(counter_quantity, 0) >= 0)",
        "Prices and quantities must not be negative.",
    )

    # Compute

    @api.depends("product_id")
    def _compute_product_ref(self):
        for line in self:
            product = line.product_id
            line.product_ref = line.product_ref or product.default_code or product.name

    @api.depends(
        "product_id",
        "request_id.commercial_partner_id",
        "request_id.currency_id",
        "request_id.company_id",
    )
    def _compute_list_price(self):
        for request, lines in self.grouped("request_id").items():
            prices = lines._list_prices(request)
            for line in lines:
                line.list_price = prices.get(line.product_id.id, 0)

    def _list_prices(self, request):
        """{id of product: price in the request's currency} for the distributor."""
        return list_prices(
            self.product_id,
            request.commercial_partner_id,
            request.company_id,
            request.currency_id,
        )

    @api.onchange("product_ref")
    def _onchange_product_ref(self):
        if self.product_ref and not self.product_id:
            self._find_products()

    @api.onchange("counter_price", "counter_quantity")
    def _onchange_counter(self):
        if self.counter_price or self.counter_quantity:
            self.decision = "counter"

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        if not self:
            return names | STATED | {"product_id", "sequence"}
        if self.state in ("draft", "submitted"):
            names |= {"product_id", "sequence"}
        if self.state == "draft":
            names |= STATED - {"request_id"}
        if self.state == "submitted":
            names |= ANSWERED
        return names

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.request_id._check_open("draft")
        lines.request_id._note_who_entered()
        lines._find_products()
        return lines

    def write(self, vals):
        if STATED & vals.keys():
            self.request_id._check_open("draft")
            self.request_id._note_who_entered()
        if "product_id" in vals:
            self.request_id._check_open("draft", "submitted")
        if ANSWERED & vals.keys():
            self.request_id._check_open("submitted")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self.request_id._check_open("draft")

    # Business

    def _find_products(self):
        """Resolve what the distributor wrote, as its claims are."""
        unknown = self.filtered(lambda line: line.product_ref and not line.product_id)
        for request, lines in unknown.grouped("request_id").items():
            found = products.find(
                self.env,
                request.company_id,
                request.commercial_partner_id,
                set(lines.mapped("product_ref")),
            )
            for line in lines:
                line.product_id = found.get(line.product_ref)

    def _answer_price(self):
        """The price per unit that the decision gives, None where it is refused."""
        self.ensure_one()
        if self.decision == "refuse":
            return None
        return self.counter_price if self.decision == "counter" else self.wanted_price

    def _answer_quantity(self):
        """The quantity that the decision gives, in units of the product."""
        self.ensure_one()
        if self.decision == "counter" and self.counter_quantity:
            return self.counter_quantity
        return self.quantity

    def _check_decided(self):
        """Refuse lines whose answer could not be sent.

        :raise ValidationError: naming the first one and what is missing
        """
        for line in self:
            if not line.decision:
                problem = self.env._("choose accept, counter or refuse")
            elif line.decision != "accept" and not (line.decision_note or "").strip():
                problem = self.env._("say why it is countered or refused")
            elif line.decision == "refuse":
                continue
            elif not line.product_id:
                problem = self.env._("choose our product for this code")
            elif not line.product_id.becs_eligible:
                problem = self.env._(
                    "the product is not eligible for back-end credits; refuse it, or "
                    "change that on the product"
                )
            elif line.decision == "counter" and not line.counter_price:
                problem = self.env._("enter our price")
            else:
                continue
            raise ValidationError(
                self.env._(
                    "Line %(line)s of %(request)s: %(problem)s.",
                    line=line.product_ref or line.product_id.display_name or "?",
                    request=line.request_id.display_name,
                    problem=problem,
                )
            )

    def _publish(self):
        """Make the decisions what the distributor is told."""
        for line in self:
            refused = line.decision == "refuse"
            line._write_guarded(
                {
                    "offered_decision": line.decision,
                    "offered_price": 0 if refused else line._answer_price(),
                    "offered_quantity": 0 if refused else line._answer_quantity(),
                    "offered_note": line.decision_note,
                }
            )

    def _forget_answer(self):
        """Begin anew: what was answered was said of other wishes."""
        self._write_guarded(
            {
                "decision": False,
                "counter_price": 0,
                "counter_quantity": 0,
                "decision_note": False,
                "offered_decision": False,
                "offered_price": 0,
                "offered_quantity": 0,
                "offered_note": False,
            }
        )

    def _program_line_values(self):
        """Values of the program line that keeps the offer."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "applied_on": "product",
            "product_id": self.product_id.id,
            "credit_method": "net_price",
            "authorized_price": self.offered_price,
            "agreed_book_price": self.list_price,
            "max_quantity": self.offered_quantity,
        }

    def _list_value(self):
        """Wanted quantity at the list price, exact, in the request's currency."""
        return pricing.amount(self.list_price, self.quantity)

    def _wanted_value(self):
        """Wanted quantity at the wanted price, exact, in the request's currency."""
        return pricing.amount(self.wanted_price, self.quantity)
