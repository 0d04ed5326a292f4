import tempfile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...settlement import statement, statement_file, statement_pages
from ..shared import shown

# a PDF with more pages is read by nobody, and takes minutes to make
PDF_LINES = 2_000
# what wraps where there is no room for it, in the summary and in the lines
SUMMARY_TEXTS = ("claim", "debit_number", "authorization")
LINE_TEXTS = ("document", "product", "end_customer", "authorization")
# lines of the summary there is room for on the first page
SUMMARY_DOWN = 28
# longer words are cut, so that they do not push the amounts off the page
LONGEST_WORD = 24


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

    def _becs_statement_pdf(self):
        """The printed statement; nothing where the server cannot print."""
        reports = self.env["ir.actions.report"]
        if reports.get_wkhtmltopdf_state() in ("install", "broken"):
            return None
        try:
            pdf, _kind = reports._render_qweb_pdf(
                "becs_claims.action_report_credit_statement", self.ids
            )
        except UserError:
            return None  # Odoo has logged why; the workbook says as much
        return pdf

    def _becs_prints_bare(self):
        """Whether the server prints without letterheads and page numbers, and cannot
        repeat headings: with a wkhtmltopdf that has no patched Qt.
        """
        return not _wkhtml().is_patched_qt

    def _becs_summary_pages(self, rows):
        """The summary of the printed statement, cut into pages."""
        return statement_pages.pages(rows, SUMMARY_TEXTS, SUMMARY_DOWN)

    def _becs_line_pages(self, rows):
        """The lines of the printed statement, cut into pages: what is said above the
        rows of each, and the rows.
        """
        found, first = [], 1
        for some in statement_pages.pages(rows, LINE_TEXTS):
            said = self.env._(
                "Statement of %(note)s: lines %(first)s to %(last)s",
                note=self.name,
                first=first,
                last=first + len(some) - 1,
            )
            found.append((said, some))
            first += len(some)
        return found

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

    def _becs_statement_summary(self):
        """What each claim comes to by program, for the printed statement."""
        self.ensure_one()
        names = ("claim", "debit_number", "authorization", "lines", "amount")
        return [
            dict(zip(names, row, strict=True))
            for row in statement.summary(self.env, self.id)
        ]

    def _becs_statement_rows(self):
        """The lines of the printed statement, and whether there are more."""
        self.ensure_one()
        rows = list(statement.rows(self.env, self.id, PDF_LINES + 1))
        for row in rows:
            row["long_word"] = any(
                len(word) > LONGEST_WORD
                for name in LINE_TEXTS
                for word in (row[name] or "").split()
            )
            row["quantity"] = shown.number(self.env, row["quantity"] or 0)
            for name in ("into_stock_price", "unit_credit_approved"):
                if row[name] is not None:
                    row[name] = shown.price(self.env, row[name], self.currency_id)
        return rows[:PDF_LINES], len(rows) > PDF_LINES


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    @api.model
    def _get_invoice_extra_attachments(self, move):
        """A credit note for claims is sent with its statement."""
        return super()._get_invoice_extra_attachments(move) | move._becs_statements()
