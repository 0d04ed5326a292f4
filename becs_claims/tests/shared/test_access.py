from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .validation_common import ValidationCase
from .world import ROLES

# what a viewer has no business with
UNSEEN = {
    "becs.lock",
    "becs.import.profile",
    "becs.input.change",
    "becs.what.if",
    "becs.what.if.change",
    "becs.what.if.line",
}
# what a distributor's people read of their own
PORTAL_READS = {
    "becs.claim",
    "becs.claim.line",
    "becs.dispute",
    "becs.finding",
    "becs.pos.line",
    "becs.pos.report",
    "becs.pos.unclaimed",
    "becs.program",
    "becs.program.line",
    "becs.request",
    "becs.request.line",
    "becs.upload",
}


class AccessCase(ValidationCase):
    """One user per role, and people without any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {role: cls.world[role] for role in (*ROLES, "employee", "portal")}
        cls.people["public"] = cls.env.ref("base.public_user")
        cls.review = {"authorization_ref": "A1", "resale_price": 130}
        cls.program.line_ids.max_resale_price = 120
        cls.lines = cls.validate({"unit_credit": 20}, cls.review | {"unit_credit": 20})
        cls.claim = cls.lines.claim_id

    def as_(self, role, records):
        self.env.invalidate_all()
        return records.with_user(self.people[role])

    def models(self):
        """Names of the add-on's stored models."""
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("becs.") and not model._abstract and not model._transient
        ]


