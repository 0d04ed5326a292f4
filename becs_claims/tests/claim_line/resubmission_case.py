from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from ..intake.import_case import ImportCase, csv_file
from ..shared.validation_common import ValidationCase

HEADINGS = (
    "Line sent again",
    "Authorization number",
    "Product",
    "Document",
    "Ship date",
    "Quantity",
    "Claimed amount",
)


class ResubmissionCase(ValidationCase):
    """Claims that were answered, and people who send lines of them again."""

    upload = ImportCase.upload
    wizard = ImportCase.wizard
    read_file = ImportCase.read_file
    import_file = ImportCase.import_file
    claim_of = ImportCase.claim_of

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.distributor | cls.other).is_becs_distributor = True
        company = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
        }
        cls.analyst, cls.viewer = (
            new_test_user(
                cls.env,
                f"again_{role}",
                f"base.group_user,becs_claims.group_{role}",
                **company,
            )
            for role in ("analyst", "viewer")
        )

    def ref(self, line, number=1):
        """The reference the response file gives a line."""
        ref = f"{line.claim_id.name}#{line.sequence}"
        return ref if number == 1 else f"{ref}.{number}"

    def send_file(self, *rows, headings=HEADINGS, **values):
        """Import rows as a file and return the claim."""
        content = csv_file(rows, headings)
        return self.import_file(content, company_id=self.company.id, **values)

    def row(self, ref, authorization="A1", document="D", amount=200, quantity=10):
        return [ref, authorization, "P1", document, "2024-03-10", quantity, amount]

    def filed(self, claim):
        """Submit and validate a claim; its lines in order."""
        claim.date_submitted = date(2024, 4, 10)
        claim.action_submit()
        claim.action_validate()
        return claim.line_ids.sorted("sequence")
