"""A small month goes through the engine and its reference."""

from odoo.tests import TransactionCase, tagged

from .. import credit, floor, month, picture, report, world
from ..validation import claims_of_month, outcome
from ..world.kinds import DEFECTS

LINES = 2000
# what the caps and the choice of a program bring about, not the lines themselves
CONSEQUENCES = {
    "authorization_exhausted",
    "authorization_held",
    "authorized_quantity_exceeded",
    "budget_exceeded",
}


@tagged("standard", "at_install")
class TestMonth(TransactionCase):
    def test_engine_and_reference_validate_alike(self):
        world.build(self.env)
        measured = month.fill(self.env, lines=LINES)
        self.assertEqual(measured["lines"], LINES)
        claims = claims_of_month(self.env)
        self.assertEqual(claims.ids, measured["claims"])
        planned = self._planned()
        self.assertLess(abs(sum(planned.values()) / LINES - 0.1), 0.02)
        self.assertEqual(planned.keys(), DEFECTS.keys())

        with self.env.cr.savepoint() as savepoint:
            floor.run(self.env, claims)
            by_floor = self._states(claims)
            savepoint.rollback()
        self.env.invalidate_all()
        with self.env.cr.savepoint() as savepoint:
            paid = credit.credit(self.env, most=5)
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(paid["outcomes"], ["created"])
        self.assertEqual(paid["notes"], 5)
        self.assertAlmostEqual(paid["credited"], paid["due"], 2)
        claims.action_validate()
        by_engine = self._states(claims)
        self.assertNotIn("pending", by_engine.values())
        same = sum(by_floor[line] == state for line, state in by_engine.items())
        self.assertGreater(same, LINES * 0.9)
        found = outcome(self.env, claims)
        self.assertTrue(CONSEQUENCES & found["codes"].keys())
        self.assertGreater(found["states"]["approved"], LINES * 0.8)

    def _planned(self):
        self.env.cr.execute(
            """SELECT kind, count(*) FROM bench_line
                WHERE key > 0 AND kind IS NOT NULL AND kind <> 'return'
                GROUP BY kind"""
        )
        return dict(self.env.cr.fetchall())

    def _states(self, claims):
        self.env.cr.execute(
            "SELECT id, state FROM becs_claim_line WHERE claim_id = ANY(%s)",
            [claims.ids],
        )
        return dict(self.env.cr.fetchall())


def test_rows_say_what_was_reached():
    reached = report.row("work", 3.0, ("reference", 2.0), 1.5, 2)
    assert reached[-1] == "✓"
    missed = report.row("work", 5.0, ("reference", 2.0), 2.5, 2)
    assert missed[-1] == "not reached"
    slow = report.row("work", 1.0, ("peer", 10.0), 10.0, 20, faster=True)
    assert slow[-1] == "not reached"


def test_picture_holds_every_size():
    drawn = picture.growth({"engine": {100: 0.1, 1000: 0.9, 10_000: 9.5}}, "Growth")
    assert drawn.count("<circle") == 3
    assert "10,000 lines" in drawn
