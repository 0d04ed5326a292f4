from odoo import Command
from odoo.tests import new_test_user

from .validation_common import ValidationCase


class PortalCase(ValidationCase):
    """Two distributors with a clerk each who may submit, and one who may look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.distributor | cls.other).is_becs_distributor = True
        cls.clerk = cls.new_clerk("becs_clerk", cls.distributor, "submit")
        cls.looker = cls.new_clerk("becs_looker", cls.distributor, "look")
        cls.rival = cls.new_clerk("becs_rival", cls.other, "submit")

    @classmethod
    def new_clerk(cls, login, company, role):
        """A portal user, whose password is the login, of a distributor."""
        user = new_test_user(
            cls.env,
            login,
            "base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        user.partner_id.write({"parent_id": company.id, "becs_portal_role": role})
        return user
