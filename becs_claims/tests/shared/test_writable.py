"""Who may write what: one gate, closed until a field is named.

``WRITABLE`` says it again in its own words. The walk asks the gate about every field
of every model, for every role and status; then the ways a value can take are gone for
real.
"""

import json
from datetime import date

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .every_model_case import EveryModelCase
from .settlement_common import SettlementCommon
from .test_access import AccessCase
from .world import ROLES

NEW = "new"
#: The role is needed, and all above it have it, too.
ABOVE = {
    "viewer": {*ROLES},
    "analyst": {*ROLES} - {"viewer"},
    "approver": {"approver", "administrator"},
    "accountant": {"accountant", "administrator"},
    "administrator": {"administrator"},
}
TERMS = """
    code program_type currency_id distributor_ids end_customer_ids date_start date_end
    claim_window_days into_stock_source tolerance_percent tolerance_amount pricelist_id
    budget_amount minimum_line_amount combinable line_ids
"""
PRICES = """
    excluded credit_method authorized_price discount_percent unit_credit margin_percent
    agreed_book_price min_quantity max_quantity max_amount min_resale_price
    max_resale_price
"""
SCOPE = "sequence applied_on product_id product_tmpl_id categ_id"
AMENDED = """
    distributor_ids end_customer_ids date_start date_end claim_window_days
    into_stock_source tolerance_percent tolerance_amount pricelist_id budget_amount
    minimum_line_amount combinable
"""
STATED = """
    sequence uom_id transaction_type authorization_ref product_ref pos_document
    pos_line_ref origin_document date_ship end_customer_name reseller_name branch_ref
    quantity uom_ref book_price authorized_price resale_price unit_credit
    amount_stated serial_numbers resubmission_of_id
"""
WISHES = """
    partner_id currency_id request_type reference end_customer_name end_customer_vat
    end_customer_address reason competitor date_from date_to
"""
REPORTED = """
    partner_id document line_ref date product_ref quantity resale_price currency_id
    end_customer_name
"""
#: {model: [(role, statuses, fields)]}, and why; a status is ``new``, those of the field
#: ``state``, or None where there is none: any record there is.
WRITABLE = {
    # a distributor's claim: entered as a draft, then its figures are the engine's
    "becs.claim": [
        ("analyst", "new", "company_id source"),
        ("analyst", "new draft", "partner_id currency_id basis"),
        (
            "analyst",
            "new draft submitted validated",
            "reference date_from date_to line_ids",
        ),
        ("analyst", "*", "user_id"),
        ("approver", "new draft", "date_submitted"),
    ],
    # as the distributor stated it; after that people only say who and what is meant
    "becs.claim.line": [
        ("analyst", "new", "claim_id"),
        ("analyst", "new draft", STATED),
        ("analyst", "new draft submitted validated", "product_id end_customer_id"),
    ],
    # terms are written until they are approved, and amended after that
    "becs.program": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "name note user_id analytic_distribution"),
        ("analyst", "new draft requested", TERMS + "active"),
        ("approver", "refused", TERMS),
        ("approver", "*", "active"),
    ],
    # terms, as above
    "becs.program.line": [
        ("analyst", "new", "program_id"),
        ("analyst", "new draft requested", SCOPE + PRICES),
        ("approver", "refused", SCOPE + PRICES),
    ],
    # what the distributor asks for, then the vendor's answer to it
    "becs.request": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "user_id"),
        ("analyst", "new draft", WISHES),
        ("analyst", "new draft submitted", "end_customer_id line_ids"),
        ("analyst", "submitted", "answer date_valid"),
    ],
    # the same, line by line
    "becs.request.line": [
        ("analyst", "new", "request_id"),
        (
            "analyst",
            "new draft",
            "product_ref quantity wanted_price competitor_product competitor_price",
        ),
        ("analyst", "new draft submitted", "product_id sequence"),
        (
            "analyst",
            "submitted",
            "decision counter_price counter_quantity decision_note",
        ),
    ],
    # said once, and answered by buttons
    "becs.dispute": [("analyst", "new", "claim_line_id opened_by reason amount")],
    # what it is called; its sales come from the file
    "becs.pos.report": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "name partner_id date_from date_to"),
    ],
    # a sale entered by hand; one of a report is closed, see create() of the report
    "becs.pos.line": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", REPORTED + " product_id"),
    ],
    # what invoices do not tell is entered by hand
    "becs.stock.adjustment": [
        ("analyst", "new", "company_id"),
        (
            "analyst",
            "*",
            "partner_id product_id date kind quantity unit_price currency_id note",
        ),
    ],
    # a code and what it means
    "becs.product.alias": [("analyst", "*", "partner_id code product_id")],
    # a name and whom it means
    "becs.customer.alias": [("analyst", "*", "partner_id name customer_id")],
    # what is checked is set up, how it works is in the code
    "becs.rule": [
        ("administrator", "new", "code"),
        (
            "administrator",
            "*",
            # a check has no company, but may be for one only
            "name description sequence outcome active company_id program_ids"
            " distributor_ids"
            " domain x12_code rosettanet_code",
        ),
    ],
    # a run is told its day; all else it does itself
    "becs.run": [
        ("accountant", "new", "company_id"),
        ("accountant", "new draft", "date"),
    ],
    # set up for somebody, and never by an approver
    "becs.approval.limit": [
        ("administrator", "new", "company_id"),
        ("administrator", "*", "scope user_id amount discount_percent"),
    ],
    # remembered from imports, not entered
    "becs.import.profile": [],
    # a file as it came, with what was read of it
    "becs.intake": [],
    # a file of the portal, as it came
    "becs.upload": [],
    # a question; its answer is worked out
    "becs.what.if": [
        ("analyst", "new", "company_id"),
        (
            "analyst",
            "*",
            "name scope claim_ids distributor_ids period_by date_from date_to"
            " revalidate_decided baseline change_ids",
        ),
    ],
    # what would be otherwise
    "becs.what.if.change": [
        ("analyst", "new", "what_if_id"),
        (
            "analyst",
            "*",
            "sequence what rule_id outcome program_ids program_line_ids"
            " distributor_ids operation value date source",
        ),
    ],
    # dialogs; the verdict and why
    "becs.claim.line.decide": [
        ("analyst", "*", "line_ids verdict quantity amount note")
    ],
    # which lines, fixed once it is open; where to
    "becs.claim.line.resubmit": [
        ("analyst", "new", "line_ids"),
        ("analyst", "*", "claim_id reference"),
    ],
    # which file of which claim
    "becs.claim.response": [
        ("viewer", "new", "claim_id"),
        ("viewer", "*", "kind scope"),
    ],
    # which credit note, fixed once it is open; which invoices
    "becs.deduction": [
        ("accountant", "new", "move_id"),
        ("accountant", "*", "line_ids other_ids"),
    ],
    # only whether a suggestion is taken
    "becs.deduction.line": [
        ("accountant", "new", "wizard_id invoice_id reason"),
        ("accountant", "*", "is_chosen"),
    ],
    # the answer and what is paid
    "becs.dispute.answer": [
        ("analyst", "*", "dispute_ids verdict amount quantity answer")
    ],
    # the screen sends back all it was shown; what came of it is checked there
    "becs.import": [
        (
            "analyst",
            "*",
            "adjustment_date adjustment_kind attachment_id claim_id column_ids"
            " company_id currency_id date_from date_order date_to decimal delimiter"
            " encoding format found heading_row kind partner_id reference"
            " replace_earlier row_count sheet_id sheet_ids step",
        )
    ],
    # the same, by column
    "becs.import.column": [
        (
            "analyst",
            "*",
            "wizard_id position letters key heading samples field_name proposed"
            " confidence remembered",
        )
    ],
    # the same, by sheet
    "becs.import.sheet": [("analyst", "*", "wizard_id name")],
    # the new terms and why; for which program is fixed
    "becs.program.amend": [
        (
            "analyst",
            "new draft",
            AMENDED + "when date_from all_terms reason revalidate line_ids",
        ),
        ("approver", "waiting", "revalidate"),
    ],
    # the new terms of a line; of which line is fixed
    "becs.program.amend.line": [
        ("analyst", "new", "amend_id"),
        ("analyst", "new draft", SCOPE + PRICES + "take_out"),
    ],
    # a file for a program that is fixed once it is open
    "becs.program.upload": [
        ("analyst", "new", "program_id"),
        ("analyst", "*", "file file_name decimal"),
    ],
    # what a text stands for; whose text it is, is fixed
    "becs.name.resolution": [
        (
            "analyst",
            "*",
            "all_open take choice_id product_id customer_id remember revalidate",
        )
    ],
    # proposed by the server
    "becs.name.resolution.choice": [],
    # how much is resolved at once; the texts are answered above
    "becs.name.resolution.list": [("analyst", "*", "all_open revalidate row_ids")],
    # of core; which claims a credit note pays follows from the run
    "account.move": [],
    # whether goods came back is known to who keeps the books
    "account.move.line": [
        ("accountant", "*", "becs_goods_returned"),
        # what it may be is asked of the entry that is reversed
        ("nobody", "new", "becs_program_id"),
    ],
    # which programs use it is said on the program
    "product.pricelist": [],
    # whether claims are paid for it
    "product.template": [("analyst", "*", "becs_eligible")],
    # limits and defaults are the administrator's
    "res.company": [
        (
            "administrator",
            "*",
            "becs_into_stock_source becs_tolerance_percent becs_tolerance_amount"
            " becs_review_amount becs_auto_approve_amount becs_four_eyes"
            " becs_answer_hours becs_offer_days becs_resubmission_days"
            " becs_background_lines becs_upload_megabytes becs_upload_rate"
            " becs_credit_product_id becs_journal_id becs_send_credit_notes"
            " becs_expiry_warnings becs_expiry_days_first becs_expiry_days_last"
            " becs_minimum_credit becs_run_day becs_run_hour",
        )
    ],
    # how a distributor is paid and what it sees
    "res.partner": [
        (
            "analyst",
            "*",
            "is_becs_distributor becs_portal_role becs_pay_policy becs_mail_status"
            " becs_credit_grouping becs_pos_since becs_stock_since"
            " becs_stock_partner_id becs_product_alias_ids becs_customer_alias_ids",
        )
    ],
}
#: What is decided about a claim, a price or a person's part in it is no field to enter
#: for anybody, whatever its state: as the design has it, model by model.
DECIDED = {
    "becs.claim": """
        name commercial_partner_id state amount_claimed amount_approved
        amount_review amount_rejected amount_proposed amount_credited credit_note_ids
        approved_by_id approved_on
    """,
    "becs.claim.line": """
        commercial_partner_id company_id currency_id program_id program_line_id
        amount_claimed into_stock_price unit_credit_approved
        quantity_approved amount_calculated amount_approved state decision
        decision_note decided_by_id decided_on finding_ids counts_as_sold
        credit_line_id on_hold correction_of_id
    """,
    "becs.program": """
        state version amount_claimed amount_approved amount_credited amount_remaining
        request_id renewed_from_id
    """,
    "becs.program.line": """
        company_id currency_id quantity_approved amount_approved quantity_remaining
    """,
    "becs.request": """
        name commercial_partner_id state answered_by_id answered_on approval_user_id
        entered_by_ids program_id discount_percent
    """,
    "becs.request.line": """
        company_id currency_id commercial_partner_id list_price state
    """,
    "becs.dispute": """
        claim_id company_id commercial_partner_id user_id date state answer
        answered_by_id answered_on closed_on
    """,
    "becs.pos.report": "commercial_partner_id replaces_ids",
    "becs.pos.line": "commercial_partner_id report_id",
    "becs.stock.adjustment": "commercial_partner_id intake_id",
    "becs.rule": "place base_id default_outcome is_changed",
    "becs.run": "name state user_id claim_ids line_ids",
    "becs.intake": "state checksum claim_id company_id partner_id attachment_id",
    "becs.upload": "state company_id partner_id user_id claim_id",
    "becs.what.if": "user_id",
    "account.move": "becs_claim_ids",
    "account.move.line": "becs_credit_ids",
    "res.company": "becs_run_since",
}
#: What is open without being on a screen of its model, and why.
OFF_SCREEN = {
    # lines are entered in the form of their record
    # and the lines of a claim in a list of their own; a file may write its unit
    # imports of earlier claims say how each came in
    "becs.claim": "line_ids source",
    "becs.claim.line": "claim_id uom_ref",
    "becs.program.line": "program_id sequence",
    "becs.request.line": "request_id sequence",
    "becs.what.if.change": "what_if_id sequence",
    "becs.import.column": "wizard_id",
    "becs.import.sheet": "wizard_id name",
    "becs.deduction.line": "wizard_id",
    "becs.program.amend.line": "amend_id sequence",
    # a reversal takes it along
    "account.move.line": "becs_program_id",
}
#: Where the status that counts is that of another record.
STATUS_OF = {
    "becs.claim.line": "claim_id",
    "becs.program.line": "program_id",
    "becs.program.amend.line": "amend_id",
    "becs.request.line": "request_id",
}
#: Everybody there is; the last three are none of ours.
PEOPLE = (*ROLES, "employee", "portal", "public")


