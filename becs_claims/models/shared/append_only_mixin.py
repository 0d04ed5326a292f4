from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...storage.refusing import refuse, refuse_truncate


class BecsAppendOnlyMixin(models.AbstractModel):
    """Records that are added and never changed or deleted, by nobody.

    The database refuses it as well, whoever asks. It lets through what foreign keys do
    by themselves: references to what is deleted are emptied, and records go with the
    one they belong to where ``_goes_along`` says so.
    """

    _name = "becs.append.only.mixin"
    _description = "Records That Stay as They Are"

    # SQL of whether a record, ``OLD``, goes with the one it belongs to
    _goes_along = SQL("FALSE")

    def init(self):
        if self._abstract:
            return
        # foreign keys act from within triggers, statements do not
        asked = SQL("pg_trigger_depth() = 0")
        message = f"{self._table} %s is never changed or deleted"
        for name, event, condition in (
            ("becs_append_only_update", "BEFORE UPDATE", asked),
            (
                "becs_append_only_delete",
                "BEFORE DELETE",
                SQL("%s OR NOT (%s)", asked, self._goes_along),
            ),
        ):
            refuse(
                self.env,
                self._table,
                name,
                SQL(event),
                condition,
                message,
            )
        refuse_truncate(self.env, self._table, "becs_append_only_truncate", message)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        self._refuse_change()

    def _refuse_change(self):
        if self:
            raise UserError(self._why_append_only())

    def _why_append_only(self):
        """The sentence that says why they stay, and what to do instead."""
        raise NotImplementedError
