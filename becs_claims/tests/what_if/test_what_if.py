from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ...decision import decide
from ..shared.validation_common import ValidationCase


class WhatIfCase(ValidationCase):
    """A what-if is a few changes on some claims."""

    def what_if(self, claims, *changes, **values):
        """A what-if on ``claims`` (None: by the other values), worked out."""
        what_if = self.env["becs.what.if"].create(
            {
                "company_id": self.company.id,
                "scope": "claims" if claims else "period",
                "claim_ids": [Command.set(claims.ids if claims else [])],
                "change_ids": [Command.create(change) for change in changes],
                **values,
            }
        )
        what_if.action_run()
        return what_if

    def outcome(self, code, outcome, **values):
        """The change that gives a check another outcome."""
        rule = self.env["becs.rule"].with_context(active_test=False)
        return {
            "what": "outcome",
            "rule_id": rule.search([("code", "=", code)], limit=1).id,
            "outcome": outcome,
            **{name: [Command.set(ids)] for name, ids in values.items()},
        }

    def changed(self, what_if):
        """{document: (verdicts, amounts)} before and after of what changes."""
        return {
            line.claim_line_id.pos_document: (
                line.state_before,
                line.state_after,
                line.amount_before,
                line.amount_after,
            )
            for line in what_if.line_ids
        }

    def new_move_line(self):
        journal = self.env["account.journal"].create(
            {
                "name": "Credits",
                "code": "BECS",
                "type": "general",
                "company_id": self.company.id,
            }
        )
        account = self.env["account.account"].create(
            {
                "name": "Credits",
                "code": "BECS1",
                "account_type": "expense",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        move = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [Command.create({"account_id": account.id})],
            }
        )
        return move.line_ids

    def money(self, what_if):
        return what_if.amount_before, what_if.amount_after, what_if.amount_difference


