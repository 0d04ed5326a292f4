# what tests say nobody translates
# pylint: disable=translation-required

from odoo.tests import tagged

from ..shared.portal_pages_case import PortalPagesCase

PDF = b"%PDF-1.7\n%proof"


@tagged("post_install", "-at_install")
class TestPortalDispute(PortalPagesCase):
    """A distributor does not agree with a verdict, and both sides talk about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.validate(
            {"amount_stated": 200}, {"amount_stated": 200, "authorization_ref": "NO"}
        )
        cls.claim, cls.line = cls.lines.claim_id, cls.lines[1]

    def url(self, way="", line=None):
        line = line or self.line
        return f"/my/becs/claims/{line.claim_id.id}/lines/{line.id}/dispute{way}"

    def opened(self, files=None, **values):
        values = {"reason": "You <b>promised</b> it", "amount": "150"} | values
        self.post(self.url("/open"), files=files, **values)
        return self.env["becs.dispute"].search(
            [("claim_line_id", "=", self.line.id)], limit=1
        )

    def test_open_answer_reply(self):
        self.get(self.url())
        dispute = self.opened({"files": ("promise.pdf", PDF)})
        self.assertEqual(self.path, f"/my/becs/disputes/{dispute.id}")
        self.assertEqual((dispute.state, dispute.amount), ("open", 150))
        self.assertEqual(dispute.opened_by, "distributor")
        self.assertEqual(dispute.user_id, self.clerk)
        self.assertEqual(dispute.reason, "You <b>promised</b> it")
        self.assertNotIn("<b>promised", self.html)
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "becs.dispute"), ("res_id", "=", dispute.id)]
        )
        self.assertEqual((file.name, file.raw), ("promise.pdf", PDF))
        url = f"/my/becs/disputes/{dispute.id}/file/{file.id}"
        self.assertIn(url, self.html)
        self.assertEqual(self.url_open(url).content, PDF)
        # one dispute at a time
        text = self.post(self.url("/open"), reason="Again")
        self.assertIn("This line is disputed already", text)
        self.get(self.url())
        self.assertEqual(self.path, f"/my/becs/disputes/{dispute.id}")
        # the vendor asks, in its own system
        dispute.message_post(body="Between us: no", attachments=[("secret.txt", b"x")])
        secret = dispute.message_ids.attachment_ids - file
        self.get(f"/my/becs/disputes/{dispute.id}/file/{secret.id}", 404)
        dispute.action_answer("Which approval is it?")
        self.assertIn(
            self.clerk.partner_id,
            dispute.message_ids.filtered(lambda m: "Which" in m.body).partner_ids,
        )
        text = self.get(f"/my/becs/disputes/{dispute.id}")
        self.assertIn("Which approval is it?", text)
        self.assertIn("Waits for your reply", text)
        self.assertNotIn("Between us", text)
        # the reply makes it open again
        text = self.post(
            f"/my/becs/disputes/{dispute.id}/reply", text="<script>1</script> of May"
        )
        self.assertIn("<script>1</script> of May", text)
        self.assertNotIn("<script>1", self.html)
        self.assertEqual(dispute.state, "open")
        dispute.action_accept(answer="Found it")
        self.assertEqual(self.line.amount_approved, 150)
        text = self.get(f"/my/becs/disputes/{dispute.id}")
        self.assertIn("Found it", text)
        self.assertIn("This dispute is over", text)
        text = self.post(f"/my/becs/disputes/{dispute.id}/reply", text="Thanks")
        self.assertIn("this can be done when it is", text)

    def test_list(self):
        dispute = self.opened()
        self.assertIn(dispute.display_name, self.get("/my/becs/disputes"))
        dispute.action_refuse("No")
        self.assertNotIn(dispute.display_name, self.get("/my/becs/disputes"))
        for show in ("over", "all"):
            text = self.get(f"/my/becs/disputes?show={show}")
            self.assertIn(dispute.display_name, text)
        self.get("/my/becs/disputes?show='")

    def test_what_is_refused(self):
        for values, shown in (
            ({"reason": "  "}, "Say what is wrong"),
            ({"amount": "200,5"}, "is not written like a number"),
            ({"amount": "201"}, "no more than that can be asked for"),
            ({"amount": "-1"}, "no more than that can be asked for"),
        ):
            with self.subTest(values=values):
                text = self.post(self.url("/open"), **{"reason": "Why"} | values)
                self.assertIn(shown, text)
        draft = self.new_claim({}).line_ids
        text = self.post(self.url("/open", draft), reason="Why")
        self.assertIn("has no verdict yet", text)
        self.assertFalse(self.env["becs.dispute"].search([]))

    def test_files(self):
        self.company.becs_upload_megabytes = 1
        for name, content, shown in (
            ("proof.html", b"<html>x</html>", "cannot be sent"),
            ("proof.svg", b"<svg onload='1'/>", "cannot be sent"),
            ("proof.txt", b"  <html>x</html>", "cannot be sent"),
            ("proof.pdf", b"<html>x</html>", "cannot be sent"),
            ("proof.exe", b"MZ" + b"\x00" * 100, "cannot be sent"),
            ("proof.png", PDF, "cannot be sent"),
            ("proof.txt", b"a\x00b", "cannot be sent"),
            ("proof", b"text", "cannot be sent"),
            ("proof.pdf", b"", "is empty"),
            ("proof.pdf", PDF + b"x" * 2**20, "more than 1 MB"),
        ):
            with self.subTest(name=name, shown=shown):
                text = self.post(
                    self.url("/open"),
                    files={"files": (name, content)},
                    reason="Why",
                )
                self.assertIn(shown, text)
        self.assertFalse(self.env["becs.dispute"].search([]))
        dispute = self.opened({"files": ("a/../<b>.txt", b"as agreed")})
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "becs.dispute"), ("res_id", "=", dispute.id)]
        )
        self.assertEqual(files.name, "<b>.txt")
        self.assertNotIn("<b>.txt", self.html)
        # nobody else's
        self.sign_in(self.rival)
        self.get(f"/my/becs/disputes/{dispute.id}/file/{files.id}", 404)
        self.get(f"/web/content/{files.id}", 404)

    def test_mails_lead_to_the_page(self):
        dispute = self.opened()
        groups = dispute._notify_get_recipients_groups(dispute.message_ids[:1], "x")
        [data] = [data for name, _who, data in groups if name == "portal"]
        self.assertTrue(data["has_button_access"])
        self.assertIn(f"/my/becs/disputes/{dispute.id}", data["button_access"]["url"])

    def test_too_many_files(self):
        self.company.becs_upload_rate = 1
        self.opened({"files": ("promise.pdf", PDF)})
        dispute = self.env["becs.dispute"].search([], limit=1)
        text = self.post(
            f"/my/becs/disputes/{dispute.id}/reply",
            files={"files": ("more.pdf", PDF)},
            text="More",
        )
        self.assertIn("Files you uploaded within an hour: 1", text)
