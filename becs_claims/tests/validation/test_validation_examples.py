"""The worked examples of what a line is worth."""

from datetime import date

from odoo.tests import tagged

from ..shared.validation_common import ValidationCase
from ..stock.layers_case import LayersCase, day


@tagged("post_install", "-at_install")
class TestValidationExamples(ValidationCase):
    def test_stated_as_due(self):
        [line] = self.validate({"unit_credit": 20, "amount_stated": 200})
        self.assertState(line, "approved", 200)
        self.assertEqual(line.program_id, self.program)
        self.assertEqual(line.program_line_id, self.program.line_ids)
        self.assertEqual(line.quantity_approved, 10)
        self.assertEqual(line.into_stock_price, 100)
        self.assertEqual(line.authorized_price_calculated, 80)
        self.assertEqual(line.unit_credit_calculated, 20)
        self.assertEqual(line.unit_credit_approved, 20)
        self.assertEqual(line.amount_calculated, 200)
        self.assertEqual(line.amount_program, 200)
        self.assertTrue(line.counts_as_sold)

    def test_too_high_book_price(self):
        [line] = self.validate(
            {"book_price": 105, "unit_credit": 25, "amount_stated": 250}
        )
        self.assertState(
            line, "adjusted", 200, "book_price_mismatch", "unit_credit_mismatch"
        )
        book, unit = line.finding_ids.sorted("code")
        self.assertEqual((book.claimed_value, book.expected_value), (105, 100))
        self.assertEqual((unit.claimed_value, unit.expected_value), (25, 20))
        self.assertEqual(unit.amount_impact, 50)
        self.assertIn("105.00", book.message)
        self.assertIn("100.00", book.message)

    def test_never_more_than_claimed(self):
        [line] = self.validate({"unit_credit": 15, "amount_stated": 150})
        self.assertState(line, "approved", 150)

    def test_allowance(self):
        self.program.tolerance_percent = 25
        [line] = self.validate({"unit_credit": 25, "amount_stated": 250})
        self.assertState(line, "approved", 250)

    def test_part_of_the_quantity_left(self):
        self.program.line_ids.max_quantity = 25
        self.validate({"quantity": 20, "amount_stated": 400})
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "adjusted", 100, "authorized_quantity_exceeded")
        self.assertEqual(line.quantity_approved, 5)
        [finding] = line.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (10, 5))
        self.assertEqual(finding.amount_impact, 100)
        self.assertEqual(self.program.line_ids.quantity_approved, 25)

    def test_nothing_left(self):
        self.program.line_ids.max_quantity = 25
        self.validate({"quantity": 25, "amount_stated": 500})
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "rejected", 0, "authorization_exhausted")
        self.assertEqual(line.amount_calculated, 200)
        self.assertEqual(self.program.line_ids.quantity_approved, 25)

    def test_margin(self):
        self.new_program("M", line={"credit_method": "margin", "margin_percent": 15})
        [line] = self.validate(
            {"authorization_ref": "m", "quantity": 4, "resale_price": 90},
            basis="calculated",
        )
        self.assertState(line, "approved", 94)
        self.assertEqual(line.authorized_price_calculated, 76.5)
        self.assertEqual(line.unit_credit_calculated, 23.5)
        self.assertEqual(line.amount_claimed, 94)

    def test_low_resale_price(self):
        """A note by itself; with a guaranteed margin somebody has to look at it."""
        lowest = {"min_resale_price": 90}
        margin = {"credit_method": "margin", "margin_percent": 15}
        self.new_program("NET", line=lowest)
        self.new_program("MARGIN", line=lowest | margin)
        low = {"quantity": 4, "resale_price": 85}
        net, with_margin = self.validate(
            {"authorization_ref": "NET"} | low,
            {"authorization_ref": "MARGIN"} | low,
            basis="calculated",
        )
        self.assertState(net, "approved", 80, "resale_price_below_authorized")
        self.assertState(with_margin, "review", 94, "resale_price_below_authorized")

    def test_one_rounding_unit(self):
        self.program.line_ids.write(
            {"agreed_book_price": 3.333, "authorized_price": 2.111}
        )
        [line] = self.validate({"quantity": 7, "amount_stated": 8.56})
        self.assertState(line, "approved", 8.56)
        self.assertEqual(line.amount_calculated, 8.55)

    def test_held_by_review(self):
        self.program.line_ids.max_quantity = 100
        self.program.end_customer_ids = self.customer
        first, second = self.validate(
            {"quantity": 100, "amount_stated": 2000},
            {
                "quantity": 100,
                "amount_stated": 2000,
                "end_customer_name": "hospital ",
                "date_ship": date(2024, 3, 11),
            },
        )
        self.assertState(first, "review", 2000, "end_customer_not_authorized")
        self.assertState(second, "review", 0, "authorization_held")
        self.assertEqual(self.program.line_ids.quantity_held, 100)
        self.assertEqual(self.program.amount_held, 2000)
        self.assertEqual(self.program.amount_claimed, 4000)

    def test_same_document_on_another_program(self):
        self.new_program("B")
        self.validate({"quantity": 60, "amount_stated": 1200, "pos_document": "D1"})
        [line] = self.validate(
            {
                "quantity": 40,
                "amount_stated": 800,
                "pos_document": " d1",
                "authorization_ref": "B",
            }
        )
        self.assertState(line, "review", 800, "possible_duplicate")

    def test_swapped_columns(self):
        [line] = self.validate({"book_price": 80, "authorized_price": 100})
        self.assertState(line, "rejected", 0, "negative_amount")

    def test_fixed_credit_with_allowance(self):
        self.new_program(
            "F",
            line={"credit_method": "fixed", "unit_credit": 1.25},
            tolerance_percent=4,
        )
        within, beyond = self.validate(
            {"authorization_ref": "F", "unit_credit": 1.3, "amount_stated": 13},
            {"authorization_ref": "F", "unit_credit": 6, "amount_stated": 60},
        )
        self.assertState(within, "approved", 13)
        self.assertState(beyond, "adjusted", 12.5, "unit_credit_mismatch")

    def returned(self, **line):
        return self.validate(
            {
                "transaction_type": "return",
                "origin_document": "D",
                "authorization_ref": False,
                "date_ship": date(2024, 3, 20),
                **line,
            }
        )

    def test_return_of_a_part(self):
        self.program.line_ids.max_quantity = 10
        sale = {"pos_document": "D", "unit_credit": 20, "amount_stated": 200}
        self.validate(sale)
        [line] = self.returned(quantity=4)
        self.assertEqual(line.amount_approved, -80)
        [next_sale] = self.validate({"quantity": 5, "amount_stated": 100})
        self.assertState(next_sale, "adjusted", 80, "authorized_quantity_exceeded")
        self.assertEqual(next_sale.quantity_approved, 4, "free again")

    def test_return_of_a_sale_on_two_programs(self):
        programs = self.new_program("A", combinable=True) | self.new_program(
            "B", line={"authorized_price": 95}, combinable=True
        )
        self.validate(
            {"pos_document": "D", "authorization_ref": "A", "amount_stated": 200},
            {"pos_document": "D", "authorization_ref": "B", "amount_stated": 50},
        )
        self.assertEqual(programs.mapped("amount_approved"), [200, 50])
        [line] = self.returned(quantity=10)
        self.assertEqual(line.amount_approved, -250)
        self.assertEqual(programs.mapped("amount_approved"), [0, 0])
        self.assertEqual(programs.line_ids.mapped("quantity_approved"), [0, 0])