@tagged("post_install", "-at_install")
class TestWhatIf(WhatIfCase):
    """Prices, caps and outcomes that were not: the difference by line and in sum."""

    def test_price(self):
        claim = self.validate(
            {"pos_document": "D1"},
            {"pos_document": "D2", "amount_stated": 150},
            basis="calculated",
        ).claim_id
        self.assertEqual(claim.amount_approved, 350)
        what_if = self.what_if(
            claim, {"what": "authorized_price", "operation": "amount", "value": 5}
        )
        self.assertEqual(self.money(what_if), (350, 300, -50))
        self.assertEqual(
            self.changed(what_if), {"D1": ("approved", "approved", 200, 150)}
        )
        self.assertEqual((what_if.line_count, what_if.changed_count), (2, 1))
        self.assertEqual(what_if.change_ids.applied, 1)
        self.assertEqual(what_if.currency_id, self.eur)
        what_if.change_ids.write({"operation": "percent", "value": -50})
        self.assertTrue(what_if.is_outdated)
        what_if.action_run()
        self.assertFalse(what_if.is_outdated)
        # net 40: 600 is due on the first line, on the second what it claims
        self.assertEqual(self.money(what_if), (350, 750, 400))
        what_if.change_ids.write({"operation": "set", "value": 99})
        what_if.action_run()
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("approved", "approved", 200, 10),
                "D2": ("approved", "adjusted", 150, 10),
            },
        )
        line = what_if.line_ids.filtered(lambda line: line.state_after == "adjusted")
        self.assertEqual(line.reason_id.code, "unit_credit_mismatch")
        self.assertEqual(line.reasons_after, line.reason_id.name)
        self.assertFalse(line.reasons_before)

    def test_nothing_changes(self):
        self.program.budget_amount = 250
        claims = self.validate({}, {"amount_stated": 500}, {}).claim_id
        claims |= self.validate({}, {"date_ship": date(2024, 1, 5)}).claim_id
        for baseline in ("decided", "unchanged"):
            what_if = self.what_if(claims, baseline=baseline)
            self.assertEqual(what_if.changed_count, 0)
            self.assertEqual(
                what_if.amount_before,
                0 if not claims else sum(claims.mapped("amount_approved")),
            )
            self.assertEqual(what_if.amount_difference, 0)

    def test_cap_counts_other_claims(self):
        self.validate({"quantity": 5, "amount_stated": 100})
        claim = self.validate(
            *({"pos_document": f"D{i}", "amount_stated": 200} for i in range(3))
        ).claim_id
        what_if = self.what_if(
            claim,
            {
                "what": "budget_amount",
                "value": 350,
                "program_ids": [Command.set(self.program.ids)],
            },
        )
        self.assertEqual(self.money(what_if), (600, 250, -350))
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("approved", "adjusted", 200, 50),
                "D2": ("approved", "rejected", 200, 0),
            },
        )
        cells = {
            (cell["before"], cell["after"]): (cell["lines"], cell["difference"])
            for cell in what_if.matrix
        }
        self.assertEqual(
            cells,
            {
                ("approved", "approved"): (1, 0),
                ("approved", "adjusted"): (1, -150),
                ("approved", "rejected"): (1, -200),
            },
        )
        self.assertEqual(
            {row["difference"] for row in what_if.get_reasons()}, {-150, -200}
        )

    def test_lowering_a_cap_never_takes_it_away(self):
        self.program.line_ids.max_quantity = 20
        claim = self.validate({}, {"amount_stated": 200}, basis="calculated").claim_id
        self.assertEqual(claim.amount_approved, 400)
        what_if = self.what_if(
            claim, {"what": "max_quantity", "operation": "amount", "value": -30}
        )
        self.assertEqual(what_if.amount_after, 0)
        what_if.change_ids.write({"operation": "set", "value": 0})
        what_if.action_run()
        self.assertEqual(what_if.changed_count, 0, "0 is no cap at all")

    def test_no_cap_is_not_raised(self):
        claim = self.validate({}, basis="calculated").claim_id
        what_if = self.what_if(
            claim, {"what": "max_amount", "operation": "percent", "value": -90}
        )
        self.assertEqual(what_if.changed_count, 0)

    def test_outcome(self):
        claim = self.validate(
            {"pos_document": "D1", "authorization_ref": "nope", "amount_stated": 5},
            {"pos_document": "D2", "unit_credit": 25, "amount_stated": 250},
        ).claim_id
        self.assertEqual(claim.amount_approved, 200)
        what_if = self.what_if(claim, self.outcome("unit_credit_mismatch", "reject"))
        self.assertEqual(
            self.changed(what_if), {"D2": ("adjusted", "rejected", 200, 0)}
        )
        self.assertEqual(what_if.line_ids.reason_id.code, "unit_credit_mismatch")
        what_if = self.what_if(claim, self.outcome("unit_credit_mismatch", "review"))
        self.assertEqual(self.money(what_if), (200, 0, -200))
        self.assertEqual((what_if.proposed_before, what_if.proposed_after), (0, 200))
        what_if = self.what_if(claim, self.outcome("unit_credit_mismatch", "off"))
        self.assertEqual(self.money(what_if), (200, 200, 0))
        self.assertEqual(what_if.changed_count, 1, "the reason is gone")
        what_if = self.what_if(claim, self.outcome("authorization_unknown", "off"))
        self.assertEqual(self.changed(what_if), {"D1": ("rejected", "review", 0, 0)})

    def test_outcome_beats_the_rules_there_are(self):
        other_program = self.new_program("A2")
        code = "unit_credit_mismatch"
        self.rule(code, outcome="note", program_ids=self.program.ids)
        self.rule(
            code,
            outcome="note",
            program_ids=self.program.ids,
            distributor_ids=self.distributor.ids,
        )
        over = {"unit_credit": 25, "amount_stated": 250}
        claim = self.validate(
            {"pos_document": "D1", **over},
            {"pos_document": "D2", **over, "authorization_ref": "A2"},
        ).claim_id
        rejected = ("adjusted", "rejected", 200, 0)
        for scope, expected in (
            ({}, {"D1": rejected, "D2": rejected}),
            ({"program_ids": self.program.ids}, {"D1": rejected}),
            ({"program_ids": other_program.ids}, {"D2": rejected}),
            (
                {"distributor_ids": self.distributor.ids},
                {"D1": rejected, "D2": rejected},
            ),
            ({"distributor_ids": self.other.ids}, {}),
            (
                {
                    "program_ids": self.program.ids,
                    "distributor_ids": self.distributor.ids,
                },
                {"D1": rejected},
            ),
        ):
            with self.subTest(scope=scope):
                what_if = self.what_if(claim, self.outcome(code, "reject", **scope))
                self.assertEqual(self.changed(what_if), expected)

    def test_last_of_two_changes_counts(self):
        claim = self.validate({"unit_credit": 25, "amount_stated": 250}).claim_id
        code, scope = "unit_credit_mismatch", {"program_ids": self.program.ids}
        what_if = self.what_if(
            claim,
            self.outcome(code, "reject", **scope),
            self.outcome(code, "review", **scope),
        )
        self.assertEqual(what_if.line_ids.state_after, "review")

    def test_other_terms(self):
        """Every column can be changed, and does what it is for."""
        line = {"date_ship": date(2024, 3, 10), "resale_price": 90, "book_price": 95}
        claim = self.validate(
            {**line, "unit_credit": 21, "amount_stated": 210}
        ).claim_id
        self.assertEqual(claim.amount_approved, 200)
        for change, after, reason in (
            ({"what": "agreed_book_price", "value": 99}, 190, False),
            ({"what": "into_stock_source", "source": "claimed"}, 150, False),
            ({"what": "tolerance_percent", "value": 5}, 210, "unit_credit_mismatch"),
            ({"what": "tolerance_amount", "value": 1}, 210, "unit_credit_mismatch"),
            ({"what": "max_quantity", "value": 5}, 100, "authorized_quantity_exceeded"),
            ({"what": "max_amount", "value": 7}, 7, "budget_exceeded"),
            ({"what": "min_quantity", "value": 11}, 0, "below_minimum_quantity"),
            (
                {"what": "max_resale_price", "value": 89},
                0,
                "resale_price_above_authorized",
            ),
            (
                {"what": "min_resale_price", "value": 91},
                200,
                "resale_price_below_authorized",
            ),
            ({"what": "minimum_line_amount", "value": 201}, 0, "below_minimum_amount"),
            ({"what": "claim_window_days", "value": 20}, 0, "filed_too_late"),
            (
                {"what": "date_start", "date": date(2024, 3, 11)},
                0,
                "ship_date_before_authorization",
            ),
            (
                {"what": "date_end", "date": date(2024, 3, 9)},
                0,
                "ship_date_after_authorization",
            ),
            ({"what": "review_amount", "value": 199}, 0, "over_review_amount"),
        ):
            with self.subTest(change=change):
                what_if = self.what_if(claim, change)
                self.assertEqual(what_if.amount_after, after)
                self.assertEqual(what_if.change_ids.applied, 1)
                if reason:
                    self.assertEqual(what_if.line_ids.reason_id.code, reason)

    def test_dates_move_by_days(self):
        self.program.date_end = date(2024, 3, 9)
        claim = self.validate({"amount_stated": 200}).claim_id
        self.assertEqual(claim.amount_approved, 0)
        what_if = self.what_if(
            claim, {"what": "date_end", "operation": "amount", "value": 1}
        )
        self.assertEqual(what_if.amount_after, 200)
        what_if = self.what_if(claim, {"what": "date_end"})
        self.assertEqual(what_if.amount_after, 200, "no end")

    def test_methods(self):
        """Percent, fixed credit and margin are changed where they are used."""
        self.new_program("PC", [{"credit_method": "percent", "discount_percent": 10}])
        self.new_program("FX", [{"credit_method": "fixed", "unit_credit": 3}])
        self.new_program("MG", [{"credit_method": "margin", "margin_percent": 10}])
        claim = self.validate(
            {"authorization_ref": "PC"},
            {"authorization_ref": "FX"},
            {"authorization_ref": "MG", "resale_price": 90},
            basis="calculated",
        ).claim_id
        self.assertEqual(claim.amount_approved, 100 + 30 + 190)
        for change, difference in (
            ({"what": "discount_percent", "value": 12.5}, 25),
            ({"what": "unit_credit", "operation": "percent", "value": 10}, 3),
            ({"what": "margin_percent", "operation": "amount", "value": 5}, 45),
        ):
            with self.subTest(change=change):
                what_if = self.what_if(claim, change)
                self.assertEqual(what_if.amount_difference, difference)
                self.assertEqual(what_if.changed_count, 1)

    def test_only_some_lines_of_programs(self):
        program = self.new_program("A2")
        claim = self.validate(
            {"pos_document": "D1"},
            {"pos_document": "D2", "authorization_ref": "A2"},
            basis="calculated",
        ).claim_id
        change = {"what": "authorized_price", "value": 90}
        for scope in (
            {"program_ids": [Command.set(program.ids)]},
            {"program_line_ids": [Command.set(program.line_ids.ids)]},
        ):
            what_if = self.what_if(claim, {**change, **scope})
            self.assertEqual(
                self.changed(what_if), {"D2": ("approved", "approved", 200, 100)}
            )

    def test_draft_is_compared_with_a_check(self):
        draft = self.new_claim({"pos_document": "D1", "amount_stated": 200})
        what_if = self.what_if(draft, {"what": "authorized_price", "value": 85})
        self.assertEqual(self.money(what_if), (200, 150, -50))
        self.assertEqual(draft.line_ids.state, "pending")
        self.assertEqual(
            self.changed(what_if), {"D1": ("approved", "adjusted", 200, 150)}
        )

    def test_drift_is_set_apart(self):
        """What changed since is a difference to what was decided, and only to that."""
        claim = self.validate({"amount_stated": 200}).claim_id
        self.program.line_ids.authorized_price = 90
        self.assertEqual(self.what_if(claim).amount_difference, -100)
        unchanged = self.what_if(claim, baseline="unchanged")
        self.assertEqual(self.money(unchanged), (100, 100, 0))
        tried = self.what_if(
            claim, {"what": "authorized_price", "value": 95}, baseline="unchanged"
        )
        self.assertEqual(self.money(tried), (100, 50, -50))

    def test_decided_and_credited_lines(self):
        lines = self.validate(
            {"pos_document": "D1", "amount_stated": 200},
            {"pos_document": "D2", "amount_stated": 200},
            {"pos_document": "D3", "amount_stated": 200},
        )
        decide.decide(self.env, lines[0], "reject", note="no")
        credit_line = self.new_move_line()
        lines[1].credit_line_id = credit_line
        claim, change = lines.claim_id, {"what": "authorized_price", "value": 90}
        what_if = self.what_if(claim, change)
        self.assertEqual(self.money(what_if), (400, 300, -100))
        self.assertEqual(list(self.changed(what_if)), ["D3"])
        what_if = self.what_if(claim, change, revalidate_decided=True)
        self.assertEqual(self.money(what_if), (400, 300, -100))
        self.assertEqual(
            self.changed(what_if),
            {
                "D1": ("rejected", "adjusted", 0, 100),
                "D2": ("approved", "adjusted", 200, 100),
                "D3": ("approved", "adjusted", 200, 100),
            },
        )
        self.assertEqual(lines[0].decision, "manual")
        self.assertEqual(lines[1].credit_line_id, credit_line)

    def test_period(self):
        claims = [
            self.validate(
                {
                    "pos_document": f"{month}-{day}",
                    "date_ship": date(2024, month, day),
                    "amount_stated": 200,
                },
                {
                    "pos_document": f"{month}-late",
                    "date_ship": date(2024, 3, 30),
                    "amount_stated": 200,
                },
                partner=partner,
                date_submitted=date(2024, month, 28) if month > 2 else date(2024, 4, 1),
            ).claim_id
            for month, day, partner in (
                (1, 5, self.distributor),
                (2, 29, self.distributor),
                (5, 7, self.other),
            )
        ]
        change = {"what": "authorized_price", "value": 90}
        february = {"date_from": date(2024, 2, 1), "date_to": date(2024, 2, 29)}
        what_if = self.what_if(None, change, **february)
        self.assertEqual(list(self.changed(what_if)), ["2-29"])
        self.assertEqual(what_if.line_count, 1)
        april = {"date_from": date(2024, 4, 1), "date_to": date(2024, 4, 30)}
        what_if = self.what_if(None, change, period_by="filed", **april)
        self.assertEqual(what_if.line_ids.claim_id, claims[0] | claims[1])
        self.assertEqual(what_if.line_count, 4)
        year = {"date_from": date(2024, 1, 1), "date_to": date(2024, 12, 31)}
        what_if = self.what_if(
            None, change, distributor_ids=[Command.set(self.other.ids)], **year
        )
        self.assertEqual(what_if.line_ids.claim_id, claims[2])
        with self.assertRaisesRegex(UserError, "no claims"):
            self.what_if(
                None, change, date_from=date(2020, 1, 1), date_to=date(2020, 1, 31)
            )

    def test_several_currencies(self):
        self.env["res.currency.rate"].create(
            {
                "name": date(2024, 1, 1),
                "rate": 2,
                "currency_id": self.usd.id,
                "company_id": self.company.id,
            }
        )
        claims = self.validate({"amount_stated": 200}).claim_id
        claims |= self.validate(
            {"amount_stated": 400}, currency_id=self.usd.id
        ).claim_id
        what_if = self.what_if(claims, {"what": "authorized_price", "value": 90})
        self.assertEqual(what_if.currency_id, self.eur)
        self.assertEqual(self.money(what_if), (400, 200, -200))
        self.assertEqual(what_if.line_ids.mapped("amount_after"), [100, 100])

    def test_incomplete_or_wrong_changes(self):
        claim = self.validate({}).claim_id
        with self.assertRaisesRegex(UserError, "not complete"):
            self.what_if(claim, {"what": "outcome"})
        with self.assertRaisesRegex(UserError, "not complete"):
            self.what_if(claim, {"what": "budget_amount", "operation": "percent"})
        for wrong in (
            {"what": "authorized_price", "value": -1},
            {"what": "discount_percent", "value": 101},
            {"what": "budget_amount", "operation": "percent", "value": -100},
            {"what": "date_end", "operation": "percent", "value": 1},
            {"what": "date_start"},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.what_if(claim, wrong)

    def test_old_ones_are_deleted(self):
        claim = self.validate({}).claim_id
        old, new = self.what_if(claim), self.what_if(claim)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE becs_what_if SET write_date = now() - interval '31 days'"
            " WHERE id = %s",
            (old.id,),
        )
        self.env.invalidate_all()
        self.env["becs.what.if"]._gc_old()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    def test_opened_from_claim_program_and_rule(self):
        claim = self.validate({"amount_stated": 200}).claim_id
        rule = self.outcome("unit_credit_mismatch", "reject")["rule_id"]
        rule = self.env["becs.rule"].browse(rule)
        for record in (claim, self.program, rule):
            action = record.action_what_if()
            form = Form(self.env[action["res_model"]].with_context(**action["context"]))
            what_if = form.save()
            if record == claim:
                self.assertEqual((what_if.scope, what_if.claim_ids), ("claims", claim))
            elif record == self.program:
                self.assertEqual(what_if.change_ids.program_ids, self.program)
                self.assertEqual(what_if.change_ids.what, "budget_amount")
            else:
                self.assertEqual(what_if.change_ids.rule_id, rule)
                self.assertIn(rule.name, what_if.display_name)

    def test_large_ones_run_in_the_background(self):
        claim = self.validate({}, {}).claim_id
        self.company.becs_background_lines = 1
        what_if = self.what_if(claim, {"what": "authorized_price", "value": 90})
        self.assertEqual(what_if.job_state, "pending")
        self.assertFalse(what_if.run_on)
        with self.assertRaisesRegex(UserError, "being worked out"):
            what_if.action_run()
        with self.assertRaisesRegex(UserError, "being worked out"):
            what_if.change_ids.value = 91
        shown = []
        what_if._run_job_what_if(lambda done, total, text: shown.append((done, total)))
        self.assertTrue(what_if.run_on)
        self.assertEqual(shown, sorted(shown))
        self.assertGreater(len(shown), 3)