@tagged("post_install", "-at_install")
class TestRoles(AccessCase):
    """What each role may do, and may not."""

    def test_a_viewer_reads_and_writes_nothing(self):
        for name in self.models():
            model = self.as_("viewer", self.env[name])
            with self.subTest(model=name):
                self.assertEqual(model.has_access("read"), name not in UNSEEN)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(model.has_access(operation), operation)

    def test_others_see_nothing(self):
        for role in ("employee", "portal", "public"):
            for name in [*self.models(), "becs.claim.line.decide"]:
                with self.subTest(role=role, model=name):
                    model = self.as_(role, self.env[name])
                    reads = role == "portal" and name in PORTAL_READS
                    self.assertEqual(model.has_access("read"), reads)
                    for operation in ("write", "create", "unlink"):
                        self.assertFalse(model.has_access(operation), operation)

    def test_others_call_nothing(self):
        for role in ("viewer", "employee", "portal", "public"):
            for records, action, values in (
                (self.claim, "action_validate", ()),
                (self.claim, "action_approve", ()),
                (self.claim, "action_cancel", ()),
                (self.claim, "action_reset_to_draft", ()),
                (self.claim, "action_create_credit_notes", ()),
                (self.lines, "action_decide", ("reject", None, None, "no")),
                (self.program, "action_suspend", ()),
                (self.program, "action_close", ()),
            ):
                with self.subTest(role=role, action=action), self.cr.savepoint():
                    with self.assertRaises(AccessError):
                        getattr(self.as_(role, records), action)(*values)

    def test_an_analyst_prepares_but_does_not_approve(self):
        program = self.as_("analyst", self.env["becs.program"]).create(
            {
                "name": "New",
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
        program.action_request()
        self.assertEqual(program.state, "requested")
        for refused in (program.action_approve, program.action_refuse):
            with self.assertRaises(UserError):
                refused()
        running = self.as_("analyst", self.program)
        for refused in (running.action_suspend, running.action_close):
            with self.assertRaises(UserError):
                refused()
        with self.assertRaisesRegex(UserError, "Approver"):
            self.as_("analyst", self.claim).action_approve()
        with self.assertRaisesRegex(UserError, "Accountant"):
            self.as_("analyst", self.claim).action_create_credit_notes()

    def test_an_analyst_takes_a_claim_through_to_its_verdicts(self):
        claim = self.as_("analyst", self.env["becs.claim"]).create(
            {"partner_id": self.distributor.id, "reference": "DM1"}
        )
        self.env["becs.claim.line"].with_user(self.people["analyst"]).create(
            {
                "claim_id": claim.id,
                "authorization_ref": "A1",
                "product_ref": "P1",
                "pos_document": "INV-A",
                "date_ship": date(2024, 3, 10),
                "quantity": 10,
                "unit_credit": 20,
                "resale_price": 130,
            }
        )
        claim.action_submit()
        claim.action_validate()
        line = claim.line_ids
        self.assertEqual((claim.state, line.state), ("validated", "review"))
        wizard = (
            self.env["becs.claim.line.decide"]
            .with_user(self.people["analyst"])
            .with_context(active_model="becs.claim.line", active_ids=line.ids)
            .create({"verdict": "accept", "note": "Seen"})
        )
        wizard.action_apply()
        self.assertEqual((line.state, line.amount_approved), ("approved", 200))
        self.assertEqual(line.decided_by_id, self.people["analyst"])

    def test_only_an_approver_enters_an_earlier_filing_date(self):
        values = {"partner_id": self.distributor.id, "date_submitted": date(2024, 1, 5)}
        Claim = self.env["becs.claim"]
        with self.assertRaisesRegex(UserError, "approver"):
            self.as_("analyst", Claim).create(values)
        claim = self.as_("analyst", Claim).create({"partner_id": self.distributor.id})
        with self.assertRaisesRegex(UserError, "approver"):
            claim.date_submitted = date(2024, 1, 5)
        filed = self.as_("approver", Claim).create(values)
        self.assertEqual(filed.date_submitted, date(2024, 1, 5))

    def test_an_approver_approves_but_does_not_credit(self):
        claim = self.as_("approver", self.claim)
        claim.action_approve()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.approved_by_id, self.people["approver"])
        with self.assertRaisesRegex(UserError, "Accountant"):
            claim.action_create_credit_notes()

    def test_an_accountant_does_not_approve(self):
        with self.assertRaisesRegex(UserError, "Approver"):
            self.as_("accountant", self.claim).action_approve()
        with self.assertRaises(UserError):
            self.as_("accountant", self.program).action_suspend()

    def test_only_an_administrator_sets_checks(self):
        rule = self.env.ref("becs_claims.rule_duplicate_line")
        for role in ("analyst", "approver", "accountant"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_(role, rule).outcome = "note"
        self.as_("administrator", rule).outcome = "review"


@tagged("post_install", "-at_install")
class TestGuardedFields(AccessCase):
    """What follows from an action cannot be entered, whatever the role."""

    def guarded(self):
        for record in (
            self.program,
            self.program.line_ids,
            self.claim,
            self.lines[0],
        ):
            user_record = record.with_user(self.people["administrator"])
            yield record, sorted(user_record._closed_fields(record._fields))

    def test_the_fields_that_matter_are_guarded(self):
        found = {record._name: set(names) for record, names in self.guarded()}
        self.assertLessEqual({"state", "amount_approved"}, found["becs.program"])
        self.assertLessEqual({"quantity_approved"}, found["becs.program.line"])
        self.assertLessEqual(
            {"state", "amount_approved", "approved_by_id", "credit_note_ids"},
            found["becs.claim"],
        )
        self.assertLessEqual(
            {
                "state",
                "amount_approved",
                "quantity_approved",
                "program_id",
                "credit_line_id",
                "decision",
                "decided_by_id",
                "counts_as_sold",
            },
            found["becs.claim.line"],
        )

    def test_no_role_writes_them(self):
        for role in ("analyst", "administrator"):
            for record, names in self.guarded():
                user_record = self.as_(role, record)
                for name in names:
                    with (
                        self.subTest(role=role, model=record._name, field=name),
                        self.assertRaises(UserError),
                    ):
                        user_record.write({name: 1})

    def test_nobody_creates_with_them(self):
        values = {"partner_id": self.distributor.id}
        Claim = self.as_("administrator", self.env["becs.claim"])
        for extra in ({"state": "approved"}, {"amount_approved": 5}):
            with self.assertRaises(AccessError):
                Claim.create(values | extra)
        claim = Claim.create(values | {"state": "draft"})  # what it is anyway
        with self.assertRaises(AccessError):
            claim.write(
                {"line_ids": [Command.create({"quantity": 1, "state": "approved"})]}
            )

    def test_defaults_do_not_smuggle_them_in(self):
        user = self.people["analyst"]
        Claim = self.env["becs.claim"].with_user(user)
        self.env["ir.default"].with_user(user).set(
            "becs.claim", "amount_approved", 99, user_id=True
        )
        claim = Claim.with_context(default_state="approved").create(
            {"partner_id": self.distributor.id}
        )
        self.assertEqual((claim.state, claim.amount_approved), ("draft", 0))

    def test_a_copy_starts_over(self):
        copy = self.as_("administrator", self.program).copy()
        self.assertEqual((copy.state, copy.amount_approved), ("draft", 0))
        self.assertTrue(copy.line_ids)

    def test_findings_belong_to_the_engine(self):
        finding = self.claim.finding_ids[:1]
        self.assertTrue(finding)
        user_finding = self.as_("administrator", finding)
        for attempt in (
            lambda: user_finding.write({"outcome": "note"}),
            user_finding.unlink,
            lambda: user_finding.create(user_finding.copy_data()),
            lambda: self.as_("administrator", self.lines[1]).write(
                {"finding_ids": [Command.clear()]}
            ),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_what_was_filed_stays_as_stated(self):
        line = self.as_("administrator", self.lines[0])
        draft = self.new_claim({})
        for values in ({"quantity": 99}, {"amount_stated": 1e6}):
            with self.assertRaisesRegex(UserError, "was filed"):
                line.write(values)
        with self.assertRaisesRegex(UserError, "stays in the claim"):
            line.write({"claim_id": draft.id})
        with self.assertRaisesRegex(UserError, "was filed"):
            line.create({"claim_id": self.claim.id, "quantity": 1})
        with self.assertRaisesRegex(UserError, "was filed"):
            line.unlink()

    def test_products_are_corrected_until_approval(self):
        line = self.as_("analyst", self.lines[0])
        line.product_id = self.new_product("P9")
        self.as_("approver", self.claim).action_approve()
        with self.assertRaisesRegex(UserError, "was approved"):
            line.product_id = self.product

    def test_terms_of_an_approved_program_are_amended(self):
        for role in ("analyst", "approver"):
            program = self.as_(role, self.program)
            term = program.line_ids
            for attempt in (
                lambda program=program: program.write({"budget_amount": 9}),
                lambda term=term: term.write({"authorized_price": 1}),
                term.unlink,
                lambda term=term: term.create(
                    {"program_id": self.program.id, "applied_on": "all"}
                ),
            ):
                with self.cr.savepoint(), self.assertRaisesRegex(UserError, "Amend"):
                    attempt()


@tagged("post_install", "-at_install")
class TestCompanies(AccessCase):
    """A user of one company sees nothing of another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.stranger = new_test_user(
            cls.env,
            "becs_stranger",
            "base.group_user,becs_claims.group_administrator",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        cls.env["becs.claim.serial"].create(
            {"claim_line_id": cls.lines[0].id, "name": "SN1"}
        )
        cls.env["becs.intake"].create(
            {
                "name": "file.csv",
                "company_id": cls.company.id,
                "partner_id": cls.distributor.id,
                "claim_id": cls.claim.id,
            }
        )
        cls.env["becs.run"].create({"company_id": cls.company.id})
        cls.env.flush_all()

    def test_nothing_is_found(self):
        for name in (
            "becs.program",
            "becs.program.line",
            "becs.claim",
            "becs.claim.line",
            "becs.claim.serial",
            "becs.claim.report",
            "becs.finding",
            "becs.intake",
            "becs.run",
        ):
            with self.subTest(model=name):
                ours = self.env[name].search([])
                self.assertTrue(ours)
                self.env.invalidate_all()
                self.assertFalse(
                    ours.with_user(self.stranger)
                    .with_context(allowed_company_ids=self.elsewhere.ids)
                    .search([("id", "in", ours.ids)])
                )

    def test_nothing_is_read_by_its_number(self):
        for records in (self.program, self.claim, self.lines, self.claim.finding_ids):
            with self.subTest(model=records._name):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    records.with_user(self.stranger).with_context(
                        allowed_company_ids=self.elsewhere.ids
                    ).read(["display_name"])

    def test_another_company_is_not_entered(self):
        with self.assertRaises(AccessError):
            self.env["becs.claim"].with_user(self.stranger).with_context(
                allowed_company_ids=self.elsewhere.ids
            ).create({"partner_id": self.distributor.id, "company_id": self.company.id})
