from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user

from ..shared.portal_case import PortalCase

ROLES = ("viewer", "analyst", "approver")


class RequestCase(PortalCase):
    """A distributor with a price list (P1 for 100, P2 for 50 EUR) and our people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.people = {role: cls.world[role] for role in ROLES}
        for role, user in cls.people.items():
            user.name = role.title()
        # nobody is without limits
        cls.world["administrator"].active = False
        cls.second = new_test_user(
            cls.env,
            "becs_second",
            "base.group_user,becs_claims.group_approver",
            name="Second Approver",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.contact = cls.clerk.partner_id
        cls.contact.email = "clerk@example.com"
        cls.other_product = cls.new_product("P2")
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Distributors",
                "currency_id": cls.eur.id,
                "company_id": cls.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": product.id,
                            "compute_price": "fixed",
                            "fixed_price": price,
                        }
                    )
                    for product, price in (
                        (cls.product, 100),
                        (cls.other_product, 50),
                    )
                ],
            }
        )
        cls.distributor.with_company(
            cls.company
        ).specific_property_product_pricelist = cls.pricelist
        cls.product.with_company(cls.company).standard_price = 60
        cls.today = fields.Date.today()

    @classmethod
    def new_request(cls, *lines, **values):
        """A draft of the clerk for the hospital; lines are dicts, 10 P1 at 80 each."""
        return cls.env["becs.request"].create(
            {
                "partner_id": cls.contact.id,
                "company_id": cls.company.id,
                "end_customer_name": "Hospital",
                "reason": "The tender ends on Friday",
                "date_from": cls.today,
                "date_to": cls.today + timedelta(days=90),
                "line_ids": [
                    Command.create(
                        {
                            "product_ref": "P1",
                            "quantity": 10,
                            "wanted_price": 80,
                            **line,
                        }
                    )
                    for line in lines or [{}]
                ],
                **values,
            }
        )

    @classmethod
    def submitted(cls, *lines, **values):
        request = cls.new_request(*lines, **values)
        request.with_user(cls.clerk).sudo().action_submit()
        return request

    def countered(self, *lines, price=90, by=None, **values):
        """A request whose lines are countered with one price."""
        request = self.submitted(*lines, **values)
        self.counter(request, price)
        request.with_user(by or self.people["approver"]).action_answer()
        self.assertEqual(request.state, "countered")
        return request

    def counter(self, request, price):
        request.line_ids.write(
            {
                "decision": "counter",
                "counter_price": price,
                "decision_note": "Our best price",
            }
        )

    def limit(self, percent, amount, user=None):
        return self.env["becs.approval.limit"].create(
            {
                "company_id": self.company.id,
                "scope": "request",
                "user_id": user and user.id,
                "discount_percent": percent,
                "amount": amount,
            }
        )

    def mails(self, request):
        """Mails to the contact about a request, in order."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", "becs.request"),
                ("res_id", "=", request.id),
                ("recipient_ids", "in", self.contact.ids),
            ],
            order="id",
        )
