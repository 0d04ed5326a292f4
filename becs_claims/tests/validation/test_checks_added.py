"""Checks as a whole: their order, and those that another add-on brings."""

from dataclasses import replace
from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ...validation import checks
from ...validation.checks import Check, Checks, Phase
from ..shared.validation_common import ValidationCase

# not _lt: what tests say is not translated
said = LazyTranslate(__name__)

SUNDAY = Check(
    "shipped_on_sunday",
    said("Shipped on %(ship)s, a Sunday."),
    SQL("EXTRACT(isodow FROM l.date_ship) = 7"),
    phase=Phase.AUTHORIZATION,
    values={"ship": ("date", SQL("l.date_ship"))},
    advice=said("Check the ship date: we are closed on Sundays."),
)
CHEAP = Check(
    "sold_below_cost",
    said("Resale price %(claimed)s is below the into-stock price %(expected)s."),
    SQL("l.resale_stated < l.into_stock_price"),
    phase=Phase.PRICES,
    claimed=SQL("l.resale_stated"),
    expected=SQL("l.into_stock_price"),
    kind="price",
    told=said("The resale price is low."),
    is_listed=False,
)
STATED = {"unit_credit": 20, "amount_stated": 200}
SUNDAY_STATED = {**STATED, "date_ship": date(2024, 3, 10)}
MONDAY_STATED = {**STATED, "date_ship": date(2024, 3, 11)}


class TestChecks(BaseCase):
    def test_the_phase_gives_the_place(self):
        late = [check for check in checks.CORE if check.phase > Phase.REPEATED]
        early = [check for check in checks.CORE if check.phase <= Phase.REPEATED]
        put = Checks([*late, SUNDAY, *early])
        self.assertEqual([check.phase for check in put], sorted(c.phase for c in put))
        self.assertEqual(
            [check.bit for check in put], [1 << n for n in range(len(put))]
        )
        codes = [code for code in put.codes if code != SUNDAY.code]
        self.assertEqual(codes, Checks(checks.CORE).codes)

    def test_of_one_phase_the_one_given_first_is_first(self):
        put = Checks([*checks.CORE, SUNDAY])
        place = put.codes.index(SUNDAY.code)
        self.assertEqual(
            put.codes[place - 1 : place + 2],
            ["filed_too_late", SUNDAY.code, "duplicate_line"],
        )
        self.assertEqual(put.above("duplicate_line"), put.before(Phase.REPEATED))
        self.assertTrue(put.before(Phase.REPEATED) & put.bit(SUNDAY.code))
        self.assertFalse(put.before(Phase.AUTHORIZATION) & put.bit(SUNDAY.code))

    def test_two_checks_of_one_code(self):
        put = Checks([*checks.CORE, replace(CHEAP, code=SUNDAY.code), SUNDAY])
        sunday, cheap = put.of(SUNDAY.code)
        self.assertEqual((sunday.phase, cheap.phase), (SUNDAY.phase, CHEAP.phase))
        self.assertEqual(put.bit(SUNDAY.code), sunday.bit | cheap.bit)
        self.assertEqual(put.codes.count(SUNDAY.code), 1)
        self.assertEqual(put.place(SUNDAY.code), put.place("filed_too_late") + 10)
        self.assertEqual(put.above(SUNDAY.code), sunday.bit - 1)

    def test_a_distributor_is_told_as_little_as_any_of_one_code_says(self):
        plain = replace(SUNDAY, of_sale=True)
        self.assertIn(SUNDAY.code, Checks([plain]).of_sale())
        both = Checks([plain, replace(CHEAP, code=SUNDAY.code)])
        self.assertNotIn(SUNDAY.code, both.of_sale())
        self.assertIn(SUNDAY.code, both.unlisted())

    def test_own_rules_come_right_before_the_caps(self):
        put = Checks(checks.CORE)
        own = put.place("own_rule")
        self.assertLess(put.place("below_minimum_amount"), own)
        self.assertLess(own, put.place("authorized_quantity_exceeded"))
        self.assertEqual(own + 10, Checks([*put, SUNDAY]).place("own_rule"))

    def test_no_more_than_a_mask_has_bits_for(self):
        room = checks.MOST - len(checks.CORE)
        many = [replace(CHEAP, code=f"more_{number}") for number in range(room + 1)]
        put = Checks([*checks.CORE, *many[:-1]])
        self.assertFalse(max(check.bit for check in put) & sum(checks.OWN.values()))
        self.assertLess(max(checks.OWN.values()), 1 << 63)
        with self.assertRaisesRegex(ValueError, "60 checks, and a mask has room"):
            Checks([*checks.CORE, *many])

    def test_a_code_nobody_has_is_a_mistake(self):
        with self.assertRaises(KeyError):
            Checks(checks.CORE).bit("amount_mismatch", "amount_mismatched")


