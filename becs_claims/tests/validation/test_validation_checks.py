"""Every check a line fails on its own: when it fires and when it does not."""

from datetime import date

from odoo.tests import tagged

from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestValidationChecks(ValidationCase):
    def verdicts(self, *lines, **values):
        """State and codes of each line."""
        return [
            (line.state, *self.codes(line)) for line in self.validate(*lines, **values)
        ]

    def test_missing_data(self):
        for name, shown in (
            ("product_ref", "product"),
            ("quantity", "quantity"),
            ("date_ship", "ship date"),
            ("pos_document", "document"),
        ):
            [line] = self.validate({name: False, "amount_stated": 200})
            self.assertState(line, "rejected", 0, "missing_data")
            self.assertIn(f"its {shown}.", line.finding_ids.message)
        [line] = self.validate({"product_ref": " ", "pos_document": " "})
        self.assertIn("product, document", line.finding_ids.message)
        self.assertFalse(line.counts_as_sold)

    def test_negative_amount(self):
        lines = self.validate(
            {"unit_credit": -1},
            {"amount_stated": -200},
            {"unit_credit": 20, "amount_stated": -200},
            {"book_price": 100, "authorized_price": 80},
        )
        for line in lines[:3]:
            self.assertState(line, "rejected", 0, "negative_amount")
        self.assertState(lines[3], "approved", 200)

    def test_product_unknown(self):
        [line] = self.validate({"product_ref": "nope", "amount_stated": 200})
        self.assertState(line, "rejected", 0, "product_unknown")
        self.assertIn("nope", line.finding_ids.message)
        self.assertEqual(line.amount_claimed, 200)

    def test_product_ambiguous(self):
        for _ in range(2):
            self.new_product("TWICE")
        [line] = self.validate({"product_ref": "twice", "amount_stated": 200})
        self.assertState(line, "rejected", 0, "product_unknown")
        self.assertIn("several products", line.finding_ids.message)

    def test_product_not_eligible(self):
        self.product.becs_eligible = False
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "rejected", 0, "product_unknown")
        self.assertIn("not eligible", line.finding_ids.message)
        self.assertEqual(line.amount_calculated, 200)

    def test_uom_unknown(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        self.assertEqual(
            self.verdicts(
                {"uom_ref": "barrel", "amount_stated": 200},
                {"uom_ref": kilogram.name.upper(), "amount_stated": 200},
                {"uom_ref": " PCS", "amount_stated": 200},
            ),
            [
                ("rejected", "uom_unknown"),
                ("rejected", "uom_unknown"),
                ("approved",),
            ],
        )

    def test_authorization_unknown_and_missing(self):
        self.product.categ_id = self.categories[1]
        self.program.line_ids.write(
            {"applied_on": "category", "categ_id": self.categories[0].id}
        )
        self.assertEqual(
            self.verdicts(
                {"authorization_ref": "A2", "amount_stated": 200},
                {"authorization_ref": False, "amount_stated": 200},
                {"authorization_ref": False, "amount_stated": 200, "quantity": 0},
            ),
            [
                ("rejected", "authorization_unknown"),
                ("rejected", "authorization_missing"),
                ("rejected", "missing_data"),
            ],
        )

    def test_state_of_the_program(self):
        for state, expected in (
            ("draft", ("rejected", "authorization_not_active")),
            ("requested", ("rejected", "authorization_not_active")),
            ("refused", ("rejected", "authorization_not_active")),
            ("suspended", ("review", "authorization_suspended")),
            ("closed", ("approved",)),
        ):
            self.program.state = state
            self.assertEqual(self.verdicts({"amount_stated": 200}), [expected])

    def test_closed_program_pays_up_to_its_end(self):
        self.program.write({"state": "closed", "date_end": date(2024, 3, 9)})
        self.assertEqual(
            self.verdicts(
                {"amount_stated": 200, "date_ship": date(2024, 3, 9)},
                {"amount_stated": 200, "date_ship": date(2024, 3, 10)},
            ),
            [("approved",), ("rejected", "ship_date_after_authorization")],
        )

    def test_distributor(self):
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.distributor.id}
        )
        self.program.distributor_ids = branch
        self.assertEqual(
            self.verdicts({"amount_stated": 200}),
            [("approved",)],
            "distributors are compared by company",
        )
        self.assertEqual(
            self.verdicts({"amount_stated": 200}, partner=self.other),
            [("rejected", "distributor_not_authorized")],
        )

    def test_product_not_covered(self):
        other = self.new_product("P2", categ_id=self.categories[1].id)
        self.program.line_ids.write({"applied_on": "product", "product_id": other.id})
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "rejected", 0, "product_not_authorized")
        self.assertEqual(line.program_id, self.program)

    def test_ship_dates(self):
        self.program.write({"date_start": date(2024, 3, 10)})
        self.program.date_end = date(2024, 3, 20)
        days = (9, 10, 20, 21)
        self.assertEqual(
            self.verdicts(
                *({"amount_stated": 200, "date_ship": date(2024, 3, d)} for d in days)
            ),
            [
                ("rejected", "ship_date_before_authorization"),
                ("approved",),
                ("approved",),
                ("rejected", "ship_date_after_authorization"),
            ],
        )

    def test_ship_date_in_future(self):
        self.assertEqual(
            self.verdicts(
                {"amount_stated": 200, "date_ship": date(2024, 3, 31)},
                {"amount_stated": 200, "date_ship": date(2024, 4, 1)},
            ),
            [("approved",), ("rejected", "ship_date_in_future")],
        )

    def test_filed_too_late(self):
        self.program.claim_window_days = 20
        late, in_time = self.validate(
            {"amount_stated": 200, "date_ship": date(2024, 3, 10)},
            {"amount_stated": 200, "date_ship": date(2024, 3, 11)},
        )
        self.assertState(late, "rejected", 0, "filed_too_late")
        self.assertState(in_time, "approved", 200)
        finding = late.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (21, 20))

    def test_end_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Ward 7", "parent_id": self.customer.id, "ref": "W7"}
        )
        self.program.end_customer_ids = contact
        self.env["becs.customer.alias"].create(
            {
                "partner_id": self.distributor.id,
                "name": "St. Elsewhere",
                "customer_id": self.customer.id,
            }
        )
        self.customer.vat = "X-HOSPITAL"
        self.assertEqual(
            self.verdicts(
                {"amount_stated": 200, "end_customer_name": "HOSPITAL"},
                {"amount_stated": 200, "end_customer_name": " w7"},
                {"amount_stated": 200, "end_customer_name": "st. elsewhere"},
                {"amount_stated": 200, "end_customer_name": "x-hospital"},
                {"amount_stated": 200, "end_customer_name": "School"},
                {"amount_stated": 200},
            ),
            [("approved",)] * 4 + [("review", "end_customer_not_authorized")] * 2,
        )

    def test_end_customer_among_several(self):
        twin = self.customer.copy({"name": "Hospital"})
        self.program.end_customer_ids = twin
        [line] = self.validate({"amount_stated": 200, "end_customer_name": "hospital"})
        self.assertState(line, "approved", 200)
        self.assertEqual(line.end_customer_id, twin)

    def test_below_minimum_quantity(self):
        self.program.line_ids.min_quantity = 10
        lines = self.validate(
            {"quantity": 9, "amount_stated": 180},
            {"quantity": 10, "amount_stated": 200},
        )
        self.assertState(lines[0], "rejected", 0, "below_minimum_quantity")
        self.assertEqual(lines[0].finding_ids.expected_value, 10)
        self.assertEqual(lines[0].amount_calculated, 180)
        self.assertState(lines[1], "approved", 200)

    def test_book_price_unknown(self):
        self.program.line_ids.agreed_book_price = 0
        self.new_program(
            "F",
            line={
                "credit_method": "fixed",
                "unit_credit": 20,
                "agreed_book_price": 0,
            },
        )
        lines = self.validate(
            {"amount_stated": 200},
            {"amount_stated": 200, "authorization_ref": "F"},
        )
        self.assertState(lines[0], "review", 0, "book_price_unknown")
        self.assertEqual(lines[0].amount_claimed, 200)
        self.assertState(lines[1], "approved", 200)

    def test_authorized_price_unknown(self):
        self.new_program("M", line={"credit_method": "margin", "margin_percent": 15})
        [line] = self.validate({"authorization_ref": "M", "amount_stated": 200})
        self.assertState(line, "review", 0, "authorized_price_unknown")
        self.assertIn("margin", line.finding_ids.message)

    def test_book_price_mismatch(self):
        self.program.write({"tolerance_percent": 2, "tolerance_amount": 3})
        lines = self.validate(
            {"amount_stated": 200, "book_price": 103},
            {"amount_stated": 200, "book_price": 103.01},
            {"amount_stated": 200, "book_price": 90},
        )
        self.assertState(lines[0], "approved", 200)
        self.assertState(lines[1], "approved", 200, "book_price_mismatch")
        self.assertState(lines[2], "approved", 200)

    def test_authorized_price_mismatch(self):
        lines = self.validate(
            {"amount_stated": 200, "authorized_price": 79},
            {"amount_stated": 200, "authorized_price": 81},
        )
        self.assertState(lines[0], "approved", 200, "authorized_price_mismatch")
        self.assertState(lines[1], "approved", 200)

    def test_no_credit_due(self):
        self.program.line_ids.authorized_price = 100
        [line] = self.validate({"amount_stated": 200})
        self.assertState(line, "rejected", 0, "no_credit_due", "unit_credit_mismatch")

    def test_unit_credit_mismatch_by_one_rounding_unit(self):
        lines = self.validate(
            {"quantity": 1, "unit_credit": 20.01, "amount_stated": 20.01},
            {"quantity": 1, "unit_credit": 20.011, "amount_stated": 20.01},
        )
        self.assertState(lines[0], "approved", 20.01)
        self.assertState(lines[1], "approved", 20.01, "unit_credit_mismatch")

    def test_amount_mismatch(self):
        lines = self.validate(
            {"unit_credit": 20, "amount_stated": 200.01},
            {"unit_credit": 20, "amount_stated": 200.02},
            {"unit_credit": 20, "amount_stated": 190},
        )
        self.assertState(lines[0], "approved", 200.01)
        self.assertState(lines[1], "adjusted", 200, "amount_mismatch")
        self.assertState(lines[2], "approved", 190)

    def test_resale_prices(self):
        self.program.line_ids.write({"min_resale_price": 85, "max_resale_price": 95})
        self.new_program(
            "M",
            line={
                "credit_method": "margin",
                "margin_percent": 15,
                "min_resale_price": 85,
            },
        )
        lines = self.validate(
            {"amount_stated": 200, "resale_price": 90},
            {"amount_stated": 200, "resale_price": 96},
            {"amount_stated": 200, "resale_price": 84},
            {"authorization_ref": "M", "resale_price": 80},
            basis="calculated",
        )
        self.assertState(lines[0], "approved", 200)
        self.assertState(lines[1], "review", 200, "resale_price_above_authorized")
        self.assertState(lines[2], "approved", 200, "resale_price_below_authorized")
        # the credit of a guaranteed margin goes by the lowest resale price at least
        self.assertState(lines[3], "review", 277.5, "resale_price_below_authorized")

    def test_below_minimum_amount(self):
        self.program.minimum_line_amount = 100
        lines = self.validate(
            {"quantity": 5, "amount_stated": 100},
            {"quantity": 4, "amount_stated": 80},
        )
        self.assertState(lines[0], "approved", 100)
        self.assertState(lines[1], "rejected", 0, "below_minimum_amount")

    def test_over_review_amount(self):
        self.company.becs_review_amount = 200
        lines = self.validate(
            {"amount_stated": 200},
            {"quantity": 11, "amount_stated": 220},
        )
        self.assertState(lines[0], "approved", 200)
        self.assertState(lines[1], "review", 220, "over_review_amount")
        self.assertTrue(lines[1].review_for_amount)
        self.assertEqual(self.program.amount_reserved, 220)
        self.assertEqual(self.program.amount_held, 0)

    def test_returns_of_nothing_wait_for_a_person(self):
        lines = self.validate(
            {"transaction_type": "return", "amount_stated": -80, "quantity": 4},
            {"transaction_type": "return", "unit_credit": 20, "product_ref": "nope"},
        )
        self.assertState(lines[0], "review", 0, "return_without_credit")
        self.assertEqual(lines[0].amount_claimed, -80)
        self.assertState(lines[1], "review", 0, "product_unknown")
        self.assertEqual(lines[1].amount_claimed, -200)
        self.assertEqual(
            set((lines[0] | lines[1]).finding_ids.mapped("outcome")), {"review"}
        )

    def test_every_message_can_be_told(self):
        """A line with nearly everything wrong names each cause with its numbers."""
        self.program.write(
            {
                "distributor_ids": self.other.ids,
                "end_customer_ids": self.customer.ids,
                "claim_window_days": 1,
                "date_end": date(2024, 2, 1),
                "minimum_line_amount": 1000,
            }
        )
        self.program.line_ids.write({"min_quantity": 99, "max_resale_price": 50})
        [line] = self.validate(
            {
                "book_price": 1234.5,
                "authorized_price": 70,
                "unit_credit": 30,
                "amount_stated": 400,
                "resale_price": 96,
                "end_customer_name": "School 100 %",
            }
        )
        self.assertState(
            line,
            "rejected",
            0,
            "distributor_not_authorized",
            "ship_date_after_authorization",
            "end_customer_not_authorized",
            "below_minimum_quantity",
            "filed_too_late",
            "book_price_mismatch",
            "authorized_price_mismatch",
            "unit_credit_mismatch",
            "amount_mismatch",
            "resale_price_above_authorized",
            "below_minimum_amount",
        )
        shown = {finding.code: finding.message for finding in line.finding_ids}
        self.assertIn("1,234.50", shown["book_price_mismatch"])
        self.assertIn("School 100 %", shown["end_customer_not_authorized"])
        self.assertIn("02/01/2024", shown["ship_date_after_authorization"])
        self.assertIn("400.00 EUR", shown["amount_mismatch"])
        self.assertIn("1,000.00 EUR", shown["below_minimum_amount"])
        self.assertFalse([m for m in shown.values() if "%(" in m or "$s" in m])
