from odoo.tests import new_test_user, tagged

from .portal_pages_case import PortalPagesCase


@tagged("post_install", "-at_install")
class TestPortalChangesRights(PortalPagesCase):
    """Who may not change anything does not, by no route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.validate(
            {"amount_stated": 200}, {"amount_stated": 200, "authorization_ref": "NO"}
        )
        cls.claim = cls.lines.claim_id
        cls.draft = cls.new_claim({"amount_stated": 200}, date_submitted=False)
        cls.dispute = cls.env["becs.dispute"].create(
            {"claim_line_id": cls.lines[1].id, "reason": "Promised"}
        )
        cls.report = cls.env["becs.pos.report"].create(
            {"name": "March", "partner_id": cls.distributor.id}
        )
        cls.sale = cls.env["becs.pos.line"].create(
            {
                "partner_id": cls.distributor.id,
                "document": "POS-1",
                "date": "2024-03-10",
                "product_ref": "P1",
                "quantity": 10,
                "report_id": cls.report.id,
            }
        )
        cls.upload = cls.env["becs.upload"].create(
            {
                "name": "march.xlsx",
                "kind": "claim",
                "state": "waiting",
                "company_id": cls.company.id,
                "partner_id": cls.distributor.id,
                "user_id": cls.clerk.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.stranger = new_test_user(self.env, "becs_stranger", "base.group_portal")

    def changes(self):
        """Every form and what it sends."""
        draft = f"/my/becs/claims/{self.draft.id}/draft"
        line = self.draft.line_ids
        version = self.draft._draft_version(line)
        rejected = f"/my/becs/claims/{self.claim.id}/lines/{self.lines[1].id}"
        return {
            f"{draft}/line": {"line": line.id, "version": version, "quantity": "1"},
            f"{draft}/delete": {"line": line.id, "version": version},
            f"{draft}/head": {"reference": "X"},
            f"{draft}/file": {"way": "add"},
            f"{draft}/check": {},
            f"{draft}/submit": {"version": self.draft._draft_seen()},
            f"{draft}/withdraw": {},
            f"/my/becs/claims/{self.draft.id}/retry": {},
            f"/my/becs/claims/{self.claim.id}/again/send": {"every": "1"},
            f"{rejected}/dispute/open": {"reason": "Why"},
            f"/my/becs/disputes/{self.dispute.id}/reply": {"text": "Why"},
            f"/my/becs/uploads/{self.upload.id}": {"step": "read"},
            f"/my/becs/uploads/{self.upload.id}/discard": {},
        }

    def of_nobody(self):
        """Forms that are not about a record."""
        return {
            "/my/becs/claims/new/file": {},
            "/my/becs/claims/new/typed": {"reference": "X"},
            "/my/becs/sales/file": {},
            "/my/becs/unclaimed/claim": {"sale": self.sale.id},
        }

    def pages(self):
        return [
            f"/my/becs/claims/{self.draft.id}/draft",
            f"/my/becs/claims/{self.claim.id}/again",
            f"/my/becs/claims/{self.claim.id}/lines/{self.lines[1].id}/dispute",
            f"/my/becs/disputes/{self.dispute.id}",
            f"/my/becs/sales/{self.report.id}",
            f"/my/becs/uploads/{self.upload.id}",
        ]

    def state(self):
        """Everything a change would change."""
        self.env.invalidate_all()
        return [
            self.env[model].sudo().search([], order="id").read(fields)
            for model, fields in (
                ("becs.claim", ["state", "reference", "line_count", "checked_on"]),
                ("becs.claim.line", ["quantity", "state"]),
                ("becs.dispute", ["state", "message_ids"]),
                ("becs.upload", ["state"]),
                ("becs.job", ["state"]),
                ("becs.pos.report", ["name"]),
            )
        ]

    def refused(self, user, forms, status):
        self.sign_in(user)
        before = self.state()
        for url, values in forms.items():
            with self.subTest(user=user.login, url=url):
                response = self.url_open(
                    url, data={"csrf_token": self.token(), **values}
                )
                self.assertEqual(response.status_code, status)
                self.assertNotIn(self.claim.name, response.text)
        self.assertEqual(self.state(), before)

    def test_who_may_only_look(self):
        self.refused(self.looker, self.changes() | self.of_nobody(), 403)
        for url, status in zip(
            self.pages(), (403, 403, 403, 200, 200, 403), strict=True
        ):
            with self.subTest(url=url):
                self.get(url, status)
        # and finds no button
        for url in (self.pages()[3], "/my/becs/sales", "/my/becs/unclaimed"):
            self.get(url)
            self.assertNotIn('type="submit"', self.html.partition("o_becs_portal")[2])

    def test_another_distributor(self):
        self.refused(self.rival, self.changes(), 404)
        self.refused(
            self.rival, {"/my/becs/unclaimed/claim": {"sale": self.sale.id}}, 404
        )
        for url in self.pages():
            with self.subTest(url=url):
                self.get(url, 404)

    def test_strangers(self):
        people = new_test_user(
            self.env, "becs_inside", "base.group_user,becs_claims.group_administrator"
        )
        for user in (self.stranger, people):
            self.refused(user, self.changes() | self.of_nobody(), 404)
            for url in [*self.pages(), "/my/becs/claims/new", "/my/becs/disputes"]:
                with self.subTest(user=user.login, url=url):
                    self.get(url, 404)

    def test_nobody(self):
        self.authenticate(None, None)
        before = self.state()
        for url, values in (self.changes() | self.of_nobody()).items():
            with self.subTest(url=url):
                response = self.url_open(
                    url,
                    data={"csrf_token": self.token(), **values},
                    allow_redirects=False,
                )
                self.assertIn(response.status_code, (303, 404))
        self.assertEqual(self.state(), before)

    def test_progress_of_ones_own(self):
        urls = (
            f"/my/becs/claims/{self.draft.id}/progress",
            f"/my/becs/sales/{self.report.id}/progress",
        )
        for url in urls:
            self.assertIsNone(self.url_open(url).json())
        self.sign_in(self.rival)
        for url in urls:
            self.get(url, 404)
