# what tests say nobody translates
# pylint: disable=translation-required

import re
from datetime import timedelta
from urllib.parse import urlencode

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .request_case import RequestCase

URL = "/my/becs/requests"
PDF = b"%PDF-1.4 the tender"


class PortalRequestCase(RequestCase, HttpCase):
    def page(self, url, login="becs_clerk", code=200):
        """The parsed page, as somebody sees it."""
        self.authenticate(login, login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, code, url)
        return html.fromstring(response.content)

    def post(self, url, data=None, login="becs_clerk", files=None, token=True):
        self.authenticate(login, login)
        data = (
            list((data or {}).items()) if isinstance(data, dict) else list(data or [])
        )
        if token:
            data.append(("csrf_token", Request.csrf_token(self)))
        return self.url_open(url, data=data, files=files or {"none": (None, "")})

    def text(self, page):
        return re.sub(r"\s+", " ", page.text_content())

    def form(self, *lines, **values):
        """What a filled-in form sends."""
        head = {
            "end_customer_name": "Hospital",
            "reason": "The tender",
            "request_type": "bid",
            "date_from": str(self.today),
            "date_to": str(self.today + timedelta(days=30)),
            **values,
        }
        row = {
            "product_ref": "P1",
            "quantity": "10",
            "wanted_price": "80",
            "competitor_product": "",
            "competitor_price": "",
        }
        return [
            *head.items(),
            *(item for line in lines or [{}] for item in {**row, **line}.items()),
        ]

    def newest(self):
        return self.env["becs.request"].search(
            [("commercial_partner_id", "=", self.distributor.id)], limit=1
        )


