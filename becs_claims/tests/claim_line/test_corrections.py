import random
from decimal import Decimal

from psycopg2 import DatabaseError
from psycopg2.errors import IntegrityConstraintViolation

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...validation import totals
from ...validation.programs import drawdown
from ..shared.settlement_common import SettlementCommon


class CorrectionCase(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        line = {"program": cls.program}
        cls.claim = cls.make_claim([line | {"amount": 100}, line | {"amount": 40}])
        cls.claim.sudo().is_drawn = True
        drawdown.recount(cls.env, cls.program)
        cls.env["becs.run"]._run_claims(cls.claim)
        cls.first, cls.second = cls.claim.line_ids.sorted("sequence")

    def decide(self, lines, verdict, **values):
        lines.action_decide(verdict, note="agreed by phone", **values)
        return lines.correction_ids.sorted("id")

    def approve_and_credit(self):
        before = self.claim.credit_note_ids
        self.claim.action_approve()
        self.run_claims(self.claim)
        return self.claim.credit_note_ids - before

    def assert_counted(self):
        """What is kept beside the lines is what counting these again gives."""

        def counters():
            self.env.invalidate_all()
            program = self.program
            return [
                program.amount_approved,
                program.amount_credited,
                program.amount_claimed,
                self.claim.amount_claimed,
                self.claim.amount_approved,
                self.claim.amount_rejected,
                self.claim.amount_credited,
                self.claim.line_count,
            ]

        found = counters()
        drawdown.recount(self.env, self.program)
        totals.update(self.env, self.claim)
        self.assertEqual(found, counters())


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestCorrections(CorrectionCase):
    def test_a_claw_back_is_a_line_of_its_own(self):
        note = self.first.credit_note_id
        [correction] = self.decide(self.first, "set", amount=70)
        self.assertRecordValues(
            correction,
            [
                {
                    "transaction_type": "correction",
                    "claim_id": self.claim.id,
                    "correction_of_id": self.first.id,
                    "program_id": self.program.id,
                    "amount_approved": -30,
                    "state": "approved",
                    "decision": "manual",
                    "decision_note": "agreed by phone",
                    "decided_by_id": self.env.uid,
                }
            ],
        )
        self.assertEqual(self.first.amount_approved, 100)
        self.assertEqual(self.first.credit_note_id, note)
        self.assertEqual(self.claim.state, "validated", "it is approved again")
        self.assertEqual(self.claim.amount_claimed, 140)
        self.assertEqual(self.claim.amount_approved, 110)
        self.assertEqual(self.claim.amount_rejected, 30)
        self.assertEqual(self.program.amount_approved, 110)
        self.assertEqual(self.program.amount_credited, 140)
        self.assert_counted()

    def test_corrections_add_up(self):
        self.decide(self.first, "set", amount=70)
        self.decide(self.first, "reject")
        corrections = self.decide(self.first, "set", amount=55.5)
        self.assertEqual(corrections.mapped("amount_approved"), [-30, -70, 55.5])
        self.assertEqual(sum(corrections.mapped("quantity_approved")), 0)
        self.assertEqual(self.program.amount_approved, 95.5)
        self.assert_counted()
        events = self.env["becs.event"].search(
            [("claim_line_id", "=", self.first.id), ("kind", "=", "verdict")],
            order="id",
        )
        self.assertEqual(
            events.mapped(lambda event: (event.amount_from, event.amount_to)),
            [(100, 70), (70, 0), (0, 55.5)],
        )
        self.assertEqual(set(events.mapped("note")), {"agreed by phone"})

    def test_nothing_to_correct(self):
        with self.assertRaisesRegex(UserError, "nothing to do"):
            self.decide(self.first, "set", amount=100)
        with self.assertRaisesRegex(UserError, "nothing to do"):
            self.decide(self.first, "accept")
        self.assertEqual(self.claim.state, "done")

    def test_no_more_than_claimed(self):
        with self.assertRaisesRegex(UserError, "no more than"):
            self.decide(self.first, "set", amount=100.01)
        [correction] = self.decide(self.first, "reject")
        with self.assertRaisesRegex(UserError, "decide on the line it corrects"):
            self.decide(correction, "reject")

    def test_a_correction_of_a_draft_or_cancelled_claim(self):
        self.claim.credit_note_ids.button_cancel()
        self.claim.action_cancel()
        with self.assertRaisesRegex(UserError, "not open"):
            self.decide(self.first, "reject")

    def test_line_in_review_and_credited_line_together(self):
        claim = self.make_claim(
            [{"program": self.program, "amount": 5, "state": "review"}]
        )
        (claim.line_ids | self.first).action_decide("reject", note="fraud")
        self.assertEqual(claim.line_ids.state, "rejected")
        self.assertEqual(self.first.correction_ids.amount_approved, -100)

    def test_a_return_takes_back_less_and_again(self):
        back = self.make_claim([{"program": self.program, "amount": -60}])
        back.sudo().is_drawn = True
        self.env["becs.return.use"].sudo().create(
            {
                "return_line_id": back.line_ids.id,
                "sale_line_id": self.first.id,
                "program_id": self.program.id,
                "quantity": 1,
                "amount": 60,
                "amount_sale": 60,
                "amount_program": 60,
            }
        )
        drawdown.recount(self.env, self.program)
        self.assertEqual(self.program.amount_approved, 80)
        other = self.make_claim([{"amount": 90}])
        self.run_claims(back | other)
        line = back.line_ids
        self.decide(line, "set", amount=-45)
        self.env.invalidate_all()
        self.assertEqual(self.program.amount_approved, 95)
        self.assert_counted()
        with (
            self.assertRaisesRegex(UserError, "took back"),
            self.env.cr.savepoint(),
        ):
            self.decide(self.first, "set", amount=44)
        self.decide(line, "reject")
        self.assert_counted()
        self.decide(line, "set", amount=-60)
        self.assertEqual(self.program.amount_approved, 80)
        self.assertEqual(sum(line.correction_ids.return_use_ids.mapped("quantity")), 0)
        self.assert_counted()

    def test_the_next_credit_note_pays_the_difference(self):
        self.decide(self.first, "set", amount=70)
        more = self.make_claim([{"amount": 50}])
        self.claim.action_approve()
        run = self.run_claims(self.claim | more)
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 20)
        self.assertEqual(self.claim.state, "done")
        self.assertEqual(self.claim.amount_credited, 110)
        self.assert_counted()
        self.assert_proved((self.claim | more).credit_note_ids)

    def test_a_line_whose_credit_note_was_undone_keeps_its_corrections(self):
        self.decide(self.first, "set", amount=70)
        self.first.credit_note_id.button_cancel()
        self.assertEqual(self.first.decision, "manual", "no run judges it again")
        corrections = self.decide(self.first, "set", amount=80)
        self.assertEqual(corrections.mapped("amount_approved"), [-30, 10])
        self.claim.action_reset_to_draft()
        self.assertFalse(self.first.correction_ids)
        self.assertEqual(self.claim.line_count, 2)
        self.assertEqual(self.program.amount_approved, 0)

    def test_random_verdicts(self):
        chance = random.Random(7)
        for _round in range(25):
            line = chance.choice((self.first, self.second))
            wanted = Decimal(chance.randint(0, int(line.amount_approved * 100))) / 100
            try:
                self.decide(line, "set", amount=float(wanted))
            except UserError:
                continue
            found = sum(
                Decimal(str(amount))
                for amount in (line | line.correction_ids).mapped("amount_approved")
            )
            self.assertEqual(found, wanted)
            if chance.random() < 0.4 and self.claim.amount_approved > 0:
                self.approve_and_credit()
        self.assert_counted()
        self.assert_proved(self.claim.credit_note_ids)

    def test_the_wizard_says_what_happens(self):
        self.decide(self.first, "set", amount=70)
        wizard = self.env["becs.claim.line.decide"].create(
            {"line_ids": self.first.ids, "verdict": "amount", "note": "why"}
        )
        self.assertEqual(wizard.credited_count, 1)
        wizard._onchange_verdict()
        self.assertEqual(wizard.amount, 70)
        wizard.amount = 60
        wizard.action_apply()
        self.assertEqual(sum(self.first.correction_ids.mapped("amount_approved")), -40)


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestGuard(CorrectionCase):
    """The database itself, whoever writes."""

    def refused(self, statement, *parameters):
        with (
            self.assertRaisesRegex(IntegrityConstraintViolation, "on a credit note"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, [*parameters, self.claim.ids])

    def test_a_line_is_credited_once(self):
        other = self.make_claim([{"program": self.program, "amount": 1}])
        self.run_claims(other)
        self.refused(
            "UPDATE becs_claim_line SET credit_line_id = %s WHERE claim_id = ANY(%s)",
            other.line_ids.credit_line_id.id,
        )

    def test_money_of_a_credited_line_stays(self):
        for column, value in (
            ("amount_approved", 1),
            ("quantity_approved", 99),
            ("state", "rejected"),
        ):
            self.refused(
                f"UPDATE becs_claim_line SET {column} = %s WHERE claim_id = ANY(%s)",
                value,
            )

    def test_credited_lines_and_their_claims_are_not_deleted(self):
        self.refused("DELETE FROM becs_claim_line WHERE claim_id = ANY(%s)")
        with (
            self.assertRaises(DatabaseError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "DELETE FROM becs_claim WHERE id = ANY(%s)", [self.claim.ids]
            )

    def test_the_rest_may_change(self):
        self.env.cr.execute(
            "UPDATE becs_claim_line SET decision_note = 'x', credit_line_id = NULL"
            " WHERE claim_id = ANY(%s)",
            [self.claim.ids],
        )
        self.env.cr.execute(
            "UPDATE becs_claim_line SET amount_approved = 1 WHERE claim_id = ANY(%s)",
            [self.claim.ids],
        )

    def test_claims_that_were_approved_stay(self):
        for values in (
            {"reference": "other"},
            {"basis": "calculated"},
            {"date_from": "2026-01-01"},
        ):
            with self.assertRaisesRegex(UserError, "was approved"):
                self.claim.write(values)
