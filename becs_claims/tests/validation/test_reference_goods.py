"""Purchases, stock and reports on the plain Python reference (no database)."""

from datetime import date

from .reference import ProgramLine, Rule
from .reference_case import USD, D, ReferenceCase

JAN, FEB, MAR = (lambda day, month=month: date(2025, month, day) for month in (1, 2, 3))


def per(cost, units):
    return round(D(cost) / units, 12)


class GoodsCase(ReferenceCase):
    """The program credits what the into-stock price exceeds 80 by."""

    source = "fifo"

    def setUp(self):
        super().setUp()
        self.program.into_stock_source = self.source
        self.line.authorized_price = D(1)

    def sell(self, quantity, day, **stated):
        return self.validate({"quantity": quantity, "date_ship": day, **stated})

    def price(self, quantity, day, **stated):
        return round(self.sell(quantity, day, **stated).into_stock_price, 12)

    def used(self):
        """Units used, as (layer, first unit, units, beyond)."""
        return sorted(
            (use.source.id, use.start, use.quantity, use.beyond)
            for use in self.world.layer_uses
        )


class TestFifo(GoodsCase):
    def test_no_purchase_no_price(self):
        self.buy(10, 5, MAR(11))
        self.assertState(self.sell(1, MAR(10)), "review", 0, "book_price_unknown")
        self.assertEqual(self.used(), [])

    def test_a_sale_over_two_layers_and_beyond(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.assertEqual(self.price(6, JAN(2)), per(80, 6))
        self.assertEqual(self.price(3, JAN(3)), 20)
        self.assertEqual(
            self.used(),
            [(1, 0, 4, False), (2, 0, 1, True), (2, 0, 2, False), (2, 2, 2, False)],
        )

    def test_another_line_of_the_same_sale_uses_nothing_more(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.world.programs[0].combinable = True
        line = ProgramLine(2, authorized_price=D(1))
        self.add_program("B", line, combinable=True, into_stock_source="fifo")
        sale = {"quantity": 6, "pos_document": "S1", "date_ship": JAN(5)}
        both = self.validate(sale, {**sale, "authorization_ref": "B", "quantity": 2})
        self.assertEqual(
            [round(v.into_stock_price, 12) for v in both], [per(80, 6)] * 2
        )
        self.assertEqual(self.used(), [(1, 0, 4, False), (2, 0, 2, False)])

    def test_a_rejected_line_is_priced_and_uses_nothing(self):
        self.buy(4, 10, JAN(1))
        self.program.date_end = JAN(2)
        verdict = self.sell(4, JAN(5))
        self.assertEqual(verdict.into_stock_price, 10)
        self.assertFalse(verdict.counts_as_sold)
        self.assertEqual(self.used(), [])

    def test_what_is_cancelled_is_free_again(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.sell(4, JAN(5))
        self.world.claims[0].state = "cancelled"
        self.assertEqual(self.price(4, JAN(6)), 10)

    def test_revalidated_it_keeps_what_it_used(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        claims = [
            self.claim({"quantity": 4, "date_ship": day}) for day in (JAN(9), JAN(8))
        ]
        self.run_on(claims[0])
        self.run_on(claims[1])
        prices = [verdict.into_stock_price for verdict in self.run_on(*claims)]
        self.assertEqual(prices, [10, 20])

    def test_goods_returned_are_the_last_units(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.send_back(5, JAN(3))
        self.assertEqual(self.price(4, JAN(5)), 10)  # three units and one beyond
        self.assertEqual(self.used(), [(1, 0, 1, True), (1, 0, 3, False)])

    def test_what_goes_back_early_leaves_later_layers_alone(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(3))
        self.send_back(2, JAN(2))
        self.assertEqual(self.price(6, JAN(5)), per(2 * 10 + 4 * 20, 6))

    def test_corrections(self):
        self.correct(2, 0, JAN(1))  # units nobody knows a price of
        self.buy(4, 10, JAN(2))
        self.correct(2, 0, JAN(3))
        self.correct(1, 30, JAN(4))
        self.correct(-2, 0, JAN(5))
        self.assertEqual(self.price(6, JAN(6)), 10)
        self.assertEqual(
            self.used(), [(1, 0, 4, False), (2, 0, 1, False), (2, 0, 1, True)]
        )

    def test_an_opening_makes_an_end_of_all_before(self):
        self.buy(10, 10, JAN(1))
        self.open_stock(2, 30, FEB(1))
        self.buy(2, 40, FEB(2))
        self.assertEqual(self.price(1, FEB(1)), 10)
        self.assertEqual(self.price(3, FEB(2)), per(100, 3))

    def test_layers_in_their_currency_at_their_rate(self):
        rates = {JAN(1): D(2), MAR(10): D(5)}
        self.world.rate = lambda company, currency, day: (
            rates[day] if currency is USD else D(1)
        )
        self.buy(1, 10, JAN(1), currency=USD)
        self.assertEqual(self.price(1, MAR(10)), 5)

    def test_price_protection_adds_up_but_never_pays(self):
        self.buy(4, 10, JAN(1))
        self.buy(2, 20, JAN(2))
        self.protect(3, 4, JAN(4))
        self.protect(1, 30, JAN(4))
        self.protect(9, 1, JAN(9))
        self.assertEqual(self.price(1, JAN(3)), 10)
        # units 2, 3 at 10, 4 at 10 - 4, then 20 - 4 and 20 - 4 - 30
        self.assertEqual(self.price(5, JAN(5)), per(10 + 10 + 6 + 16 + 0, 5))
        # beyond: the last unit of the last layer
        self.assertEqual(self.price(1, JAN(6)), 0)

    def test_who_buys_for_two(self):
        self.rival.buyer = self.distributor
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.assertEqual(self.price(4, JAN(3)), 10)
        verdict = self.validate(
            {"quantity": 4, "date_ship": JAN(3)}, partner=self.rival
        )
        self.assertEqual(verdict.into_stock_price, 20)

    def test_a_returned_sale_uses_less(self):
        self.buy(4, 10, JAN(1))
        self.buy(4, 20, JAN(2))
        self.sell(6, JAN(5), pos_document="S1", amount_stated=40)
        back = {"transaction_type": "return", "origin_document": "S1", "quantity": 3}
        self.validate({**back, "amount_stated": -20})
        self.assertEqual(self.price(3, JAN(6)), per(10 + 20 + 20, 3))


class TestReportedSales(GoodsCase):
    def setUp(self):
        super().setUp()
        self.distributor.pos_since = JAN(1)

    def test_units_of_the_reported_sales(self):
        self.buy(4, 10, JAN(1))
        self.buy(6, 20, JAN(2))
        self.report("S0", 2, JAN(3))
        self.report("S1", 4, JAN(4), line_ref="1")
        self.report("S1", 1, JAN(4), line_ref="2")
        self.report("S1", -1, JAN(9), line_ref="2")
        self.assertEqual(self.price(4, JAN(4), pos_document="S1"), 15)
        verdict = self.sell(1, JAN(4), pos_document="S9")
        self.assertState(verdict, "review", 0, "no_point_of_sale_record")
        self.assertEqual(verdict.into_stock_price, 20)
        self.assertEqual(
            self.used(), [(1, 0, 2, False), (1, 2, 2, False), (2, 0, 2, False)]
        )

    def test_mismatch(self):
        self.buy(99, 10, JAN(1))
        self.report("S1", 4, JAN(4), line_ref="1", resale_price=90)
        self.report("S1", 6, JAN(4), line_ref="2", resale_price=95)
        code = "point_of_sale_mismatch"
        for quantity, resale, ref, values in (
            (10, 93.01, "", None),
            (10, 93.02, "", (D("93.02"), D(93))),
            (11, 93, "", (11, 10)),
            (5, 90, "1", (5, 4)),
            (6, 0, " 2", None),
        ):
            claim = self.claim(
                {
                    "quantity": quantity,
                    "resale_price": resale,
                    "pos_line_ref": ref,
                    "pos_document": "S1",
                    "date_ship": JAN(4),
                }
            )
            [verdict] = self.run_on(claim)
            claim.state = "cancelled"
            self.assertEqual(code in verdict.codes, bool(values))
            if values:
                self.assertEqual(self.finding(verdict, code), values)


class TestAverage(GoodsCase):
    source = "average"

    def test_a_year_of_purchases_without_what_went_back(self):
        self.buy(5, 1, date(2024, 3, 10))
        self.buy(4, 10, date(2024, 3, 11))
        self.buy(4, 20, JAN(2))
        self.buy(4, 90, MAR(11))
        self.send_back(2, MAR(1))
        self.assertEqual(self.price(6, MAR(10)), per(4 * 10 + 2 * 20, 6))
        self.protect(1, 8, MAR(2))
        self.assertEqual(self.price(6, MAR(10)), per(4 * 10 + 20 + 12, 6))
        self.assertEqual(self.price(6, MAR(1)), per(5 + 4 * 10 + 2 * 20, 11))


class TestStock(GoodsCase):
    def setUp(self):
        super().setUp()
        self.program.into_stock_source = "agreed"
        self.distributor.stock_since = JAN(1)
        self.open_stock(5, 10, date(2024, 12, 31))

    def exceeded(self, verdict):
        if "stock_exceeded" in verdict.codes:
            return self.finding(verdict, "stock_exceeded")
        return None

    def test_in_all_and_by_then(self):
        self.buy(5, 10, FEB(1))
        self.assertIsNone(self.exceeded(self.sell(4, JAN(10))))
        self.assertEqual(self.exceeded(self.sell(3, JAN(20))), (7, 5))
        self.assertIsNone(self.exceeded(self.sell(3, FEB(2))))
        self.assertEqual(self.exceeded(self.sell(1, FEB(2))), (11, 10))

    def test_unknown_product_that_is_let_pass(self):
        """What it is a stock of cannot be said: a person decides."""
        self.world.rules.append(Rule(1, "product_unknown", "note", active=False))
        self.assertState(self.sell(9, JAN(10), product_ref="?"), "review", 0)

    def test_in_order_within_a_run(self):
        late, early = self.validate(
            {"quantity": 3, "date_ship": JAN(9)}, {"quantity": 3, "date_ship": JAN(8)}
        )
        self.assertIsNone(self.exceeded(early))
        self.assertEqual(self.exceeded(late), (6, 5))

    def test_one_sale_counts_once(self):
        sale = {"pos_document": "S1", "date_ship": JAN(8)}
        verdicts = self.validate(
            *({**sale, "quantity": quantity} for quantity in (4, 5, 6))
        )
        self.assertEqual([self.exceeded(v) for v in verdicts], [None, None, (6, 5)])

    def test_goods_returned_and_lost(self):
        self.send_back(1, JAN(5))
        self.correct(-1, 0, JAN(9))
        self.assertEqual(self.exceeded(self.sell(4, JAN(4))), (4, 3))
        self.world.claims[0].state = "cancelled"
        self.assertIsNone(self.exceeded(self.sell(3, JAN(9))))

    def test_not_before_it_is_agreed_nor_without_opening(self):
        self.assertIsNone(self.exceeded(self.sell(9, date(2024, 12, 31))))
        self.distributor.stock_since = JAN(10)
        self.assertIsNone(self.exceeded(self.sell(9, JAN(9))))
        self.assertEqual(self.exceeded(self.sell(1, JAN(10))), (10, 5))

    def test_reported_sales(self):
        self.distributor.pos_since = JAN(1)
        self.report("S1", 3, JAN(5))
        self.report("S2", 4, JAN(6))
        self.report("S2", -2, JAN(7))
        first, second = self.validate(
            {"quantity": 3, "date_ship": JAN(5), "pos_document": "S1"},
            {"quantity": 4, "date_ship": JAN(6), "pos_document": "S2"},
        )
        self.assertIsNone(self.exceeded(first))
        self.assertEqual(self.exceeded(second), (7, 5))
        self.world.claims[0].state = "cancelled"
        verdict = self.sell(1, JAN(8), pos_document="S3")
        self.assertEqual(self.exceeded(verdict), (6, 5))
