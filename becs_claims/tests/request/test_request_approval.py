from odoo.exceptions import UserError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .request_case import RequestCase


@tagged("post_install", "-at_install")
class TestRequestLimits(RequestCase):
    """How much discount somebody grants, and who is asked beyond that."""

    def answer(self, request, user=None):
        return request.with_user(user or self.people["approver"]).action_answer()

    def administrator(self):
        """Somebody without limits."""
        self.world["administrator"].active = True
        return self.world["administrator"]

    def test_without_limits_any_approver(self):
        request = self.submitted({"wanted_price": 1})
        request.line_ids.write({"decision": "accept"})
        self.assertIsNone(self.answer(request))
        self.assertEqual(request.state, "accepted")

    def test_an_analyst_prepares_and_an_approver_releases(self):
        request = self.submitted()
        request.line_ids.write({"decision": "accept"})
        message = self.answer(request, self.people["analyst"])
        self.assertIn("granted by an approver", message["params"]["message"])
        self.assertEqual(request.state, "submitted")
        approver = request.approval_user_id
        self.assertTrue(approver.has_group("becs_claims.group_approver"))
        activity = request.activity_ids
        self.assertEqual(activity.user_id, approver)
        self.assertIn("granted by an approver", activity.note)
        self.assertFalse(request.line_ids.offered_decision)
        self.assertEqual(len(self.mails(request)), 1)
        self.answer(request, approver)
        self.assertEqual(request.state, "accepted")
        self.assertFalse(request.approval_user_id)
        self.assertFalse(request.activity_ids)

    def test_an_analyst_refuses(self):
        request = self.submitted()
        request.answer = "No"
        request.with_user(self.people["analyst"]).action_refuse()
        self.assertEqual(request.state, "refused")

    def test_by_percent(self):
        self.limit(20, 1e6, self.people["approver"])
        self.limit(25, 1e6, self.second)
        request = self.submitted({"wanted_price": 80})
        self.answer_accepting(request)
        self.assertEqual(request.state, "accepted")
        request = self.submitted({"wanted_price": 79.99})
        message = self.answer_accepting(request)["params"]["message"]
        self.assertIn("20.01 %", message)
        self.assertIn("20 %", message)
        self.assertIn("Second Approver", message)
        self.assertEqual(request.approval_user_id, self.second)
        self.answer(request, self.second)
        self.assertEqual(request.state, "accepted")

    def answer_accepting(self, request):
        request.line_ids.write({"decision": "accept"})
        return self.answer(request)

    def test_by_amount(self):
        limit = self.limit(100, 200)
        request = self.submitted({"wanted_price": 80})
        limit.amount = 199.99
        self.assertIn("200.00", self.answer_accepting_refused(request))
        limit.amount = 200
        self.answer_accepting(request)
        self.assertEqual(request.state, "accepted")

    def answer_accepting_refused(self, request):
        """The message where nobody may release it."""
        request.line_ids.write({"decision": "accept"})
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            self.answer(request)
        return str(refused.exception)

    def test_all_lines_count_and_refused_ones_do_not(self):
        self.limit(50, 250)
        self.administrator()
        request = self.submitted({}, {"product_ref": "P2", "wanted_price": 40})
        self.assertEqual(self.answer_accepting(request)["tag"], "display_notification")
        request.line_ids[1].write({"decision": "refuse", "decision_note": "No"})
        self.assertIsNone(self.answer(request))
        self.assertEqual(request.state, "countered")

    def test_what_is_offered_counts(self):
        self.limit(10, 100)
        request = self.submitted({"wanted_price": 10})
        self.counter(request, 90)
        self.assertIsNone(self.answer(request))
        self.assertEqual(request.state, "countered")

    def test_in_the_currency_of_the_company(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2,
            }
        )
        limit = self.limit(100, 199)
        self.administrator()
        # list 200 USD, 40 USD off for 10 pieces are 200 EUR
        request = self.submitted({"wanted_price": 160}, currency_id=self.usd.id)
        self.assertTrue(self.answer_accepting(request))
        limit.amount = 200
        self.assertIsNone(self.answer_accepting(request))

    def test_without_list_price_nobody_with_a_limit(self):
        self.limit(100, 1e9)
        administrator = self.administrator()
        self.pricelist.item_ids.fixed_price = 0
        request = self.submitted()
        message = self.answer_accepting(request)["params"]["message"]
        self.assertIn("no list price", message)
        self.assertEqual(request.approval_user_id, administrator)

    def test_limits_of_claims_do_not_count(self):
        self.env["becs.approval.limit"].create(
            {"company_id": self.company.id, "amount": 1}
        )
        request = self.submitted()
        self.assertIsNone(self.answer_accepting(request))
        claim = self.validate({"unit_credit": 20}).claim_id
        self.env["becs.approval.limit"].search([]).unlink()
        self.limit(1, 1)
        claim.with_user(self.people["approver"]).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_no_limit_of_the_own_is_nothing(self):
        self.limit(100, 1e6, self.second)
        request = self.submitted()
        self.assertTrue(self.answer_accepting(request))
        self.assertEqual(request.approval_user_id, self.second)

    def test_the_lowest_that_is_enough_is_asked(self):
        self.limit(50, 1e6, self.second)
        request = self.submitted()
        self.answer_accepting(request)
        self.assertEqual(request.approval_user_id, self.second)

    def test_names(self):
        limit = self.limit(12.5, 1000, self.second)
        self.assertEqual(limit.display_name, "Second Approver: 12.5 %, 1,000.00\xa0€")


