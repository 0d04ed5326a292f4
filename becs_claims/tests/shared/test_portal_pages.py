import re
from unittest.mock import patch

from lxml import html

from odoo.fields import Date
from odoo.tests import tagged

from ...controllers.claim_line import portal_lines
from .portal_walk_case import MARK, PortalWalkCase


@tagged("post_install", "-at_install")
class TestPortalPages(PortalWalkCase):
    """Pages as the clerk of the distributor sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls.records["becs.claim"].filtered(lambda one: one.state != "draft")
        cls.url = f"/my/becs/claims/{cls.claim.id}"

    def setUp(self):
        super().setUp()
        self.authenticate("becs_clerk", "becs_clerk")

    def page(self, url, status=200):
        """The page of an address, as a tree."""
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, status, answer.text[:2000])
        return html.fromstring(answer.text)

    def text(self, page, path=".//div[hasclass('o_becs_portal')]"):
        found = page.xpath(path.replace("hasclass(", "contains(@class, "))
        self.assertTrue(found, path)
        return re.sub(r"\s+", " ", found[0].text_content())

    def test_overview(self):
        text = self.text(self.page("/my/becs"))
        self.assertIn(f"Credits of {MARK} Distributor", text)
        self.assertIn("Draft", text)
        self.assertIn(f"Submit the draft DRAFT-{MARK}", text)
        self.assertIn("Authorization unknown", text)
        self.assertIn("Correct the authorization number", text)
        self.assertIn(f"A-{MARK}", text)
        self.assertIn(self.claim.credit_note_ids.name, text)

    def test_home_card(self):
        page = self.page("/my/home")
        self.assertTrue(page.xpath("//a[@href='/my/becs']"))

    def test_claims(self):
        text = self.text(self.page("/my/becs/claims"))
        self.assertIn(f"DN-{MARK}", text)
        self.assertIn(f"DRAFT-{MARK}", text)
        for search, found in (
            (f"search=dn-{MARK}", True),
            ("search=nothing", False),
            ("filterby=draft", False),
            ("filterby=rejected", True),
            ("reason=authorization_unknown", True),
            ("reason=duplicate_line", False),
            ("filterby=nonsense&sortby=nonsense", True),
        ):
            with self.subTest(search=search):
                text = self.text(self.page(f"/my/becs/claims?{search}"))
                self.assertEqual(f"DN-{MARK}" in text, found)

    def test_claim(self):
        page = self.page(self.url)
        text = self.text(page)
        self.assertIn("1 of 3 lines are approved: $ 200.00 of $ 600.00.", text)
        self.assertIn("Authorization unknown", text)
        self.assertIn("End customer not authorized", text)
        self.assertIn("X12", text)
        self.assertIn(f"{MARK}.csv", text)
        self.assertIn(self.claim.credit_note_ids.name, text)
        # people and their notes are the vendor's own
        self.assertNotIn("becs_tour", text)
        self.assertNotIn(self.env.user.name, text)

    def test_response_file(self):
        answer = self.url_open(f"{self.url}/response?kind=csv")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("authorization_unknown", answer.text)
        self.assertIn(f"D-{MARK}", answer.text)
        only = self.url_open(f"{self.url}/response?kind=csv&lines=open")
        self.assertLess(len(only.text), len(answer.text))
        draft = self.records["becs.claim"] - self.claim
        refused = self.url_open(f"/my/becs/claims/{draft.id}/response")
        self.assertEqual(refused.status_code, 400)

    def test_original_file(self):
        intake = self.records["becs.intake"]
        answer = self.url_open(f"{self.url}/file/{intake.id}")
        self.assertEqual(answer.text, MARK)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.page(f"{self.url}/file/{intake.id + 99}", status=404)
        draft = self.records["becs.claim"] - self.claim
        self.page(f"/my/becs/claims/{draft.id}/file/{intake.id}", status=404)

    def test_lines(self):
        text = self.text(self.page(f"{self.url}/lines"))
        self.assertIn("All: 3", text)
        self.assertIn("Approved: 1", text)
        self.assertIn("Rejected: 1", text)
        self.assertIn("In review: 1", text)
        for search, documents in (
            ("state=approved", {"INV-1"}),
            ("state=rejected", {f"D-{MARK}"}),
            ("state=nonsense", {"INV-1", f"D-{MARK}", "INV-3"}),
            ("reason=authorization_unknown", {f"D-{MARK}"}),
            (f"search=x{MARK}", {"INV-3"}),
            ("search=inv-&state=review", {"INV-3"}),
            ("page=2", {"INV-1", f"D-{MARK}", "INV-3"}),
        ):
            with self.subTest(search=search):
                text = self.text(self.page(f"{self.url}/lines?{search}"))
                found = {
                    name for name in ("INV-1", f"D-{MARK}", "INV-3") if name in text
                }
                self.assertEqual(found, documents)

    def test_lines_found_on_several_pages(self):
        with patch(f"{portal_lines.__name__}.PAGE_LINES", 1):
            for search, shown, total in (
                ("search=inv-", "INV-1", 2),
                ("search=inv-&page=2", "INV-3", 2),
                ("search=inv-&page=9", "INV-3", 2),
                ("search=inv-1", "INV-1", 1),
                ("state=approved", "INV-1", 1),
                ("page=3", "INV-3", 3),
                ("search=nowhere", "No line is like that", 0),
            ):
                with self.subTest(search=search):
                    text = self.text(self.page(f"{self.url}/lines?{search}"))
                    self.assertIn(f"Lines shown: {min(total, 1)} of {total}.", text)
                    self.assertIn(shown, text)

    def test_line(self):
        approved, unknown, _other = self.claim.line_ids.sorted("sequence")
        text = self.text(self.page(f"{self.url}/lines/{approved.id}"))
        self.assertIn("How this amount came about", text)
        self.assertIn("You claim", text)
        self.assertIn(f"{MARK} note", text)
        text = self.text(self.page(f"{self.url}/lines/{unknown.id}"))
        self.assertIn(f"Authorization GONE-{MARK} does not exist.", text)
        self.assertIn("What to do: Correct the authorization number", text)
        self.assertIn("X12", text)

    def test_line_of_another_claim_leads_to_its_own(self):
        draft = self.records["becs.claim"] - self.claim
        line = self.claim.line_ids[0]
        answer = self.url_open(
            f"/my/becs/claims/{draft.id}/lines/{line.id}", allow_redirects=False
        )
        self.assertTrue(
            answer.headers["Location"].endswith(f"{self.url}/lines/{line.id}")
        )

    def test_authorizations(self):
        # as the server writes them: people would amend it
        program = self.records["becs.program"].sudo()
        program.write(
            {"date_end": Date.add(Date.today(), days=6), "budget_amount": 1000}
        )
        text = self.text(self.page("/my/becs/authorizations"))
        self.assertIn(f"A-{MARK}", text)
        self.assertIn("6 days left", text)
        self.assertIn("40% used", text)
        ending = self.text(self.page("/my/becs/authorizations?filterby=ending"))
        self.assertIn(f"A-{MARK}", ending)
        self.assertNotIn("COMMON", ending)
        text = self.text(self.page(f"/my/becs/authorizations/{program.id}"))
        self.assertIn(f"{MARK} Hospital", text)
        self.assertIn("All products", text)
        self.assertIn("$ 600.00 $ 400.00 used, of $ 1,000.00", text)

    def test_credits(self):
        page = self.page("/my/becs/credits")
        text = self.text(page)
        move = self.claim.credit_note_ids
        self.assertIn(move.name, text)
        self.assertIn("Not paid yet", text)
        self.assertTrue(page.xpath(f"//a[@href='/my/invoices/{move.id}']"))
        self.assertEqual(self.url_open(f"/my/invoices/{move.id}").status_code, 200)

    def test_nothing_from_outside_is_markup(self):
        """Whatever a file, a name or a comment holds is shown as it is."""
        evil = '<img src="x" onerror="alert(1)">'
        line = self.claim.line_ids.sorted("sequence")[0]
        self.env.cr.execute(
            "UPDATE becs_claim_line SET pos_document = %s, product_ref = %s,"
            " end_customer_name = %s, decision_note = %s WHERE id = %s",
            [evil, evil, evil, evil, line.id],
        )
        self.env.cr.execute(
            "UPDATE becs_finding SET message = %s WHERE claim_id = %s",
            [evil, self.claim.id],
        )
        self.env.cr.execute(
            "UPDATE becs_claim SET reference = %s WHERE id = %s", [evil, self.claim.id]
        )
        self.records["becs.intake"].sudo().name = evil
        self.env.invalidate_all()
        lines = self.claim.line_ids.ids
        for url in (
            "/my/becs",
            "/my/becs/claims",
            self.url,
            f"{self.url}/lines",
            *(f"{self.url}/lines/{number}" for number in lines),
            "/my/becs/credits",
        ):
            with self.subTest(url=url):
                self.assertFalse(self.page(url).xpath("//img[@onerror]"))
        page = self.page(f"/my/becs/claims?search={evil}&reason={evil}")
        self.assertFalse(page.xpath("//img[@onerror]"))

    def test_who_is_no_distributor_finds_no_page(self):
        self.distributor.is_becs_distributor = False
        for url in ("/my/becs", "/my/becs/claims", self.url, f"{self.url}/lines"):
            self.page(url, status=404)
        page = self.page("/my/home")
        self.assertFalse(page.xpath("//a[@href='/my/becs']"))

    # -- pages cost the same, however many lines and claims there are

    def fill_lines(self, *counts):
        """Validated claims of so many lines, a third of them rejected."""
        claims = self.env["becs.claim"].create(
            [
                {"partner_id": self.distributor.id, "reference": f"MANY-{count}"}
                for count in counts
            ]
        )
        self.env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": number,
                    "authorization_ref": "COMMON" if number % 3 else "GONE",
                    "product_ref": "TP1",
                    "pos_document": f"M{count}-{number}",
                    "date_ship": Date.subtract(Date.today(), days=3),
                    "end_customer_name": f"Customer {number}",
                    "quantity": 1,
                    "amount_stated": 20,
                }
                for claim, count in zip(claims, counts, strict=True)
                for number in range(1, count + 1)
            ]
        )
        claims.action_submit()
        claims.action_validate()
        return claims

    def queries(self, url):
        """Queries of a page that was opened before."""
        self.page(url)
        before = self.cr.sql_log_count
        self.page(url)
        return self.cr.sql_log_count - before

    def test_constant_number_of_queries(self):
        # both with a full page of what is looked for, which is then counted
        few, many = self.fill_lines(200, 1000)
        self.env.flush_all()
        for path in (
            "",
            "/lines",
            "/lines/page/2",
            "/lines?state=rejected",
            "/lines?reason=authorization_unknown",
            "/lines?search=customer",
            "/lines/{}",
        ):
            with self.subTest(path=path):
                counts = [
                    self.queries(
                        f"/my/becs/claims/{claim.id}"
                        + path.format(claim.line_ids.ids[0])
                    )
                    for claim in (few, many)
                ]
                self.assertLessEqual(counts[1], counts[0])

    def test_lists_do_not_ask_per_row(self):
        self.fill_lines(*range(2, 5))
        self.env.flush_all()
        counts = {url: self.queries(url) for url in ("/my/becs", "/my/becs/claims")}
        self.fill_lines(*range(10, 22))
        self.env.flush_all()
        for url, before in counts.items():
            self.assertLessEqual(self.queries(url), before, url)
