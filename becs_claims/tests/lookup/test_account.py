import random
import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import TransactionCase, tagged

from ...decision import decide
from ...lookup import account
from ..shared import rounds
from ..shared.validation_common import ValidationCase
from ..validation.worlds import Story, make_catalogue
from ..validation.worlds.kept_tables import KeptTables
from ..validation.worlds.stored_catalogue import StoredCatalogue
from ..validation.worlds.stored_story import StoredStory

#: Worlds of every run, and as many new ones.
WORLDS = 120


class Undo(Exception):
    """Ends a world's savepoint."""


def steps(line):
    """The steps of a line's amount."""
    return account.steps(
        account.read(line.env, line.id),
        line.finding_ids.mapped("code"),
        line._taken_back(),
    )


@tagged("post_install", "-at_install")
class TestAccount(ValidationCase):
    """What a line's form tells of its amount: the reasons and the sum."""

    def assertSteps(self, line, *expected):
        found = [(step.kind, step.amount) for step in steps(line)]
        self.assertEqual(
            found, [(kind, Decimal(str(amount))) for kind, amount in expected]
        )
        self.assertEqual(
            sum(step.amount for step in steps(line)), Decimal(str(line.amount_approved))
        )

    def explained(self, line, *titles):
        """All sentences of the sections with these titles."""
        return " ".join(
            sentence
            for section in line._account()["sections"]
            if not titles or section["title"] in titles
            for sentence in section["sentences"]
        ).replace("\N{NO-BREAK SPACE}", " ")

    def assertLimits(self, lines, *expected):
        """What is told of the caps, findings aside; euros shortened to ``€n``."""
        explained = []
        for line in lines:
            text = self.explained(line, "Limits")
            for message in line.finding_ids.mapped("message"):
                text = text.replace(message.replace("\N{NO-BREAK SPACE}", " "), "")
            explained.append(re.sub(r"([\d.]+)\.00 €", r"€\1", text).strip())
        self.assertEqual(explained, list(expected))

    def test_paid_as_claimed(self):
        self.assertSteps(self.validate({"amount_stated": 200})[0], ("worked_out", 200))
        [line] = self.validate({"amount_stated": 150})
        self.assertSteps(line, ("worked_out", 150))
        self.assertIn("less than is due", self.explained(line))

    def test_less_stated_than_its_units(self):
        [line] = self.validate({"unit_credit": 20, "amount_stated": 150})
        self.assertSteps(line, ("worked_out", 200), ("as_claimed", -50))

    def test_rounding_unit(self):
        program = self.new_program(
            "R", line={"authorized_price": 2.111, "agreed_book_price": 3.333}
        )
        [line] = self.validate(
            {
                "authorization_ref": program.code,
                "quantity": 7,
                "unit_credit": 1.222,
                "amount_stated": 8.56,
            }
        )
        self.assertSteps(line, ("worked_out", 8.55), ("as_claimed", 0.01))

    def test_above_what_is_due(self):
        [line] = self.validate({"unit_credit": 25, "amount_stated": 250})
        self.assertSteps(line, ("worked_out", 200))
        self.assertIn("above what is due", self.explained(line))
        self.program.tolerance_percent = 25
        [line] = self.validate({"unit_credit": 25, "amount_stated": 250})
        self.assertSteps(line, ("worked_out", 250))
        self.assertIn("within the allowance", self.explained(line))

    def switch_off(self, *codes):
        rules = self.env["becs.rule"].search([("code", "in", codes)])
        self.assertEqual(set(rules.mapped("code")), set(codes))
        rules.active = False

    def test_cut_without_a_finding(self):
        """A cap holds, and the account tells it, whatever findings are left out."""
        self.program.budget_amount = 350
        self.switch_off("budget_exceeded", "authorization_exhausted")
        lines = self.validate(*({"amount_stated": 200} for _ in range(3)))
        self.assertFalse(lines.finding_ids)
        self.assertEqual(lines.mapped("state"), ["approved", "adjusted", "adjusted"])
        self.assertSteps(lines[0], ("worked_out", 200))
        self.assertSteps(lines[1], ("worked_out", 200), ("amount", -50))
        self.assertSteps(lines[2], ("worked_out", 200), ("amount", -200))
        for line in lines[1:]:
            row = line._account()["sum"][-1]
            self.assertEqual(
                row["label"], "Cut to what is left of the authorized amount"
            )

    def test_cut_in_review_without_a_finding(self):
        self.program.budget_amount = 150
        self.switch_off("budget_exceeded", "authorization_exhausted")
        self.company.becs_review_amount = 140
        lines = self.validate(*({"amount_stated": 200} for _ in range(2)))
        self.assertEqual(lines.mapped("state"), ["review", "adjusted"])
        self.assertSteps(lines[0], ("worked_out", 200), ("amount", -50))
        self.assertSteps(lines[1], ("worked_out", 200), ("amount", -200))

    def test_caps(self):
        self.program.line_ids.max_quantity = 25
        self.program.budget_amount = 350
        lines = self.validate(*({"amount_stated": 200} for _ in range(4)))
        self.assertSteps(lines[0], ("worked_out", 200))
        self.assertSteps(lines[1], ("worked_out", 200), ("amount", -50))
        self.assertSteps(lines[2], ("worked_out", 200), ("amount", -200))
        self.assertRegex(
            self.explained(lines[1], "Limits"), "only .*150.00.* is left of the budget"
        )
        self.assertLimits(
            lines,
            "Authorized quantity 25: taken by earlier lines 0, left for this line 25, "
            "taken by it 10. Left today: 5. Budget €350: taken by earlier lines €0, "
            "left for this line €350, taken by it €200. Left today: €0.",
            "Authorized quantity 25: taken by earlier lines 10, left for this line 15, "
            "taken by it 10. Left today: 5. Budget €350: taken by earlier lines €200, "
            "left for this line €150, taken by it €150. Left today: €0.",
            *[
                "Authorized quantity 25: taken by earlier lines 20, left for this line "
                "5, taken by it 0. Left today: 5. Budget €350: taken by earlier lines "
                "€350, left for this line €0, taken by it €0. Left today: €0."
            ]
            * 2,
        )
        self.program.budget_amount = 0
        lines.claim_id.action_validate()
        self.assertSteps(lines[2], ("worked_out", 200), ("quantity", -100))
        self.assertLimits(
            lines[2:],
            "Authorized quantity 25: taken by earlier lines 20, left for this line 5, "
            "taken by it 5. Left today: 0.",
            "Authorized quantity 25: taken by earlier lines 25, left for this line 0, "
            "taken by it 0. Left today: 0.",
        )

    def test_caps_taken_by_other_claims(self):
        self.program.line_ids.max_quantity = 25
        first = self.validate(*({"amount_stated": 200} for _ in range(2)))
        # the cap satisfies both: what was taken before each is not kept
        explained = (
            "Authorized quantity 25: taken by other lines 10, by this line 10; left "
            "today 5."
        )
        self.assertLimits(first, explained, explained)
        second = self.validate({"amount_stated": 200})
        explained = (
            "Authorized quantity 25: taken by earlier lines 20, left for this line 5, "
            "taken by it 5. Left today: 0."
        )
        self.assertLimits(second, explained)
        # what became of the earlier lines since does not change what they had taken
        decide.decide(self.env, first[0], "reject", note="No")
        self.assertLimits(second, explained.replace("today: 0", "today: 10"))
        self.assertLimits(
            first[:1],
            "Authorized quantity 25: taken by other lines 15, by this line 0; left "
            "today 10.",
        )
        # until they are validated again
        second.claim_id.action_validate()
        self.assertEqual(second.quantity_approved, 10)
        self.assertLimits(
            second,
            "Authorized quantity 25: taken by other lines 10, by this line 10; left "
            "today 5.",
        )
        self.program.line_ids.max_quantity = 15
        [third] = self.validate({"amount_stated": 200})
        self.assertLimits(
            third,
            "Authorized quantity 15: taken by earlier lines 20, left for this line 0, "
            "taken by it 0. Left today: 0.",
        )
        self.program.line_ids.max_quantity = 0
        self.assertLimits(
            third,
            "Authorized quantity 15: taken by earlier lines 20, left for this line 0, "
            "taken by it 0.",
        )
        third.claim_id.action_reset_to_draft()
        self.assertFalse(third.caps_before)

    def test_caps_in_the_currency_of_the_program(self):
        self.env["res.currency.rate"].create(
            {
                "name": date(2024, 1, 1),
                "rate": 2,
                "currency_id": self.usd.id,
                "company_id": self.company.id,
            }
        )
        self.program.line_ids.max_amount = 300
        lines = self.validate(
            *({"amount_stated": 400} for _ in range(2)), currency_id=self.usd.id
        )
        self.assertEqual(lines.mapped("amount_approved"), [400, 200])
        self.assertLimits(
            lines,
            "Authorized amount €300: taken by earlier lines €0, left for this line "
            "€300, taken by it €200. Left today: €0.",
            "Authorized amount €300: taken by earlier lines €200, left for this line "
            "€100, taken by it €100. Left today: €0.",
        )

    def test_caps_of_a_check(self):
        """A draft takes nothing yet: other lines have all that is taken."""
        self.program.line_ids.max_quantity = 25
        [line] = self.validate({"amount_stated": 200}, reserve=False)
        self.assertLimits(
            line,
            "Authorized quantity 25: taken by other lines 0, by this line 10; left "
            "today 25.",
        )

    def test_rejected_names_the_reason(self):
        self.program.date_end = date(2024, 3, 1)
        [line] = self.validate({"amount_stated": 200})
        self.assertSteps(line, ("worked_out", 200), ("rejected", -200))
        row = line._account()["sum"][-1]
        self.assertEqual(row["note"], "Shipped after the authorization")

    def test_decided_by_a_person(self):
        [line] = self.validate({"amount_stated": 200})
        decide.decide(self.env, line, "set", amount=120, note="Agreed by phone")
        self.assertSteps(line, ("worked_out", 200), ("decided", -80))
        row = line._account()["sum"][-1]
        self.assertIn("Agreed by phone", row["note"])
        decide.decide(self.env, line, "reject", note="No")
        self.assertSteps(line, ("worked_out", 200), ("decided", -200))

    def test_other_units(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        [line] = self.validate({"quantity": 2, "uom_id": dozen.id, "unit_credit": 240})
        self.assertSteps(line, ("worked_out", 480))
        self.assertIn("are 24", self.explained(line))
        self.assertIn("Claimed per", self.explained(line))
        self.assertIn("20.00", self.explained(line, "Credit per unit"))

    def test_why_this_program(self):
        wide = self.program
        named = self.new_program("N", end_customer_ids=[Command.set(self.customer.ids)])
        late = self.new_program("L", date_start=date(2024, 2, 1))
        narrow = self.new_program(
            "W",
            [
                {"applied_on": "product", "product_id": self.product.id},
                {
                    "applied_on": "category",
                    "categ_id": self.categories[0].id,
                    "min_quantity": 50,
                },
            ],
        )
        self.new_program("X", distributor_ids=[Command.set(self.other.ids)])
        line_of = {"authorization_ref": False, "amount_stated": 10}
        [line] = self.validate({**line_of, "end_customer_name": "Hospital"})
        self.assertEqual(line.program_id, named)
        explained = self.explained(line, "Authorization")
        self.assertIn("it names end customer Hospital", explained)
        self.assertIn(
            f"{narrow.display_name} covers it, too, but it does not name the end",
            explained,
        )
        self.assertNotIn("[X]", explained)
        [line] = self.validate(line_of)
        self.assertEqual(line.program_id, narrow)
        explained = self.explained(line, "Authorization")
        self.assertIn(
            f"{wide.display_name} covers it, too, but its scope is", explained
        )
        self.assertIn(
            f"{late.display_name} covers it, too, but its scope is", explained
        )
        self.assertNotIn("[N]", explained)
        narrow.state = "suspended"
        [line] = self.validate(line_of)
        self.assertEqual(line.program_id, late)
        explained = self.explained(line, "Authorization")
        self.assertIn(f"{wide.display_name} covers it, too, but it began", explained)
        late.budget_amount = 10
        [line] = self.validate(line_of)
        self.assertEqual(line.program_id, wide)
        explained = self.explained(line, "Authorization")
        self.assertIn("nothing is left under its caps", explained)

    def test_why_this_line(self):
        program = self.new_program(
            "W",
            [
                {
                    "applied_on": "product",
                    "product_id": self.product.id,
                    "min_quantity": 50,
                },
                {"applied_on": "category", "categ_id": self.categories[0].id},
                {"applied_on": "all"},
                {"applied_on": "all", "sequence": 20},
            ],
        )
        [line] = self.validate({"authorization_ref": "W", "amount_stated": 10})
        self.assertEqual(line.program_line_id, program.line_ids[1])
        explained = self.explained(line, "Terms")
        self.assertIn("Hardware applies", explained)
        self.assertIn("its minimum quantity is 50", explained)
        self.assertIn("its scope is wider", explained)

    def test_rates(self):
        self.env["res.currency.rate"].create(
            {
                "name": date(2024, 1, 1),
                "rate": 2,
                "currency_id": self.usd.id,
                "company_id": self.company.id,
            }
        )
        [line] = self.validate({"amount_stated": 400}, currency_id=self.usd.id)
        self.assertSteps(line, ("worked_out", 400))
        self.assertIn("1 EUR was 2 USD", self.explained(line))

    def test_findings(self):
        [line] = self.validate({"unit_credit": 25, "amount_stated": 250})
        [finding] = line._account()["findings"]
        self.assertEqual(finding["name"], "Unit credit too high")
        for name, value in (
            ("claimed", "25.00"),
            ("expected", "20.00"),
            ("lost", "50.00"),
            ("codes", "X12 31 · CCI"),
            ("what_to_do", "above what is due"),
        ):
            self.assertIn(value, finding[name])

    def test_lists_do_not_ask_for_it(self):
        lists = self.env["ir.ui.view"].search(
            [("model", "=", "becs.claim.line"), ("type", "!=", "form")]
        )
        self.assertTrue(lists)
        for view in lists:
            self.assertNotIn("explanation", view.arch)

    def test_few_queries(self):
        lines = self.validate(
            *({"authorization_ref": False, "unit_credit": 25} for _ in range(2))
        )
        lines[0]._account()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            lines[1]._account()


@tagged("post_install", "-at_install")
class TestAccountRandom(TransactionCase):
    """On whatever happens in small random worlds the steps add up to the amount."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "mail_notrack": True}
        )
        cls.stored = StoredCatalogue(cls.env, make_catalogue())
        companies = cls.env["res.company"].browse(
            cls.stored.ids(cls.stored.catalogue.companies)
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": companies.ids}
        )
        cls.env.flush_all()

    def test_steps_add_up(self):
        explained, tables = 0, KeptTables(self.env.cr)
        seeds = rounds.seeds(WORLDS, "accounts")
        for seed in seeds:
            with (
                self.subTest(seed=seed),
                suppress(Undo),
                tables.round(),
                self.env.cr.savepoint(),
            ):
                self.stored.env = self.env
                story = Story(random.Random(seed), self.stored.catalogue)
                database = StoredStory(self.stored)
                for step in story.steps():
                    database.do(step)
                lines = self.env["becs.claim.line"].search([("state", "!=", "pending")])
                for line in lines:
                    self.assertAddsUp(line)
                for line in lines[:5]:
                    shown = line._money(line.amount_approved)
                    self.assertIn(shown, line.explanation)
                explained += len(lines)
                raise Undo
        self.assertGreater(explained, 4 * len(seeds))

    def assertAddsUp(self, line):
        self.env.cr.execute(
            "SELECT COALESCE(amount_approved, 0)::text FROM becs_claim_line"
            " WHERE id = %s",
            (line.id,),
        )
        amount = Decimal(self.env.cr.fetchone()[0])
        found = steps(line)
        self.assertEqual(sum(step.amount for step in found), amount)
        codes = set(line.finding_ids.mapped("code"))
        outcomes = set(line.finding_ids.mapped("outcome"))
        for step in found:
            # nothing is left that no finding, cap or person made so
            if step.kind == "rejected":
                self.assertTrue(outcomes & {"reject", "review"}, found)
            elif step.kind in ("amount", "quantity"):
                explained = codes & account.CAPS
                self.assertTrue(explained or self.is_cut_unexplained(line), found)

    def is_cut_unexplained(self, line):
        """Whether a check of caps is switched off, and the line got what a cap left."""
        off = self.env["becs.rule"].search_count(
            [("code", "in", list(account.CAPS)), ("active", "=", False)]
        )
        left = {
            cap: max(limit - taken, 0)
            for cap, (limit, taken) in (line.caps_before or {}).items()
        }
        got = {
            "quantity": line.quantity_approved,
            "line": line.amount_program,
            "budget": line.amount_program,
        }
        return off and any(abs(got[cap] - left[cap]) < 1e-6 for cap in left)
