"""Prices, amounts, units and currencies."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestValidationPrices(ValidationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("product.group_product_pricelist")
        internal = cls.env.ref("base.group_user")
        internal.implied_ids += cls.env.ref("product.group_product_pricelist")

    def pricelist(self, *items, currency=None, **values):
        return self.env["product.pricelist"].create(
            {
                "name": "List",
                "company_id": self.company.id,
                "currency_id": (currency or self.eur).id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.product.id,
                            "compute_price": "fixed",
                            **item,
                        }
                    )
                    for item in items
                ],
                **values,
            }
        )

    def worth(self, *lines, **values):
        """Unit credit and approved amount of each line, worked out by us."""
        return [
            (line.unit_credit_calculated, line.amount_approved)
            for line in self.validate(*lines, **{"basis": "calculated", **values})
        ]

    def test_methods(self):
        self.new_program(
            "P", line={"credit_method": "percent", "discount_percent": 12.5}
        )
        self.new_program("F", line={"credit_method": "fixed", "unit_credit": 1.25})
        self.assertEqual(
            self.worth(
                {"authorization_ref": "A1"},
                {"authorization_ref": "P"},
                {"authorization_ref": "F"},
            ),
            [(20, 200), (12.5, 125), (1.25, 12.5)],
        )

    def test_claimed_book_price(self):
        self.program.into_stock_source = "claimed"
        lines = self.validate(
            {"book_price": 90},
            {"book_price": 105},
            {"unit_credit": 20},
            basis="calculated",
        )
        self.assertEqual(lines.mapped("into_stock_price"), [90, 100, 0])
        self.assertEqual(lines.mapped("amount_approved"), [100, 200, 0])
        self.assertEqual(self.codes(lines[1]), ["book_price_mismatch"])
        self.assertEqual(self.codes(lines[2]), ["book_price_unknown"])

    def test_claimed_book_price_without_agreed_one(self):
        self.program.into_stock_source = "claimed"
        self.program.line_ids.agreed_book_price = 0
        self.assertEqual(self.worth({"book_price": 105}), [(25, 250)])

    def test_source_of_the_company(self):
        self.company.becs_into_stock_source = "claimed"
        self.assertEqual(self.worth({"book_price": 95}), [(15, 150)])

    def test_price_list_of_the_distributor(self):
        self.distributor.with_company(
            self.company
        ).property_product_pricelist = self.pricelist(
            {"fixed_price": 110, "date_end": "2024-03-09 23:00:00"},
            {"fixed_price": 120, "date_start": "2024-03-09 23:00:01"},
            {"fixed_price": 90, "min_quantity": 5},
        )
        self.program.into_stock_source = "price_list"
        self.assertEqual(
            self.worth(
                {"date_ship": date(2024, 3, 9)}, {"date_ship": date(2024, 3, 10)}
            ),
            [(30, 300), (40, 400)],
        )

    def test_price_list_of_the_program(self):
        self.new_program(
            "L",
            line={"credit_method": "pricelist"},
            pricelist_id=self.pricelist(
                {"fixed_price": 85},
                {"fixed_price": 75, "min_quantity": 10},
                {"fixed_price": 60, "min_quantity": 100},
            ).id,
        )
        other = self.new_product("P2")
        lines = self.validate(
            *(
                {"authorization_ref": "L", "quantity": quantity}
                for quantity in (9.5, 10, 99, 100)
            ),
            {"authorization_ref": "L", "product_ref": other.default_code},
            basis="calculated",
        )
        self.assertEqual(
            lines.mapped("authorized_price_calculated"), [85, 75, 75, 60, 0]
        )
        self.assertEqual(self.codes(lines[4]), ["authorized_price_unknown"])

    def test_price_list_of_a_price_list(self):
        base = self.pricelist(
            {"fixed_price": 100}, {"fixed_price": 80, "min_quantity": 7}
        )
        self.new_program(
            "L",
            line={"credit_method": "pricelist"},
            pricelist_id=self.pricelist(
                {
                    "compute_price": "formula",
                    "base": "pricelist",
                    "base_pricelist_id": base.id,
                    "price_discount": 10,
                }
            ).id,
        )
        lines = self.validate(
            {"authorization_ref": "L", "quantity": 6},
            {"authorization_ref": "L", "quantity": 7},
            basis="calculated",
        )
        self.assertEqual(lines.mapped("authorized_price_calculated"), [90, 72])

    def rate(self, currency, day, rate, company=True):
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": day,
                "rate": rate,
                "company_id": self.company.id if company else False,
            }
        )

    def test_currencies(self):
        self.rate(self.usd, "2024-03-01", 1.1)
        self.rate(self.usd, "2024-03-10", 1.25)
        self.program.budget_amount = 600
        lines = self.validate(
            {"date_ship": date(2024, 3, 9)},
            {"date_ship": date(2024, 3, 10)},
            {"date_ship": date(2024, 3, 11)},
            {"date_ship": date(2024, 3, 12)},
            basis="calculated",
            currency_id=self.usd.id,
        )
        self.assertEqual(lines.mapped("into_stock_price"), [110, 125, 125, 125])
        self.assertEqual(lines.mapped("amount_approved"), [220, 250, 250, 0])
        self.assertEqual(lines.mapped("amount_program"), [200, 200, 200, 0])
        self.assertEqual(lines.mapped("amount_claimed_program"), [200] * 4)
        self.assertEqual(self.program.amount_approved, 600)
        self.assertEqual(self.program.amount_claimed, 800)

    def test_cap_is_not_passed_across_currencies(self):
        self.rate(self.usd, "2024-03-01", 1.1)
        self.program.budget_amount = 33.33
        [line] = self.validate(
            {"amount_stated": 220}, basis="stated", currency_id=self.usd.id
        )
        # 36.663
        self.assertState(line, "adjusted", 36.66, "budget_exceeded")
        self.assertEqual(line.amount_program, 33.33)

    def test_unit_of_measure(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        [line] = self.validate(
            {
                "uom_ref": dozen.name,
                "quantity": 2.5,
                "book_price": 1260,
                "unit_credit": 240,
                "amount_stated": 600,
            }
        )
        self.assertState(line, "approved", 600, "book_price_mismatch")
        self.assertEqual(line.quantity_approved, 30)
        self.assertEqual(line.unit_credit_approved, 20)
        self.assertEqual(line.finding_ids.claimed_value, 105)

    def test_nothing_is_rounded_before_an_amount(self):
        self.program.line_ids.max_quantity = 3
        [line] = self.validate({"quantity": 6, "amount_stated": 100.01})
        # half of 100.01 is 50.005: half away from zero
        self.assertState(line, "adjusted", 50.01, "authorized_quantity_exceeded")

    def test_rounding_of_the_currency(self):
        francs = self.env["res.currency"].create(
            {"name": "CHX", "symbol": "F", "rounding": 0.05}
        )
        self.program.currency_id = francs
        lines = self.validate(
            {"quantity": 1.003},
            {"quantity": 1.00125},
            basis="calculated",
            currency_id=francs.id,
        )
        # 20.06 and 20.025
        self.assertEqual(lines.mapped("amount_approved"), [20.05, 20.05])

    def test_what_a_line_claims(self):
        lines = self.validate(
            {"amount_stated": 123},
            {"unit_credit": 12.345},
            {"book_price": 100, "authorized_price": 85},
            {"book_price": 100},
        )
        self.assertEqual(lines.mapped("amount_claimed"), [123, 123.45, 150, 0])
        self.assertEqual(lines.mapped("amount_approved"), [123, 123.45, 150, 0])
        self.assertEqual(lines.mapped("amount_calculated"), [200] * 4)
        [line] = self.validate({"book_price": 100}, basis="calculated")
        self.assertEqual((line.amount_claimed, line.amount_approved), (200, 200))

    def test_tolerance_is_the_larger_one(self):
        self.program.write({"tolerance_percent": 5, "tolerance_amount": 0.5})
        lines = self.validate({"unit_credit": 21}, {"unit_credit": 21.01})
        self.assertEqual(lines.mapped("amount_approved"), [210, 200])
        self.program.tolerance_amount = 2
        lines = self.validate({"unit_credit": 22}, {"unit_credit": 22.01})
        self.assertEqual(lines.mapped("amount_approved"), [220, 200])
