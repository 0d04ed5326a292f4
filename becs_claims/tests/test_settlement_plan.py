import random
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.becs_claims.settlement import values
from odoo.addons.becs_claims.settlement.calendar import last_due
from odoo.addons.becs_claims.settlement.plan import Reason, Share, plan

EUR, USD = 1, 2
ONE, TWO = 51, 52  # distributors


def share(claim_id, amount, program_id=7, currency_id=EUR, partner_id=ONE, **rest):
    lines = {"due_lines": 1 if amount else 0} | rest
    return Share(
        claim_id, partner_id, currency_id, program_id, due=Decimal(str(amount)), **lines
    )


@tagged("post_install", "-at_install")
class TestPlan(BaseCase):
    def test_one_note_per_currency(self):
        notes, skips = plan([share(1, 10), share(2, 5), share(3, 7, currency_id=USD)])
        self.assertEqual(
            [(n.currency_id, n.amount) for n in notes], [(EUR, 15), (USD, 7)]
        )
        self.assertEqual(notes[0].claim_ids, [1, 2])
        self.assertFalse(skips)

    def test_one_note_per_claim(self):
        notes, _skips = plan([share(1, 10), share(2, 5)], by_claim=[ONE])
        self.assertEqual(
            [(n.claim_ids, n.amount) for n in notes], [([1], 10), ([2], 5)]
        )

    def test_each_distributor_by_itself(self):
        shares = [
            share(1, 10),
            share(2, 5),
            share(3, 7, partner_id=TWO),
            share(4, -8, partner_id=TWO),
            share(5, 1, partner_id=TWO, open_lines=1),
        ]
        notes, skips = plan(shares, by_claim=[ONE], whole_claims=[TWO])
        self.assertEqual(
            [(n.partner_id, n.amount) for n in notes], [(ONE, 10), (ONE, 5)]
        )
        self.assertEqual(
            [(s.partner_id, s.reason, s.amount) for s in skips],
            [(TWO, Reason.POLICY, 1), (TWO, Reason.NEGATIVE, -1)],
        )

    def test_one_line_per_program_and_lines_without_one_last(self):
        shares = [share(1, 4, None), share(1, 10, 9), share(2, 5, 9), share(1, 1, 3)]
        [note], _skips = plan(shares)
        self.assertEqual(list(note.shares), [3, 9, None])
        self.assertEqual(len(note.shares[9]), 2)
        self.assertEqual(note.line_count, 4)

    def test_a_negative_group_waits(self):
        notes, [skip] = plan([share(1, 10), share(2, -30)])
        self.assertFalse(notes)
        self.assertEqual((skip.reason, skip.amount), (Reason.NEGATIVE, -20))
        self.assertEqual((skip.claim_ids, skip.line_count), ([1, 2], 2))

    def test_returns_lower_the_note_of_the_distributor(self):
        [note], skips = plan([share(1, 10), share(2, -3)])
        self.assertEqual(note.amount, 7)
        self.assertFalse(skips)

    def test_a_group_of_nothing_waits(self):
        notes, [skip] = plan([share(1, 10), share(1, -10, 9)])
        self.assertFalse(notes)
        self.assertEqual(skip.reason, Reason.ZERO)

    def test_lines_on_hold_are_told_and_left(self):
        [note], [skip] = plan([share(1, 10, held_lines=2, held=Decimal(8))])
        self.assertEqual(note.amount, 10)
        self.assertEqual(
            (skip.reason, skip.line_count, skip.amount), (Reason.ON_HOLD, 2, 8)
        )

    def test_claims_with_open_lines(self):
        shares = [share(1, 10, open_lines=3), share(2, 5)]
        [note], skips = plan(shares)
        self.assertEqual(note.amount, 15)
        self.assertFalse(skips)
        [note], [skip] = plan(shares, whole_claims=[ONE])
        self.assertEqual((note.amount, note.claim_ids), (5, [2]))
        self.assertEqual(
            (skip.reason, skip.claim_ids, skip.amount), ("policy", [1], 10)
        )

    def test_nothing_due(self):
        _notes, skips = plan([share(1, 0), share(2, 0, open_lines=4), share(3, 0)])
        self.assertEqual(
            {skip.reason: skip.claim_ids for skip in skips},
            {Reason.NOTHING: [1, 3], Reason.UNDECIDED: [2]},
        )

    def test_nothing_is_lost_or_counted_twice(self):
        chance = random.Random(19)
        for _case in range(300):
            shares = [
                share(
                    claim,
                    Decimal(chance.randint(-999, 1999)) / 100,
                    chance.choice([None, 1, 2, 3]),
                    currency_id=EUR if claim % 2 else USD,
                    partner_id=ONE if claim % 3 else TWO,
                    open_lines=chance.choice([0, 0, 2]),
                )
                for claim in range(1, chance.randint(2, 9))
                for _program in range(chance.randint(1, 3))
            ]
            notes, skips = plan(
                shares,
                by_claim=[ONE] if chance.random() < 0.5 else [TWO],
                whole_claims=[TWO] if chance.random() < 0.5 else [],
            )
            self.assertTrue(all(note.amount > 0 for note in notes))
            found = sum(n.amount for n in notes) + sum(s.amount for s in skips)
            self.assertEqual(found, sum(s.due for s in shares))
            lines = sum(n.line_count for n in notes)
            lines += sum(
                s.line_count
                for s in skips
                if s.reason in (Reason.ZERO, Reason.NEGATIVE, Reason.POLICY)
            )
            self.assertEqual(lines, sum(s.due_lines for s in shares))

    def test_long_lists_are_cut(self):
        names = [f"C{number}" for number in range(13)]
        text = values.enumerate_names(names, lambda count: f"and {count} more")
        self.assertTrue(text.endswith("C9 and 3 more"))
        self.assertEqual(values.enumerate_names(names[:2], None), "C0, C1")


@tagged("post_install", "-at_install")
class TestCalendar(BaseCase):
    def test_last_due(self):
        for day, today, due in [
            (15, date(2026, 7, 15), date(2026, 7, 15)),
            (15, date(2026, 7, 31), date(2026, 7, 15)),
            (15, date(2026, 7, 14), date(2026, 6, 15)),
            (31, date(2026, 2, 28), date(2026, 2, 28)),
            (31, date(2028, 2, 28), date(2028, 1, 31)),
            (29, date(2028, 2, 29), date(2028, 2, 29)),
            (30, date(2026, 3, 1), date(2026, 2, 28)),
            (1, date(2026, 1, 1), date(2026, 1, 1)),
            (2, date(2026, 1, 1), date(2025, 12, 2)),
        ]:
            with self.subTest(day=day, today=today):
                self.assertEqual(last_due(day, today), due)
