from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..models.shared import shown
from ..settlement import statement, statement_pages

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
    """The printed statement of a credit note."""

    _inherit = "account.move"

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
