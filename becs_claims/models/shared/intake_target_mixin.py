from odoo import api, models


class BecsIntakeTargetMixin(models.AbstractModel):
    """What the rows of a file become: the steps that differ by kind of file.

    Called on the record the rows belong to, or on an empty recordset while there is
    none, or where rows of that kind stand for themselves.
    """

    _name = "becs.intake.target.mixin"
    _description = "Made From a File"

    def unlink(self):
        """Delete records, and with them the files received for them."""
        if self:
            self.env["becs.intake"]._delete_of(self)
        return super().unlink()

    # Before it is received, called with the importer of the file

    @api.model
    def _import_check(self, importer):
        """Refuse early what would be refused anyway.

        :raise UserError: in a sentence that says what to do
        """

    @api.model
    def _import_defaults(self, importer):
        """Return {field: text} of what all rows hold where no column states it."""
        return {}

    @api.model
    def _import_take_from_file(self, importer, reading):
        """Take over what the file is clear about."""

    @api.model
    def _import_target(self, importer):
        """Return the record the rows will belong to; it may be made for them."""
        return self

    # When the file is read

    def _intake_queued(self, intake, job):
        """The file will be read by a background job."""

    def _intake_check(self, intake):
        """Refuse to add rows.

        :raise UserError: when it is too late for that
        """

    def _intake_rows(self, intake, reading):
        """Return the rows of a reading, each one good or refused."""
        return reading

    def _intake_store(self, intake, rows):
        """Store rows, dicts of the values of good ones, and return how many."""
        raise NotImplementedError

    def _intake_done(self, intake, table):
        """The rows were stored."""

    def _intake_action(self, intake):
        """Return the action that shows what the file became."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _intake_message(self, body):
        """Tell those who follow the record what became of the file."""
        self._message_log(body=body)
