"""Two clerks on one draft at the same time: two browsers, two real connections.

What they do is committed, and removed in the end.
"""

import re
import threading
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import requests

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config, mute_logger

from odoo.addons.base.models import res_users

from ...models.claim import draft as becs_claim_draft
from .forgotten import forget, forget_history

TAG = re.compile(r"<[^>]+>")
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
LOGINS = ("two_clerks_a", "two_clerks_b")


class Browser:
    """A clerk's browser: pages as they are sent by the server."""

    def __init__(self, login):
        self.session = requests.Session()
        self.base = f"http://127.0.0.1:{config['http_port']}"
        page = self.session.get(f"{self.base}/web/login", timeout=60).text
        self.token = CSRF.search(page).group(1)
        self.post("/web/login", login=login, password=login)
        # the session is another one after the login
        self.token = CSRF.search(self.get("/my/becs/claims/new")).group(1)

    def get(self, url):
        response = self.session.get(f"{self.base}{url}", timeout=60)
        response.raise_for_status()
        return response.text

    def post(self, url, **values):
        """Send a form, and return what the page says that it leads to."""
        response = self.session.post(
            f"{self.base}{url}",
            data={"csrf_token": self.token, **values},
            timeout=60,
        )
        return " ".join(TAG.sub(" ", response.text).split())

    def form(self, url, action):
        """Hidden fields and texts of a form, as a browser would send them."""
        form = self.get(url).partition(f'action="{action}"')[2].partition("</form>")[0]
        names = re.findall(r'<input[^>]*name="([^"]+)"[^>]*?>', form)
        values = {}
        for name in names:
            field = re.search(rf'<input[^>]*name="{name}"[^>]*>', form).group(0)
            value = re.search(r'value="([^"]*)"', field)
            values[name] = value.group(1) if value else ""
        return values


