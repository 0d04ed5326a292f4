"""Who moves prices neither pays by them nor measures discounts by them, alone."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...models.program.amendment import Amendment
from ..approval.test_hands import HandsCase
from .test_program_approval import ProgramApprovalCase


@tagged("post_install", "-at_install")
class TestAuthorizedPrices(HandsCase):
    """Prices of a list that an approved program pays by are changed later."""

    def setUp(self):
        super().setUp()
        self.base = self.new_list({"compute_price": "fixed", "fixed_price": 90})
        self.prices = self.new_list(
            {
                "compute_price": "percentage",
                "base": "pricelist",
                "base_pricelist_id": self.base.id,
            }
        )
        self.program.pricelist_id = self.prices
        self.program.line_ids.credit_method = "pricelist"

    def new_list(self, *items):
        return self.env["product.pricelist"].create(
            {
                "name": "Prices",
                "currency_id": self.eur.id,
                "item_ids": [Command.create(item) for item in items],
            }
        )

    def by_formula(self, base):
        self.prices.item_ids.write(
            {"compute_price": "formula", "base": base, "base_pricelist_id": False}
        )

    def changes(self):
        """{what: changes what is authorized}, each as the insider does it."""
        own, prices, base = self.own, self.prices, self.base
        product, template = self.product, self.product.product_tmpl_id
        fixed = {"compute_price": "fixed", "fixed_price": 1}

        def based(record, base, values):
            self.by_formula(base)
            return own(record).write(values)

        category = self.env["product.category"].create({"name": "Apart"})

        def by_category():
            rule = self.env["product.pricelist.item"].create(
                {
                    "pricelist_id": base.id,
                    "applied_on": "2_product_category",
                    "categ_id": category.id,
                    **fixed,
                }
            )
            rule.flush_recordset()
            own(template).categ_id = category

        other = self.new_list(fixed)
        return {
            "a price": lambda: own(base.item_ids).write({"fixed_price": 1}),
            "a rule": lambda: own(prices.item_ids).write({"percent_price": 99}),
            "by the list": lambda: own(base).write(
                {"item_ids": [Command.update(base.item_ids.id, {"fixed_price": 1})]}
            ),
            "a rule more": lambda: own(base.item_ids).create(
                {"pricelist_id": base.id, "product_id": product.id, **fixed}
            ),
            "a rule less": lambda: own(base.item_ids).unlink(),
            "a rule from another list": lambda: own(other.item_ids).write(
                {"pricelist_id": base.id}
            ),
            "a rule to another list": lambda: own(base.item_ids).write(
                {"pricelist_id": other.id}
            ),
            "another base": lambda: own(prices.item_ids).write(
                {"base_pricelist_id": other.id}
            ),
            "the currency": lambda: own(base).write({"currency_id": self.usd.id}),
            "the archive": lambda: own(base).action_archive(),
            "the company": lambda: own(base).write(
                {"company_id": not base.company_id and self.company.id}
            ),
            "the sales price": lambda: based(product, "list_price", {"lst_price": 5}),
            "the sales price of the template": lambda: based(
                template, "list_price", {"list_price": 5}
            ),
            "the cost": lambda: based(
                product.with_company(self.company),
                "standard_price",
                {"standard_price": 1},
            ),
            "another category": by_category,
        }

    def in_each(self, check):
        for what in self.changes():
            with self.subTest(what), self.cr.savepoint() as savepoint:
                check(self.changes()[what])
                savepoint.rollback()
            self.env.invalidate_all()

    def test_whoever_changes_them_is_out_until_they_are_confirmed(self):
        def check(change):
            self.assertFalse(self.program.changed_prices_html)
            change()
            claim = self.filed({"unit_credit": 10}, self.kept)
            claim.action_validate()
            # whatever came of the price, some of it is paid by the program
            claim.line_ids[0]._write_guarded(
                {"state": "approved", "amount_approved": 100}
            )
            self.env.flush_all()
            message = "changed prices of .* that nobody confirmed yet"
            with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
                claim.with_user(self.insider).action_approve()
            program = self.program.with_user(self.insider)
            self.assertIn("Insider", program.changed_prices_html)
            with (
                self.assertRaisesRegex(UserError, "somebody else must approve"),
                self.cr.savepoint(),
            ):
                program.action_confirm_prices()
            self.program.with_user(self.second).action_confirm_prices()
            self.env.invalidate_all()
            self.assertFalse(self.program.changed_prices_html)
            claim.with_user(self.insider).action_approve()
            self.assertEqual(claim.state, "approved")

        self.in_each(check)

    def test_what_is_told(self):
        self.own(self.base.item_ids).write({"fixed_price": 1})
        claim = self.filed({"unit_credit": 99})
        claim.action_validate()
        self.assertEqual(claim.amount_approved, 990)
        # no term was amended, and nobody was kept from changing prices
        self.assertEqual((self.program.version, self.base.item_ids.fixed_price), (1, 1))
        html = self.program.with_user(self.second).changed_prices_html
        self.assertIn("Insider", html)
        self.assertIn("90.0 → 1.0", html)
        self.program.with_user(self.second).action_confirm_prices()
        message = self.program.message_ids[0]
        self.assertEqual(message.author_id, self.second.partner_id)
        for text in ("Changed prices confirmed", "Insider", "90.0 → 1.0"):
            self.assertIn(text, message.body)
        with self.assertRaisesRegex(UserError, "confirmed already"):
            self.program.with_user(self.second).action_confirm_prices()

    def test_what_was_seen_is_confirmed(self):
        self.own(self.base.item_ids).write({"fixed_price": 80})
        program = self.program.with_user(self.second)
        seen = program.last_changed_price
        self.assertTrue(seen)
        self.own(self.base.item_ids).write({"fixed_price": 1})
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            program.with_context(becs_seen=seen).action_confirm_prices()
        self.env.invalidate_all()
        program.with_context(
            becs_seen=program.last_changed_price
        ).action_confirm_prices()
        self.assertFalse(program.last_changed_price)

    def test_programs_of_before_prices_were_kept(self):
        self.program.input_horizon = False
        self.assertFalse(self.program._changed_prices())
        self.own(self.base.item_ids).write({"fixed_price": 1})
        self.assertEqual(len(self.program._changed_prices()), 1)
        self.program.with_user(self.second).action_confirm_prices()
        self.assertFalse(self.program._changed_prices())

    def test_restored_is_changed_all_the_same(self):
        """Claims may have been validated between."""
        for price in (1, 90):
            self.own(self.base.item_ids).write({"fixed_price": price})
        self.assertEqual(len(self.program._changed_prices()), 2)

    def test_what_is_no_price_of_the_program(self):
        other = self.new_list({"compute_price": "fixed", "fixed_price": 90})
        self.own(other.item_ids).write({"fixed_price": 1})
        self.own(other).write({"currency_id": self.usd.id, "sequence": 1})
        self.own(self.prices).write({"name": "Renamed"})
        self.own(self.product).write({"lst_price": 7, "barcode": "4006381333931"})
        self.own(self.product.product_tmpl_id).categ_id = self.deep
        self.own(self.distributor).name = "Another"
        self.own(self.env["product.product"]).create({"name": "New", "list_price": 5})
        self.assertFalse(self.program._changed_prices())
        # nor where no line is paid by the list
        self.own(self.base.item_ids).write({"fixed_price": 1})
        self.assertTrue(self.program._changed_prices())
        self.program.line_ids.credit_method = "net_price"
        self.assertFalse(self.program._changed_prices())

    def test_products_that_are_not_covered(self):
        self.by_formula("list_price")
        self.program.line_ids.write(
            {"applied_on": "product", "product_id": self.product.id}
        )
        other = self.new_product("ELSE")
        self.own(other).lst_price = 5
        self.assertFalse(self.program._changed_prices())
        self.own(self.product).lst_price = 5
        self.assertTrue(self.program._changed_prices())

    def rule(self, **values):
        return self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.base.id,
                "compute_price": "fixed",
                "fixed_price": 80,
                **values,
            }
        )

    def test_rules_of_products_that_are_not_covered(self):
        """A price of another product is no price of the program."""
        other = self.new_product("ELSE")
        template = self.env["product.template"].create({"name": "Template"})
        covered = self.product.product_tmpl_id
        of_other = [
            self.rule(applied_on="0_product_variant", product_id=other.id),
            self.rule(applied_on="1_product", product_tmpl_id=template.id),
        ]
        of_program = [
            self.rule(applied_on="0_product_variant", product_id=self.product.id),
            self.rule(applied_on="1_product", product_tmpl_id=covered.id),
            self.rule(applied_on="2_product_category", categ_id=self.deep.id),
            self.rule(applied_on="3_global"),
        ]
        scopes = {
            "variant": {"applied_on": "product", "product_id": self.product.id},
            "template": {"applied_on": "template", "product_tmpl_id": covered.id},
            "category": {"applied_on": "category", "categ_id": covered.categ_id.id},
        }
        other.categ_id = self.env["product.category"].create({"name": "Apart"})
        for what, scope in scopes.items():
            for rules, waits in ((of_other, False), (of_program, True)):
                for rule in rules:
                    with (
                        self.subTest(what=what, rule=rule.applied_on, waits=waits),
                        self.cr.savepoint() as savepoint,
                    ):
                        self.program.line_ids.write(scope)
                        self.own(rule).fixed_price = 79
                        moves = self.program._changed_prices()
                        self.assertEqual(len(moves), waits)
                        savepoint.rollback()
                    self.env.invalidate_all()
        # for all products each of them counts
        for rule in of_other:
            self.own(rule).fixed_price = 79
        self.assertEqual(len(self.program._changed_prices()), 2)

    def test_a_rule_for_another_product_from_now_on(self):
        """From one product to another: it is about both."""
        self.program.line_ids.write(
            {"applied_on": "product", "product_id": self.product.id}
        )
        item = self.rule(
            applied_on="0_product_variant", product_id=self.new_product("ELSE").id
        )
        for product, count in ((self.product, 1), (self.new_product("THIRD"), 2)):
            self.own(item).write({"product_id": product.id})
            self.assertEqual(len(self.program._changed_prices()), count)
        self.own(item).write({"fixed_price": 1})
        self.assertEqual(len(self.program._changed_prices()), 2)

    def test_a_product_that_was_covered_for_a_while(self):
        """Who prices it, moves it into the category and out again is found."""
        category = self.env["product.category"].create({"name": "Covered"})
        self.program.line_ids.write({"applied_on": "category", "categ_id": category.id})
        other = self.new_product("ELSE")
        rule = self.rule(applied_on="0_product_variant", product_id=other.id)
        self.own(rule).fixed_price = 1
        self.assertFalse(self.program._changed_prices())
        for categ in (category, other.categ_id):
            self.own(other.product_tmpl_id).categ_id = categ
        self.assertTrue(self.program._changed_prices())

    def test_many_programs_and_approvers(self):
        """Refusing asks for all prices at once, and says one change once."""
        for number in range(5):
            new_test_user(
                self.env,
                f"becs_more_{number}",
                "base.group_user,becs_claims.group_approver",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
        self.env["becs.approval.limit"].create(
            {"company_id": self.company.id, "scope": "request", "amount": 1e6}
        )
        counts = []
        for many in (2, 20):
            codes = [f"W{many}-{number}" for number in range(many)]
            for code in codes:
                self.new_program(
                    code,
                    line={"credit_method": "pricelist"},
                    pricelist_id=self.prices.id,
                )
            claim = self.filed(
                *(
                    {"authorization_ref": code, "unit_credit": 10, "pos_document": code}
                    for code in codes
                )
            )
            claim.action_validate()
            self.assertEqual(claim.amount_approved, 100 * many)
            self.own(self.base.item_ids).fixed_price = 90 - many
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self.assertRaises(UserError) as refused, self.cr.savepoint():
                claim.with_user(self.insider).action_approve()
            counts.append(self.cr.sql_log_count - before)
            message = str(refused.exception)
            self.assertEqual(message.count(f"→ {90 - many}.0"), 1, message)
            self.assertEqual("and 15 more that nobody" in message, many == 20)
        self.assertLessEqual(counts[1], counts[0] + 5)

    def test_what_the_server_and_others_change(self):
        self.base.item_ids.fixed_price = 80
        self.assertFalse(self.program._changed_prices())
        self.base.item_ids.with_user(self.second).sudo().fixed_price = 70
        claim = self.filed({"unit_credit": 30})
        claim.action_validate()
        self.assertEqual(claim.amount_approved, 300)
        # who had no hand in it approves it
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_claims_that_other_programs_pay(self):
        self.own(self.base.item_ids).write({"fixed_price": 1})
        claim = self.filed(self.kept)
        claim.action_validate()
        self.assertEqual(claim.amount_approved, 10)
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_limits(self):
        """Who has a limit approves no claim by prices that nobody measured."""
        Limit = self.env["becs.approval.limit"]
        common = {"company_id": self.company.id, "scope": "request"}
        Limit.create(common | {"discount_percent": 10, "amount": 1e9})
        claim = self.filed({"unit_credit": 99})
        claim.action_validate()
        self.env["product.pricelist.item"].flush_model()
        self.base.item_ids.with_user(self.people["analyst"]).sudo().fixed_price = 1
        claim.action_validate()
        self.assertEqual(claim.amount_approved, 990)
        with self.assertRaisesRegex(UserError, "may not release it before the changed"):
            claim.with_user(self.second).action_approve()
        # it is for every distributor, so that nobody with a limit confirms it
        with self.assertRaisesRegex(UserError, "10 %"), self.cr.savepoint():
            self.program.with_user(self.second).action_confirm_prices()
        self.program.with_user(self.people["administrator"]).action_confirm_prices()
        claim.with_user(self.second).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_the_system_does_not_approve_it(self):
        self.company.becs_auto_approve_amount = 1000
        line = {"unit_credit": 10, "pos_document": "AUTO"}
        for price, state in ((80, "validated"), (None, "done")):
            if price:
                item = self.base.item_ids.with_user(self.people["analyst"])
                item.sudo().fixed_price = price
            else:
                self.program.with_user(self.second).action_confirm_prices()
            claim = self.new_claim(line | {"pos_document": f"AUTO{price}"})
            claim.state = "submitted"
            claim.sudo().input_horizon = self.env["becs.input.change"]._horizon()
            claim.action_validate()
            self.assertEqual(claim.amount_approved, 100)
            self.assertEqual(claim.state == "validated", state == "validated")

    def test_without_four_eyes(self):
        self.company.becs_four_eyes = False
        self.own(self.base.item_ids).write({"fixed_price": 80})
        claim = self.filed({"unit_credit": 10})
        claim.action_validate()
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")
        self.program.with_user(self.insider).action_confirm_prices()
        self.assertIn("not ask for four eyes", self.program.message_ids[0].body)

    def test_several_at_once(self):
        """Each is checked by itself, and who is refused reads why."""
        one, other, draft, unchanged = (
            self.new_program(
                code,
                line={"credit_method": "pricelist"},
                pricelist_id=pricelist.id,
            )
            for code, pricelist in (
                ("ONE", self.prices),
                ("OTHER", self.prices),
                ("DRAFT", self.prices),
                ("UNCHANGED", self.new_list({"fixed_price": 80})),
            )
        )
        draft.sudo().state = "draft"
        programs = self.program | one | other | draft | unchanged
        Program = self.env["becs.program"].with_user(self.second)
        waiting = [("has_changed_prices", "=", True), ("id", "in", programs.ids)]
        self.assertFalse(Program.search(waiting))
        rest = [("has_changed_prices", "=", False), ("id", "in", programs.ids)]
        self.base.item_ids.with_user(self.people["analyst"]).sudo().fixed_price = 80
        mine = self.new_list({"fixed_price": 80})
        other.sudo().pricelist_id = mine
        mine.item_ids.with_user(self.second).sudo().fixed_price = 79
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(Program.search(waiting), self.program | one | other)
        self.assertEqual(Program.search(rest), draft | unchanged)
        self.assertEqual(
            Program.browse(programs.ids).filtered("has_changed_prices"),
            self.program | one | other,
        )
        result = programs.with_user(self.second).action_confirm_prices()
        message = result["params"]["message"]
        self.assertEqual(len(message.splitlines()), 2, message)
        self.assertRegex(message, "You wrote or changed.*Program OTHER")
        self.assertRegex(message, "Program DRAFT.* is Draft")
        self.env.invalidate_all()
        self.assertEqual(Program.search(waiting), other)
        for program in self.program | one:
            [shown] = [
                message.body
                for message in program.message_ids
                if "Changed prices confirmed" in message.body
            ]
            self.assertEqual(shown.count("90.0 → 80.0"), 1)
        # nothing is done where it may do nothing
        refused = (other | draft).with_user(self.second)
        with self.assertRaisesRegex(UserError, "(?s)OTHER.*DRAFT"):
            refused.action_confirm_prices()
        with self.assertRaisesRegex(UserError, "confirmed already"):
            (one | unchanged).with_user(self.second).action_confirm_prices()
        self.assertIsNone((other | one).with_user(self.insider).action_confirm_prices())
        self.assertFalse(Program.search(waiting))
        with self.assertRaisesRegex(UserError, "needs the role"):
            programs.with_user(self.people["analyst"]).action_confirm_prices()

    def test_searching_asks_for_all_at_once(self):
        self.own(self.base.item_ids).fixed_price = 80
        counts = []
        for many in (1, 10):
            for number in range(many):
                self.new_program(
                    f"S{many}-{number}",
                    line={"credit_method": "pricelist"},
                    pricelist_id=self.prices.id,
                )
            self.own(self.base.item_ids).fixed_price = 80 - many
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.env["becs.program"].search([("has_changed_prices", "=", True)])
            self.assertGreater(len(found), many)
            found.mapped("has_changed_prices")
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_the_base_of_a_draft(self):
        """Before the approval, too, prices below the list are terms."""
        draft = self.program.copy({"code": "DRAFT"})
        self.own(self.base.item_ids).write({"fixed_price": 1})
        with (
            self.assertRaisesRegex(UserError, "somebody else must"),
            self.cr.savepoint(),
        ):
            draft.with_user(self.insider).action_approve()
        draft.with_user(self.second).action_approve()
        self.assertEqual(draft.state, "approved")
        # what was approved is confirmed
        self.assertFalse(draft._changed_prices())

    def amended(self, user, **lists):
        """Try to make the amendment to another list, which the analyst prepared."""
        other = self.new_list({"compute_price": "fixed", "fixed_price": 80})
        for writer in lists.values():
            other.item_ids.with_user(writer).sudo().fixed_price = 79
        amendment = Amendment(
            "Other prices",
            terms={"pricelist_id": other.id},
            user=self.people["analyst"],
        )
        return self.program.with_user(user)._amend(amendment)

    def test_an_amendment_to_another_list(self):
        """Who wrote its prices does not release it; who does confirms them."""
        with (
            self.assertRaisesRegex(UserError, "You wrote or changed terms of it"),
            self.cr.savepoint(),
        ):
            self.amended(self.second, writer=self.second)
        self.env.invalidate_all()
        self.amended(self.second, writer=self.insider)
        self.assertEqual(self.program.version, 2)
        self.assertFalse(self.program._changed_prices())

    def test_an_amendment_confirms_nothing_that_waited(self):
        self.own(self.base.item_ids).write({"fixed_price": 80})
        self.amended(self.second, writer=self.people["analyst"])
        found = {move.user_id for move in self.program._changed_prices()}
        # by the old list, for earlier ship dates, or for all
        self.assertEqual(found, {self.people["analyst"].id})
        self.program.with_user(self.second)._amend(
            Amendment("Longer", terms={"claim_window_days": 10})
        )
        self.assertTrue(self.program._changed_prices())

    def test_the_dialog_says_who_wrote_prices(self):
        other = self.new_list({"compute_price": "fixed", "fixed_price": 80})
        self.own(other.item_ids).fixed_price = 79
        action = self.program.with_user(self.people["analyst"]).action_amend()
        dialog = self.env["becs.program.amend"].with_user(self.people["analyst"])
        dialog = dialog.browse(action["res_id"])
        dialog.write({"when": "all", "reason": "Other", "pricelist_id": other.id})
        dialog.action_review()
        self.assertIn("Second Approver", dialog.obstacle)
        self.assertNotIn("Insider", dialog.obstacle)
        dialog.action_ask()
        self.assertNotEqual(self.program.activity_ids.user_id, self.insider)

    def test_a_list_of_a_program_is_not_deleted(self):
        other = self.new_list({"compute_price": "fixed", "fixed_price": 80})
        self.program._amend(
            Amendment("Other", date(2024, 3, 1), terms={"pricelist_id": other.id})
        )
        for pricelist in (other, self.prices):
            with (
                self.assertRaisesRegex(UserError, "hold authorized prices"),
                self.cr.savepoint(),
            ):
                self.own(pricelist).unlink()
        self.own(self.new_list()).unlink()

    def test_they_are_kept_until_somebody_confirmed_them(self):
        self.own(self.base.item_ids).write({"fixed_price": 80})
        self.own(self.new_list({"fixed_price": 1}).item_ids).write({"fixed_price": 2})
        old = fields.Datetime.now() - relativedelta(years=2)
        changes = self.env["becs.input.change"]
        changes.search([]).date = old
        self.env["becs.claim"].search([]).write({"state": "done"})
        changes._gc_old()
        self.assertEqual(len(self.program._changed_prices()), 1)
        self.assertFalse(changes.search([("note", "like", "1.0 → 2.0")]))
        self.program.with_user(self.second).action_confirm_prices()
        changes._gc_old()
        self.assertFalse(changes.search([("note", "like", "90.0 → 80.0")]))

    def test_queries(self):
        """Many prices cost no more queries than few, and no program is asked."""
        counts = []
        for number in (2, 5, 50):
            prices = self.new_list(
                *(
                    {"compute_price": "fixed", "fixed_price": price}
                    for price in range(1, number)
                )
            )
            items = self.own(prices.item_ids.browse(prices.item_ids.ids))
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            items.write({"fixed_price": 7})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        # the first of them finds nothing in the caches; rows are added by the hundred
        self.assertLessEqual(counts[2], counts[1] + 1)
        self.assertLess(counts[2], 12)


@tagged("post_install", "-at_install")
class TestMeasure(ProgramApprovalCase):
    """Discounts are measured by list prices; who moved them has them measured."""

    def setUp(self):
        super().setUp()
        self.limit(10, 100000, self.approver)
        self.second.active = False

    def moves(self):
        """{what: makes list prices low, and as they were}, by the approver."""
        env = self.env
        item = self.pricelist.item_ids.filtered(
            lambda item: item.product_id == self.product
        )
        item, pricelist, distributor, product = (
            records.with_user(self.approver).sudo().with_company(self.company)
            for records in (item, self.pricelist, self.distributor, self.product)
        )
        cheap = env["product.pricelist"].create(
            {
                "name": "Cheap",
                "currency_id": self.eur.id,
                "company_id": self.company.id,
                "item_ids": [Command.create({"fixed_price": 1})],
            }
        )
        below = pricelist.sudo().copy().with_env(env)

        def on_base(values):
            return {
                "compute_price": "percentage",
                "base": "pricelist",
                "base_pricelist_id": below.id,
                "percent_price": 0,
                **values,
            }

        base_item = below.item_ids.filtered(
            lambda item: item.product_id == self.product
        ).with_user(self.approver)

        def by_base(price):
            self.pricelist.item_ids.filtered(
                lambda item: item.product_id == self.product
            ).write(on_base({}))
            base_item.sudo().fixed_price = price

        def by_product(field, base, price):
            self.pricelist.item_ids.filtered(
                lambda item: item.product_id == self.product
            ).write({"compute_price": "formula", "base": base})
            product[field] = price

        def by_list(low):
            distributor.property_product_pricelist = cheap if low else self.pricelist

        return {
            "a price": (
                lambda: item.write({"fixed_price": 1}),
                lambda: item.write({"fixed_price": 100}),
            ),
            "a rule": (
                lambda: item.create(
                    {
                        "pricelist_id": pricelist.id,
                        "product_id": product.id,
                        "fixed_price": 1,
                        "min_quantity": 1,
                    }
                ),
                lambda: pricelist.item_ids.sorted("id")[-1].unlink(),
            ),
            "another list": (lambda: by_list(True), lambda: by_list(False)),
            "the base list": (lambda: by_base(1), lambda: by_base(100)),
            "the sales price": (
                lambda: by_product("lst_price", "list_price", 5),
                lambda: by_product("lst_price", "list_price", 100),
            ),
            "the cost": (
                lambda: by_product("standard_price", "standard_price", 1),
                lambda: by_product("standard_price", "standard_price", 100),
            ),
            "another company": (
                lambda: distributor.write({"parent_id": self.other.id}),
                lambda: distributor.write({"parent_id": False}),
            ),
        }

    def in_each(self, check):
        for what in self.moves():
            with self.subTest(what), self.cr.savepoint() as savepoint:
                low, back = self.moves()[what]
                check(low, back)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_programs(self):
        def check(low, back):
            program = self.write_program({"authorized_price": 1}, by=self.analyst)
            self.env.flush_all()
            low()
            self.env.invalidate_all()
            message = self.refused(program)
            self.assertIn("changed prices that the discount is measured by", message)
            self.assertIn("left: Approver changed prices it is measured by", message)
            back()
            self.env.invalidate_all()
            self.assertIn("changed prices", self.refused(program))
            # neither does it go through in the hands of who moved nothing
            self.second.active = True
            self.limit(10, 100000, self.second)
            self.assertRegex(self.refused(program, self.second), r"up to \d+(\.\d+)? %")

        self.in_each(check)

    def test_amendments(self):
        program = self.approved({"authorized_price": 95})
        program.flush_recordset()

        def check(low, back):
            action = program.with_user(self.analyst).action_amend()
            dialog = self.env["becs.program.amend"].with_user(self.analyst)
            dialog = dialog.browse(action["res_id"])
            dialog.write({"when": "all", "reason": "Market fell"})
            dialog.line_ids.authorized_price = 1
            dialog.action_review()
            low()
            self.env.invalidate_all()
            amendment = dialog._amendment()
            message = self.refused(
                program,
                attempt=lambda: program.with_user(self.approver)._amend(amendment),
            )
            self.assertIn("changed prices that the discount is measured by", message)
            back()
            self.assertEqual(program.line_ids.authorized_price, 95)

        self.in_each(check)

    def test_requests(self):
        def check(low, back):
            request = self.submitted({"wanted_price": 1})
            request.end_customer_id = self.customer
            self.env.flush_all()
            low()
            line = request.line_ids.with_user(self.approver)
            for product in (self.other_product, self.product):
                line.write({"product_id": product.id})
            back()
            line.write({"decision": "accept"})
            message = self.refused(
                request, attempt=request.with_user(self.approver).action_answer
            )
            self.assertIn("changed prices that the discount is measured by", message)

        self.in_each(check)

    def test_who_moved_nothing_measures(self):
        program = self.write_program({"authorized_price": 95}, by=self.analyst)
        item = self.pricelist.item_ids.filtered(lambda i: i.product_id == self.product)
        item.with_user(self.analyst).sudo().fixed_price = 101
        item.with_user(self.analyst).sudo().fixed_price = 100
        self.approve(program)
        self.assertEqual(program.state, "approved")

    def test_other_prices(self):
        """What the discount is not measured by, and what was changed before."""
        own = self.pricelist.item_ids.filtered(lambda i: i.product_id == self.product)
        own.with_user(self.approver).sudo().fixed_price = 101
        own.with_user(self.approver).sudo().fixed_price = 100
        self.long_ago(days=40)
        program = self.write_program({"authorized_price": 95}, by=self.analyst)
        elsewhere = self.pricelist.copy().item_ids
        elsewhere.with_user(self.approver).sudo().fixed_price = 7
        self.product.with_user(self.approver).sudo().write(
            {"lst_price": 7, "barcode": "4006381333931"}
        )
        self.approve(program)
        self.assertEqual(program.state, "approved")

    def long_ago(self, days):
        """What was changed so far was changed some days ago."""
        changes = self.env["becs.input.change"].search([("is_price", "=", True)])
        for change in changes:
            change.date = fields.Datetime.now() - relativedelta(days=days)

    def test_moved_in_the_month_before(self):
        """Who makes prices low first has what is entered then measured by them."""
        item = self.pricelist.item_ids.filtered(lambda i: i.product_id == self.product)
        own = item.with_user(self.approver).sudo()
        shown = "changed prices that the discount is measured by, in the month before"
        program = self.approved({"authorized_price": 95})
        own.fixed_price = 55
        written = self.write_program({"authorized_price": 50}, by=self.analyst)
        request = self.submitted({"wanted_price": 50})
        request.end_customer_id = self.customer
        request.line_ids.decision = "accept"
        action = program.with_user(self.analyst).action_amend()
        dialog = self.env["becs.program.amend"].browse(action["res_id"])
        dialog = dialog.with_user(self.analyst)
        dialog.write({"when": "all", "reason": "Market fell"})
        dialog.line_ids.authorized_price = 50
        dialog.action_review()
        amendment = dialog._amendment()
        attempts = {
            "program": (written, None),
            "request": (request, request.with_user(self.approver).action_answer),
            "amendment": (
                program,
                lambda: program.with_user(self.approver)._amend(amendment),
            ),
        }
        for days in (0, 25):
            self.long_ago(days)
            for what, (record, attempt) in attempts.items():
                with self.subTest(what, days=days):
                    self.assertIn(shown, self.refused(record, attempt=attempt))
        self.long_ago(days=40)
        self.approve(written)
        self.assertEqual(written.state, "approved")
        attempts["request"][1]()
        self.assertEqual(request.state, "accepted")
        attempts["amendment"][1]()
        self.assertEqual(program.line_ids.authorized_price, 50)

    def test_the_month_is_the_one_before_it_was_entered(self):
        """However long it waits for its approval."""
        program = self.write_program({"authorized_price": 95}, by=self.analyst)
        item = self.pricelist.item_ids.filtered(lambda i: i.product_id == self.product)
        item.with_user(self.approver).sudo().fixed_price = 101
        self.long_ago(days=100)
        horizon = self.env["becs.input.change"]._horizon()
        *known, now = horizon.split(" ")
        entered = fields.Datetime.now() - relativedelta(days=80)
        for taken, is_out in (
            (now, False),
            (entered.isoformat(), True),
            (None, False),
        ):
            # the last one is of before it was kept
            program.sudo().input_horizon = " ".join(filter(None, (*known, taken)))
            moved = program._given_away().moved
            self.assertEqual(self.approver.id in moved, is_out, taken)

    def test_who_has_no_limit_needs_no_measure(self):
        administrator = self.administrator()
        program = self.write_program({"authorized_price": 1}, by=self.analyst)
        item = self.pricelist.item_ids.filtered(lambda i: i.product_id == self.product)
        item.with_user(administrator).sudo().fixed_price = 50
        self.approve(program, administrator)
        self.assertEqual(program.state, "approved")

    def test_products_of_a_category(self):
        """Dear products leave the category for as long as it takes to approve."""
        category = self.env["product.category"].create({"name": "Small"})
        (self.product | self.other_product).categ_id = category
        program = self.write_program(
            {
                "applied_on": "category",
                "categ_id": category.id,
                "product_id": False,
                "authorized_price": 48,
            },
            by=self.analyst,
        )
        self.assertIn("52 %", self.refused(program))
        for values in ({"categ_id": self.deep.id}, {"active": False}):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                self.product.with_user(self.approver).sudo().write(values)
                self.env.invalidate_all()
                message = self.refused(program)
                self.assertIn("changed prices", message)
                savepoint.rollback()
            self.env.invalidate_all()