@tagged("post_install", "-at_install")
class TestLayersExamples(LayersCase):
    """The worked examples about purchases."""

    def test_units_of_two_layers(self):
        self.new_program(
            "P",
            line={"credit_method": "percent", "discount_percent": 12.5},
            into_stock_source="fifo",
        )
        self.invoice("01-05", (40, 10), (60, 12))
        self.sell(("03-01", 35, {"authorization_ref": "P"}))
        [line] = self.sell(("03-02", 10, {"authorization_ref": "P"}))
        self.assertState(line, "approved", 13.75)
        self.assertEqual(line.into_stock_price, 11)
        self.assertEqual(line.unit_credit_calculated, 1.375)

    def test_more_sold_than_bought(self):
        self.program.into_stock_source = "agreed"
        self.distributor.becs_stock_since = day("01-01")
        self.adjust("01-01", "opening", 0)
        self.invoice("01-15", (100, 100))
        [line] = self.sell(("02-20", 100, {"amount_stated": 2000}))
        self.assertState(line, "approved", 2000)
        [line] = self.sell(("02-01", 100, {"amount_stated": 2000}))
        self.assertState(line, "review", 2000, "stock_exceeded")

    def test_later_claim_with_an_earlier_ship_date(self):
        self.program.line_ids.authorized_price = 8
        self.invoice("01-05", (40, 12))
        self.invoice("01-06", (40, 10))
        [line] = self.sell(("03-10", 40))
        self.assertEqual(line.into_stock_price, 12)
        [line] = self.sell(("03-01", 40, {"amount_stated": 80}), basis="stated")
        self.assertState(line, "approved", 80)
        self.assertEqual(line.into_stock_price, 10)

    def test_price_protection(self):
        self.invoice("01-05", (100, 100))
        self.adjust("03-01", "price", 60, 10)
        self.sell(("02-10", 40))
        [line] = self.sell(("03-10", 10, {"amount_stated": 200}), basis="stated")
        self.assertState(line, "adjusted", 100, "unit_credit_mismatch")
        self.assertEqual(line.into_stock_price, 90)
