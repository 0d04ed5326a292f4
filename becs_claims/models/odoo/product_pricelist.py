from odoo import api, fields, models
from odoo.exceptions import UserError


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
        """Claims for sales of long ago are validated by them."""
        # programs of any company, whatever of them who deletes may see
        lists = self.sudo().with_context(active_test=False)
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
