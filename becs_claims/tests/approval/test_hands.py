"""Whoever changes what a filed claim is paid does not approve it."""

import os
import re
import sys
from collections import defaultdict
from datetime import date, timedelta

from psycopg2 import DatabaseError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...models.program.amendment import Amendment
from ...validation import engine
from ...validation.checks import rule_domains
from ..shared import rounds
from ..stock.layers_case import LayersCase
from .test_approval import ApprovalCase

ENGINE = "odoo.addons.becs_claims.validation"
# tables the engine reads that hold no change of their own: claims and what follows from
# validating them, and what only the server or who installs Odoo writes
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
}
# columns the engine reads that follow from others, or that nobody is paid by
FIXED = {
    "account_move": {"company_id"},
    "account_move_line": {"company_id", "move_id"},
    "becs_pos_line": {"commercial_partner_id"},
    "becs_stock_adjustment": {"commercial_partner_id"},
    "becs_program": {
        "amount_approved",
        "amount_claimed",
        "amount_credited",
        "amount_held",
        "amount_reserved",
        "version",
    },
    "becs_program_line": {
        "amount_approved",
        "amount_held",
        "amount_reserved",
        "quantity_approved",
        "quantity_held",
        "quantity_reserved",
    },
    "product_category": {"parent_path"},
    "product_template": {"default_code", "name"},  # what findings call it
    "res_company": {"parent_path"},
    "res_currency": {"decimal_places", "name"},  # after its rounding; what it is called
    "res_partner_category": {"parent_path"},
    "uom_uom": {"parent_path"},
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

    def paid(self, claim):
        self.env.invalidate_all()
        return claim.amount_approved

    def assert_out(self, claim, *shown):
        """The insider does not approve it, and reads why; another does."""
        for text in shown:
            with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
                claim.with_user(self.insider).action_approve()
        claim.with_user(self.second).action_approve()
        self.assertEqual(claim.state, "approved")

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
        line = {"uom_id": unit.id, "amount_stated": 200, "unit_credit": 0}
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

    def case_unit_renamed(self):
        unit = self.env["uom.uom"].create(
            {
                "name": "Fistful",
                "relative_factor": 1,
                "relative_uom_id": self.product.uom_id.id,
            }
        )
        return {"uom_ref": "Handful"}, lambda: self.own(unit).update_field_translations(
            "name", {"en_US": "Handful"}
        )

    def refused(self, *conditions):
        """The claim's line is refused while an own rule finds it."""
        self.env["becs.rule"].create(
            {
                "name": "Not these",
                "outcome": "reject",
                "company_id": self.company.id,
                "domain": repr([("product_ref", "=", "P1"), *conditions]),
            }
        )
        return {}

    def case_weight_of_template(self):
        line = self.refused(("product_id.weight", "<", 5))
        return line, lambda: self.own(self.product.product_tmpl_id).write({"weight": 9})

    def case_weight_of_product(self):
        line = self.refused(("product_id.product_tmpl_id.weight", "<", 5))
        return line, lambda: self.own(self.product).write({"weight": 9})

    def case_tag(self):
        tag = self.env["product.tag"].create({"name": "Sold out"})
        self.product.product_tag_ids = tag
        line = self.refused(("product_id.product_tag_ids.name", "=", "Sold out"))
        return line, lambda: self.own(tag).write({"product_template_ids": [(5,)]})

    def case_tag_renamed(self):
        tag = self.env["product.tag"].create({"name": "Sold out"})
        self.product.product_tag_ids = tag
        line = self.refused(("product_id.product_tag_ids", "ilike", "sold"))
        return line, lambda: self.own(tag).update_field_translations(
            "name", {"en_US": "Bought out"}
        )

    def case_city(self):
        self.distributor.city = "Elsewhere"
        line = self.refused(("commercial_partner_id.city", "=", "Elsewhere"))
        return line, lambda: self.own(self.distributor).write({"city": "Here"})

    def case_category_of_contacts(self):
        parent, other = self.env["res.partner.category"].create(
            [{"name": "Gold"}, {"name": "Silver"}]
        )
        tag = self.env["res.partner.category"].create(
            {"name": "Gold 1", "parent_id": parent.id}
        )
        self.distributor.category_id = tag
        line = self.refused(
            ("commercial_partner_id.category_id", "child_of", [parent.id])
        )
        return line, lambda: self.own(tag).write({"parent_id": other.id})

    def case_country_group(self):
        country = self.env.ref("base.be")
        self.distributor.country_id = country
        group = self.env["res.country.group"].create(
            {"name": "Closed", "country_ids": country.ids}
        )
        line = self.refused(
            ("commercial_partner_id.country_id.country_group_ids.name", "=", "Closed")
        )
        return line, lambda: self.own(country).write(
            {"country_group_ids": [Command.unlink(group.id)]}
        )

    def case_tag_deleted(self):
        tag = self.env["product.tag"].create({"name": "Sold out"})
        self.product.product_tag_ids = tag
        line = self.refused(("product_id.product_tag_ids", "=", tag.id))
        return line, lambda: self.own(tag).unlink()

    def case_category_deleted(self):
        """Its rules of a price list go with it."""
        category = self.env["product.category"].create({"name": "Gone"})
        self.product.categ_id = category
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Authorized",
                "currency_id": self.eur.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": 90,
                            "applied_on": "2_product_category",
                            "categ_id": category.id,
                        }
                    ),
                    Command.create({"compute_price": "fixed", "fixed_price": 80}),
                ],
            }
        )
        self.program.pricelist_id = pricelist
        self.program.line_ids.credit_method = "pricelist"
        return {"paid": (100, 200)}, lambda: self.own(category).unlink()

    def case_rounding_of_a_currency(self):
        return {"unit_credit": 30, "paid": (200, 300)}, lambda: self.own(
            self.eur
        ).write({"rounding": 150})

    def case_letters_of_other_languages(self):
        self.new_product("ΣIGMAΣ")
        twin = self.own(self.new_product("ΣIGMAΣ"))
        return {"product_ref": "ΣIGMAΣ"}, lambda: twin.write({"active": False})

    def case_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        tag = self.env["product.tag"].create({"name": "Sold out"})
        tag.with_context(lang="fr_FR").name = "Vendu"
        self.product.product_tag_ids = tag
        line = self.refused(("product_id.product_tag_ids.name", "=", "Sold out"))
        return line, lambda: self.own(self.company.partner_id).write({"lang": "fr_FR"})

    def case_tag_found_by_words(self):
        gold, silver = self.env["res.partner.category"].create(
            [{"name": "Gold"}, {"name": "Silver"}]
        )
        silver.parent_id = gold
        self.distributor.category_id = silver
        line = self.refused(("commercial_partner_id.category_id", "ilike", "gold"))
        return line, lambda: self.own(silver).write({"parent_id": False})

    def case_state_found_by_words(self):
        country = self.env["res.country"].create({"name": "Nowhere", "code": "XQ"})
        state = self.env["res.country.state"].create(
            {"name": "North", "code": "N", "country_id": country.id}
        )
        self.distributor.write({"country_id": country.id, "state_id": state.id})
        line = self.refused(("commercial_partner_id.state_id", "ilike", "North (XQ)"))
        return line, lambda: self.own(country).write({"code": "XR"})

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

    def in_each_case(self, check, share=1):
        """Call ``check(line, amounts before and after, change)``, undone after each.

        :param share: how many of the cases a change tries, others each time
        """
        names = [name for name in dir(self) if name.startswith("case_")]
        number = len(names) if rounds.LONG else round(share * len(names))
        chosen = rounds.chance(self.id()).sample(names, number)
        for name in chosen:
            if self.keeps_tables:
                self.tables.begin()
            with self.subTest(case=name), self.cr.savepoint() as savepoint:
                line, change = getattr(self, name)()
                paid = line.pop("paid", (0, 200))
                check({"unit_credit": 20, **line}, paid, change)
                savepoint.rollback()
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHands(HandsCase):
    def kept_of(self, claim):
        """What the line is paid that nobody changes anything about."""
        line = claim.line_ids.filtered(lambda line: line.product_ref == "KEPT")
        return line.amount_approved if line.state == "approved" else 0

    def test_revalidated(self):
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

    def test_room_where_programs_combine(self):
        """Who makes one program combinable pays the same sale from another."""
        other = self.new_program("OTHER")
        self.program.combinable = True
        first = self.filed({"authorization_ref": "OTHER", "pos_document": "SAME"})
        first.action_validate()
        claim = self.filed({"unit_credit": 20, "pos_document": "SAME"}, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        self.own(other)._amend(Amendment("Both", terms={"combinable": True}))
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assertIn(("Insider", 0, 200), self.hands(claim))
        self.assert_out(claim, "changed what lines are paid by: ")

    def test_a_program_that_stood_in_the_way(self):
        """Who ends one program pays lines that state none from another."""
        narrow = self.new_program(
            "NARROW", line={"applied_on": "product", "product_id": self.product.id}
        )
        claim = self.filed({"authorization_ref": False, "unit_credit": 20})
        self.own(narrow).active = False
        claim.action_validate()
        self.assertEqual(claim.line_ids.program_id, self.program)
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])
        self.assert_out(claim, "changed what lines are paid by: ")

    def test_room_that_the_engine_makes(self):
        """Who has lines of one claim validated otherwise pays another's."""
        self.program.budget_amount = 610  # of which 400 are taken
        other = self.new_product("OTHER")
        held = self.filed({"product_ref": "OTHER", "unit_credit": 20})
        held.action_validate()
        claim = self.filed({"unit_credit": 20}, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        self.own(other.product_tmpl_id).becs_eligible = False
        held.action_validate()
        self.assertEqual(held.amount_approved, 0)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])
        self.assert_out(claim, f"Product: .*{held.name}")

    def test_room_of_a_serial_number(self):
        """It is claimed once, by whichever distributor."""
        other = self.env["res.partner"].create(
            {"name": "Other", "is_company": True, "is_becs_distributor": True}
        )
        line = {"unit_credit": 20, "quantity": 1, "serial_numbers": "S1"}
        first = self.filed(line, partner_id=other.id)
        first.action_validate()
        claim = self.filed(line, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        first.with_user(self.insider).action_cancel()
        claim.action_validate()
        self.assertEqual(self.hands(claim), [("Insider", 0, 20)])
        self.assert_out(claim, f"{first.name} withdrawn")

    def shared_stock(self):
        """Another distributor who buys through the same partner."""
        self.program.into_stock_source = "fifo"
        buyer, other = self.env["res.partner"].create(
            [
                {"name": "Buyer", "is_company": True},
                {"name": "Other", "is_company": True, "is_becs_distributor": True},
            ]
        )
        (self.distributor | other).becs_stock_partner_id = buyer
        self.invoice("01-05", (10, 100), partner=buyer)
        self.invoice("01-06", (10, 85), partner=buyer)
        return other

    def test_room_of_shared_stock(self):
        other = self.shared_stock()
        first = self.filed(
            {"unit_credit": 20, "date_ship": date(2024, 3, 1)}, partner_id=other.id
        )
        first.action_validate()
        self.assertEqual(first.amount_approved, 200)
        first.with_user(self.insider).action_cancel()
        claim = self.filed({"unit_credit": 20}, self.kept)
        first.action_reset_to_draft()
        first.action_submit()
        first.action_validate()
        first.with_user(self.insider).action_cancel()
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assertIn(("Insider", 0, 200), self.hands(claim))
        self.assert_out(claim, f"{first.name} withdrawn")

    def test_who_drops_a_verdict_by_reset(self):
        claim = self.filed({"unit_credit": 20}, self.kept)
        claim.action_validate()
        claim.line_ids[0].action_decide("reject", note="No proof")
        own = claim.with_user(self.insider)
        own.action_cancel()
        own.action_reset_to_draft()
        claim.action_submit()
        claim.action_validate()
        self.assertEqual(self.paid(claim), 210)
        self.assert_out(claim, "decided lines")

    def test_who_resets_drops_nothing(self):
        claim = self.filed({"unit_credit": 20})
        claim.action_validate()
        claim.with_user(self.insider).action_reset_to_draft()
        claim.action_submit()
        claim.action_validate()
        claim.with_user(self.insider).action_approve()

    def test_units_a_verdict_goes_by(self):
        """Who changes a unit for a moment has a hand in what others decide then."""
        line, change = self.case_unit_of_measure()
        line.pop("paid")
        claim = self.filed(line | {"resale_price": 130}, self.kept)
        claim.action_validate()
        in_review = claim.line_ids.filtered(lambda line: line.state == "review")
        self.assertEqual(len(in_review), 1)
        change()
        in_review.action_decide("set", quantity=10, note="As stated")
        self.own(in_review.uom_id).relative_factor = 1
        claim.action_validate()
        self.assertEqual(in_review.quantity_approved, 10)
        paid = in_review.amount_approved
        self.assertEqual(self.hands(claim), [("Insider", 0, paid)])
        self.assert_out(claim, "changed what lines are paid by: Product Unit")

    def test_units_a_correction_goes_by(self):
        """The same once a line is credited: 5 of a unit that was 1 and is 2."""
        line, change = self.case_unit_of_measure()
        line.pop("paid")
        claim = self.filed(line | {"quantity": 10}, self.kept)
        claim.action_validate()
        claim.with_user(self.second).action_approve()
        self.env["becs.run"]._run_claims(claim)
        credited = claim.line_ids.filtered("uom_id")
        self.assertTrue(credited.credit_note_id)
        self.assertEqual(credited.amount_approved, 200)
        change()
        self.as_("analyst", credited).action_decide("set", quantity=5, note="Counted")
        self.own(credited.uom_id).relative_factor = 1
        self.assertEqual(claim.state, "validated")
        self.assertEqual(self.hands(claim), [("Insider", 0, -100)])
        self.assert_out(claim, "changed what lines are paid by: Product Unit")

    def test_rates_after_the_validation(self):
        """Verdicts work out no price again: who types rates has no hand in them."""
        rate = self.env["res.currency.rate"].create(
            {"currency_id": self.usd.id, "company_id": self.company.id, "rate": 2}
        )
        claim = self.filed({"unit_credit": 20, "resale_price": 130})
        claim.action_validate()
        self.own(rate).rate = 3
        claim.line_ids.action_decide("accept", note="Seen")
        self.assertEqual(claim.amount_approved, 200)
        self.assertEqual(self.hands(claim), [])
        claim.with_user(self.insider).action_approve()

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
            # who changes authorized prices is out at any time, see test_price_moves
            if self.program._changed_prices():
                self.program.with_user(self.second).action_confirm_prices()
            claim.with_user(self.insider).action_approve()

        self.in_each_case(check, share=1 / 5)

    def test_what_makes_no_difference(self):
        """The change is in force, but no line of this claim is validated otherwise."""
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

    def test_filed_anew(self):
        """The same sales in another claim, after the first one was not paid."""
        for how in ("copied", "sent again"):
            with self.subTest(how), self.cr.savepoint() as savepoint:
                self.tables.begin()
                line, change = self.case_product_alias()
                claim = self.filed(line | {"unit_credit": 20, "pos_document": "D1"})
                claim.action_validate()
                change()
                values = line | {"unit_credit": 20, "pos_document": "d1 "}
                if how == "copied":
                    claim.action_cancel()
                else:
                    values["resubmission_of_id"] = claim.line_ids.id
                    values["pos_document"] = "D1"
                anew = self.filed(values)
                anew.action_validate()
                self.assertEqual(self.paid(anew), 200)
                self.assertEqual(self.hands(anew), [("Insider", 0, 200)])
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_branch_of_a_company(self):
        """What is its parent's is its own, too."""
        self.program.line_ids.max_resale_price = 120
        above = self.env["res.company"].create({"name": "Above"})
        # people do not move companies, and neither need we for this
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET parent_path = %s WHERE id = %s",
                f"{above.parent_path}{self.company.id}/",
                self.company.id,
            )
        )
        claim = self.filed({"unit_credit": 20, "resale_price": 130}, self.kept)
        claim.action_validate()
        self.env["becs.input.change"].with_user(self.insider)._record(
            [{"name": "A", "scope": "company", "scope_id": above.id}]
        )
        self.program.line_ids.max_resale_price = 0
        claim.action_validate()
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])

    def test_people_of_the_distributor(self):
        """Nobody approves automatically what they change by their own address."""
        self.company.becs_auto_approve_amount = 1000
        self.refused(("commercial_partner_id.city", "=", "Elsewhere"))
        self.distributor.city = "Elsewhere"
        claim = self.filed({"unit_credit": 20})
        portal = self.people["portal"]
        self.distributor.with_user(portal).sudo().city = "Here"
        claim.action_validate()
        self.assertEqual((claim.state, self.paid(claim)), ("validated", 200))
        self.assertEqual(self.hands(claim), [(portal.name, 0, 200)])
        claim.with_user(self.insider).action_approve()

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
        claim.with_user(self.insider).action_revalidate()
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

    def test_what_is_deleted_along(self):
        """By the database, which asks nobody."""
        wrong = self.new_product("WRONG")
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": "CODE-X",
                "product_id": wrong.id,
            }
        )
        self.own(wrong.product_tmpl_id).unlink()
        change = self.env["becs.input.change"].search(
            [("name", "=", "Distributor's Product Code: CODE-X")]
        )
        self.assertEqual(change.user_id, self.insider)
        self.assertEqual(change.scope_id, self.distributor.id)
        self.assertIn("Distributor's Code: CODE-X → —", change.note)

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

    def test_what_rules_look_at(self):
        """All that an own rule may look at, of claims or kept when it changes."""
        found = set()
        for model_name, names in rule_domains.allowed(self.env).items():
            for name in names:
                found |= rule_domains.depended(self.env, {(model_name, name)})
        models = {model_name for model_name, _name in found}
        self.assertGreater(len(models), 12)
        kept = {
            model._name
            for model in self.env.values()
            if hasattr(model, "_recorded_fields")
        }
        self.assertEqual(models - kept, {"becs.claim", "becs.claim.line"})
        # nothing of it is kept as long as no rule looks at it
        tags = self.env["product.tag"]
        self.assertEqual(tags._recorded_fields(), set())
        self.refused(("product_id.product_tag_ids.name", "=", "Any"))
        self.assertEqual(tags._recorded_fields(), {"name", "product_template_ids"})

    def test_when_it_was_written_last(self):
        """Everybody changes that, so no rule goes by it."""
        with self.assertRaisesRegex(ValidationError, "write_date"):
            self.refused(("product_id.write_date", ">", "2024-01-01"))


