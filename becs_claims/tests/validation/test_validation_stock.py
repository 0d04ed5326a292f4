"""More sold than a distributor can have had."""

from odoo.tests import tagged

from ..stock.layers_case import LayersCase, day

EXCEEDED = "stock_exceeded"


@tagged("post_install", "-at_install")
class TestStock(LayersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.into_stock_source = "agreed"
        cls.distributor.becs_stock_since = day("01-01")
        cls.adjust("01-01", "opening", 0)

    def exceeded(self, line):
        """Sold and bought, as the finding of the line says; None without one."""
        finding = line.finding_ids.filtered(lambda found: found.code == EXCEEDED)
        return (finding.claimed_value, finding.expected_value) if finding else None

    def assertExceeded(self, lines, *expected):
        self.assertEqual([self.exceeded(line) for line in lines], list(expected))

    def test_in_all(self):
        self.invoice("01-05", (100, 90))
        [first] = self.sell(("02-20", 100, {"amount_stated": 2000}))
        self.assertState(first, "approved", 2000)
        [line] = self.sell(("02-21", 1, {"amount_stated": 20}))
        self.assertState(line, "review", 20, EXCEEDED)
        self.assertExceeded(line, (101, 100))
        self.assertIn("101 were sold", line.finding_ids.message)
        self.assertEqual(line.finding_ids.amount_impact, 20)

    def test_later_sales_of_other_claims_count(self):
        self.invoice("01-05", (100, 90))
        self.sell(("02-20", 100))
        [line] = self.sell(("02-01", 100))
        self.assertExceeded(line, (200, 100))

    def test_by_then(self):
        self.invoice("01-05", (10, 90))
        self.invoice("02-15", (90, 90))
        early, late = self.sell(("02-01", 11), ("02-20", 50))
        self.assertExceeded(early | late, (11, 10), None)
        [line] = self.sell(("02-10", 1))
        self.assertExceeded(line, (12, 10))

    def test_lines_of_the_run_in_order(self):
        self.invoice("01-05", (25, 90))
        third, first, second = self.sell(("02-03", 10), ("02-01", 10), ("02-02", 10))
        self.assertExceeded(first | second | third, None, None, (30, 25))

    def test_only_after_an_opening(self):
        before, after = self.sell(("01-01", 5), ("01-02", 5))
        self.assertExceeded(before | after, None, (5, 0))

    def test_what_was_before_an_opening_counts_no_more(self):
        self.invoice("01-05", (100, 90))
        self.sell(("01-20", 100))
        self.adjust("01-31", "opening", 10, 90)
        ten, one, old = self.sell(("02-01", 10), ("02-02", 1), ("01-31", 1))
        self.assertExceeded(ten | one | old, None, (11, 10), (101, 100))

    def test_only_from_the_day_on(self):
        self.distributor.becs_stock_since = day("02-02")
        before, after = self.sell(("02-01", 5), ("02-02", 5))
        self.assertExceeded(before | after, None, (10, 0))
        self.distributor.becs_stock_since = False
        [line] = self.sell(("02-02", 5))
        self.assertExceeded(line, None)

    def test_returned_and_corrected(self):
        self.invoice("01-05", (30, 90))
        self.back("01-10", 12)
        self.adjust("01-11", "correction", -5)
        self.adjust("01-12", "correction", 2)
        first, second = self.sell(("02-01", 15), ("02-02", 1))
        self.assertExceeded(first | second, None, (16, 15))

    def test_goods_that_went_back_later(self):
        self.invoice("01-05", (30, 90))
        self.back("02-10", 12)
        [line] = self.sell(("02-01", 20))
        self.assertExceeded(line, (20, 18))

    def test_rejected_lines_are_not_sold(self):
        self.invoice("01-05", (10, 90))
        self.program.date_start = day("02-01")
        early, late = self.sell(("01-31", 10), ("02-01", 10))
        self.assertState(early, "rejected", 0, "ship_date_before_authorization")
        self.assertExceeded(late, None)
        late.action_decide("reject", note="No")
        [line] = self.sell(("02-02", 10))
        self.assertExceeded(line, None)
        line.claim_id.action_cancel()
        [line] = self.sell(("02-03", 10))
        self.assertExceeded(line, None)

    def test_lines_rejected_for_money_are_sold(self):
        self.invoice("01-05", (10, 90))
        self.program.line_ids.max_quantity = 1
        self.sell(("02-01", 1))
        exhausted, line = self.sell(("02-02", 9), ("02-03", 1))
        self.assertEqual(exhausted.state, "rejected")
        self.assertState(line, "rejected", 0, "authorization_exhausted", EXCEEDED)
        self.assertExceeded(line, (11, 10))

    def test_lines_of_one_sale(self):
        self.program.combinable = True
        self.new_program("B", combinable=True)
        self.invoice("01-05", (10, 90))
        same = {"pos_document": "D1"}
        small, large, more = self.sell(
            ("02-01", 4, same),
            ("02-01", 10, {**same, "authorization_ref": "B"}),
            ("02-02", 1),
        )
        self.assertExceeded(small | large | more, None, None, (11, 10))
        more.claim_id.action_cancel()
        self.sell(("02-01", 6, same))
        [large] = self.sell(("02-01", 10, {**same, "authorization_ref": "B"}))
        self.assertExceeded(large, None)
        [large] = self.sell(
            ("02-01", 11, {**same, "authorization_ref": "B", "pos_line_ref": ""})
        )
        self.assertExceeded(large, (11, 10))

    def test_revalidated(self):
        self.invoice("01-05", (10, 90))
        lines = self.sell(("02-01", 8), ("02-02", 4))
        self.assertExceeded(lines, None, (12, 10))
        lines.claim_id.action_validate()
        self.assertExceeded(lines, None, (12, 10))
        self.adjust("01-20", "correction", 2)
        lines.claim_id.action_validate()
        self.assertExceeded(lines, None, None)
        self.assertEqual(lines.mapped("state"), ["approved"] * 2)

    def test_it_holds_what_it_takes(self):
        """In the run as afterwards, the next line says that some is held."""
        self.program.line_ids.max_quantity = 10
        self.invoice("01-05", (5, 90))
        lines = self.sell(("02-01", 10), ("02-02", 1))
        self.assertState(lines[0], "review", 200, EXCEEDED)
        self.assertState(lines[1], "review", 0, EXCEEDED, "authorization_held")
        self.assertEqual(self.program.line_ids.quantity_held, 10)
        [line] = self.sell(("02-02", 1))
        self.assertState(line, "review", 0, EXCEEDED, "authorization_held")

    def test_rejected_by_choice(self):
        """A line that is rejected for it takes nothing, but was sold all the same."""
        self.rule(EXCEEDED, outcome="reject")
        self.program.line_ids.max_quantity = 10
        self.invoice("01-05", (5, 90))
        lines = self.sell(("02-01", 10), ("02-02", 1))
        self.assertState(lines[0], "rejected", 0, EXCEEDED)
        self.assertState(lines[1], "rejected", 0, EXCEEDED)
        self.assertEqual(self.exceeded(lines[1]), (11, 5))
        self.assertTrue(lines[0].counts_as_sold)
        self.assertEqual(self.program.line_ids.quantity_held, 0)

    def test_shared_stock(self):
        self.other.write(
            {
                "becs_stock_partner_id": self.distributor.id,
                "becs_stock_since": day("01-01"),
            }
        )
        self.invoice("01-05", (10, 90))
        [first] = self.sell(("02-01", 8), partner=self.other)
        [second] = self.sell(("02-02", 8))
        self.assertExceeded(first | second, None, (16, 10))

    def test_reported_sales(self):
        self.distributor.becs_pos_since = day("02-01")
        self.invoice("01-05", (10, 90))
        self.report("02-03", 4, "A")
        self.report("02-04", 4, "B")
        self.report("02-05", 4, "C")
        lines = self.sell(
            ("02-03", 4, {"pos_document": "A"}),
            ("02-04", 4, {"pos_document": "B"}),
        )
        # whatever their date: the unclaimed sale counts first
        self.assertExceeded(lines, None, (12, 10))
        lines.claim_id.action_cancel()
        self.report("02-20", -2, "C")
        lines = self.sell(
            ("02-03", 4, {"pos_document": "A"}),
            ("02-04", 4, {"pos_document": "B"}),
            ("02-04", 3, {"pos_document": "X"}),
            ("02-05", 4, {"pos_document": "C"}),
        )
        # in all 10 were sold, 2 of 12 having come back; but not yet by then. X adds its
        # own 3 for itself only.
        self.assertExceeded(lines, None, None, (11, 10), (12, 10))
        lines.claim_id.action_cancel()
        self.adjust("01-20", "correction", 2)
        lines = self.sell(
            ("02-04", 13, {"pos_document": "X"}),
            ("02-05", 4, {"pos_document": "C"}),
        )
        # of A, B and C, less the return, only C is met by a line of the run
        self.assertExceeded(lines, (19, 12), None)

    def test_reported_document_met_in_parts(self):
        self.distributor.becs_pos_since = day("02-01")
        self.invoice("01-05", (10, 90))
        self.report("02-03", 6, "A", line_ref="1")
        self.report("02-03", 6, "A", line_ref="2")
        part, whole = self.sell(
            ("02-03", 6, {"pos_document": "A", "pos_line_ref": "2"}),
            ("02-04", 12, {"pos_document": "A"}),
        )
        self.assertExceeded(part | whole, None, (12, 10))

    def test_check_before_filing(self):
        self.invoice("01-05", (10, 90))
        lines = self.validate(
            {"quantity": 10, "date_ship": day("02-01")},
            {"quantity": 1, "date_ship": day("02-02")},
            reserve=False,
        )
        self.assertExceeded(lines, None, (11, 10))
        lines = self.sell(("02-03", 10))
        self.assertExceeded(lines, None)

    def test_units_that_returned(self):
        """What a return took back of a sale is not sold."""
        self.invoice("01-05", (10, 90))
        [line] = self.sell(("02-01", 10))
        [back] = self.validate(
            {
                "transaction_type": "return",
                "quantity": 4,
                "origin_document": line.pos_document,
            }
        )
        self.assertIn(back.state, ("approved", "adjusted"))
        lines = self.sell(("02-02", 4), ("02-03", 1))
        self.assertExceeded(lines, None, (11, 10))
        line.claim_id.action_validate()
        self.assertExceeded(line, (11, 10))
