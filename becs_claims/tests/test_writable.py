"""Who may write what: one gate, closed until a field is named.

``WRITABLE`` says it again in its own words. The walk asks the gate about every field
of every model, for every role and status; then the ways a value can take are gone for
real.
"""

from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

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
    amount_claimed serial_numbers resubmission_of_id
"""
WISHES = """
    partner_id currency_id request_type reference end_customer_name end_customer_vat
    end_customer_address reason competitor date_from date_to
"""
REPORTED = """
    partner_id document line_ref date product_ref quantity resale_price currency_id
    end_customer_name
"""
#: {model: [(role, statuses, fields)]}; a status is ``new``, those of the field
#: ``state``, or None where there is none: any record there is.
WRITABLE = {
    "becs.claim": [
        ("analyst", "new", "company_id"),
        ("analyst", "new draft", "partner_id currency_id basis"),
        (
            "analyst",
            "new draft submitted validated",
            "reference date_from date_to line_ids",
        ),
        ("analyst", "*", "user_id"),
        ("approver", "new draft", "date_submitted"),
    ],
    "becs.claim.line": [
        ("analyst", "new", "claim_id"),
        ("analyst", "new draft", STATED),
        ("analyst", "new draft submitted validated", "product_id end_customer_id"),
    ],
    "becs.program": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "name note user_id analytic_distribution"),
        ("analyst", "new draft requested", TERMS + "active"),
        ("approver", "refused", TERMS),
        ("approver", "*", "active"),
    ],
    "becs.program.line": [
        ("analyst", "new", "program_id"),
        ("analyst", "new draft requested", SCOPE + PRICES),
        ("approver", "refused", SCOPE + PRICES),
    ],
    "becs.request": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "user_id"),
        ("analyst", "new draft", WISHES),
        ("analyst", "new draft submitted", "end_customer_id line_ids"),
        ("analyst", "submitted", "answer date_valid"),
    ],
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
    "becs.dispute": [("analyst", "new", "claim_line_id opened_by reason amount")],
    "becs.pos.report": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", "name partner_id date_from date_to"),
    ],
    "becs.pos.line": [
        ("analyst", "new", "company_id"),
        ("analyst", "*", REPORTED + " product_id"),
    ],
    "becs.stock.adjustment": [
        ("analyst", "new", "company_id"),
        (
            "analyst",
            "*",
            "partner_id product_id date kind quantity unit_price currency_id note",
        ),
    ],
    "becs.product.alias": [("analyst", "*", "partner_id code product_id")],
    "becs.customer.alias": [("analyst", "*", "partner_id name customer_id")],
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
    "becs.run": [
        ("accountant", "new", "company_id"),
        ("accountant", "new draft", "date"),
    ],
    "becs.approval.limit": [
        ("administrator", "new", "company_id"),
        ("administrator", "*", "scope user_id amount discount_percent"),
    ],
    "becs.import.profile": [],
    "becs.intake": [],
    "becs.upload": [],
    "becs.what.if": [
        ("analyst", "new", "company_id"),
        (
            "analyst",
            "*",
            "name scope claim_ids distributor_ids period_by date_from date_to"
            " judge_decided baseline change_ids",
        ),
    ],
    "becs.what.if.change": [
        ("analyst", "new", "what_if_id"),
        (
            "analyst",
            "*",
            "sequence what rule_id outcome program_ids program_line_ids"
            " distributor_ids operation value date source",
        ),
    ],
    # dialogs
    "becs.claim.line.decide": [
        ("analyst", "*", "line_ids verdict quantity amount note")
    ],
    "becs.claim.line.resend": [
        ("analyst", "new", "line_ids"),
        ("analyst", "*", "claim_id reference"),
    ],
    "becs.claim.response": [
        ("viewer", "new", "claim_id"),
        ("viewer", "*", "kind scope"),
    ],
    "becs.deduction": [
        ("accountant", "new", "move_id"),
        ("accountant", "*", "line_ids other_ids"),
    ],
    "becs.deduction.line": [
        ("accountant", "new", "wizard_id invoice_id reason"),
        ("accountant", "*", "is_chosen"),
    ],
    "becs.dispute.answer": [
        ("analyst", "*", "dispute_ids verdict amount quantity answer")
    ],
    "becs.import": [
        (
            "analyst",
            "*",
            "adjustment_date adjustment_kind attachment_id claim_id column_ids"
            " company_id currency_id date_from date_order date_to decimal delimiter"
            " encoding format found heading_row kind partner_id reference"
            " replace_earlier replace_lines row_count sheet_id sheet_ids step",
        )
    ],
    "becs.import.column": [
        (
            "analyst",
            "*",
            "wizard_id position letters key heading samples field_name proposed"
            " confidence remembered",
        )
    ],
    "becs.import.sheet": [("analyst", "*", "wizard_id name")],
    "becs.program.amend": [
        (
            "analyst",
            "new draft",
            AMENDED + "when date_from all_terms reason judge_again line_ids",
        ),
        ("approver", "waiting", "judge_again"),
    ],
    "becs.program.amend.line": [
        ("analyst", "new", "amend_id"),
        ("analyst", "new draft", SCOPE + PRICES + "take_out"),
    ],
    "becs.program.upload": [
        ("analyst", "new", "program_id"),
        ("analyst", "*", "file file_name decimal"),
    ],
    "becs.unknown": [
        (
            "analyst",
            "*",
            "all_open take choice_id product_id customer_id remember judge",
        )
    ],
    "becs.unknown.choice": [],
    "becs.unknown.list": [("analyst", "*", "all_open judge row_ids")],
    # of core
    "account.move": [],
    "account.move.line": [
        ("accountant", "*", "becs_goods_returned"),
        # what it may be is asked of the entry that is reversed
        ("nobody", "new", "becs_program_id"),
    ],
    "product.pricelist": [],
    "product.template": [("analyst", "*", "becs_eligible")],
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
class TestWays(WritableCase):
    """Every way a value can take, once per model, with a field that is closed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.distributor.is_becs_distributor = True
        partner, company = cls.distributor, cls.company
        draft = cls.new_claim({})
        program = cls.env["becs.program"].create(
            {
                "name": "Draft",
                "company_id": company.id,
                "line_ids": [Command.create({"applied_on": "all"})],
            }
        )
        request = cls.env["becs.request"].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "line_ids": [Command.create({"product_ref": "P1", "wanted_price": 1})],
            }
        )
        report = cls.env["becs.pos.report"].create(
            {"name": "May", "partner_id": partner.id, "company_id": company.id}
        )
        sale = {
            "partner_id": partner.id,
            "company_id": company.id,
            "document": "S1",
            "date": date(2024, 3, 1),
            "product_id": cls.product.id,
            "quantity": 1,
        }
        stock = {
            "partner_id": partner.id,
            "company_id": company.id,
            "product_id": cls.product.id,
            "quantity": 1,
        }
        what_if = cls.env["becs.what.if"].create(
            {
                "company_id": company.id,
                "user_id": cls.people["administrator"].id,
                "change_ids": [Command.create({"what": "unit_credit", "value": 1})],
            }
        )
        other = cls.other.id
        far = cls.elsewhere.id
        #: record, values of one like it, closed field, value for it, its parent and
        #: the field of that
        cls.samples = [
            (
                draft,
                {"partner_id": partner.id, "company_id": company.id},
                "commercial_partner_id",
                other,
                None,
            ),
            (
                draft.line_ids,
                {"claim_id": draft.id, "quantity": 1},
                "commercial_partner_id",
                other,
                (draft, "line_ids"),
            ),
            (
                program,
                {"name": "New", "company_id": company.id},
                "amount_approved",
                5,
                None,
            ),
            (
                program.line_ids,
                {"program_id": program.id, "applied_on": "all"},
                "company_id",
                far,
                (program, "line_ids"),
            ),
            (
                request,
                {"partner_id": partner.id, "company_id": company.id},
                "discount_percent",
                5,
                None,
            ),
            (
                request.line_ids,
                {"request_id": request.id, "product_ref": "P1", "wanted_price": 1},
                "list_price",
                0.5,
                (request, "line_ids"),
            ),
            (
                report,
                {"name": "June", "partner_id": partner.id, "company_id": company.id},
                "commercial_partner_id",
                other,
                None,
            ),
            (
                cls.env["becs.pos.line"].create(sale),
                sale | {"document": "S2"},
                "commercial_partner_id",
                other,
                None,
            ),
            (
                cls.env["becs.stock.adjustment"].create(stock),
                stock,
                "commercial_partner_id",
                other,
                None,
            ),
            (
                cls.rule("own_check", domain="[('quantity', '>', 1)]"),
                {"name": "Own", "domain": "[('quantity', '>', 9)]"},
                "place",
                1,
                None,
            ),
            (
                cls.env["becs.run"].create({"company_id": company.id}),
                {"company_id": company.id},
                "state",
                "done",
                None,
            ),
            (
                what_if,
                {"company_id": company.id},
                "user_id",
                cls.people["analyst"].id,
                None,
            ),
            (
                what_if.change_ids,
                {"what_if_id": what_if.id, "what": "unit_credit", "value": 1},
                "applied",
                5,
                (what_if, "change_ids"),
            ),
            (
                company,
                {"name": "Our Third"},
                "becs_run_since",
                date(2024, 1, 1),
                None,
            ),
        ]

    @classmethod
    def rule(cls, code, **values):
        return cls.env["becs.rule"].create(
            {"code": code, "name": code, "outcome": "note", **values}
        )

    def each(self, check):
        """Call a check with what each sample says, as somebody who may do most."""
        user = self.people["administrator"]
        user.group_ids += self.env.ref("base.group_system")
        user.company_ids += self.elsewhere
        both = (self.company | self.elsewhere).ids
        for record, *sample in self.samples:
            record = record.with_user(user).with_context(allowed_company_ids=both)
            with self.subTest(model=record._name, field=sample[1]):
                check(record, *sample)

    def refused(self, attempt):
        """Whether it is refused, by a sentence without names of the database."""
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            attempt()
        self.assertNotRegex(str(caught.exception), r"becs\.|_id\b")
        return str(caught.exception)

    def as_written(self, record, name):
        return record._fields[name].convert_to_write(record[name], record)

    def test_write(self):
        def check(record, _like, name, value, _parent):
            before = record[name]
            for attempt in (
                lambda: record.write({name: value}),
                lambda: record.__setitem__(name, value),
                lambda: record.web_save({name: value}, {}),
                lambda: call_kw(
                    record.browse(), "write", [record.ids, {name: value}], {}
                ),
            ):
                self.refused(attempt)
            record.invalidate_recordset()
            self.assertEqual(record[name], before)

        self.each(check)

    def test_create(self):
        def check(record, like, name, value, _parent):
            model, values = record.browse(), like | {name: value}
            for attempt in (
                lambda: model.create(dict(values)),
                lambda: model.web_save(dict(values), {}),
                lambda: call_kw(model, "create", [[dict(values)]], {}),
            ):
                self.refused(attempt)
            # it is refused for this field, not for anything else
            with self.cr.savepoint() as savepoint:
                new = model.create(dict(like))
                self.assertNotEqual(self.as_written(new, name), value)
                savepoint.rollback()

        self.each(check)

    def test_import_of_records(self):
        def check(record, _like, name, value, _parent):
            before = record[name]
            header = name
            if record._fields[name].type == "many2one":
                header = f"{name}/.id"
            result = record.browse().load(
                [".id", header], [[str(record.id), str(value)]]
            )
            self.assertFalse(result["ids"])
            self.assertEqual(result["messages"][0]["type"], "error")
            record.invalidate_recordset()
            self.assertEqual(record[name], before)

        self.each(check)

    def test_commands_of_another_record(self):
        gone = []

        def check(record, like, name, value, parent):
            if not parent:
                return
            owner, lines = parent
            owner = owner.with_env(record.env)
            inverse = owner._fields[lines].inverse_name
            new = {key: like[key] for key in like if key != inverse}
            for command in (
                Command.update(record.id, {name: value}),
                Command.create(new | {name: value}),
            ):
                self.refused(lambda: owner.write({lines: [command]}))  # noqa: B023
            gone.append(record._name)

        self.each(check)
        self.assertEqual(len(gone), 4)

    def test_defaults(self):
        """Neither the context nor a user's own default fills a closed field."""

        def check(record, like, name, value, _parent):
            model = record.browse()
            by_context = model.with_context(**{f"default_{name}": value})
            self.assertNotEqual(by_context.default_get([name]).get(name), value)
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
        request = self.as_("analyst", self.samples[5][0])
        shown = request.onchange(
            {"product_id": self.product.id},
            ["product_id"],
            {"product_id": {}, "list_price": {}},
        )["value"]
        self.refused(lambda: request.web_save({**shown, "list_price": 1}, {}))

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
        told = self.program.version_ids[0]
        self.assertEqual(told.user_id, self.people["approver"])
        self.assertEqual(told.reason, "Archived")


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
