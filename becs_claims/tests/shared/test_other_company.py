"""No name of another company's record is read through a field that holds one.

Odoo shows the name of what a many2one holds to whoever reads its record, and does not
ask whether that person may read the other one.
"""

from datetime import date
from itertools import islice

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .every_model_case import EveryModelCase

#: In the name of every record of the other company, and nowhere else.
MARK = "zq7far"
FIXED = {"applied_on": "all", "credit_method": "fixed", "unit_credit": 1}
WHO = ("analyst", "approver", "accountant")
#: What every company has; and Odoo tells colleagues each other's names.
SHARED = {"product.category", "res.currency", "res.users", "uom.uom"}
LOGS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class OtherCompanyCase(EveryModelCase):
    """``far`` holds records of another company by model; ``elsewhere`` is theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books.name = f"{MARK} Books"
        # who keeps one company's books is asked about the other one's
        cls.far_person = new_test_user(
            cls.env,
            "becs_far",
            "base.group_user,becs_claims.group_administrator",
            name=f"{MARK} Person",
            company_id=cls.books.id,
            company_ids=[Command.set(cls.books.ids)],
        )
        cls.far = cls.make_far()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def make_far(cls):
        env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.books.ids})
        company = {"company_id": cls.books.id}
        partner = env["res.partner"].create(
            company
            | {
                "name": f"{MARK} Distributor",
                "is_company": True,
                "is_becs_distributor": True,
            }
        )
        product = env["product.product"].create(
            company | {"name": f"{MARK} Product", "default_code": f"P{MARK}"}
        )
        pricelist = env["product.pricelist"].create(
            company | {"name": f"{MARK} Prices"}
        )
        program = env["becs.program"].create(
            company
            | {
                "name": f"{MARK} Program",
                "code": MARK,
                "state": "approved",
                "line_ids": [Command.create(FIXED)],
            }
        )
        new = company | {"partner_id": partner.id}
        claim = env["becs.claim"].create(new | {"name": MARK, "reference": MARK})
        line, disputed = env["becs.claim.line"].create(
            [{"claim_id": claim.id, "quantity": 1, "pos_document": MARK}] * 2
        )
        request = env["becs.request"].create(
            new
            | {
                "name": MARK,
                "line_ids": [Command.create({"product_ref": MARK, "wanted_price": 1})],
            }
        )
        report = env["becs.pos.report"].create(new | {"name": MARK})
        goods = new | {"product_id": product.id, "quantity": 1}
        sale = env["becs.pos.line"].create(
            goods | {"document": MARK, "date": date(2024, 3, 1)}
        )
        note = env["account.move"].create(
            {
                "move_type": "out_refund",
                "name": f"{MARK}/1",
                "partner_id": partner.id,
                "journal_id": cls.world["sales_journal"].id,
                "invoice_line_ids": [Command.create({"name": MARK, "price_unit": 1})],
            }
        )
        line.claim_id.sudo().state = "validated"
        (line | disputed).sudo().state = "rejected"
        found = [
            cls.books,
            cls.far_person,
            partner,
            product,
            product.product_tmpl_id,
            pricelist,
            program,
            program.line_ids,
            claim,
            line,
            request,
            request.line_ids,
            report,
            sale,
            note,
            note.invoice_line_ids,
            cls.world["sales_journal"],
            env["becs.dispute"].create({"claim_line_id": disputed.id, "reason": MARK}),
            env["becs.stock.adjustment"].create(goods),
            env["becs.rule"].create(
                company
                | {"name": MARK, "domain": "[('quantity', '>', 1)]", "outcome": "note"}
            ),
            env["becs.approval.limit"].create(company | {"amount": 1}),
            env["becs.intake"].create(new | {"name": MARK, "claim_id": claim.id}),
            env["becs.run"].create(company | {"name": MARK}),
            env["becs.upload"].create(
                new | {"name": MARK, "kind": "claim", "user_id": cls.far_person.id}
            ),
            env["becs.job"].create(
                company
                | {
                    "kind": "run",
                    "res_model": "becs.claim",
                    "res_id": claim.id,
                    "user_id": cls.far_person.id,
                }
            ),
            env["becs.product.alias"].create(
                {"partner_id": partner.id, "code": MARK, "product_id": product.id}
            ),
            env["becs.customer.alias"].create(
                {"partner_id": partner.id, "name": MARK, "customer_id": partner.id}
            ),
            env["ir.attachment"].create(
                {"name": MARK, "res_model": "becs.claim", "res_id": claim.id}
            ),
        ]
        what_if = env["becs.what.if"].create(
            company
            | {
                "name": MARK,
                "change_ids": [Command.create({"what": "unit_credit", "value": 1})],
            }
        )
        found += [what_if, what_if.change_ids]
        far = {record._name: record[:1] for record in found}
        env = env(user=cls.far_person, su=True)
        names = env["becs.name.resolution.list"].create({})
        unknown = env["becs.name.resolution"].create(
            {
                "list_id": names.id,
                "kind": "product",
                "name": MARK,
                "company_id": cls.books.id,
                "partner_id": partner.id,
            }
        )
        wizard = env["becs.import"].create(new | {"claim_id": False})
        deduction = env["becs.deduction"].create({"move_id": note.id})
        amend = env["becs.program.amend"].create({"program_id": program.id})
        dialogs = [
            names,
            unknown,
            env["becs.name.resolution.choice"].create(
                {"resolution_id": unknown.id, "product_id": product.id}
            ),
            wizard,
            env["becs.import.sheet"].create({"wizard_id": wizard.id, "name": MARK}),
            env["becs.import.column"].create({"wizard_id": wizard.id}),
            deduction,
            env["becs.deduction.line"].create(
                {"wizard_id": deduction.id, "invoice_id": note.id}
            ),
            amend,
            env["becs.program.amend.line"].create({"amend_id": amend.id} | FIXED),
            env["becs.program.upload"].create({"program_id": program.id}),
            env["becs.claim.response"].create({"claim_id": claim.id}),
            env["becs.claim.line.decide"].create({"line_ids": line.ids}),
            env["becs.claim.line.resubmit"].create({"line_ids": line.ids}),
            env["becs.dispute.answer"].create({"answer": MARK}),
        ]
        return far | {record._name: record for record in dialogs}

    def chosen(self, record):
        """(field, record of the other company, value) of each field that is entered."""
        for name, field in sorted(record._fields.items()):
            if not self.is_chosen(record, field) or field.comodel_name in SHARED:
                continue
            if field.type != "many2one" and not self.is_open(record, name):
                continue  # what lines are called is asked of the lines
            far = self.far.get(field.comodel_name)
            if far is None and not self.is_open(record, name):
                continue
            self.assertIsNotNone(far, f"{field}: make one of the other company")
            yield (
                name,
                far,
                far.id if field.type == "many2one" else [Command.link(far.id)],
            )

    def is_chosen(self, record, field):
        return field.relational and record._is_guarded(field.name)

    def is_open(self, record, name):
        """Whether some role enters the field, on a new record or on this one."""
        return any(
            self.is_open_to(self.people[role], one, name)
            for role in (*WHO, "administrator")
            for one in (record.browse(), record)
        )

    def is_open_to(self, user, record, name):
        try:
            return name not in record.with_user(user)._closed_fields([name])
        except AccessError:  # somebody else's dialog
            return False


@tagged("post_install", "-at_install")
class TestOtherCompany(OtherCompanyCase):
    def shown(self, attempt):
        """What is answered, or why not; anything else than a refusal is a fault."""
        with mute_logger(*LOGS):
            try:
                with self.cr.savepoint() as savepoint:
                    shown = repr(attempt())
                    savepoint.rollback()
            except (AccessError, UserError, psycopg2.IntegrityError) as error:
                shown = str(error)  # the last where something else is missing
        return shown

    def spec(self, record):
        """Everything by name, also what follows from what is entered."""
        return {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in record._fields.items()
            if field.type == "many2one" or name in ("display_name", "name")
        }

    def ways(self, record, name, value):
        """Attempts to learn the name of what ``value`` stands for."""
        new, spec = record.browse(), self.spec(record)
        if record._fields[name].type != "many2one":
            spec[name] = {"fields": {"display_name": {}}}
        by_default = new.with_context(**{f"default_{name}": value})
        if self.is_open(record, name):
            yield lambda: new.create({name: value}).web_read(spec)
            yield lambda: new.web_save({name: value}, spec)
            yield lambda: record.web_save({name: value}, spec)
            yield lambda: (record.write({name: value}), record.read([name]))
        yield lambda: by_default.default_get([name])
        yield lambda: by_default.onchange({}, [], spec)
        yield lambda: new.onchange({name: value}, [], spec)
        yield lambda: new.onchange({name: value}, [name], spec)
        yield lambda: record.onchange({name: value}, [name], spec)

    def test_names_are_not_told(self):
        asked = 0
        for sample in self.samples:
            if sample.record._name == "product.product":
                continue
            for name, _far, value in self.chosen(sample.record):
                for role in WHO:
                    record = self.as_(role, sample.record)
                    ways = enumerate(self.ways(record, name, value))
                    if role != "accountant":
                        # they are asked by the same gate
                        ways = islice(ways, 1)
                    for number, way in ways:
                        with self.subTest(
                            field=f"{record._name}.{name}", role=role, way=number
                        ):
                            self.assertNotIn(MARK, self.shown(way))
                            asked += 1
        self.assertGreater(asked, 1000)

    def test_it_is_refused_by_its_name(self):
        """And not taken without a word, where the field is open."""
        for sample in self.samples:
            record = self.as_person(sample).with_user(self.people["accountant"])
            record = record.with_context(allowed_company_ids=self.company.ids)
            if sample.like is None or sample.record._name == "product.product":
                continue
            for name, _far, value in self.chosen(sample.record):
                if name in record.browse()._closed_fields([name]):
                    continue
                with self.subTest(field=f"{record._name}.{name}"):
                    with self.assertRaises(UserError), mute_logger(*LOGS):
                        with self.cr.savepoint():
                            record.create(sample.like | {name: value})

    def test_lines_within_a_form(self):
        """What an onchange is sent with the lines of the form is asked, too."""
        for sample in self.samples:
            if not sample.parent:
                continue
            owner, lines = sample.parent
            for name, _far, value in self.chosen(sample.record):
                spec = {lines: {"fields": self.spec(sample.record)}}
                for role in WHO:
                    user_owner = self.as_(role, owner)
                    for command in (
                        Command.create({name: value}),
                        Command.update(sample.record.id, {name: value}),
                        Command.link(self.far[sample.record._name].id),
                    ):
                        for one in (user_owner.browse(), user_owner):
                            shown = self.shown(
                                lambda one=one, command=command: one.onchange(
                                    {lines: [command]},  # noqa: B023
                                    [lines],  # noqa: B023
                                    spec,  # noqa: B023
                                )
                            )
                            with self.subTest(
                                field=f"{sample.record._name}.{name}", role=role
                            ):
                                self.assertNotIn(MARK, shown)

    def test_records_of_records(self):
        """A record may come to an onchange as a dictionary, with more in it."""
        dialog = self.as_("analyst", self.env["becs.claim.response"])
        for values in (
            {"claim_id": {"id": self.far["becs.claim"].id}},
            {"claim_id": {"id": self.draft.id, "partner_id": self.far_partner.id}},
        ):
            fields = {
                "display_name": {},
                "partner_id": {"fields": {"display_name": {}}},
            }
            shown = self.shown(
                lambda values=values, fields=fields: dialog.onchange(
                    values, [], {"claim_id": {"fields": fields}}
                )
            )
            self.assertNotIn(MARK, shown)

    @property
    def far_partner(self):
        return self.far["res.partner"]

    def test_what_is_chosen_in_the_list_of_a_dialog(self):
        line, dispute = self.far["becs.claim.line"], self.far["becs.dispute"]
        for model, field, chosen in (
            ("becs.claim.line.decide", "line_ids", line),
            ("becs.dispute.answer", "dispute_ids", dispute),
        ):
            dialog = self.as_("accountant", self.env[model]).with_context(
                active_model=chosen._name, active_ids=chosen.ids
            )
            spec = {field: {"fields": {"display_name": {}}}}
            for way in (
                lambda dialog=dialog, field=field: dialog.default_get([field]),
                lambda dialog=dialog, spec=spec: dialog.onchange({}, [], spec),
                lambda dialog=dialog: dialog.create({}),
            ):
                shown = self.shown(way)
                self.assertIn("no access", shown)

    def test_dialogs_of_another_company(self):
        """Nobody reads in a dialog that somebody else has open."""
        for name, far in self.far.items():
            if not far._transient:
                continue
            for role in WHO:
                with self.subTest(model=name, role=role):
                    record = self.as_(role, far)
                    record = record.with_context(allowed_company_ids=self.company.ids)
                    self.assertFalse(record.has_access("read"))
                    self.assertFalse(record.has_access("write"))
                    if record.browse().has_access("read"):
                        self.assertNotIn(record.id, record.search([]).ids)

    def test_every_model_is_kept_to_its_company(self):
        """By a rule of its own, or nobody reads it."""
        for name, model in self.env.registry.items():
            if not name.startswith("becs.") or model._abstract:
                continue
            for role in WHO:
                records = self.as_(role, self.env[name])
                if not records.has_access("read"):
                    continue
                with self.subTest(model=name, role=role):
                    domain = self.env["ir.rule"].with_user(records.env.user)
                    self.assertFalse(domain._compute_domain(name, "read").is_true())

    def test_whoever_has_both_does_not_mix_them(self):
        """Or people of one company would read the other one's names."""
        mixed = 0
        for sample in self.samples:
            record = self.as_person(sample)
            if (
                sample.like is None
                or sample.who != "administrator"
                or not {"company_id"} & record._fields.keys()
            ):
                continue
            for name, far, value in self.chosen(sample.record):
                if name == "company_id" or not record._fields[name].store:
                    continue
                if name in record.browse()._closed_fields([name]):
                    continue
                if not {"company_id", "company_ids"} & far._fields.keys():
                    continue
                mixed += 1
                with self.subTest(field=f"{record._name}.{name}"):
                    self.assert_not_mixed(record, sample.like | {name: value}, name)
        self.assertGreater(mixed, 20)

    def assert_not_mixed(self, record, values, name):
        """It is refused, or the record is of the company of what it holds."""
        try:
            with self.cr.savepoint() as savepoint:
                new = record.browse().create(values)
                held = new.sudo()[name]
                company = new.sudo().company_id
                of_companies = (
                    held.company_ids if "company_ids" in held else held.company_id
                )
                savepoint.rollback()
        except UserError:
            return
        # what is for all companies shows each its own
        self.assertTrue(not company or not of_companies or company in of_companies)

    def test_a_check_stays_with_its_company(self):
        rule = self.sample("becs.rule").record
        own = self.as_person(self.sample("becs.rule"))
        own.copy({"name": "Ours", "company_id": self.company.id})
        for company in (self.company, self.elsewhere):
            with self.assertRaisesRegex(AccessError, "stays as it was entered"):
                own.company_id = company
        self.assertFalse(rule.company_id)
        exception = own.create(
            {
                "code": "duplicate_line",
                "name": "Ours",
                "outcome": "note",
                "company_id": self.company.id,
            }
        )
        for company in (self.elsewhere.id, False):
            with self.assertRaisesRegex(AccessError, "stays as it was entered"):
                exception.company_id = company
        self.assertEqual(exception.company_id, self.company)
