import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from ..shared.test_access import AccessCase


class ApprovalCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(
            cls.env,
            "becs_second",
            "base.group_user,becs_claims.group_approver",
            name="Second Approver",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def validated(self, *lines, role="analyst"):
        """A claim that one person entered, filed and validated."""
        claim = self.as_(role, self.new_claim(*lines))
        claim.action_submit()
        claim.action_validate()
        return claim

    def limit(self, amount, user=None):
        return self.env["becs.approval.limit"].create(
            {
                "company_id": self.company.id,
                "user_id": user and user.id,
                "amount": amount,
            }
        )


@tagged("post_install", "-at_install")
class TestFourEyes(ApprovalCase):
    """Who had a hand in a claim does not approve it."""

    def assert_refused(self, claim, role="approver", message="somebody else"):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            self.as_(role, claim).action_approve()

    def test_who_filed_it(self):
        claim = self.validated({"unit_credit": 20}, role="approver")
        self.assert_refused(claim, message="Second Approver")
        claim.with_user(self.second).action_approve()
        self.assertEqual(claim.approved_by_id, self.second)

    def test_who_entered_a_line(self):
        claim = self.new_claim({})
        self.as_("approver", claim.line_ids).quantity = 5
        self.as_("analyst", claim).action_submit()
        self.as_("analyst", claim).action_validate()
        self.assert_refused(claim)

    def test_who_entered_the_filing_date(self):
        claim = self.new_claim({})
        self.as_("approver", claim).date_submitted = "2024-03-30"
        self.as_("analyst", claim).action_submit()
        self.as_("analyst", claim).action_validate()
        self.assert_refused(claim)

    def test_who_decided_a_line(self):
        claim = self.validated({"unit_credit": 20, "resale_price": 130})
        self.as_("approver", claim.line_ids).action_decide("accept", note="Fine")
        self.assert_refused(claim)

    def test_the_administrator_too(self):
        claim = self.validated({"unit_credit": 20}, role="administrator")
        self.assert_refused(claim, "administrator")

    def test_filing_it_again_helps_nobody(self):
        claim = self.validated({"unit_credit": 20}, role="approver")
        self.as_("analyst", claim).action_reset_to_draft()
        self.as_("analyst", claim).action_submit()
        self.as_("analyst", claim).action_validate()
        self.assert_refused(claim)

    def test_one_of_several_stops_all(self):
        own = self.validated({"unit_credit": 20}, role="approver")
        other = self.validated({"unit_credit": 20})
        self.assert_refused(own | other)
        self.assertEqual(other.state, "validated")

    def test_who_only_looked_and_validated_may(self):
        claim = self.validated({"unit_credit": 20})
        self.as_("approver", claim).action_validate()
        self.as_("approver", claim).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_switched_off(self):
        self.company.becs_four_eyes = False
        claim = self.validated({"unit_credit": 20}, role="approver")
        claim.action_approve()
        self.assertEqual(claim.state, "approved")

    def test_people_do_not_switch_it_off(self):
        for role in ("analyst", "approver", "accountant", "administrator"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.as_(role, self.company).becs_four_eyes = False


@tagged("post_install", "-at_install")
class TestLimits(ApprovalCase):
    """How much an approver may release."""

    def approve(self, claim, user=None):
        claim.with_user(user or self.people["approver"]).action_approve()

    def assert_refused(self, claim, message):
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            self.approve(claim)

    def test_without_limits_any_amount(self):
        self.approve(self.validated({"unit_credit": 20, "quantity": 100}))

    def test_up_to_the_limit_and_no_cent_more(self):
        limit = self.limit(200, self.people["approver"])
        self.approve(self.validated({"unit_credit": 20}))
        claim = self.validated({"unit_credit": 20})
        limit.amount = 199.99
        self.assert_refused(claim, "releases 200.00.*you may release 199.99")

    def test_own_goes_before_general(self):
        self.limit(10)
        self.limit(500, self.people["approver"])
        self.approve(self.validated({"unit_credit": 20}))
        claim = self.validated({"unit_credit": 20})
        with self.assertRaises(UserError), self.cr.savepoint():
            self.approve(claim, self.second)

    def test_a_low_own_one_is_not_raised_by_the_general(self):
        self.limit(500)
        self.limit(10, self.people["approver"])
        self.assert_refused(self.validated({"unit_credit": 20}), "Second Approver")

    def test_no_row_means_nothing_once_there_are_some(self):
        self.limit(500, self.second)
        self.assert_refused(self.validated({"unit_credit": 20}), "you may release 0.00")

    def test_limits_of_another_company_do_not_count(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["becs.approval.limit"].create(
            {"company_id": elsewhere.id, "amount": 1}
        )
        self.approve(self.validated({"unit_credit": 20}))

    def test_administrators_are_not_limited(self):
        self.limit(1)
        claim = self.validated({"unit_credit": 20})
        self.approve(claim, self.people["administrator"])
        self.assertEqual(claim.state, "approved")

    def test_other_currencies_are_converted_at_the_filing_date(self):
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2024-01-01", 2), ("2024-06-01", 4))
            ]
        )
        limit = self.limit(50)
        # 20 EUR a piece are 40 USD by the rate of the ship date
        claim = self.validated({"unit_credit": 12}, currency=self.usd)
        self.assertEqual(claim.amount_approved, 120)
        self.assert_refused(claim, "releases 60.00")
        limit.amount = 60
        self.approve(claim)

    def validated(self, *lines, currency=None, **kwargs):
        if not currency:
            return super().validated(*lines, **kwargs)
        claim = self.new_claim(*lines, currency_id=currency.id)
        claim = self.as_("analyst", claim)
        claim.action_submit()
        claim.action_validate()
        return claim

    def test_only_an_administrator_sets_them(self):
        limit = self.limit(5)
        for role in ("viewer", "analyst", "approver", "accountant"):
            with self.subTest(role=role):
                own = self.as_(role, limit)
                self.assertEqual(own.amount, 5)
                for attempt in (lambda: own.write({"amount": 9}), own.unlink):  # noqa: B023
                    with self.assertRaises(AccessError):
                        attempt()
        self.as_("administrator", limit).amount = 9

    def test_one_for_each(self):
        self.limit(5)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.limit(6)


@tagged("post_install", "-at_install")
class TestAutomaticApproval(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_auto_approve_amount = 200

    def test_small_and_clear_by_the_system(self):
        claim = self.validated({"unit_credit": 20})
        self.assertEqual(claim.state, "approved")
        self.assertEqual(claim.approved_by_id, self.env.ref("base.user_root"))
        event = self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "approved")]
        )
        self.assertIn("by the system", event.note)

    def test_not_above(self):
        self.company.becs_auto_approve_amount = 199.99
        self.assertEqual(self.validated({"unit_credit": 20}).state, "validated")

    def test_not_switched_on(self):
        self.company.becs_auto_approve_amount = 0
        self.assertEqual(self.validated({"unit_credit": 1}).state, "validated")

    def test_not_with_a_line_in_review(self):
        claim = self.validated({"unit_credit": 1}, {"resale_price": 130})
        self.assertEqual((claim.state, claim.review_count), ("validated", 1))

    def test_not_what_a_person_decided(self):
        claim = self.validated({"unit_credit": 20, "resale_price": 130})
        claim.line_ids.action_decide("accept", note="Fine")
        claim.action_validate()
        self.assertEqual((claim.state, claim.review_count), ("validated", 0))

    def test_nothing_due_is_done(self):
        claim = self.validated({"authorization_ref": "NONE", "unit_credit": 5})
        self.assertEqual((claim.amount_approved, claim.state), (0, "done"))


