import inspect
import json
import re
from urllib.parse import urlencode

from odoo.fields import Command
from odoo.http import Request, _generate_routing_rules
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .portal_walk_case import MARK, PortalWalkCase

ADDON = "odoo.addons.becs_claims."
# the record a number in an address, or a field of a form, stands for
NUMBERS = {
    "attachment_id": "ir.attachment",
    "claim_id": "becs.claim",
    "dispute_id": "becs.dispute",
    "intake_id": "becs.intake",
    "line_id": "becs.claim.line",
    "program_id": "becs.program",
    "report_id": "becs.pos.report",
    "request_id": "becs.request",
    "upload_id": "becs.upload",
}
# other parts of addresses
PARTS = {"answer": "accept", "kind": "csv", "page": "1"}
PART = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def arguments(rule):
    """Names of the variable parts of an address."""
    return PART.findall(rule)


@tagged("post_install", "-at_install")
class TestPortalWalkRoutes(PortalWalkCase):
    """Every route of the add-on, found at run time, and those of Odoo that reach its
    records: nobody else gets or changes anything.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreigner, cls.viewer = (
            new_test_user(
                cls.env,
                f"becs_{role}_routes",
                f"base.group_user,becs_claims.group_{role}",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for role, company in (
                ("administrator", elsewhere),
                ("viewer", cls.env.company),
            )
        )

    def routes(self):
        """The add-on's routes as (rule, endpoint, HTTP methods)."""
        modules = sorted(self.registry._init_modules)
        for rule, endpoint in _generate_routing_rules(modules, nodb_only=False):
            if endpoint.__module__.startswith(ADDON):
                methods = set(endpoint.routing.get("methods") or ("GET", "POST"))
                yield rule, endpoint, sorted(methods - {"OPTIONS", "HEAD"})

    def address(self, rule):
        """The address of a route with the distributor's records in it."""
        values = {}
        for name in arguments(rule):
            if name in NUMBERS:
                values[name] = str(self.some(NUMBERS[name])[0])
            else:
                self.assertIn(
                    name,
                    PARTS,
                    f"{rule}: tell NUMBERS or PARTS what “{name}” stands for",
                )
                values[name] = PARTS[name]
        return PART.sub(lambda found: values[found[1]], rule)

    def sent(self, endpoint, rule):
        """Values for all else the route takes: records, else something to write."""
        values = {}
        for name, parameter in inspect.signature(endpoint).parameters.items():
            if name in ("self", *arguments(rule)) or parameter.kind in (
                parameter.VAR_KEYWORD,
                parameter.VAR_POSITIONAL,
            ):
                continue
            model = NUMBERS.get(name) or NUMBERS.get(name.removesuffix("s"))
            values[name] = str(self.some(model)[0]) if model else "1"
        return values

    def call(self, rule, endpoint, method):
        """The answer as status and text."""
        address, values = self.address(rule), self.sent(endpoint, rule)
        if endpoint.routing["type"] == "jsonrpc":
            answer = self.url_open(
                address,
                data=json.dumps({"jsonrpc": "2.0", "params": values}),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            )
        elif method == "POST":
            data = values | {"csrf_token": Request.csrf_token(self)}
            answer = self.url_open(address, data=data, allow_redirects=False)
        else:
            answer = self.url_open(
                f"{address}?{urlencode(values)}", allow_redirects=False
            )
        return answer.status_code, answer.text + str(answer.headers.get("Location"))

    def walk(self, user):
        """Call every route as a user: (rule, method, status, text)."""
        self.authenticate(user and user.login, user and user.login)
        found = []
        for rule, endpoint, methods in self.routes():
            for method in methods:
                status, text = self.call(rule, endpoint, method)
                found.append((rule, method, status, text))
        self.assertGreater(len(found), 8)
        return found

    def test_strangers_and_others_get_nothing_and_change_nothing(self):
        before = self.fingerprint()
        for user in (None, self.rival, self.foreigner):
            for rule, method, status, text in self.walk(user):
                with self.subTest(user=user and user.login, route=rule, by=method):
                    self.assertNotIn(MARK, text)
                    if user is None:
                        self.assertNotEqual(status, 200)
                    elif NUMBERS.keys() & set(arguments(rule)):
                        self.assertIn(status, (400, 403, 404))
                    self.assertLess(status, 500)
        self.assertEqual(self.fingerprint(), before)

    def test_who_may_look_changes_nothing(self):
        before = self.fingerprint()
        for user in (self.looker, self.viewer):
            for rule, method, status, text in self.walk(user):
                self.look(user, rule, method, status, text)
        self.assertEqual(self.fingerprint(), before)

    def look(self, user, rule, method, status, text):
        with self.subTest(route=rule, by=method, user=user.login):
            self.assertLess(status, 500)
            if (
                user == self.looker
                and method == "GET"
                and rule.startswith("/my/becs/claims/<")
            ):
                self.assertIn(status, (200, 303, 403, 404), text[:500])

    @mute_logger("odoo.http")
    def test_links_change_nothing(self):
        """Whatever a link says, also to people who may change something."""
        before = self.stored()
        self.authenticate("becs_clerk", "becs_clerk")
        for rule, endpoint, methods in self.routes():
            if "GET" not in methods or endpoint.routing["type"] != "http":
                continue
            words = {"step": "read", "do": "send", "every": "1", "key_0": "x"}
            values = urlencode(self.sent(endpoint, rule) | words)
            for query in ("", values, "step=look", "step=read"):
                answer = self.url_open(
                    f"{self.address(rule)}?{query}", allow_redirects=False
                )
                with self.subTest(route=rule, query=query):
                    self.assertLess(answer.status_code, 500)
                    self.assertEqual(self.stored(), before)

    def stored(self):
        """As the fingerprint, of what lasts."""
        lasting = {
            model._table for model in self.registry.values() if not model._transient
        }
        return {
            table: found
            for table, found in self.fingerprint().items()
            if table in lasting
        }

    @mute_logger("odoo.http")
    def test_signs_that_no_database_takes(self):
        """Neither in a link nor in a form."""
        self.authenticate("becs_clerk", "becs_clerk")
        for rule, endpoint, methods in self.routes():
            if endpoint.routing["type"] != "http":
                continue
            values = self.sent(endpoint, rule)
            values |= {name: "a\0b" for name in (*values, "x", "text", "message")}
            for method in methods:
                with self.subTest(route=rule, by=method):
                    if method == "POST":
                        token = Request.csrf_token(self)
                        answer = self.url_open(
                            self.address(rule),
                            data=values | {"csrf_token": token},
                            allow_redirects=False,
                        )
                    else:
                        answer = self.url_open(
                            f"{self.address(rule)}?{urlencode(values)}",
                            allow_redirects=False,
                        )
                    self.assertLess(answer.status_code, 500)
