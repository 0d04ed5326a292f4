"""Whoever changes what a filed claim is paid does not approve it."""

import re
import sys
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.becs_claims.models.becs_program_amending import Amendment
from odoo.addons.becs_claims.validation import engine

from . import rounds
from .layers_case import LayersCase
from .test_approval import ApprovalCase

ENGINE = "odoo.addons.becs_claims.validation"
# tables the engine reads that hold no change of their own: claims and what follows from
# judging them, and what only the server or who installs Odoo writes
FOLLOWING = {
    "becs_claim",
    "becs_claim_line",
    "becs_claim_serial",
    "becs_event",
    "becs_finding",
    "becs_input_change",
    "becs_layer_use",
    "becs_lock",
    "becs_program_version",
    "becs_return_use",
    "ir_model_data",
    "res_currency",
}
# tables of a many2many, which are written with their records
RELATIONS = {
    "becs_program_distributor_rel": "becs.program",
    "becs_program_end_customer_rel": "becs.program",
    "becs_program_terms_customer_rel": "becs.program.terms",
    "becs_rule_distributor_rel": "becs.rule",
    "becs_rule_program_rel": "becs.rule",
}


class HandsCase(LayersCase, ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.into_stock_source = "agreed"
        cls.new_product("KEPT")
        cls.new_program("KEPT")
        cls.kept = {
            "product_ref": "KEPT",
            "authorization_ref": "KEPT",
            "pos_document": "KEPT",
            "unit_credit": 1,
        }
        cls.insider = new_test_user(
            cls.env,
            "becs_insider",
            "base.group_user,becs_claims.group_approver",
            name="Insider",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def own(self, records):
        """Records as the insider reaches them, whatever else is allowed there."""
        return records.with_user(self.insider).sudo()

    def filed(self, *lines, **values):
        claim = self.as_("analyst", self.new_claim(*lines, **values))
        claim.action_submit()
        return claim

    def hands(self, claim):
        """[(who, before, after)] of the changes that made a difference."""
        events = self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "affected")]
        )
        return [
            (event.user_id.name, event.amount_from, event.amount_to) for event in events
        ]

    # What somebody changes; each tells the lines of the claim and the change

    def case_product_alias(self):
        alias = self.own(self.env["becs.product.alias"])
        values = {
            "partner_id": self.distributor.id,
            "code": "CODE-X",
            "product_id": self.product.id,
        }
        return {"product_ref": "CODE-X"}, lambda: alias.create(values)

    def case_product_reference(self):
        product = self.own(self.new_product(False, name="Without"))
        return {"product_ref": "CODE-X"}, lambda: product.write(
            {"default_code": "CODE-X"}
        )

    def case_product_reference_of_template(self):
        template = self.own(self.new_product(False, name="Without").product_tmpl_id)
        return {"product_ref": "CODE-X"}, lambda: template.write(
            {"default_code": "CODE-X"}
        )

    def case_product_barcode(self):
        product = self.own(self.new_product("OTHER"))
        return {"product_ref": "4006381333931"}, lambda: product.write(
            {"barcode": "4006381333931"}
        )

    def case_product_in_the_way(self):
        """Of two with the reference none is meant until one of them is gone."""
        self.new_product("TWIN")
        twin = self.own(self.new_product("TWIN"))
        return {"product_ref": "twin "}, lambda: twin.write({"active": False})

    def case_unit_of_measure(self):
        unit = self.env["uom.uom"].create(
            {
                "name": "Handful",
                "relative_factor": 1,
                "relative_uom_id": self.product.uom_id.id,
            }
        )
        line = {"uom_id": unit.id, "amount_claimed": 200, "unit_credit": 0}
        return line | {"quantity": 5, "paid": (100, 200)}, lambda: self.own(unit).write(
            {"relative_factor": 2}
        )

    def case_new_product(self):
        products = self.own(self.env["product.product"])
        values = {"name": "New", "default_code": "CODE-X"}
        return {"product_ref": "CODE-X"}, lambda: products.create(values)

    def case_product_eligible(self):
        product = self.new_product("CLOSED", becs_eligible=False)
        return {"product_ref": "CLOSED"}, lambda: self.own(product).write(
            {"becs_eligible": True}
        )

    def case_product_category(self):
        self.program.line_ids.write({"applied_on": "category", "categ_id": self.deep})
        product = self.new_product("ELSEWHERE", categ_id=self.categories[1].id)
        return {"product_ref": "ELSEWHERE"}, lambda: self.own(product).write(
            {"categ_id": self.deep.id}
        )

    def case_category_moved(self):
        self.program.line_ids.write(
            {"applied_on": "category", "categ_id": self.categories[0].id}
        )
        category = self.env["product.category"].create({"name": "Apart"})
        self.new_product("APART", categ_id=category.id)
        return {"product_ref": "APART"}, lambda: self.own(category).write(
            {"parent_id": self.categories[0].id}
        )

    def case_unit(self):
        units = self.own(self.env["uom.uom"])
        values = {
            "name": "Handful",
            "relative_factor": 1,
            "relative_uom_id": self.product.uom_id.id,
        }
        return {"uom_ref": "Handful"}, lambda: units.create(values)

    def case_customer_alias(self):
        self.program.end_customer_ids = self.customer
        alias = self.own(self.env["becs.customer.alias"])
        values = {
            "partner_id": self.distributor.id,
            "name": "Somebody",
            "customer_id": self.customer.id,
        }
        return {"end_customer_name": "Somebody"}, lambda: alias.create(values)

    def case_customer_reference(self):
        self.program.end_customer_ids = self.customer
        return {"end_customer_name": "C-4711"}, lambda: self.own(self.customer).write(
            {"ref": "C-4711"}
        )

    def case_rule(self):
        self.program.line_ids.max_resale_price = 120
        rules = self.own(self.env["becs.rule"])
        values = {
            "code": "resale_price_above_authorized",
            "name": "Not so strict",
            "outcome": "note",
            "company_id": self.company.id,
        }
        return {"resale_price": 130}, lambda: rules.create(values)

    def case_review_amount(self):
        self.company.becs_review_amount = 100
        return {}, lambda: self.own(self.company).write({"becs_review_amount": 0})

    def case_amendment(self):
        def amend():
            self.own(self.program)._amend(
                Amendment(
                    "More", lines={self.program.line_ids: {"authorized_price": 70}}
                )
            )

        self.program._start_versions()
        return {"unit_credit": 30, "paid": (200, 300)}, amend

    def case_earlier_terms(self):
        def amend():
            self.own(self.program)._amend(
                Amendment(
                    "From March on",
                    date(2024, 3, 1),
                    lines={self.program.line_ids: {"authorized_price": 70}},
                )
            )

        self.program._start_versions()
        return {"unit_credit": 30, "paid": (200, 300)}, amend

    def case_program_resumed(self):
        self.program.state = "suspended"
        return {}, lambda: self.program.with_user(self.insider).action_resume()

    def case_new_program(self):
        programs = self.own(self.env["becs.program"])
        values = {
            "name": "Now",
            "code": "NOW",
            "state": "approved",
            "company_id": self.company.id,
            "currency_id": self.eur.id,
            "date_start": date(2024, 1, 1),
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "all",
                        "authorized_price": 80,
                        "agreed_book_price": 100,
                    }
                )
            ],
        }
        return {"authorization_ref": "NOW"}, lambda: programs.create(values)

    def case_price_list(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Authorized",
                "currency_id": self.eur.id,
                "item_ids": [
                    Command.create({"compute_price": "fixed", "fixed_price": 90})
                ],
            }
        )
        self.program.pricelist_id = pricelist
        self.program.line_ids.credit_method = "pricelist"
        return {"unit_credit": 20, "paid": (100, 200)}, lambda: self.own(
            pricelist.item_ids
        ).write({"fixed_price": 80})

    def case_price_list_of_the_distributor(self):
        lists = self.env["product.pricelist"].create(
            [
                {
                    "name": f"At {price}",
                    "currency_id": self.eur.id,
                    "item_ids": [
                        Command.create({"compute_price": "fixed", "fixed_price": price})
                    ],
                }
                for price in (90, 100)
            ]
        )
        self.program.into_stock_source = "price_list"
        distributor = self.distributor.with_company(self.company)
        distributor.property_product_pricelist = lists[0]
        return {"unit_credit": 20, "paid": (100, 200)}, lambda: self.own(
            distributor
        ).write({"property_product_pricelist": lists[1].id})

    def case_rate(self):
        self.program.currency_id = self.usd
        rate = self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2024-01-01",
                "rate": 2,
            }
        )
        # 20 USD a piece are 10 EUR, then 20
        return {"unit_credit": 20, "paid": (100, 200)}, lambda: self.own(rate).write(
            {"rate": 1}
        )

    def case_stock_adjustment(self):
        self.program.into_stock_source = "fifo"
        adjustments = self.own(self.env["becs.stock.adjustment"])
        values = {
            "company_id": self.company.id,
            "partner_id": self.distributor.id,
            "product_id": self.product.id,
            "date": date(2024, 1, 1),
            "kind": "opening",
            "quantity": 100,
            "unit_price": 100,
            "currency_id": self.eur.id,
        }
        return {}, lambda: adjustments.create(values)

    def case_invoice(self):
        self.program.into_stock_source = "fifo"
        move = self.invoice("01-10", (100, 100), post=False).move_id
        return {}, lambda: self.own(move).action_post()

    def case_invoice_undone(self):
        self.program.into_stock_source = "fifo"
        self.invoice("01-10", (100, 90))
        move = self.invoice("01-20", (100, 100), post=False).move_id
        move.action_post()
        first = self.invoice("01-05", (100, 80)).move_id
        return {"paid": (0, 100)}, lambda: self.own(first).button_draft()

    def case_goods_returned(self):
        self.program.into_stock_source = "average"
        self.invoice("01-10", (10, 100))
        self.invoice("01-20", (10, 80))
        refund = self.invoice(
            "02-01", {"quantity": 10, "price_unit": 1}, kind="out_refund"
        )
        # on average 90, then the ten at 80 are gone
        return {"paid": (100, 200)}, lambda: self.own(refund).write(
            {"becs_goods_returned": True}
        )

    def case_reported_sale(self):
        self.distributor.becs_pos_since = date(2024, 1, 1)
        lines = self.own(self.env["becs.pos.line"])
        values = {
            "company_id": self.company.id,
            "partner_id": self.distributor.id,
            "document": "SALE-1",
            "date": date(2024, 3, 10),
            "product_ref": "P1",
            "quantity": 10,
        }
        return {"pos_document": "SALE-1"}, lambda: lines.create(values)

    def case_reports_from_later_on(self):
        self.distributor.becs_pos_since = date(2024, 1, 1)
        return {}, lambda: self.own(self.distributor).write(
            {"becs_pos_since": date(2024, 6, 1)}
        )


