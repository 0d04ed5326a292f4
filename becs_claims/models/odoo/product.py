from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared import closed_fields


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "becs.guarded.core.mixin", "becs.input.mixin"]

    becs_eligible = fields.Boolean(
        "Eligible for Back-End Credits",
        default=True,
        help="Claims for other products are rejected.",
    )
    becs_program_count = fields.Integer(
        "Number of Credit Programs",
        compute="_compute_becs_program_count",
        groups="becs_claims.group_viewer",
    )

    def _writable_fields(self):
        names = super()._writable_fields()
        return names | {"becs_eligible"} if self._user_is("analyst") else names

    def _input_fields(self):
        return {
            "active",
            "becs_eligible",
            "categ_id",
            "company_id",
            "list_price",
            "uom_id",
        }

    def _input_scopes(self):
        variants = self.with_context(active_test=False).product_variant_ids
        return set().union(*(product._input_scopes() for product in variants))

    def _price_scopes(self):
        variants = self.with_context(active_test=False).product_variant_ids
        return {
            **{("product", product.id, None): {"list_price"} for product in variants},
            ("category", self.categ_id.id, None): {"active", "categ_id", "company_id"},
        }

    def _compute_becs_program_count(self):
        for template in self:
            template.becs_program_count = self.env["becs.program"].search_count(
                template._becs_program_domain()
            )

    def _becs_program_domain(self):
        """Programs with a line that covers the product, other than "all products"."""
        self.ensure_one()
        return [
            "|",
            "|",
            ("line_ids.product_tmpl_id", "=", self.id),
            ("line_ids.product_id", "in", self.product_variant_ids.ids),
            ("line_ids.categ_id", "parent_of", self.categ_id.ids),
        ]

    def action_open_becs_programs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_program"
        )
        return action | {"domain": self._becs_program_domain()}


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "becs.input.mixin"]

    def _input_fields(self):
        names = {
            "active",
            "barcode",
            "default_code",
            "lst_price",
            "product_template_attribute_value_ids",
            "product_tmpl_id",
        }
        # often written by stock moves, and a price only where a price list says so
        rules = self.env["product.pricelist.item"].sudo()
        if rules.search_count([("base", "=", "standard_price")], limit=1):
            names.add("standard_price")
        return names

    def _input_scopes(self):
        return {
            ("product", self.id, None),
            *self._input_scopes_of_texts((self.default_code, self.barcode)),
        }

    def _price_scopes(self):
        return {
            ("product", self.id, None): {
                "lst_price",
                "product_template_attribute_value_ids",
            },
            ("cost", self.id, None): {"standard_price"},
            ("category", self.categ_id.id, None): {"active", "product_tmpl_id"},
        }

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        closed_fields.mark(self, arch)
        return arch, view


class ProductTemplateAttributeValue(models.Model):
    _name = "product.template.attribute.value"
    _inherit = ["product.template.attribute.value", "becs.input.mixin"]

    def _input_fields(self):
        return {"price_extra"}

    def _input_scopes(self):
        return self.product_tmpl_id._input_scopes()

    def _price_scopes(self):
        template = self.product_tmpl_id.with_context(active_test=False)
        return {
            ("product", product.id, None): {"price_extra"}
            for product in template.product_variant_ids
        }


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "becs.input.mixin"]

    def _input_fields(self):
        return {"parent_id"}

    def _input_scopes(self):
        return {("all", 0, None)}

    def _price_scopes(self):
        return {
            ("category", category.id, None): {"parent_id"}
            for category in self | self.parent_id
        }


class ProductTag(models.Model):
    _name = "product.tag"
    _inherit = ["product.tag", "becs.input.mixin"]

    def _input_scopes(self):
        return {("all", 0, None)}


class ProductPricelist(models.Model):
    _name = "product.pricelist"
    _inherit = ["product.pricelist", "becs.guarded.core.mixin", "becs.input.mixin"]
    _prices_by_creating = True

    becs_program_ids = fields.One2many(
        "becs.program", "pricelist_id", "Back-End Credit Programs"
    )
    becs_program_count = fields.Integer(
        "Number of Credit Programs",
        compute="_compute_becs_program_count",
        groups="becs_claims.group_viewer",
    )

    def _input_fields(self):
        return {
            "active",
            "company_id",
            "country_group_ids",
            "currency_id",
            "sequence",
        }

    def _input_scopes(self):
        return self._input_scopes_of(self.company_id)

    def _price_scopes(self):
        [of_company] = self._input_scopes_of(self.company_id)
        return {
            ("pricelist", self.id, None): {"active", "company_id", "currency_id"},
            # by which list a distributor buys that has none of its own
            of_company: {"active", "company_id", "country_group_ids", "sequence"},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_becs_terms(self):
        """Claims for sales of long ago are judged by them."""
        lists = self.sudo().with_context(active_test=False)  # of any company
        kept = self.env["becs.program.terms"].sudo()
        used = lists.becs_program_ids.pricelist_id & self
        used |= kept.search([("pricelist_id", "in", self.ids)]).pricelist_id
        if used:
            raise UserError(
                self.env._(
                    "These price lists hold authorized prices of back-end credit "
                    "programs, so that they stay: %(lists)s. Archive them instead.",
                    lists=", ".join(used.mapped("display_name")),
                )
            )

    def _compute_becs_program_count(self):
        counts = dict(
            self.env["becs.program"]._read_group(
                [("pricelist_id", "in", self.ids)], ["pricelist_id"], ["__count"]
            )
        )
        for pricelist in self:
            pricelist.becs_program_count = counts.get(pricelist, 0)

    def action_open_becs_programs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "becs_claims.action_becs_program"
        )
        return action | {"domain": [("pricelist_id", "=", self.id)]}
