from odoo.fields import Command, Date
from odoo.tests import HttpCase, new_test_user

from .accounting_case import AccountingCase


class TourCase(AccountingCase, HttpCase):
    """A person with all rights, a distributor, a product and what they need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = new_test_user(
            cls.env,
            "becs_tour",
            "base.group_user,becs_claims.group_administrator",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )
        cls.colleague = cls.person  # of who makes the programs
        cls.env.ref("becs_claims.product_back_end_credit").taxes_id = False
        cls.distributor, cls.hospital = cls.env["res.partner"].create(
            [
                {
                    "name": "Tour Distributor",
                    "is_company": True,
                    "is_becs_distributor": True,
                },
                {"name": "Tour Hospital", "is_company": True},
            ]
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Tour Product", "default_code": "TP1"}
        )

    @classmethod
    def new_program(cls, **values):
        """An approved program: 100 into stock, 80 authorized."""
        program = cls.env["becs.program"].create(
            {
                "name": "Tour Program",
                "code": "TOUR",
                "program_type": "blanket",
                "date_start": Date.subtract(Date.today(), days=30),
                "line_ids": [
                    Command.create(
                        {
                            "applied_on": "all",
                            "authorized_price": 80,
                            "agreed_book_price": 100,
                        }
                    )
                ],
                **values,
            }
        )
        program.with_user(cls.colleague).action_approve()
        return program

    @classmethod
    def validated_claim(cls, *lines, **values):
        """A claim of lines, ten units each unless they say otherwise, validated."""
        claim = cls.env["becs.claim"].create(
            {"partner_id": cls.distributor.id, **values}
        )
        cls.env["becs.claim.line"].create(
            [
                {
                    "claim_id": claim.id,
                    "authorization_ref": "TOUR",
                    "product_ref": "TP1",
                    "pos_document": f"INV-{number}",
                    "date_ship": Date.subtract(Date.today(), days=3),
                    "end_customer_name": "Tour Hospital",
                    "quantity": 10,
                    "amount_stated": 200,
                    **line,
                }
                for number, line in enumerate(lines, 1)
            ]
        )
        claim.action_submit()
        claim.action_validate()
        return claim
