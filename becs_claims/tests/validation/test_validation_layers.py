"""What units cost by the purchase layers of a distributor."""

from datetime import date

from odoo.tests import tagged

from ...validation import engine
from ..stock.layers_case import LayersCase, day


@tagged("post_install", "-at_install")
class TestFifo(LayersCase):
    def test_units_of_two_layers(self):
        first, second = self.invoice("01-05", (40, 100), (60, 120))
        sold, line = self.sell(("03-01", 35), ("03-02", 10))
        self.assertEqual(sold.into_stock_price, 100)
        self.assertEqual(line.into_stock_price, 110)
        self.assertEqual(self.uses(line), [(5, 100), (5, 120)])
        self.assertEqual(line.layer_use_ids.move_line_id, first | second)
        self.assertEqual(line.layer_use_ids.mapped("start"), [35, 0])
        self.assertState(line, "approved", 300)

    def test_only_layers_up_to_the_ship_date(self):
        self.invoice("03-02", (10, 120))
        self.invoice("03-01", (10, 100))
        early, late = self.sell(("03-01", 4), ("03-02", 8))
        self.assertEqual(self.uses(early), [(4, 100)])
        self.assertEqual(self.uses(late), [(6, 100), (2, 120)])
        self.assertEqual(late.into_stock_price, 105)

    def test_beyond_what_was_bought(self):
        self.invoice("01-05", (5, 100))
        self.invoice("02-05", (5, 120))
        [line] = self.sell(("03-01", 16))
        self.assertEqual(self.uses(line), [(5, 100), (5, 120), (6, 120, "beyond")])
        self.assertEqual(line.into_stock_price, (500 + 11 * 120) / 16)
        [line] = self.sell(("03-01", 2))
        self.assertEqual(self.uses(line), [(2, 120, "beyond")])

    def test_nothing_bought_by_then(self):
        self.invoice("03-02", (10, 100))
        [line] = self.sell(("03-01", 4))
        self.assertState(line, "review", 0, "book_price_unknown")
        self.assertEqual(self.uses(line), [])
        self.assertEqual(line.into_stock_price, 0)

    def test_no_price_for_gifts(self):
        """Lines without a price are no layer, nor are drafts and other documents."""
        self.invoice("01-05", (10, 0), (10, 100))
        self.invoice("01-06", (10, 50), post=False)
        self.invoice("01-07", (10, 60), partner=self.other)
        self.invoice("01-08", {"quantity": 10, "price_unit": 120, "discount": 25})
        [line] = self.sell(("03-01", 20))
        self.assertEqual(self.uses(line), [(10, 100), (10, 90)])

    def test_unit_of_measure(self):
        """A layer bought by the dozen, sales by the piece and by the dozen."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.invoice(
            "01-05",
            {"quantity": 2, "price_unit": 1200, "product_uom_id": dozen.id},
            (10, 130),
        )
        piece, pack = self.sell(
            ("03-01", 18), ("03-02", 1, {"uom_id": dozen.id, "authorization_ref": "A1"})
        )
        self.assertEqual(self.uses(piece), [(18, 100)])
        self.assertEqual(self.uses(pack), [(6, 100), (6, 130)])
        self.assertEqual(pack.into_stock_price, 115)

    def test_order_of_sales(self):
        """By ship date, then as filed; not by row."""
        self.invoice("01-05", (10, 100), (10, 120), (10, 140))
        third, first, second = self.sell(("03-05", 10), ("03-01", 10), ("03-02", 10))
        prices = [line.into_stock_price for line in (first, second, third)]
        self.assertEqual(prices, [100, 120, 140])

    def test_lines_of_one_sale(self):
        """Two programs pay for the same units: they are used once."""
        self.program.combinable = True
        self.new_program("B", combinable=True, into_stock_source="fifo")
        self.invoice("01-05", (10, 100), (10, 120))
        same = {"pos_document": "D1"}
        small, large = self.sell(
            ("03-01", 4, same),
            ("03-01", 12, {**same, "authorization_ref": "B"}),
        )
        self.assertEqual(self.uses(small), [])
        self.assertEqual(self.uses(large), [(10, 100), (2, 120)])
        self.assertEqual(small.into_stock_price, large.into_stock_price)
        self.assertEqual(round(small.into_stock_price * 12, 10), 1240)

    def test_grown_and_shrunk(self):
        """A second line of the sale states more; only the difference is laid."""
        self.program.combinable = True
        self.new_program("B", combinable=True, into_stock_source="fifo")
        self.invoice("01-05", (10, 100), (10, 120), (10, 140))
        same = {"pos_document": "D1"}
        [small] = self.sell(("03-02", 4, same))
        self.sell(("03-03", 8))
        [large] = self.sell(("03-02", 12, {**same, "authorization_ref": "B"}))
        self.assertEqual(self.uses(small), [(4, 100)])
        self.assertEqual(self.uses(large), [(8, 120)])
        self.assertEqual(round(large.into_stock_price * 12, 10), 400 + 8 * 120)
        small.quantity_approved = 0
        large.claim_id.action_cancel()
        self.assertEqual(self.uses(large), [])
        [again] = self.sell(("03-04", 3))
        self.assertEqual(self.uses(again), [(3, 120)])
        self.assertLayersHold()

    def test_returned_units_are_free_again(self):
        self.invoice("01-05", (10, 100), (10, 120))
        [line] = self.sell(("03-01", 14))
        self.assertEqual(self.uses(line), [(10, 100), (4, 120)])
        [back] = self.validate(
            {
                "transaction_type": "return",
                "quantity": 6,
                "origin_document": line.pos_document,
            }
        )
        self.assertEqual(back.return_use_ids.quantity, 6)
        [later] = self.sell(("03-05", 3))
        self.assertEqual(self.uses(line), [(8, 100)])
        self.assertEqual(self.uses(later), [(2, 100), (1, 120)])

    def test_revalidated(self):
        self.invoice("01-05", (40, 100), (60, 120))
        lines = self.sell(("03-01", 35), ("03-02", 10), ("03-03", 80))
        stored = self.env["becs.layer.use"].search_read([], load="")
        prices = lines.mapped("into_stock_price")
        for _ in range(2):
            lines.claim_id.action_validate()
            self.assertEqual(lines.mapped("into_stock_price"), prices)
            self.assertEqual(
                self.env["becs.layer.use"].search_read([], load=""), stored
            )

    def test_kept_when_older_goods_turn_up(self):
        """A late invoice of an earlier day does not move what was said."""
        self.invoice("02-05", (10, 120))
        [line] = self.sell(("03-01", 12))
        self.invoice("01-05", (10, 100))
        line.claim_id.action_validate()
        self.assertEqual(self.uses(line), [(10, 120), (2, 120, "beyond")])
        [later] = self.sell(("03-02", 2))
        self.assertEqual(self.uses(later), [(2, 100)])

    def test_check_leaves_nothing(self):
        self.invoice("01-05", (10, 100), (10, 120))
        checked = self.validate(
            {"quantity": 15}, {"quantity": 5}, reserve=False, basis="calculated"
        )
        self.assertEqual(round(checked[0].into_stock_price * 15, 10), 1600)
        self.assertEqual(checked[1].into_stock_price, 120)
        self.assertFalse(self.env["becs.layer.use"].search([]))
        [line] = self.sell(("03-20", 10))
        self.assertEqual(self.uses(line), [(10, 100)])
        engine.run(self.env, checked.claim_id, reserve=False)
        self.assertEqual(checked.mapped("into_stock_price"), [120, 120])
        self.assertEqual(len(self.env["becs.layer.use"].search([])), 1)

    def test_freed(self):
        """By a person, by cancelling the claim, by going back to draft."""
        self.invoice("01-05", (10, 100), (10, 120))
        for undo in (
            lambda line: line.action_decide("reject", note="No"),
            lambda line: line.claim_id.action_cancel(),
            lambda line: line.claim_id.action_reset_to_draft(),
        ):
            [line] = self.sell(("03-01", 12))
            self.assertEqual(self.uses(line), [(10, 100), (2, 120)])
            line.action_decide("accept", note="Fine")
            self.assertEqual(self.uses(line), [(10, 100), (2, 120)])
            undo(line)
            self.assertFalse(self.env["becs.layer.use"].search([]))

    def test_rejected_when_revalidated(self):
        self.invoice("01-05", (10, 100))
        [line] = self.sell(("03-01", 4))
        for source in ("fifo", "agreed"):
            self.program.write(
                {"into_stock_source": "fifo", "date_end": False, "state": "approved"}
            )
            line.claim_id.action_validate()
            self.assertEqual(self.uses(line), [(4, 100)])
            self.program.write({"into_stock_source": source, "date_end": day("02-01")})
            line.claim_id.action_validate()
            self.assertState(line, "rejected", 0, "ship_date_after_authorization")
            self.assertEqual(self.uses(line), [])

    def test_rejected_lines_use_none(self):
        """They are priced as the next units would be, behind all sales of the run."""
        self.invoice("01-05", (10, 100), (10, 120))
        self.program.date_start = day("03-01")
        early, late = self.sell(("02-20", 15), ("03-05", 6))
        self.assertState(early, "rejected", 0, "ship_date_before_authorization")
        self.assertEqual(self.uses(late), [(6, 100)])
        self.assertEqual(self.uses(early), [])
        # 4 at 100, 10 at 120, one more at 120
        self.assertEqual(round(early.into_stock_price * 15, 10), 400 + 11 * 120)

    def test_sales_of_agreed_programs_are_laid_later(self):
        """A program with another source asks nothing; its sales use units all the
        same once somebody asks."""
        self.invoice("01-05", (10, 100), (10, 120))
        self.new_program("AGREED", into_stock_source="agreed")
        [agreed] = self.sell(("03-01", 8, {"authorization_ref": "AGREED"}))
        self.assertEqual(agreed.into_stock_price, 100)
        self.assertEqual(self.uses(agreed), [])
        [line] = self.sell(("03-02", 4))
        self.assertEqual(self.uses(agreed), [(8, 100)])
        self.assertEqual(self.uses(line), [(2, 100), (2, 120)])

    def test_other_products_and_companies(self):
        other = self.new_product("P2")
        self.invoice("01-05", {"product_id": other.id, "quantity": 5, "price_unit": 90})
        self.invoice("01-06", (5, 100))
        lines = self.sell(("03-01", 5), ("03-01", 5, {"product_ref": "P2"}))
        self.assertEqual(lines.mapped("into_stock_price"), [100, 90])

    def test_invoice_taken_back(self):
        first = self.invoice("01-05", (10, 100))
        self.invoice("01-06", (10, 120))
        [line] = self.sell(("03-01", 5))
        first.move_id.button_draft()
        line.claim_id.action_validate()
        self.assertEqual(self.uses(line), [(5, 120)])

    def test_many_sales_and_layers(self):
        """Against going through the units one by one."""
        quantities = [(7 * n) % 13 + 1 for n in range(30)]
        self.invoice(
            "01-05", *((quantity, 100 + n) for n, quantity in enumerate(quantities))
        )
        units = [
            100 + n for n, quantity in enumerate(quantities) for _ in range(quantity)
        ]
        sold = [(5 * n) % 11 + 1 for n in range(25)]
        lines = self.sell(*(("03-01", quantity) for quantity in sold))
        for line, quantity in zip(lines, sold, strict=True):
            mine, units = units[:quantity], units[quantity:]
            self.assertAlmostEqual(line.into_stock_price, sum(mine) / quantity, 10)
        self.assertLayersHold()


@tagged("post_install", "-at_install")
class TestGoodsBack(LayersCase):
    def test_newest_layers_by_the_day(self):
        self.invoice("01-05", (10, 100))
        self.invoice("02-05", (10, 120))
        self.back("02-10", 14)
        self.invoice("03-05", (10, 140))
        [line] = self.sell(("03-10", 10))
        # 6 of the first are left, none of the second
        self.assertEqual(self.uses(line), [(6, 100), (4, 140)])

    def test_price_only_credits_take_nothing(self):
        self.invoice("01-05", (10, 100))
        self.invoice("01-06", (10, 10), kind="out_refund")
        [line] = self.sell(("03-10", 10))
        self.assertEqual(self.uses(line), [(10, 100)])

    def test_whole_layer_back(self):
        """A layer of which nothing is left is not the last one."""
        self.invoice("01-05", (10, 100))
        self.invoice("02-05", (5, 120))
        self.back("02-06", 5)
        [line] = self.sell(("03-10", 12))
        self.assertEqual(self.uses(line), [(10, 100), (2, 100, "beyond")])

    def test_more_back_than_there_was(self):
        self.invoice("01-05", (10, 100))
        self.back("01-06", 25)
        self.invoice("02-05", (10, 120))
        [line] = self.sell(("03-10", 4))
        self.assertEqual(self.uses(line), [(4, 120)])

    def test_used_units_stay_used(self):
        self.invoice("01-05", (10, 100))
        [line] = self.sell(("03-01", 8))
        self.back("03-02", 5)
        line.claim_id.action_validate()
        self.assertEqual(self.uses(line), [(8, 100)])
        [later] = self.sell(("03-05", 2))
        self.assertEqual(self.uses(later), [(2, 100, "beyond")])

    def test_corrections(self):
        self.invoice("01-05", (10, 100))
        self.adjust("01-10", "correction", 5)
        self.adjust("01-11", "correction", 5, 130)
        self.adjust("01-12", "correction", -7)
        [line] = self.sell(("03-01", 20))
        # 5 at 130 and 2 of the found ones are gone
        self.assertEqual(self.uses(line), [(10, 100), (3, 100), (7, 100, "beyond")])

    def test_correction_without_a_layer_before_it(self):
        self.adjust("01-10", "correction", 5)
        [line] = self.sell(("03-01", 2))
        self.assertState(line, "review", 0, "book_price_unknown")
        self.invoice("01-20", (5, 100))
        line.claim_id.action_validate()
        self.assertEqual(self.uses(line), [(2, 100)])

    def test_order_of_one_day(self):
        """Openings, then invoices, then what was found."""
        self.adjust("01-10", "correction", 5, 130)
        self.invoice("01-10", (5, 120))
        [line] = self.sell(("03-01", 10))
        self.assertEqual(self.uses(line), [(5, 120), (5, 130)])


@tagged("post_install", "-at_install")
class TestOpening(LayersCase):
    def test_what_was_before_no_longer_counts(self):
        self.invoice("01-05", (10, 90))
        self.adjust("01-31", "opening", 6, 100)
        self.adjust("01-31", "opening", 4, 110)
        self.invoice("01-31", (10, 95))
        self.invoice("02-01", (10, 120))
        before, line = self.sell(("01-31", 12), ("02-01", 12))
        self.assertEqual(self.uses(before), [(10, 90), (2, 95)])
        self.assertEqual(self.uses(line), [(6, 100), (4, 110), (2, 120)])

    def test_several_openings(self):
        self.adjust("01-31", "opening", 10, 100)
        self.adjust("02-29", "opening", 3, 105)
        self.invoice("03-01", (10, 120))
        february, march = self.sell(("02-29", 12), ("03-01", 4))
        self.assertEqual(self.uses(february), [(10, 100), (2, 100, "beyond")])
        self.assertEqual(self.uses(march), [(3, 105), (1, 120)])

    def test_goods_back_of_the_epoch_only(self):
        self.invoice("01-05", (10, 90))
        self.adjust("01-31", "opening", 5, 100)
        self.back("02-10", 8)
        self.invoice("02-11", (5, 120))
        before, line = self.sell(("01-20", 10), ("02-20", 5))
        self.assertEqual(self.uses(before), [(10, 90)])
        self.assertEqual(self.uses(line), [(5, 120)])

    def test_opening_entered_later(self):
        """Uses stay where they are; what is sold next comes from the new stock."""
        self.invoice("01-05", (10, 90))
        [line] = self.sell(("03-01", 4))
        self.adjust("02-29", "opening", 5, 100)
        line.claim_id.action_validate()
        self.assertEqual(self.uses(line), [(4, 90)])
        self.assertEqual(line.into_stock_price, 90)
        [later] = self.sell(("03-02", 2))
        self.assertEqual(self.uses(later), [(2, 100)])

    def test_empty_opening(self):
        self.invoice("01-05", (10, 90))
        self.adjust("01-31", "opening", 0)
        [line] = self.sell(("02-01", 4))
        self.assertState(line, "review", 0, "book_price_unknown")


@tagged("post_install", "-at_install")
class TestPriceProtection(LayersCase):
    def test_last_units_from_the_day_on(self):
        self.invoice("01-05", (10, 100), (10, 120))
        self.adjust("03-01", "price", 15, 10)
        before, line = self.sell(("02-29", 3), ("03-01", 9))
        self.assertEqual(self.uses(before), [(3, 100)])
        # of the first layer the units from the sixth on are protected
        self.assertEqual(self.uses(line), [(2, 100), (5, 90), (2, 110)])
        self.assertEqual(line.into_stock_price, (200 + 450 + 220) / 9)

    def test_several_add_up_but_not_below_zero(self):
        self.invoice("01-05", (10, 100))
        self.adjust("02-01", "price", 6, 30)
        self.adjust("02-10", "price", 3, 80)
        [line] = self.sell(("02-09", 5))
        self.assertEqual(self.uses(line), [(4, 100), (1, 70)])
        [line] = self.sell(("02-10", 7))
        self.assertEqual(self.uses(line), [(2, 70), (3, 0), (2, 0, "beyond")])

    def test_beyond_costs_what_the_last_unit_does(self):
        self.invoice("01-05", (10, 100))
        self.adjust("02-01", "price", 1, 30)
        [line] = self.sell(("03-01", 12))
        self.assertEqual(self.uses(line), [(9, 100), (1, 70), (2, 70, "beyond")])

    def test_after_goods_back(self):
        """The last units are those that are left, whenever the others went back."""
        self.invoice("01-05", (10, 100), (10, 120))
        self.adjust("02-01", "price", 4, 10)
        self.back("02-15", 12)
        [line] = self.sell(("03-01", 8))
        self.assertEqual(self.uses(line), [(4, 100), (4, 90)])

    def test_later_layers_are_not_protected(self):
        self.invoice("01-05", (10, 100))
        self.adjust("02-01", "price", 50, 10)
        self.invoice("02-02", (10, 120))
        [line] = self.sell(("03-01", 20))
        self.assertEqual(self.uses(line), [(10, 90), (10, 120)])

    def test_each_epoch_by_itself(self):
        self.invoice("01-05", (10, 100))
        self.adjust("01-31", "opening", 10, 110)
        self.adjust("02-15", "price", 15, 10)
        before, after = self.sell(("01-31", 5), ("02-15", 5))
        self.assertEqual(self.uses(before), [(5, 100)])
        self.assertEqual(self.uses(after), [(5, 100)])
        self.assertEqual(after.layer_use_ids.adjustment_id.kind, "opening")

    def test_uses_follow(self):
        """Units stay, prices are those of now; a use over its border costs the mean."""
        self.invoice("01-05", (10, 100))
        [line] = self.sell(("03-05", 8))
        self.adjust("03-01", "price", 4, 10)
        line.claim_id.action_validate()
        self.assertEqual(line.into_stock_price, 97.5)
        self.assertEqual(self.uses(line), [(8, 97.5)])
        self.adjust("03-06", "price", 10, 10)
        line.claim_id.action_validate()
        self.assertEqual(line.into_stock_price, 97.5)

    def test_next_units(self):
        """A line that uses none meets the borders, too."""
        self.invoice("01-05", (10, 100), (10, 120))
        self.adjust("02-01", "price", 14, 10)
        self.program.date_start = day("03-05")
        early, late = self.sell(("03-01", 15), ("03-05", 3))
        self.assertEqual(self.uses(late), [(3, 100)])
        # 3 at 100, 4 at 90, 8 at 110
        self.assertEqual(round(early.into_stock_price * 15, 10), 300 + 360 + 880)


@tagged("post_install", "-at_install")
class TestLayerCurrencies(LayersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.usd.id,
                    "company_id": cls.company.id,
                    "name": day(when),
                    "rate": rate,
                }
                for when, rate in (("01-01", 2), ("02-01", 1.25), ("03-01", 4))
            ]
        )

    def test_rate_of_the_invoice_date(self):
        self.invoice("01-05", (10, 240), currency_id=self.usd.id)
        self.invoice("02-05", (10, 150), currency_id=self.usd.id)
        self.invoice("02-06", (10, 130))
        [line] = self.sell(("03-10", 25))
        self.assertEqual(self.uses(line), [(10, 240), (10, 150), (5, 130)])
        self.assertEqual(line.layer_use_ids.mapped("currency_id"), self.usd | self.eur)
        self.assertEqual(line.into_stock_price, (1200 + 1200 + 650) / 25)

    def test_claims_in_two_currencies(self):
        self.invoice("01-05", (10, 100), (10, 120))
        euro = self.new_claim({"quantity": 10}, basis="calculated")
        dollar = self.new_claim(
            {"quantity": 10}, basis="calculated", currency_id=self.usd.id
        )
        engine.run(self.env, euro | dollar)
        self.assertEqual(euro.line_ids.into_stock_price, 100)
        self.assertEqual(dollar.line_ids.into_stock_price, 240)

    def test_protection_in_another_currency(self):
        self.invoice("01-05", (10, 100))
        self.adjust("02-05", "price", 5, 12.5, currency_id=self.usd.id)
        [line] = self.sell(("03-10", 10))
        self.assertEqual(self.uses(line), [(5, 100), (5, 90)])

    def test_found_units_cost_what_the_last_layer_did(self):
        self.invoice("01-05", (10, 240), currency_id=self.usd.id)
        self.adjust("02-05", "correction", 5)
        [line] = self.sell(("03-10", 15))
        self.assertEqual(self.uses(line), [(10, 240), (5, 240)])
        self.assertEqual(line.into_stock_price, 120)

    def test_next_units(self):
        self.invoice("01-05", (10, 240), currency_id=self.usd.id)
        self.invoice("02-06", (10, 130))
        self.program.date_start = day("03-05")
        early, _late = self.sell(("03-01", 22), ("03-05", 4))
        self.assertEqual(round(early.into_stock_price * 22, 10), 720 + 16 * 130)


@tagged("post_install", "-at_install")
class TestAverage(LayersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.into_stock_source = "average"

    def test_a_year_up_to_the_ship_date(self):
        self.invoice(date(2023, 3, 9), (1, 80))
        self.invoice(date(2023, 3, 10), (2, 90))
        self.invoice(date(2023, 3, 11), (3, 100))
        self.invoice("03-10", (7, 120))
        self.invoice("03-11", (9, 150))
        lines = self.sell(("03-09", 5), ("03-10", 5), ("03-11", 5))
        # after 9, 10 and 11 March of the year before
        self.assertEqual(
            [round(line.into_stock_price, 10) for line in lines],
            [
                round((2 * 90 + 3 * 100) / 5, 10),
                round((3 * 100 + 7 * 120) / 10, 10),
                round((7 * 120 + 9 * 150) / 16, 10),
            ],
        )
        self.assertFalse(self.env["becs.layer.use"].search([]))

    def test_leap_day(self):
        self.invoice(date(2023, 2, 28), (1, 80))
        self.invoice(date(2023, 3, 1), (1, 100))
        [line] = self.sell(("02-29", 1))
        self.assertEqual(line.into_stock_price, 100)

    def test_net_of_goods_returned(self):
        self.invoice("01-05", (10, 100))
        self.invoice("02-05", (10, 120))
        self.back("03-20", 5)
        [line] = self.sell(("03-10", 1))
        self.assertEqual(round(line.into_stock_price * 15, 10), 1600)

    def test_protected_and_of_its_epoch(self):
        self.invoice("01-05", (10, 500))
        self.adjust("01-31", "opening", 10, 100)
        self.invoice("02-05", (10, 120))
        self.adjust("03-01", "price", 15, 10)
        before, after = self.sell(("02-29", 1), ("03-01", 1))
        self.assertEqual(before.into_stock_price, 110)
        self.assertEqual(after.into_stock_price, 102.5)

    def test_nothing_bought(self):
        self.invoice(date(2022, 3, 9), (1, 80))
        [line] = self.sell(("03-09", 5))
        self.assertState(line, "review", 0, "book_price_unknown")

    def test_currencies(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": day("01-01"),
                "rate": 2,
            }
        )
        self.invoice("01-05", (10, 240), currency_id=self.usd.id)
        self.invoice("01-06", (30, 100))
        [line] = self.sell(("03-09", 5))
        self.assertEqual(line.into_stock_price, 105)


@tagged("post_install", "-at_install")
class TestShared(LayersCase):
    """Distributors supplied through another, and those that report their sales."""

    def test_bought_through_another(self):
        central = self.env["res.partner"].create(
            {"name": "Central", "is_company": True}
        )
        store = self.env["res.partner"].create(
            {"name": "Orders", "parent_id": central.id}
        )
        (self.distributor | self.other).becs_stock_partner_id = store
        self.invoice("01-05", (10, 100), (10, 120), partner=store)
        self.invoice("01-05", (10, 90))
        [first] = self.sell(("03-02", 8))
        [second] = self.sell(("03-01", 8), partner=self.other)
        self.assertEqual(self.uses(first), [(8, 100)])
        self.assertEqual(self.uses(second), [(2, 100), (6, 120)])
        self.assertEqual(second.layer_use_ids.partner_id, central)

    def test_reported_sales(self):
        """The reports use the units; a line costs what the ones it met do."""
        self.distributor.becs_pos_since = day("03-01")
        self.invoice("01-05", (10, 100), (10, 120), (10, 140))
        unclaimed = self.report("03-01", 6, "OTHER")
        one = self.report("03-02", 5, line_ref="1")
        two = self.report("03-03", 9, line_ref="2")
        before, own, whole = self.sell(
            ("02-29", 4, {"pos_document": "OLD"}),
            ("03-02", 5, {"pos_document": "INV1", "pos_line_ref": "1"}),
            ("03-03", 14, {"pos_document": "inv1"}),
        )
        self.assertEqual(self.uses(before), [(4, 100)])
        self.assertEqual(self.uses(unclaimed), [(6, 100)])
        self.assertEqual(self.uses(one), [(5, 120)])
        self.assertEqual(self.uses(two), [(5, 120), (4, 140)])
        self.assertEqual(self.uses(own), [])
        self.assertEqual(own.into_stock_price, 120)
        self.assertEqual(round(whole.into_stock_price * 14, 10), 1200 + 560)

    def test_no_report_matches(self):
        self.distributor.becs_pos_since = day("03-01")
        self.invoice("01-05", (10, 100), (10, 120))
        self.report("03-05", 6)
        lines = self.sell(
            ("03-01", 8, {"pos_document": "X"}), ("03-02", 8, {"pos_document": "Y"})
        )
        # both behind the reported sale: 4 at 100 and 4 at 120
        self.assertEqual(lines.mapped("into_stock_price"), [110, 110])
        self.assertEqual(lines.layer_use_ids.ids, [])

    def test_reported_returns(self):
        """They go off the sale of their document line that was reported last."""
        self.distributor.becs_pos_since = day("03-01")
        self.invoice("01-05", (10, 100), (10, 120))
        sales = [
            self.report("03-01", 5, "A"),
            self.report("03-02", 5, "A"),
            self.report("03-03", 5, "B"),
        ]
        self.report("03-20", -6, "a ")
        self.report("03-20", -3, "NONE")
        self.sell(("03-10", 1))
        self.assertEqual(self.uses(sales[0]), [(4, 100)])
        self.assertEqual(self.uses(sales[1]), [])
        self.assertEqual(self.uses(sales[2]), [(5, 100)])

    def test_report_replaced(self):
        """Sales that are no longer reported free their units."""
        self.distributor.becs_pos_since = day("03-01")
        self.invoice("01-05", (10, 100), (10, 120))
        sale = self.report("03-02", 10)
        self.sell(("03-10", 1))
        self.assertEqual(self.uses(sale), [(10, 100)])
        sale.unlink()
        sale = self.report("03-03", 12)
        self.sell(("03-10", 1))
        self.assertEqual(self.uses(sale), [(10, 100), (2, 120)])

    def test_reports_come_first_on_a_day(self):
        self.other.becs_pos_since = day("03-01")
        self.other.becs_stock_partner_id = self.distributor
        self.invoice("01-05", (5, 100), (5, 120))
        sale = self.report("03-02", 5, partner_id=self.other.id)
        [line] = self.sell(("03-02", 5))
        self.assertEqual(self.uses(sale), [(5, 100)])
        self.assertEqual(self.uses(line), [(5, 120)])


@tagged("post_install", "-at_install")
class TestLayersCost(LayersCase):
    keeps_tables = False

    def count_queries(self, lines):
        self.env.flush_all()
        claim = self.new_claim(
            *(
                {"quantity": 1 + n % 3, "date_ship": day(f"03-{1 + n % 28:02}")}
                for n in range(lines)
            )
        )
        claim.state = "submitted"
        self.env.flush_all()
        before = self.cr.sql_log_count
        engine.run(self.env, claim)
        return self.cr.sql_log_count - before

    def test_queries_do_not_grow(self):
        self.distributor.becs_stock_since = day("01-01")
        self.adjust("01-01", "opening", 50, 90)
        self.invoice("01-05", (40, 100), (60, 120))
        self.adjust("02-01", "price", 30, 5)
        self.count_queries(2)
        self.assertEqual(self.count_queries(5), self.count_queries(50))

    def test_nothing_asked(self):
        """Programs with other sources cost no query more."""
        self.program.into_stock_source = "agreed"
        self.count_queries(2)
        before = self.count_queries(5)
        self.invoice("01-05", (40, 100), (60, 120))
        self.assertEqual(self.count_queries(5), before)
        self.env.cr.execute("SELECT to_regclass('pg_temp.becs_run_layer')")
        self.assertFalse(self.env.cr.fetchone()[0])