@tagged("post_install", "-at_install")
class TestNothingLeftOut(HandsCase):
    keeps_tables = False  # they belong to somebody else

    def test_nothing_is_left_out(self):
        """Whatever the engine reads is kept when it changes, or follows from that.

        It works as somebody whom the database lets see no other column.
        """
        columns = defaultdict(set)
        for table, column in self.env.execute_query(
            SQL(
                """
                SELECT relname, attname
                  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                 WHERE relkind = 'r' AND relpersistence = 'p' AND attnum > 0
                   AND relnamespace = current_schema::regnamespace
                """
            )
        ):
            columns[table].add(column)
        read, kept = set(), {}
        role = SQL.identifier(f"becs_engine_{os.getpid()}")
        self.cr.execute(SQL("CREATE ROLE %s", role))
        self.cr.execute(SQL("GRANT USAGE ON SCHEMA public TO %s", role))
        self.cr.execute(
            SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %s", role)
        )
        for table in FOLLOWING:
            self.cr.execute(SQL("GRANT ALL ON %s TO %s", SQL.identifier(table), role))

        def grant():
            kept.update(self.kept_columns())
            for table, names in kept.items():
                found = SQL(", ").join(
                    map(SQL.identifier, sorted(names & columns[table]))
                )
                # rows are locked, and what the engine adds up there is written
                self.cr.execute(
                    SQL(
                        "GRANT SELECT (%s), UPDATE (%s) ON %s TO %s",
                        found,
                        found,
                        SQL.identifier(table),
                        role,
                    )
                )

        self.cr.execute("DISCARD TEMP")  # of runs before, which it would not own
        plain = self.env.cr.execute

        def execute(query, *args, **kwargs):
            callers = (sys._getframe(depth).f_globals for depth in (1, 2, 3))
            if not any(name["__name__"].startswith(ENGINE) for name in callers):
                if not str(query).startswith("ROLLBACK"):  # which does it, too
                    plain("RESET ROLE")
                return plain(query, *args, **kwargs)
            code = query.code if isinstance(query, SQL) else query
            words = set(re.findall(r"\w+", str(code)))
            read.update(columns.keys() & words)
            plain(SQL("SET LOCAL ROLE %s", role))
            try:
                return plain(query, *args, **kwargs)
            except DatabaseError as error:
                asked = {
                    table: words & columns[table] - kept.get(table, set())
                    for table in words & columns.keys() - FOLLOWING
                }
                raise AssertionError(f"{error}: one of {asked}") from error

        self.patch(self.env.cr, "execute", execute)

        def check(line, _paid, _change):
            grant()
            claim = self.new_claim(line)
            claim.state = "submitted"
            engine.run(self.env, claim)

        self.in_each_case(check)
        self.assertGreater(len(read & kept.keys()), 15)

    def kept_columns(self):
        """{table: its columns whose changes are kept, and those nobody changes}"""
        found = defaultdict(set)
        for model in self.env.values():
            if model._abstract or not hasattr(model, "_recorded_fields"):
                continue
            found[model._table] |= {"id"} | FIXED.get(model._table, set())
            for name in model._recorded_fields():
                field = model._fields[name]
                if field.type == "many2many" and field.store:
                    found[field.relation] |= {field.column1, field.column2}
                elif field.store and field.column_type:
                    found[model._table].add(name)
        return found


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
class TestWhatApprovalsGoBy(HandsCase):
    """Nobody moves what the own approval is measured by."""

    def events(self, claim, kind="approved"):
        return self.env["becs.event"].search(
            [("claim_id", "=", claim.id), ("kind", "=", kind)]
        )

    def in_usd(self, rate=1):
        """A claim of 200 USD, validated, and the rate it is measured by."""
        self.program.currency_id = self.usd
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", self.usd.id)]).unlink()
        rate = rates.create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2024-01-01",
                "rate": rate,
            }
        )
        claim = self.filed({"unit_credit": 20}, currency_id=self.usd.id)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 200)
        return claim, rate

    def test_who_moves_the_rate_of_the_own_limit(self):
        claim, rate = self.in_usd()
        self.limit(100, self.insider)
        self.limit(1000, self.second)
        self.own(rate).rate = 4  # 50 EUR
        for change in (lambda: None, lambda: self.own(rate).write({"rate": 1})):
            change()
            with self.assertRaisesRegex(UserError, "Second Approver"):
                claim.with_user(self.insider).action_approve()
        self.own(rate).rate = 4
        with self.assertRaisesRegex(UserError, "you changed exchange rates"):
            claim.with_user(self.insider).action_approve()
        claim.with_user(self.second).action_approve()

    def test_who_moved_it_before_the_claim_came(self):
        self.limit(100, self.insider)
        claim, rate = self.in_usd()
        self.env["becs.input.change"].create(
            {
                "name": "Rate",
                "scope": "currency",
                "scope_id": self.usd.id,
                "user_id": self.insider.id,
                "date": claim.date_submitted,
            }
        )
        claim.sudo().input_horizon = self.env["becs.input.change"]._horizon()
        rate.rate = 4
        with self.assertRaisesRegex(UserError, "changed exchange rates"):
            claim.with_user(self.insider).action_approve()
        change = self.env["becs.input.change"].search([("name", "=", "Rate")])
        change.date -= timedelta(days=40)
        claim.with_user(self.insider).action_approve()

    def test_without_a_rate_it_is_above_every_limit(self):
        claim, rate = self.in_usd()
        self.limit(1000, self.insider)
        rate.name = "2999-01-01"
        with self.assertRaisesRegex(UserError, "there is no rate of USD"):
            claim.with_user(self.insider).action_approve()
        self.as_("administrator", claim).action_approve()

    def test_no_automatic_approval_by_a_moved_rate(self):
        self.company.becs_auto_approve_amount = 60
        claim, rate = self.in_usd(rate=4)
        self.assertEqual(claim.state, "approved")
        rate.name = "2999-01-01"
        claim = self.filed({"unit_credit": 1}, currency_id=self.usd.id)
        claim.action_validate()
        self.assertEqual(claim.state, "validated")
        claim, rate = self.in_usd()
        self.assertEqual(claim.state, "validated")
        self.own(rate).rate = 4
        claim.action_validate()
        self.assertEqual(claim.state, "validated")

    def test_who_lets_the_distributor_be_paid_at_once(self):
        self.distributor.becs_pay_policy = "hold_claim"
        claim = self.filed({"unit_credit": 20, "resale_price": 130}, self.kept)
        self.program.line_ids.max_resale_price = 120
        claim.action_validate()
        self.assertEqual(claim.review_count, 1)
        self.own(self.distributor).becs_pay_policy = "pay_undisputed"
        self.assert_out(claim, "changed when the distributor is paid: .*Contact")

    def test_nothing_is_left_to_hold(self):
        self.distributor.becs_pay_policy = "hold_claim"
        claim = self.filed(self.kept)
        claim.action_validate()
        self.own(self.distributor).becs_pay_policy = "pay_undisputed"
        claim.with_user(self.insider).action_approve()

    def test_four_eyes_switched_off_for_a_moment(self):
        claim = self.filed({"unit_credit": 20, "resale_price": 130})
        self.program.line_ids.max_resale_price = 120
        claim.action_validate()
        claim.line_ids.with_user(self.insider).action_decide("claimed", note="Agreed")
        self.company.becs_four_eyes = False
        self.assert_out(claim, "decided lines")

    def test_without_four_eyes_it_is_said(self):
        self.company.becs_four_eyes = False
        claim = self.filed({"unit_credit": 20, "resale_price": 130})
        self.program.line_ids.max_resale_price = 120
        claim.action_validate()
        claim.line_ids.with_user(self.insider).action_decide("claimed", note="Agreed")
        claim.with_user(self.insider).action_approve()
        self.assertRegex(
            self.events(claim).note,
            r"had a hand in it \(decided lines\): .* does not ask for four eyes",
        )

    def test_who_put_the_others_out_is_said(self):
        """Limits, settings, roles and people: what was changed since it was filed."""
        admin = self.people["administrator"]
        claim = self.filed({"unit_credit": 20, "resale_price": 130})
        self.program.line_ids.max_resale_price = 120
        claim.action_validate()
        claim.line_ids.with_user(admin).action_decide("claimed", note="We agreed")
        approvers = self.env["becs.approval.limit"]._approvers(self.company, admin.ids)
        left = self.insider | self.second | self.people["approver"]
        (approvers - left).active = False
        self.env["becs.approval.limit"].with_user(admin).create(
            {"company_id": self.company.id, "user_id": self.insider.id, "amount": 0}
        )
        self.second.with_user(admin).sudo().active = False
        self.env.ref("becs_claims.group_approver").with_user(admin).sudo().write(
            {"user_ids": [Command.unlink(self.people["approver"].id)]}
        )
        self.company.with_user(admin).sudo().becs_auto_approve_amount = 5
        claim.with_user(admin).action_approve()
        note = self.events(claim).note
        self.assertRegex(note, "(?s)nobody else may approve it. Insider: may release")
        for shown in (
            "Approval Limit",
            "User: .*Active: ",
            "Access Groups: ",
            "Approve Claims",
        ):
            self.assertRegex(
                note,
                f"Changed since it was filed, by {re.escape(admin.name)}: .*{shown}",
            )

    def test_administrators_read_who_changed_it(self):
        admin = self.people["administrator"]
        self.env["becs.approval.limit"].with_user(admin).create(
            {"company_id": self.company.id, "user_id": self.insider.id, "amount": 5}
        )
        self.own(self.distributor).becs_pay_policy = "hold_claim"
        changes = self.as_("administrator", self.env["becs.input.change"])
        found = changes.with_company(self.company).search([])
        self.assertEqual(set(found.mapped("scope")), {"approval"})
        self.assertEqual(found[0].user_id, admin)
        self.assertIn("May Release Up To: — → 5", found[0].note)
        for role in ("viewer", "analyst", "approver", "accountant"):
            with self.assertRaises(AccessError):
                self.as_(role, self.env["becs.input.change"]).search([])

    def test_they_are_kept_for_good(self):
        changes = self.env["becs.input.change"]
        old = {"date": "2020-01-01", "scope_id": self.company.id}
        kept = changes.create({"name": "Kept", "scope": "approval", **old})
        gone = changes.create({"name": "Gone", "scope": "company", **old})
        self.env["becs.claim"].search([]).write({"state": "done"})
        changes._gc_old()
        self.assertEqual((kept | gone).exists(), kept)


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


