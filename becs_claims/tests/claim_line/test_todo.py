import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..shared.test_access import ROLES, AccessCase

DECIDERS = ("analyst", "approver", "accountant", "administrator")


class TodoCase(AccessCase):
    """A claim with lines in review for several causes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Todo = cls.env["becs.todo"]

    def todo(self, lines):
        self.env.invalidate_all()
        return self.Todo.search([("id", "in", lines.ids)])

    def dialog(self, action, role="analyst"):
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return wizard.with_user(self.people[role])


@tagged("post_install", "-at_install")
class TestTodo(TodoCase):
    """Every line a person must look at is in the queue, once."""

    def test_a_line_with_several_causes_is_there_once(self):
        self.rule("unit_credit_mismatch", outcome="review")
        [line] = self.validate(self.review | {"unit_credit": 25})
        self.assertEqual(len(line.finding_ids), 2)
        todo = self.todo(line)
        self.assertEqual((todo.kind, todo.cause_count), ("review", 2))
        self.assertEqual(todo.amount_claimed, 250)
        self.assertEqual(todo.amount_proposed, line.amount_approved)
        shown = line.finding_ids.filtered(lambda f: f.rule_id == todo.rule_id)
        self.assertEqual(todo.message, shown.message)

    def test_only_what_is_open(self):
        self.assertEqual(self.todo(self.lines).claim_line_id, self.lines[1])
        self.as_("analyst", self.lines[1]).action_decide("accept", note="Fine")
        self.assertFalse(self.todo(self.lines))
        cancelled = self.validate(self.review)
        self.assertTrue(self.todo(cancelled))
        cancelled.claim_id.action_cancel()
        self.assertFalse(self.todo(cancelled))

    def test_a_line_without_a_cause_is_there(self):
        """Nothing says why, since the check is off: it must not be overlooked."""
        self.rule("authorization_unknown", active=False)
        line, seen = self.validate({"authorization_ref": "NO"}, self.review)
        self.assertEqual((line.state, line.finding_ids.ids), ("review", []))
        todo = self.todo(line | seen)
        self.assertEqual(todo.claim_line_id, line | seen)
        self.assertFalse(todo.filtered(lambda t: t.claim_line_id == line).rule_id)

    def test_lines_on_hold(self):
        line = self.lines[0]
        self.assertFalse(self.todo(line))
        line.on_hold = True
        todo = self.todo(line)
        self.assertEqual(todo.kind, "hold")
        self.assertFalse(self.Todo._to_decide(Domain("id", "=", line.id)))
        with self.assertRaisesRegex(UserError, "Accountant"):
            self.as_("analyst", todo).action_release_hold()
        self.as_("accountant", todo).action_release_hold()
        self.assertFalse(self.todo(line))

    def test_disputes_wait_for_an_answer(self):
        line = self.lines[0]
        dispute = self.env["becs.dispute"].create(
            {"claim_line_id": line.id, "reason": "Promised in May"}
        )
        todo = self.todo(line)
        self.assertEqual((todo.kind, todo.message), ("dispute", "Promised in May"))
        self.assertEqual(todo.action_open_dispute()["res_id"], dispute.id)
        self.assertFalse(self.Todo._to_decide(Domain("id", "=", line.id)))
        # on hold, too: here once
        line.on_hold = True
        self.assertEqual(self.todo(line).kind, "hold")
        line.on_hold = False
        self.as_("analyst", dispute).action_answer("Show the mail")
        self.assertFalse(self.todo(line), "now the distributor has the word")

    def test_our_own_disputes_do_not_wait_for_us(self):
        line = self.lines[0]
        self.env["becs.dispute"].create(
            {"claim_line_id": line.id, "reason": "Too much", "opened_by": "vendor"}
        )
        self.assertFalse(self.todo(line))

    def test_groups_of_age_and_money(self):
        old, new = self.validate(
            self.review | {"amount_stated": 99.99},
            self.review | {"amount_stated": 100},
        )
        self.assertEqual(self.todo(old | new).mapped("size"), ["1", "2"])
        self.assertEqual(set(self.todo(old | new).mapped("age")), {"4"})
        [(rule, count, claimed)] = self.Todo._read_group(
            [("id", "in", (old | new).ids)],
            ["rule_id"],
            ["__count", "amount_claimed:sum"],
        )
        self.assertEqual((rule, count, claimed), (old.finding_ids.rule_id, 2, 199.99))

    def test_what_holds_others_comes_first(self):
        program = self.new_program(
            "CAP", line={"max_quantity": 15, "max_resale_price": 120}
        )
        stated = {"authorization_ref": "CAP", "unit_credit": 20}
        holding, waiting, free = self.validate(
            stated | {"resale_price": 130}, stated, self.review
        )
        todo = {t.claim_line_id: t for t in self.todo(holding | waiting | free)}
        flags = [
            (todo[line].is_holding, todo[line].waits)
            for line in (holding, waiting, free)
        ]
        self.assertEqual(flags, [(True, False), (False, True), (False, False)])
        self.assertTrue(waiting.waits_for_others)
        action = todo[waiting].action_open_holding()
        self.assertEqual(self.Todo.search(action["domain"]), todo[holding])
        # once that is decided, the other is validated again by itself
        job = self.env["becs.job"].search([("res_id", "=", waiting.claim_id.id)])
        self.assertFalse(job)
        self.as_("analyst", holding).action_decide("reject", note="No")
        job = self.env["becs.job"].search([("res_id", "=", waiting.claim_id.id)])
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        waiting.claim_id._run_job_validate(None)
        self.assertState(waiting, "approved", 200)
        self.assertEqual(program.line_ids.quantity_approved, 10)


@tagged("post_install", "-at_install")
class TestDialog(TodoCase):
    """The verdict on all that a filter finds, whose lines stay on the server."""

    def test_all_that_is_found(self):
        lines = self.validate(*[self.review | {"unit_credit": 20}] * 5)
        Todo = self.as_("analyst", self.Todo)
        action = Todo.ask_decision([("claim_id", "=", lines.claim_id.id)], "reject")
        wizard = self.dialog(action)
        shown = (wizard.line_count, wizard.amount_claimed, wizard.amount_proposed)
        self.assertEqual(shown, (5, 1000, 1000))
        self.assertEqual(wizard.note, lines.finding_ids.rule_id.name)
        wizard.action_apply()
        self.assertEqual(set(lines.mapped("state")), {"rejected"})
        self.assertEqual(set(lines.mapped("decided_by_id.login")), {"becs_analyst"})

    def test_what_comes_later_is_not_decided(self):
        first = self.validate(self.review)
        domain = [("company_id", "=", self.company.id)]
        wizard = self.dialog(self.as_("analyst", self.Todo).ask_decision(domain))
        later = self.validate(self.review)
        wizard.action_apply()
        self.assertEqual((first.state, later.state), ("approved", "review"))

    def test_two_people_at_once(self):
        """Who comes second is told, and overturns nothing."""
        lines = self.validate(*[self.review] * 3)
        domain = [("id", "in", lines.ids)]
        first = self.dialog(self.as_("analyst", self.Todo).ask_decision(domain))
        second = self.dialog(
            self.as_("approver", self.Todo).ask_decision(domain, "reject"), "approver"
        )
        first.action_apply()
        with self.assertRaisesRegex(UserError, "meanwhile.*becs_analyst"):
            second.action_apply()
        self.assertEqual(set(lines.mapped("decided_by_id.login")), {"becs_analyst"})

    def test_one_click(self):
        lines = self.validate(self.review | {"unit_credit": 20}, self.review)
        self.as_("analyst", self.todo(lines)).action_accept()
        self.assertEqual(set(lines.mapped("decision_note")), {"Accepted as proposed"})
        self.assertEqual(lines.mapped("amount_approved"), [200, 0])

    def test_others_are_not_asked(self):
        todo = self.todo(self.lines)
        for role in ("viewer", "employee", "portal", "public"):
            for call in (
                lambda todo: todo.action_accept(),
                lambda todo: todo.action_ask(),
                lambda todo: todo.ask_decision([]),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    call(self.as_(role, todo))


@tagged("post_install", "-at_install")
class TestRevalidate(TodoCase):
    """Verdicts of people are dropped only when somebody who may asks for it."""

    def test_it_is_as_if_nobody_had_decided(self):
        lines = self.validate(
            self.review | {"unit_credit": 20}, {"unit_credit": 25}, {"unit_credit": 20}
        )
        before = [(line.state, line.amount_approved) for line in lines]
        taken = self.program.amount_approved
        claim = lines.claim_id
        self.as_("analyst", lines).action_decide("reject", note="No")
        self.as_("analyst", claim).action_validate()
        self.assertEqual(set(lines.mapped("state")), {"rejected"})
        with self.assertRaisesRegex(UserError, "Approver"):
            self.as_("analyst", claim).action_revalidate()
        self.as_("approver", claim).action_revalidate()
        self.assertEqual([(line.state, line.amount_approved) for line in lines], before)
        self.assertEqual(set(lines.mapped("decision")), {"automatic"})
        self.assertFalse(any(lines.mapped("decision_note")))
        self.assertEqual(self.program.amount_approved, taken)
        event = claim.event_ids.filtered(
            lambda event: event.kind == "verdict" and not event.claim_line_id
        )
        self.assertEqual(event.user_id, self.people["approver"])
        self.assertIn("dropped, to have the lines judged again: 3.", event.note)

    def test_not_once_it_is_approved(self):
        claim = self.as_("approver", self.claim)
        claim.action_approve()
        with self.assertRaises(UserError):
            claim.action_revalidate()


@tagged("post_install", "-at_install")
class TestRightsOverHttp(HttpCase, TodoCase):
    """What each role may do, asked the way a browser asks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in (*ROLES, "employee", "portal"):
            cls.people[role].password = f"becs_{role}"

    def call(self, role, model, method, *args):
        self.authenticate(f"becs_{role}", f"becs_{role}")
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/web/dataset/call_kw/{model}/{method}",
                data=json.dumps(
                    {
                        "jsonrpc": "2.0",
                        "params": {
                            "model": model,
                            "method": method,
                            "args": list(args),
                            "kwargs": {
                                "context": {"allowed_company_ids": self.company.ids}
                            },
                        },
                    }
                ),
                headers={"Content-Type": "application/json"},
            ).json()
        self.env.invalidate_all()
        return response.get("result"), response.get("error", {}).get("data", {})

    def test_deciders(self):
        for role in DECIDERS:
            with self.subTest(role=role):
                [line] = self.validate(self.review | {"unit_credit": 20})
                found, _error = self.call(
                    role, "becs.todo", "search_read", [("id", "=", line.id)], ["kind"]
                )
                self.assertEqual(found, [{"id": line.id, "kind": "review"}])
                _result, error = self.call(
                    role,
                    "becs.claim.line",
                    "action_decide",
                    line.ids,
                    "reject",
                    None,
                    None,
                    "No",
                )
                self.assertFalse(error)
                self.assertEqual(line.decided_by_id, self.people[role])
                action, _error = self.call(
                    role, "becs.todo", "ask_decision", [("id", "=", line.id)]
                )
                self.assertEqual(action["res_model"], "becs.claim.line.decide")

    def test_others(self):
        line = self.lines[1]
        for role in ("viewer", "employee", "portal"):
            for model, method, *args in (
                (
                    "becs.claim.line",
                    "action_decide",
                    line.ids,
                    "accept",
                    None,
                    None,
                    "x",
                ),
                ("becs.claim.line", "write", line.ids, {"state": "approved"}),
                ("becs.todo", "action_accept", line.ids),
                ("becs.todo", "ask_decision", []),
                ("becs.claim.line.decide", "create", {"note": "x"}),
                ("becs.claim", "action_revalidate", self.claim.ids),
            ):
                with self.subTest(role=role, method=method):
                    _result, error = self.call(role, model, method, *args)
                    self.assertEqual(error.get("name"), "odoo.exceptions.AccessError")
        self.assertEqual(line.state, "review")

    def test_private_methods_are_out_of_reach(self):
        for method in ("_open", "_to_decide", "_reason"):
            model = "becs.claim.line.decide" if method == "_open" else "becs.todo"
            _result, error = self.call("administrator", model, method, [])
            self.assertTrue(error)

    def test_nobody_writes_a_verdict(self):
        line = self.lines[1]
        for role in DECIDERS:
            for values in (
                {"state": "approved"},
                {"above_cap": ""},
                {"decision": "manual"},
            ):
                with self.subTest(role=role, values=values):
                    _result, error = self.call(
                        role, "becs.claim.line", "write", line.ids, values
                    )
                    self.assertEqual(error.get("name"), "odoo.exceptions.AccessError")
