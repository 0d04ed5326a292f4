"""The worked examples of what a line is worth, on the plain Python reference."""

from .reference import ProgramLine
from .reference_case import D, ReferenceCase


class TestWorkedExamples(ReferenceCase):
    def test_01_clean_line(self):
        self.assertVerdict(
            self.judge({"unit_credit": 20, "amount_claimed": 200}), "approved", 200
        )

    def test_02_book_price_too_high(self):
        verdict = self.judge(
            {"book_price": 105, "unit_credit": 25, "amount_claimed": 250}
        )
        self.assertVerdict(
            verdict, "adjusted", 200, "book_price_mismatch", "unit_credit_mismatch"
        )
        self.assertEqual(self.finding(verdict, "book_price_mismatch"), (105, 100))
        self.assertEqual(self.finding(verdict, "unit_credit_mismatch"), (25, 20))

    def test_03_never_more_than_claimed(self):
        self.assertVerdict(
            self.judge({"unit_credit": 15, "amount_claimed": 150}), "approved", 150
        )

    def test_04_within_tolerance(self):
        self.program.tolerance_percent = D(25)
        self.assertVerdict(
            self.judge({"unit_credit": 25, "amount_claimed": 250}), "approved", 250
        )

    def test_05_part_of_the_quantity_left(self):
        self.line.max_quantity = D(25)
        self.judge({"quantity": 20, "amount_claimed": 400})
        verdict = self.judge({"amount_claimed": 200})
        self.assertVerdict(verdict, "adjusted", 100, "authorized_quantity_exceeded")
        self.assertEqual(verdict.quantity_approved, 5)

    def test_06_nothing_left(self):
        self.line.max_quantity = D(25)
        self.judge({"quantity": 25, "amount_claimed": 500})
        verdict = self.judge({"amount_claimed": 200})
        self.assertVerdict(verdict, "rejected", 0, "authorization_exhausted")
        self.assertEqual(
            (verdict.quantity_approved, verdict.amount_calculated), (0, 200)
        )

    def test_08_margin_on_resale(self):
        self.line.credit_method, self.line.margin_percent = "margin", D(15)
        verdict = self.judge({"quantity": 4, "resale_price": 90}, basis="calculated")
        self.assertVerdict(verdict, "approved", 94)
        self.assertEqual(verdict.authorized_price_calculated, D("76.5"))
        self.assertEqual(verdict.unit_credit_calculated, D("23.5"))

    def test_09_one_rounding_unit(self):
        self.line.agreed_book_price, self.line.authorized_price = D("3.333"), D("2.111")
        verdict = self.judge({"quantity": 7, "amount_claimed": 8.56})
        self.assertVerdict(verdict, "approved", 8.56)
        self.assertEqual(verdict.amount_calculated, D("8.55"))

    def test_13_held_by_lines_in_review(self):
        self.line.max_quantity = D(100)
        self.company.review_amount = D(0)
        self.program.end_customers = [self.customer]
        first = self.judge({"quantity": 100, "amount_claimed": 2000})
        self.assertVerdict(first, "review", 2000, "end_customer_not_authorized")
        second = self.judge(
            {"quantity": 100, "amount_claimed": 2000, "end_customer_name": "acme "}
        )
        self.assertVerdict(second, "review", 0, "authorization_held")

    def test_14_same_sale_on_another_program(self):
        self.add_program(
            "B", ProgramLine(2, agreed_book_price=D(100), authorized_price=D(80))
        )
        self.judge({"quantity": 60, "amount_claimed": 1200, "pos_document": "S1"})
        verdict = self.judge(
            {
                "quantity": 40,
                "amount_claimed": 800,
                "pos_document": "s1 ",
                "authorization_ref": " b",
            }
        )
        self.assertVerdict(verdict, "review", 800, "possible_duplicate")

    def test_15_columns_swapped(self):
        verdict = self.judge({"book_price": 80, "authorized_price": 100})
        self.assertVerdict(verdict, "rejected", 0, "negative_amount")
        self.assertEqual(verdict.amount_claims, -200)

    def test_16_allowance_is_not_a_gift(self):
        self.line.credit_method, self.line.unit_credit = "fixed", D("1.25")
        self.program.tolerance_percent = D(4)
        self.assertVerdict(
            self.judge({"unit_credit": 1.30, "amount_claimed": 13}), "approved", 13
        )
        verdict = self.judge({"unit_credit": 6})
        self.assertVerdict(verdict, "adjusted", 12.5, "unit_credit_mismatch")