@tagged("post_install", "-at_install")
class TestAfterApproval(ApprovalCase):
    """A verdict that changes money is approved again; the rest is untouched."""

    def approved(self):
        claim = self.validated(
            {"unit_credit": 20}, {"unit_credit": 20, "resale_price": 130}
        )
        self.as_("approver", claim).action_approve()
        return claim

    def test_money_is_approved_again(self):
        claim = self.approved()
        review = claim.line_ids.filtered(lambda line: line.state == "review")
        self.as_("analyst", review).action_decide("accept", note="Seen")
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 400))
        self.assertFalse(claim.approved_by_id)
        self.limit(399, self.people["approver"])
        with self.assertRaisesRegex(UserError, "releases 400"), self.cr.savepoint():
            self.as_("approver", claim).action_approve()
        claim.with_user(self.people["administrator"]).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_a_rejection_of_what_was_not_released_changes_nothing(self):
        claim = self.approved()
        review = claim.line_ids.filtered(lambda line: line.state == "review")
        self.as_("analyst", review).action_decide("reject", note="No proof")
        self.assertEqual(claim.state, "approved")

    def test_money_moved_between_lines_is_noticed(self):
        claim = self.validated({"unit_credit": 20}, {"unit_credit": 5})
        self.as_("approver", claim).action_approve()
        claim.line_ids.action_decide("set", amount=50, note="Half each")
        self.assertEqual(claim.state, "validated")

    def test_who_decided_afterwards_does_not_approve(self):
        claim = self.approved()
        review = claim.line_ids.filtered(lambda line: line.state == "review")
        self.as_("approver", review).action_decide("accept", note="Seen")
        with self.assertRaisesRegex(UserError, "Second Approver"):
            self.as_("approver", claim).action_approve()


