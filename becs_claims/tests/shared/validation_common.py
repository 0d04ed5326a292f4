"""A small world for tests of the validation engine, written in few words."""

from datetime import date

from odoo import Command

from ...validation import engine
from . import world
from .engine_case import EngineCase


class ValidationCase(EngineCase):
    """One distributor, one product and one program (agreed book 100, net 80)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": "en_US"}
        )
        found = world.of(cls.env)
        cls.company = found["vendor"]
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        found = {name: record.with_env(cls.env) for name, record in found.items()}
        cls.world = found
        cls.company = found["vendor"]
        cls.eur, cls.usd = cls.env.ref("base.EUR"), cls.env.ref("base.USD")
        cls.categories = found["hardware"] | found["services"]
        cls.deep = found["cables"]
        cls.distributor, cls.other = found["distributor"], found["other"]
        cls.customer, cls.product = found["customer"], found["product"]
        cls.program = found["program"]
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
    def validate(cls, *lines, reserve=True, **values):
        """Validate a new claim and return its lines in order."""
        claim = cls.new_claim(*lines, **values)
        if reserve:
            horizon = cls.env["becs.input.change"]._horizon()
            claim.write({"state": "submitted", "input_horizon": horizon})
        engine.run(cls.env, claim, reserve=reserve)
        if reserve:
            claim.state = "validated"
        return claim.line_ids.sorted(lambda line: (line.sequence, line.id))

    def codes(self, line):
        return sorted(line.finding_ids.mapped("code"))

    def assertState(self, line, state, approved, *codes):
        """State, approved amount and the codes of all findings of a line."""
        shown = (line.state, line.amount_approved, self.codes(line))
        self.assertEqual(shown, (state, approved, sorted(codes)))

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
