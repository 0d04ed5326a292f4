from odoo import models


class BecsPortalClosed(models.AbstractModel):
    """What this add-on keeps on Odoo's own records is the vendor's own business.

    Limits, tolerances and terms are on companies, partners and credit notes, which
    people on the portal read as Odoo has it: they read no field of ours there.
    """

    _name = "becs.portal.closed"
    _description = "Fields on Odoo's Records That the Portal Does Not Read"

    def _has_field_access(self, field, operation):
        if (
            not self.env.su
            and field.name.startswith("becs_")
            and not self.env.user._is_internal()
        ):
            return False
        return super()._has_field_access(field, operation)


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["becs.portal.closed", "res.company"]


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["becs.portal.closed", "res.partner"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["becs.portal.closed", "account.move"]


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["becs.portal.closed", "account.move.line"]


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["becs.portal.closed", "product.template"]


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["becs.portal.closed", "product.product"]


class ResUsers(models.Model):
    # it reads its partner's fields as its own
    _name = "res.users"
    _inherit = ["becs.portal.closed", "res.users"]
