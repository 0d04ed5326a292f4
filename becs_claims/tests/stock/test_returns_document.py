"""Many returns of one document."""

import random
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...validation import engine
from ...validation.returns import matching, spans
from ..validation.test_validation_returns import ReturnCase


@tagged("post_install", "-at_install")
class TestReturnsOfOneDocument(ReturnCase):
    """Looking at a few lines of each return gives what looking at all of them does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("B1", "B2"):
            cls.new_program(code, combinable=True)
        cls.new_program("A2")

    def make_sales(self, chance):
        self.sold(
            *(
                {
                    "pos_line_ref": str(number),
                    "quantity": chance.choice([1, 2, 3, 5, 8, 1.5]),
                    "authorization_ref": chance.choice(["A1", "A1", "A2", "B1", "B2"]),
                    "amount_stated": False,
                }
                for number in range(25)
            ),
            basis="calculated",
        )

    def make_returns(self, chance, stated):
        """Claims of returns, of which some wait for a person or want too much."""
        claims = self.env["becs.claim"]
        for _number in range(2):
            claims |= self.new_claim(
                *(
                    {
                        "transaction_type": "return",
                        "origin_document": "D",
                        "quantity": chance.choice([1, 1, 2, 4, 0.5, 7, 30]),
                        "authorization_ref": chance.choice(stated),
                        # some after the filing date, for which they wait
                        "date_ship": date(2024, chance.choice([3, 3, 3, 6]), 20),
                    }
                    for _line in range(chance.choice([4, 12]))
                ),
                basis="calculated",
                date_submitted=date(2024, 4, 30),
            )
        claims.state = "submitted"
        return claims

    def verdicts(self, claims):
        """What the returns take, once they are validated."""
        engine.run(self.env, claims)
        lines = claims.line_ids.sorted("id")
        uses = lines.return_use_ids.sorted(lambda use: (use.return_line_id.id, use.id))
        return (
            [(x.state, x.quantity_approved, x.amount_approved) for x in lines],
            sorted(
                (u.return_line_id.id, u.sale_line_id.id, u.quantity, u.amount)
                for u in uses
            ),
        )

    def test_as_by_all_pairs(self):
        returns = spans._returns

        def none_laid(is_late):
            return SQL(
                "SELECT x.*, FALSE AS is_laid FROM (SELECT %s FROM (%s) x) x",
                SQL(
                    """id, partner_id, product_id, document, list, quantity, position,
                       waits, short_waits, assumed_waits, is_proposed, authorized_as"""
                ),
                returns(is_late),
            )

        took = 0
        for seed in range(12):
            chance = random.Random(seed)
            softened = chance.random() < 0.3
            self.tables.begin()
            with self.subTest(seed=seed), self.cr.savepoint() as savepoint:
                if softened:
                    self.rule("return_without_credit", outcome="note")
                self.make_sales(chance)
                stated = chance.choice(
                    [[False], [False], ["A1", "A2", "B1", "NONE"], [False, "A1"]]
                )
                claims = self.make_returns(chance, stated)
                laid = self.verdicts(claims)
                with patch.object(spans, "_returns", none_laid):
                    by_pairs = self.verdicts(claims)
                self.assertEqual(laid, by_pairs)
                took += len(laid[1])
                self.assertCounted(self.env["becs.program"].search([]))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertGreater(took, 200, "hardly any return took something")

    def test_few_lines_are_looked_at(self):
        """What is looked at grows with the returns, not with returns times lines."""
        self.sold(
            *({"pos_line_ref": str(number)} for number in range(60)),
            basis="calculated",
        )
        claim = self.new_claim(
            *(
                {
                    "transaction_type": "return",
                    "origin_document": "D",
                    "authorization_ref": False,
                    "quantity": 4,
                }
                for _number in range(60)
            ),
            basis="calculated",
        )
        claim.state = "submitted"
        looked_at = []

        def match(run, is_late):
            matched(run, is_late)
            run.execute(SQL("SELECT count(*) FROM becs_run_return_pair"))
            looked_at.append(run.env.cr.fetchone()[0])

        matched = matching.match
        with patch.object(matching, "match", match):
            engine.run(self.env, claim)
        self.assertEqual(sum(claim.line_ids.mapped("quantity_approved")), 240)
        self.assertLessEqual(sum(looked_at), 60 * 4)
