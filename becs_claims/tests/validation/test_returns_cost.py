"""What many returns cost."""

from unittest.mock import patch

from odoo.tests import tagged

from ...validation import engine
from ...validation.returns import matching
from .test_validation_returns import ReturnCase


@tagged("post_install", "-at_install")
class TestReturnsCost(ReturnCase):
    keeps_tables = False

    def claim_of(self, count, series):
        """Claims of sales, and of returns that name their sale or do not."""
        sales = self.new_claim(
            *(
                {
                    "pos_document": f"{series}-{number // 5}",
                    "pos_line_ref": str(number),
                    "end_customer_name": "Hospital",
                }
                for number in range(count)
            )
        )
        sales.basis = "calculated"
        sales.state = "submitted"
        engine.run(self.env, sales)
        returns = self.new_claim(
            *(
                {
                    "transaction_type": "return",
                    "authorization_ref": False,
                    "quantity": 1 + number % 3,
                    **(
                        {"origin_document": f"{series}-{number // 5}"}
                        if number % 4
                        else {"end_customer_name": "Hospital"}
                    ),
                }
                for number in range(count)
            )
        )
        returns.basis = "calculated"
        returns.state = "submitted"
        return sales, returns

    def queries(self, count, series):
        """Queries of a run: passes over the returns, and all others."""
        sales, returns = self.claim_of(count, series)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        passes = matching._pass
        with patch.object(matching, "_pass", side_effect=passes) as back:
            engine.run(self.env, returns)
        counted = self.env.cr.sql_log_count - before - back.call_count
        self.assertFalse(returns.pending_count)
        sold = sum(sales.line_ids.mapped("quantity_approved"))
        self.assertEqual(sold, 10 * count)
        return counted

    def test_queries_do_not_grow_with_the_returns(self):
        self.queries(20, "A")  # caches
        self.assertLessEqual(self.queries(60, "B"), self.queries(20, "C"))
