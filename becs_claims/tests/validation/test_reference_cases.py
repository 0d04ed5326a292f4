"""What the worked examples leave out, on the plain Python reference (no database)."""

from datetime import date

from .reference import (
    PriceList,
    PriceListItem,
    ProgramLine,
    Rule,
    claim_totals,
    decide,
    drawdown,
)
from .reference_case import EUR, USD, D, ReferenceCase


class TestPrices(ReferenceCase):
    def test_percent_and_calculated_basis(self):
        self.line.credit_method, self.line.discount_percent = "percent", D("12.5")
        self.line.agreed_book_price = D(11)
        verdict = self.validate({}, basis="calculated")
        self.assertState(verdict, "approved", 13.75)
        self.assertEqual(
            (verdict.into_stock_price, verdict.unit_credit_calculated), (11, D("1.375"))
        )

    def test_nothing_stated_claims_nothing(self):
        self.assertState(self.validate({}), "approved", 0)

    def test_claimed_source_is_limited_by_the_agreed_price(self):
        self.program.into_stock_source = "claimed"
        self.assertState(
            self.validate({"book_price": 95, "authorized_price": 80}), "approved", 150
        )
        verdict = self.validate({"book_price": 130, "amount_stated": 500})
        self.assertState(
            verdict, "adjusted", 200, "book_price_mismatch", "unit_credit_mismatch"
        )
        self.assertState(
            self.validate({"amount_stated": 200}), "review", 0, "book_price_unknown"
        )

    def test_price_list_source(self):
        self.program.into_stock_source = "price_list"
        self.distributor.price_list = PriceList(
            1, USD, [PriceListItem(D(125)), PriceListItem(D(1), min_quantity=D(2))]
        )
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "approved", 200)
        self.assertEqual(verdict.into_stock_price, 100)

    def test_authorized_by_price_list(self):
        self.line.credit_method = "pricelist"
        self.program.price_list = PriceList(
            1,
            EUR,
            [
                PriceListItem(D(80), min_quantity=D(10)),
                PriceListItem(D(70), "product", 2),
            ],
        )
        self.assertState(self.validate({"amount_stated": 200}), "approved", 200)
        verdict = self.validate({"quantity": 9, "amount_stated": 180})
        self.assertState(verdict, "review", 0, "authorized_price_unknown")

    def test_margin_takes_resale_at_least_at_its_lowest(self):
        (
            self.line.credit_method,
            self.line.margin_percent,
            self.line.min_resale_price,
        ) = "margin", D(15), D(90)
        verdict = self.validate({"quantity": 4, "resale_price": 10}, basis="calculated")
        self.assertState(verdict, "review", 94, "resale_price_below_authorized")
        self.assertState(
            self.validate({"amount_stated": 1}), "review", 0, "authorized_price_unknown"
        )

    def test_no_credit_due(self):
        self.line.authorized_price = D(100)
        self.assertState(
            self.validate({"amount_stated": 50}),
            "rejected",
            0,
            "no_credit_due",
            "unit_credit_mismatch",
        )

    def test_units_of_measure_are_not_rounded(self):
        self.line.agreed_book_price, self.line.authorized_price = D(10), D(9)
        verdict = self.validate(
            {
                "quantity": 1,
                "uom": self.dozen,
                "unit_credit": 12.5,
                "amount_stated": 12.5,
            }
        )
        self.assertState(verdict, "adjusted", 12, "unit_credit_mismatch")
        self.assertEqual(verdict.quantity_approved, 12)

    def test_a_tie_is_not_lost_to_a_division(self):
        self.line.max_quantity = D(3)
        verdict = self.validate({"quantity": 6, "amount_stated": 100.01})
        self.assertState(verdict, "adjusted", 50.01, "authorized_quantity_exceeded")

    def test_currencies_at_the_ship_date(self):
        self.line.max_amount = D(170)
        verdict = self.validate({"amount_stated": 250}, currency=USD)
        self.assertState(verdict, "adjusted", 212.5, "budget_exceeded")
        self.assertEqual(
            (verdict.unit_credit_calculated, verdict.amount_program), (25, 170)
        )