@tagged("post_install", "-at_install")
class TestChecksAdded(ValidationCase):
    def add(self, *added):
        """Have an add-on that brings checks."""
        model = self.env.registry["becs.rule"]
        given = model._checks
        self.patch(model, "_checks", lambda rule: [*given(rule), *added])
        self.env.registry.clear_cache("stable")
        self.addCleanup(self.env.registry.clear_cache, "stable")

    def found(self, line, code):
        [finding] = line.finding_ids.filtered(lambda one: one.code == code)
        return finding

    def test_a_run_makes_it(self):
        lines = self.validate(SUNDAY_STATED, {**MONDAY_STATED, "resale_price": 95})
        self.assertEqual(lines.mapped("state"), ["approved", "approved"])
        self.add(SUNDAY, CHEAP)
        self.rule(SUNDAY.code, outcome="reject")
        self.rule(CHEAP.code, outcome="review")
        sunday, monday, cheap = self.validate(
            SUNDAY_STATED, MONDAY_STATED, {**MONDAY_STATED, "resale_price": 95}
        )
        self.assertState(sunday, "rejected", 0, SUNDAY.code)
        self.assertFalse(sunday.counts_as_sold)
        self.assertState(monday, "approved", 200)
        self.assertState(cheap, "review", 200, CHEAP.code)
        self.assertTrue(cheap.counts_as_sold)
        finding = self.found(cheap, CHEAP.code)
        self.assertEqual((finding.claimed_value, finding.expected_value), (95, 100))

    def test_findings_are_told_in_order(self):
        self.add(SUNDAY, CHEAP)
        for check in (CHEAP, SUNDAY):
            self.rule(check.code)
        [line] = self.validate(
            {**SUNDAY_STATED, "resale_price": 95, "amount_stated": 300}
        )
        codes = line.finding_ids.sorted("id").mapped("code")
        self.assertEqual(codes, [SUNDAY.code, "amount_mismatch", CHEAP.code])

    def test_it_is_explained(self):
        self.add(SUNDAY, CHEAP)
        self.rule(SUNDAY.code, name="Sundays", description="Ask why.")
        self.rule(CHEAP.code, name="Cheap")
        [line] = self.validate({**SUNDAY_STATED, "resale_price": 95})
        sunday, cheap = line._account()["findings"]
        self.assertEqual(
            (sunday["name"], sunday["what_to_do"]), ("Sundays", "Ask why.")
        )
        self.assertIn("03/10/2024, a Sunday", sunday["message"])
        self.assertIn("95.00", cheap["claimed"])
        self.assertIn("100.00", cheap["expected"])

    def test_the_distributor_is_told(self):
        self.add(SUNDAY, CHEAP)
        self.rule(SUNDAY.code, outcome="reject", description="Ask why.")
        self.rule(CHEAP.code, outcome="review", description="Ask for the invoice.")
        [line] = self.validate({**SUNDAY_STATED, "resale_price": 95})
        told = {one["code"]: one for one in line._portal_findings()[line.id]}
        self.assertIn("closed on Sundays", told[SUNDAY.code]["advice"])
        self.assertEqual(told[CHEAP.code]["message"], "The resale price is low.")
        self.assertEqual(told[CHEAP.code]["advice"], "Ask for the invoice.")
        self.assertEqual(told[CHEAP.code]["expected"], "")
        [reason] = line.claim_id._portal_reasons()
        self.assertEqual(reason["code"], SUNDAY.code)

    def test_it_stands_in_its_place_among_the_rules(self):
        own = self.rule("own_one", domain="[('quantity', '>', 1)]")
        self.add(SUNDAY)
        rule = self.rule(SUNDAY.code)
        # as installing the add-on does
        self.env.flush_all()
        rule.init()
        self.env.invalidate_all()
        codes = list(dict.fromkeys(rule.search([]).mapped("code")))
        place = codes.index(SUNDAY.code)
        self.assertEqual(codes[place - 1], "filed_too_late")
        self.assertEqual(codes[place + 1], "duplicate_line")
        self.assertEqual(
            codes[codes.index(own.code) + 1], "authorized_quantity_exceeded"
        )

    def test_what_it_finds_is_fixed(self):
        rule = self.rule("own_one", domain="[('quantity', '>', 1)]")
        self.add(replace(SUNDAY, code=rule.code))
        with self.assertRaisesRegex(ValidationError, "what it finds is fixed"):
            rule.domain = "[('quantity', '>', 2)]"

    def test_two_checks_of_one_code_have_one_rule(self):
        self.add(SUNDAY, replace(CHEAP, code=SUNDAY.code, by_default="review"))
        # the row for everybody leaves the outcome to the check
        self.rule(SUNDAY.code, company_id=False)
        sunday, cheap = self.validate(
            SUNDAY_STATED, {**MONDAY_STATED, "resale_price": 95}
        )
        self.assertState(sunday, "approved", 200, SUNDAY.code)
        self.assertState(cheap, "review", 200, SUNDAY.code)
