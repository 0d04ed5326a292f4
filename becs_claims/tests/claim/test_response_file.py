import csv
import io
import tempfile
import tracemalloc

import openpyxl

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..claim_line.resubmission_case import ResubmissionCase

EVIL = ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "%x", "\ttab"]


class ResponseCase(ResubmissionCase):
    def response(self, claim, kind="xlsx", scope="all", user=None):
        """The rows of a response file as dicts of texts by heading."""
        file = tempfile.TemporaryFile()
        self.addCleanup(file.close)
        claim.with_user(user or self.analyst)._write_response(file, kind, scope)
        file.seek(0)
        return self.parsed(file.read(), kind)

    def parsed(self, content, kind):
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(content)).active
            rows = [[cell.value for cell in row] for row in sheet]
            self.assertFalse(
                [c for row in sheet for c in row if c.data_type == "f"], "formulas"
            )
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def sent_back(self, claim, change, kind="xlsx", scope="open", **values):
        """Edit a response file and import it as a new claim."""
        file = tempfile.TemporaryFile()
        self.addCleanup(file.close)
        claim._write_response(file, kind, scope)
        file.seek(0)
        content = file.read()
        rows = self.parsed(content, kind)
        rows = [row for row in rows if change(row) is not False]
        headings = list(rows[0])
        return self.send_file(
            *([row[heading] for heading in headings] for row in rows),
            headings=headings,
            **values,
        )


