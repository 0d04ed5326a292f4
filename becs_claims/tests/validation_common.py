"""A small world for tests of the validation engine, written in few words."""

from datetime import date

from odoo import Command
from odoo.tests.common import TransactionCase

from odoo.addons.becs_claims.validation import engine


class ValidationCase(TransactionCase):
    """One distributor, one product and one program (agreed book 100, net 80)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": "en_US"}
        )
        cls.company = cls.env["res.company"].create(
            {"name": "Vendor", "currency_id": cls.env.ref("base.EUR").id}
        )
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.eur, cls.usd = cls.env.ref("base.EUR"), cls.env.ref("base.USD")
        (cls.eur | cls.usd).active = True
        cls.categories = cls.env["product.category"].create(
            [{"name": "Hardware"}, {"name": "Services"}]
        )
        cls.deep = cls.env["product.category"].create(
            {"name": "Cables", "parent_id": cls.categories[0].id}
        )
        cls.distributor, cls.other = cls.env["res.partner"].create(
            [
                {"name": f"Distributor {i}", "is_company": True, "vat": f"DIST{i}"}
                for i in range(2)
            ]
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Hospital", "is_company": True}
        )
        cls.product = cls.new_product("P1", categ_id=cls.deep.id)
        cls.program = cls.new_program("A1")
        cls.claims = 0

    @classmethod
    def new_product(cls, code, **values):
        return cls.env["product.product"].create(
            {"name": f"Product {code}", "default_code": code, **values}
        )

    @classmethod
    def new_program(cls, code, lines=None, line=None, **values):
        """A program for all products with one line, or with ``lines``."""
        defaults = {"applied_on": "all", "authorized_price": 80}
        if lines is None:
            lines = [line or {}]
        return cls.env["becs.program"].create(
            {
                "name": f"Program {code}",
                "code": code,
                "state": "approved",
                "company_id": cls.company.id,
                "currency_id": cls.eur.id,
                "date_start": date(2024, 1, 1),
                "line_ids": [
                    Command.create(
                        {**defaults, "agreed_book_price": 100, **one}
                        if "credit_method" not in one
                        else {"applied_on": "all", "agreed_book_price": 100, **one}
                    )
                    for one in lines
                ],
                **values,
            }
        )

    @classmethod
    def new_claim(cls, *lines, partner=None, **values):
        """A draft claim; lines are dicts, completed to 10 pcs on a document each."""
        cls.claims += 1
        claim = cls.env["becs.claim"].create(
            {
                "partner_id": (partner or cls.distributor).id,
                "company_id": cls.company.id,
                "currency_id": cls.eur.id,
                "date_submitted": date(2024, 3, 31),
                **values,
            }
        )
        cls.env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "sequence": number,
                    "authorization_ref": "A1",
                    "product_ref": "P1",
                    "pos_document": f"INV{cls.claims}-{number}",
                    "date_ship": date(2024, 3, 10),
                    "quantity": 10,
                    **line,
                }
                for number, line in enumerate(lines, 1)
            ]
        )
        return claim

    @classmethod
    def judge(cls, *lines, reserve=True, **values):
        """Judge a new claim and return its lines in order."""
        claim = cls.new_claim(*lines, **values)
        if reserve:
            claim.state = "submitted"
        engine.run(cls.env, claim, reserve=reserve)
        if reserve:
            claim.state = "validated"
        return claim.line_ids.sorted(lambda line: (line.sequence, line.id))

    def codes(self, line):
        return sorted(line.finding_ids.mapped("code"))

    def assertVerdict(self, line, state, approved, *codes):
        """State, approved amount and the codes of all findings of a line."""
        told = (line.state, line.amount_approved, self.codes(line))
        self.assertEqual(told, (state, approved, sorted(codes)))

    def rule(self, code, **values):
        """Change the default rule, or add one beside it."""
        return self.env["becs.rule"].create(
            {
                "code": code,
                "name": code,
                "outcome": "note",
                "company_id": self.company.id,
                **values,
            }
        )
