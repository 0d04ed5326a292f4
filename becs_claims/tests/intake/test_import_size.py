import gc
import tracemalloc
import weakref

from odoo.tests import tagged

from ...intake.values import converters
from ...storage import copying, stated_lines
from .import_case import ImportCase, csv_file


@tagged("post_install", "-at_install")
class TestImportSize(ImportCase):
    """A larger file costs time, not memory nor more questions to the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_background_lines = 0  # read at once

    def content(self, rows, first=0):
        return csv_file(
            [
                "BEC-1",
                ("PUMP-10", "VALVE-2")[i % 2],
                f"INV-{i}",
                "2026-03-31",
                f"Customer {i % 50}",
                2,
                "1.50",
                3,
                f"S{i}",
            ]
            for i in range(first, first + rows)
        )

    def test_queries_do_not_grow_with_rows(self):
        self.import_file(self.content(10))  # fills the caches
        counts = []
        for rows in (100, 1000):
            wizard = self.read_file(self.content(rows, rows))
            self.env.flush_all()
            before = self.cr.sql_log_count
            claim = self.claim_of(wizard.action_import())
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(claim.line_count, rows)
        self.assertLessEqual(counts[1], counts[0])

    def test_memory_does_not_grow_with_rows(self):
        """What is held beside the file itself: one chunk, and some texts once.

        Both are made small, so that each file fills them many times.
        """
        self.patch(copying, "CHUNK", 500)
        self.patch(converters, "REMEMBERED", 500)
        self.import_file(self.content(1000))  # fills the caches
        peaks = []
        for rows in (3_000, 15_000):
            wizard = self.read_file(self.content(rows, rows))  # holds the file
            gc.collect()
            tracemalloc.start()
            self.addCleanup(tracemalloc.stop)
            wizard.action_import()
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        self.assertLess(peaks[1], peaks[0] * 1.2)

    def test_memory_holds_one_chunk(self):
        """A chunk is given up before the next is read."""
        alive = []

        class Row:
            pass

        def rows():
            for _number in range(9):
                row = Row()
                alive.append(weakref.ref(row))
                yield row
                del row

        def write(part):
            seen.append((len(part), sum(ref() is not None for ref in alive)))

        seen = []
        self.assertEqual(copying.in_chunks(rows(), write, chunk=4), 9)
        self.assertEqual(seen, [(4, 4), (4, 4), (1, 1)])

    def test_progress_is_told(self):
        claim = self.env["becs.claim"].create({"partner_id": self.distributor.id})
        rows = [
            dict.fromkeys(stated_lines.STATED)
            | {"sequence": i, "transaction_type": "sale", "amount_claimed": None}
            | {"serial_numbers": None}
            for i in range(7)
        ]
        shown = []
        stored = stated_lines.store(self.env, claim, rows, report=shown.append, chunk=3)
        self.assertEqual((stored, shown), (7, [3, 6, 7]))
        self.assertEqual(claim.line_count, 7)


@tagged("post_install", "-at_install")
class TestImportSizeOfOtherKinds(ImportCase):
    """Reported sales and lists of stock go in as claims do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_background_lines = 0  # read at once

    def content(self, kind, rows, first):
        if kind == "stock":
            return csv_file(
                (
                    [f"CODE-{i}", 3, "9.5", "2026-01-31", "correction"]
                    for i in range(first, first + rows)
                ),
                ("Part", "Qty", "Cost", "Date", "Type"),
            )
        return csv_file(
            (
                [f"INV-{i}", i % 7, "2026-03-31", f"CODE-{i}", 2, "1.50", "EA"]
                for i in range(first, first + rows)
            ),
            ("Invoice", "Line", "Ship Date", "Part", "Qty", "Resale", "UoM"),
        )

    def test_queries_do_not_grow_with_rows(self):
        self.env["product.product"].create(
            [{"name": f"P{i}", "default_code": f"code-{i}"} for i in range(600)]
        )
        for kind in ("pos", "stock"):
            counts = []
            for first, rows in ((0, 10), (20, 50), (100, 500)):
                wizard = self.read_file(self.content(kind, rows, first), kind=kind)
                self.env.flush_all()
                before = self.cr.sql_log_count
                wizard.action_import()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            with self.subTest(kind=kind):
                self.assertLessEqual(counts[2], counts[1] + 2)
        intakes = self.env["becs.intake"].search([], limit=6)
        self.assertEqual(sum(intakes.mapped("rows_stored")), 2 * 560)