@tagged("post_install", "-at_install")
class TestResponseFile(ResponseCase):
    """What became of each line, as a file."""

    def test_columns(self):
        self.program.line_ids.max_resale_price = 120
        lines = self.validate(
            {"amount_stated": 200, "serial_numbers": "S1, S2"},
            {"amount_stated": 250, "unit_credit": 25, "pos_line_ref": "7"},
            {"amount_stated": 200, "resale_price": 130},
            {"amount_stated": 200, "authorization_ref": "NONE"},
        )
        self.assertEqual(
            lines.mapped("state"), ["approved", "adjusted", "review", "rejected"]
        )
        for kind in ("xlsx", "csv"):
            with self.subTest(kind=kind):
                rows = self.response(lines.claim_id, kind)
                self.assertEqual(
                    [row["Line sent again"] for row in rows],
                    [self.ref(line) for line in lines],
                )
                self.assertEqual(
                    [row["Verdict"] for row in rows],
                    ["Approved", "Adjusted", "In review", "Rejected"],
                )
                self.assertEqual(
                    [str(row["Approved amount"] or "") for row in rows][:1], ["200"]
                )
                adjusted, rejected = rows[1], rows[3]
                self.assertEqual(adjusted["Reason code"], "unit_credit_mismatch")
                self.assertEqual(adjusted["X12 code"], "31")
                self.assertEqual(adjusted["RosettaNet code"], "CCI")
                self.assertIn("at most 50.00", adjusted["What to do"])
                self.assertEqual(str(adjusted["Claimed amount"]), "250")
                self.assertEqual(str(adjusted["Document line"]), "7")
                self.assertEqual(rejected["Reason code"], "authorization_unknown")
                self.assertIn("NONE", rejected["Reason"])
                self.assertIn("Correct the authorization", rejected["What to do"])
                self.assertEqual(rejected["Currency"], "EUR")
                self.assertIn("not decided yet", rows[2]["What to do"])
                self.assertIn("Leave the row out", rows[0]["What to do"])
                self.assertEqual(rows[0]["Serial numbers"], "S1, S2")

    def test_only_what_was_not_approved(self):
        lines = self.validate(
            {"amount_stated": 200}, {"amount_stated": 250}, {"product_ref": "?"}
        )
        rows = self.response(lines.claim_id, scope="open")
        self.assertEqual([row["Verdict"] for row in rows], ["Adjusted", "Rejected"])

    def test_what_a_person_decided_is_told(self):
        [line] = self.validate({"amount_stated": 200})
        line.action_decide("reject", note="Not ours")
        [row] = self.response(line.claim_id)
        self.assertEqual((row["Verdict"], row["Reason"]), ("Rejected", "Not ours"))

    def test_no_cell_is_calculated(self):
        lines = self.validate(
            *(
                {"pos_document": text, "reseller_name": text, "product_ref": text}
                for text in EVIL
            )
        )
        for row in self.response(lines.claim_id, "csv"):
            for cell in row.values():
                self.assertNotIn(cell[:1], ("=", "+", "-", "@", "%", "\t"))
        rows = self.response(lines.claim_id, "xlsx")
        self.assertEqual([row["Product"] for row in rows], EVIL)

    def test_a_claim_that_was_not_validated_has_none(self):
        claim = self.new_claim({})
        with self.assertRaisesRegex(UserError, "not judged yet"):
            self.response(claim)

    def test_language_of_the_distributor(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.distributor.lang = "fr_FR"
        [line] = self.validate({"amount_stated": 200})
        # nothing is translated yet; it must not fail, and dates stay dates
        [row] = self.response(line.claim_id)
        self.assertEqual(row["Ship date"].date(), line.date_ship)

    def test_memory_and_queries_do_not_grow(self):
        peaks, queries = [], []
        for number in (2_500, 7_500):
            claim = self.new_claim({})
            self.env.cr.execute(
                """INSERT INTO becs_claim_line (claim_id, company_id, currency_id,
                       commercial_partner_id, sequence, transaction_type, state,
                       decision, product_ref, quantity, amount_stated, amount_claimed)
                   SELECT claim_id, company_id, currency_id, commercial_partner_id, n,
                          transaction_type, 'rejected', decision, 'X' || n, n, n, n
                     FROM becs_claim_line, generate_series(2, %s) n
                    WHERE claim_id = %s""",
                [number, claim.id],
            )
            claim.is_drawn = True
            self.env.flush_all()
            file = tempfile.TemporaryFile()
            self.addCleanup(file.close)
            before = self.cr.sql_log_count
            tracemalloc.start()
            self.addCleanup(tracemalloc.stop)
            self.assertEqual(claim._write_response(file, "csv"), number)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            queries.append(self.cr.sql_log_count - before)
        self.assertLess(peaks[1], peaks[0] * 1.5)
        self.assertLessEqual(queries[1] - queries[0], 3)  # fetches of 2,000 lines


@tagged("post_install", "-at_install")
class TestSentBack(ResponseCase):
    """The whole way: rejected, response file, corrected, imported, paid."""

    def test_the_whole_way(self):
        for kind in ("xlsx", "csv"):
            with self.subTest(kind=kind):
                lines = self.validate(
                    {"amount_stated": 200},
                    {"amount_stated": 250},
                    {"amount_stated": 200, "authorization_ref": "NONE"},
                    {"amount_stated": 200, "product_ref": "=P9"},
                )

                def correct(row):
                    if row["Verdict"] == "Adjusted":
                        return False
                    row["Authorization number"] = "A1"
                    row["Product"] = "P1"
                    return None

                claim = self.sent_back(lines.claim_id, correct, kind)
                again = self.filed(claim)
                self.assertEqual(again.resubmission_of_id, lines[2:])
                self.assertEqual(again.mapped("state"), ["approved"] * 2)
                self.assertEqual(claim.amount_approved, 400)
                self.assertFalse(claim.intake_ids.rows_refused)

    def test_columns_map_by_themselves(self):
        [line] = self.validate({"amount_stated": 200, "authorization_ref": "NONE"})
        file = tempfile.TemporaryFile()
        self.addCleanup(file.close)
        line.claim_id._write_response(file, "xlsx")
        file.seek(0)
        wizard = self.read_file(
            file.read(), "response.xlsx", company_id=self.company.id
        )
        shown = {column.heading: column.field_name for column in wizard.column_ids}
        self.assertEqual(shown["Line sent again"], "resubmission_ref")
        for heading in (
            "Verdict",
            "Approved amount",
            "Reason code",
            "X12 code",
            "RosettaNet code",
            "Reason",
            "What to do",
        ):
            self.assertEqual(shown[heading], "ignored", heading)
        self.assertEqual(shown["Claimed amount"], "amount_claimed")
        self.assertFalse(wizard.missing)

    def test_all_lines_unchanged(self):
        """What was paid is refused, the rest is validated as before."""
        lines = self.validate(
            {"amount_stated": 200},
            {"amount_stated": 250},
            {"amount_stated": 200, "authorization_ref": "NONE"},
        )
        claim = self.sent_back(lines.claim_id, lambda row: None, scope="all")
        self.assertEqual(claim.intake_ids.rows_refused, 2)
        shown = claim.intake_ids.refused_attachment_id.raw.decode()
        self.assertIn("was approved as claimed", shown)
        self.assertIn("at most 50.00", shown)
        [again] = self.filed(claim)
        self.assertState(again, "rejected", 0, "authorization_unknown")

    def test_a_forged_reference_does_no_harm(self):
        """Naming another line, even a paid one of another sale, pays nothing twice."""
        paid, rejected = self.validate(
            {"amount_stated": 200, "pos_document": "D"},
            {"amount_stated": 200, "authorization_ref": "NONE"},
        )
        claim = self.send_file(self.row(self.ref(rejected), document="D"))
        [again] = self.filed(claim)
        self.assertState(again, "rejected", 0, "duplicate_line")


@tagged("post_install", "-at_install")
class TestResponseDownload(ResponseCase, HttpCase):
    """Who gets the file."""

    def setUp(self):
        super().setUp()
        [self.line] = self.validate({"amount_stated": 200, "authorization_ref": "NONE"})
        self.claim = self.line.claim_id
        for user in self.analyst | self.viewer:
            user.password = user.login

    def url(self, kind="xlsx", **values):
        query = "&".join(f"{name}={value}" for name, value in values.items())
        return f"/becs_claims/response/{self.claim.id}.{kind}?{query}"

    def test_who_may_read_the_claim_gets_it(self):
        for user in (self.analyst, self.viewer):
            for kind in ("xlsx", "csv"):
                self.authenticate(user.login, user.login)
                answer = self.url_open(self.url(kind, lines="open"))
                self.assertEqual(answer.status_code, 200)
                self.assertIn("attachment", answer.headers["Content-Disposition"])
                [row] = self.parsed(answer.content, kind)
                self.assertEqual(row["Line sent again"], self.ref(self.line))

    def test_others_do_not(self):
        self.assertNotEqual(
            self.url_open(self.url(), allow_redirects=False).status_code, 200
        )
        company = self.env["res.company"].create({"name": "Vendor 2"})
        for login, groups, companies in (
            ("employee", "base.group_user", self.company),
            ("portal", "base.group_portal", self.company),
            ("stranger", "base.group_user,becs_claims.group_analyst", company),
        ):
            new_test_user(
                self.env,
                f"response_{login}",
                groups,
                company_id=companies.id,
                company_ids=[Command.set(companies.ids)],
            )
            self.authenticate(f"response_{login}", f"response_{login}")
            self.assertEqual(self.url_open(self.url()).status_code, 404, login)

    def test_odd_requests(self):
        self.authenticate(self.analyst.login, self.analyst.login)
        self.assertEqual(self.url_open(self.url(lines="x")).status_code, 404)
        self.assertEqual(self.url_open(self.url("pdf")).status_code, 404)
        self.claim.action_reset_to_draft()
        answer = self.url_open(self.url())
        self.assertEqual(answer.status_code, 400)
        self.assertIn("not judged yet", answer.text)

    def test_wizard(self):
        wizard = (
            self.env["becs.claim.response"]
            .with_user(self.viewer)
            .create({"claim_id": self.claim.id, "kind": "csv"})
        )
        self.assertEqual(
            wizard.action_download()["url"],
            f"/becs_claims/response/{self.claim.id}.csv?lines=open",
        )
