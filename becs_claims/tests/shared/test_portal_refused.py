from lxml import html

from odoo.fields import Command, Date
from odoo.tests import tagged

from .portal_pages_case import PortalPagesCase

PDF = b"%PDF-1.7\n%proof"
FILES_LOST = "Files are not kept: please choose them again."
HOSTILE = "</textarea><b>“typed”</b>"


@tagged("post_install", "-at_install")
class TestPortalRefused(PortalPagesCase):
    """A form that is refused comes back as it was typed, with the reason in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.validate(
            {"amount_stated": 200}, {"amount_stated": 200, "authorization_ref": "NO"}
        )
        cls.line = cls.lines[1]
        cls.draft = cls.new_claim(
            {"amount_stated": 200},
            date_submitted=False,
            source="portal",
            user_id=False,
            reference="D-1",
        )

    def assert_back(self, url, shown, files=None, typed=None, **values):
        """Send a form; it comes back with everything typed and why it was refused.

        :param typed: what else is sent with it and need not come back
        """
        self.post(url, files=files, **values, **(typed or {}))
        [form] = [
            form
            for form in html.fromstring(self.html).xpath("//form[@method='post']")
            if form.get("action") == url
        ]
        [alert] = form.xpath(".//*[@role='alert']") or form.xpath(
            "preceding-sibling::*[@role='alert']"
        )
        self.assertIn(shown, alert.text_content())
        self.assertEqual(FILES_LOST in alert.text_content(), bool(files))
        for name, value in values.items():
            with self.subTest(url=url, name=name):
                [field] = form.xpath(f".//*[@name='{name}'][not(@type='radio')]") or (
                    form.xpath(f".//*[@name='{name}'][@checked]")
                )
                if field.get("type") == "checkbox":
                    self.assertTrue(field.get("checked"))
                elif field.tag == "textarea":
                    self.assertEqual(field.text or "", value)
                elif field.tag == "select":
                    [chosen] = field.xpath("option[@selected]/@value")
                    self.assertEqual(chosen, value)
                else:
                    self.assertEqual(field.get("value"), value)

    def new_request(self):
        request = self.env["becs.request"].create(
            {
                "partner_id": self.clerk.partner_id.id,
                "company_id": self.company.id,
                "end_customer_name": "Hospital",
                "reason": "Tender",
                "date_to": Date.add(Date.today(), days=30),
                "line_ids": [
                    Command.create(
                        {"product_ref": "P1", "quantity": 1, "wanted_price": 70}
                    )
                ],
            }
        )
        request.action_submit()
        return request

    def test_dispute(self):
        url = f"/my/becs/claims/{self.line.claim_id.id}/lines/{self.line.id}"
        url = f"{url}/dispute/open"
        for amount, files, shown in (
            ("2000", None, "no more than that can be asked for"),
            ("2oo", {"files": ("proof.pdf", PDF)}, "is not written like a number"),
            ("20", {"files": ("proof.exe", b"MZ")}, "cannot be sent"),
        ):
            self.assert_back(url, shown, files, reason=HOSTILE, amount=amount)
        self.assert_back(url, "Say what is wrong", reason="", amount="150")
        self.assertFalse(self.env["becs.dispute"].search([]))
        # a colleague was faster
        dispute = self.env["becs.dispute"].create(
            {"claim_line_id": self.line.id, "reason": "Mine"}
        )
        self.assert_back(url, "is disputed already", reason="A long one", amount="20")
        self.assertIn(f'href="/my/becs/disputes/{dispute.id}"', self.html)

    def test_reply(self):
        dispute = self.env["becs.dispute"].create(
            {"claim_line_id": self.line.id, "reason": "Mine"}
        )
        url = f"/my/becs/disputes/{dispute.id}/reply"
        files = {"files": ("proof.exe", b"MZ")}
        self.assert_back(url, "cannot be sent", files, text=HOSTILE)
        self.assertFalse(dispute._said_messages())
        dispute.action_refuse("No")
        self.assert_back(url, "this can be done when it is", text=HOSTILE)

    def test_message_and_answer_of_a_request(self):
        request = self.new_request()
        url = f"/my/becs/requests/{request.id}"
        files = {"files": ("proof.exe", b"MZ")}
        self.assert_back(f"{url}/message", "cannot be sent", files, message=HOSTILE)
        request.line_ids.write(
            {"decision": "counter", "counter_price": 90, "decision_note": "Stock"}
        )
        request.action_answer()
        # of an offer that was not seen
        self.post(f"{url}/decline", reason=HOSTILE, revision="77")
        page = html.fromstring(self.html)
        [why] = page.xpath("//details[@open]//textarea[@name='reason']")
        self.assertEqual(why.text, HOSTILE)
        self.assertTrue(page.xpath("//*[@aria-labelledby='becs_next_title']//*[@role]"))
        self.assertEqual(request.state, "countered")

    def test_new_claim(self):
        head = {"reference": 'X"9', "date_from": "2024-03-31", "date_to": "2024-03-01"}
        url = "/my/becs/claims/new/file"
        files = {"file": ("claim.xlsx", b"x")}
        self.assert_back(url, "before its beginning", files, **head)
        head["date_to"] = "2024-04-01"
        self.assert_back(url, "Choose a file", **head)
        # read, refused and counted
        before = self.env["becs.upload"].search_count([("state", "=", "refused")])
        self.assert_back(url, "claim.xlsx", files, **head)
        after = self.env["becs.upload"].search_count([("state", "=", "refused")])
        self.assertEqual(after, before + 1)
        url = "/my/becs/claims/new/typed"
        self.assert_back(url, "has the debit number", reference="d-1")

    def test_draft(self):
        url = f"/my/becs/claims/{self.draft.id}/draft"
        head = {"reference": "X", "date_from": "2024-03-31", "date_to": "2024-03-01"}
        self.assert_back(f"{url}/head", "before its beginning", **head)
        self.assertTrue(self.html.count("<details"))
        self.assert_back(f"{url}/file", "Choose a file", way="add")
        files = {"file": ("claim.xlsx", b"x")}
        self.assert_back(f"{url}/file", "claim.xlsx", files, way="add")
        opened = html.fromstring(self.html).xpath("//details[@open]//form/@action")
        self.assertEqual(opened, [f"{url}/file"])
        self.assertEqual(self.draft.reference, "D-1")

    def test_line(self):
        line = self.draft.line_ids
        url = f"/my/becs/claims/{self.draft.id}/draft/line"
        typed = {"pos_document": HOSTILE, "quantity": "7", "transaction_type": "return"}
        version = {"line": line.id, "version": "old"}
        self.assert_back(url, "was changed meanwhile", typed=version, **typed)
        shown = html.fromstring(self.html).get_element_by_id("becs_line_quantity_why")
        self.assertIn("now: 10", shown.text_content())
        self.assertFalse(
            html.fromstring(self.html).xpath("//*[@id='becs_line_serial_numbers_why']")
        )
        # seen and saved again: it is what was typed then
        form = html.fromstring(self.html).xpath(f"//form[@action='{url}']")[0]
        self.post(url, **dict(form.form_values()))
        self.assertEqual((line.quantity, line.transaction_type), (7, "return"))
        # deleted by somebody else: it may become a new one
        line.unlink()
        self.assert_back(url, "was deleted meanwhile", typed=version, **typed)
        self.assertEqual(
            html.fromstring(self.html).xpath("//form//input[@name='line']/@value"),
            ["new"],
        )

    def test_sales(self):
        self.assert_back(
            "/my/becs/sales/file",
            "Enter the first and the last ship date",
            {"file": ("sales.xlsx", b"x")},
            typed={"page": "x", "refused": "x"},
            date_from="2024-03-01",
            replace_earlier="1",
        )
        self.assert_back(
            "/my/becs/sales/file",
            "Choose a file",
            date_from="2024-03-01",
            date_to="2024-03-31",
            replace_earlier="1",
        )

    def test_nothing_is_chosen_beforehand(self):
        self.get("/my/becs/sales")
        self.assertFalse(html.fromstring(self.html).xpath("//input[@checked]"))
        self.get(f"/my/becs/claims/{self.draft.id}/draft")
        self.assertEqual(
            html.fromstring(self.html).xpath("//input[@checked]/@value"), ["replace"]
        )

    def test_special_price(self):
        files = {"files": ("proof.pdf", PDF)}
        self.assert_back(
            "/my/becs/requests/new",
            "",
            files,
            end_customer_name="Clinic",
            reason=HOSTILE,
            competitor="Them",
        )
        self.assertFalse(self.env["becs.request"].search([]))
