import random
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...validation import totals
from ...validation.programs import drawdown
from ..shared.settlement_common import SettlementCommon

PAID = ("approved", "adjusted")


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestCorrectionsAddUp(SettlementCommon):
    """Lines corrected, undone and credited again and again: sums are those of the
    lines, and in the end everything is credited.
    """

    def setUp(self):
        super().setUp()
        self.chance = random.Random(2026)
        self.euro = self.setup_other_currency("EUR")
        self.programs = self.program | self.other_program
        partners = [self.distributor, self.make_distributor("Second")]
        partners[1].becs_credit_grouping = "claim"
        self.claims = self.env["becs.claim"]
        for number in range(8):
            self.claims |= self.random_claim(partners[number % 2], number)
        self.claims.sudo().is_drawn = True
        totals.update(self.env, self.claims)
        drawdown.recount(self.env, self.programs)

    def random_claim(self, partner, number):
        lines = [
            {
                "program": self.chance.choice([*self.programs, None]),
                "amount": Decimal(self.chance.randint(1, 99_999)) / 100,
                "state": self.chance.choice(["approved"] * 3 + ["review", "rejected"]),
            }
            for _line in range(self.chance.randint(1, 6))
        ]
        for line in lines:
            if line["state"] == "rejected":
                line["amount"] = 0
        currency = self.euro if number % 3 == 0 else self.company.currency_id
        return self.make_claim(lines, partner, currency_id=currency.id)

    def exact(self, records, field):
        return [Decimal(str(round(value, 2))) for value in records.mapped(field)]

    def assert_adds_up(self):
        self.env.flush_all()
        self.env.invalidate_all()
        for claim in self.claims:
            lines = claim.line_ids
            paid = lines.filtered(lambda line: line.state in PAID)
            credited = paid.filtered("credit_line_id")
            held = (paid - credited).filtered("on_hold")
            approved = sum(self.exact(paid, "amount_approved"))
            review = lines.filtered(lambda line: line.state == "review")
            [found] = self.exact(claim, "amount_approved")
            self.assertEqual(found, approved)
            [claimed] = self.exact(claim, "amount_claimed")
            [rejected] = self.exact(claim, "amount_rejected")
            [in_review] = self.exact(claim, "amount_review")
            self.assertEqual(in_review, sum(self.exact(review, "amount_claimed")))
            self.assertEqual(claimed, approved + rejected + in_review)
            [of_claim] = self.exact(claim, "amount_credited")
            self.assertEqual(of_claim, sum(self.exact(credited, "amount_approved")))
            rest = sum(self.exact(paid - credited - held, "amount_approved"))
            on_hold = sum(self.exact(held, "amount_approved"))
            self.assertEqual(approved, of_claim + on_hold + rest)
        self.assert_notes()
        self.assert_programs()

    def assert_notes(self):
        """Posted notes are what is credited, per currency; undone ones are nothing."""
        notes = self.claims.credit_note_ids
        posted = notes.filtered(lambda note: note.state == "posted")
        for note in notes - posted:
            self.assertFalse(note.line_ids.becs_claim_line_ids)
        for currency, own in self.claims.grouped("currency_id").items():
            total = sum(
                (1 if note.move_type == "out_refund" else -1)
                * Decimal(str(round(note.amount_untaxed, 2)))
                for note in posted
                if note.currency_id == currency
            )
            self.assertEqual(total, sum(self.exact(own, "amount_credited")))
        self.assert_proved(posted.filtered(lambda note: note.move_type == "out_refund"))

    def assert_programs(self):
        names = ("amount_claimed", "amount_approved", "amount_credited", "amount_held")
        found = [self.programs.mapped(name) for name in names]
        drawdown.recount(self.env, self.programs)
        self.assertEqual(found, [self.programs.mapped(name) for name in names])

    def do_something(self):
        """One step of a person or of the run, chosen by chance."""
        chance = self.chance
        claim = chance.choice(self.claims)
        lines = self.claims.line_ids - self.claims.line_ids.correction_ids
        # mostly credited ones, which are corrected
        credited = lines.filtered("credit_line_id")
        line = chance.choice(credited if credited and chance.random() < 0.7 else lines)
        step = chance.choice(
            ["run", "approve", "set"] * 3 + ["release"] * 2 + ["undo", "verdict"]
        )
        if step == "run":
            self.run_claims(self.claims.filtered(lambda c: c.state == "approved"))
        elif step == "approve":
            self.claims.filtered(lambda c: c.state == "validated").action_approve()
        elif step == "undo":
            notes = self.claims.credit_note_ids.filtered(lambda n: n.state == "posted")
            if notes:
                note = chance.choice(notes)
                chance.choice((note.button_cancel, note.button_draft))()
        elif step == "release":
            claim.action_release_hold()
        elif step == "set":
            amount = chance.randint(0, int(line.amount_claimed * 100)) / 100
            line.action_decide("set", amount=amount, note="as agreed")
        else:
            line.action_decide(chance.choice(("claimed", "reject")), note="as agreed")

    def test_random_steps(self):
        done = 0
        for _step in range(40):
            try:
                with self.env.cr.savepoint():
                    self.do_something()
            except UserError:
                continue
            done += 1
            self.assert_adds_up()
        self.assertGreater(done, 20, "most steps were refused")
        self.settle()
        self.assert_adds_up()
        lines = self.claims.line_ids
        self.assertGreater(len(lines.correction_ids), 3)
        due = lines.filtered(lambda line: line.state in PAID and line.amount_approved)
        self.assertFalse(due.filtered(lambda line: not line.credit_line_id))

    def settle(self):
        """Credit all that is left, together with enough to take corrections back of."""
        partners = self.claims.commercial_partner_id
        partners.becs_credit_grouping = "distributor"
        more = self.env["becs.claim"]
        for partner in partners:
            for currency in self.euro | self.company.currency_id:
                lines = [{"amount": 100_000}]
                more |= self.make_claim(lines, partner, currency_id=currency.id)
        totals.update(self.env, more)
        self.claims |= more
        self.claims.filtered(lambda c: c.state == "validated").action_approve()
        self.claims.action_release_hold()
        self.run_claims(self.claims.filtered(lambda c: c.state == "approved"))
