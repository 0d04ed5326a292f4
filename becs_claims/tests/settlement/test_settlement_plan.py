import random
from datetime import date, datetime, time
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...settlement import values
from ...settlement.calendar import last_due
from ...settlement.plan import GROUPINGS, Reason, Share, plan

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
        notes, _skips = plan([share(1, 10), share(2, 5)], grouping={ONE: "claim"})
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
        notes, skips = plan(shares, grouping={ONE: "claim"}, whole_claims=[TWO])
        self.assertEqual(
            [(n.partner_id, n.amount) for n in notes], [(ONE, 10), (ONE, 5), (TWO, -1)]
        )
        self.assertEqual(
            [(s.partner_id, s.reason, s.amount) for s in skips],
            [(TWO, Reason.POLICY, 1)],
        )

    def test_one_line_per_program_and_lines_without_one_last(self):
        shares = [share(1, 4, None), share(1, 10, 9), share(2, 5, 9), share(1, 1, 3)]
        [note], _skips = plan(shares)
        self.assertEqual(list(note.shares), [3, 9, None])
        self.assertEqual(len(note.shares[9]), 2)
        self.assertEqual(note.line_count, 4)

    def test_a_negative_group_is_an_invoice(self):
        [note], skips = plan([share(1, 10), share(2, -30)])
        self.assertFalse(skips)
        self.assertEqual((note.amount, note.is_invoice), (-20, True))
        self.assertEqual((note.claim_ids, note.line_count), ([1, 2], 2))

    def test_one_note_per_program(self):
        shares = [share(1, 10, 3), share(2, 5, 3), share(2, -4, 9), share(3, 2, None)]
        notes, _skips = plan(shares, grouping={ONE: "program"})
        self.assertEqual(
            [(list(n.shares), n.amount, n.claim_ids) for n in notes],
            [([3], 15, [1, 2]), ([9], -4, [2]), ([None], 2, [3])],
        )

    def test_one_note_per_end_customer(self):
        shares = [
            share(1, 10, 3, customer_id=8),
            share(1, 1, 4, customer_id=8),
            share(1, 5, 3, customer_id=9),
            share(2, 2, 3, customer_id=8),
            share(2, 7, 3),
        ]
        notes, _skips = plan(shares, grouping={ONE: "end_customer"})
        self.assertEqual(
            [(n.customer_id, list(n.shares), n.amount) for n in notes],
            [(8, [3, 4], 13), (9, [3], 5), (None, [3], 7)],
        )

    def test_too_little_waits_whatever_its_sign(self):
        shares = [
            share(1, "9.99"),
            share(2, "-9.99", currency_id=USD),
            share(3, "-10", currency_id=USD, partner_id=TWO),
            share(4, "10", partner_id=TWO),
        ]
        notes, skips = plan(shares, minimum={EUR: Decimal(10), USD: Decimal(10)})
        self.assertEqual([n.claim_ids for n in notes], [[3], [4]])
        self.assertEqual(
            [(s.reason, s.claim_ids, s.line_count) for s in skips],
            [(Reason.SMALL, [1], 1), (Reason.SMALL, [2], 1)],
        )

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
                    customer_id=chance.choice([None, 1, 2]),
                    currency_id=EUR if claim % 2 else USD,
                    partner_id=ONE if claim % 3 else TWO,
                    open_lines=chance.choice([0, 0, 2]),
                )
                for claim in range(1, chance.randint(2, 9))
                for _program in range(chance.randint(1, 3))
            ]
            notes, skips = plan(
                shares,
                grouping={ONE: chance.choice([*GROUPINGS]), TWO: "claim"},
                minimum={EUR: Decimal(chance.choice([0, 5]))},
                whole_claims=[TWO] if chance.random() < 0.5 else [],
            )
            self.assertTrue(all(note.amount for note in notes))
            found = sum(n.amount for n in notes) + sum(s.amount for s in skips)
            self.assertEqual(found, sum(s.due for s in shares))
            lines = sum(n.line_count for n in notes)
            lines += sum(
                s.line_count
                for s in skips
                if s.reason in (Reason.ZERO, Reason.SMALL, Reason.POLICY)
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
                now = datetime.combine(today, time(0, 0))
                self.assertEqual(last_due(day, 0, now), due)

    def test_the_hour_has_to_come(self):
        for now, due in [
            (datetime(2026, 7, 15, 7, 59), date(2026, 6, 15)),
            (datetime(2026, 7, 15, 8, 0), date(2026, 7, 15)),
            (datetime(2026, 7, 16, 1, 0), date(2026, 7, 15)),
        ]:
            with self.subTest(now=now):
                self.assertEqual(last_due(15, 8, now), due)
