import io
import json
import re
import subprocess
import unittest
import zipfile
from unittest.mock import patch
from urllib.parse import unquote

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.base.models import ir_actions_report

from ...settlement import statement_pages
from ..shared.settlement_common import SettlementCommon

HEADINGS = (
    "Claim, Row Document Ship Date Product End Customer Authorization Quantity"
    " Into-Stock Price Credit per Unit Claimed Credited"
)
SHIPPED = {
    "date_ship": "2026-03-31",
    "into_stock_price": "19.5",
    "unit_credit_approved": "1.25",
}


@tagged("post_install", "-at_install")
class TestStatementPdf(SettlementCommon, HttpCase):
    """The statement as the PDF that people get, really printed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if ir_actions_report._wkhtml().state == "install":
            raise unittest.SkipTest("Wkhtmltopdf is not installed.")
        reports = cls.registry["ir.actions.report"]
        prepare = reports._pre_render_qweb_pdf
        cls.classPatch(reports, "get_wkhtmltopdf_state", lambda self: "ok")
        # Odoo prints in no test that does not ask for it
        cls.classPatch(
            reports,
            "_pre_render_qweb_pdf",
            lambda self, *args, **options: prepare(
                self.with_context(force_report_rendering=True), *args, **options
            ),
        )
        # a second more for each page's scripts, of which there are none
        cls.env["ir.config_parameter"].set_param("report.print_delay", "1")
        cls.company.name = "Vendor Incorporated"
        cls.distributor.email = "claims@one.example.com"
        company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.accountant.password = cls.accountant.login
        cls.env["res.users"].with_context(no_reset_password=True).create(
            {
                "login": "becs_clerk",
                "password": "becs_clerk",
                "partner_id": cls.distributor.id,
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
                **company,
            }
        )

    def credited(self, lines, names=None, **values):
        """The credit note of a claim.

        :param names: columns and what is written into them, on every line
        """
        claim = self.make_claim(lines, reference="D-77", **values)
        names = SHIPPED | (names or {})
        columns = ", ".join(f"{name} = %s" for name in names)
        self.env.cr.execute(
            f"UPDATE becs_claim_line SET {columns} WHERE claim_id = %s",
            [*names.values(), claim.id],
        )
        return self.run_claims(claim).line_ids.move_id

    def three_lines(self, **names):
        return self.credited(
            [
                {"amount": 10.25, "program": self.program},
                {"amount": 5, "program": self.other_program},
                {"amount": -2.5, "program": self.program},
            ],
            names,
        )

    def many_lines(self, count, **names):
        """Lines of $ 1.01, 2.02, 3.03 and so on."""
        return self.credited(
            [
                {"amount": f"{number}.{number:02}", "program": self.program}
                for number in range(1, count + 1)
            ],
            names,
        )

    def pdf_of(self, note):
        """The PDF among the files of a credit note's statement."""
        workbook, pdf = note._becs_statements()
        self.assertEqual(workbook.name, f"{pdf.name[:-4]}.xlsx")
        self.assertEqual(pdf.mimetype, "application/pdf")
        return pdf.raw

    def pages(self, content):
        """The text of each page, its words one space apart."""
        self.assertEqual(content[:5], b"%PDF-")
        return [
            # Odoo keeps a sign and its number together with a space of no width
            re.sub(r"\s*\u200b\s*", "", " ".join(page.extract_text().split()))
            for page in PdfReader(io.BytesIO(content)).pages
        ]

    def assert_nothing_cut_off(self, content):
        """Every letter begins on the page, left of its right margin."""
        for page in PdfReader(io.BytesIO(content)).pages:
            begins = self.text_begins(page)
            self.assertGreater(min(begins), 10)
            self.assertLess(max(begins), float(page.mediabox.width) - 20)

    def text_begins(self, page):
        """How far from the left of the page its texts begin, in points."""
        begins = []

        def seen(text, matrix, text_matrix, *_font):
            if text.strip():
                begins.append(text_matrix[4] * matrix[0] + matrix[4])

        page.extract_text(visitor_text=seen)
        return begins

    def assert_three_lines(self, content, note):
        [text] = self.pages(content)
        claim = note.becs_claim_ids.name
        date = f"{note.invoice_date:%m/%d/%Y}"
        self.assertIn(
            f"Statement of {note.name} Vendor Vendor Incorporated"
            f" Distributor Distributor One Date {date} Currency USD"
            " Claim Debit Number Authorization Lines Credited"
            f" {claim} D-77 SD-1 2 $ 7.75 {claim} D-77 SD-2 1 $ 5.00 Total 3 $ 12.75"
            f" {HEADINGS}"
            f" {claim}, 1 D1 03/31/2026 CPU-24 Müller & Söhne SD-1"
            " 1 $ 19.50 $ 1.25 $ 10.25 $ 10.25"
            f" {claim}, 2 D2 03/31/2026 CPU-24 Müller & Söhne SD-2"
            " 1 $ 19.50 $ 1.25 $ 5.00 $ 5.00"
            f" {claim}, 3 D3 03/31/2026 CPU-24 Müller & Söhne SD-1"
            " -1 $ 19.50 $ 1.25 $ -2.50 $ -2.50",
            text,
        )
        self.assertEqual(text.count("Total"), 1)
        self.assert_nothing_cut_off(content)

    def test_an_accountant_downloads_it(self):
        note = self.three_lines(
            product_ref="CPU-24", end_customer_name="Müller & Söhne"
        )
        self.authenticate(self.accountant.login, self.accountant.login)
        address = f"/report/pdf/becs_claims.report_credit_statement/{note.id}"
        response = self.url_open(
            "/report/download?data=" + json.dumps([address, "qweb-pdf"])
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn(
            f"Statement {note.name.replace('/', '-')}.pdf",
            unquote(response.headers["Content-Disposition"]),
        )
        self.assert_three_lines(response.content, note)

    def test_a_distributor_gets_it_by_mail_and_on_the_portal(self):
        note = self.three_lines(
            product_ref="CPU-24", end_customer_name="Müller & Söhne"
        )
        printed = self.pdf_of(note)
        self.assert_three_lines(printed, note)
        # what Odoo's scheduler calls
        self.env["account.move.send"]._generate_and_send_invoices(note, from_cron=True)
        [message] = note.message_ids.filtered(
            lambda message: self.distributor in message.notified_partner_ids
        )
        number = note.name.replace("/", "-")
        sent = {file.name: file.raw for file in message.attachment_ids}
        self.assertEqual(sent[f"Statement {number}.pdf"], printed)
        self.assertEqual(sent[f"Statement {number}.xlsx"][:2], b"PK")
        # Odoo's credit note, which has its letters drawn
        [invoice] = (content for name, content in sent.items() if name[:4] == "RINV")
        self.assertEqual(len(self.pages(invoice)), 1)

        self.authenticate("becs_clerk", "becs_clerk")
        response = self.url_open(
            f"/my/invoices/{note.id}?report_type=pdf&download=true"
        )
        with zipfile.ZipFile(io.BytesIO(response.content)) as files:
            found = {name: files.read(name) for name in files.namelist()}
        self.assertEqual(found, sent)

    def test_every_page_has_the_headings(self):
        customer = " ".join(["Müller AG"] * 30)  # goes on over several lines
        note = self.many_lines(60, product_ref="CPU24", end_customer_name=customer)
        content = self.pdf_of(note)
        # a heading without room for it is wrapped as well
        pages = [
            text.replace("Into- Stock", "Into-Stock") for text in self.pages(content)
        ]
        claim = note.becs_claim_ids.name
        total = "$ 1,848.30"  # 1.01 × (1 + … + 60)
        summary = f"{claim} D-77 SD-1 60 {total} Total 60 {total}"
        self.assertEqual(" ".join(pages).count("Total"), 1)
        self.assertIn(summary, pages[0])
        pages[0] = pages[0].partition(summary)[2]
        self.assertIn(len(pages), range(6, 12))
        first = 1
        for text in filter(None, pages):
            before, rows = text.split(HEADINGS)
            last = first + rows.count(claim) - 1
            self.assertEqual(
                before.strip(), f"Statement of {note.name}: lines {first} to {last}"
            )
            self.assertEqual(
                rows.strip(),
                " ".join(
                    f"{claim}, {number} D{number} 03/31/2026 CPU24 {customer} SD-1"
                    f" 1 $ 19.50 $ 1.25 $ {number}.{number:02} $ {number}.{number:02}"
                    for number in range(first, last + 1)
                ),
            )
            first = last + 1
        self.assertEqual(first, 61)
        # letters, not drawings of letters
        self.assertLess(len(content), 100_000)
        self.assert_nothing_cut_off(content)

    def test_no_line_is_cut_in_two_where_the_page_ends(self):
        """Also where there is more on a page than was estimated."""

        def one_page(rows, *_texts):
            return [rows]

        with patch.object(statement_pages, "pages", one_page):
            content = self.pdf_of(note := self.many_lines(80, product_ref="CPU24"))
        text = " ".join(self.pages(content))
        [claim] = note.becs_claim_ids.mapped("name")
        for number in range(1, 81):
            line = f"{claim}, {number} D{number} 03/31/2026 CPU24 SD-1"
            self.assertEqual(text.count(line), 1, line)

    def test_long_names_push_no_amount_off_the_page(self):
        names = {
            "pos_document": "DOCUMENT_" * 8,
            "product_ref": "PRODUCT_" * 10,
            "end_customer_name": "VERKEHRSBETRIEBE" * 6,
        }
        note = self.many_lines(12, **names, amount_claimed=12_345_678.9)
        content = self.pdf_of(note)
        text = " ".join(self.pages(content))
        for number in range(1, 13):
            self.assertIn(f"$ 12,345,678.90 $ {number}.{number:02}", text)
        for name in names.values():
            self.assertEqual(text.replace(" ", "").count(name), 12)
        self.assert_nothing_cut_off(content)

    def test_names_and_money_of_other_scripts(self):
        euro = self.setup_other_currency("EUR")
        self.distributor.name = "ООО «Дистрибьютор»"
        note = self.credited(
            [
                {
                    "amount": 1234.5,
                    "program": self.make_program("ΑΔ-1", currency_id=euro.id),
                }
            ],
            {"end_customer_name": "Ελληνική Βιομηχανία", "product_ref": "Čip-Ł"},
            currency_id=euro.id,
        )
        [text] = self.pages(self.pdf_of(note))
        for part in (
            "Distributor ООО «Дистрибьютор»",
            "Currency EUR",
            "ΑΔ-1 1 1,234.50 € Total 1 1,234.50 €",
            "Čip-Ł Ελληνική Βιομηχανία ΑΔ-1 1 19.50 € 1.25 € 1,234.50 € 1,234.50 €",
        ):
            self.assertIn(part, text)

    def test_the_button_downloads_the_workbook_all_the_same(self):
        note = self.three_lines()
        for _again in range(2):
            workbook, pdf = note._becs_statements()
            self.assertEqual(workbook.name, f"{pdf.name[:-4]}.xlsx")
            self.assertEqual(
                note.action_becs_statement()["url"],
                f"/web/content/{workbook.id}?download=true",
            )
            self.env.invalidate_all()

    def test_a_printer_that_fails_stops_no_credit_note(self):
        crashed = subprocess.CompletedProcess([], -6, "", "out of paper")
        with (
            patch.object(ir_actions_report, "_run_wkhtmltopdf", lambda args: crashed),
            self.assertLogs("odoo.addons.base.models.ir_actions_report") as logs,
        ):
            note = self.three_lines()
        self.assertIn("out of paper", logs.output[0])
        self.assertEqual(note.state, "posted")
        self.assertEqual(note.becs_statement_ids.mapped("name")[0][-5:], ".xlsx")
        self.assertEqual(len(note.becs_statement_ids), 1)
