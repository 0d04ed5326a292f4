import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..approval.test_approval import ApprovalCase
from ..shared.settlement_common import SettlementCommon


class DisputeCase(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk, cls.stranger = (
            new_test_user(
                cls.env,
                login,
                "base.group_portal",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for login in ("becs_clerk", "becs_stranger")
        )
        cls.clerk.partner_id.parent_id = cls.distributor
        cls.stranger.partner_id.parent_id = cls.other

    def dispute(self, line, role="analyst", **values):
        return (
            self.env["becs.dispute"]
            .with_user(self.people[role])
            .create({"claim_line_id": line.id, "reason": "Promised"} | values)
        )

    def rejected(self):
        """A validated claim: one line approved (200), one rejected (of 200)."""
        claim = self.validated(
            {"unit_credit": 20}, {"unit_credit": 20, "authorization_ref": "GONE"}
        )
        return claim, claim.line_ids.filtered(lambda line: line.state != "approved")


@tagged("post_install", "-at_install")
class TestDisputes(DisputeCase):
    """From the first word to the last."""

    def test_accepting_decides_the_line(self):
        claim, line = self.rejected()
        dispute = self.dispute(line, amount=150)
        self.assertEqual(
            (claim.dispute_count, claim.dispute_open_count, line.can_dispute),
            (1, 1, False),
        )
        dispute.action_answer("Which authorization is it?")
        self.assertEqual((dispute.state, line.state), ("answered", "rejected"))
        dispute.action_accept(answer="Found it")
        self.assertEqual((dispute.state, line.amount_approved), ("accepted", 150))
        self.assertEqual(line.decision_note, "Found it")
        self.assertEqual(line.decided_by_id, self.people["analyst"])
        self.assertEqual((claim.dispute_count, claim.dispute_open_count), (1, 0))
        events = self.env["becs.event"].search(
            [("claim_line_id", "=", line.id)], order="id"
        )
        self.assertEqual(
            [(event.kind, event.from_state, event.to_state) for event in events],
            [
                ("disputed", False, "open"),
                ("answered", "open", "answered"),
                ("verdict", "rejected", "adjusted"),
                ("answered", "answered", "accepted"),
            ],
        )

    def test_accepting_other_numbers(self):
        for numbers, paid in (({"amount": 70}, 70), ({}, 200)):
            with self.subTest(numbers=numbers):
                _claim, line = self.rejected()
                self.dispute(line).action_accept(answer="Yes", **numbers)
                self.assertEqual(line.amount_approved, paid)

    def test_more_than_claimed_is_not_accepted(self):
        _claim, line = self.rejected()
        dispute = self.dispute(line, amount=500)
        with self.assertRaises(UserError), self.cr.savepoint():
            dispute.action_accept(answer="Yes")
        self.env.invalidate_all()
        self.assertEqual(dispute.state, "open")

    def test_refusing_leaves_the_verdict(self):
        _claim, line = self.rejected()
        before = (line.state, line.amount_approved)
        dispute = self.dispute(line)
        dispute.action_refuse("No such authorization")
        self.assertEqual((line.state, line.amount_approved), before)
        self.assertEqual(dispute.answer, "No such authorization")
        with self.assertRaises(UserError):
            dispute.action_accept(answer="Yes")
        self.dispute(line)  # it may be disputed again

    def test_an_answer_says_why(self):
        _claim, line = self.rejected()
        dispute = self.dispute(line)
        for attempt in (dispute.action_answer, dispute.action_refuse):
            with self.assertRaisesRegex(UserError, "Say why"):
                attempt("  ")

    def test_one_at_a_time(self):
        _claim, line = self.rejected()
        self.dispute(line)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.dispute(line)

    def test_only_a_verdict_is_disputed(self):
        draft = self.new_claim({})
        with self.assertRaisesRegex(UserError, "no verdict"):
            self.dispute(draft.line_ids)

    def test_a_done_claim_is_open_again_until_the_end(self):
        claim = self.validated({"authorization_ref": "GONE", "unit_credit": 5})
        self.assertEqual(claim.line_ids.state, "rejected")
        self.as_("approver", claim).action_approve()
        self.assertEqual(claim.state, "done")
        dispute = self.dispute(claim.line_ids)
        self.assertEqual(claim.state, "approved")
        dispute.action_refuse("No")
        self.assertEqual(claim.state, "done")
        self.dispute(claim.line_ids).action_accept(answer="Yes")
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 50))

    def test_counted_on_the_distributor(self):
        _claim, line = self.rejected()
        dispute = self.dispute(line)
        dispute.sudo().date = "2024-01-01"
        distributor = self.as_("viewer", self.distributor)
        self.assertEqual(distributor.becs_dispute_count, 1)
        self.assertEqual(distributor.becs_dispute_days, dispute.days_open)
        self.assertGreater(dispute.days_open, 300)
        dispute.action_refuse("No")
        distributor.invalidate_recordset()
        self.assertEqual(distributor.becs_dispute_count, 0)

    def test_who_accepted_one_does_not_approve_it(self):
        claim, line = self.rejected()
        dispute = self.dispute(line)
        self.as_("approver", dispute).action_accept(answer="Found it")
        with self.assertRaisesRegex(UserError, "decided lines"), self.cr.savepoint():
            self.as_("approver", claim).action_approve()

    def test_held_claims_wait_for_the_end(self):
        claim, line = self.rejected()
        self.assertEqual(line.state, "rejected")
        self.distributor.becs_pay_policy = "hold_claim"
        dispute = self.dispute(line)
        with self.assertRaisesRegex(UserError, "disputed"), self.cr.savepoint():
            self.as_("approver", claim).action_approve()
        dispute.action_refuse("No")
        self.as_("approver", claim).action_approve()

    def test_the_wizard(self):
        _claim, line = self.rejected()
        dispute = self.dispute(line)
        wizard = (
            self.env["becs.dispute.answer"]
            .with_user(self.people["analyst"])
            .with_context(active_model="becs.dispute", active_ids=dispute.ids)
            .create({"verdict": "amount", "amount": 12.5, "answer": "A part"})
        )
        wizard.action_apply()
        self.assertEqual((dispute.state, line.amount_approved), ("accepted", 12.5))


