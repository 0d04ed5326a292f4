"""What is for chosen records does not become one for all when they are deleted."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ...models.shared import named
from .portal_case import PortalCase

# many2many fields that narrow nothing when a record goes, and why
NARROWS_NOTHING = {
    ("account.move", "becs_claim_ids"): "tells which claims a credit note pays",
    ("becs.claim", "credit_note_ids"): "the same from the other side",
    ("account.move", "becs_statement_ids"): "tells which statements it is on",
    ("becs.claim.line.decide", "line_ids"): "a dialog about these lines",
    ("becs.claim.line.resubmit", "line_ids"): "a dialog about these lines",
    ("becs.deduction", "other_ids"): "a dialog that settles these invoices",
    ("becs.dispute.answer", "dispute_ids"): "a dialog about these disputes",
    ("becs.pos.report", "replaced_by_ids"): "tells what replaced it",
    ("becs.pos.report", "replaces_ids"): "tells what it replaced",
    ("becs.program", "written_by_ids"): "users stay, see Odoo",
    ("becs.request", "entered_by_ids"): "users stay, see Odoo",
    ("becs.run", "claim_ids"): "tells which claims it credited",
    ("becs.run.line", "claim_ids"): "tells which claims it credited",
    ("becs.name.resolution", "claim_ids"): "tells where a list was opened",
    ("becs.name.resolution.list", "claim_ids"): "tells where a list was opened",
    ("becs.what.if", "claim_ids"): "a trial pays nobody",
    ("becs.what.if", "distributor_ids"): "a trial pays nobody",
    ("becs.what.if.change", "program_ids"): "a trial pays nobody",
    ("becs.what.if.change", "program_line_ids"): "a trial pays nobody",
    ("becs.what.if.change", "distributor_ids"): "a trial pays nobody",
}


@tagged("post_install", "-at_install")
class TestNamed(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.only, cls.second = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "is_becs_distributor": True}
                for name in ("Only", "Second")
            ]
        )
        cls.keeper = new_test_user(
            cls.env,
            "becs_contacts",
            "base.group_user,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def holders(self):
        """{field that narrows something to contacts: a record that it does this of}."""
        rule = self.env["becs.rule"].create(
            {
                "code": "resale_price_above_authorized",
                "name": "Not so strict",
                "outcome": "note",
                "company_id": self.company.id,
                "distributor_ids": self.only.ids,
            }
        )
        by_distributor = self.new_program("ONE", distributor_ids=self.only.ids)
        by_customer = self.new_program("TWO", end_customer_ids=self.only.ids)
        plain = self.new_program("THREE")
        terms = self.env["becs.program.terms"].create(
            {
                "program_id": plain.id,
                "date_to": "2024-02-01",
                "end_customer_ids": self.only.ids,
            }
        )
        amendments = self.env["becs.program.amend"].create(
            [
                {"program_id": plain.id, "distributor_ids": self.only.ids},
                {"program_id": plain.id, "end_customer_ids": self.only.ids},
            ]
        )
        return {
            ("becs.rule", "distributor_ids"): rule,
            ("becs.program", "distributor_ids"): by_distributor,
            ("becs.program", "end_customer_ids"): by_customer,
            ("becs.program.terms", "end_customer_ids"): terms,
            ("becs.program.amend", "distributor_ids"): amendments[0],
            ("becs.program.amend", "end_customer_ids"): amendments[1],
        }

    def test_every_many2many_of_ours(self):
        found, narrowing = set(), set()
        for name, model in self.env.items():
            for field in model._fields.values():
                if (
                    field.type != "many2many"
                    or not field.store
                    or model._abstract
                    or field._module != "becs_claims"
                ):
                    continue
                found.add((name, field.name))
                if field.ondelete == "restrict":
                    narrowing.add((name, field.name))
        self.assertEqual(found - narrowing, NARROWS_NOTHING.keys())
        self.assertEqual(
            {key for key in narrowing if "program_ids" not in key},
            self.holders().keys(),
        )
        self.assertIn(("becs.rule", "program_ids"), narrowing)

    def test_the_database_refuses_it_too(self):
        self.cr.execute(
            """
            SELECT conrelid::regclass::text, confdeltype FROM pg_constraint
             WHERE contype = 'f' AND confrelid = ANY(%s::regclass[])
            """,
            [["res_partner", "becs_program"]],
        )
        kinds = set(self.cr.fetchall())
        for comodel in ("res.partner", "becs.program"):
            for _model, field in named.narrowed_to(self.env, comodel):
                self.assertIn((field.relation, "r"), kinds)

    def test_a_contact_that_is_named_is_not_deleted(self):
        holders = self.holders()
        for (model, name), holder in holders.items():
            with self.subTest(model, field=name), self.cr.savepoint() as savepoint:
                for other, field in holders.keys() - {(model, name)}:
                    holders[other, field].sudo()[field] = self.second
                label = holder._fields[name]._description_string(self.env)
                for user, shown in (
                    (self.env.user, holder.display_name),
                    (self.keeper, self.env["ir.model"]._get(model).name),
                ):
                    with self.assertRaises(UserError) as refused, self.cr.savepoint():
                        self.only.with_user(user).unlink()
                    message = str(refused.exception)
                    self.assertIn("Only cannot be deleted", message)
                    self.assertIn(shown, message)
                    self.assertIn(f"({label})", message)
                    self.assertIn("Archive it instead.", message)
                    is_shown = user != self.keeper
                    self.assertEqual(holder.display_name in message, is_shown)
                self.assertEqual(holder[name], self.only)
                self.only.with_user(self.keeper).active = False
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_contact_that_nothing_names_is_deleted(self):
        self.second.with_user(self.keeper).unlink()
        self.assertFalse(self.second.exists())

    def test_a_program_that_a_check_is_for(self):
        program = self.new_program("DRAFT", state="draft")
        self.env["becs.rule"].create(
            {
                "code": "resale_price_above_authorized",
                "name": "Not so strict",
                "outcome": "note",
                "company_id": self.company.id,
                "program_ids": program.ids,
            }
        )
        with self.assertRaisesRegex(UserError, "Only Programs.*Archive it instead"):
            program.unlink()

    def test_contacts_merged_that_one_program_names(self):
        holders = self.holders()
        for (_model, name), holder in holders.items():
            holder.sudo()[name] = self.only | self.second
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.only | self.second).ids, self.second)
        self.env.invalidate_all()
        self.assertFalse(self.only.exists())
        for (_model, name), holder in holders.items():
            self.assertEqual(holder[name], self.second)
