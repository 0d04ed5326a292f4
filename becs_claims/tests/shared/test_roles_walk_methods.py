"""Every method that can be called from outside, as the vendor's own people."""

import re

import psycopg2

from odoo import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .portal_walk_case import MARK
from .test_portal_walk_methods import LOGS, WRONG, WalkMethodsCase

ROLES = ("viewer", "analyst", "approver", "accountant")
#: Of Odoo, tried on records of another company.
OF_ODOO = {
    "copy": {},
    "export_data": {"fields_to_export": ["display_name"]},
    "message_post": {"body": "No"},
    "read": {"fields": ["display_name"]},
    "toggle_active": {},
    "unlink": {},
    "web_read": {"specification": {"display_name": {}}},
    "web_save": {"vals": {}, "specification": {"display_name": {}}},
    "write": {"vals": {}},
}


#: In a statement that may change something; what only reads is not looked after.
CHANGES = re.compile(r"\b(INSERT|UPDATE|DELETE|TRUNCATE|ALTER|CREATE|DROP)\b", re.I)
#: The queue shows lines of claims, and its buttons act on those.
OF_LINES = "becs.todo"
#: What an approver offered is taken on behalf of the distributor.
OFFERED = ("becs.request", "action_accept_offer")


class RolesCase(WalkMethodsCase):
    """People of each role here and in another company, and something in each state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.here = {role: cls.new_person(role, cls.env.company) for role in ROLES}
        cls.there = {
            role: cls.new_person(role, cls.elsewhere)
            # who has the least and who has all that may do something
            for role in ("analyst", "administrator")
        }
        claims = cls.records["becs.claim"].sorted("id")
        validated, approved = (
            cls.validated_claim(
                {
                    "authorization_ref": f"A-{MARK}",
                    "product_ref": f"P{MARK}",
                    "pos_document": f"{state}-{MARK}",
                },
                reference=f"{state}-{MARK}",
            )
            for state in ("V", "A")
        )
        approved.action_approve()
        requested = cls.env["becs.program"].create(
            {
                "name": f"{MARK} Requested",
                "line_ids": [
                    Command.create(
                        {
                            "applied_on": "all",
                            "credit_method": "fixed",
                            "unit_credit": 1,
                        }
                    )
                ],
            }
        )
        requested.action_request()
        #: {model: [records of one state each]}
        cls.states = {
            "becs.claim": [validated, approved, claims[-1]],
            "becs.claim.line": [validated.line_ids, approved.line_ids],
            "becs.program": [requested, cls.records["becs.program"]],
            "becs.run": [cls.env["becs.run"].create({})],
            "becs.approval.limit": [
                cls.env["becs.approval.limit"].create({"amount": 5})
            ],
            "becs.rule": [cls.env.ref("becs_claims.rule_duplicate_line")],
            "becs.what.if": [cls.env["becs.what.if"].create({"name": MARK})],
        }
        #: As they are found, which takes a while.
        cls.found = {}
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def new_person(cls, role, company):
        return new_test_user(
            cls.env,
            f"becs_walk_{role}_{company.id}",
            f"base.group_user,becs_claims.group_{role}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def of_states(self, model):
        """Records of a model, one of each state there is."""
        if model in self.states:
            return self.states[model]
        if model in self.records:
            return [self.records[model][:1]]
        # some nobody may read
        return [self.env[model].sudo().search([], limit=1).sudo(self.env.su)]

    def calls(self, user, model, methods):
        """Call methods on records of each state: yields (method, what came back).

        Those that were refused, or only read, are not yielded. What a call did is there
        when it is yielded, and taken back afterwards.

        :param methods: [(name, method, arguments)]
        """
        records = self.env[model].with_user(user)
        records = records.with_context(allowed_company_ids=user.company_ids.ids)
        self.env.invalidate_all()  # what is known is not asked for
        for name, method, values in methods:
            is_model = getattr(method, "_api_model", False)
            for one in self.of_states(model)[: 1 if is_model else None]:
                self.called += 1
                self.changing.clear()
                args = [] if is_model else [one.ids]
                with self.cr.savepoint() as savepoint:
                    try:
                        shown = call_kw(records, name, args, dict(values))
                        self.env.flush_all()
                    except WRONG as error:
                        shown = error
                    if not isinstance(shown, Exception) or self.is_fault(shown):
                        yield name, shown
                    savepoint.rollback()

    def is_fault(self, error):
        """Whether an error is none that somebody is told: the database complains."""
        return isinstance(error, psycopg2.Error) and not isinstance(
            error,
            # something that is needed was not given, which Odoo says in words
            psycopg2.errors.NotNullViolation,
        )

    def setUp(self):
        super().setUp()
        self.called, self.changing = 0, []
        execute = type(self.cr).execute

        def noted(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if CHANGES.search(text):
                self.changing.append(text)
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.cr), "execute", noted)

    def own(self, model):
        """Methods of the add-on as (name, method, arguments)."""
        if model not in self.found:
            self.found[model] = [
                (name, method, self.arguments(method))
                for name, method in self.methods(model, own=True)
            ]
        return self.found[model]


@tagged("post_install", "-at_install")
class TestRolesWalkMethods(RolesCase):
    def walked(self):
        return [*self.models(), *self.core_models()]

    def special(self, model):
        """Methods that are not on every model, where the gate is asked."""
        base = dir(type(self.env["base"]))
        return [one for one in self.own(model) if one[0] not in base]

    def assert_unchanged(self, shown, before):
        self.assertFalse(self.is_fault(shown))
        if self.changing:
            now = self.fingerprint()
            changed = {one for one in now if now[one] != before[one]}
            # a dialog of one's own may open
            self.assertFalse(changed - self.dialogs(), shown)

    def dialogs(self):
        """Tables of what does not last."""
        return {model._table for model in self.registry.values() if model._transient}

    @mute_logger(*LOGS)
    def test_nothing_changes_that_a_role_does_not_write(self):
        before = self.fingerprint()
        for role, user in self.here.items():
            for model in self.walked():
                if self.env[model].with_user(user).has_access("write"):
                    continue
                if role != "viewer" and model == OF_LINES:
                    continue
                methods = self.own(model) if role == "viewer" else self.special(model)
                for name, shown in self.calls(user, model, methods):
                    with self.subTest(role=role, model=model, method=name):
                        self.assert_unchanged(shown, before)
        self.assertGreater(self.called, 500)

    @mute_logger(*LOGS)
    def test_people_of_another_company(self):
        """They read nothing and change nothing, whatever they call."""
        before = self.fingerprint()
        for role, user in self.there.items():
            for model in self.models():
                records = self.of_states(model)[0].with_user(user)
                records = records.with_context(allowed_company_ids=self.elsewhere.ids)
                if not records or records.has_access("read"):
                    continue  # it is for all companies
                for name, shown in self.calls(user, model, self.of_others(role, model)):
                    with self.subTest(role=role, model=model, method=name):
                        self.assertNotIn(MARK, repr(shown))
                        self.assert_unchanged(shown, before)
        self.assertGreater(self.called, 300)

    def of_others(self, role, model):
        """Methods that are called on records."""
        methods = [one for one in self.special(model) if not _is_of_model(one[1])]
        if role != "administrator":
            return methods
        cls = type(self.env[model])
        return methods + [
            (name, getattr(cls, name), values)
            for name, values in OF_ODOO.items()
            if hasattr(cls, name)
        ]

    @mute_logger(*LOGS)
    def test_what_takes_another_role(self):
        """Whoever may write some of it does not get the rest by any method."""
        before = self.outcome()
        for role in ROLES[1:]:
            user = self.here[role]
            for model in self.walked():
                for name, shown in self.calls(user, model, self.special(model)):
                    if not self.changing or (model, name) == OFFERED:
                        continue
                    with self.subTest(role=role, model=model, method=name):
                        self.assert_not_done(role, before, self.outcome())
                        self.assertFalse(self.is_fault(shown))
        self.assertGreater(self.called, 500)

    def assert_not_done(self, role, before, now):
        if role != "approver":
            for what in ("approved claims", "approved programs"):
                self.assertLessEqual(now[what], before[what], what)
            self.assertLessEqual(now["terms"], before["terms"])
        if role != "accountant":
            for what in ("entries", "runs"):
                self.assertEqual(now[what], before[what], what)
        for what in ("checks", "limits", "settings"):
            self.assertEqual(now[what], before[what], what)

    def outcome(self):
        """What only some may bring about: {what: rows}."""
        return {
            what: set(self.env.execute_query(query)) for what, query in OUTCOME.items()
        }


def _is_of_model(method):
    return getattr(method, "_api_model", False)


def _rows(table):
    return SQL(
        "SELECT id, md5((to_jsonb(t) - '{write_date,write_uid}'::text[])::text)"
        " FROM %s t",
        SQL.identifier(table),
    )


OUTCOME = {
    "approved claims": SQL(
        "SELECT id FROM becs_claim WHERE state IN ('approved', 'done')"
    ),
    "approved programs": SQL(
        "SELECT id FROM becs_program"
        " WHERE state IN ('approved', 'suspended', 'closed') AND active"
    ),
    "terms": SQL(
        "SELECT line.id, program.date_end, program.budget_amount,"
        "       line.authorized_price, line.discount_percent, line.unit_credit,"
        "       line.max_quantity"
        "  FROM becs_program_line line JOIN becs_program program"
        "    ON program.id = line.program_id"
        " WHERE program.state IN ('approved', 'suspended', 'closed')"
    ),
    "entries": _rows("account_move"),
    "runs": _rows("becs_run"),
    "checks": _rows("becs_rule"),
    "limits": _rows("becs_approval_limit"),
    "settings": _rows("res_company"),
}
