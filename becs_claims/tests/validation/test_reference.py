"""The worked examples of what a line is worth, on the plain Python reference."""

from datetime import date

from .reference import ProgramLine
from .reference_case import D, ReferenceCase


class TestWorkedExamples(ReferenceCase):
    def test_01_clean_line(self):
        self.assertState(
            self.validate({"unit_credit": 20, "amount_stated": 200}), "approved", 200
        )

    def test_02_book_price_too_high(self):
        verdict = self.validate(
            {"book_price": 105, "unit_credit": 25, "amount_stated": 250}
        )
        self.assertState(
            verdict, "adjusted", 200, "book_price_mismatch", "unit_credit_mismatch"
        )
        self.assertEqual(self.finding(verdict, "book_price_mismatch"), (105, 100))
        self.assertEqual(self.finding(verdict, "unit_credit_mismatch"), (25, 20))

    def test_03_never_more_than_claimed(self):
        self.assertState(
            self.validate({"unit_credit": 15, "amount_stated": 150}), "approved", 150
        )

    def test_04_within_tolerance(self):
        self.program.tolerance_percent = D(25)
        self.assertState(
            self.validate({"unit_credit": 25, "amount_stated": 250}), "approved", 250
        )

    def test_05_part_of_the_quantity_left(self):
        self.line.max_quantity = D(25)
        self.validate({"quantity": 20, "amount_stated": 400})
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "adjusted", 100, "authorized_quantity_exceeded")
        self.assertEqual(verdict.quantity_approved, 5)

    def test_06_nothing_left(self):
        self.line.max_quantity = D(25)
        self.validate({"quantity": 25, "amount_stated": 500})
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "rejected", 0, "authorization_exhausted")
        self.assertEqual(
            (verdict.quantity_approved, verdict.amount_calculated), (0, 200)
        )

    def test_07_first_in_first_out(self):
        self.line.credit_method, self.line.discount_percent = "percent", D("12.5")
        self.program.into_stock_source = "fifo"
        self.buy(40, 10, date(2025, 1, 10))
        self.buy(60, 12, date(2025, 1, 20))
        self.validate({"quantity": 35, "date_ship": date(2025, 2, 1)})
        verdict = self.validate({}, basis="calculated")
        self.assertState(verdict, "approved", 13.75)
        self.assertEqual(verdict.into_stock_price, 11)
        self.assertEqual(verdict.unit_credit_calculated, D("1.375"))

    def test_08_margin_on_resale(self):
        self.line.credit_method, self.line.margin_percent = "margin", D(15)
        verdict = self.validate({"quantity": 4, "resale_price": 90}, basis="calculated")
        self.assertState(verdict, "approved", 94)
        self.assertEqual(verdict.authorized_price_calculated, D("76.5"))
        self.assertEqual(verdict.unit_credit_calculated, D("23.5"))

    def test_09_one_rounding_unit(self):
        self.line.agreed_book_price, self.line.authorized_price = D("3.333"), D("2.111")
        verdict = self.validate({"quantity": 7, "amount_stated": 8.56})
        self.assertState(verdict, "approved", 8.56)
        self.assertEqual(verdict.amount_calculated, D("8.55"))

    def test_10_return_of_a_paid_sale(self):
        self.line.max_quantity = D(10)
        sale = {"unit_credit": 20, "amount_stated": 200, "pos_document": "S1"}
        self.assertState(self.validate(sale), "approved", 200)
        back = {"transaction_type": "return", "quantity": 4, "origin_document": "s1 "}
        verdict = self.validate({**back, "amount_stated": -80})
        self.assertState(verdict, "approved", -80)
        self.assertEqual(verdict.quantity_approved, 4)
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "adjusted", 80, "authorized_quantity_exceeded")

    def test_11_more_sold_than_bought(self):
        self.open_stock(0, 0, date(2024, 12, 31))
        self.distributor.stock_since = date(2025, 1, 1)
        self.buy(100, 100, date(2025, 1, 15))
        sold = {"quantity": 100, "amount_stated": 2000}
        self.assertState(
            self.validate({**sold, "date_ship": date(2025, 2, 20)}), "approved", 2000
        )
        verdict = self.validate({**sold, "date_ship": date(2025, 2, 1)})
        self.assertState(verdict, "review", 2000, "stock_exceeded")
        self.assertEqual(self.finding(verdict, "stock_exceeded"), (200, 100))

    def test_12_what_is_used_stays_used(self):
        self.line.authorized_price = D(8)
        self.program.into_stock_source = "fifo"
        self.buy(40, 12, date(2025, 1, 10))
        self.buy(40, 10, date(2025, 1, 20))
        self.validate({"quantity": 40, "amount_stated": 160})
        verdict = self.validate(
            {"quantity": 40, "amount_stated": 80, "date_ship": date(2025, 3, 1)}
        )
        self.assertState(verdict, "approved", 80)
        self.assertEqual(verdict.into_stock_price, 10)

    def test_13_held_by_lines_in_review(self):
        self.line.max_quantity = D(100)
        self.company.review_amount = D(0)
        self.program.end_customers = [self.customer]
        first = self.validate({"quantity": 100, "amount_stated": 2000})
        self.assertState(first, "review", 2000, "end_customer_not_authorized")
        second = self.validate(
            {"quantity": 100, "amount_stated": 2000, "end_customer_name": "acme "}
        )
        self.assertState(second, "review", 0, "authorization_held")

    def test_14_same_sale_on_another_program(self):
        self.add_program(
            "B", ProgramLine(2, agreed_book_price=D(100), authorized_price=D(80))
        )
        self.validate({"quantity": 60, "amount_stated": 1200, "pos_document": "S1"})
        verdict = self.validate(
            {
                "quantity": 40,
                "amount_stated": 800,
                "pos_document": "s1 ",
                "authorization_ref": " b",
            }
        )
        self.assertState(verdict, "review", 800, "possible_duplicate")

    def test_15_columns_swapped(self):
        verdict = self.validate({"book_price": 80, "authorized_price": 100})
        self.assertState(verdict, "rejected", 0, "negative_amount")
        self.assertEqual(verdict.amount_claimed, -200)

    def test_16_allowance_is_not_a_gift(self):
        self.line.credit_method, self.line.unit_credit = "fixed", D("1.25")
        self.program.tolerance_percent = D(4)
        self.assertState(
            self.validate({"unit_credit": 1.30, "amount_stated": 13}), "approved", 13
        )
        verdict = self.validate({"unit_credit": 6})
        self.assertState(verdict, "adjusted", 12.5, "unit_credit_mismatch")

    def test_17_price_protection(self):
        self.program.into_stock_source = "fifo"
        self.buy(100, 100, date(2025, 1, 10))
        self.protect(60, 10, date(2025, 3, 1))
        sold = {"quantity": 40, "amount_stated": 800, "date_ship": date(2025, 2, 10)}
        self.assertState(self.validate(sold), "approved", 800)
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "adjusted", 100, "unit_credit_mismatch")
        self.assertEqual(verdict.into_stock_price, 90)

    def test_18_return_of_a_sale_two_programs_paid(self):
        self.program.combinable = True
        self.add_program(
            "B",
            ProgramLine(2, agreed_book_price=D(100), authorized_price=D(95)),
            combinable=True,
        )
        self.validate(
            {"pos_document": "S1", "amount_stated": 200},
            {"pos_document": "S1", "amount_stated": 50, "authorization_ref": "B"},
        )
        verdict = self.validate(
            {
                "transaction_type": "return",
                "authorization_ref": "",
                "origin_document": "S1",
                "amount_stated": -250,
            }
        )
        self.assertState(verdict, "approved", -250)