class WritableCase(AccessCase):
    def guarded(self):
        """Models that the gate looks after, in alphabetical order."""
        return sorted(
            name
            for name in self.env.registry.descendants(
                ["becs.guarded.mixin"], "_inherit"
            )
            if not self.env[name]._abstract
        )

    def statuses(self, name):
        """{status: a record in it, none for ``new``}."""
        model = self.env[name]
        found = {NEW: model}
        via = STATUS_OF.get(name)
        owner = self.env[model._fields[via].comodel_name] if via else model
        if "state" not in owner._fields or not owner._fields["state"].store:
            return found | {"any": model.new({})}
        for status in owner._fields["state"].get_values(self.env):
            one = owner.new({"state": status})
            found[status] = model.new({via: one}) if via else one
        return found

    def named(self, name, role, status):
        """What the list above says."""
        names = set()
        for needed, statuses, fields in WRITABLE[name]:
            if (needed == "nobody" or role in ABOVE[needed]) and (
                statuses == "*" or status in statuses.split()
            ):
                names.update(fields.split())
        return names


@tagged("post_install", "-at_install")
class TestWritable(WritableCase):
    def test_every_field_role_and_status(self):
        asked = 0
        for name in self.guarded():
            with self.subTest(model=name):
                self.assertIn(name, WRITABLE, "say who may write what of it")
            for status, record in self.statuses(name).items():
                for role in PEOPLE:
                    user_record = record.with_user(self.people[role])
                    names = set(filter(record._is_guarded, record._fields))
                    closed = user_record._closed_fields(names)
                    asked += len(names)
                    with self.subTest(model=name, status=status, role=role):
                        self.assertEqual(names - closed, self.named(name, role, status))
        self.assertGreater(asked, 5000)

    def test_all_that_is_stored_is_looked_after(self):
        """Another model's rights close it, or the gate looks after each field."""
        guarded = self.guarded()
        for name, model in self.env.registry.items():
            if model._abstract or name == "res.config.settings":
                continue
            own = name.startswith("becs.")
            fields = [
                field
                for field in model._fields.values()
                if field.store and (own or field._module == "becs_claims")
            ]
            if not fields:
                continue
            with self.subTest(model=name):
                if name in guarded:
                    records = self.env[name]
                    left = {
                        field.name
                        for field in fields
                        if not records._is_guarded(field.name)
                    }
                    mail = {
                        *MAGIC_COLUMNS,
                        *self.env["mail.thread"]._fields,
                        *self.env["mail.activity.mixin"]._fields,
                    }
                    self.assertLessEqual(left, mail)
                    continue
                self.assertTrue(own, "its fields of ours are open to everybody")
                for role in PEOPLE:
                    records = self.as_(role, self.env[name])
                    for operation in ("create", "write"):
                        self.assertFalse(records.has_access(operation), role)

    def test_what_follows_from_something_is_never_named(self):
        for name, lists in WRITABLE.items():
            fields = self.env[name]._fields
            for _role, _statuses, names in lists:
                for field in map(fields.get, names.split()):
                    with self.subTest(field=str(field)):
                        # but for what dialogs and new notes are given by the server
                        self.assertFalse(
                            field.readonly and field.compute, "it is worked out"
                        )

    def test_what_is_decided_is_open_to_nobody(self):
        for name, fields in DECIDED.items():
            fields = set(fields.split())
            self.assertLessEqual(fields, self.env[name]._fields.keys(), name)
            for status, record in self.statuses(name).items():
                for role in PEOPLE:
                    with self.subTest(model=name, status=status, role=role):
                        user_record = record.with_user(self.people[role])
                        self.assertEqual(user_record._closed_fields(fields), fields)

    def test_what_was_filed_or_approved_stays(self):
        """For everybody: as stated, and as approved."""
        for name, states, fields in (
            ("becs.claim.line", "submitted validated approved done cancelled", STATED),
            ("becs.claim", "submitted validated approved done", "partner_id basis"),
            ("becs.program", "approved suspended closed", TERMS),
            ("becs.program.line", "approved suspended closed", SCOPE + PRICES),
            ("becs.request", "submitted countered accepted refused", WISHES),
        ):
            found = self.statuses(name)
            for status in states.split():
                for role in PEOPLE:
                    record = found[status].with_user(self.people[role])
                    with self.subTest(model=name, status=status, role=role):
                        names = {*(fields + " ").split()}
                        self.assertEqual(record._closed_fields(names), names)

    def test_what_may_be_written_is_on_a_screen(self):
        """Nothing is open that nobody is shown: it would be a side door."""
        shown = self.shown()
        for name, lists in WRITABLE.items():
            named = {field for _role, _status, all_ in lists for field in all_.split()}
            # by which a line hangs on its record, and what the server is asked about
            named -= {*OFF_SCREEN.get(name, "").split()}
            with self.subTest(model=name):
                self.assertLessEqual(named, shown.get(name, set()))

    def shown(self):
        """{model: fields in a form or list of it}, of all views there are."""
        shown = {}

        def look(model, arch):
            for node in arch:
                field = None
                if node.tag == "field":
                    field = model._fields.get(node.get("name"))
                    shown.setdefault(model._name, set()).add(node.get("name"))
                inside = field is not None and field.comodel_name
                look(self.env[field.comodel_name] if inside else model, node)

        for view in self.env["ir.ui.view"].search(
            [
                ("model", "in", [*WRITABLE, "res.config.settings"]),
                ("type", "in", ("form", "list")),
                ("mode", "=", "primary"),
            ]
        ):
            look(self.env[view.model], etree.fromstring(view.get_combined_arch()))
        shown["res.company"] |= shown["res.config.settings"]
        return shown

    def test_fields_of_users_and_of_core_stay_open(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_our_own",
                "model_id": self.env["ir.model"]._get_id("becs.claim"),
                "ttype": "char",
            }
        )
        claim = self.as_("analyst", self.claim)
        claim.write({"x_our_own": "seen"})
        self.assertEqual(claim.x_our_own, "seen")
        claim.message_subscribe(self.people["analyst"].partner_id.ids)
        claim.activity_schedule("mail.mail_activity_data_todo", summary="Look")
        self.assertTrue(claim.message_partner_ids and claim.activity_ids)

    def test_another_add_on_names_its_own(self):
        Claim = self.registry["becs.claim"]
        before = Claim._writable_fields

        def named_by_another(records):
            return before(records) | {"amount_approved"}

        claim = self.as_("analyst", self.claim)
        with self.assertRaises(AccessError):
            claim.write({"amount_approved": 1})
        self.patch(Claim, "_writable_fields", named_by_another)
        claim.write({"amount_approved": 1})
        self.assertEqual(claim.amount_approved, 1)


