"""Whatever people do with claims, in whatever order: the money adds up."""

import random
from contextlib import suppress
from datetime import date
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...validation.programs import drawdown
from . import rounds
from .settlement_common import SettlementCommon

#: Worlds of every run, and as many new ones.
WORLDS = 30
STEPS = 30
BUDGET = 500


class Undo(Exception):
    """Ends a world's savepoint."""


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestMoneySums(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            {"name": "Goods", "default_code": "GOODS"}
        )
        cls.partners = cls.distributor | cls.make_distributor("Distributor Two")
        cls.partners[1].becs_credit_grouping = "claim"
        cls.programs = (
            cls.env["becs.program"]
            .sudo()
            .create(
                [
                    {
                        "name": code,
                        "code": code,
                        "state": "approved",
                        "date_start": date(2026, 1, 1),
                        "into_stock_source": "agreed",
                        "budget_amount": budget,
                        "line_ids": [
                            Command.create(
                                {
                                    "applied_on": "all",
                                    "agreed_book_price": 100,
                                    "authorized_price": 90,
                                }
                            )
                        ],
                    }
                    for code, budget in (("SUM-1", 0), ("SUM-2", BUDGET))
                ]
            )
        )
        cls.programs = cls.programs.with_env(cls.env)

    def test_sums_hold_after_every_step(self):
        done = dict.fromkeys(self.steps(), 0)
        for seed in rounds.seeds(WORLDS, "sums"):
            self.tables.begin()
            with suppress(Undo), self.env.cr.savepoint():
                self.play(seed, done)
                raise Undo
        self.assertTrue(all(done.values()), f"steps never taken: {done}")

    def play(self, seed, done):
        """Do what follows from a seed, and count the steps there was something for."""
        self.chance = random.Random(seed)
        self.claims = self.env["becs.claim"]
        for number in range(3):
            self.file_claim(f"{seed}-{number}")
        for _step in range(STEPS):
            name = self.chance.choice(list(done))
            with self.subTest(seed=seed, step=name):
                before, self.decided = self.taken(), self.claims.line_ids[:0]
                done[name] += self.steps()[name]()
                self.check_claims()
                self.check_notes()
                self.check_counters()
                self.check_budget(before)

    def test_only_a_person_passes_the_budget(self):
        self.claims = self.env["becs.claim"]
        stated = {"authorization_ref": "SUM-2", "quantity": 30, "unit_credit": 10}
        lines = self.file_lines(self.partners[0], [stated, stated]).line_ids
        self.assertEqual(lines.mapped("amount_approved"), [300, 200])
        self.decided = self.claims.line_ids[:0]
        self.check_budget(before=0)
        self.decided = lines[1]
        self.decided.action_decide("claimed", note="We agreed on it")
        self.assertEqual(self.taken(), 600)
        self.check_budget(before=500)
        self.decided = lines[0]  # it takes no more than before
        with self.assertRaises(self.failureException):
            self.check_budget(before=500)

    def file_claim(self, name):
        partner = self.chance.choice(self.partners)
        self.file_lines(
            partner,
            [
                {
                    "authorization_ref": self.chance.choice(
                        ["SUM-1", "SUM-1", "SUM-2", "UNKNOWN"]
                    ),
                    "pos_document": f"{name}-{row}",
                    "quantity": self.chance.randint(1, 20),
                    "unit_credit": self.chance.choice([8, 10, 12.5, 9.99]),
                }
                for row in range(1, 9)
            ],
        )

    def file_lines(self, partner, lines):
        claim = self.env["becs.claim"].create({"partner_id": partner.id})
        self.env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": row,
                    "product_ref": "GOODS",
                    "pos_document": f"D{row}",
                    "date_ship": date(2026, 7, 1),
                    **stated,
                }
                for row, stated in enumerate(lines, 1)
            ]
        )
        claim.action_submit()
        claim.action_validate()
        self.claims |= claim
        return claim

    # What people do; each tells whether there was something to do

    def steps(self):
        return {
            "decide": self.decide,
            "validate": self.validate,
            "approve": self.approve,
            "credit": self.credit,
            "undo": self.undo,
            "reverse": self.reverse,
            "release": self.release,
        }

    def decide(self):
        before = self.claims.line_ids
        line = self.chance.choice(before)
        verdict = self.chance.choice(["accept", "claimed", "reject", "set"])
        amount = None
        if verdict == "set":
            share = Decimal(self.chance.randint(0, 100)) / 100
            # worked out exactly, and a float only as the dialog hands it over
            amount = share * Decimal(str(line.amount_claimed))
            amount = line.currency_id.round(float(amount))
        try:
            with self.env.cr.savepoint():
                line.action_decide(verdict, amount=amount, note="We agreed on it")
        except UserError:
            return False
        # of a credited line a correction line is decided
        self.decided = line | self.claims.line_ids - before
        return True

    def validate(self):
        claims = self.claims.filtered(lambda claim: claim.state == "validated")
        claims.action_validate()
        return bool(claims)

    def approve(self):
        claims = self.claims.filtered(lambda claim: claim.state == "validated")
        claims.action_approve()
        return bool(claims)

    def credit(self):
        claims = self.claims.filtered(lambda claim: claim.state == "approved")
        if not claims:
            return False
        run = self.run_claims(claims)
        self.assertNotIn("failed", run.line_ids.mapped("outcome"))
        return "created" in run.line_ids.mapped("outcome")

    def standing_notes(self):
        return self.claims.credit_note_ids._becs_standing()

    def undo(self):
        notes = self.standing_notes()
        if notes:
            self.chance.choice(notes).button_draft()
        return bool(notes)

    def reverse(self):
        notes = self.standing_notes()
        if notes:
            self.chance.choice(notes)._reverse_moves(cancel=True)
        return bool(notes)

    def release(self):
        held = self.claims.filtered("has_lines_on_hold")
        held.action_release_hold()
        return bool(held)

    # What holds all the time

    def sums(self, amount="amount_approved", where="TRUE"):
        """{claim: sum of its lines}"""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT claim_id, sum(%s)::text FROM becs_claim_line"
                " WHERE claim_id = ANY(%s) AND %s GROUP BY claim_id",
                SQL.identifier(amount),
                self.claims.ids,
                SQL(where),
            )
        )
        found = {claim_id: Decimal(amount) for claim_id, amount in rows}
        return {claim_id: found.get(claim_id, 0) for claim_id in self.claims.ids}

    def check_claims(self):
        paid = "state IN ('approved', 'adjusted')"
        claimed = self.sums("amount_claimed")
        approved = self.sums(where=paid)
        review = self.sums("amount_claimed", "state = 'review'")
        credited = self.sums(where=f"{paid} AND credit_line_id IS NOT NULL")
        held = self.sums(where=f"{paid} AND credit_line_id IS NULL AND on_hold")
        due = self.sums(
            where=f"{paid} AND credit_line_id IS NULL AND on_hold IS NOT TRUE"
        )
        self.env.invalidate_all()
        for claim in self.claims:
            of_claim = {
                "claimed": claim.amount_claimed,
                "approved": claim.amount_approved,
                "review": claim.amount_review,
                "rejected": claim.amount_rejected,
                "credited": claim.amount_credited,
            }
            self.assertEqual(
                {name: round(Decimal(value), 2) for name, value in of_claim.items()},
                {
                    "claimed": claimed[claim.id],
                    "approved": approved[claim.id],
                    "review": review[claim.id],
                    "rejected": (
                        claimed[claim.id] - approved[claim.id] - review[claim.id]
                    ),
                    "credited": credited[claim.id],
                },
            )
            self.assertEqual(
                approved[claim.id], credited[claim.id] + held[claim.id] + due[claim.id]
            )

    def check_notes(self):
        """Credit notes less invoices that stand are what credited lines come to."""
        notes = self.standing_notes()
        self.assertEqual(set(notes.mapped("state")) - {"posted"}, set())
        credited = sum(
            self.sums(where="credit_line_id IS NOT NULL").values(), Decimal(0)
        )
        signed = sum(
            note.amount_untaxed * (1 if note.move_type == "out_refund" else -1)
            for note in notes
        )
        self.assertEqual(round(Decimal(signed), 2), credited)

        self.assertEqual(self.credits(), self.credits_of_lines())

    def credits(self):
        """What claims have on credit notes, as it is kept."""
        return self.env.execute_query(
            SQL(
                """SELECT claim_id, credit_line_id, line_count, amount
                     FROM becs_claim_credit WHERE claim_id = ANY(%s) ORDER BY 1, 2""",
                self.claims.ids,
            )
        )

    def credits_of_lines(self):
        """The same, as the lines have it."""
        return self.env.execute_query(
            SQL(
                """SELECT claim_id, credit_line_id, count(*), sum(amount_approved)
                     FROM becs_claim_line
                    WHERE claim_id = ANY(%s) AND credit_line_id IS NOT NULL
                    GROUP BY 1, 2 ORDER BY 1, 2""",
                self.claims.ids,
            )
        )

    def check_counters(self):
        def counters():
            self.env.invalidate_all()
            names = ("amount_claimed", "amount_approved", "amount_credited")
            return [
                *(program[name] for program in self.programs for name in names),
                *self.programs.line_ids.mapped("quantity_approved"),
                *self.programs.line_ids.mapped("amount_approved"),
            ]

        found = counters()
        drawdown.recount(self.env, self.programs)
        self.assertEqual(found, counters())

    def taken(self):
        """What all lines together take from the budget."""
        program = self.programs[1]
        program.invalidate_recordset()
        return program.amount_approved + program.amount_reserved + program.amount_held

    def check_budget(self, before):
        """Nobody takes more than the budget, but an administrator by his verdict."""
        most = max(BUDGET, before)
        if self.programs.currency_id.compare_amounts(self.taken(), most) > 0:
            marked = self.decided.filtered("above_cap")
            self.assertTrue(marked, "above the budget")
