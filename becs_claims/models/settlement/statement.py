import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...settlement import statement, statement_file


class AccountMove(models.Model):
    """The statement of a credit note: its claim lines as a file that goes with it."""

    _inherit = "account.move"

    becs_statement_ids = fields.Many2many(
        "ir.attachment",
        "account_move_becs_statement_rel",
        "move_id",
        "attachment_id",
        "Statement of Claim Lines",
        readonly=True,
        copy=False,
        groups="becs_claims.group_viewer,account.group_account_readonly",
    )

    def action_becs_statement(self):
        """Download the statement; it is made now if nobody asked for it before."""
        self.ensure_one()
        self.check_access("read")
        if not self._becs_statements():
            raise UserError(
                self.env._(
                    "%(note)s pays no claim lines, so there is nothing to list. Post "
                    "it first, or open the credit note that took its place.",
                    note=self.display_name,
                )
            )
        workbook = self._becs_statements()[0]
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{workbook.id}?download=true",
            "target": "download",
        }

    def _becs_statements(self):
        """The files of the statements, made where they are missing.

        Once made they stay as they were sent, also when the credit note is undone.
        """
        # whoever may read the credit note gets what belongs to it
        moves = self.sudo()
        for move in moves:
            if move.becs_claim_ids and move._becs_needs_statement():
                move.becs_statement_ids = move._becs_make_statement()
        return moves.becs_statement_ids.sorted("id").sudo(self.env.su)

    def _becs_hand_out(self, author):
        """Make the statement, and have the credit note sent with it.

        Odoo's own scheduler sends it, in the way the distributor gets its invoices.

        :param author: user in whose name it is sent
        """
        self.ensure_one()
        self._becs_statements()
        sends = self.company_id.becs_send_credit_notes and self.state == "posted"
        if not sends or self.is_move_sent or self.sending_data:
            return
        if not self.partner_id.email:
            self.message_post(
                body=self.env._(
                    "Not sent: %(partner)s has no e-mail address. Enter one and send "
                    "the credit note from here.",
                    partner=self.partner_id.display_name,
                )
            )
            return
        self.sending_data = {
            "author_user_id": author.id,
            "author_partner_id": author.partner_id.id,
        }
        # the scheduler belongs to nobody who credits claims
        self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()

    def _becs_needs_statement(self):
        return (
            self.state == "posted"
            and not self.becs_statement_ids
            # who sends it need not have a role here
            and bool(self.sudo().line_ids.becs_credit_ids)
        )

    def _becs_make_statement(self):
        """Write the files, in the language of who gets them."""
        self.ensure_one()
        move = self.with_context(lang=self.partner_id.lang or self.env.lang)
        name = self.env._("Statement %(note)s", note=self.name).replace("/", "-")
        with tempfile.TemporaryFile() as file:
            statement_file.write(
                file,
                statement.rows(move.env, move.id),
                lambda text: move.env._(text),
                filter(None, [move._becs_booked_note()]),
            )
            file.seek(0)
            files = [{"name": f"{name}.xlsx", "raw": file.read()}]
        if pdf := move._becs_statement_pdf():
            files.append({"name": f"{name}.pdf", "raw": pdf})
        return self.env["ir.attachment"].create(
            [{**values, "res_model": self._name, "res_id": self.id} for values in files]
        )

    def _becs_booked_note(self):
        """Say that the date of the document was locked, where it was."""
        self.ensure_one()
        if self.date == self.invoice_date:
            return None
        return self.env._(
            "Booked on %(date)s, because the books of %(wanted)s are closed.",
            date=format_date(self.env, self.date),
            wanted=format_date(self.env, self.invoice_date),
        )


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_invoice_extra_attachments(self, move):
        """A credit note for claims is sent with its statement."""
        return super()._get_invoice_extra_attachments(move) | move._becs_statements()