@tagged("post_install", "-at_install")
class TestWays(WritableCase, EveryModelCase, HttpCase):
    """Every way a value can take, once per model, with a field that is closed."""

    def each(self, check):
        """Call a check with what each sample says, as somebody who may do most."""
        for sample in self.samples:
            record = self.as_person(sample)
            with self.subTest(model=record._name, field=sample.name):
                owner = record
                if record._name == "product.product":
                    owner = record.product_tmpl_id
                self.assertIn(sample.name, owner._closed_fields([sample.name]))
                check(record, sample)

    def refused(self, attempt):
        """Whether it is refused, by a sentence without names of the database."""
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            attempt()
        self.assertNotRegex(str(caught.exception), r"becs\.|_id\b")
        return str(caught.exception)

    def as_written(self, record, name):
        record = record.sudo()
        return record._fields[name].convert_to_write(record[name], record)

    def test_there_is_one_of_each(self):
        found = {sample.record._name for sample in self.samples}
        self.assertEqual(found - {"product.product"}, {*self.guarded()})

    def test_write(self):
        def check(record, sample):
            name, value = sample.name, sample.value
            before = record.sudo()[name]
            for attempt in (
                lambda: record.write({name: value}),
                lambda: record.web_save({name: value}, {}),
                lambda: call_kw(
                    record.browse(), "write", [record.ids, {name: value}], {}
                ),
            ):
                self.refused(attempt)
            record.invalidate_recordset()
            self.assertEqual(record.sudo()[name], before)

        self.each(check)

    @mute_logger("odoo.http")
    def test_write_over_http(self):
        """As the web client does, and whoever speaks its language."""
        came = []

        def check(record, sample):
            if came[-1:] != [sample.who]:
                login = record.env.user.login
                self.authenticate(login, login)
                came.append(sample.who)
            before = record.sudo()[sample.name]
            for method, args in (
                ("write", [record.ids, {sample.name: sample.value}]),
                ("web_save", [record.ids, {sample.name: sample.value}, {}]),
            ):
                answer = self.call_kw(record, method, args)
                self.assertIn(
                    answer["error"]["data"]["name"],
                    ("odoo.exceptions.AccessError", "odoo.exceptions.UserError"),
                )
            record.invalidate_recordset()
            self.assertEqual(record.sudo()[sample.name], before)

        self.each(check)

    def call_kw(self, record, method, args):
        self.env.flush_all()
        params = {
            "model": record._name,
            "method": method,
            "args": args,
            "kwargs": {"context": {"allowed_company_ids": self.both.ids}},
        }
        return self.url_open(
            f"/web/dataset/call_kw/{record._name}/{method}",
            data=json.dumps({"params": params}, default=str),
            headers={"Content-Type": "application/json"},
        ).json()

    def test_create(self):
        def check(record, sample):
            name, value, like = sample.name, sample.value, sample.like
            model, values = record.browse(), (like or {}) | {name: value}
            for attempt in (
                lambda: model.create(dict(values)),
                lambda: model.web_save(dict(values), {}),
                lambda: call_kw(model, "create", [[dict(values)]], {}),
            ):
                self.refused(attempt)
            if like is None:
                return
            # it is refused for this field, not for anything else
            with self.cr.savepoint() as savepoint:
                new = model.create(dict(like))
                self.assertNotEqual(self.as_written(new, name), value)
                savepoint.rollback()

        self.each(check)

    def test_import_of_records(self):
        def check(record, sample):
            name, value = sample.name, sample.value
            if name == "becs_closed_fields":
                return  # no file holds it
            before = record.sudo()[name]
            header = name
            if record._fields[name].relational:
                header = f"{name}/.id"
                value = value[0][1] if isinstance(value, list) else value
            result = record.browse().load(
                [".id", header], [[str(record.id), str(value)]]
            )
            self.assertFalse(result["ids"])
            self.assertEqual(result["messages"][0]["type"], "error")
            record.invalidate_recordset()
            self.assertEqual(record.sudo()[name], before)

        self.each(check)

    def test_commands_of_another_record(self):
        gone = []

        def check(record, sample):
            if not sample.parent:
                return
            owner, lines = sample.parent
            owner = owner.with_env(record.env)
            inverse = owner._fields[lines].inverse_name
            like = sample.like or {}
            new = {key: like[key] for key in like if key != inverse}
            for command in (
                Command.update(record.id, {sample.name: sample.value}),
                Command.create(new | {sample.name: sample.value}),
            ):
                self.refused(lambda: owner.write({lines: [command]}))  # noqa: B023
            gone.append(record._name)

        self.each(check)
        self.assertEqual(len(gone), 11)

    def test_defaults(self):
        """Neither the context nor a user's own default fills a closed field."""

        def check(record, sample):
            name, value, like = sample.name, sample.value, sample.like
            model = record.browse()
            if model._name == "product.product":
                return  # its product is asked, and refuses
            by_context = model.with_context(**{f"default_{name}": value})
            if name != "becs_program_id":  # create() decides on that one
                self.assertNotEqual(by_context.default_get([name]).get(name), value)
            if like is None:
                return
            with self.cr.savepoint() as savepoint:
                new = by_context.create(dict(like))
                self.assertNotEqual(self.as_written(new, name), value)
                savepoint.rollback()
            with self.cr.savepoint() as savepoint:
                said = value.isoformat() if isinstance(value, date) else value
                self.env["ir.default"].with_user(record.env.user).set(
                    record._name, name, said, user_id=True
                )
                new = model.create(dict(like))
                self.assertNotEqual(self.as_written(new, name), value)
                savepoint.rollback()

        self.each(check)

    def test_what_a_form_works_out_is_not_saved_for_it(self):
        """An onchange may change what the screen shows; saving it is a write."""
        request = self.as_("analyst", self.request.line_ids)
        shown = request.onchange(
            {"product_id": self.product.id},
            ["product_id"],
            {"product_id": {}, "list_price": {}},
        )["value"]
        self.refused(lambda: request.web_save({**shown, "list_price": 1}, {}))

        def check(record, sample):
            """Nor what a new line says for itself."""
            name = sample.name
            if sample.like is None:
                return
            shown = record.browse().onchange({}, [], {name: {}})["value"]
            values = (sample.like or {}) | shown | {name: sample.value}
            self.refused(lambda: record.browse().web_save(values, {}))

        self.each(check)

    def test_company(self):
        """It is given when a record is made, and is one of the user's."""
        analyst = self.people["analyst"]
        Adjustment = self.env["becs.stock.adjustment"].with_user(analyst)
        values = {
            "partner_id": self.distributor.id,
            "product_id": self.product.id,
            "quantity": 1,
        }
        own = Adjustment.create(values | {"company_id": self.company.id})
        message = self.refused(lambda: own.write({"company_id": self.elsewhere.id}))
        self.assertIn("stays as it was entered", message)
        message = self.refused(
            lambda: Adjustment.create(values | {"company_id": self.elsewhere.id})
        )
        self.assertIn("you may not enter data for this company", message)
        by_default = Adjustment.with_context(default_company_id=self.elsewhere.id)
        message = self.refused(lambda: by_default.create(dict(values)))
        self.assertIn("you may not enter data for this company", message)

    def test_the_money_of_a_claim_stays_with_its_distributor(self):
        """Each is one of the ways money went elsewhere."""
        for role in ("analyst", "administrator"):
            for records, values in (
                (self.claim, {"commercial_partner_id": self.other.id}),
                (self.lines, {"commercial_partner_id": self.other.id}),
                (self.lines, {"company_id": self.elsewhere.id}),
            ):
                records = self.as_(role, records)
                self.refused(lambda: records.write(values))  # noqa: B023

    def test_an_approved_program_is_archived_by_an_approver(self):
        message = self.refused(self.as_("analyst", self.program).action_archive)
        self.assertIn("Approver", message)
        program = self.as_("approver", self.program)
        program.action_archive()
        self.assertFalse(program.active)
        shown = self.program.version_ids[0]
        self.assertEqual(shown.user_id, self.people["approver"])
        self.assertEqual(shown.reason, "Archived")


