from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..shared.engine_case import EngineCase


@tagged("post_install", "-at_install")
class TestDebitNumber(EngineCase):
    """One meaning of "the same debit number": what the database keeps apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env["res.partner"]
        cls.distributor, cls.rival = Partner.create(
            [
                {"name": "Harbor Supply", "is_becs_distributor": True},
                {"name": "Hill Supply", "is_becs_distributor": True},
            ]
        )
        cls.branch = Partner.create(
            {"name": "Branch", "parent_id": cls.distributor.id, "type": "other"}
        )

    def claim(self, reference, partner=None):
        claim = self.env["becs.claim"].create(
            {"partner_id": (partner or self.distributor).id, "reference": reference}
        )
        claim.flush_recordset()
        return claim

    def found(self, reference, partner=None, company=None):
        return self.env["becs.claim"]._with_reference(
            company or self.env.company, partner or self.distributor, reference
        )

    def is_taken(self, reference):
        """Whether the database refuses a claim with the number."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.claim(reference)
        except UniqueViolation:
            return True
        return False

    def test_numbers_that_are_the_same(self):
        for known, entered in (
            ("D-7", "d-7"),
            ("D-8", "  D-8 "),
            (" D-9 ", "d-9"),
            ("D 10", "D\n10"),
            ("50%_A", "50%_a"),
        ):
            with self.subTest(known=known, entered=entered):
                claim = self.claim(known)
                self.assertEqual(self.found(entered), claim)
                self.assertTrue(self.is_taken(entered))

    def test_numbers_that_are_others(self):
        self.claim("D-7")
        self.claim("D\\8")
        for entered in ("D_7", "D%", "D -7", "D-70", "-7", "D8", "D\\\\8", "", "  "):
            with self.subTest(entered=entered):
                self.assertFalse(self.found(entered))
                self.assertFalse(self.is_taken(entered))

    def test_it_is_the_distributors_whichever_contact_is_asked_for(self):
        claim = self.claim("D-7", self.branch)
        self.assertEqual(self.found("D-7"), claim)
        self.assertEqual(self.found("D-7", self.branch), claim)
        self.assertFalse(self.found("D-7", self.rival))

    def test_each_company_has_its_own(self):
        self.claim("D-7")
        other = self.env["res.company"].create({"name": "Second"})
        self.assertFalse(self.found("D-7", company=other))

    def test_a_cancelled_claim_gives_its_number_back(self):
        claim = self.claim("D-7")
        claim.action_cancel()
        self.env.flush_all()
        self.assertFalse(self.found("D-7"))
        self.assertFalse(self.is_taken("D-7"))

    def test_a_claim_that_the_user_does_not_see_has_its_number_too(self):
        claim = self.claim("D-7")
        clerk = self.env["res.users"].create(
            {
                "name": "No Role",
                "login": "no_role",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
            }
        )
        seen = self.env["becs.claim"].with_user(clerk)
        found = seen._with_reference(self.env.company, self.distributor, "D-7")
        self.assertEqual(found, claim)
        self.assertFalse(found.env.su)
