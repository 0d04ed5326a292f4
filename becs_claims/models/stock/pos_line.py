from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...lookup import unclaimed
from ...storage import pos_reports
from ...validation.resolve import sales
from ..shared.own_fields import CopiedMany2one

# as the distributor reported it: fixed when it came with a report
REPORTED = {
    "report_id",
    "company_id",
    "partner_id",
    "document",
    "line_ref",
    "date",
    "product_ref",
    "uom_id",
    "quantity",
    "resale_price",
    "currency_id",
    "end_customer_name",
}


class BecsPosLine(models.Model):
    """A sale a distributor reported, or with a negative quantity a return.

    Quantity and resale price are per unit of the product, the price in the line's own
    currency. Lines with a document line are unique; without one every row counts.
    """

    _name = "becs.pos.line"
    _description = "Point-of-Sale Line"
    _inherit = ["becs.guarded.mixin", "becs.input.mixin", "becs.portal.mixin"]
    _order = "date desc, document, line_ref, id"
    _rec_name = "document"
    _check_company_auto = True

    report_id = fields.Many2one(
        "becs.pos.report",
        index=True,
        ondelete="cascade",
        check_company=True,
        help="The file it came with; none when it was entered by hand.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_becs_distributor', '=', True)]",
    )
    commercial_partner_id = CopiedMany2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Distributor",
        store=True,
        precompute=True,
    )
    create_uid = CopiedMany2one("res.users", "Created by", readonly=True)
    write_uid = CopiedMany2one("res.users", "Last Updated by", readonly=True)
    document = fields.Char(
        required=True, help="The distributor's invoice or delivery to its customer."
    )
    line_ref = fields.Char("Document Line")
    date = fields.Date("Ship Date", required=True)
    product_ref = fields.Char("Product (Reported)")
    product_id = fields.Many2one(
        "product.product", ondelete="restrict", check_company=True
    )
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    uom_id = fields.Many2one(
        "uom.uom",
        "Reported Unit",
        readonly=True,
        help="Unit of quantity and price while the product is not known. Empty: that "
        "of the product.",
    )
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
    claim_state = fields.Selection(
        [("claimed", "Claimed"), ("partly", "Partly"), ("open", "Not claimed")],
        "Claimed",
        compute="_compute_claim_state",
        search="_search_claim_state",
        help="Whether filed claims name the sale: all of it, part of it, or nothing. "
        "Empty for returns and where the product is not known.",
    )

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
    _unknown_product_idx = models.Index(
        "(commercial_partner_id) WHERE product_id IS NULL"
    )

    # Compute

    @api.depends("quantity", "document", "line_ref", "product_id")
    def _compute_claim_state(self):
        states = {}
        if self.ids:
            self.flush_model()
            states = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT l.id, %s FROM becs_pos_line l WHERE l.id = ANY(%s)",
                        unclaimed.state(SQL("l")),
                        list(self.ids),
                    )
                )
            )
        for line in self:
            line.claim_state = states.get(line.id)

    @api.model
    def _search_claim_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = [state for state in value if state]

        def to_sql(model, alias, query):
            state = unclaimed.state(SQL.identifier(alias))
            condition = SQL("%s = ANY(%s)", state, wanted)
            if len(wanted) < len(value):
                condition = SQL("(%s OR %s IS NULL)", condition, state)
            return condition

        return Domain.custom(to_sql=to_sql)

    # CRUD

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"product_id"}
        if not self.report_id:
            names |= REPORTED - {"report_id", "company_id", "uom_id"}
        return names if self else names | {"company_id"}

    def _input_fields(self):
        return REPORTED | {"product_id"}

    def _input_scopes(self):
        return {("partner", self.commercial_partner_id.id, None)}

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._find_products()
        lines._revalidate()
        return lines

    def write(self, vals):
        if REPORTED & vals.keys() and not self.env.su:
            self._check_by_hand()
        result = super().write(vals)
        if {"product_ref", "partner_id", "company_id"} & vals.keys():
            self._find_products()
        self._revalidate()
        return result

    def _revalidate(self):
        """Validate claims again that wait for sales like these."""
        self.env["becs.claim"]._revalidate(self.partner_id, pos_reports.CLEARED)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_by_hand(self):
        if not self.env.su:
            self._check_by_hand()

    def _check_by_hand(self):
        """What a distributor reported stays as it is; a new report corrects it."""
        reported = self.filtered("report_id")
        if reported:
            raise UserError(
                self.env._(
                    "%(document)s came with the report %(report)s and stays as the "
                    "distributor reported it. Import the corrected report and let it "
                    "take the place of the earlier one.",
                    document=reported[0].document,
                    report=reported[0].report_id.name,
                )
            )

    def _find_products(self):
        """Find the products of lines that only state how the distributor calls them."""
        unknown = self.filtered(lambda line: not line.product_id)
        if unknown:
            self._find_products_of(unknown.partner_id)

    @api.model
    def _find_products_of(self, partners):
        """Find the products of all lines of distributors, after they got new codes;
        claims that wait for these sales are validated again.
        """
        if sales.missing(self.env, partners.commercial_partner_id.ids):
            self.env["becs.claim"]._revalidate(partners, pos_reports.CLEARED)
