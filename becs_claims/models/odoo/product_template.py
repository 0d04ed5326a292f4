from odoo import fields, models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = [
        "becs.portal.closed.mixin",
        "product.template",
        "becs.guarded.core.mixin",
        "becs.input.mixin",
    ]

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
