"""What distributors bought, as people see it, and how a line tells of it."""

from odoo.tests import new_test_user, tagged

from .layers_case import LayersCase, day


@tagged("post_install", "-at_install")
class TestStockLayer(LayersCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.is_becs_distributor = True
        cls.product.becs_eligible = True

    def layers(self, **values):
        return self.env["becs.stock.layer"].search(
            [("product_id", "=", self.product.id)], order="date, id"
        )

    def shown(self):
        """(bought, went back, sold, left) of each layer, oldest first."""
        return [
            (
                layer.quantity_bought,
                layer.quantity_returned,
                layer.quantity_used,
                layer.quantity_left,
            )
            for layer in self.layers()
        ]

    def test_down_to_the_invoice(self):
        first = self.invoice("01-05", (40, 100))
        self.invoice("02-05", (60, 120))
        self.back("02-10", 5)
        self.sell(("03-01", 45), ("03-02", 70))
        self.assertEqual(self.shown(), [(40, 0, 40, 0), (60, 5, 55, 0)])
        layer, second = self.layers()
        self.assertEqual(layer.move_id, first.move_id)
        self.assertEqual(layer.document, first.move_id.name)
        self.assertEqual((layer.date, layer.unit_price), (day("01-05"), 100))
        self.assertEqual(layer.kind, "invoice")
        action = layer.action_open_source()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", first.move_id.id)
        )
        uses = self.env["becs.layer.use"].search(second.action_open_uses()["domain"])
        self.assertEqual(uses.mapped("quantity"), [5, 50, 20])

    def test_units_sold_and_returned_later(self):
        self.invoice("01-05", (10, 100))
        self.sell(("03-01", 8))
        self.back("03-02", 5)
        self.assertEqual(self.shown(), [(10, 5, 8, 0)])

    def test_opening_and_corrections(self):
        self.invoice("01-05", (10, 90))
        self.adjust("01-31", "opening", 6, 100)
        self.invoice("02-01", (10, 120))
        found = self.adjust("02-02", "correction", 3)
        self.adjust("02-03", "correction", -4)
        self.sell(("02-10", 5))
        self.assertEqual(
            self.shown(), [(10, 0, 0, 10), (6, 0, 5, 1), (10, 1, 0, 9), (3, 3, 0, 0)]
        )
        old, opening, bought, correction = self.layers()
        self.assertEqual(
            (old | opening | bought | correction).mapped("is_current"),
            [False, True, True, True],
        )
        self.assertEqual(correction.unit_price, 120)
        self.assertEqual(correction.adjustment_id, found)
        self.assertEqual((opening.value_left, bought.value_left), (100, 1080))

    def test_only_distributors(self):
        self.invoice("01-05", (10, 90), partner=self.other)
        self.assertFalse(self.layers())
        self.distributor.becs_stock_partner_id = self.other
        self.assertEqual(self.layers().partner_id, self.other)
        action = self.distributor.action_open_becs_stock()
        found = self.env["becs.stock.layer"].search(action["domain"])
        self.assertEqual(found, self.layers())

    def test_rights(self):
        viewer = new_test_user(
            self.env,
            "stock viewer",
            "becs_claims.group_viewer",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.invoice("01-05", (10, 90))
        Layer = self.env["becs.stock.layer"].with_user(viewer)
        self.assertEqual(Layer.search([]).mapped("quantity_left"), [10])
        other = self.env["res.company"].create({"name": "Other"})
        viewer.write({"company_ids": [(4, other.id)], "company_id": other.id})
        Layer = Layer.with_context(allowed_company_ids=other.ids)
        self.assertFalse(Layer.search([]))

    def test_grouped(self):
        self.invoice("01-05", (10, 90), (5, 95))
        [(product, left, value)] = self.env["becs.stock.layer"]._read_group(
            [("partner_id", "=", self.distributor.id)],
            ["product_id"],
            ["quantity_left:sum", "value_left:sum"],
        )
        self.assertEqual((product, left, value), (self.product, 15, 1375))


@tagged("post_install", "-at_install")
class TestLayersExplained(LayersCase):
    def assertExplained(self, line, *parts):
        for part in parts:
            self.assertIn(part, line.explanation.replace("\N{NO-BREAK SPACE}", " "))

    def test_layer_by_layer(self):
        move = self.invoice("01-05", (40, 100)).move_id
        self.adjust("01-31", "correction", 5, 120)
        _first, line = self.sell(("03-01", 35), ("03-02", 15))
        self.assertExplained(
            line,
            f"5 at 100.00 € ({move.name} of 01/05/2024)",
            "5 at 120.00 € (correction of 01/31/2024)",
            "5 more than are known to have been bought, at 120.00 € like the last",
        )

    def test_seen_by_a_viewer(self):
        self.invoice("01-05", (40, 100))
        [line] = self.sell(("03-01", 35))
        viewer = new_test_user(
            self.env,
            "claims viewer",
            "becs_claims.group_viewer",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assertExplained(line.with_user(viewer), "35 at 100.00 €")

    def test_lines_without_units_of_their_own(self):
        """The second line of a sale, a reported sale, and one that uses none."""
        self.program.combinable = True
        self.new_program("B", combinable=True, into_stock_source="fifo")
        self.invoice("01-05", (40, 100))
        same = {"pos_document": "D1"}
        _large, small = self.sell(
            ("03-01", 8, same), ("03-01", 5, {**same, "authorization_ref": "B"})
        )
        self.assertExplained(small, "8 at 100.00 €")
        self.distributor.becs_pos_since = day("03-10")
        self.report("03-12", 3, "R", line_ref="1")
        self.report("03-12", 4, "R", line_ref="2")
        one, whole, none = self.sell(
            ("03-12", 4, {"pos_document": "r", "pos_line_ref": "2"}),
            ("03-12", 7, {"pos_document": "R"}),
            ("03-12", 7, {"pos_document": "X"}),
        )
        self.assertExplained(one, "4 at 100.00 €")
        self.assertExplained(whole, "3 at 100.00 €", "4 at 100.00 €")
        self.assertExplained(none, "the line uses none")

    def test_average(self):
        self.program.into_stock_source = "average"
        self.invoice("01-05", (40, 100))
        [line] = self.sell(("03-01", 35))
        self.assertExplained(line, "after 03/01/2023 and up to 03/01/2024")

    def test_many_lines(self):
        """Uses are read for all lines together."""
        self.invoice("01-05", (40, 100))
        lines = self.sell(*(("03-01", 1) for _ in range(12)))
        lines[:2]._uses_of_sales()

        def count(chosen):
            before = self.cr.sql_log_count
            uses = chosen._uses_of_sales()
            self.assertEqual(len(uses), len(chosen))
            return self.cr.sql_log_count - before

        self.assertEqual(count(lines[:3]), count(lines))
