from odoo.exceptions import AccessError
from odoo.tests import tagged

from .portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestPortalRights(PortalCase):
    """Portal users read some fields of their own company's records, and that is all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines = cls.validate({"unit_credit": 20}, {"authorization_ref": "GONE"})
        cls.claim = cls.lines.claim_id
        cls.theirs = cls.validate({"unit_credit": 20}, partner=cls.other)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def of(self, user, model):
        return self.env[model].with_user(user)

    def test_the_own_company_only(self):
        for model, own in (
            ("becs.claim", self.claim),
            ("becs.claim.line", self.lines),
        ):
            with self.subTest(model=model):
                self.assert_own_only(model, own)

    def test_findings_of_the_own_company_only(self):
        # that a number does not exist is told on pages, as of others' numbers
        self.assertTrue(self.lines.finding_ids)
        self.assertFalse(self.of(self.clerk, "becs.finding").search([]))
        line = self.validate({"unit_credit": 25})
        self.assert_own_only("becs.finding", line.finding_ids)

    def assert_own_only(self, model, own):
        self.assertTrue(own)
        found = self.of(self.clerk, model).search([])
        self.assertEqual(found.ids, found.browse(found.ids).sudo().ids)
        self.assertEqual(set(found.ids), set(own.ids))
        with self.assertRaises(AccessError):
            own.with_user(self.rival).read(["id"])

    def test_a_contact_that_moves_sees_the_new_company(self):
        claims = self.of(self.clerk, "becs.claim")
        self.assertEqual(claims.search([]).ids, self.claim.ids)
        self.clerk.partner_id.parent_id = self.other
        self.assertEqual(claims.search([]).ids, self.theirs.claim_id.ids)

    def test_programs_for_the_distributor(self):
        every = self.program
        own = self.new_program("OWN", distributor_ids=self.distributor.ids)
        self.new_program("THEIRS", distributor_ids=self.other.ids)
        self.new_program("DRAFT", state="draft")
        gone = self.new_program("GONE", distributor_ids=self.other.ids)
        self.new_program("CHILD", distributor_ids=self.rival.partner_id.ids)
        own_child = self.new_program("CLERK", distributor_ids=self.clerk.partner_id.ids)
        found = self.of(self.clerk, "becs.program").search([])
        self.assertEqual(set(found.ids), set((every | own | own_child).ids))
        lines = self.of(self.clerk, "becs.program.line").search([])
        self.assertEqual(set(lines.ids), set((every | own | own_child).line_ids.ids))
        # an archived distributor stays the only one it is for
        self.other.action_archive()
        found = self.of(self.clerk, "becs.program").search([])
        self.assertNotIn(gone.id, found.ids)

    def test_programs_are_for_distributors(self):
        self.distributor.is_becs_distributor = False
        self.assertFalse(self.of(self.clerk, "becs.program").search([]))
        self.assertFalse(self.of(self.clerk, "becs.program.line").search([]))
        self.distributor.is_becs_distributor = True
        self.assertTrue(self.of(self.clerk, "becs.program").search([]))

    def test_what_is_the_vendors_own(self):
        for model, name in (
            ("becs.program", "distributor_ids"),
            ("becs.program", "tolerance_percent"),
            ("becs.program", "user_id"),
            ("becs.program", "note"),
            ("becs.program", "amount_claimed"),
            ("becs.program", "budget_amount"),
            ("becs.program", "drawdown_percent"),
            ("becs.program.line", "max_quantity"),
            ("becs.program.line", "drawdown_percent"),
            ("becs.claim", "user_id"),
            ("becs.claim", "approved_by_id"),
            ("becs.claim", "activity_ids"),
            ("becs.claim.line", "program_id"),
            ("becs.claim.line", "decided_by_id"),
            ("becs.claim.line", "caps_before"),
            ("becs.finding", "rule_id"),
            ("becs.dispute", "user_id"),
        ):
            with self.subTest(model=model, field=name):
                records = self.of(self.clerk, model)
                self.assertNotIn(name, records.fields_get())
                for way, attempt in {
                    "domain": lambda: records.search([(name, "in", [1])]),  # noqa: B023
                    "order": lambda: records.search([], order=name),  # noqa: B023
                    "read": lambda: records.search_read([], [name]),  # noqa: B023
                    "group": lambda: records._read_group([], [name]),  # noqa: B023
                }.items():
                    with self.subTest(way=way), self.assertRaises(AccessError):
                        attempt()

    def test_nothing_is_changed(self):
        for model in ("becs.claim", "becs.claim.line", "becs.finding", "becs.program"):
            records = self.of(self.clerk, model)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))

    def test_kinds_of_contact(self):
        self.assertTrue(self.clerk._becs_may_submit())
        self.assertTrue(self.clerk.with_user(self.clerk)._becs_may_submit())
        self.assertFalse(self.looker._becs_may_submit())
        self.distributor.is_becs_distributor = False
        self.assertFalse(self.clerk._becs_may_submit())

    def test_who_chooses_the_kind_of_contact(self):
        fields = self.of(self.clerk, "res.partner").fields_get()
        self.assertNotIn("becs_portal_role", fields)
        with self.assertRaises(AccessError):
            self.clerk.partner_id.with_user(self.clerk).becs_portal_role = "submit"
        self.assertEqual(self.clerk.partner_id.copy().becs_portal_role, "look")