@tagged("post_install", "-at_install")
class TestPortalRequestForm(PortalRequestCase):
    """A clerk asks for a price."""

    def test_new_and_sent(self):
        response = self.post(
            f"{URL}/new",
            self.form(
                {"wanted_price": "80.1234", "competitor_price": "79.5"},
                {key: "" for key in ("product_ref", "quantity", "wanted_price")},
                {"product_ref": "P2", "quantity": "2.5", "wanted_price": "45"},
            ),
            files=[("files", ("tender.pdf", PDF, "application/pdf"))],
        )
        self.assertEqual(response.status_code, 200)
        request = self.newest()
        self.assertTrue(response.url.endswith(f"{URL}/{request.id}"))
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.partner_id, self.contact)
        self.assertEqual(request.create_uid, self.clerk)
        self.assertEqual(request.company_id, self.company)
        self.assertEqual(
            [
                (line.product_id, line.quantity, line.wanted_price)
                for line in request.line_ids
            ],
            [(self.product, 10, 80.1234), (self.other_product, 2.5, 45)],
        )
        self.assertEqual(request.end_customer_id, self.customer)
        self.assertFalse(request.entered_by_ids)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "becs.request"), ("res_id", "=", request.id)]
        )
        self.assertEqual((file.name, file.raw), ("tender.pdf", PDF))
        said = self.text(html.fromstring(response.content))
        self.assertIn("Your request was sent", said)
        self.assertIn("80.1234", said)
        self.assertIn("tender.pdf", said)
        self.assertEqual(len(self.mails(request)), 1)

    def test_draft_then_changed_and_sent(self):
        self.post(f"{URL}/new", [*self.form(reason=""), ("do", "draft")])
        request = self.newest()
        self.assertEqual((request.state, request.line_count), ("draft", 1))
        page = self.page(f"{URL}/{request.id}/edit")
        self.assertEqual(
            page.xpath("//input[@name='wanted_price']/@value"), ["80", "", ""]
        )
        page = html.fromstring(
            self.post(f"{URL}/{request.id}/edit", self.form(reason="")).content
        )
        self.assertEqual(
            page.xpath("//*[@id='becs_error_reason']/text()"), ["Please fill this in."]
        )
        self.assertEqual(
            page.xpath("//textarea[@name='reason']/@aria-describedby"),
            ["becs_error_reason"],
        )
        self.assertEqual(request.state, "draft")
        self.post(f"{URL}/{request.id}/edit", self.form({"quantity": "7"}))
        self.env.invalidate_all()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.line_ids.quantity, 7)

    def test_draft_deleted(self):
        self.post(f"{URL}/new", [*self.form(), ("do", "draft")])
        request = self.newest()
        self.post(f"{URL}/{request.id}/delete")
        self.assertFalse(request.exists())
        request = self.submitted()
        self.post(f"{URL}/{request.id}/delete")
        self.assertTrue(request.exists())

    def test_more_rows_without_javascript(self):
        page = html.fromstring(
            self.post(
                f"{URL}/new", [*self.form({"quantity": "x"}), ("do", "rows")]
            ).content
        )
        self.assertEqual(len(page.xpath("//input[@name='product_ref']")), 6)
        self.assertEqual(page.xpath("//input[@name='quantity']/@value")[0], "x")
        self.assertFalse(page.xpath("//*[contains(@class, 'is-invalid')]"))
        self.assertFalse(self.newest())

    def test_what_is_wrong_is_told_beside_it_and_nothing_is_lost(self):
        for line, name in (
            ({"quantity": "0"}, "quantity-0"),
            ({"quantity": "-1"}, "quantity-0"),
            ({"quantity": "nan"}, "quantity-0"),
            ({"quantity": "1e99"}, "quantity-0"),
            ({"wanted_price": "Infinity"}, "wanted_price-0"),
            ({"wanted_price": ""}, "wanted_price-0"),
            ({"wanted_price": "9" * 40}, "wanted_price-0"),
            ({"competitor_price": "cheap"}, "competitor_price-0"),
            ({"product_ref": ""}, "product_ref-0"),
            ({"product_ref": "P" * 65}, "product_ref-0"),
        ):
            with self.subTest(line=line):
                page = html.fromstring(self.post(f"{URL}/new", self.form(line)).content)
                self.assertTrue(page.xpath(f"//*[@id='becs_error_{name}']"))
                self.assertEqual(
                    page.xpath("//input[@name='end_customer_name']/@value"),
                    ["Hospital"],
                )
        for head, name in (
            ({"date_to": "2000-13-45"}, "date_to"),
            ({"date_to": "2001-01-01"}, "date_to"),
            ({"date_from": "9999-01-01"}, "date_from"),
            ({"end_customer_name": "x" * 201}, "end_customer_name"),
        ):
            with self.subTest(head=head):
                page = html.fromstring(
                    self.post(f"{URL}/new", self.form(**head)).content
                )
                self.assertTrue(page.xpath(f"//*[@id='becs_error_{name}']"))
        self.assertFalse(self.newest())

    def test_fields_that_are_not_of_the_form(self):
        self.post(
            f"{URL}/new",
            [
                *self.form(),
                ("state", "accepted"),
                ("partner_id", str(self.other.id)),
                ("company_id", "1"),
                ("end_customer_id", str(self.other.id)),
                ("offered_price", "1"),
                ("list_price", "1"),
                ("product_id", str(self.other_product.id)),
                ("decision", "accept"),
                ("request_type", "blanket"),
                ("user_id", str(self.clerk.id)),
            ],
        )
        request = self.newest()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.partner_id, self.contact)
        self.assertEqual(request.company_id, self.company)
        self.assertEqual(request.end_customer_id, self.customer)
        self.assertEqual(request.request_type, "bid")
        self.assertNotEqual(request.user_id, self.clerk)
        line = request.line_ids
        self.assertEqual((line.list_price, line.offered_price), (100, 0))
        self.assertFalse(line.decision)
        self.assertEqual(line.product_id, self.product)

    def test_hundreds_of_rows(self):
        page = html.fromstring(self.post(f"{URL}/new", self.form(*[{}] * 101)).content)
        self.assertIn("at most 100", self.text(page))
        self.assertFalse(self.newest())

    def test_words_stay_words(self):
        nasty = "<img src=x onerror=alert(1)>\x00\x07{{ 7*7 }}"
        response = self.post(
            f"{URL}/new",
            self.form(
                {"product_ref": nasty[:28], "competitor_product": nasty},
                end_customer_name=nasty,
                reason=nasty,
                competitor=nasty,
                reference=nasty[:40],
            ),
            files=[("files", ("<b>\r\nx.pdf", PDF, "text/html"))],
        )
        request = self.newest()
        self.assertEqual(request.state, "submitted")
        for page in (
            html.fromstring(response.content),
            self.page(f"{URL}/{request.id}"),
            self.page(URL),
        ):
            self.assertFalse(page.xpath("//img[@onerror]"))
        for mail in self.mails(request):
            self.assertNotIn("<img src=x", mail.body_html)
        page = self.page(f"{URL}/{request.id}")
        self.assertIn("{{ 7*7 }}", self.text(page))

    def test_files_that_are_not_taken(self):
        for name, content in (
            ("page.html", b"<html><script>alert(1)</script></html>"),
            ("page.txt", b"  <svg onload=alert(1)>"),
            ("program.exe", b"MZ\x90\x00"),
            ("picture.pdf", b"\x89PNG\r\n\x1a\n"),
            ("empty.pdf", b""),
        ):
            with self.subTest(file=name):
                page = html.fromstring(
                    self.post(
                        f"{URL}/new",
                        self.form(),
                        files=[("files", (name, content, "application/pdf"))],
                    ).content
                )
                self.assertIn(name, self.text(page))
                self.assertFalse(self.newest())
        files = [("files", (f"{n}.pdf", PDF, "application/pdf")) for n in range(11)]
        self.post(f"{URL}/new", self.form(), files=files)
        self.assertFalse(self.newest())

    def test_files_are_limited_by_the_company(self):
        request = self.submitted()
        company = request.company_id
        for limit, files, shown in (
            ({"becs_upload_megabytes": 1}, [PDF + b"x" * 2**20], "more than 1 MB"),
            ({"becs_upload_rate": 1}, [PDF, PDF], None),
            ({}, [PDF], "Files you uploaded within an hour: 2"),
        ):
            company.write(limit)
            with self.subTest(shown=shown):
                response = self.post(
                    f"{URL}/{request.id}/message",
                    {"message": "See"},
                    files=[
                        ("files", ("a.pdf", one, "application/pdf")) for one in files
                    ],
                )
                said = self.text(html.fromstring(response.content))
                self.assertIn(shown or "Your message was sent", said)

    def test_products_by_code(self):
        self.env["becs.product.alias"].create(
            [
                {
                    "partner_id": partner.id,
                    "code": f"{partner.name[-1]}-ROUTER",
                    "product_id": self.product.id,
                }
                for partner in (self.distributor, self.other)
            ]
        )
        self.new_product("P-SECRET", becs_eligible=False)
        self.authenticate("becs_clerk", "becs_clerk")

        def found(term):
            answer = self.url_open(f"{URL}/products?{urlencode({'term': term})}")
            return [one["code"] for one in answer.json()]

        self.assertEqual(found("router"), ["0-ROUTER"])
        self.assertIn("P2", found("product p"))
        self.assertNotIn("P-SECRET", found("p-secret"))
        self.assertEqual(found("p"), [])
        self.assertEqual(found("%_"), [])