@tagged("post_install", "-at_install")
class TestHands(HandsCase):
    def in_each_case(self, check, share=1):
        """Call ``check(line, amounts before and after, change)``, undone after each.

        :param share: how many of the cases a change tries, others each time
        """
        names = [name for name in dir(self) if name.startswith("case_")]
        number = len(names) if rounds.LONG else round(share * len(names))
        chosen = rounds.chance(self.id()).sample(names, number)
        for name in chosen:
            self.tables.begin()
            with self.subTest(case=name), self.cr.savepoint() as savepoint:
                line, change = getattr(self, name)()
                paid = line.pop("paid", (0, 200))
                check({"unit_credit": 20, **line}, paid, change)
                savepoint.rollback()
            self.env.invalidate_all()

    def kept_of(self, claim):
        """What the line is paid that nobody changes anything about."""
        line = claim.line_ids.filtered(lambda line: line.product_ref == "KEPT")
        return line.amount_approved if line.state == "approved" else 0

    def paid(self, claim):
        self.env.invalidate_all()
        return claim.amount_approved

    def assert_out(self, claim, *told):
        """The insider does not approve it, and reads why; another does."""
        for text in told:
            with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                claim.with_user(self.insider).action_approve()
        claim.with_user(self.second).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_judged_again(self):
        def check(line, paid, change):
            claim = self.filed(line, self.kept)
            claim.action_validate()
            before = self.paid(claim)
            self.assertEqual(before - self.kept_of(claim), paid[0])
            change()
            claim.action_validate()
            self.assertEqual(self.paid(claim) - self.kept_of(claim), paid[1])
            found = self.hands(claim)
            self.assertEqual({who for who, _before, _after in found}, {"Insider"})
            self.assertIn(
                self.paid(claim) - before, [after - was for _who, was, after in found]
            )
            self.assert_out(claim, "changed what lines are paid by", "Second Approver")

        self.in_each_case(check, share=1 / 2)

    def test_before_the_first_verdict(self):
        def check(line, paid, change):
            claim = self.filed(line)
            change()
            claim.action_validate()
            self.assertEqual(self.paid(claim), paid[1])
            self.assertIn(("Insider", 0, paid[1]), self.hands(claim))
            self.assert_out(claim, "changed what lines are paid by")

        self.in_each_case(check, share=1 / 3)

    def test_room_on_a_program(self):
        """Who rejects a line of one claim pays another."""
        self.program.budget_amount = 610  # of which 400 are taken
        held = self.filed({"unit_credit": 20, "resale_price": 130})
        held.action_validate()
        claim = self.filed({"unit_credit": 20}, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        held.line_ids.with_user(self.insider).action_decide("reject", note="No proof")
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])
        self.assert_out(claim, f"Verdicts on lines of {held.name}")

    def test_room_for_the_same_sale(self):
        """Who withdraws one claim pays the other for the same sale."""
        first, second = (
            self.filed({"unit_credit": 20, "pos_document": "SAME"}, kept)
            for kept in ({**self.kept, "pos_document": name} for name in "AB")
        )
        first.action_validate()
        second.action_validate()
        self.assertEqual(self.paid(second), 10)
        first.with_user(self.insider).action_cancel()
        second.action_validate()
        self.assertEqual(self.hands(second), [("Insider", 0, 200)])
        self.assert_out(second, f"{first.name} withdrawn")

    def test_a_name_resolved_just_once(self):
        claim = self.filed({"product_ref": "CODE-X", "unit_credit": 20}, self.kept)
        claim.action_validate()
        line = claim.line_ids[0].with_user(self.insider)
        action = line.action_resolve_names()
        dialog = self.env[action["res_model"]].with_user(self.insider)
        dialog = dialog.browse(action["res_id"])
        dialog.write({"product_id": self.product.id, "remember": False})
        dialog.action_apply()
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])
        self.assert_out(claim, "“CODE-X” resolved")

    def test_namesakes_are_told_apart(self):
        """Another record of the same name is another one."""
        lists = self.env["product.pricelist"].create(
            [{"name": "Same", "currency_id": self.eur.id}] * 2
        )
        distributor = self.distributor.with_company(self.company)
        distributor.property_product_pricelist = lists[0]
        self.own(distributor).property_product_pricelist = lists[1]
        change = self.env["becs.input.change"].search([], limit=1)
        self.assertEqual(change.user_id, self.insider)
        self.assertIn(f"[{lists[0].id}] → ", change.note)

    def test_contacts_merged(self):
        self.program.end_customer_ids = self.customer
        other = self.env["res.partner"].create({"name": "Other", "is_company": True})
        claim = self.filed({"unit_credit": 20, "end_customer_name": "Other"}, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        wizard = self.own(self.env["base.partner.merge.automatic.wizard"]).create({})
        wizard._merge((self.customer | other).ids, self.customer)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        # as one that is left, and as one that is gone
        self.assertEqual(set(self.hands(claim)), {("Insider", 0, 200)})

    def test_before_it_was_filed(self):
        def check(line, paid, change):
            change()
            claim = self.filed(line)
            claim.action_validate()
            self.assertEqual(self.paid(claim), paid[1])
            self.assertEqual(self.hands(claim), [])
            claim.with_user(self.insider).action_approve()

        self.in_each_case(check, share=1 / 5)

    def test_what_makes_no_difference(self):
        """The change is in force, but no line of this claim is judged otherwise."""
        claim = self.filed({"unit_credit": 10})
        claim.action_validate()
        _line, amend = self.case_amendment()
        amend()
        claim.action_validate()
        self.assertEqual(self.hands(claim), [])
        claim.with_user(self.insider).action_approve()

    def test_what_is_about_others(self):
        """A line changes because of somebody else's work."""
        claim = self.filed({"product_ref": "CODE-X", "unit_credit": 20})
        claim.action_validate()
        _line, change = self.case_product_barcode()
        change()
        self.env["becs.product.alias"].with_user(self.second).create(
            {
                "partner_id": self.distributor.id,
                "code": "CODE-X",
                "product_id": self.product.id,
            }
        )
        claim.action_validate()
        self.assertEqual(self.hands(claim), [("Second Approver", 0, 200)])
        claim.with_user(self.insider).action_approve()

    def test_filed_again(self):
        """What was changed since it was filed first counts, whoever files it again."""
        line, change = self.case_product_alias()
        claim = self.filed(line | {"unit_credit": 20})
        claim.action_validate()
        change()
        claim.action_reset_to_draft()
        claim.action_submit()
        claim.action_validate()
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])

    def test_told_once(self):
        line, change = self.case_product_alias()
        claim = self.filed(line | {"unit_credit": 20})
        claim.action_validate()
        change()
        claim.action_validate()
        claim.action_validate()
        event = self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "affected")]
        )
        self.assertEqual(len(event), 1)
        self.assertEqual(
            event.note,
            "Distributor's Product Code: CODE-X\n"
            "Distributor's Code: — → CODE-X\n"
            "Distributor: — → Distributor 0\n"
            f"Product: — → {self.product.display_name}",
        )

    def test_old_changes_go_where_nobody_needs_them(self):
        self.env["becs.claim"].search([]).write({"state": "done"})
        changes = self.env["becs.input.change"]
        old, needed, new = (
            changes.create({"name": name, "date": date})
            for name, date in (
                ("Old", "2020-01-01"),
                ("Needed", "2020-01-02"),
                ("New", "2999-01-01"),
            )
        )
        claim = self.filed(self.kept)
        claim.sudo().input_horizon = f"{old.id} 1 1:1:"
        changes._gc_old()
        self.assertEqual((old | needed | new).exists(), needed | new)
        claim.sudo().state = "cancelled"
        changes._gc_old()
        self.assertEqual((needed | new).exists(), new)

    def test_who_drops_a_verdict(self):
        claim = self.filed({"unit_credit": 20}, self.kept)
        claim.action_validate()
        claim.line_ids[0].action_decide("reject", note="No proof")
        claim.with_user(self.insider).action_judge_anew()
        self.assertEqual(self.paid(claim), 210)
        self.assert_out(claim, "decided lines")

    def test_in_a_transaction_that_was_open(self):
        """A change that nobody could see when the claim was filed counts."""
        horizon = SQL("'5 100 100:110:105'")  # last change, transaction, what it saw
        for number, xid, counts in (
            (4, 99, False),  # committed before
            (4, 100, False),  # the same transaction, before the claim
            (6, 100, True),  # the same transaction, after it
            (4, 105, True),  # was open
            (5, 110, True),  # began later, with a number drawn earlier
            (6, 99, True),
        ):
            [[found]] = self.env.execute_query(
                SQL(
                    "SELECT %s FROM (VALUES (%s, %s::bigint)) change(id, xid)",
                    self.env["becs.input.change"]._beyond("change", horizon),
                    number,
                    xid,
                )
            )
            self.assertEqual(found, counts, (number, xid))

    def test_what_the_server_does(self):
        line, _change = self.case_product_alias()
        claim = self.filed(line | {"unit_credit": 20})
        claim.action_validate()
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": "CODE-X",
                "product_id": self.product.id,
            }
        )
        claim.action_validate()
        self.assertEqual((self.paid(claim), self.hands(claim)), (200, []))

    def test_no_table_is_left_out(self):
        """Whatever the engine reads holds changes of people, or follows from them."""
        read, plain = set(), self.env.cr.execute
        tables = {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT relname FROM pg_class"
                    " WHERE relkind = 'r' AND relpersistence = 'p'"
                )
            )
        }

        def execute(query, *args, **kwargs):
            callers = (sys._getframe(depth).f_globals for depth in (1, 2, 3))
            if not any(name["__name__"].startswith(ENGINE) for name in callers):
                return plain(query, *args, **kwargs)
            code = query.code if isinstance(query, SQL) else query
            words = "".join(c if c.isalnum() or c == "_" else " " for c in str(code))
            read.update(tables.intersection(words.split()))
            return plain(query, *args, **kwargs)

        self.patch(self.env.cr, "execute", execute)

        def check(line, _paid, _change):
            claim = self.new_claim(line)
            claim.state = "submitted"
            engine.run(self.env, claim)

        self.in_each_case(check)
        judged = {
            model._table
            for model in self.env.values()
            if "_input_fields" in dir(model) and not model._abstract
        }
        self.assertGreater(len(read & judged), 12)
        self.assertEqual(read - judged - FOLLOWING - RELATIONS.keys(), set())
        for model in RELATIONS.values():
            self.assertIn(self.env[model]._table, judged)