@tagged("post_install", "-at_install")
class TestTwoClerks(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # hashing passwords well would take most of the time
        cls.startClassPatcher(patch.object(res_users, "MIN_ROUNDS", 1))
        cls.registry = Registry(get_db_name())
        cls.remove_all()
        cls.addClassCleanup(cls.remove_all)
        with cls.transaction() as env:
            company = env["res.partner"].create(
                {
                    "name": "Two Clerks",
                    "is_company": True,
                    "is_becs_distributor": True,
                }
            )
            env["res.users"].with_context(no_reset_password=True).create(
                [
                    {
                        "name": login,
                        "login": login,
                        "password": login,
                        "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                        "company_ids": [Command.set(env.company.ids)],
                        "company_id": env.company.id,
                    }
                    for login in LOGINS
                ]
            ).partner_id.write({"parent_id": company.id, "becs_portal_role": "submit"})
            cls.company_id = company.id
        cls.browsers = [Browser(login) for login in LOGINS]

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove_claims)
        with self.transaction() as env:
            claim = env["becs.claim"].create(
                {"partner_id": self.company_id, "source": "portal", "user_id": False}
            )
            env["becs.claim.line"].create(
                [
                    {
                        "claim_id": claim.id,
                        "sequence": number,
                        "pos_document": f"D{number}",
                        "product_ref": "NONE",
                        "date_ship": date(2024, 3, 10),
                        "quantity": 10,
                        "amount_stated": 200,
                    }
                    for number in (1, 2)
                ]
            )
            self.claim_id, self.line_ids = claim.id, claim.line_ids.ids
        self.url = f"/my/becs/claims/{self.claim_id}/draft"

    @classmethod
    @contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    @classmethod
    def remove_claims(cls):
        with cls.transaction() as env:
            partner = env["res.partner"].search([("name", "=", "Two Clerks")])
            claims = env["becs.claim"].search([("partner_id", "in", partner.ids)])
            claims.message_ids.unlink()
            forget_history(env, claims.ids)
            forget(
                env,
                ("becs_claim", "id", claims.ids),
                ("becs_lock", "partner_id", partner.ids),
            )

    @classmethod
    def remove_all(cls):
        cls.remove_claims()
        with cls.transaction() as env:
            partner = env["res.partner"].search([("name", "=", "Two Clerks")])
            users = env["res.users"].search([("login", "in", LOGINS)])
            contacts = users.partner_id | partner
            forget(
                env,
                ("res_users", "id", users.ids),
                ("res_partner", "id", contacts.ids),
            )

    def at_once(self, *acts):
        """Do what both clerks do; both have read the draft before one of them writes.

        :param acts: per clerk, path below the draft and fields
        :return: what the pages say that they come to
        """
        barrier, met, said = threading.Barrier(2, timeout=30), set(), {}
        locked = becs_claim_draft.row

        def meet(record):
            name = threading.current_thread().ident
            if record.id == self.claim_id and name not in met:
                met.add(name)
                record.mapped("state")  # the transaction has begun
                record.line_ids.mapped("quantity")
                barrier.wait()
            return locked(record)

        def work(number, way, values):
            said[number] = self.browsers[number].post(f"{self.url}/{way}", **values)

        with (
            patch.object(becs_claim_draft, "row", meet),
            mute_logger("odoo.sql_db", "odoo.service.model", "odoo.http"),
        ):
            threads = [
                threading.Thread(target=work, args=(number, *act))
                for number, act in enumerate(acts)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self.assertEqual(len(met), 2, "they never met")
        return [said[number] for number in range(2)]

    def assert_one_won(self, said, won, shown):
        """One page says that it was done, the other one why it was not."""
        done = [won in text for text in said]
        self.assertEqual(sorted(done), [False, True], said)
        loser = done.index(False)
        self.assertIn(shown, said[loser])
        return 1 - loser

    def submit(self, number):
        values = self.browsers[number].form(self.url, f"{self.url}/submit")
        return "submit", values

    def line(self, number, way="line", **texts):
        """The form of the first line, as clerk ``number`` sees it, with other texts."""
        line_id = self.line_ids[0]
        values = self.browsers[number].form(
            f"{self.url}?line={line_id}", f"{self.url}/{way}"
        )
        self.assertEqual(values["line"], str(line_id))
        return way, values | texts

    def claim(self, env):
        return env["becs.claim"].browse(self.claim_id)

    def events(self, env, kind):
        return self.claim(env).event_ids.filtered(lambda event: event.kind == kind)

    def test_both_submit(self):
        said = self.at_once(self.submit(0), self.submit(1))
        self.assert_one_won(
            said, "was submitted. You can follow", "was submitted already"
        )
        with self.transaction() as env:
            claim = self.claim(env)
            self.assertEqual((claim.state, claim.line_count), ("validated", 2))
            self.assertEqual(len(self.events(env, "submitted")), 1)
            self.assertEqual(len(self.events(env, "validated")), 1)

    def test_both_correct_a_line(self):
        acts = [self.line(n, quantity=str(n + 3)) for n in range(2)]
        said = self.at_once(*acts)
        winner = self.assert_one_won(said, "Row 1 was saved", "was changed meanwhile")
        # what the other one typed is there still, and what the first one wrote
        self.assertIn(f"now: {winner + 3}", said[1 - winner])
        with self.transaction() as env:
            lines = self.claim(env).line_ids
            self.assertEqual(lines.mapped("quantity"), [winner + 3, 10])

    def test_one_deletes_what_the_other_corrects(self):
        said = self.at_once(self.line(0, "delete"), self.line(1, quantity="3"))
        deleted = "Row 1 was deleted" in said[0]
        self.assertNotEqual(deleted, "Row 1 was saved" in said[1], said)
        with self.transaction() as env:
            lines = self.claim(env).line_ids
            if deleted:
                self.assertIn("it was deleted meanwhile", said[1])
                self.assertEqual(lines.ids, self.line_ids[1:])
            else:
                self.assertIn("was changed meanwhile", said[0])
                self.assertEqual(lines.mapped("quantity"), [3, 10])

    def test_both_delete_a_line(self):
        said = self.at_once(self.line(0, "delete"), self.line(1, "delete"))
        self.assert_one_won(said, "Row 1 was deleted", "was deleted meanwhile")
        with self.transaction() as env:
            self.assertEqual(self.claim(env).line_ids.ids, self.line_ids[1:])
            self.assertEqual(self.claim(env).amount_claimed, 200)

    def assert_submitted_or(self, said, done, count):
        """Either the claim was submitted as it was seen, or it was changed first."""
        submitted = "was submitted. You can follow" in said[1]
        self.assertNotEqual(done in said[0], submitted, said)
        with self.transaction() as env:
            claim = self.claim(env)
            if submitted:
                self.assertIn("was submitted meanwhile", said[0])
                self.assertEqual((claim.state, claim.line_count), ("validated", 2))
                self.assertEqual(claim.line_ids.mapped("amount_stated"), [200, 200])
            else:
                self.assertIn("was changed or checked meanwhile", said[1])
                self.assertEqual((claim.state, claim.line_count), ("draft", count))

    def test_one_deletes_a_line_while_the_other_submits(self):
        said = self.at_once(self.line(0, "delete"), self.submit(1))
        self.assert_submitted_or(said, "Row 1 was deleted", 1)

    def test_one_corrects_a_line_while_the_other_submits(self):
        said = self.at_once(self.line(0, amount_claimed="100"), self.submit(1))
        self.assert_submitted_or(said, "Row 1 was saved", 2)

    def test_one_deletes_the_draft_while_the_other_submits(self):
        said = self.at_once(("withdraw", {}), self.submit(1))
        with self.transaction() as env:
            claim = self.claim(env).exists()
            if claim:
                self.assertIn("was submitted meanwhile", said[0])
                self.assertIn("was submitted. You can follow", said[1])
                self.assertEqual((claim.state, claim.line_count), ("validated", 2))
            else:
                self.assertIn("was deleted.", said[0])
                self.assertIn("It was deleted meanwhile", said[1])
