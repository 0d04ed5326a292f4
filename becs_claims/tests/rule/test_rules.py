"""The checks on screen: who may change them, what they say, what is kept."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..shared.test_access import AccessCase

CHECK = "becs_claims.rule_amount_mismatch"


class RuleCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls.env.ref(CHECK)
        cls.recent = fields.Date.today() - timedelta(days=20)

    def rules(self, role="administrator"):
        rules = self.as_(role, self.env["becs.rule"])
        return rules.with_context(tracking_disable=False, active_test=False)

    def own(self, name="Odd line", domain="[('quantity', '>', 10)]", **values):
        values = {"name": name, "domain": domain, "outcome": "review"} | values
        return self.rules().create(values)

    def exception(self, rule=None, **values):
        """An exception, made as on the screen."""
        rule = (rule or self.check).with_user(self.people["administrator"])
        context = rule.action_make_exception()["context"]
        form = Form(self.rules().with_context(**context))
        for name, records in values.items():
            if name in ("program_ids", "distributor_ids"):
                for record in records:
                    getattr(form, name).add(record)
            else:
                setattr(form, name, records)
        return form.save()

    def log(self, rule):
        """What is told in the chatter of a rule, all of it as one text."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.env["mail.message"].search(
            [("model", "=", "becs.rule"), ("res_id", "=", rule.id)], order="id"
        )
        values = messages.sudo().tracking_value_ids
        return " ".join(
            [
                *messages.mapped("body"),
                *(
                    f"{value.field_id.name}: {value.old_value_char or ''} → "
                    f"{value.new_value_char or value.new_value_integer}"
                    for value in values
                ),
            ]
        )


