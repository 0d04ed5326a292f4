from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...validation.programs import covering

# what people enter beside the terms that hold by ship date
_ENTERED = {
    "sequence",
    "applied_on",
    *filter(None, covering.FIELDS.values()),
    "max_quantity",
    "max_amount",
}


class BecsProgramLine(models.Model):
    """What one program pays on which products.

    The terms of one sale are the newest ones; what they were for earlier ship dates is
    kept (``becs.program.line.terms``). A line that is not active was taken out by an
    amendment: it is no part of the program for the newest ship dates.

    Prices are per unit of the product's unit of measure, in the program's currency.
    """

    _name = "becs.program.line"
    _description = "Back-End Credit Program Line"
    _inherit = [
        "becs.guarded.mixin",
        "becs.input.mixin",
        "becs.line.terms.mixin",
        "becs.portal.mixin",
    ]
    _order = "program_id, sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "becs.program", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean("Part of the Program", default=True, readonly=True)
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id", store=True)
    applied_on = fields.Selection(
        [
            ("product", "Product variant"),
            ("template", "Product"),
            ("category", "Product category"),
            ("all", "All products"),
        ],
        required=True,
        default="product",
        help="The narrowest line that covers a product decides.",
    )
    product_id = fields.Many2one(
        "product.product",
        "Variant",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    categ_id = fields.Many2one(
        "product.category", "Category", index="btree_not_null", ondelete="restrict"
    )
    max_quantity = fields.Float(
        "Authorized Quantity",
        min_display_digits="Product Unit",
        help="Most units that may be approved in all. 0 means no limit.",
    )
    max_amount = fields.Monetary(
        "Authorized Amount",
        help="Most that may be approved on this line in all. 0 means no limit.",
    )
    quantity_approved = fields.Float(
        min_display_digits="Product Unit", readonly=True, copy=False
    )
    quantity_reserved = fields.Float(
        min_display_digits="Product Unit", readonly=True, copy=False
    )
    quantity_held = fields.Float(
        min_display_digits="Product Unit", readonly=True, copy=False
    )
    quantity_remaining = fields.Float(
        "Quantity Left",
        compute="_compute_quantity_remaining",
        compute_sudo=True,
        min_display_digits="Product Unit",
        help="Authorized quantity less what is approved and what lines in review "
        "hold; 0 without an authorized quantity.",
    )
    amount_approved = fields.Monetary("Approved", readonly=True, copy=False)
    amount_reserved = fields.Monetary(readonly=True, copy=False)
    amount_held = fields.Monetary(readonly=True, copy=False)

    drawdown_percent = fields.Float(
        "Drawn Down (%)",
        compute="_compute_drawdown_percent",
        compute_sudo=True,
        digits=(16, 1),
        help="Approved and held in review, of the authorized quantity or amount.",
    )

    _all_products_idx = models.Index("(company_id) WHERE applied_on = 'all'")
    _numbers_not_negative = models.Constraint(
        "CHECK (COALESCE(authorized_price, 0) >= 0 AND COALESCE(unit_credit, 0) >= 0"
        " AND COALESCE(agreed_book_price, 0) >= 0 AND COALESCE(min_quantity, 0) >= 0"
        " AND COALESCE(max_quantity, 0) >= 0 AND COALESCE(max_amount, 0) >= 0"
        " AND COALESCE(min_resale_price, 0) >= 0"
        " AND COALESCE(max_resale_price, 0) >= 0)",
        "Prices, quantities and amounts of a program line must not be negative. "
        "Enter 0 for none.",
    )
    _percent_in_range = models.Constraint(
        "CHECK (COALESCE(discount_percent, 0) BETWEEN 0 AND 100"
        " AND COALESCE(margin_percent, 0) BETWEEN 0 AND 100)",
        "Discount and margin are between 0 and 100 percent.",
    )

    @api.depends(
        "applied_on", "product_id", "product_tmpl_id", "categ_id", "program_id.code"
    )
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.program_id.code}: {line._covered()}"

    def _covered(self):
        """What the line covers, in words."""
        scope = covering.FIELDS.get(self.applied_on)
        return self[scope].display_name if scope else self.env._("All products")

    @api.depends(
        "max_quantity", "quantity_approved", "quantity_reserved", "quantity_held"
    )
    def _compute_quantity_remaining(self):
        for line in self:
            taken = line.quantity_approved + line.quantity_reserved + line.quantity_held
            line.quantity_remaining = (
                max(line.max_quantity - taken, 0) if line.max_quantity else 0
            )

    @api.depends(
        "max_quantity",
        "max_amount",
        "quantity_approved",
        "quantity_reserved",
        "quantity_held",
        "amount_approved",
        "amount_reserved",
        "amount_held",
    )
    def _compute_drawdown_percent(self):
        for line in self:
            units = line.quantity_approved + line.quantity_reserved + line.quantity_held
            money = line.amount_approved + line.amount_reserved + line.amount_held
            line.drawdown_percent = max(
                100 * units / line.max_quantity if line.max_quantity else 0,
                100 * money / line.max_amount if line.max_amount else 0,
            )

    @api.onchange("applied_on")
    def _onchange_applied_on(self):
        for scope, name in covering.FIELDS.items():
            if name and self.applied_on != scope:
                self[name] = False

    @api.constrains("applied_on", "product_id", "product_tmpl_id", "categ_id")
    def _check_scope(self):
        for line in self:
            scope = covering.FIELDS.get(line.applied_on)
            if scope and not line[scope]:
                raise ValidationError(
                    self.env._(
                        "A line of %(program)s does not say what it covers: choose "
                        "the %(scope)s.",
                        program=line.program_id.display_name,
                        scope=self._fields[scope]._description_string(self.env),
                    )
                )

    def _check_terms(self):
        """Refuse lines that could never be priced; called before approval."""
        for line in self.filtered(lambda line: not line.excluded):
            method = self._methods()[line.credit_method]
            for term in method.terms:
                if term.is_required and not line[term.name]:
                    label = self._fields[term.name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(line)s pays nothing: enter the %(field)s.",
                            line=line.display_name,
                            field=label,
                        )
                    )
            if method.uses_pricelist and not line.program_id.pricelist_id:
                raise ValidationError(
                    self.env._(
                        "%(line)s takes its price from a price list: choose the "
                        "authorized price list of the program.",
                        line=line.display_name,
                    )
                )

    def _entered_fields(self):
        """Names of the fields that people enter."""
        return _ENTERED | {*self._methods().line_terms}

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        if not self:
            return names | self._entered_fields() | {"program_id"}
        if not self.program_id._may_change_terms():
            return names
        return names | self._entered_fields()

    def _input_fields(self):
        return self._entered_fields() | {"active", "program_id"}

    def _input_scopes(self):
        return self.program_id._input_scopes()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.program_id._check_may_change_terms()
        lines.program_id._note_writer()
        return lines

    def write(self, vals):
        programs = self.program_id
        programs._check_may_change_terms()
        result = super().write(vals)
        if "program_id" in vals:
            self.program_id._check_may_change_terms()
        if vals.keys() & {*self._entered_fields(), "program_id", "active"}:
            (programs | self.program_id)._note_writer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unused(self):
        self.program_id._check_may_change_terms()
        self.program_id._note_writer()
        used = self.filtered(
            lambda line: (
                line.quantity_approved or line.quantity_reserved or line.quantity_held
            )
        )
        if used:
            raise ValidationError(
                self.env._(
                    "%(line)s was drawn down already and must stay. Close the program "
                    "and make a new one for other terms.",
                    line=used[0].display_name,
                )
            )