@tagged("post_install", "-at_install")
class TestApprovalOverHttp(ApprovalCase, HttpCase):
    """The same rights for who calls the server directly."""

    def call(self, role, model, method, args):
        self.authenticate(f"becs_{role}", f"becs_{role}")
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    @mute_logger("odoo.http")
    def test_limits_and_four_eyes(self):
        claim = self.validated({"unit_credit": 20})
        own = self.validated({"unit_credit": 20}, role="approver")
        limit = self.limit(100)
        for role, model, method, args in (
            ("analyst", "becs.claim", "action_approve", [claim.ids]),
            ("approver", "becs.claim", "action_approve", [claim.ids]),
            ("approver", "becs.approval.limit", "write", [limit.ids, {"amount": 999}]),
            ("approver", "becs.approval.limit", "create", [[{"amount": 999}]]),
            ("approver", "becs.claim", "_approve", [claim.ids]),
            ("approver", "becs.claim", "write", [claim.ids, {"state": "approved"}]),
        ):
            with (
                self.subTest(role=role, method=method),
                self.assertRaises(JsonRpcException),
            ):
                self.call(role, model, method, args)
        limit.amount = 500
        with self.assertRaises(JsonRpcException):
            self.call("approver", "becs.claim", "action_approve", [own.ids])
        self.call("approver", "becs.claim", "action_approve", [claim.ids])
        self.env.invalidate_all()
        self.assertEqual((claim.state, own.state), ("approved", "validated"))

    @mute_logger("odoo.http")
    def test_history(self):
        event = self.env["becs.event"].search([("claim_id", "=", self.claim.id)])[:1]
        [read] = self.call("viewer", "becs.event", "read", [event.ids, ["kind"]])
        self.assertEqual(read["kind"], event.kind)
        for role in ("viewer", "administrator"):
            for method, args in (
                ("write", [event.ids, {"note": "No"}]),
                ("unlink", [event.ids]),
                ("create", [[{"claim_id": self.claim.id, "kind": "approved"}]]),
                ("_record", [[{"claim_id": self.claim.id, "kind": "approved"}]]),
            ):
                with (
                    self.subTest(role=role, method=method),
                    self.assertRaises(JsonRpcException),
                ):
                    self.call(role, "becs.event", method, args)
        with self.assertRaises(JsonRpcException):
            self.call("employee", "becs.event", "read", [event.ids, ["kind"]])
