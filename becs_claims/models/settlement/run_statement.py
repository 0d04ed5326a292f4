from odoo import models
from odoo.modules import module


class BecsRun(models.Model):
    """What goes out after a run: statements, and the credit notes with them."""

    _inherit = "becs.run"

    def _hand_out(self):
        """Make the statements and send the credit notes, many lines in the background.

        Credit notes are posted by then, and a credit note that is sent by hand
        meanwhile gets its statement just the same.
        """
        created = self.line_ids.filtered(lambda line: line.outcome == "created")
        limit = self.company_id.becs_background_lines
        if sum(created.mapped("line_count")) > limit > 0:
            self.env["becs.job"]._enqueue("statement", self)
        else:
            for move in created.move_id:
                move._becs_hand_out(self.user_id)

    def _run_job_statement(self, report):
        """Work of a background job, credit note by credit note."""
        self.ensure_one()
        moves = self.line_ids.move_id
        attempt = (
            self._in_savepoint if module.current_test else self._in_own_transaction
        )
        for number, move in enumerate(moves):
            report(
                number,
                len(moves),
                self.env._("Statement of %(note)s", note=move.display_name),
            )
            attempt("_hand_out_one", move.id)

    def _hand_out_one(self, move_id):
        self.env["account.move"].browse(move_id)._becs_hand_out(self.user_id)
