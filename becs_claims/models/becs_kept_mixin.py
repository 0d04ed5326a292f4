from odoo import api, models
from odoo.exceptions import UserError


class BecsKeptMixin(models.AbstractModel):
    """Records that are added and never changed or deleted, by nobody."""

    _name = "becs.kept.mixin"
    _description = "Records That Stay as They Are"

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        if self:
            raise UserError(self._why_kept())

    def _why_kept(self):
        """The sentence that says why they stay, and what to do instead."""
        raise NotImplementedError