@tagged("post_install", "-at_install")
class TestNobodyLeft(HandsCase):
    """Where all approvers had a hand in it, an administrator may, and it is said."""

    def setUp(self):
        super().setUp()
        self.approvers = self.env["becs.approval.limit"]._approvers(self.company)
        self.left = self.insider | self.people["administrator"]
        (self.approvers - self.left).group_ids -= self.env.ref(
            "becs_claims.group_approver"
        )

    def involved(self):
        """A claim both had a hand in."""
        line, change = self.case_product_alias()
        claim = self.filed(line | {"unit_credit": 20}, {"resale_price": 130})
        claim.action_validate()
        change()
        claim.action_validate()
        claim.line_ids[1].with_user(self.people["administrator"]).action_decide(
            "claimed", note="We agreed"
        )
        return claim

    def test_it_says_who_is_out_and_why(self):
        claim = self.involved()
        name = self.people["administrator"].name
        for text in (
            "You had a hand in .*changed what lines are paid by: "
            "Distributor's Product Code: CODE-X",
            f"nobody else may approve it. {re.escape(name)}: decided lines",
            "An administrator",
        ):
            with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                claim.with_user(self.insider).action_approve()

    def test_an_administrator_approves_and_it_is_said(self):
        claim = self.involved()
        claim.with_user(self.people["administrator"]).action_approve()
        self.assertEqual(claim.state, "approved")
        event = self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "approved")]
        )
        self.assertRegex(event.note, r"hand in it \(decided lines\)")
        self.assertIn("Insider: changed what lines are paid by", event.note)

    def test_not_while_somebody_is_left(self):
        claim = self.involved()
        self.second.group_ids += self.env.ref("becs_claims.group_approver")
        with self.assertRaisesRegex(UserError, "Second Approver"), self.cr.savepoint():
            claim.with_user(self.people["administrator"]).action_approve()
        self.limit(1, self.second)
        claim.with_user(self.people["administrator"]).action_approve()
        event = self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", "approved")]
        )
        self.assertRegex(event.note, "Second Approver: may release .*1.00")