@tagged("post_install", "-at_install")
class TestAlone(HandsCase):
    """An administrator who puts the others out first is told of, too."""

    def test_limits_set_before_it_was_filed(self):
        admin = self.people["administrator"]
        limits = self.env["becs.approval.limit"].with_user(admin)
        users = limits._approvers(self.company, admin.ids)
        for user in users:
            limits.create(
                {"company_id": self.company.id, "user_id": user.id, "amount": 0}
            )
        self.insider.with_user(admin).sudo().active = False
        changes = self.env["becs.input.change"].search([("name", "like", "Limit")])
        self.assertEqual(len(changes), len(users))
        changes[0].date = "2020-01-01"
        claim = self.as_(
            "administrator",
            self.new_claim({"product_ref": "CODE-X", "unit_credit": 20}),
        )
        claim.action_submit()
        self.env["becs.product.alias"].with_user(admin).create(
            {
                "partner_id": self.distributor.id,
                "code": "CODE-X",
                "product_id": self.product.id,
            }
        )
        self.env["becs.approval.limit"].with_user(admin).search(
            [("user_id", "=", self.second.id)]
        ).amount = 1
        claim.action_validate()
        claim.action_approve()
        note = (
            self.env["becs.event"]
            .search([("claim_id", "=", claim.id), ("kind", "=", "approved")])
            .note
        )
        self.assertIn("may release", note)
        before = f"Changed within a year before, by {re.escape(admin.name)}: "
        self.assertRegex(note, before + ".*Insider.*Active: Yes → No")
        # each once: what was changed since it was filed is told as such
        self.assertEqual(note.count("Changed since it was filed"), 1)
        self.assertEqual(
            len(re.findall(before, note)), min(len(users), 5), "one is too old"
        )
        self.assertEqual("more changes of who approves" in note, len(users) > 5)

    def test_who_is_not_alone(self):
        """Nothing is said of it where others are left, or four eyes not asked for."""
        admin = self.people["administrator"]
        limits = self.env["becs.approval.limit"].with_user(admin)
        limits.create({"company_id": self.company.id, "amount": 0})
        self.company.becs_four_eyes = False
        claim = self.as_("administrator", self.new_claim({"unit_credit": 20}))
        claim.action_submit()
        claim.action_validate()
        claim.action_approve()
        note = (
            self.env["becs.event"]
            .search([("claim_id", "=", claim.id), ("kind", "=", "approved")])
            .note
        )
        self.assertIn("does not ask for four eyes", note)
        self.assertNotIn("Changed", note)