class TestPrograms(ReferenceCase):
    def test_found_when_none_is_stated(self):
        wide = self.program
        named = self.add_program(
            "N",
            ProgramLine(2, agreed_book_price=D(100), authorized_price=D(70)),
            end_customers=[self.customer],
        )
        narrow = self.add_program(
            "C",
            ProgramLine(
                3, "category", 1, agreed_book_price=D(100), authorized_price=D(75)
            ),
        )
        later = self.add_program(
            "L",
            ProgramLine(
                4, "category", 1, agreed_book_price=D(100), authorized_price=D(60)
            ),
            date_start=date(2025, 1, 1),
        )
        stated = {"authorization_ref": "", "amount_stated": 100}
        self.assertIs(
            self.validate({**stated, "end_customer_name": "Acme"}).program, named
        )
        self.assertIs(self.validate(stated).program, later)
        later.state = "suspended"
        self.assertIs(self.validate(stated).program, narrow)
        narrow.lines[0].max_amount = D(1)
        self.validate(stated)
        self.assertIs(self.validate(stated).program, wide)
        wide.distributors, narrow.distributors = [self.rival], [self.rival]
        self.assertState(self.validate(stated), "rejected", 0, "authorization_missing")

    def test_narrowest_line_minimum_and_exclusion(self):
        self.program.lines = [
            self.line,
            ProgramLine(
                2, "category", 1, agreed_book_price=D(100), authorized_price=D(90)
            ),
            ProgramLine(
                3,
                "category",
                2,
                agreed_book_price=D(100),
                authorized_price=D(70),
                min_quantity=D(50),
            ),
        ]
        self.assertEqual(self.validate({"amount_stated": 1}).program_line.id, 2)
        self.assertEqual(
            self.validate({"quantity": 50, "amount_stated": 1}).program_line.id, 3
        )
        self.program.lines[1].excluded = True
        self.assertState(
            self.validate({"amount_stated": 1}), "rejected", 0, "below_minimum_quantity"
        )
        self.program.lines[2].excluded = True
        self.assertState(
            self.validate({"quantity": 50, "amount_stated": 1}),
            "rejected",
            0,
            "product_not_authorized",
        )

    def test_every_failing_check_is_told(self):
        self.program.state, self.program.distributors = "draft", [self.rival]
        self.program.date_end, self.program.end_customers = (
            date(2025, 1, 1),
            [self.customer],
        )
        self.program.claim_window_days = 5
        self.assertState(
            self.validate({"amount_stated": 200}),
            "rejected",
            0,
            "authorization_not_active",
            "distributor_not_authorized",
            "ship_date_after_authorization",
            "end_customer_not_authorized",
            "filed_too_late",
        )

    def test_softened_check_leaves_the_line_to_a_person(self):
        self.world.rules = [
            Rule(1, "authorization_unknown", "note"),
            Rule(2, "product_unknown", "note", active=False),
        ]
        self.assertState(
            self.validate({"authorization_ref": "?", "amount_stated": 5}),
            "review",
            0,
            "authorization_unknown",
        )
        self.assertState(
            self.validate({"product_ref": "?", "amount_stated": 5}), "review", 0
        )

    def test_narrowest_rule_applies(self):
        code = "end_customer_not_authorized"
        self.program.end_customers = [self.customer]
        rules = self.world.rules
        state = lambda: self.validate({"amount_stated": 20}).state  # noqa: E731
        self.assertEqual(state(), "review")
        for rule, expected in (
            (Rule(1, code, "reject"), "rejected"),
            (Rule(2, code, "note", company=self.company), "approved"),
            (Rule(3, code, "reject", distributors=[self.distributor]), "rejected"),
            (Rule(4, code, "review", programs=[self.program]), "review"),
            (
                Rule(
                    5,
                    code,
                    "reject",
                    active=False,
                    programs=[self.program],
                    distributors=[self.distributor],
                ),
                "approved",
            ),
        ):
            rules.append(rule)
            self.assertEqual(state(), expected)


