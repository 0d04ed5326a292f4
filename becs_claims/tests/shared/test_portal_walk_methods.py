import inspect
import json

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_walk_case import MARK, PortalWalkCase

ADDON = "odoo.addons.becs_claims."
# what is raised for somebody who may not, or who sends nonsense
REFUSED = (AccessError, UserError)
# and where arguments make no sense to a method of Odoo
WRONG = (
    *REFUSED,
    AssertionError,
    AttributeError,
    KeyError,
    NotImplementedError,
    TypeError,
    ValueError,
    psycopg2.Error,
)
# where refusals are told
LOGS = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.web.controllers.export",
    "odoo.http",
    "odoo.models",
    "odoo.orm.models",
    "odoo.sql_db",
    "py.warnings",
)
# classes are full of these, which are no methods
NO_METHODS = {"env", "pool", "mro", "is_transient"}
# values of parameters, by name, and by annotation or default
VALUES = {
    "access_token": "no",
    "aggregates": ["__count"],
    "answer": "No",
    "body": "No",
    "config": {},
    "default": {},
    "domain": [],
    "field_name": "id",
    "field_names": ["id"],
    "fields": ["id"],
    "fields_list": ["id"],
    "fields_spec": {"id": {}},
    "fields_to_export": ["id"],
    "fnames": ["id"],
    "groupby": ["id"],
    "import_compat": False,
    "lang": "en_US",
    "name": "no",
    "note": "No",
    "operation": "read",
    "operator": "ilike",
    "raise_exception": True,
    "specification": {"id": {}, "display_name": {}},
    "users": [],
    "values": {},
    "vals": {},
    "vals_list": [{}],
    "verdict": "reject",
    "view_type": "form",
}
BY_TYPE = {bool: False, dict: {}, float: 1.0, int: 1, list: [], str: "1"}
READING = (
    "export_data",
    "fields_get",
    "formatted_read_group",
    "name_search",
    "read",
    "read_group",
    "search_count",
    "search_fetch",
    "search_read",
    "web_name_search",
    "web_read",
    "web_read_group",
    "web_search_read",
)


class WalkMethodsCase(PortalWalkCase):
    def models(self):
        """Names of the models that have records; abstract ones are built into them."""
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("becs.") and not model._abstract
        ]

    def core_models(self):
        """Names of Odoo's models that the add-on adds something to."""
        return [
            name
            for name, model in self.env.registry.items()
            if not name.startswith("becs.")
            and not model._abstract
            and any(one.__module__.startswith(ADDON) for one in model.mro())
        ]

    def some(self, model):
        mine = {
            "res.company": self.env.company,
            "res.partner": self.distributor,
            "res.users": self.clerk,
            "product.template": self.secret.product_tmpl_id,
            "product.product": self.secret,
        }
        return mine[model].ids if model in mine else super().some(model)

    def methods(self, model, own):
        """Methods that may be called from outside; ``own``: written in the add-on."""
        cls = type(self.env[model])
        for name, method in inspect.getmembers(cls, callable):
            if name.startswith("_") or name in NO_METHODS:
                continue
            found = [vars(one)[name] for one in cls.mro() if name in vars(one)]
            if any(getattr(one, "_api_private", False) for one in found):
                continue
            if own == any(_module(one).startswith(ADDON) for one in found):
                yield name, method

    def arguments(self, method):
        """Something for every parameter that needs a value."""
        values = {}
        for name, parameter in list(inspect.signature(method).parameters.items())[1:]:
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            if name in VALUES:
                values[name] = VALUES[name]
            elif parameter.default is parameter.empty:
                values[name] = BY_TYPE.get(parameter.annotation, "1")
        return values

    def call(self, user, model, name, method, refused=REFUSED):
        """Call a method on the distributor's records: what comes back, as text."""
        records = self.env[model].with_user(user)
        args = [] if getattr(method, "_api_model", False) else [self.some(model)[:1]]
        try:
            with self.cr.savepoint():
                text = repr(call_kw(records, name, args, self.arguments(method)))
                self.env.flush_all()
        except refused as error:
            text = repr(error)
        finally:
            self.env.invalidate_all()
        return text


