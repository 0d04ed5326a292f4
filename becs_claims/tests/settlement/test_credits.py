"""Which credit note carries what of a claim."""

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestCredits(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls.make_claim(
            [
                {"program": cls.program, "amount": "10.10"},
                {"program": cls.program, "amount": "-0.05"},
                {"program": cls.other_program, "amount": 5},
                {"amount": 1},
                {"program": cls.program, "amount": 99, "state": "rejected"},
            ]
        )
        cls.second = cls.make_claim([{"program": cls.program, "amount": 7}])
        cls.env["becs.run"]._run_claims(cls.claim | cls.second)
        cls.move = cls.claim.credit_note_ids
        cls.lines = cls.claim.line_ids

    def shown(self, claim):
        return [
            (credit.program_id, credit.line_count, credit.amount)
            for credit in claim.credit_ids
        ]

    def test_what_a_claim_has_on_its_credit_note(self):
        self.assertEqual(
            self.shown(self.claim),
            [
                (self.program, 2, 10.05),
                (self.other_program, 1, 5),
                (self.env["becs.program"], 1, 1),
            ],
        )
        self.assertEqual(self.shown(self.second), [(self.program, 1, 7)])
        credits = self.claim.credit_ids
        self.assertEqual(credits.move_id, self.move)
        self.assertEqual(set(credits.mapped("payment_state")), {"not_paid"})
        self.assertEqual(credits.currency_id, self.claim.currency_id)

    def test_claim_lines_of_a_credit_note_line(self):
        [line] = self.move.line_ids.filtered(
            lambda line: line.becs_program_id == self.program
        )
        self.assertEqual(
            line.becs_claim_line_ids, self.lines[:2] | self.second.line_ids
        )
        self.assertFalse(
            (self.move.line_ids - line).becs_claim_line_ids & self.lines[:2]
        )
        action = self.claim.credit_ids[1].action_open_lines()
        self.assertEqual(
            self.env["becs.claim.line"].search(action["domain"]), self.lines[2]
        )
        action = self.move.action_open_becs_claim_lines()
        self.assertEqual(
            self.env["becs.claim.line"].search(action["domain"]),
            self.lines[:4] | self.second.line_ids,
        )

    def test_lines_are_found_by_their_credit_note(self):
        def found(*leaf):
            return self.env["becs.claim.line"].search(
                [leaf, ("claim_id", "in", (self.claim | self.second).ids)]
            )

        credited = self.lines[:4] | self.second.line_ids
        other = self.make_claim([{"program": self.program, "amount": 1}])
        self.run_claims(other)
        self.assertEqual(found("credit_note_id", "=", self.move.id), credited)
        self.assertEqual(found("credit_note_id.name", "=", self.move.name), credited)
        self.assertFalse(found("credit_note_id", "=", other.credit_note_ids.id))
        self.assertEqual(found("credit_note_id", "=", False), self.lines[4])
        self.assertEqual(found("credit_note_id", "!=", False), credited)
        self.assertEqual(found("credit_note_id", "!=", self.move.id), self.lines[4])
        self.assertEqual(self.lines.credit_note_id, self.move)

    def test_nothing_is_left_of_an_undone_credit_note(self):
        self.move.button_draft()
        self.assertFalse((self.claim | self.second).credit_ids)
        self.assertFalse(self.move.line_ids.becs_claim_line_ids)
        self.claim.action_release_hold()
        self.run_claims(self.claim)
        again = self.claim.credit_ids
        self.assertEqual(again.move_id, self.claim.credit_note_ids - self.move)
        self.assertEqual(sum(again.mapped("amount")), 16.05)

    def test_a_reversal_of_one_program_leaves_the_others(self):
        reversal = self.move._reverse_moves([{"invoice_date": "2026-07-31"}])
        reversal.invoice_line_ids.filtered(
            lambda line: line.becs_program_id != self.other_program
        ).unlink()
        reversal.action_post()
        self.assertEqual(
            self.shown(self.claim),
            [(self.program, 2, 10.05), (self.env["becs.program"], 1, 1)],
        )

    def test_the_rest_of_a_claim_is_a_credit_of_its_own(self):
        self.lines[4].action_decide("set", amount=9, note="Proof came")
        self.claim.action_approve()
        self.run_claims(self.claim)
        first, second = self.claim.credit_note_ids.sorted("id")
        credits = self.claim.credit_ids.grouped("move_id")
        self.assertEqual(sum(credits[first].mapped("amount")), 16.05)
        self.assertEqual(sum(credits[second].mapped("amount")), 9)

    def test_a_credited_claim_is_not_reset(self):
        with self.assertRaisesRegex(UserError, "lines on a credit note"):
            self.claim.action_cancel()


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestCreditsAreAppendOnly(SettlementCommon):
    """The database itself, whoever writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls.make_claim([{"program": cls.program, "amount": 10}])
        cls.env["becs.run"]._run_claims(cls.claim)
        cls.credit = cls.claim.credit_ids

    def refused(self, error, statement, *parameters):
        with (
            self.assertRaises(error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, parameters)

    def test_a_credit_stays_while_lines_are_on_it(self):
        refused = errors.IntegrityConstraintViolation
        for statement in (
            "DELETE FROM becs_claim_credit WHERE id = %s",
            "UPDATE becs_claim_credit SET amount = 1 WHERE id = %s",
            "UPDATE becs_claim_credit SET claim_id = claim_id WHERE id = %s",
        ):
            self.refused(refused, statement, self.credit.id)

    def test_it_goes_when_no_line_is_on_it(self):
        self.env.cr.execute(
            "UPDATE becs_claim_line SET credit_line_id = NULL WHERE claim_id = %s",
            [self.claim.id],
        )
        self.env.cr.execute(
            "DELETE FROM becs_claim_credit WHERE id = %s", [self.credit.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self.claim.credit_ids)

    def test_the_line_of_the_credit_note_stays(self):
        self.refused(
            errors.RestrictViolation,
            "DELETE FROM account_move_line WHERE id = %s",
            self.credit.credit_line_id.id,
        )

    def test_the_claim_is_not_put_on_it_twice(self):
        self.refused(
            errors.UniqueViolation,
            "INSERT INTO becs_claim_credit"
            " (claim_id, credit_line_id, line_count, amount) VALUES (%s, %s, 1, 1)",
            self.claim.id,
            self.credit.credit_line_id.id,
        )

    def test_lines_are_written_in_place(self):
        """What the run writes is in no index; see the model of the lines."""
        self.env.cr.execute(
            """
            SELECT pg_get_indexdef(indexrelid) FROM pg_index
             WHERE indrelid = 'becs_claim_line'::regclass
            """
        )
        for [definition] in self.env.cr.fetchall():
            for column in ("credit_line_id", "amount_approved", "write_date", "state"):
                self.assertNotIn(column, definition)

    def test_nobody_writes_them(self):
        for role in ("accountant", "administrator"):
            user = new_test_user(
                self.env,
                f"credits_{role}",
                f"base.group_user,becs_claims.group_{role}",
                company_ids=[Command.set(self.company.ids)],
                company_id=self.company.id,
            )
            credit = self.credit.with_user(user)
            self.assertEqual(credit.amount, 10)
            with self.assertRaises(AccessError):
                credit.amount = 1
            with self.assertRaises(AccessError):
                credit.unlink()
            with self.assertRaises(AccessError):
                credit.create(
                    {
                        "claim_id": self.claim.id,
                        "credit_line_id": credit.credit_line_id.id,
                        "line_count": 1,
                        "amount": 1,
                    }
                )
            with self.assertRaises(AccessError):
                self.claim.with_user(user).credit_ids = [Command.clear()]

    def test_another_company_does_not_see_them(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "credits_other",
            "base.group_user,becs_claims.group_administrator",
            company_ids=[Command.set(other.ids)],
            company_id=other.id,
        )
        credits = self.env["becs.claim.credit"].with_user(user)
        self.assertFalse(credits.search([]))
        with self.assertRaises(AccessError):
            self.credit.with_user(user).read(["amount"])