@tagged("post_install", "-at_install")
class TestTypedByHand(ApprovalCase):
    """With automatic approval on, what a person here typed still needs another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_auto_approve_amount = 1000

    def typed(self, role):
        return self.as_(role, self.env["becs.claim"]).create(
            {
                "partner_id": self.distributor.id,
                "company_id": self.company.id,
                "currency_id": self.eur.id,
                "line_ids": [
                    Command.create(
                        {
                            "authorization_ref": "A1",
                            "product_ref": "P1",
                            "pos_document": "TYPED",
                            "date_ship": date(2024, 3, 10),
                            "quantity": 10,
                            "unit_credit": 20,
                        }
                    )
                ],
            }
        )

    def test_one_person_does_not_do_it_all(self):
        claim = self.typed("analyst")
        claim.action_submit()
        claim.action_validate()
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 200))
        self.as_("approver", claim).action_approve()

    def test_a_changed_payment_waits(self):
        claim = self.new_claim(
            {"product_ref": "CODE-X", "unit_credit": 20}, {"resale_price": 130}
        )
        claim = self.as_("analyst", claim)
        claim.action_submit()
        claim.action_validate()
        self.env["becs.product.alias"].with_user(self.people["analyst"]).create(
            {
                "partner_id": self.distributor.id,
                "code": "CODE-X",
                "product_id": self.product.id,
            }
        )
        claim.action_validate()
        self.assertEqual((claim.state, claim.amount_approved), ("validated", 200))