@tagged("post_install", "-at_install")
class TestPortalWalkMethods(WalkMethodsCase):
    """Whoever knows how to call the server from outside gets and changes nothing."""

    def walk(self, user, model, own):
        before = self.fingerprint()
        login = user.sudo().login
        for name, method in self.methods(model, own):
            with (
                self.subTest(user=login, model=model, method=name),
                mute_logger(*LOGS),
            ):
                ours = own and model.startswith("becs.")
                text = self.call(user, model, name, method, REFUSED if ours else WRONG)
                if user != self.looker:
                    self.assertNotIn(MARK, text)
        with self.subTest(user=login, model=model):
            self.assertEqual(self.fingerprint(), before)

    def test_own_methods(self):
        for user in (self.env.ref("base.public_user"), self.rival, self.looker):
            for model in [*self.models(), *self.core_models()]:
                self.walk(user, model, own=True)

    def test_methods_of_odoo(self):
        """On models portal users read; on others nothing is left to do."""
        for model in self.models():
            for user in (self.rival, self.looker):
                records = self.env[model].with_user(user)
                if records.has_access("read"):
                    self.walk(user, model, own=False)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(records.has_access(operation), model)

    @mute_logger(*LOGS)
    def test_over_http(self):
        """The same door from the network, as strangers and another distributor."""
        before = self.fingerprint()
        for login in (None, "becs_rival"):
            self.authenticate(login, login)
            for model in self.models():
                for name, method in self.methods(model, own=True):
                    is_model = getattr(method, "_api_model", False)
                    params = {
                        "model": model,
                        "method": name,
                        "args": [] if is_model else [self.some(model)],
                        "kwargs": self.arguments(method),
                    }
                    text = self.post_json(
                        f"/web/dataset/call_kw/{model}/{name}", params
                    )
                    with self.subTest(login=login, model=model, method=name):
                        self.assertNotIn(MARK, text)
        self.assertEqual(self.fingerprint(), before)

    def post_json(self, address, params):
        return self.url_open(
            address,
            data=json.dumps({"params": params}, default=str),
            headers={"Content-Type": "application/json"},
        ).text

    # -- Odoo's own doors to records and files, for another distributor and strangers

    def doors(self):
        """Addresses that lead to the distributor's records and files."""
        for model, records in self.records.items():
            for record in records[:2]:
                yield f"/mail/view?model={model}&res_id={record.id}"
                yield f"/web/content/{model}/{record.id}/display_name"
                yield f"/web/image/{model}/{record.id}/display_name"
                yield f"/odoo/{model}/{record.id}"
        for attachment in self.records["ir.attachment"]:
            yield f"/web/content/{attachment.id}?download=1"
            yield f"/web/image/{attachment.id}"
            yield f"/web/content/ir.attachment/{attachment.id}/raw"
        for intake in self.records["becs.intake"]:
            yield f"/web/content/becs.intake/{intake.id}/attachment_id"
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "becs_claims.%")]
        )
        self.assertTrue(reports)
        for report in reports:
            for number in self.records["account.move"].ids:
                yield f"/report/html/{report.report_name}/{number}"
                yield f"/report/text/{report.report_name}/{number}"
        for move in self.records["account.move"]:
            yield f"/my/invoices/{move.id}"
        yield "/my/invoices"

    def rpcs(self):
        """Calls of JSON routes as (address, parameters)."""
        for model, records in self.records.items():
            number = records.ids[0]
            thread = {"thread_model": model, "thread_id": number}
            yield "/mail/thread/messages", thread
            yield "/mail/thread/data", thread | {"request_list": ["attachments"]}
            yield (
                "/mail/message/post",
                thread | {"post_data": {"body": "no", "message_type": "comment"}},
            )
            for name in READING:
                yield (
                    f"/web/dataset/call_kw/{model}/{name}",
                    {
                        "model": model,
                        "method": name,
                        "args": [],
                        "kwargs": self.reading(name, records.ids),
                    },
                )

    def reading(self, name, ids):
        if name in ("read", "export_data", "web_read"):
            return {
                "ids": ids,
                "fields": ["display_name"],
            }
        if "group" in name:
            return {"domain": [], "groupby": ["display_name"], "aggregates": []}
        if "name_search" in name:
            return {"name": MARK}
        if name == "fields_get":
            return {}
        return {"domain": [["id", "in", ids]]}

    @mute_logger(*LOGS)
    def test_doors(self):
        before = self.fingerprint()
        for login in (None, "becs_rival"):
            self.authenticate(login, login)
            for address in self.doors():
                with self.subTest(login=login, address=address):
                    answer = self.url_open(address)
                    self.assertNotIn(MARK, answer.text.replace(address, ""))
            for address, params in self.rpcs():
                with self.subTest(login=login, address=address):
                    answer = self.url_open(
                        address,
                        data=json.dumps({"params": params}),
                        headers={"Content-Type": "application/json"},
                    )
                    self.assertNotIn(MARK, answer.text)
        self.assertEqual(self.fingerprint(), before)

    @mute_logger(*LOGS)
    def test_exports(self):
        self.authenticate("becs_rival", "becs_rival")
        for model, records in self.records.items():
            for kind in ("csv", "xlsx"):
                answer = self.url_open(
                    f"/web/export/{kind}",
                    data={
                        "csrf_token": Request.csrf_token(self),
                        "data": json.dumps(
                            {
                                "model": model,
                                "fields": [{"name": "id", "label": "id"}],
                                "ids": records.ids,
                                "domain": [],
                                "groupby": [],
                                "import_compat": False,
                                "context": {},
                            }
                        ),
                    },
                )
                self.assertNotEqual(answer.status_code, 200, (model, kind))
                self.assertNotIn(MARK, answer.text)

    @mute_logger(*LOGS)
    def test_api_key(self):
        """Portal users may get keys where an administrator allows it."""
        self.env["ir.config_parameter"].set_param("portal.allow_api_keys", "1")
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.rival)
            .sudo()
            ._generate("rpc", "test", None)
        )
        before = self.fingerprint()
        for model, records in self.records.items():
            for name, values in (
                ("search_read", {"domain": []}),
                ("read", {"ids": records.ids, "fields": ["display_name"]}),
                ("write", {"ids": records.ids, "vals": {"display_name": "no"}}),
                ("unlink", {"ids": records.ids}),
            ):
                with self.subTest(model=model, method=name):
                    answer = self.url_open(
                        f"/json/2/{model}/{name}",
                        data=json.dumps(values),
                        headers={
                            "Authorization": f"Bearer {key}",
                            "Content-Type": "application/json",
                        },
                    )
                    self.assertNotIn(MARK, answer.text)
        self.assertEqual(self.fingerprint(), before)

    # -- nothing is found out about others by searching one's own records

    def test_fields_that_are_not_told_cannot_be_searched(self):
        """Neither on a record nor through its relations, which lead everywhere."""
        for model in self.models():
            records = self.env[model].with_user(self.clerk)
            if not records.has_access("read"):
                continue
            for name in records._becs_portal_fields():
                field = records._fields[name]
                if not field.relational or not field.comodel_name.startswith("becs."):
                    continue
                comodel = self.env[field.comodel_name].with_user(self.clerk)
                shown = comodel.fields_get()
                for other in comodel._fields:
                    if other in shown:
                        continue
                    path = f"{name}.{other}"
                    with self.subTest(model=model, path=path):
                        self.assert_not_searched(records, path)

    def assert_not_searched(self, records, path):
        """A field cannot be used in a search: by right, or by nature."""
        try:
            with self.cr.savepoint():
                records.search([(path, "in", [1])], limit=1)
        except (AccessError, ValueError):
            return
        self.fail(f"{records._name} can be searched by {path}")

    def test_relations_lead_to_own_records_only(self):
        Line = self.env["becs.claim.line"].with_user(self.rival)
        Program = self.env["becs.program"].with_user(self.rival)
        for model, domain in (
            (Line, [("dispute_ids.reason", "ilike", MARK)]),
            (Line, [("claim_id.reference", "ilike", MARK)]),
            (Line, [("claim_id.commercial_partner_id.name", "ilike", MARK)]),
            (Program, [("end_customer_ids.name", "ilike", MARK)]),
            (Program, [("line_ids.product_id.name", "ilike", MARK)]),
        ):
            with self.subTest(model=model._name, domain=domain):
                try:
                    self.assertFalse(model.search(domain))
                except AccessError:
                    continue


def _module(method):
    return getattr(
        inspect.unwrap(getattr(method, "__func__", method)), "__module__", ""
    )
