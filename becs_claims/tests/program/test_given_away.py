"""What a program is measured to give away is no less than what is paid by it."""

from datetime import date, datetime
from itertools import product as combinations

from odoo import Command
from odoo.tests import tagged

from ...models.program import given_away
from ..shared import rounds
from .test_program_approval import ProgramApprovalCase

LIST = 100  # what the distributor pays for P1 by its price list
DAYS = date(2024, 1, 1), date(2024, 3, 10), date(2024, 5, 1)
QUANTITIES = 0.2, 1, 10, 60


class GivenCase(ProgramApprovalCase):
    def prices(self, *items, **values):
        """A price list for P1; items are dicts."""
        return self.env["product.pricelist"].create(
            {
                "name": "Authorized",
                "currency_id": self.eur.id,
                "company_id": self.company.id,
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

    def given(self, *lines, **values):
        """(percent, why more) of a draft."""
        given = given_away.of_program(self.write_program(*lines, **values))
        return float(given.percent), given.unknown

    def most_paid(self, program, *stated):
        """The most per unit that any claim gets, and the units it is reached with."""
        lines = self.validate(
            *(
                {
                    "authorization_ref": program.code,
                    "date_ship": day,
                    "quantity": quantity,
                    "unit_credit": credit,
                    "book_price": 10000,
                    "resale_price": 1,
                }
                for day, quantity, credit in combinations(DAYS, QUANTITIES, stated)
            )
        )
        return max((line.amount_approved / line.quantity, line) for line in lines)[0]


@tagged("post_install", "-at_install")
class TestGivenAway(GivenCase):
    def terms(self, chance):
        """Terms by chance: of a line, and of the program."""
        price = lambda: chance.choice((0, 1, 60, 79.5, 99, 100, 120))  # noqa: E731
        method = chance.choice(("net_price", "percent", "fixed", "pricelist"))
        line = {
            "credit_method": method,
            "agreed_book_price": chance.choice((0, 90, 100, 130)),
            "min_quantity": chance.choice((0, 0, 0.5, 10)),
        }
        if method == "net_price":
            line["authorized_price"] = price()
        elif method == "percent":
            line["discount_percent"] = chance.choice((1, 12.5, 100))
        elif method == "fixed":
            line["unit_credit"] = price() or 5
        items = [
            {
                "fixed_price": price(),
                "min_quantity": chance.choice((0, 0.5, 5, 50)),
                "date_start": chance.choice((False, datetime(2024, 3, 1))),
                "date_end": chance.choice((False, datetime(2024, 4, 1))),
            }
            for _ in range(chance.randint(1, 3))
        ]
        base = self.prices(*items)
        layered = chance.random() < 0.3
        prices = base
        if layered:
            prices = self.prices(
                {
                    "compute_price": "percentage",
                    "percent_price": chance.choice((0, 30)),
                    "base": "pricelist",
                    "base_pricelist_id": base.id,
                }
            )
        return line, {
            "into_stock_source": chance.choice(("price_list", "agreed", "claimed")),
            "tolerance_amount": chance.choice((0, 0, 0.5, 30)),
            "tolerance_percent": chance.choice((0, 0, 2, 60)),
            "pricelist_id": prices.id,
            "budget_amount": 1e9,
        }

    def test_no_less_than_what_is_paid(self):
        chance = rounds.chance(self.id())
        measured = reached = 0
        for number in range(rounds.rounds(150)):
            with self.cr.savepoint() as savepoint:
                line, values = self.terms(chance)
                with self.subTest(line=line, values=values):
                    program = self.approved(line, code=f"R{number}", **values)
                    given = given_away.of_program(program)
                    if not given.unknown:
                        measured += 1
                        most = float(given.percent) * LIST / 100
                        paid = self.most_paid(
                            program, *(most + more for more in (0, 0.02, -1, -9)), 1, 20
                        )
                        # what is claimed may be above it by one cent a line, and the
                        # smallest line has a fifth of a unit
                        self.assertLessEqual(paid, most + 0.05 + 1e-6)
                        reached += paid > 0 and paid >= most - 0.05
                savepoint.rollback()
            self.env.invalidate_all()
        # and it is not just any high number
        self.assertGreater(reached, measured / 4)

    def test_tolerances(self):
        book = {"agreed_book_price": 100}
        net = {"authorized_price": 80, **book}
        fixed = {"credit_method": "fixed", "unit_credit": 15}
        percent = {"credit_method": "percent", "discount_percent": 10}
        for line, values, expected in (
            (net, {}, 20),
            (net, {"tolerance_amount": 7}, 27),
            (net, {"tolerance_percent": 10}, 22),
            # the larger of the two counts
            (net, {"tolerance_percent": 10, "tolerance_amount": 1.5}, 22),
            (net, {"tolerance_percent": 10, "tolerance_amount": 2.5}, 22.5),
            # nothing to credit, and yet what is allowed above it is paid
            (net | {"authorized_price": 120}, {"tolerance_amount": 7}, 7),
            (net | {"authorized_price": 120}, {"tolerance_percent": 50}, 0),
            (fixed, {"tolerance_percent": 20}, 18),
            (fixed, {"tolerance_amount": 20}, 35),
            (percent, {"tolerance_percent": 50}, 15),
            (percent, {"tolerance_amount": 4}, 14),
            (percent | {"agreed_book_price": 200}, {"tolerance_percent": 50}, 30),
        ):
            with self.subTest(line=line, values=values):
                self.assertEqual(self.given(line, **values), (expected, ""))

    def test_what_is_allowed_is_paid(self):
        """The engine pays what it is measured by: the figures of the terms above."""
        program = self.approved(
            {"authorized_price": 95, "agreed_book_price": 100},
            code="TOL",
            into_stock_source="agreed",
            tolerance_amount=90,
            budget_amount=1e9,
        )
        self.assertEqual(given_away.of_program(program).percent, 95)
        self.assertEqual(self.most_paid(program, 95, 5), 95)
        # above what is allowed only the credit is paid
        self.assertEqual(self.most_paid(program, 95.5), 5)

    def test_kept_tolerances(self):
        """Of terms for earlier ship dates, as long as they are asked for."""
        program = self.approved(
            {"authorized_price": 80}, tolerance_amount=30, code="KEPT"
        )
        self.env["becs.program.terms"].create(
            {
                "program_id": program.id,
                "date_to": date(2024, 2, 29),
                "tolerance_amount": 50,
            }
        )
        for day, expected in ((None, 70), (date(2024, 2, 29), 70), (DAYS[1], 50)):
            self.assertEqual(given_away.of_program(program, day).percent, expected)

    def test_stated_book_prices(self):
        prices = self.prices({"fixed_price": 95})
        for line in (
            {"authorized_price": 95},
            {"credit_method": "percent", "discount_percent": 10},
            {"credit_method": "pricelist"},
        ):
            for source in ("claimed", False):
                with self.subTest(line=line, source=source):
                    self.company.becs_into_stock_source = "claimed"
                    values = {"into_stock_source": source, "pricelist_id": prices.id}
                    self.assertIn(
                        "book price that the claim states",
                        self.given(line, **values)[1],
                    )
                    agreed = line | {"agreed_book_price": 100}
                    self.assertEqual(self.given(agreed, **values)[1], "")
                    self.company.becs_into_stock_source = "fifo"
                    self.assertEqual(bool(self.given(line, **values)[1]), bool(source))
        fixed = {"credit_method": "fixed", "unit_credit": 15}
        self.assertEqual(self.given(fixed, into_stock_source="claimed"), (15, ""))

    def test_a_stated_book_price_needs_who_has_no_limit(self):
        self.limit(100, 1e9, self.approver)
        program = self.write_program(into_stock_source="claimed")
        self.assertIn("book price that the claim states", self.refused(program))
        administrator = self.administrator()
        self.approve(program, administrator)
        self.assertEqual(program.state, "approved")

    def test_authorized_prices_of_other_days_and_quantities(self):
        line = {"credit_method": "pricelist"}
        for items, percent in (
            # to come, and gone by before the program begins
            (
                [
                    {"fixed_price": 90},
                    {"fixed_price": 40, "date_start": datetime(2999, 1, 1)},
                ],
                60,
            ),
            (
                [
                    {"fixed_price": 90},
                    {"fixed_price": 40, "date_end": datetime(2023, 1, 1)},
                ],
                10,
            ),
            # what takes its place when it ends
            (
                [
                    {"fixed_price": 30},
                    {"fixed_price": 90, "date_end": datetime(2999, 1, 1)},
                ],
                70,
            ),
            # for parts of a unit
            ([{"fixed_price": 20}, {"fixed_price": 90, "min_quantity": 0.5}], 80),
        ):
            with self.subTest(items=items):
                prices = self.prices(*items)
                self.assertEqual(self.given(line, pricelist_id=prices.id)[0], percent)
        # ... of a list below it
        base = self.prices({"fixed_price": 90}, {"fixed_price": 50, "min_quantity": 9})
        prices = self.prices(
            {
                "compute_price": "percentage",
                "percent_price": 10,
                "base": "pricelist",
                "base_pricelist_id": base.id,
            }
        )
        self.assertEqual(self.given(line, pricelist_id=prices.id)[0], 55)

    def test_requests(self):
        """The program of a request has the tolerances of the company."""
        request = self.submitted({"wanted_price": 80})
        request.line_ids.decision = "accept"
        given = request._given_away()
        self.assertEqual((given.percent, given.amount), (20, 200))
        self.company.becs_tolerance_amount = 5
        given = request._given_away()
        self.assertEqual((given.percent, given.amount), (25, 250))
        self.company.becs_tolerance_percent = 50
        given = request._given_away()
        self.assertEqual((given.percent, given.amount), (30, 300))
        request.end_customer_id = self.customer
        self.limit(29.99, 1000)
        with self.assertRaisesRegex(Exception, "30 %"), self.cr.savepoint():
            request.with_user(self.approver).action_answer()
        self.env["becs.approval.limit"].search([]).discount_percent = 30
        request.with_user(self.approver).action_answer()
        program = request.program_id
        self.assertEqual((program.tolerance_amount, program.tolerance_percent), (5, 50))
