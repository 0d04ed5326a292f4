"""Own rules: domains on lines as stated, resolved and priced."""

from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from ...validation import engine
from ...validation.checks import rule_domains
from ...validation.write import COLUMNS
from ..shared.validation_common import ValidationCase

STATED = {"unit_credit": 20, "amount_stated": 200}


class OwnRuleCase(ValidationCase):
    def own(self, domain, name="Odd line", **values):
        return self.env["becs.rule"].create(
            {
                "name": name,
                "domain": repr(domain),
                "outcome": "review",
                "company_id": self.company.id,
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestOwnRules(OwnRuleCase):
    def test_outcomes(self):
        for outcome, state, approved, lost in (
            ("reject", "rejected", 0, 200),
            ("review", "review", 200, 200),
            ("adjust", "approved", 200, 0),
            ("note", "approved", 200, 0),
        ):
            with self.subTest(outcome=outcome):
                rule = self.own(
                    [("quantity", "=", 10)], outcome, outcome=outcome, code=outcome
                )
                [line] = self.validate(STATED)
                self.assertState(line, state, approved, outcome)
                finding = line.finding_ids
                self.assertEqual(finding.rule_id, rule)
                self.assertEqual(finding.outcome, outcome)
                self.assertEqual(finding.amount_impact, lost)
                self.assertFalse(finding.claimed_value or finding.expected_value)
                rule.active = False

    def test_each_line_by_itself(self):
        rule = self.own([("quantity", ">", 10)])
        lines = self.validate(STATED, {"quantity": 11, "unit_credit": 20}, STATED)
        self.assertEqual(lines.mapped("state"), ["approved", "review", "approved"])
        self.assertEqual(lines.finding_ids.rule_id, rule)

    def test_it_tells_its_description_and_codes(self):
        self.own([], "Plain")
        rule = self.own([], "Told", description="Ask for the delivery note.")
        [line] = self.validate(STATED)
        messages = line.finding_ids.mapped("message")
        self.assertEqual(messages, ["Plain", "Ask for the delivery note."])
        self.assertEqual(line.finding_ids[0].x12_code, "25")
        self.assertEqual(rule.code, "own_told")

    def test_it_speaks_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.own([("product_id.name", "=", "Produit")], description="Told")
        rule.with_context(lang="fr_FR").description = "Dit"
        self.product.with_context(lang="fr_FR").name = "Produit"
        self.assertState(self.validate(STATED), "approved", 200)
        self.company.partner_id.lang = "fr_FR"
        [line] = self.validate(STATED)
        self.assertEqual(line.finding_ids.message, "Dit")

    def test_prices_are_those_of_the_run(self):
        """What is stored on the line is from before, or nothing."""
        self.own([("into_stock_price", "=", 100)], "a")
        self.own([("authorized_price_calculated", "=", 80)], "b")
        self.own(
            [("unit_credit_calculated", "=", 20), ("unit_credit_approved", "=", 18)],
            "c",
        )
        self.own([("amount_calculated", "=", 200), ("amount_claimed", "=", 180)], "d")
        self.own([("program_id.code", "=", "A1")], "e")
        self.own([("program_line_id.credit_method", "=", "net_price")], "f")
        [line] = self.validate({"unit_credit": 18})
        self.assertEqual(self.codes(line), [f"own_{name}" for name in "abcdef"])
        self.program.line_ids.agreed_book_price = 101
        engine.run(self.env, line.claim_id)
        self.assertNotIn("own_a", self.codes(line))

    def test_a_price_that_is_not_known_is_0_as_on_the_line(self):
        self.own([("into_stock_price", "=", 0)])
        self.program.line_ids.agreed_book_price = 0
        [line] = self.validate({"authorization_ref": "A1", **STATED})
        self.assertIn("own_odd_line", self.codes(line))

    def test_found_program_counts(self):
        self.own([("program_id.code", "=", "A1"), ("authorization_ref", "=", False)])
        [line] = self.validate({**STATED, "authorization_ref": False})
        self.assertState(line, "review", 200, "own_odd_line")

    def test_paths_and_lists(self):
        tag = self.env["product.tag"].create({"name": "Fragile"})
        self.product.product_tag_ids = tag
        country = self.env.ref("base.de")
        self.distributor.country_id = country
        for number, domain in enumerate(
            [
                [("product_id.categ_id", "child_of", self.categories[0].id)],
                [("product_id.product_tag_ids.name", "=", "Fragile")],
                [("product_id.product_tag_ids", "any", [("name", "=", "Fragile")])],
                [("commercial_partner_id.country_id.code", "in", ["DE", "AT"])],
                [("claim_id.partner_id", "ilike", "distributor 0")],
                ["|", ("quantity", ">", 99), ("pos_document", "=like", "INV%")],
                ["!", ("program_id.combinable", "=", True)],
                [("date_ship.month_number", "=", 3)],
                [("date_ship", ">=", "2024-03-10"), ("date_ship", "<", "today")],
                [("program_id.distributor_ids", "=", False)],
            ]
        ):
            with self.subTest(domain=domain):
                rule = self.own(domain, code=f"own_{number}")
                [line] = self.validate(STATED)
                self.assertEqual(line.finding_ids.rule_id, rule)
                rule.active = False

    def test_limited_to_programs_and_distributors(self):
        rule = self.own([], distributor_ids=self.other.ids)
        self.assertState(self.validate(STATED), "approved", 200)
        [line] = self.validate(STATED, partner=self.other)
        self.assertState(line, "review", 200, rule.code)
        rule.write({"program_ids": self.new_program("B1").ids})
        [line] = self.validate(STATED, partner=self.other)
        self.assertState(line, "approved", 200)
        [line] = self.validate(
            {**STATED, "authorization_ref": "B1"}, partner=self.other
        )
        self.assertState(line, "review", 200, rule.code)

    def test_one_row_of_a_code_applies(self):
        rule = self.own([("quantity", ">", 1)], outcome="reject")
        self.own([("quantity", ">", 1)], code=rule.code, program_ids=self.program.ids)
        self.own([], code=rule.code, distributor_ids=self.other.ids, active=False)
        self.new_program("B1")
        other = {**STATED, "authorization_ref": "B1"}
        [line] = self.validate(STATED)
        self.assertState(line, "review", 200, rule.code)
        [line] = self.validate(other)
        self.assertState(line, "rejected", 0, rule.code)
        [line] = self.validate(other, partner=self.other)
        self.assertState(line, "approved", 200)

    def test_other_companies_have_their_own(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.own([], company_id=company.id)
        self.assertState(self.validate(STATED), "approved", 200)
        self.own([], "For all", company_id=False)
        self.assertState(self.validate(STATED), "review", 200, "own_for_all")

    def test_returns_are_left_alone(self):
        self.own([])
        [line] = self.validate({"transaction_type": "return", "amount_stated": -200})
        self.assertNotIn("own_odd_line", self.codes(line))

    def test_it_comes_before_the_caps(self):
        """Rejected lines take nothing, lines in review hold."""
        rule = self.own([("pos_line_ref", "=", "odd")], outcome="reject")
        self.program.line_ids.max_quantity = 15
        lines = self.validate({"pos_line_ref": "odd", **STATED}, STATED)
        self.assertEqual(lines.mapped("amount_approved"), [0, 200])
        rule.outcome = "review"
        engine.run(self.env, lines.claim_id)
        self.assertEqual(lines.mapped("amount_approved"), [200, 100])
        self.assertEqual(
            self.codes(lines[1]), ["authorization_held"], "5 of 15 pieces are free"
        )

    def test_findings_stand_in_the_order_of_the_checks(self):
        self.own([], "Second", sequence=20)
        self.own([], "First", sequence=10)
        self.company.becs_review_amount = 1
        [line] = self.validate({"unit_credit": 20, "amount_stated": 250})
        codes = line.finding_ids.sorted("id").mapped("code")
        self.assertEqual(
            codes, ["amount_mismatch", "own_first", "own_second", "over_review_amount"]
        )

    def test_more_rules_than_bits(self):
        rules = self.env["becs.rule"].create(
            [
                {
                    "name": f"Rule {number}",
                    "domain": f"[('quantity', '>=', {number})]",
                    "outcome": "note",
                }
                for number in range(80)
            ]
        )
        [line] = self.validate({**STATED, "quantity": 70})
        self.assertEqual(line.finding_ids.rule_id, rules[:71])

    def test_again_gives_the_same(self):
        self.own([("quantity", ">", 10)], outcome="reject")
        lines = self.validate(STATED, {**STATED, "quantity": 11})
        findings = lines.finding_ids
        engine.run(self.env, lines.claim_id)
        self.assertEqual(lines.finding_ids, findings, "findings keep their row")

    def test_verdicts_do_not_hang_on_who_asks(self):
        """A rule looks at all of a claim, also where its reader may not."""
        self.own([("product_id.standard_price", "=", 3)])
        self.product.with_company(self.company).standard_price = 3
        claim = self.new_claim(STATED)
        claim.state = "submitted"
        user = self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "becs_reader",
                "company_id": self.company.id,
                "company_ids": self.company.ids,
                "group_ids": self.env.ref("becs_claims.group_analyst").ids,
            }
        )
        engine.run(self.env(user=user), claim.with_user(user))
        self.assertState(claim.line_ids, "review", 200, "own_odd_line")

    def test_the_number_of_statements_does_not_grow(self):
        counts = []
        for number in (1, 20):
            for one in range(number):
                self.own([("quantity", ">", one)], f"Rule {number} {one}")
            claim = self.new_claim(STATED)
            claim.state = "submitted"
            self.env.flush_all()
            before = self.cr.sql_log_count
            engine.run(self.env, claim)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestUnusableRule(OwnRuleCase):
    """A rule that broke after it was saved."""

    def break_(self, rule):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE becs_rule SET domain = %s WHERE id = %s",
                "[('gone', '=', 1)]",
                rule.id,
            )
        )
        self.env.invalidate_all()

    def test_lines_wait_and_say_why(self):
        rule = self.own([("quantity", ">", 99)], "Odd", outcome="reject")
        self.break_(rule)
        [line] = self.validate(STATED)
        self.assertState(line, "review", 200, rule.code)
        for shown in ("“Odd” could not be applied", "“gone”", "switch it off"):
            self.assertIn(shown, line.finding_ids.message)
        self.assertIn("“gone”", rule.problem)

    def test_only_lines_it_is_for(self):
        rule = self.own([], outcome="reject", distributor_ids=self.other.ids)
        self.break_(rule)
        self.assertState(self.validate(STATED), "approved", 200)

    def test_a_note_stays_one(self):
        rule = self.own([("quantity", ">", 99)], outcome="note")
        self.break_(rule)
        self.assertState(self.validate(STATED), "approved", 200, rule.code)

    def test_other_rules_go_on(self):
        self.break_(self.own([], "Broken", outcome="note"))
        self.own([("quantity", "=", 10)], "Whole", outcome="reject")
        [line] = self.validate(STATED)
        self.assertState(line, "rejected", 0, "own_broken", "own_whole")


