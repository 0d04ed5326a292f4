from odoo.tests import tagged

from ...validation.programs import drawdown
from ..stock.layers_case import LayersCase
from .test_what_if import WhatIfCase

LINE = (
    "state",
    "into_stock_price",
    "quantity_approved",
    "amount_approved",
    "amount_program",
    "counts_as_sold",
    "write_date",
)


class Untouched(LayersCase, WhatIfCase):
    """40 pieces bought at 90, then 60 at 110; the net price is 80."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice("01-10", (40, 90))
        cls.invoice("02-10", (60, 110))

    def kept(self, claims=None):
        """All layer uses, the counters, and the verdicts on the lines of ``claims``."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute("SELECT * FROM becs_layer_use ORDER BY id")
        return (
            self.env.cr.fetchall(),
            self.program.read(drawdown.PROGRAM_COUNTERS),
            self.program.line_ids.read(drawdown.LINE_COUNTERS),
            claims.line_ids.read(LINE) if claims else [],
        )


@tagged("post_install", "-at_install")
class TestWhatIfLayers(Untouched):
    """What sales cost by their purchases, under other terms, with layers as laid."""

    def setUp(self):
        super().setUp()
        self.lines = self.sell(
            ("03-01", 30, {"pos_document": "D1"}), ("03-02", 20, {"pos_document": "D2"})
        )
        self.claim = self.lines.claim_id
        # 30 at 90; then 10 at 90 and 10 at 110
        self.assertEqual(self.lines.mapped("amount_approved"), [300, 400])
        self.assertEqual(self.uses(self.lines[1]), [(10, 90), (10, 110)])
        self.program.line_ids.max_quantity = 70
        self.before = self.kept(self.claim)
        self.assertEqual(len(self.before[0]), 3)

    def assertNothingLeft(self):
        self.assertEqual(self.kept(self.claim), self.before)
        self.assertLayersHold()

    def test_net_price(self):
        change = {"what": "authorized_price", "operation": "set", "value": 100}
        what_if = self.what_if(self.claim, change)
        # 90 is below the net price; what is due on D2 is 20 × (100 − 100)
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("approved", "rejected", 300, 0),
                "D2": ("approved", "rejected", 400, 0),
            },
        )
        self.assertEqual(self.money(what_if), (700, 0, -700))
        self.assertNothingLeft()
        change["value"] = 70
        what_if = self.what_if(self.claim, change)
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("approved", "approved", 300, 600),
                "D2": ("approved", "approved", 400, 600),
            },
        )
        self.assertNothingLeft()

    def test_source_of_the_price(self):
        """Without layers the agreed price counts, and the layers stay used."""
        change = {"what": "into_stock_source", "source": "agreed"}
        what_if = self.what_if(self.claim, change)
        self.assertEqual(
            self.changed(what_if), {"D1": ("approved", "approved", 300, 600)}
        )
        self.assertEqual(self.money(what_if), (700, 1000, 300))
        self.assertNothingLeft()

    def test_cap(self):
        """A line cut by a cap is priced by all units of its sale all the same."""
        change = {"what": "max_quantity", "operation": "set", "value": 40}
        what_if = self.what_if(self.claim, change)
        # D2 gets 10 of 20 pieces, at the mean of 100 into stock
        self.assertEqual(
            self.changed(what_if), {"D2": ("approved", "adjusted", 400, 200)}
        )
        self.assertNothingLeft()

    def test_later_claims_keep_their_units(self):
        later = self.sell(("03-03", 20, {"pos_document": "D3"}))
        self.assertEqual(self.uses(later), [(20, 110)])
        before = self.kept(self.claim | later.claim_id)
        for values in (
            {},
            {"baseline": "unchanged"},
            {"revalidate_decided": True, "baseline": "unchanged"},
        ):
            with self.subTest(values=values):
                what_if = self.what_if(
                    self.claim,
                    {"what": "authorized_price", "operation": "set", "value": 85},
                    **values,
                )
                # D1: 30 × (90 − 85); D2: 20 × (100 − 85)
                self.assertEqual(
                    self.changed(what_if),
                    {
                        "D1": ("approved", "approved", 300, 150),
                        "D2": ("approved", "approved", 400, 300),
                    },
                )
                self.assertEqual(self.kept(self.claim | later.claim_id), before)
        self.assertLayersHold()
        # what is validated afterwards finds the layers as they were
        self.claim.action_validate()
        [last] = self.sell(("03-04", 5))
        self.assertEqual(self.uses(last), [(5, 110)])
        self.assertEqual(self.claim.line_ids.mapped("amount_approved"), [300, 400])

    def test_draft_among_filed_ones(self):
        draft = self.new_claim(
            {
                "pos_document": "D4",
                "quantity": 10,
                "date_ship": self.lines[0].date_ship,
            },
            basis="calculated",
        )
        before = self.kept(self.claim | draft)
        what_if = self.what_if(
            self.claim | draft,
            {"what": "authorized_price", "operation": "amount", "value": 5},
        )
        # the filed lines have used all at 90; the draft is priced at 110
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("approved", "approved", 300, 150),
                "D2": ("approved", "approved", 400, 300),
                "D4": ("approved", "approved", 300, 250),
            },
        )
        self.assertEqual(self.kept(self.claim | draft), before)


@tagged("post_install", "-at_install")
class TestCheckLayers(Untouched):
    """A draft is priced by the next free units and takes none of them."""

    def test_check_then_submit_gives_the_same(self):
        first = self.sell(("03-01", 30))
        before = self.kept(first.claim_id)
        draft = self.new_claim(
            {"quantity": 20, "date_ship": first.date_ship},
            {"quantity": 10, "date_ship": first.date_ship},
            basis="calculated",
        )
        draft.action_check()
        lines = draft.line_ids.sorted("sequence")
        # 10 at 90 and 10 at 110; then 10 at 110
        self.assertEqual(lines.mapped("into_stock_price"), [100, 110])
        self.assertEqual(lines.mapped("amount_approved"), [400, 300])
        self.assertEqual(self.kept(first.claim_id), before)
        self.assertFalse(lines.layer_use_ids)
        checked = lines.read(["into_stock_price", "amount_approved", "state"])
        draft.action_submit_and_validate()
        self.assertEqual(
            lines.read(["into_stock_price", "amount_approved", "state"]), checked
        )
        self.assertEqual(self.uses(lines[0]), [(10, 90), (10, 110)])
        self.assertEqual(self.program.line_ids.quantity_approved, 60)
        self.assertLayersHold()

    def test_two_drafts_see_the_same_units(self):
        drafts = [
            self.new_claim({"quantity": 40}, basis="calculated") for _number in range(2)
        ]
        for draft in drafts:
            draft.action_check()
            self.assertEqual(draft.line_ids.into_stock_price, 90)
        drafts[0].action_submit_and_validate()
        # the second was only checked: the units went to the first that was filed
        drafts[1].action_check()
        self.assertEqual(drafts[1].line_ids.into_stock_price, 110)
        self.assertEqual(self.uses(drafts[0].line_ids), [(40, 90)])
        self.assertFalse(self.uses(drafts[1].line_ids))
