from odoo.tests import tagged
from odoo.tools import mute_logger

from ..intake.import_case import xlsx_file
from ..shared.portal_pages_case import HEADINGS, PortalPagesCase


@tagged("post_install", "-at_install")
class TestPortalClaimDraft(PortalPagesCase):
    """The verdict before submitting, and everything a clerk does about it."""

    def draft(self, *lines, **values):
        claim = self.new_claim(
            *(lines or ({"amount_stated": 200},)),
            date_submitted=False,
            source="portal",
            user_id=False,
            **values,
        )
        return claim

    def url(self, claim, way=""):
        return f"/my/becs/claims/{claim.id}/draft" + (f"/{way}" if way else "")

    def seen(self, line_or_claim, action):
        """What a form of the page of a draft sends along, to tell what was seen."""
        is_line = line_or_claim._name == "becs.claim.line"
        claim = line_or_claim.claim_id if is_line else line_or_claim
        query = f"?line={line_or_claim.id}" if is_line else ""
        self.get(f"{self.url(claim)}{query}")
        form = self.html.partition(f'action="{self.url(claim, action)}"')[2]
        return form.partition('name="version" value="')[2].partition('"')[0]

    def submit(self, claim):
        version = self.seen(claim, "submit")
        return self.post(self.url(claim, "submit"), version=version)

    def checked(self):
        """A checked draft: one line paid, one rejected, one cut."""
        claim = self.draft(
            {"amount_stated": 200},
            {"amount_stated": 200, "authorization_ref": "GONE"},
            {"amount_stated": 300},
        )
        claim.action_check()
        return claim, claim.line_ids.sorted("sequence")

    def typed(self, line, **texts):
        """What the form of a line sends."""
        version = self.seen(line, "line")
        values = {
            "authorization_ref": line.authorization_ref or "",
            "product_ref": line.product_ref or "",
            "pos_document": line.pos_document or "",
            "date_ship": str(line.date_ship),
            "quantity": f"{line.quantity:g}",
            "amount_claimed": f"{line.amount_stated:g}",
            "transaction_type": line.transaction_type,
        }
        return {"line": line.id, "version": version} | values | texts

    # The verdict

    def test_the_verdict_leads(self):
        claim, lines = self.checked()
        text = self.get(self.url(claim))
        self.assertIn("2 of 3 lines will be paid: 400.00 € of 700.00 €", text)
        self.assertIn("Authorization unknown", text)
        # only what is not paid in full, until all are asked for
        for line, shown in zip(lines, (False, True, True), strict=True):
            self.assertEqual(f'id="line-{line.id}"' in self.html, shown)
        self.get(f"{self.url(claim)}?show=all")
        self.assertIn(f'id="line-{lines[0].id}"', self.html)
        [finding] = lines[1].finding_ids
        self.get(f"{self.url(claim)}?reason={finding.code}&outcome={finding.outcome}")
        self.assertIn(f'id="line-{lines[1].id}"', self.html)
        self.assertNotIn(f'id="line-{lines[2].id}"', self.html)
        # whatever is asked for
        for query in ("show=x", "reason=%00&outcome=reject", "reason='&outcome=note"):
            self.get(f"{self.url(claim)}?{query}")

    def test_correct_in_place_and_check(self):
        claim, lines = self.checked()
        text = self.post(
            self.url(claim, "line"),
            **self.typed(lines[1], authorization_ref="A1"),
            step="check",
        )
        self.assertIn("3 of 3 lines will be paid", text)
        self.assertEqual((lines[1].state, lines[1].amount_approved), ("approved", 200))
        self.assertEqual(claim.event_ids.user_id, self.clerk | self.env.user)

    def test_correct_without_check_keeps_the_other_verdicts(self):
        claim, lines = self.checked()
        text = self.post(
            self.url(claim, "line"), **self.typed(lines[1], authorization_ref="A1")
        )
        self.assertIn("Lines were changed since this was worked out", text)
        self.assertEqual(lines.mapped("state"), ["approved", "pending", "adjusted"])
        self.post(self.url(claim, "check"))
        self.assertEqual(lines.mapped("state"), ["approved", "approved", "adjusted"])

    def test_only_stated_fields_are_written(self):
        claim, lines = self.checked()
        other = self.draft()
        self.post(
            self.url(claim, "line"),
            **self.typed(lines[1], product_ref="GONE"),
            state="approved",
            amount_approved="999",
            claim_id=other.id,
            product_id=self.product.id,
            program_id=self.program.id,
            sequence="99",
            commercial_partner_id=self.other.id,
            credit_line_id="1",
        )
        line = lines[1]
        self.assertEqual((line.state, line.amount_approved), ("pending", 0))
        self.assertEqual((line.claim_id, line.sequence), (claim, 2))
        self.assertEqual(line.commercial_partner_id, self.distributor)
        self.assertFalse(line.product_id)
        self.assertFalse(line.program_id)

    def test_numbers_and_dates_of_the_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.clerk.lang = "de_DE"
        self.sign_in(self.clerk)
        claim = self.draft()
        line = claim.line_ids
        text = self.post(self.url(claim, "line"), **self.typed(line, quantity="1.5"))
        self.assertIn("1.5", text)
        self.assertIn("is-invalid", self.html)
        self.assertEqual(line.quantity, 10)
        values = self.typed(line, quantity="1.234,5", date_ship="04.03.2024")
        self.post(self.url(claim, "line"), **values)
        self.assertEqual((line.quantity, str(line.date_ship)), (1234.5, "2024-03-04"))
        self.get(f"{self.url(claim)}?line={line.id}")
        self.assertIn('value="1234,5"', self.html)

    def test_what_cannot_be_read_stays_in_the_form(self):
        claim, lines = self.checked()
        text = self.post(
            self.url(claim, "line"),
            **self.typed(lines[1], quantity="a few", end_customer_name="<b>Clinic</b>"),
        )
        self.assertIn("“a few” is not written like a number", text)
        self.assertIn('value="a few"', self.html)
        self.assertIn("&lt;b&gt;Clinic&lt;/b&gt;", self.html)
        self.assertNotIn("<b>Clinic", self.html)
        self.assertEqual(lines[1].quantity, 10)
        self.assertEqual(lines[1].state, "rejected")

    def test_type_lines_in(self):
        self.post("/my/becs/claims/new/typed", reference="D-9")
        claim = self.last_claim()
        self.assertEqual((claim.line_count, claim.source), (0, "portal"))
        self.assertIn("A new line", self.html)
        values = {
            "line": "new",
            "authorization_ref": "A1",
            "product_ref": "P1",
            "pos_document": "POS-1",
            "date_ship": "2024-03-10",
            "quantity": "10",
            "unit_credit": "20",
            "transaction_type": "sale",
        }
        text = self.post(
            self.url(claim, "line"), **values | {"quantity": "", "product_ref": ""}
        )
        self.assertIn("Quantity: please fill this in", text)
        self.post(self.url(claim, "line"), **values, step="next")
        self.assertIn("Row 1 was added", self.html)
        self.assertIn("A new line", self.html)
        text = self.post(
            self.url(claim, "line"),
            **values | {"pos_document": "POS-2", "transaction_type": "sale"},
            step="check",
        )
        self.assertEqual(claim.line_ids.sorted("sequence").mapped("sequence"), [1, 2])
        self.assertEqual(claim.line_ids.product_id, self.product)
        self.assertIn("2 of 2 lines will be paid: 400.00 € of 400.00 €", text)

    def test_delete_a_line(self):
        claim, lines = self.checked()
        version = self.seen(lines[1], "delete")
        self.post(self.url(claim, "delete"), line=lines[1].id, version=version)
        self.assertEqual((claim.line_count, claim.amount_claimed), (2, 500))
        # once more, and one of another claim: not told apart
        other = self.draft()
        for line_id in (lines[1].id, other.line_ids.id, 0, "1" * 9):
            with self.subTest(line=line_id):
                text = self.post(self.url(claim, "delete"), line=line_id)
                self.assertIn("was deleted meanwhile", text)
        for line_id in ("x", "1; drop", "-1", "1" * 10):
            with self.subTest(line=line_id):
                self.post(self.url(claim, "delete"), line=line_id, status=404)
        self.assertEqual((claim.line_count, other.line_count), (2, 1))

    def test_two_browsers_correct_one_line(self):
        claim, lines = self.checked()
        first = self.typed(lines[1], authorization_ref="A1")
        second = self.typed(lines[1], quantity="3")
        self.post(self.url(claim, "line"), **first)
        text = self.post(self.url(claim, "line"), **second)
        self.assertIn("Row 2 was changed meanwhile", text)
        self.assertEqual((lines[1].authorization_ref, lines[1].quantity), ("A1", 10))
        # nor is it deleted without having been seen
        version = second["version"]
        text = self.post(self.url(claim, "delete"), line=lines[1].id, version=version)
        self.assertIn("Row 2 was changed meanwhile", text)
        self.assertTrue(lines[1].exists())

    def test_submitted_as_it_was_seen(self):
        claim, lines = self.checked()
        version = self.seen(claim, "submit")
        lines[1].authorization_ref = "A1"
        for seen in (version, ""):
            text = self.post(self.url(claim, "submit"), version=seen)
            self.assertIn("was changed or checked meanwhile", text)
            self.assertEqual(claim.state, "draft")
        claim.action_check()
        self.submit(claim)
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 600))

    # Further files

    def upload(self, claim, *rows, content=None, **values):
        content = content or xlsx_file(rows, HEADINGS)
        return self.post(
            self.url(claim, "file"), files={"file": ("more.xlsx", content)}, **values
        )

    def test_a_corrected_file_takes_the_place(self):
        claim, lines = self.checked()
        self.upload(claim, self.row(1), self.row(2), way="replace")
        self.assertFalse(lines.exists())
        self.assertEqual((claim.line_count, claim.amount_claimed), (2, 400))
        self.assertEqual((claim.amount_approved, claim.approved_count), (400, 2))
        self.assertEqual(self.path, self.url(claim))
        first = claim.intake_ids
        # the next one, too, and the first may come again then
        self.upload(claim, self.row(3), way="replace")
        self.assertEqual((claim.line_count, claim.amount_claimed), (1, 200))
        self.assertEqual(first.state, "undone")
        self.upload(claim, self.row(1), self.row(2), way="replace")
        self.assertEqual(claim.line_count, 2)

    def test_further_rows_are_added(self):
        claim, lines = self.checked()
        content = xlsx_file([self.row(1)], HEADINGS)
        self.upload(claim, content=content, way="add")
        self.assertEqual((claim.line_count, claim.amount_claimed), (4, 900))
        self.assertTrue(lines.exists() == lines)
        text = self.upload(claim, content=content, way="add")
        self.assertIn("was already imported", text)
        self.assertEqual(claim.line_count, 4)

    def test_a_file_nothing_can_be_read_of_changes_nothing(self):
        self.upload(self.draft(), self.row(1), way="add")  # columns are known now
        claim, lines = self.checked()
        text = self.upload(claim, self.row(quantity="many"), way="replace")
        self.assertIn("so nothing was imported", text)
        self.assertEqual(lines.exists(), lines)
        self.assertEqual(lines.mapped("state"), ["approved", "rejected", "adjusted"])
        self.assertIn("Choose whether", self.upload(claim, self.row(1), way="whatever"))

    def test_rows_not_read_come_back(self):
        claim, _lines = self.checked()
        text = self.upload(claim, self.row(1), self.row(2, quantity="many"), way="add")
        self.assertIn("Rows that could not be read: 1", text)
        file = claim.intake_ids.refused_attachment_id
        url = f"/my/becs/claims/{claim.id}/received/{file.id}"
        self.assertIn(url, self.html)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, response.text[-3000:])
        self.assertIn("attachment", response.headers["Content-Disposition"])
        # no other file of the claim, and no other way
        note = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": claim._name, "res_id": claim.id}
        )
        self.get(f"/my/becs/claims/{claim.id}/received/{note.id}", 404)
        self.get(f"/web/content/{file.id}", 404)
        self.sign_in(self.rival)
        self.get(url, 404)

    # Steps

    def test_submit_with_errors_left_in(self):
        claim, lines = self.checked()
        self.submit(claim)
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 400))
        self.assertTrue(claim.is_drawn)
        self.assertEqual(lines.mapped("state"), ["approved", "rejected", "adjusted"])
        submitted = claim.event_ids.filtered(lambda event: event.kind == "submitted")
        self.assertEqual(submitted.user_id, self.clerk)
        # twice, and everything else that is too late
        values = {"line": lines[0].id, "version": "x", "way": "add"}
        for way in ("submit", "check", "withdraw", "delete", "head", "line", "file"):
            with self.subTest(way=way):
                self.post(self.url(claim, way), **values)
                self.assertEqual(claim.state, "validated")
                self.assertEqual(claim.line_count, 3)
        events = claim.event_ids.filtered(lambda event: event.kind == "submitted")
        self.assertEqual(len(events), 1)

    def test_an_empty_claim_is_not_submitted(self):
        self.post("/my/becs/claims/new/typed")
        claim = self.last_claim()
        text = self.post(self.url(claim, "submit"), version=claim._draft_seen())
        self.assertIn("has no lines", text)
        self.assertEqual(claim.state, "draft")

    def test_head(self):
        claim = self.draft(reference="D-1")
        self.draft(reference="D-2")
        self.post(
            self.url(claim, "head"),
            reference=" D-3 ",
            date_from="2024-03-01",
            date_to="2024-03-31",
            partner_id=self.other.id,
            state="approved",
            date_submitted="2020-01-01",
        )
        self.assertEqual((claim.reference, str(claim.date_to)), ("D-3", "2024-03-31"))
        self.assertEqual(claim.commercial_partner_id, self.distributor)
        self.assertFalse(claim.date_submitted)
        self.assertEqual(claim.state, "draft")
        text = self.post(self.url(claim, "head"), reference="d-2")
        self.assertIn("has the debit number d-2 already", text)
        self.assertEqual(claim.reference, "D-3")

    def test_withdraw(self):
        claim = self.draft()
        text = self.post(self.url(claim, "withdraw"))
        self.assertFalse(claim.exists())
        self.assertIn("was deleted", text)
        # one that was filed before keeps its history
        claim, _lines = self.checked()
        claim.action_submit()
        claim.action_reset_to_draft()
        self.post(self.url(claim, "withdraw"))
        self.assertEqual(claim.state, "cancelled")

    def test_nothing_without_the_forms_token(self):
        claim, _lines = self.checked()
        with mute_logger("odoo.http"):
            response = self.url_open(self.url(claim, "submit"), data={"x": "1"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(claim.state, "draft")

    # Background work

    def test_a_large_claim_is_worked_on_in_the_background(self):
        self.company.becs_background_lines = 1
        content = xlsx_file([self.row(1), self.row(2)], HEADINGS)
        self.post("/my/becs/claims/new/file", files={"file": ("big.xlsx", content)})
        claim = self.last_claim()
        self.assertEqual((claim.line_count, claim.job_id.kind), (0, "intake"))
        self.assertIn("o_becs_progress", self.html)
        self.assertIn(f"/my/becs/claims/{claim.id}/progress", self.html)
        for way in ("submit", "check", "withdraw", "file"):
            text = self.post(self.url(claim, way), way="add")
            self.assertIn("is being worked on", text)
        progress = self.url_open(f"/my/becs/claims/{claim.id}/progress").json()
        self.assertEqual((progress["state"], progress["over"]), ("pending", False))
        self.work()
        self.assertEqual(claim.line_count, 2)
        # checked by itself
        self.assertEqual(claim.job_id.kind, "check")
        self.work()
        self.assertEqual((claim.approved_count, claim.state), (2, "draft"))
        progress = self.url_open(f"/my/becs/claims/{claim.id}/progress").json()
        self.assertEqual((progress["state"], progress["over"]), ("done", True))
        self.submit(claim)
        self.assertEqual((claim.state, claim.job_id.kind), ("submitted", "validate"))
        self.work()
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 400))
        validated = claim.event_ids.filtered(lambda event: event.kind == "validated")
        self.assertEqual(validated.user_id, self.clerk)

    def test_a_failed_file_can_be_tried_again(self):
        self.upload(self.draft(), self.row(9), way="add")  # columns are known now
        self.company.becs_background_lines = 1
        content = xlsx_file(
            [self.row(1, quantity="x"), self.row(2, quantity="y")], HEADINGS
        )
        self.post("/my/becs/claims/new/file", files={"file": ("big.xlsx", content)})
        claim = self.last_claim()
        self.work()
        self.assertEqual(claim.job_id.state, "failed")
        text = self.get(self.url(claim))
        self.assertIn("so nothing was imported", text)
        self.post(f"/my/becs/claims/{claim.id}/retry")
        self.assertEqual(claim.job_id.state, "pending")
        # or another file is taken instead
        self.work()
        content = xlsx_file([self.row(1), self.row(2)], HEADINGS)
        self.post(
            self.url(claim, "file"),
            files={"file": ("good.xlsx", content)},
            way="replace",
        )
        self.work()
        self.assertEqual(claim.line_count, 2)
