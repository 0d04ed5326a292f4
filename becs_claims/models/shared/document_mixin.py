from odoo import api, fields, models


class BecsDocumentMixin(models.AbstractModel):
    """A document of a company with a number of its own.

    The number is drawn from the company's ``ir.sequence`` with the model's name as its
    code, once, when the document is made without one. A copy draws its own.
    """

    _name = "becs.document.mixin"
    _description = "Document With a Number"
    _inherit = ["mail.thread", "mail.activity.mixin", "becs.guarded.mixin"]
    _check_company_auto = True
    # field that holds the number
    _number_field = "name"

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    def _prepare_create_values(self, vals_list):
        # here and not in create(), which takes no number from people
        for vals in vals_list:
            if vals.get(self._number_field, "/") in ("/", False, ""):
                company = vals.get("company_id") or self.env.company.id
                vals[self._number_field] = (
                    self.env["ir.sequence"]
                    .with_company(company)
                    .next_by_code(self._name)
                )
        return super()._prepare_create_values(vals_list)


class BecsDistributorDocumentMixin(models.AbstractModel):
    """A document that one distributor files; its amounts are in ``currency_id``."""

    _name = "becs.distributor.document.mixin"
    _description = "Document of a Distributor"
    _inherit = ["becs.document.mixin"]

    partner_id = fields.Many2one(
        "res.partner",
        "Distributor",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Distributor (Company)",
        store=True,
        index=True,
        precompute=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("partner_id", "company_id")
    def _compute_currency_id(self):
        """That of the distributor's own price list, else the company's."""
        for document in self:
            partner = document.partner_id.with_company(document.company_id)
            document.currency_id = (
                document.currency_id
                or partner.specific_property_product_pricelist.currency_id
                or document.company_id.currency_id
            )