@tagged("post_install", "-at_install")
class TestRequestFourEyes(RequestCase):
    """Nobody asks for a price and grants it, or offers one and agrees to it."""

    def entered_by(self, user):
        request = self.new_request().with_user(user)
        request.reason = "By phone"
        request.action_submit()
        return request.with_env(self.env)

    def test_who_entered_it(self):
        approver = self.people["approver"]
        request = self.entered_by(approver)
        message = request.with_user(approver).action_accept_as_asked()
        self.assertIn("does not grant it", message["params"]["message"])
        self.assertNotEqual(request.approval_user_id, approver)
        request.with_user(self.second).action_answer()
        self.assertEqual(request.state, "accepted")

    def test_who_entered_a_line(self):
        request = self.new_request()
        request.line_ids.with_user(self.second).wanted_price = 70
        request.action_submit()
        self.assertEqual(request.entered_by_ids, self.second)

    def test_who_entered_it_refuses(self):
        request = self.entered_by(self.people["approver"])
        request.answer = "No"
        request.with_user(self.people["approver"]).action_refuse()
        self.assertEqual(request.state, "refused")

    def test_who_made_the_offer(self):
        request = self.countered()
        with self.assertRaisesRegex(UserError, "You made the offer"):
            request.with_user(self.people["approver"]).action_accept_offer()
        request.with_user(self.people["analyst"]).action_accept_offer()
        self.assertEqual(request.state, "accepted")

    def test_switched_off(self):
        self.company.becs_four_eyes = False
        request = self.entered_by(self.people["approver"])
        self.counter(request, 90)
        approver = request.with_user(self.people["approver"])
        self.assertIsNone(approver.action_answer())
        approver.action_accept_offer()
        self.assertEqual(request.state, "accepted")
        log = approver.message_ids
        kept = log.filtered(lambda message: "not ask for four eyes" in message.body)
        self.assertEqual(len(kept), 2)
        self.assertIn("Accepted in the distributor", kept[0].body)
        self.assertIn("Granted by who entered the request", kept[1].body)
        # it is nothing for the distributor to read
        self.assertFalse(
            kept.subtype_id & self.env.ref("becs_claims.mt_request_history")
        )


@tagged("post_install", "-at_install")
class TestRequestOverHttp(RequestCase, HttpCase):
    """The same rights for who calls the server directly."""

    def call(self, login, model, method, args):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    @mute_logger("odoo.http")
    def test_what_is_not_allowed(self):
        request = self.submitted()
        offered = self.countered()
        line = request.line_ids
        for login in ("becs_clerk", "becs_rival", "becs_viewer"):
            for model, method, args in (
                ("becs.request", "action_accept_offer", [offered.ids]),
                ("becs.request", "action_accept_as_asked", [request.ids]),
                ("becs.request", "action_answer", [request.ids]),
                ("becs.request", "action_withdraw", [request.ids]),
                ("becs.request", "action_reset_to_draft", [request.ids]),
                ("becs.request", "write", [request.ids, {"state": "accepted"}]),
                ("becs.request", "write", [request.ids, {"reason": "x"}]),
                ("becs.request.line", "write", [line.ids, {"wanted_price": 1}]),
                ("becs.request.line", "create", [[{"request_id": request.id}]]),
                ("becs.request", "unlink", [request.ids]),
                ("becs.request", "_revise", [request.ids, {}, []]),
                ("becs.request", "_send_answer", [request.ids]),
            ):
                with (
                    self.subTest(login=login, method=method),
                    self.assertRaises(JsonRpcException),
                ):
                    self.call(login, model, method, args)
        self.env.invalidate_all()
        self.assertEqual((request.state, offered.state), ("submitted", "countered"))

    @mute_logger("odoo.http")
    def test_what_is_thought_about_is_not_told(self):
        """A counter-offer that is not sent is nobody's but ours."""
        request = self.submitted()
        self.counter(request, 90)
        request.answer = "Secret"
        self.env.flush_all()
        for model, ids, name in (
            ("becs.request.line", request.line_ids.ids, "decision"),
            ("becs.request.line", request.line_ids.ids, "counter_price"),
            ("becs.request.line", request.line_ids.ids, "cost"),
            ("becs.request.line", request.line_ids.ids, "last_price"),
            ("becs.request.line", request.line_ids.ids, "decision_note"),
            ("becs.request", request.ids, "answer"),
            ("becs.request", request.ids, "user_id"),
            ("becs.request", request.ids, "end_customer_id"),
            ("becs.request", request.ids, "price_bar"),
            ("becs.request", request.ids, "message_ids"),
        ):
            with self.subTest(field=name), self.assertRaises(JsonRpcException):
                self.call("becs_clerk", model, "read", [ids, [name]])
        shown = self.call(
            "becs_clerk",
            "becs.request.line",
            "read",
            [request.line_ids.ids, ["wanted_price", "offered_price"]],
        )
        self.assertEqual((shown[0]["wanted_price"], shown[0]["offered_price"]), (80, 0))
        with self.assertRaises(JsonRpcException):
            self.call("becs_rival", "becs.request", "read", [request.ids, ["name"]])