class TestDuplicates(ReferenceCase):
    def test_same_line_twice_in_a_run(self):
        stated = {"pos_document": "S1", "amount_stated": 200}
        first, second, third = self.validate(stated, stated, {**stated, "quantity": 9})
        self.assertState(first, "approved", 200)
        self.assertState(second, "rejected", 0, "duplicate_line")
        self.assertState(
            third, "review", 180, "possible_duplicate", "unit_credit_mismatch"
        )

    def test_a_line_rejected_above_claims_nothing(self):
        stated = {"pos_document": "S1", "amount_stated": 200}
        first, second = self.validate({**stated, "authorization_ref": "?"}, stated)
        self.assertState(first, "rejected", 0, "authorization_unknown")
        self.assertState(second, "approved", 200)

    def test_combinable_programs_and_serials(self):
        self.program.combinable = True
        self.add_program(
            "B",
            ProgramLine(2, agreed_book_price=D(100), authorized_price=D(80)),
            combinable=True,
        )
        stated = {"pos_document": "S1", "amount_stated": 200, "serials": ["x1"]}
        both = self.validate(stated, {**stated, "authorization_ref": "B"})
        self.assertEqual([verdict.state for verdict in both], ["approved", "approved"])
        self.assertState(self.validate({**stated, "serials": ["x2"]}), "approved", 200)
        verdict = self.validate(
            {**stated, "pos_document": "S2", "serials": ["X1 "]}, partner=self.rival
        )
        self.assertState(verdict, "rejected", 0, "serial_already_claimed")

    def test_resubmission(self):
        self.program.budget_amount = D(120)
        stated = {"pos_document": "S1", "amount_stated": 200}
        self.validate(stated)
        adjusted = self.world.claims[0].lines[0]
        self.program.budget_amount = D(1000)
        verdict = self.validate({**stated, "resubmission_of": adjusted})
        self.assertState(
            verdict, "rejected", 0, "duplicate_line", "unit_credit_mismatch"
        )
        verdict = self.validate(
            {**stated, "amount_stated": 80, "resubmission_of": adjusted}
        )
        self.assertState(verdict, "approved", 80)

    def test_resubmission_counts_as_filed_with_the_first(self):
        self.program.claim_window_days = 30
        self.validate({"authorization_ref": "?", "amount_stated": 200})
        first = self.world.claims[0].lines[0]
        stated = {"amount_stated": 200, "resubmission_of": first}
        self.assertState(self.validate(stated, filed=date(2025, 5, 2)), "approved", 200)
        verdict = self.validate(
            {**stated, "pos_document": "S2"}, filed=date(2025, 5, 3)
        )
        self.assertState(verdict, "rejected", 0, "filed_too_late")


class TestCaps(ReferenceCase):
    def test_in_order_of_shipping_and_totals(self):
        self.line.max_quantity = D(15)
        late, early = self.validate(
            {"amount_stated": 200},
            {"date_ship": date(2025, 3, 1), "amount_stated": 200},
        )
        self.assertState(early, "approved", 200)
        self.assertState(late, "adjusted", 100, "authorized_quantity_exceeded")
        totals = claim_totals(self.world.claims[0])
        self.assertEqual(
            (
                totals["amount_claimed"],
                totals["amount_approved"],
                totals["amount_rejected"],
            ),
            (400, 300, 100),
        )
        self.assertEqual(
            drawdown(self.world, self.program)[self.line, "quantity_approved"], 15
        )

    def test_thirds_use_a_cap_up(self):
        self.product.uom, self.line.max_quantity = self.dozen, D(1)
        pieces = {"uom": self.pieces, "amount_stated": 1}
        verdicts = self.validate(*({**pieces, "quantity": n} for n in (4, 4, 4, 1)))
        self.assertEqual([verdict.state for verdict in verdicts[:3]], ["approved"] * 3)
        self.assertState(verdicts[3], "rejected", 0, "authorization_exhausted")

    def test_only_the_amount_is_cut_by_a_budget(self):
        self.program.budget_amount = D(150)
        verdict = self.validate({"amount_stated": 200})
        self.assertState(verdict, "adjusted", 150, "budget_exceeded")
        self.assertEqual(verdict.quantity_approved, 10)

    def test_review_for_the_amount_counts_as_taken(self):
        self.company.review_amount, self.program.budget_amount = D(100), D(150)
        first, second = self.validate({"amount_stated": 120}, {"amount_stated": 90})
        self.assertState(first, "review", 120, "over_review_amount")
        self.assertTrue(first.review_for_amount)
        self.assertState(second, "adjusted", 30, "budget_exceeded")

    def test_a_person_comes_first(self):
        self.program.budget_amount = D(150)
        one, two = (
            self.claim({"amount_stated": 100}),
            self.claim({"amount_stated": 120}),
        )
        self.run_on(one, two)
        self.assertEqual(two.lines[0].amount_approved, 50)
        decide(self.world, two.lines[0], "claimed", date(2025, 4, 3))
        self.run_on(one, two)
        self.assertEqual(
            [one.lines[0].amount_approved, two.lines[0].amount_approved], [30, 120]
        )

    def test_cancelled_and_draft_claims_count_for_nothing(self):
        self.line.max_quantity = D(10)
        claim = self.claim({"amount_stated": 200})
        self.run_on(claim)
        for state in ("cancelled", "draft"):
            claim.state = state
            self.assertState(
                self.run_on(self.claim({"amount_stated": 200}))[0], "approved", 200
            )
            self.world.claims[-1].state = "cancelled"
