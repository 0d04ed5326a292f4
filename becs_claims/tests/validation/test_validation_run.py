"""The cost of a run."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ...storage import stated_lines
from ...validation import engine
from ...validation.programs import caps
from ...validation.run import FEW
from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestCost(ValidationCase):
    def claim_of(self, count):
        """A claim of ``count`` lines with defects, price lists and caps in it."""
        claim = self.new_claim()
        kinds = [
            {},
            {"authorization_ref": None},
            {"product_ref": "nope"},
            {"unit_credit": 25, "amount_claimed": 250},
            {"authorization_ref": "L"},
            {"pos_document": "D", "serial_numbers": ["S1"]},
            {"end_customer_name": "Hospital", "uom_ref": "pcs"},
        ]
        blank = dict.fromkeys(
            (*stated_lines.STATED, "amount_claimed", "serial_numbers")
        )
        stated_lines.store(
            self.env,
            claim,
            (
                {
                    **blank,
                    "sequence": number,
                    "transaction_type": "sale",
                    "authorization_ref": "A1",
                    "product_ref": "P1",
                    "pos_document": f"{claim.id}-{number}",
                    "date_ship": f"2024-03-{1 + number % 28:02}",
                    "quantity": 1 + number % 9,
                    **kinds[number % len(kinds)],
                }
                for number in range(count)
            ),
        )
        claim.write({"state": "submitted", "basis": "calculated"})
        return claim

    def queries(self, count):
        """Queries of a run: passes over the caps, and all others."""
        claim = self.claim_of(count)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        with patch.object(caps, "_pass", side_effect=caps._pass) as cap_pass:
            engine.run(self.env, claim)
        passes = cap_pass.call_count
        return passes, self.env.cr.sql_log_count - before - passes

    def test_queries_do_not_grow_with_the_lines(self):
        self.new_program(
            "L",
            line={"credit_method": "pricelist"},
            pricelist_id=self.env["product.pricelist"]
            .create(
                {
                    "name": "List",
                    "currency_id": self.eur.id,
                    "company_id": self.company.id,
                    "item_ids": [
                        Command.create(
                            {
                                "compute_price": "fixed",
                                "fixed_price": price,
                                "min_quantity": quantity,
                            }
                        )
                        for price, quantity in ((85, 0), (80, 5))
                    ],
                }
            )
            .id,
        )
        self.program.budget_amount = 1000
        self.queries(FEW + 5)  # caches
        few_passes, few = self.queries(FEW + 5)
        self.program.budget_amount = 20000
        many_passes, many = self.queries(700)
        self.assertLessEqual(many, few)
        self.assertLessEqual(max(few_passes, many_passes), 8)
