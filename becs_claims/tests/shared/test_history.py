from datetime import date

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...storage import history
from .forgotten import forget_history
from .settlement_common import SettlementCommon
from .test_access import ROLES, AccessCase
from .test_migration import migration


@tagged("post_install", "-at_install")
class TestHistory(AccessCase):
    """Every step and every verdict leaves an event that stays."""

    def events(self, claim, *kinds):
        domain = [("claim_id", "=", claim.id)]
        if kinds:
            domain.append(("kind", "in", kinds))
        self.env.invalidate_all()
        return self.env["becs.event"].search(domain, order="id")

    def story(self, claim):
        return [
            (event.kind, event.from_state, event.to_state, event.user_id.login)
            for event in self.events(claim)
        ]

    def filed(self, *lines):
        """A claim that an analyst entered, filed and validated."""
        claim = self.as_("analyst", self.new_claim(*lines))
        claim.action_submit()
        claim.action_validate()
        return claim

    def test_a_claim_tells_its_story(self):
        claim = self.as_("analyst", self.env["becs.claim"]).create(
            {"partner_id": self.distributor.id, "currency_id": self.eur.id}
        )
        line = self.env["becs.claim.line"].with_user(self.people["analyst"])
        values = {
            "claim_id": claim.id,
            "authorization_ref": "A1",
            "product_ref": "P1",
            "date_ship": date(2024, 3, 10),
            "quantity": 10,
            "unit_credit": 20,
        }
        line.create(values | {"pos_document": "X1"})
        line.create(values | {"pos_document": "X2", "resale_price": 130})
        claim.action_submit()
        claim.action_validate()
        in_review = claim.line_ids.filtered(lambda one: one.state == "review")
        in_review.action_decide("accept", note="Seen the invoice")
        self.as_("approver", claim).action_approve()
        self.as_("approver", claim).action_reset_to_draft()
        self.as_("analyst", claim).action_cancel()
        self.assertEqual(
            self.story(claim),
            [
                ("changed", False, False, "becs_analyst"),  # two lines, told once
                ("submitted", "draft", "submitted", "becs_analyst"),
                ("validated", "submitted", "validated", "becs_analyst"),
                ("verdict", "review", "approved", "becs_analyst"),
                ("approved", "validated", "approved", "becs_approver"),
                ("reset", "approved", "draft", "becs_approver"),
                # with it the verdict of a person went
                ("verdict", "approved", "draft", "becs_approver"),
                ("cancelled", "draft", "cancelled", "becs_analyst"),
            ],
        )
        verdict, dropped = self.events(claim, "verdict")
        self.assertEqual(
            (verdict.amount_from, verdict.amount_to, verdict.note, verdict.line_name),
            (200, 200, "Seen the invoice", "X2 / P1"),
        )
        self.assertIn("Verdicts of people dropped", dropped.note)
        validated = self.events(claim, "validated")
        self.assertEqual((validated.amount_from, validated.amount_to), (0, 200))
        self.assertIn("In review: 1", validated.note)
        reset = self.events(claim, "reset")
        self.assertEqual((reset.amount_from, reset.amount_to), (400, 0))

    def test_changes_are_told_again_when_something_comes_between(self):
        claim = self.new_claim({})
        for role in ("analyst", "approver", "analyst"):
            self.as_(role, claim.line_ids).quantity = 5
            self.as_(role, claim).reference = f"DM {role}"
        self.assertEqual(
            [event.user_id for event in self.events(claim)],
            [
                self.env.user,
                self.people["analyst"],
                self.people["approver"],
                self.people["analyst"],
            ],
        )

    def test_revalidated_tells_only_what_changed(self):
        claim = self.filed({"unit_credit": 20}, {"unit_credit": 15}, {"unit_credit": 1})
        self.assertFalse(self.events(claim).filtered("claim_line_id"))
        self.program.line_ids.authorized_price = 90
        claim.action_validate()
        shown = self.events(claim).filtered("claim_line_id")
        self.assertEqual(
            [
                (e.kind, e.from_state, e.to_state, e.amount_from, e.amount_to)
                for e in shown
            ],
            [
                ("validated", "approved", "adjusted", 200, 100),
                ("validated", "approved", "adjusted", 150, 100),
            ],
        )
        runs = self.events(claim, "validated") - shown
        self.assertEqual(runs.mapped("amount_from"), [0, 360])
        self.assertEqual(runs.mapped("amount_to"), [360, 210])
        claim.action_validate()  # the same answer: one event for the run, none more
        self.assertEqual(self.events(claim).filtered("claim_line_id"), shown)

    def test_a_check_before_submission_is_no_verdict(self):
        claim = self.as_("analyst", self.new_claim({"unit_credit": 20}))
        claim.action_check()
        claim.action_submit_and_validate()
        self.assertEqual(
            [event.kind for event in self.events(claim)],
            ["changed", "submitted", "validated"],
        )

    def test_every_line_of_a_bulk_verdict_in_a_few_statements(self):
        claim = self.filed(*[{"unit_credit": 20, "resale_price": 130}] * 40)
        lines = claim.line_ids.sorted("sequence")
        lines[:5].action_decide("accept", note="warm")
        self.env.flush_all()
        counts = []
        for some in (lines[5:8], lines[8:]):
            before = self.cr.sql_log_count
            some.action_decide("set", amount=50, note="Half of it")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
        shown = self.events(claim, "verdict").filtered(
            lambda event: event.note == "Half of it"
        )
        self.assertEqual(shown.claim_line_id, lines[5:])
        self.assertEqual(
            {(event.to_state, event.amount_to) for event in shown}, {("adjusted", 50)}
        )

    def test_a_refused_verdict_leaves_nothing(self):
        claim = self.filed({"unit_credit": 20, "resale_price": 130})
        with self.assertRaises(UserError), self.cr.savepoint():
            claim.line_ids.action_decide("set", amount=900, note="More")
        self.assertFalse(self.events(claim, "verdict"))

    def test_the_server_validates_in_its_own_name(self):
        claim = self.filed({"unit_credit": 20})
        claim._validate_in_background()
        job = claim.sudo().job_id
        self.env["becs.claim"].browse(job.res_id).with_user(
            job.user_id
        )._run_job_validate(None)
        self.assertEqual(self.events(claim)[-1].user_id, self.env.ref("base.user_root"))


