from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestRunReport(SettlementCommon):
    def reasons(self, run):
        return {line.claim_ids: line.reason for line in run.line_ids}

    def test_reasons_for_leaving_out(self):
        line = {"program": self.program}
        hold = self.make_distributor("Hold", becs_pay_policy="hold_claim")
        undecided = self.make_claim(
            [line | {"amount": 3, "state": "review"}], self.make_distributor("A")
        )
        held = self.make_claim(
            [line | {"amount": 4, "on_hold": True}], self.make_distributor("B")
        )
        zero = self.make_claim(
            [line | {"amount": 5}, line | {"amount": -5}], self.make_distributor("C")
        )
        self.company.becs_minimum_credit = 2
        small = self.make_claim(
            [line | {"amount": 5}, line | {"amount": -6}], self.make_distributor("D")
        )
        policy = self.make_claim(
            [line | {"amount": 7}, line | {"amount": 8, "state": "review"}], hold
        )
        whole = self.make_claim([line | {"amount": 9}], hold)
        claims = undecided | held | zero | small | policy | whole
        run = self.run_claims(claims)
        reasons = self.reasons(run)
        self.assertIn("wait for a decision", reasons[undecided])
        self.assertIn("On hold", reasons[held])
        self.assertIn("add up to nothing", reasons[zero])
        self.assertIn("smallest credit note", reasons[small])
        self.assertIn("when all lines", reasons[policy])
        self.assertFalse(reasons[whole])
        self.assertEqual(run.created_count, 1)
        self.assertEqual(run.skipped_count, 5)
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 9)
        amounts = {line.claim_ids: line.amount for line in run.line_ids}
        self.assertEqual(amounts[small], -1)
        self.assertEqual(amounts[policy], 7)
        self.assertEqual(amounts[held], 4)
        self.assertFalse(small.line_ids.credit_line_id)

    def test_what_is_too_little_lowers_the_next_credit_note(self):
        line = {"program": self.program}
        self.company.becs_minimum_credit = 6.01
        self.run_claims(self.make_claim([line | {"amount": -6}]))
        self.company.becs_minimum_credit = 4
        self.make_claim([line | {"amount": 10}])
        run = self.env["becs.run"].create({})
        run.action_start()
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 4)
        self.assertEqual(set(run.claim_ids.mapped("state")), {"done"})

    def failing(self):
        """Two distributors of which the first cannot be credited."""
        account = self.company_data["default_account_receivable"].copy()
        first = self.make_distributor(
            "Archived", property_account_receivable_id=account.id
        )
        account.active = False
        claims = self.make_claim([{"program": self.program, "amount": 3}], first)
        claims |= self.make_claim([{"program": self.program, "amount": 4}])
        return account, claims

    def test_a_failing_distributor_stops_nobody_else(self):
        account, claims = self.failing()
        run = self.run_claims(claims)
        results = self.results(run)
        self.assertEqual(results["created"], [("Distributor One", 1, 4, "")])
        [[name, _lines, amount, reason]] = results["failed"]
        self.assertEqual((name, amount), ("Archived", 3))
        self.assertIn("is archived", reason)
        self.assertFalse(claims[0].credit_note_ids, "nothing is left half")
        self.assertEqual(claims[0].amount_credited, 0)
        self.assertEqual(self.program.amount_credited, 4)

        account.active = True
        later = self.make_claim([{"program": self.program, "amount": 50}])
        run.with_user(self.accountant).action_retry_failed()
        self.assertEqual(run.failed_count, 0)
        self.assertEqual(sorted(run.line_ids.mapped("amount")), [3, 4])
        self.assertEqual(later.state, "approved", "not part of this run")
        self.assertIn("is archived", "".join(run.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "Nothing failed"):
            run.action_retry_failed()

    def test_an_unexpected_error_stops_nobody_else(self):
        claims = self.make_claim([{"program": self.program, "amount": 3}])
        claims |= self.make_claim([{"amount": 4}], self.make_distributor("Other"))
        original = self.env.registry["becs.run"]._link

        def broken(run, moves, *args):
            if self.distributor in moves.partner_id:
                raise ZeroDivisionError
            return original(run, moves, *args)

        with (
            patch.object(self.env.registry["becs.run"], "_link", broken),
            mute_logger("odoo.addons.becs_claims.models.settlement.report"),
        ):
            run = self.run_claims(claims)
        self.assertEqual(run.created_count, 1)
        self.assertIn("unexpected", self.results(run)["failed"][0][3])

    def test_changed_amounts_are_not_posted(self):
        """The sum of the claim lines is proved before anything is posted."""
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        Move = self.env.registry["account.move"]

        def cheat(moves):
            for move in moves:
                move.invoice_line_ids.price_unit += 0.01

        with patch.object(Move, "_becs_take_included_taxes_out", cheat):
            run = self.run_claims(claim)
        self.assertIn("10.01", self.results(run)["failed"][0][3])
        self.assertFalse(claim.line_ids.credit_line_id)
        self.assertFalse(claim.credit_note_ids)

    def test_locked_dates_are_said(self):
        self.company.fiscalyear_lock_date = "2026-06-30"
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        claim.sudo().date_submitted = "2026-05-31"
        run = self.env["becs.run"].create({"date": "2026-05-31"})
        run.action_start()
        self.assertEqual(run.created_count, 1)
        self.assertGreater(str(run.line_ids.move_id.date), "2026-06-30")
        self.assertIn("locked", run.line_ids.reason)
        move = run.line_ids.move_id
        self.assertIn("locked", "".join(move.message_ids.mapped("body")))

    def test_every_lock_date_counts(self):
        run_date = "2026-05-31"
        for lock in ("tax_lock_date", "sale_lock_date", "hard_lock_date"):
            with self.subTest(lock=lock):
                claim = self.make_claim([{"program": self.program, "amount": 10}])
                claim.sudo().date_submitted = run_date
                self.company[lock] = "2026-06-30"
                run = self.env["becs.run"].create({"date": run_date})
                run.action_start()
                self.assertEqual(run.created_count, 1)
                move = run.line_ids.move_id
                self.assertEqual(str(move.invoice_date), run_date)
                self.assertGreater(str(move.date), "2026-06-30")
                self.assertIn("locked", run.line_ids.reason)
                if lock != "hard_lock_date":
                    self.company[lock] = False

    def test_missing_setup_is_said(self):
        self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        ).active = False
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        run = self.run_claims(claim)
        self.assertIn("no sales journal", self.results(run)["failed"][0][3])

    def test_large_runs_work_in_the_background(self):
        self.company.becs_background_lines = 1
        self.make_claim([{"program": self.program, "amount": n} for n in (1, 2, 3)])
        self.make_claim([{"amount": 4}], self.make_distributor("Other"))
        run = self.env["becs.run"].create({})
        run.with_user(self.accountant).action_start()
        self.assertEqual(run.state, "running")
        self.assertEqual(run.job_id.state, "pending")
        self.assertFalse(run.line_ids)
        seen = []
        run.with_user(run.job_id.user_id)._run_job_run(lambda *args: seen.append(args))
        self.assertEqual(run.state, "done")
        self.assertEqual(sorted(run.line_ids.mapped("amount")), [4, 6])
        self.assertEqual(seen, [(0, 4, "Crediting Distributor One and 1 more")])

    def test_a_stopped_run_goes_on(self):
        first = self.make_claim([{"program": self.program, "amount": 1}])
        second = self.make_claim([{"amount": 4}], self.make_distributor("Other"))
        run = (
            self.env["becs.run"]
            .sudo()
            .create({"claim_ids": (first | second).ids, "state": "running"})
        )
        run._in_savepoint("_credit", first.ids)
        run._run_job_run(lambda *args: None)
        self.assertEqual(run.line_ids.mapped("amount"), [1, 4])

    def test_started_runs_stay(self):
        run = self.run_claims(self.make_claim([{"amount": 4}]))
        with self.assertRaisesRegex(UserError, "stays"):
            run.unlink()
        with self.assertRaisesRegex(UserError, "stay as they are"):
            run.date = "2026-08-01"
        self.env["becs.run"].create({}).unlink()

    def test_actions(self):
        run = self.run_claims(self.make_claim([{"amount": 4}]))
        self.assertEqual(
            run.action_open_credit_notes()["res_id"], run.line_ids.move_id.id
        )
        self.assertEqual(run.line_ids.action_open()["res_id"], run.line_ids.move_id.id)
        self.assertEqual(run._action_open_result()["res_model"], "account.move")
        skipped = self.run_claims(run.claim_ids)
        self.assertEqual(skipped._action_open_result()["res_id"], skipped.id)