@tagged("post_install", "-at_install")
class TestPortalRequestAnswer(PortalRequestCase):
    """The answer, and what the distributor makes of it."""

    def test_both_sides_beside_each_other(self):
        request = self.countered({"competitor_price": 77}, price=90.5)
        said = self.text(self.page(f"{URL}/{request.id}"))
        for word in ("100.00", "80.00", "20 % off", "90.50", "9.5 % off", "77.00"):
            self.assertIn(word, said)
        self.assertIn("Our best price", said)
        self.assertIn("Accept the Offer", said)

    def test_what_is_not_sent_is_not_told(self):
        request = self.submitted()
        self.counter(request, 93.21)
        request.answer = "Not yet"
        self.env.flush_all()
        said = self.text(self.page(f"{URL}/{request.id}"))
        self.assertNotIn("93.21", said)
        self.assertNotIn("Not yet", said)

    def test_accepted(self):
        request = self.countered()
        page = self.page(f"{URL}/{request.id}")
        revision = page.xpath("//form[contains(@action, '/accept')]//@value")[1]
        self.assertEqual(revision, str(request.revision))
        response = self.post(f"{URL}/{request.id}/accept", {"revision": revision})
        self.env.invalidate_all()
        self.assertEqual(request.state, "accepted")
        said = self.text(html.fromstring(response.content))
        self.assertIn(request.program_id.code, said)
        self.assertEqual(request.program_id.user_id, self.people["approver"])
        said = self.text(self.page(f"{URL}?show=accepted"))
        self.assertIn(request.program_id.code, said)

    def test_not_what_was_not_seen(self):
        request = self.countered()
        for revision in ("", "0", "x", "99999999999", "-1", "1" * 5000):
            self.post(f"{URL}/{request.id}/accept", {"revision": revision})
            self.env.invalidate_all()
            self.assertEqual(request.state, "countered")

    def test_declined_and_withdrawn(self):
        request = self.countered()
        self.post(
            f"{URL}/{request.id}/decline",
            {"revision": str(request.revision), "reason": "<b>No</b>"},
        )
        other = self.submitted()
        self.post(f"{URL}/{other.id}/withdraw")
        self.env.invalidate_all()
        self.assertEqual((request.state, other.state), ("withdrawn", "withdrawn"))
        self.assertIn("&lt;b&gt;No", str(request.message_ids.mapped("body")))

    def test_resubmitted(self):
        request = self.countered()
        self.assertIn("is void", self.text(self.page(f"{URL}/{request.id}/edit")))
        # there is no half way: the offer stays until something is sent
        self.post(f"{URL}/{request.id}/edit", [*self.form({"quantity": "0"})])
        self.assertEqual(request.state, "countered")
        self.post(
            f"{URL}/{request.id}/edit",
            [*self.form({"wanted_price": "88"}), ("do", "draft")],
        )
        self.env.invalidate_all()
        self.assertEqual(request.state, "submitted")
        self.assertEqual(request.line_ids.wanted_price, 88)
        # while it is looked at it stays
        self.post(f"{URL}/{request.id}/edit", self.form({"wanted_price": "1"}))
        self.env.invalidate_all()
        self.assertEqual(request.line_ids.wanted_price, 88)

    def test_messages_and_files(self):
        request = self.submitted()
        internal = request.with_user(self.people["analyst"]).message_post(
            body="Only for us",
            message_type="comment",
            attachments=[("costs.pdf", PDF)],
        )
        shown = request.with_user(self.people["analyst"]).message_post(
            body="Which quantity?",
            message_type="comment",
            subtype_xmlid="becs_claims.mt_distributor",
            attachments=[("offer.pdf", PDF)],
        )
        request.with_user(self.people["analyst"]).message_post(
            body="Ask my boss",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        response = self.post(
            f"{URL}/{request.id}/message",
            {"message": "Ten & more <i>"},
            files=[("files", ("plan.txt", b"plan", "text/plain"))],
        )
        said = self.text(html.fromstring(response.content))
        for word in ("Which quantity?", "Ten & more <i>", "plan.txt", "offer.pdf"):
            self.assertIn(word, said)
        self.assertNotIn("Only for us", said)
        self.assertNotIn("Ask my boss", said)
        self.assertNotIn("costs.pdf", said)
        message = request.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertEqual(message.attachment_ids.name, "plan.txt")
        groups = request._notify_get_recipients_groups(message, "x")
        [data] = [data for name, _who, data in groups if name == "portal"]
        self.assertIn(f"{URL}/{request.id}", data["button_access"]["url"])
        self.authenticate("becs_clerk", "becs_clerk")
        for file, code in (
            (shown.attachment_ids, 200),
            (internal.attachment_ids, 404),
        ):
            response = self.url_open(f"{URL}/{request.id}/files/{file.id}")
            self.assertEqual(response.status_code, code)
        self.assertIn(
            "attachment",
            self.url_open(
                f"{URL}/{request.id}/files/{shown.attachment_ids.id}"
            ).headers["Content-Disposition"],
        )


@tagged("post_install", "-at_install")
class TestPortalRequestRights(PortalRequestCase):
    """Others get nothing and change nothing."""

    def pages(self, request):
        return (
            f"{URL}/{request.id}",
            f"{URL}/{request.id}/edit",
            f"{URL}/{request.id}/files/1",
        )

    def changes(self, request):
        return (
            (f"{URL}/{request.id}/accept", {"revision": str(request.revision)}),
            (f"{URL}/{request.id}/decline", {"revision": str(request.revision)}),
            (f"{URL}/{request.id}/withdraw", {}),
            (f"{URL}/{request.id}/message", {"message": "x"}),
            (f"{URL}/{request.id}/delete", {}),
            (f"{URL}/{request.id}/edit", self.form()),
        )

    def standing(self, request):
        self.env.invalidate_all()
        return request.state, request.revision, len(request.message_ids)

    @mute_logger("odoo.http")
    def test_another_distributor(self):
        request = self.countered()
        draft = self.new_request()
        self.env.flush_all()
        for record in (request, draft):
            before = self.standing(record)
            for url in self.pages(record):
                self.page(url, "becs_rival", 404)
            for url, data in self.changes(record):
                response = self.post(url, data, "becs_rival")
                self.assertEqual(response.status_code, 404, url)
            self.assertEqual(self.standing(record), before)
        page = self.page(URL, "becs_rival")
        self.assertNotIn(request.name, self.text(page))

    @mute_logger("odoo.http")
    def test_who_may_only_look(self):
        request = self.countered()
        before = self.standing(request)
        page = self.page(f"{URL}/{request.id}", "becs_looker")
        self.assertIn("90.00", self.text(page))
        self.assertFalse(page.xpath("//form[contains(@action, '/my/becs')]"))
        self.page(f"{URL}/{request.id}/edit", "becs_looker", 403)
        self.page(f"{URL}/new", "becs_looker", 403)
        changes = (*self.changes(request), (f"{URL}/new", self.form()))
        for url, data in changes:
            response = self.post(url, data, "becs_looker")
            self.assertEqual(response.status_code, 403, url)
        self.assertEqual(self.standing(request), before)
        self.assertEqual(self.newest(), request)

    @mute_logger("odoo.http")
    def test_strangers(self):
        request = self.countered()
        stranger = self.new_clerk("becs_stranger", self.customer, "submit")
        for login in (stranger.login, "becs_approver"):
            for url in (URL, f"{URL}/new", *self.pages(request)):
                self.page(url, login, 404)
            for url, data in self.changes(request):
                self.assertEqual(self.post(url, data, login).status_code, 404, url)
        self.authenticate(None, None)
        for url in (URL, f"{URL}/new", *self.pages(request)):
            self.assertIn("/web/login", self.url_open(url).url)
        self.assertEqual(request.state, "countered")

    @mute_logger("odoo.http")
    def test_without_token(self):
        request = self.countered()
        for url, data in self.changes(request):
            response = self.post(url, data, token=False)
            self.assertEqual(response.status_code, 400, url)
        self.assertEqual(request.state, "countered")
        self.authenticate("becs_clerk", "becs_clerk")
        for url, _data in self.changes(request)[:4]:
            self.assertIn(self.url_open(url).status_code, (404, 405))

    def test_who_may_no_longer_submit(self):
        request = self.countered()
        self.contact.becs_portal_role = "look"
        with mute_logger("odoo.http"):
            response = self.post(
                f"{URL}/{request.id}/accept", {"revision": str(request.revision)}
            )
        self.assertEqual(response.status_code, 403)
        self.assertEqual(request.state, "countered")
