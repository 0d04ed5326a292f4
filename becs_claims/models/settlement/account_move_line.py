from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...settlement.price import price_for

# what a posted line comes to
AMOUNTS = {
    "product_id",
    "product_uom_id",
    "quantity",
    "price_unit",
    "discount",
    "tax_ids",
    "currency_id",
    "amount_currency",
    "balance",
    "debit",
    "credit",
}


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = [
        "becs.portal.closed.mixin",
        "account.move.line",
        "becs.guarded.core.mixin",
        "becs.input.mixin",
    ]

    becs_credit_ids = fields.One2many(
        "becs.claim.credit",
        "credit_line_id",
        "Back-End Credits",
        readonly=True,
        groups="becs_claims.group_viewer",
    )
    becs_claim_line_ids = fields.One2many(
        "becs.claim.line",
        string="Claim Lines",
        compute="_compute_becs_claim_line_ids",
        groups="becs_claims.group_viewer",
    )

    # for everybody who may reverse a credit note: copies of the line tell of it, too
    becs_program_id = fields.Many2one(
        "becs.program",
        "Back-End Credit Program",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )

    # what stands in the ledger before the add-on gets its value from hooks.py
    becs_goods_returned = fields.Boolean(
        "Goods Returned",
        compute="_compute_becs_goods_returned",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="On a credit note: the distributor sent goods back, so that they leave "
        "its stock. Not ticked, the line is about the price only. Proposed when the "
        "credit note reverses an invoice.",
    )

    @api.depends("becs_credit_ids")
    def _compute_becs_claim_line_ids(self):
        claim_lines = self.env["becs.claim.line"].search(
            self.becs_credit_ids._claim_lines_domain()
        )
        own = claim_lines.grouped("credit_line_id")
        for line in self:
            line.becs_claim_line_ids = own.get(line)

    @api.depends("product_id", "move_id.move_type", "move_id.reversed_entry_id")
    def _compute_becs_goods_returned(self):
        for line in self:
            line.becs_goods_returned = (
                line.move_id.move_type == "out_refund"
                and bool(line.move_id.reversed_entry_id)
                and line.display_type == "product"
                and bool(line.product_id)
                and line.product_id.type != "service"
            )

    # CRUD

    # whoever reverses a credit note need not see the programs
    _checks_itself = frozenset({"becs_program_id"})

    def _writable_fields(self):
        names = super()._writable_fields()
        if self.env.su or self.env.user.has_group("account.group_account_invoice"):
            names |= {"becs_goods_returned"}
        # a reversal is about the programs of what it reverses, see create()
        return names if self else names | {"becs_program_id"}

    def _input_fields(self):
        return {
            "becs_goods_returned",
            "currency_id",
            "discount",
            "display_type",
            "price_subtotal",
            "price_unit",
            "product_id",
            "product_uom_id",
            "quantity",
        }

    def _input_scopes(self):
        return self.move_id._input_scopes() if self.product_id else set()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # said of every line, so that no default gives it
            vals_list = [{"becs_program_id": False, **vals} for vals in vals_list]
            self._check_becs_programs(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if AMOUNTS & vals.keys():
                self._check_becs_amounts()
            if "partner_id" in vals:
                self._check_becs_partner(vals["partner_id"])
        if self._input_fields() & vals.keys():
            self.move_id._note_becs_preparer()
        return super().write(vals)

    def unlink(self):
        self.move_id._note_becs_preparer()
        return super().unlink()

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        # a reversal tells of the program, another copy is for no claim
        if "move_reverse_cancel" not in self.env.context:
            for vals in vals_list:
                vals.pop("becs_program_id", None)
        return vals_list

    def _check_becs_programs(self, vals_list):
        for vals in vals_list:
            program_id = vals["becs_program_id"]
            if not program_id:
                continue
            move = self.env["account.move"].browse(vals.get("move_id"))
            # whoever reverses a credit note takes its programs along
            reversed_lines = move.sudo().reversed_entry_id.line_ids
            if program_id not in reversed_lines.becs_program_id.ids:
                raise AccessError(
                    self.env._(
                        "Back-End Credit Program cannot be entered or imported: it "
                        "follows from the run that makes the credit note. Reverse the "
                        "credit note to take a program back."
                    )
                )

    def _check_becs_amounts(self):
        """What claims were credited with stays as it was posted."""
        # accountants without a role here must meet the same protection
        carrying = self.filtered(
            lambda line: line.parent_state == "posted" and line.sudo().becs_credit_ids
        )
        if carrying:
            raise UserError(
                self.env._(
                    "Product, quantity and price of %(note)s stay as they were posted, "
                    "because its lines carry credited claims. Reverse the credit note "
                    "instead.",
                    note=carrying[0].move_id.display_name,
                )
            )

    def _check_becs_partner(self, partner_id):
        """The distributor who was credited is who is paid."""
        for line in self:
            # accountants without a role here must meet the same protection
            note = line.move_id._becs_credit_notes()
            if (
                note
                and line.parent_state == "posted"
                and line.partner_id.id != partner_id
            ):
                raise UserError(
                    self.env._(
                        "%(note)s credits claims of %(distributor)s, so that all of "
                        "its lines stay theirs. Reverse the credit note instead.",
                        note=note.display_name,
                        distributor=note.commercial_partner_id.display_name,
                    )
                )

    def _becs_price_with_included_taxes(self):
        """Unit price of which the present one is what is left before tax."""
        self.ensure_one()

        def before_tax(price):
            return self.tax_ids._get_tax_details(
                price,
                1.0,
                precision_rounding=self.currency_id.rounding,
                rounding_method=self.company_id.tax_calculation_rounding_method,
                product=self.product_id,
                product_uom=self.product_uom_id,
            )["total_excluded"]

        # a millionth, so that many lines do not add up to a rounding unit
        return price_for(self.price_unit, before_tax, self.currency_id.rounding / 1e6)
