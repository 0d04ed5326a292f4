import html
import re

from odoo.http import Request
from odoo.tests import HttpCase

from .portal_case import PortalCase

HEADINGS = (
    "Authorization No.",
    "Part Number",
    "Invoice",
    "Ship Date",
    "Customer",
    "Qty",
    "Claim Amount",
)
TAG = re.compile(r"<[^>]+>")


class PortalPagesCase(PortalCase, HttpCase):
    """A distributor's clerks at their browsers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_upload_rate = 0
        cls.user = cls.clerk

    def setUp(self):
        super().setUp()
        self.sign_in(self.clerk)

    def sign_in(self, user):
        """Be another person from now on."""
        self.authenticate(user.login, user.login)

    def token(self):
        return Request.csrf_token(self)

    def get(self, url, status=200):
        """Return the page as text without tags, its markup being in ``self.html``."""
        response = self.url_open(url)
        return self._seen(response, status)

    def post(self, url, files=None, status=200, **values):
        """Send a form and return the page it leads to, see :meth:`get`.

        :param files: {field: (name, content)}
        """
        data = {"csrf_token": self.token(), **values}
        response = self.url_open(url, data=data, files=files)
        return self._seen(response, status)

    def _seen(self, response, status):
        self.assertEqual(response.status_code, status, response.text[:2000])
        self.path = response.url.removeprefix(self.base_url())
        self.html = response.text
        text = html.unescape(TAG.sub(" ", response.text))
        return " ".join(text.split())

    def row(self, number=1, **values):
        """A row of a file that is paid as claimed."""
        row = {
            "authorization": "A1",
            "product": "P1",
            "document": f"POS-{number}",
            "date": "2024-03-10",
            "customer": "Hospital",
            "quantity": 10,
            "amount": 200,
        }
        return list((row | values).values())

    def last_claim(self):
        return self.env["becs.claim"].search(
            [("company_id", "=", self.company.id)], order="id desc", limit=1
        )

    def work(self):
        """Do the background work that waits, as the cron does."""
        self.env.flush_all()
        waiting = self.env["becs.job"].search([("state", "=", "pending")], order="id")
        with self.registry.cursor() as cr:
            self.env["becs.job"].with_env(self.env(cr=cr)).browse(waiting.ids)[
                :1
            ]._work()
        self.env.invalidate_all()
