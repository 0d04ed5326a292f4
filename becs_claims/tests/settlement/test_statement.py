import io
from datetime import date
from unittest.mock import patch

import openpyxl
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...report import credit_statement
from ...settlement import statement_file
from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestStatement(SettlementCommon):
    """The file that tells what a credit note pays, line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.email = "claims@one.example.com"
        cls.claim = cls.make_claim(
            [
                {"amount": 10.25, "program": cls.program},
                {"amount": 5, "program": cls.other_program},
                {"amount": -2.5, "program": cls.program},
                {"amount": 7, "state": "review"},
                {"amount": 0, "state": "rejected"},
            ],
            reference="D-77",
        )

    def printed(self, note):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_html("becs_claims.report_credit_statement", note.ids)[0]
            .decode()
        )

    def credited(self):
        run = self.run_claims(self.claim)
        [note] = run.line_ids.move_id
        return note

    def rows(self, attachment):
        sheet = openpyxl.load_workbook(io.BytesIO(attachment.raw)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    def test_lists_the_lines_that_are_paid(self):
        note = self.credited()
        [workbook] = note.becs_statement_ids
        headings, *rows = self.rows(workbook)
        self.assertEqual(headings[0], "Claim")
        paid, claimed = (
            headings.index("Credited amount"),
            headings.index("Claimed amount"),
        )
        lines = rows[:-2]
        self.assertEqual([row[paid] for row in lines], [10.25, 5, -2.5])
        self.assertEqual([row[3] for row in lines], ["SD-1", "SD-2", "SD-1"])
        self.assertEqual([row[1] for row in lines], ["D-77"] * 3)
        self.assertEqual(lines[2][headings.index("Quantity")], -1)
        total = rows[-1]
        self.assertEqual(
            (total[0], total[claimed], total[paid]), ("Total", 12.75, 12.75)
        )
        self.assertEqual(total[paid], note.amount_untaxed)
        self.assertEqual(
            (workbook.res_model, workbook.res_id), ("account.move", note.id)
        )

    def test_speaks_the_language_of_the_distributor(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.distributor.lang = "de_DE"
        seen = []
        original = statement_file.write

        def write(file, rows, translate, remarks):
            seen.append(translate("Total"))
            return original(file, rows, lambda text: f"de:{text}", remarks)

        with patch.object(statement_file, "write", write):
            note = self.credited()
        self.assertEqual(len(seen), 1)
        self.assertEqual(self.rows(note.becs_statement_ids)[0][0], "de:Claim")

    def test_is_made_once_and_sent_with_the_credit_note(self):
        note = self.credited()
        made = note.becs_statement_ids
        attachments = self.env["account.move.send"]._get_invoice_extra_attachments(note)
        self.assertIn(made, attachments)
        self.assertEqual(note._becs_statements(), made)
        self.assertEqual(
            note.sending_data,
            {
                "author_user_id": self.env.uid,
                "author_partner_id": self.env.user.partner_id.id,
            },
        )

    def test_is_not_sent_where_the_company_does_not_want_it(self):
        self.company.becs_send_credit_notes = False
        note = self.credited()
        self.assertTrue(note.becs_statement_ids)
        self.assertFalse(note.sending_data)

    def test_no_address_is_told_on_the_credit_note(self):
        self.distributor.email = False
        note = self.credited()
        self.assertFalse(note.sending_data)
        self.assertIn("no e-mail address", note.message_ids[0].body)

    def test_many_lines_are_written_in_the_background(self):
        self.company.becs_background_lines = 2
        run = (
            self.env["becs.run"]
            .sudo()
            .create({"kind": "claims", "claim_ids": self.claim.ids, "state": "running"})
        )
        run._credit_all()
        note = run.line_ids.move_id
        self.assertFalse(note.becs_statement_ids)
        job = self.env["becs.job"].search(
            [("kind", "=", "statement"), ("res_id", "=", run.id)]
        )
        self.assertEqual(job.state, "pending")
        run._run_job_statement(lambda done, total, message: None)
        self.assertEqual(len(self.rows(note.becs_statement_ids)), 6)

    def test_stays_as_it_was_sent_when_the_credit_note_is_undone(self):
        note = self.credited()
        made = note.becs_statement_ids
        note.button_draft()
        self.assertEqual(note.becs_statement_ids, made)
        self.assertEqual(len(self.rows(made)), 6)

    def test_other_invoices_have_none(self):
        invoice = self.init_invoice("out_refund", amounts=[100], post=True)
        self.assertFalse(invoice._becs_statements())
        with self.assertRaisesRegex(UserError, "pays no claim lines"):
            invoice.action_becs_statement()

    def test_whoever_may_not_read_the_credit_note_gets_none(self):
        note = self.credited()
        stranger = new_test_user(self.env, "becs_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            note.with_user(stranger).action_becs_statement()

    def test_says_that_the_date_was_locked(self):
        self.company.sale_lock_date = "2026-06-30"
        self.claim.sudo().date_submitted = "2026-05-31"
        run = self.env["becs.run"].create({"date": "2026-05-31"})
        run.action_start()
        note = run.line_ids.move_id
        self.assertEqual(note.invoice_date, date(2026, 5, 31))
        booked = f"{note.date:%m/%d/%Y}"
        self.assertGreater(note.date, date(2026, 6, 30))
        said = f"Booked on {booked}, because the books of 05/31/2026 are closed."
        self.assertEqual(self.rows(note.becs_statement_ids)[-1][0], said)
        self.assertIn(said, self.printed(note))

    def test_printed_statement(self):
        note = self.credited()
        lines = note.line_ids.becs_claim_line_ids
        self.env.cr.execute(
            "UPDATE becs_claim_line SET date_ship = %s WHERE id = ANY(%s)",
            [date(2026, 3, 31), lines.ids],
        )
        html = self.printed(note)
        for text in ("SD-1", "SD-2", "D-77", note.name, "03/31/2026", "10.25", "7.75"):
            self.assertIn(text, html)
        self.assertNotIn("More lines than can be printed", html)
        with patch.object(credit_statement, "PDF_LINES", 2):
            html = self.printed(note)
        self.assertIn("More lines than can be printed", html)

    def test_printed_cells_stand_below_their_headings(self):
        """Also those of a line without prices or names, and with an endless price."""
        note = self.credited()
        self.env.cr.execute(
            """UPDATE becs_claim_line SET into_stock_price = 211.0 / 11, quantity = 22
                WHERE id = %s""",
            [self.claim.line_ids[0].id],
        )
        tables = etree.HTML(self.printed(note)).findall(".//table")
        rows = [
            [" ".join(cell.itertext()).split() for cell in row]
            for row in tables[-1].iter("tr")
        ]
        total = [
            " ".join(cell.itertext()).split() for cell in tables[0].find("tfoot/tr")
        ]
        self.assertEqual(total, [["Total"], ["3"], ["$", "12.75"]])
        headings, first, second, *_others = rows
        self.assertEqual({len(row) for row in rows}, {len(headings)})
        price = headings.index(["Into-Stock", "Price"])
        self.assertEqual(" ".join(first[price]), "$ 19.181818")
        self.assertEqual(second[price], [])
        self.assertEqual(first[headings.index(["Quantity"])], ["1"])

    def test_a_server_that_can_print_adds_a_pdf(self):
        self.patch(
            self.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda self: "ok",
        )
        note = self.credited()
        self.assertEqual(
            note.becs_statement_ids.mapped(lambda file: file.name.split(".")[-1]),
            ["xlsx", "pdf"],
        )
