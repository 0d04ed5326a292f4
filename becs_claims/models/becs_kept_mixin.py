from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BecsKeptMixin(models.AbstractModel):
    """Records that are added and never changed or deleted, by nobody.

    The database refuses it as well, whoever asks. It lets through what foreign keys do
    by themselves: references to what is deleted are emptied, and records go with the
    one they belong to where ``_goes_along`` says so.
    """

    _name = "becs.kept.mixin"
    _description = "Records That Stay as They Are"

    # SQL of whether a record, ``OLD``, goes with the one it belongs to
    _goes_along = SQL("FALSE")

    def init(self):
        if self._abstract:
            return
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION becs_kept() RETURNS trigger
                LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION USING
                        ERRCODE = 'integrity_constraint_violation',
                        CONSTRAINT = TG_NAME,
                        TABLE = TG_TABLE_NAME,
                        MESSAGE = TG_TABLE_NAME || ' ' || OLD.id
                                  || ' is never changed or deleted';
                END $$;
                -- foreign keys act from within triggers, statements do not
                CREATE OR REPLACE TRIGGER becs_kept_update
                BEFORE UPDATE ON %(table)s FOR EACH ROW
                WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION becs_kept();
                CREATE OR REPLACE TRIGGER becs_kept_delete
                BEFORE DELETE ON %(table)s FOR EACH ROW
                WHEN (pg_trigger_depth() = 0 OR NOT (%(goes_along)s))
                EXECUTE FUNCTION becs_kept();
                """,
                table=SQL.identifier(self._table),
                goes_along=self._goes_along,
            )
        )

    @api.model
    def _drop_guards(self):
        """Take away what :meth:`init` made for all models, when the add-on goes."""
        self.env.cr.execute("DROP FUNCTION IF EXISTS becs_kept() CASCADE")

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