@tagged("post_install", "-at_install")
class TestWhatIfAccess(WhatIfCase):
    """Everybody their own, analysts and up, only claims they may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls.validate({"amount_stated": 200}).claim_id
        cls.users = {
            name: new_test_user(
                cls.env,
                f"what_if_{name}",
                f"base.group_user,becs_claims.group_{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name, group in (
                ("analyst", "analyst"),
                ("colleague", "administrator"),
                ("viewer", "viewer"),
            )
        }

    def as_user(self, name):
        return self.env["becs.what.if"].with_user(self.users[name])

    def new(self, name):
        return self.as_user(name).create(
            {
                "company_id": self.company.id,
                "scope": "claims",
                "claim_ids": [Command.set(self.claim.ids)],
                "change_ids": [
                    Command.create({"what": "authorized_price", "value": 90})
                ],
            }
        )

    def test_analysts_have_their_own(self):
        what_if = self.new("analyst")
        what_if.action_run()
        self.assertEqual(what_if.line_ids.amount_difference, -100)
        self.assertFalse(self.as_user("colleague").search([]))
        other = what_if.with_user(self.users["colleague"])
        for read in (
            lambda: other.amount_after,
            lambda: other.line_ids.with_env(other.env).mapped("amount_after"),
            lambda: what_if.change_ids.with_env(other.env).mapped("value"),
            other.action_run,
        ):
            other.invalidate_recordset()
            with self.assertRaises(AccessError):
                read()
        lines = what_if.line_ids.ids
        self.assertFalse(
            self.env["becs.what.if.line"]
            .with_user(self.users["colleague"])
            .search([("id", "in", lines)])
        )

    def test_viewers_have_none(self):
        with self.assertRaises(AccessError):
            self.new("viewer")
        with self.assertRaises(AccessError):
            self.as_user("viewer").search([])

    def test_result_is_not_entered(self):
        what_if = self.new("analyst")
        for values in ({"amount_after": 1}, {"user_id": self.users["colleague"].id}):
            with self.assertRaises(AccessError):
                what_if.write(values)
        what_if.action_run()
        with self.assertRaises(AccessError):
            what_if.line_ids.write({"amount_after": 1})

    def test_claims_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        claim = self.env["becs.claim"].create(
            {"partner_id": self.distributor.id, "company_id": company.id}
        )
        with self.assertRaises(UserError):
            what_if = self.new("analyst")
            what_if.claim_ids = claim
            what_if.action_run()