@tagged("post_install", "-at_install")
class TestDisputeRights(DisputeCase, HttpCase):
    """Both sides read; only analysts act; nobody rewrites or deletes."""

    def setUp(self):
        super().setUp()
        self.bad_claim, self.line = self.rejected()
        self.ours = self.dispute(self.line)

    def test_each_distributor_reads_its_own(self):
        own = self.ours.with_user(self.clerk)
        self.assertEqual(own.read(["reason"])[0]["reason"], "Promised")
        self.assertTrue(own.display_name)
        others = self.ours.with_user(self.stranger)
        self.assertFalse(others.search([]))
        with self.assertRaises(AccessError):
            others.read(["reason"])

    def test_the_portal_changes_nothing(self):
        own = self.ours.with_user(self.clerk)
        for attempt in (
            lambda: own.write({"reason": "More"}),
            own.unlink,
            lambda: own.create({"claim_line_id": self.line.id, "reason": "No"}),
            lambda: own.action_answer("Yes"),
            lambda: own.action_accept(answer="Yes"),
            lambda: own.action_refuse("Yes"),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_roles(self):
        viewer = self.as_("viewer", self.ours)
        self.assertTrue(viewer.reason)
        for attempt in (
            lambda: viewer.action_refuse("No"),
            lambda: viewer.create({"claim_line_id": self.line.id, "reason": "No"}),
        ):
            with self.assertRaises(AccessError):
                attempt()
        for role in ("analyst", "administrator"):
            dispute = self.as_(role, self.ours)
            for values in (
                {"reason": "Less"},
                {"amount": 1},
                {"state": "accepted"},
                {"answer": "Yes"},
            ):
                with self.assertRaises(AccessError):
                    dispute.write(values)
            with self.assertRaises(UserError):
                dispute.unlink()
        with self.assertRaisesRegex(UserError, "stays"):
            self.ours.sudo().unlink()

    def call(self, login, method, args):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/becs.dispute/{method}",
            {"model": "becs.dispute", "method": method, "args": args, "kwargs": {}},
        )

    @mute_logger("odoo.http")
    def test_over_http(self):
        ids = self.ours.ids
        [read] = self.call("becs_clerk", "read", [ids, ["reason"]])
        self.assertEqual(read["reason"], "Promised")
        for login, method, args in (
            ("becs_stranger", "read", [ids, ["reason"]]),
            ("becs_clerk", "write", [ids, {"reason": "More"}]),
            ("becs_clerk", "action_accept", [ids, None, 200, "Yes"]),
            ("becs_clerk", "read", [ids, ["decision_note"]]),
            ("becs_viewer", "action_accept", [ids, None, 200, "Yes"]),
            ("becs_analyst", "write", [ids, {"state": "accepted"}]),
            ("becs_administrator", "unlink", [ids]),
        ):
            with (
                self.subTest(login=login, method=method),
                self.assertRaises(JsonRpcException),
            ):
                self.call(login, method, args)
        self.call("becs_analyst", "action_accept", [ids, None, 200, "Yes"])
        self.env.invalidate_all()
        self.assertEqual(self.line.amount_approved, 200)


@tagged("post_install", "-at_install")
class TestDisputedMoney(SettlementCommon):
    """Policies of the run, with disputes counted as open lines."""

    def disputed(self, policy):
        self.distributor.becs_pay_policy = policy
        claim = self.make_claim(
            [
                {"amount": 10, "program": self.program},
                {"amount": 0, "state": "rejected"},
            ]
        )
        line = claim.line_ids.filtered(lambda one: one.state == "rejected")
        dispute = self.env["becs.dispute"].create(
            {"claim_line_id": line.id, "reason": "No"}
        )
        return claim, dispute

    def test_undisputed_lines_are_paid_now(self):
        claim, dispute = self.disputed("pay_undisputed")
        self.run_claims(claim, self.accountant)
        self.assertEqual((claim.amount_credited, claim.state), (10, "approved"))
        dispute.action_refuse("No")
        self.assertEqual(claim.state, "done")

    def test_a_held_claim_waits(self):
        claim, dispute = self.disputed("hold_claim")
        run = self.run_claims(claim, self.accountant)
        self.assertIn("skipped", self.results(run))
        self.assertEqual(claim.amount_credited, 0)
        dispute.action_refuse("No")
        self.run_claims(claim, self.accountant)
        self.assertEqual((claim.amount_credited, claim.state), (10, "done"))