@tagged("post_install", "-at_install")
class TestHistoryStays(AccessCase):
    """Nobody changes or deletes what happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lines[1].action_decide("reject", note="No")
        cls.event = cls.env["becs.event"].search([("kind", "=", "verdict")], limit=1)

    def test_no_role_adds_changes_or_deletes(self):
        for role in ROLES:
            event = self.as_(role, self.event)
            with self.subTest(role=role):
                self.assertEqual(event.read(["note"])[0]["note"], "No")
                for attempt in (
                    lambda: event.write({"note": "Yes"}),  # noqa: B023
                    event.unlink,
                ):
                    with self.assertRaises(UserError):
                        attempt()
                with self.assertRaises(AccessError):
                    event.create(
                        {
                            "claim_id": self.claim.id,
                            "company_id": self.company.id,
                            "currency_id": self.eur.id,
                            "kind": "approved",
                        }
                    )
                with self.assertRaises(UserError):
                    self.as_(role, self.claim).write(
                        {"event_ids": [(5, 0, 0), (0, 0, {"kind": "approved"})]}
                    )

    def test_not_the_server_either(self):
        event = self.event.sudo()
        for attempt in (lambda: event.write({"note": "Yes"}), event.unlink):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                attempt()

    @mute_logger("odoo.sql_db")
    def test_nor_who_goes_around_the_methods(self):
        for statement in (
            "UPDATE becs_event SET note = 'Yes' WHERE id = %s",
            "UPDATE becs_event SET user_id = 2, claim_line_id = NULL WHERE id = %s",
            "UPDATE becs_event SET claim_line_id = NULL WHERE id = %s",
            "DELETE FROM becs_event WHERE id = %s",
        ):
            with (
                self.subTest(statement=statement),
                self.assertRaisesRegex(psycopg2.Error, "never changed"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement, [self.event.id])

    @mute_logger("odoo.sql_db")
    def test_another_line_cannot_be_put_under_an_event(self):
        with (
            self.assertRaisesRegex(psycopg2.Error, "never changed"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE becs_event SET claim_line_id = %s WHERE id = %s",
                [self.lines[0].id, self.event.id],
            )

    def test_a_deleted_line_leaves_its_name(self):
        self.as_("analyst", self.claim).action_reset_to_draft()
        name = self.event.line_name
        self.lines[1].unlink()
        self.env.invalidate_all()
        self.assertFalse(self.event.claim_line_id)
        self.assertEqual(self.event.line_name, name)

    def test_a_claim_with_a_history_is_cancelled_not_deleted(self):
        claim = self.as_("analyst", self.claim)
        claim.action_reset_to_draft()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            claim.unlink()
        claim.action_cancel()
        self.assertEqual(claim.state, "cancelled")

    def test_a_draft_takes_its_beginnings_along(self):
        claim = self.as_("analyst", self.new_claim({}))
        events = self.env["becs.event"].search([("claim_id", "=", claim.id)])
        self.assertEqual(events.mapped("kind"), ["changed"])
        claim.unlink()
        self.assertFalse(events.exists())

    def test_who_acted_stays_known(self):
        user = self.people["analyst"]
        self.as_("analyst", self.new_claim({})).reference = "Mine"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            user.sudo().unlink()


@tagged("post_install", "-at_install")
class TestHistoryOfMoney(SettlementCommon):
    """Credits, their undoing and releases, per claim and credit note."""

    def money(self, claim):
        self.env.invalidate_all()
        return [
            (event.kind, event.amount_from, event.amount_to, event.note, event.to_state)
            for event in self.env["becs.event"].search(
                [
                    ("claim_id", "=", claim.id),
                    ("kind", "in", ("credited", "reversed", "released")),
                ],
                order="id",
            )
        ]

    def test_credited_undone_released(self):
        claim = self.make_claim(
            [
                {"amount": 10, "program": self.program},
                {"amount": 20.5, "program": self.other_program},
            ]
        )
        other = self.make_claim([{"amount": 7, "program": self.program}])
        run = self.run_claims(claim | other, self.accountant)
        note = run.line_ids.move_id
        self.assertEqual(self.money(claim), [("credited", 0, 30.5, "Lines: 2", "done")])
        self.assertEqual(self.money(other), [("credited", 0, 7, "Lines: 1", "done")])
        event = self.env["becs.event"].search([("claim_id", "=", claim.id)])
        self.assertEqual((event.move_id, event.user_id), (note, self.accountant))
        note.button_cancel()
        claim.with_user(self.accountant).action_release_hold()
        self.assertEqual(
            self.money(claim)[1:],
            [
                ("reversed", 30.5, 0, "Lines on hold: 2", "approved"),
                ("released", 30.5, 30.5, "Lines: 2", "approved"),
            ],
        )
        self.assertEqual(history.carried(self.env, note.line_ids.ids), [])


@tagged("post_install", "-at_install")
class TestHistoryOfEarlierVersions(SettlementCommon):
    """What is known of the past is written down once."""

    def test_credits_and_approvals(self):
        claim = self.make_claim([{"amount": 10, "program": self.program}])
        claim.sudo().write({"approved_by_id": self.accountant.id})
        run = self.run_claims(claim, self.accountant)
        forget_history(self.env, claim.ids)
        for _twice in range(2):
            migration("19.0.3.0.0", "post-history").migrate(self.cr, "19.0.2.0.0")
        events = self.env["becs.event"].search(
            [("claim_id", "=", claim.id)], order="id"
        )
        self.assertEqual(
            [(e.kind, e.amount_to, e.user_id, e.move_id) for e in events],
            [
                ("approved", 10, self.accountant, self.env["account.move"]),
                ("credited", 10, self.accountant, run.line_ids.move_id),
            ],
        )
