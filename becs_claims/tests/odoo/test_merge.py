from datetime import date

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...models.odoo import merging
from ...models.program.amendment import Amendment
from ..shared.portal_case import PortalCase


@tagged("post_install", "-at_install")
class TestMerge(PortalCase):
    """Odoo's merge of contacts, with all that hangs on distributors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].search(
            [("default_code", "=", "P1")], limit=1
        )

    def merge(self, *sources, into=None):
        into = into or self.distributor
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([into.id, *(source.id for source in sources)], into)
        self.env.flush_all()
        self.env.invalidate_all()

    def fill(self, partner, number):
        """Some of everything of a distributor."""
        env = self.env
        [line] = self.validate(
            {"unit_credit": 20}, partner=partner, reference=f"DN {number}"
        )
        env["becs.import.profile"].create({"partner_id": partner.id, "kind": "claim"})
        env["becs.product.alias"].create(
            [
                {"partner_id": partner.id, "code": code, "product_id": self.product.id}
                for code in ("Same", f"Own {number}")
            ]
        )
        program = self.new_program(f"OF {number}", distributor_ids=partner.ids)
        report = env["becs.pos.report"].create(
            {"partner_id": partner.id, "name": f"R{number}"}
        )
        sale = env["becs.pos.line"].create(
            {
                "report_id": report.id,
                "partner_id": partner.id,
                "document": f"S{number}",
                "line_ref": "1",
                "date": date(2024, 3, 1),
                "product_id": self.product.id,
                "quantity": 5,
            }
        )
        request = env["becs.request"].create({"partner_id": partner.id})
        return line.claim_id, line, program, report, sale, request

    def test_everything_follows(self):
        claim, line, program, report, sale, request = self.fill(self.other, 2)
        own = self.fill(self.distributor, 1)
        line.action_decide("claimed", note="Agreed")
        events = self.env["becs.event"].search([("claim_id", "=", claim.id)])
        self.assertTrue(events)
        messages = claim.message_ids
        named = self.new_program("CUSTOMER", end_customer_ids=self.other.ids)
        self.merge(self.other)
        partner = self.distributor
        self.assertFalse(self.other.exists())
        for record in (claim, report, sale, request):
            self.assertEqual(record.partner_id, partner)
        for record in (claim, line, report, sale, request, *own[:2]):
            self.assertEqual(record.commercial_partner_id, partner)
        self.assertEqual(program.distributor_ids, partner)
        self.assertEqual(named.end_customer_ids, partner)
        aliases = self.env["becs.product.alias"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual(sorted(aliases.mapped("code")), ["Own 1", "Own 2", "Same"])
        profiles = self.env["becs.import.profile"].search([])
        self.assertEqual(profiles.partner_id, partner)
        self.assertEqual(len(profiles), 1)
        locks = self.env["becs.lock"].search([("partner_id", "!=", False)])
        self.assertEqual(locks.partner_id, partner)
        self.assertEqual(claim.message_ids, messages)
        kept = self.env["becs.event"].search([("claim_id", "=", claim.id)])
        self.assertEqual(kept, events)
        # its people read what was the other's, and validate it again
        self.assertEqual(claim.with_user(self.clerk).reference, "DN 2")
        self.assertEqual(claim.with_user(self.rival).reference, "DN 2")
        claim.action_validate()
        self.assertEqual(line.state, "approved")
        # nothing is left behind
        for model, field in merging._references(self.env):
            left = self.env[model._name].search_count(
                [(field.name, "=", self.other.id)]
            )
            self.assertFalse(left, (model._name, field.name))

    def test_references_without_a_foreign_key_are_found(self):
        found = {
            (model._name, field.name) for model, field in merging._references(self.env)
        }
        for name in ("becs.claim.line", "becs.pos.line", "becs.claim"):
            self.assertIn((name, "commercial_partner_id"), found)
        self.assertIn(("becs.layer.use", "partner_id"), found)

    def test_debit_numbers(self):
        one = self.new_claim({}, partner=self.distributor, reference="DN 7")
        other = self.new_claim({}, partner=self.other, reference=" dn 7")
        with self.assertRaisesRegex(UserError, "same debit number"):
            self.merge(self.other)
        other.action_cancel()
        self.merge(self.other)
        self.assertEqual((one | other).commercial_partner_id, self.distributor)

    def test_words_that_stand_for_something_else(self):
        second = self.env["product.product"].create({"name": "Second"})
        words = self.env["becs.product.alias"].create(
            [
                {"partner_id": partner.id, "code": code, "product_id": product.id}
                for partner, code, product in (
                    (self.distributor, "Word", self.product),
                    (self.other, "word ", second),
                )
            ]
        )
        with self.assertRaisesRegex(UserError, "stands for"):
            self.merge(self.other)
        words[1].unlink()
        self.merge(self.other)

    def test_end_customers_that_become_one(self):
        first, second = self.env["res.partner"].create(
            [{"name": "Clinic"}, {"name": "The Clinic"}]
        )
        aliases = self.env["becs.customer.alias"].create(
            [
                {"partner_id": partner.id, "name": "C", "customer_id": customer.id}
                for partner, customer in (
                    (self.distributor, first),
                    (self.other, second),
                )
            ]
        )
        self.merge(second, into=first)
        self.assertEqual(aliases.customer_id, first)
        self.merge(self.other)
        self.assertEqual(aliases.exists().customer_id, first)

    def test_sales_reported_by_both(self):
        for partner in (self.distributor, self.other):
            report = self.env["becs.pos.report"].create(
                {"partner_id": partner.id, "name": f"R{partner.id}"}
            )
            self.env["becs.pos.line"].create(
                {
                    "report_id": report.id,
                    "partner_id": partner.id,
                    "document": "S1",
                    "line_ref": "1",
                    "date": date(2024, 3, 1),
                    "product_id": self.product.id,
                    "quantity": 5,
                }
            )
        with self.assertRaisesRegex(UserError, "both have line 1"):
            self.merge(self.other)
        report.line_ids.unlink()
        self.merge(self.other)

    def test_the_same_file(self):
        files = self.env["becs.intake"].create(
            [
                {
                    "name": "same.csv",
                    "kind": "claim",
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "checksum": "a" * 40,
                    "standing": True,
                }
                for partner in (self.distributor, self.other)
            ]
        )
        self.merge(self.other)
        self.assertEqual(files.mapped("standing"), [True, False])

    def test_nobody_changes_sides(self):
        """People of two companies cannot be one; of one company they can."""
        theirs = self.rival.partner_id
        self.new_claim({}, partner=theirs)
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.distributor.id}
        )
        with self.assertRaisesRegex(UserError, "merge the two companies first"):
            self.merge(theirs, into=contact)
        with self.assertRaisesRegex(UserError, "merge the two companies first"):
            self.new_claim({}, partner=self.other)
            self.merge(self.other, into=contact)
        second = self.env["res.partner"].create(
            {"name": "Second", "parent_id": self.other.id}
        )
        claim = self.new_claim({}, partner=second)
        self.merge(second, into=theirs)
        self.assertEqual(claim.partner_id, theirs)
        self.assertEqual(claim.commercial_partner_id, self.other)

    def test_portal_rights(self):
        """Who has the login may do what it could, whoever merges."""
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.distributor.id}
        )
        contact.becs_portal_role = "submit"
        person = self.looker.partner_id
        manager = new_test_user(
            self.env, "becs_merger", "base.group_user,base.group_partner_manager"
        )
        (person | contact).email = "one@example.com"
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(manager)
        wizard.create({})._merge([person.id, contact.id], contact.with_user(manager))
        self.env.invalidate_all()
        self.assertEqual(self.looker.partner_id, contact)
        self.assertEqual(contact.becs_portal_role, "look")
        self.assertFalse(self.looker._becs_may_submit())

    def test_a_number_that_once_was_theirs(self):
        """History that is never changed names it as before."""
        third = self.env["res.partner"].create(
            {"name": "Third", "is_company": True, "is_becs_distributor": True}
        )
        program = self.new_program("ONCE", distributor_ids=self.other.ids)
        terms = {"distributor_ids": tuple(third.ids)}
        program._amend(Amendment("Sold elsewhere", terms=terms))
        self.assertEqual(program._reading(self.distributor), "never")
        self.assertEqual(program._reading(self.other), "once")
        self.merge(self.other)
        self.assertEqual(program._reading(self.distributor), "once")
