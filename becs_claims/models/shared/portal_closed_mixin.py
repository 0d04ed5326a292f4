from odoo import models


class BecsPortalClosedMixin(models.AbstractModel):
    """What this add-on keeps on Odoo's own records is the vendor's own business.

    Limits, tolerances and terms are on companies, partners and credit notes, which
    people on the portal read as Odoo has it: they read no field of ours there. A model
    names this mixin before Odoo's own, so that it is asked first.
    """

    _name = "becs.portal.closed.mixin"
    _description = "Fields on Odoo's Records That the Portal Does Not Read"

    def _has_field_access(self, field, operation):
        if (
            not self.env.su
            and field.name.startswith("becs_")
            and not self.env.user._is_internal()
        ):
            return False
        return super()._has_field_access(field, operation)
