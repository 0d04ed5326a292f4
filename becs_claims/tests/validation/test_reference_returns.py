"""Returns and own rules on the plain Python reference (no database)."""

from datetime import date

from .reference import ProgramLine, Rule, decide, drawdown
from .reference_case import USD, D, ReferenceCase

BACK = {"transaction_type": "return", "authorization_ref": ""}


class TestReturns(ReferenceCase):
    def sell(self, document="S1", amount=200, **stated):
        return self.validate(
            {"pos_document": document, "amount_stated": amount, **stated}
        )

    def bring_back(self, quantity, amount=0, document="S1", **stated):
        values = {"basis": "stated" if amount else "calculated"}
        values |= {
            name: stated.pop(name) for name in ("currency", "partner") if name in stated
        }
        return self.validate(
            {
                **BACK,
                "quantity": quantity,
                "amount_stated": -amount,
                "origin_document": document,
                **stated,
            },
            **values,
        )

    def test_part_after_part_the_last_takes_the_rest(self):
        self.sell(quantity=3, amount=10)
        self.assertState(self.bring_back(1), "approved", -3.33)
        self.assertState(self.bring_back(1), "approved", -3.33)
        self.assertState(self.bring_back(1), "approved", -3.34)
        self.assertState(self.bring_back(1), "review", 0, "return_without_credit")

    def test_more_than_was_paid(self):
        self.sell()
        verdict = self.bring_back(12, 240)
        self.assertState(verdict, "review", -200, "return_without_credit")
        self.assertEqual(self.finding(verdict, "return_without_credit"), (12, 10))
        self.assertEqual(verdict.quantity_approved, 10)

    def test_more_is_taken_than_the_distributor_gives(self):
        self.sell()
        self.assertState(self.bring_back(4, 50), "adjusted", -80)
        self.assertState(self.bring_back(4, 90), "approved", -80)

    def test_only_what_stands_and_is_paid(self):
        self.line.max_quantity = D(10)
        self.sell()
        self.sell("S2")
        self.assertState(
            self.bring_back(1, document="S2"), "review", 0, "return_without_credit"
        )
        verdict = self.bring_back(1, partner=self.rival)
        self.assertState(verdict, "review", 0, "return_without_credit")
        self.world.claims[0].state = "cancelled"
        self.assertState(self.bring_back(1), "review", 0, "return_without_credit")

    def test_the_stated_authorization(self):
        self.add_program(
            "B", ProgramLine(2, agreed_book_price=D(100), authorized_price=D(80))
        )
        self.sell()
        verdict = self.bring_back(1, authorization_ref="B")
        self.assertState(verdict, "review", 0, "return_without_credit")
        self.assertState(self.bring_back(1, authorization_ref="a"), "approved", -20)

    def test_of_a_sale_paid_without_a_program(self):
        self.program.into_stock_source = "fifo"
        self.buy(5, 90, date(2025, 1, 1))
        self.buy(20, 100, date(2025, 1, 2))
        self.world.rules.append(Rule(1, "authorization_unknown", "review"))
        verdict = self.sell(authorization_ref="?")
        self.assertState(verdict, "review", 0, "authorization_unknown")
        self.assertTrue(decide(self.world, verdict.line, "claimed", date(2025, 4, 2)))
        # another number that nobody knows is another authorization
        verdict = self.bring_back(8, authorization_ref="!")
        self.assertState(verdict, "review", 0, "return_without_credit")
        verdict = self.bring_back(1, authorization_ref=" ? ")
        self.assertState(verdict, "approved", -20)
        self.assertState(self.bring_back(7), "approved", -140)
        # 2 of the 5 cheaper ones stay sold
        verdict = self.sell("S2", 0, quantity=5, unit_credit=20)
        self.assertState(verdict, "adjusted", 70, "unit_credit_mismatch")

    def test_lines_of_one_sale_in_order(self):
        self.sell(quantity=6, amount=120, pos_line_ref="1")
        self.sell(quantity=4, amount=40, pos_line_ref="2")
        verdict = self.bring_back(8)
        self.assertState(verdict, "approved", -140)
        uses = [(use.quantity, use.amount) for use in self.world.return_uses]
        self.assertEqual(uses, [(6, 120), (2, 20)])

    def test_by_serial_number(self):
        self.sell("S1", serials=["X1"], quantity=1, amount=20)
        self.sell("S2", serials=["X2"], quantity=1, amount=15)
        verdict = self.bring_back(1, document="", serials=["x2"])
        self.assertState(verdict, "review", -15, "return_origin_assumed")

    def test_the_latest_sale_to_the_customer(self):
        to = {"end_customer_name": "Acme", "quantity": 1}
        self.sell("S1", 20, date_ship=date(2025, 3, 1), **to)
        self.sell("S2", 15, date_ship=date(2025, 3, 2), **to)
        self.sell("S3", 10, date_ship=date(2025, 3, 9), **to)
        self.sell("S4", 5, date_ship=date(2025, 3, 2))
        verdict = self.bring_back(
            1, document="", end_customer_name="acme", date_ship=date(2025, 3, 8)
        )
        self.assertState(verdict, "review", -15, "return_origin_assumed")
        decide(self.world, verdict.line, "accept", date(2025, 4, 3))
        verdict = self.bring_back(
            1, document="", end_customer_name="acme", date_ship=date(2025, 3, 8)
        )
        self.assertState(verdict, "review", -20, "return_origin_assumed")
        verdict = self.bring_back(1, document="")
        self.assertState(verdict, "review", 0, "return_without_credit")

    def test_in_the_same_run_the_sale_comes_first(self):
        back = {
            **BACK,
            "quantity": 4,
            "amount_stated": -80,
            "origin_document": "S1",
            "date_ship": date(2025, 3, 1),
        }
        verdicts = self.validate(back, {"pos_document": "S1", "amount_stated": 200})
        self.assertState(verdicts[0], "approved", -80)
        self.assertState(verdicts[1], "approved", 200)

    def test_what_comes_back_is_free_for_the_sales_of_the_run(self):
        self.line.max_quantity, self.program.budget_amount = D(10), D(200)
        self.sell()
        back = {**BACK, "quantity": 4, "origin_document": "S1", "amount_stated": -80}
        verdicts = self.validate({"amount_stated": 200}, back)
        self.assertState(verdicts[0], "adjusted", 80, "authorized_quantity_exceeded")
        sums = drawdown(self.world, self.program)
        self.assertEqual(
            (sums[self.line, "quantity_approved"], sums[self.line, "amount_approved"]),
            (10, 200),
        )

    def test_a_return_sent_twice(self):
        self.sell()
        self.bring_back(4, 80, pos_document="R1")
        verdict = self.bring_back(4, 80, pos_document="r1")
        self.assertState(verdict, "rejected", 0, "duplicate_line")

    def test_at_the_rate_of_its_sale(self):
        rates = {date(2025, 3, 10): D(2), date(2025, 3, 20): D(5)}
        self.world.rate = lambda company, currency, day: (
            rates[day] if currency is USD else D(1)
        )
        self.sell()
        verdict = self.bring_back(4, currency=USD, date_ship=date(2025, 3, 20))
        self.assertState(verdict, "approved", -160)
        [use] = self.world.return_uses
        self.assertEqual((use.paid, use.amount, use.amount_program), (80, 160, 80))

    def test_what_came_back_may_be_sold_again(self):
        self.sell(quantity=2, amount=40, serials=["X1", "X2"])
        again = {"quantity": 1, "amount": 20}
        verdict = self.sell("S2", serials=["X1"], **again)
        self.assertState(verdict, "rejected", 0, "serial_already_claimed")
        self.bring_back(1, 20, serials=["X1"])
        self.assertState(self.sell("S3", serials=["X1"], **again), "approved", 20)
        verdict = self.sell("S4", serials=["X2"], **again)
        self.assertState(verdict, "rejected", 0, "serial_already_claimed")

    def test_what_would_reject_a_sale_is_looked_at(self):
        self.sell()
        verdict = self.bring_back(1, 20, product_ref="?")
        self.assertState(verdict, "review", 0, "product_unknown")
        verdict = self.bring_back(1, 20, date_ship=date(2025, 4, 2))
        self.assertState(verdict, "review", -20, "ship_date_in_future")


class TestOwnRules(ReferenceCase):
    def test_sees_what_was_worked_out_and_comes_before_the_caps(self):
        self.world.rules = [
            Rule(
                1,
                "own",
                "reject",
                matches=lambda case: (case.unit_credit or 0) >= 20,
            ),
            Rule(2, "own_too", "adjust", matches=lambda case: case.claims > 100),
        ]
        self.line.max_quantity = D(10)
        self.assertState(
            self.validate({"amount_stated": 200}), "rejected", 0, "own", "own_too"
        )
        self.line.authorized_price = D(85)
        self.assertState(
            self.validate({"amount_stated": 150}), "approved", 150, "own_too"
        )

    def test_one_row_for_each_code(self):
        always = lambda case: True  # noqa: E731
        self.world.rules = [
            Rule(1, "own", "reject", matches=always),
            Rule(2, "own", "note", programs=[self.program], matches=always),
        ]
        self.assertState(self.validate({"amount_stated": 20}), "approved", 20, "own")