@tagged("post_install", "-at_install")
class TestDomains(OwnRuleCase):
    """What a rule may look at."""

    def test_refused(self):
        for text, shown in (
            ("[('state', '=', 'approved')]", "“state”"),
            ("[('amount_approved', '>', 0)]", "“amount_approved”"),
            ("[('finding_ids', '!=', False)]", "“finding_ids”"),
            ("[('finding_ids.code', '=', 'x')]", "“finding_ids.code”"),
            (
                "[('claim_id.line_ids.quantity', '>', 1)]",
                "“claim_id.line_ids.quantity”",
            ),
            ("[('claim_id.state', '=', 'done')]", "“claim_id.state”"),
            ("[('create_uid.password', '!=', False)]", "“create_uid.password”"),
            ("[('claim_id', 'any', [('user_id.login', '=', 'a')])]", "“user_id.login”"),
            ("[('resubmission_of_id.quantity', '>', 1)]", "“resubmission_of_id.quan"),
            (
                "[('program_id.amount_approved', '>', 1)]",
                "“program_id.amount_approved”",
            ),
            ("[('company_id.name', '=', 'a')]", "“company_id.name”"),
            (
                "[('commercial_partner_id.bank_ids', '!=', False)]",
                "“commercial_partner",
            ),
            (
                "[('commercial_partner_id.becs_claim_ids', '!=', 1)]",
                "“commercial_partner",
            ),
            (
                "[('product_id.seller_ids.price', '>', 1)]",
                "“product_id.seller_ids.price”",
            ),
            ("[('product_id.image_1920', '=', False)]", "“product_id.image_1920”"),
            ("[('product_id.qty', '=', 1)]", "“product_id.qty”"),
            ("[('date_ship.century', '=', 21)]", "“date_ship.century”"),
            ("[('date_ship', '>', 'sometime')]", "cannot be searched"),
            ("[('quantity', 'like it', 1)]", "not a list"),
            ("[('quantity', '>', uid)]", "not a list"),
            ("[('quantity', '>', __import__('os').getpid())]", "not a list"),
            ("[('quantity'", "not a list"),
            ("[('product_id', 'any!', [('id', '>', 0)])]", "not a list"),
            ("42", "not a list"),
        ):
            with self.subTest(text=text):
                with self.assertRaises(rule_domains.DomainError) as caught:
                    rule_domains.check(self.env, text)
                self.assertIn(shown, str(caught.exception))

    def test_what_may_be_used_exists(self):
        """A field that was renamed must not drop out of the lists unseen."""
        for model, names in rule_domains.FIELDS.items():
            for name in names or ():
                with self.subTest(model=model, field=name):
                    self.assertTrue(rule_domains.is_allowed(self.env, model, name))

    def test_every_priced_field_is_taken_from_the_run(self):
        """What a run writes on a line is either replaced or not looked at."""
        replaced = rule_domains.RESOLVED | rule_domains.PRICED
        for column in COLUMNS:
            allowed = rule_domains.is_allowed(self.env, rule_domains.MODEL, column)
            self.assertEqual(allowed, column in replaced, column)

    def test_relative_days_are_those_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"
        env = rule_domains.environment(self.env, self.company)
        domain = rule_domains.read(env, "[('date_ship', '=', 'today')]")
        with patch("odoo.orm.fields_temporal.Datetime.now") as now:
            now.return_value = (
                self.env["becs.claim"]
                ._fields["approved_on"]
                .to_datetime("2024-03-09 15:00:00")
            )
            [condition] = domain.optimize_full(env["becs.claim.line"]).iter_conditions()
        self.assertEqual(list(condition.value), [date(2024, 3, 10)])