@tagged("post_install", "-at_install")
class TestRuleRights(RuleCase):
    def test_only_administrators_change_checks(self):
        for role in ("viewer", "analyst", "approver", "accountant"):
            rule = self.as_(role, self.check)
            with self.subTest(role=role):
                self.assertTrue(rule.name)
                with self.assertRaises(AccessError):
                    rule.outcome = "note"
                with self.assertRaises(AccessError):
                    rule.create({"name": "Mine", "domain": "[]"})
                with self.assertRaises(AccessError):
                    rule.unlink()
        self.as_("administrator", self.check).outcome = "note"

    def test_a_company_sees_its_rules_and_those_of_all(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self.env["becs.rule"].create(
            {"name": "Theirs", "domain": "[]", "company_id": other.id}
        )
        own = self.own(company_id=self.company.id)
        seen = self.rules().search([])
        self.assertIn(own, seen)
        self.assertIn(self.check, seen)
        self.assertNotIn(hidden, seen)


@tagged("post_install", "-at_install")
class TestRuleScope(RuleCase):
    def test_exception(self):
        before = self.check.exception_count
        rule = self.exception(program_ids=self.program, outcome="note")
        self.assertEqual((rule.code, rule.base_id), (self.check.code, self.check))
        self.assertEqual((rule.kind, rule.scope_summary), ("exception", "A1"))
        self.assertEqual(self.check.exception_count, before + 1)
        self.assertEqual(rule.name, self.check.name)
        self.assertFalse(rule.domain)

    def test_exception_to_an_own_rule_keeps_its_lines(self):
        own = self.own()
        rule = self.exception(own, distributor_ids=self.other, outcome="reject")
        self.assertEqual((rule.code, rule.domain), (own.code, own.domain))
        self.assertEqual(rule.base_id, own)

    def test_two_entries_for_the_same_clash(self):
        self.exception(program_ids=self.program)
        for scope in ({"program_ids": self.program}, {}):
            with self.subTest(scope=scope):
                with self.assertRaisesRegex(ValidationError, "already has an entry"):
                    self.exception(**scope)
        self.exception(program_ids=self.program, distributor_ids=self.distributor)
        off = self.exception(distributor_ids=self.distributor)
        off.active = False
        with self.assertRaisesRegex(ValidationError, "already has an entry"):
            self.exception(distributor_ids=self.distributor)

    def test_the_entry_for_everybody_stays_that(self):
        check = self.as_("administrator", self.check)
        for scope in (
            {"program_ids": self.program.ids},
            {"distributor_ids": self.distributor.ids},
            {"company_id": self.company.id},
        ):
            with self.assertRaisesRegex(ValidationError, "Make an exception"):
                check.write(scope)

    def test_a_check_of_the_add_on_finds_what_it_finds(self):
        with self.assertRaisesRegex(ValidationError, "what it finds is fixed"):
            self.as_("administrator", self.check).domain = "[]"
        with self.assertRaisesRegex(UserError, "The code of a check stays"):
            self.as_("administrator", self.check).code = "other"

    def test_an_own_rule_says_which_lines(self):
        with self.assertRaisesRegex(ValidationError, "which lines"):
            self.own(domain=False, code="own_none")
        with self.assertRaisesRegex(ValidationError, "cannot look at “state”"):
            self.own(domain="[('state', '=', 'approved')]")
        rule = self.own()
        with self.assertRaisesRegex(ValidationError, "cannot look at “finding_ids”"):
            rule.domain = "[('finding_ids', '=', False)]"

    def test_codes_of_own_rules(self):
        rules = self.rules().create(
            [{"name": name, "domain": "[]"} for name in ("Größe!", "größe", "…")]
        )
        self.assertEqual(rules.mapped("code"), ["own_größe", "own_größe_2", "own_"])
        self.assertFalse(rules.base_id)
        self.assertEqual(set(rules.mapped("x12_code")), {"25"})

    def test_copy_of_an_own_rule_is_another_rule(self):
        rule = self.own()
        copy = rule.copy()
        self.assertNotEqual(copy.code, rule.code)
        self.assertFalse(copy.base_id)
        self.assertEqual(copy.name, "Odd line (copy)")


@tagged("post_install", "-at_install")
class TestRuleOrder(RuleCase):
    def codes(self):
        return self.rules().search([]).mapped("code")

    def test_own_rules_come_before_the_caps(self):
        self.own("A", sequence=1)
        self.own("B", sequence=0)
        codes = self.codes()
        first = codes.index("own_b")
        self.assertEqual(
            codes[first - 1 : first + 2],
            ["below_minimum_amount", "own_b", "own_a"],
        )
        self.assertLess(first, codes.index("authorized_quantity_exceeded"))
        self.assertEqual(codes[0], "missing_data")
        self.assertEqual(codes[-1], "over_review_amount")

    def test_exceptions_follow_their_check(self):
        own, second = self.own("A"), self.own("B")
        exception = self.exception(own, program_ids=self.program)
        shipped = self.exception(program_ids=self.program)
        for rule, other in ((own, exception), (self.check, shipped)):
            rows = self.rules().search([]).filtered(lambda r, o=rule: r.code == o.code)
            self.assertIn(other, rows[rows.ids.index(rule.id) :])
        (second | own).web_resequence({})
        codes = self.codes()
        self.assertLess(codes.index("own_b"), codes.index("own_a"))
        order = self.rules().search([])
        self.assertEqual(order.ids.index(exception.id), order.ids.index(own.id) + 1)

    def test_moving_leaves_the_checks_of_the_add_on(self):
        own = self.own("A")
        before = self.check.sequence
        rows = (self.check | own).with_user(self.people["administrator"])
        read = rows.web_resequence({"sequence": {}}, offset=7)
        self.assertEqual(self.check.sequence, before)
        self.assertEqual(own.sequence, 7)
        self.assertEqual([row["id"] for row in read], rows.ids)


@tagged("post_install", "-at_install")
class TestRuleHistory(RuleCase):
    def test_every_change_is_kept(self):
        rule = self.own()
        self.log(rule)
        rule.write(
            {
                "outcome": "reject",
                "active": False,
                "domain": "[('quantity', '>', 99)]",
                "sequence": 3,
                "program_ids": self.program.ids,
                "distributor_ids": self.distributor.ids,
                "description": "Ask the distributor.",
            }
        )
        shown = self.log(rule)
        for change in (
            "outcome: Review → Reject",
            "active:",
            "domain: [('quantity', '>', 10)] → [('quantity', '>', 99)]",
            "sequence:",
            "program_ids:  → [A1] Program A1",
            "distributor_ids:  → Distributor 0",
            "description:",
        ):
            self.assertIn(change, shown)
        author = self.env["mail.message"].search(
            [("model", "=", "becs.rule"), ("res_id", "=", rule.id)], limit=1
        )
        self.assertEqual(author.author_id, self.people["administrator"].partner_id)

    def test_exceptions_are_told_on_the_check(self):
        rule = self.exception(program_ids=self.program, outcome="note")
        rule.active = False
        rule.unlink()
        shown = self.log(self.check)
        self.assertIn("Exception made for A1: Note.", shown)
        self.assertIn("Exception for A1 removed: it was switched off.", shown)

    def test_findings_of_a_removed_exception_stay(self):
        rule = self.exception(program_ids=self.program, outcome="note")
        [line] = self.validate({"unit_credit": 20, "amount_stated": 250})
        self.assertEqual(line.finding_ids.rule_id, rule)
        rule.unlink()
        self.assertEqual(line.finding_ids.rule_id, self.check)
        self.assertEqual(line.finding_ids.outcome, "note")

    def test_checks_and_own_rules_are_not_deleted(self):
        for rule in (self.check, self.own()):
            with self.assertRaisesRegex(UserError, "Switch it off"):
                rule.with_user(self.people["administrator"]).unlink()

    def test_changed_from_shipped(self):
        check = self.as_("administrator", self.check)
        self.assertEqual((check.kind, check.default_outcome), ("shipped", "adjust"))
        check.outcome = "note"
        self.assertEqual((check.kind, check.default_outcome), ("changed", "adjust"))
        check.outcome = "adjust"
        self.assertEqual(check.kind, "shipped")
        check.active = False
        self.assertEqual(check.kind, "changed")
        self.assertFalse(self.own().default_outcome)

    def test_every_shipped_check_knows_how_it_was_shipped(self):
        shipped = self.env["becs.rule"].search([("base_id", "=", False)])
        shipped = shipped.filtered(lambda rule: not rule.domain)
        self.assertEqual(shipped.filtered(lambda rule: rule.default_outcome), shipped)
        self.assertGreater(len(shipped), 35)


@tagged("post_install", "-at_install")
class TestRuleFigures(RuleCase):
    def validate_recent(self, *lines, **values):
        lines = [
            {"date_ship": self.recent, "unit_credit": 20, **line} for line in lines
        ]
        return self.validate(*lines, date_submitted=self.recent, **values)

    def test_lines_found_in_90_days(self):
        odd = {"amount_stated": 250}
        lines = self.validate_recent(odd, odd, {})
        self.validate({"unit_credit": 20, **odd})
        check = self.as_("viewer", self.check)
        self.assertEqual((check.found_lines, check.found_claims), (2, 1))
        action = check.action_open_found()
        found = self.env["becs.finding"].search(action["domain"])
        self.assertEqual(found.claim_line_id, lines[:2])

    def matches(self, domain, role="administrator", **scope):
        return self.rules(role).get_matches(domain, **scope)

    def test_live_count_is_what_the_engine_finds(self):
        """Before and after: the editor counts what a run finds."""
        domain = "[('quantity', '>', 10), ('into_stock_price', '=', 100)]"
        rule = self.own(domain=domain, active=False)
        lines = self.validate_recent(
            {"quantity": 11}, {"quantity": 12}, {"quantity": 9}
        )
        self.validate({"quantity": 20})
        found = self.matches(domain)
        self.assertEqual((found["matching"], found["total"]), (2, 3))
        self.assertEqual(self.env["becs.claim.line"].search(found["domain"]), lines[:2])
        rule.active = True
        claim = lines.claim_id
        claim.action_validate()
        self.assertEqual(rule.found_lines, found["matching"])

    def test_live_count_in_the_scope_of_the_rule(self):
        self.validate_recent({}, {})
        self.validate_recent({}, partner=self.other)
        self.assertEqual(self.matches("[]")["matching"], 3)
        for scope, matching in (
            ({"distributor_ids": self.distributor.ids}, 2),
            ({"program_ids": self.program.ids}, 3),
            ({"program_ids": self.new_program("B1").ids}, 0),
            ({"company_id": self.company.id}, 3),
        ):
            with self.subTest(scope=scope):
                found = self.matches("[]", **scope)
                self.assertEqual((found["matching"], found["total"]), (matching, 3))

    def test_live_count_of_the_users_companies_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.validate_recent({})
        found = self.matches("[]", company_id=other.id)
        self.assertEqual((found["matching"], found["total"]), (0, 0))

    def test_live_count_says_what_is_wrong(self):
        found = self.matches("[('finding_ids', '!=', False)]")
        self.assertEqual(list(found), ["error"])
        self.assertIn("cannot look at “finding_ids”", found["error"])
        self.assertIn("plain values", self.matches("[('quantity', '>', x)]")["error"])

    def test_the_editor_offers_what_may_be_used(self):
        offered = self.rules().get_domain_fields()
        self.assertIn("quantity", offered["becs.claim.line"])
        self.assertNotIn("state", offered["becs.claim.line"])
        self.assertIn("default_code", offered["product.product"])

    def test_preview(self):
        lines = self.validate_recent({"quantity": 11}, {})
        rule = self.own()
        action = self.as_("analyst", rule).action_open_matches()
        found = self.env["becs.claim.line"].search(action["domain"])
        self.assertEqual(found, lines[0])

    def test_buttons_of_program_and_distributor(self):
        rule = self.exception(program_ids=self.program)
        own = self.own(distributor_ids=self.distributor.ids, active=False)
        self.assertEqual(self.program.rule_count, 1)
        self.assertEqual(self.distributor.becs_rule_count, 1)
        for action, found in (
            (self.program.action_open_rules(), rule),
            (self.distributor.action_open_becs_rules(), own),
        ):
            rules = self.env["becs.rule"].with_context(**action["context"])
            self.assertEqual(rules.search(action["domain"]), found)

    def test_own_rules_show_by_name(self):
        rule = self.own("Far too many")
        [line] = self.validate_recent({"quantity": 11})
        self.assertEqual(line.reason_summary, "Far too many")
        [reason] = line.claim_id.get_reasons()
        self.assertEqual((reason["name"], reason["rule_id"]), (rule.name, rule.id))
        self.assertEqual(line.finding_ids.display_name, "Far too many")

    def test_number_of_statements_of_the_list(self):
        counts = []
        names = ("found_lines", "found_claims", "kind", "scope_summary", "active")
        for number in (1, 1, 10):
            for one in range(number):
                self.own(f"{number} {one}", program_ids=self.program.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            rules = self.rules().search([("domain", "!=", False)])
            before = self.cr.sql_log_count
            rules.web_read({name: {} for name in names})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