@tagged("post_install", "-at_install")
class TestPartners(AccessCase):
    """Contacts get what their company has, whoever makes them."""

    def test_a_new_contact_is_of_its_company(self):
        self.distributor.write(
            {"is_becs_distributor": True, "becs_pay_policy": "hold_claim"}
        )
        manager = new_test_user(
            self.env,
            "contacts",
            # core hands down a limit that only accounting may see
            "base.group_user,base.group_partner_manager,account.group_account_readonly",
        )
        Partner = self.env["res.partner"].with_user(manager)
        made = Partner.create({"name": "Anna", "parent_id": self.distributor.id})
        result = Partner.load(
            ["name", "parent_id/.id"], [["Bert", str(self.distributor.id)]]
        )
        self.assertTrue(result["ids"], result["messages"])
        moved = Partner.create({"name": "Carl"})
        moved.parent_id = self.distributor
        for contact in made | moved | Partner.browse(result["ids"]):
            self.assertTrue(contact.sudo().is_becs_distributor)
            self.assertEqual(contact.sudo().becs_pay_policy, "hold_claim")
        for values in ({"is_becs_distributor": True}, {"becs_pos_since": "2024-01-01"}):
            with self.assertRaises(AccessError):
                Partner.create({"name": "Dora"} | values)
            with self.assertRaises(AccessError):
                made.write(values | {"becs_pos_since": "2024-01-01"})

    def test_a_contact_with_claims_stays_with_its_company(self):
        """Or its claims would be another company's, with no event."""
        clerk, idle = self.env["res.partner"].create(
            [
                {"name": name, "parent_id": self.distributor.id}
                for name in ("Clerk", "Idle")
            ]
        )
        claim = self.new_claim({}, partner=clerk)
        manager = self.people["analyst"]
        manager.group_ids += self.env.ref("base.group_partner_manager")
        manager.group_ids += self.env.ref("account.group_account_readonly")
        for values in ({"parent_id": self.other.id}, {"is_company": True}):
            with self.assertRaisesRegex(UserError, "Clerk stays with Distributor 0"):
                with self.cr.savepoint():
                    clerk.with_user(manager).write(values)
        self.assertEqual(claim.commercial_partner_id, self.distributor)
        idle.with_user(manager).parent_id = self.other
        self.assertEqual(idle.commercial_partner_id, self.other)

    def test_settings_are_the_administrator_s(self):
        officer = new_test_user(
            self.env,
            "officer",
            "base.group_system,becs_claims.group_approver",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        company = self.company.with_user(officer)
        with self.assertRaises(AccessError):
            company.becs_four_eyes = False
        Settings = self.env["res.config.settings"].with_user(officer)
        with self.assertRaises(AccessError):
            Settings.create({"becs_review_amount": 999}).execute()
        # the others are saved as before
        Settings.create({}).execute()


@tagged("post_install", "-at_install")
class TestPostedNotes(SettlementCommon):
    """What claims were credited with stays as it was posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = {"program": cls.program}
        cls.claim = cls.make_claim([line | {"amount": 380}])
        cls.env["becs.run"]._run_claims(cls.claim)
        cls.note = cls.claim.credit_note_ids
        cls.invoicing = new_test_user(
            cls.env,
            "invoicing_notes",
            "base.group_user,account.group_account_invoice",
            company_id=cls.company.id,
        )
        cls.people = [cls.invoicing, cls.accountant, cls.env.user]

    def test_lines_of_a_posted_note(self):
        line = self.note.line_ids.filtered("becs_program_id")
        for user in self.people:
            own = line.with_user(user)
            for values in (
                {"price_unit": 1},
                {"quantity": 2},
                {"discount": 50},
                {"becs_program_id": self.other_program.id},
            ):
                with self.subTest(user=user.login, values=values):
                    with self.assertRaises(UserError), self.cr.savepoint():
                        own.write(values)
                    with self.assertRaises(UserError), self.cr.savepoint():
                        own.move_id.write(
                            {"invoice_line_ids": [Command.update(line.id, values)]}
                        )
        self.env.invalidate_all()
        self.assertEqual((line.price_unit, line.becs_program_id), (380, self.program))
        self.assertEqual(self.note.amount_untaxed, 380)

    def test_which_claims_it_pays(self):
        for user in self.people:
            with self.assertRaises(UserError), self.cr.savepoint():
                self.note.with_user(user).becs_claim_ids = False

    def test_a_program_is_not_entered(self):
        invoice = {
            "move_type": "out_invoice",
            "partner_id": self.distributor.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "price_unit": 1,
                        "becs_program_id": self.program.id,
                    }
                )
            ],
        }
        for user in self.people:
            Move = self.env["account.move"].with_user(user)
            with self.assertRaises(AccessError), self.cr.savepoint():
                Move.create(invoice)
            # a credit note reversed tells of its own programs only
            with self.assertRaises(AccessError), self.cr.savepoint():
                line = invoice["invoice_line_ids"][0][2]
                Move.create(
                    invoice
                    | {
                        "reversed_entry_id": self.note.id,
                        "invoice_line_ids": [
                            Command.create(
                                line | {"becs_program_id": self.other_program.id}
                            )
                        ],
                    }
                )
            del line
            plain = {**invoice, "invoice_line_ids": [Command.create({"name": "x"})]}
            made = Move.with_context(default_becs_program_id=self.program.id).create(
                plain
            )
            self.assertFalse(made.line_ids.becs_program_id)

    def test_copies(self):
        """A reversal tells of the program, a duplicate is for no claim."""
        note = self.note.with_user(self.invoicing)
        self.assertFalse(note.copy().line_ids.becs_program_id)
        reversal = note._reverse_moves()
        self.assertEqual(reversal.line_ids.becs_program_id, self.program)

    def test_marks_of_goods(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.distributor.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1})],
            }
        )
        line = invoice.invoice_line_ids.with_user(self.accountant)
        line.becs_goods_returned = True
        self.assertTrue(line.becs_goods_returned)
