from odoo.tests import tagged

from ..shared.portal_case import PortalCase
from ..shared.test_migration import migration

NAMES = {
    "becs.claim": ["reference"],
    "becs.request": ["reference", "end_customer_name", "end_customer_vat"],
    "becs.program": ["name", "code"],
    "becs.pos.report": ["name"],
}
BREAKS = ("DN\n1", "DN\r\n1", " DN\r1 ", "DN\t\n 1", "DN\x0b1", "DN\u20281", "DN\x851")


@tagged("post_install", "-at_install")
class TestOneLine(PortalCase):
    """Numbers and names from outside stand in subjects of mails."""

    def fill(self):
        request = self.env["becs.request"].create({"partner_id": self.distributor.id})
        report = self.env["becs.pos.report"].create(
            {"partner_id": self.distributor.id, "name": "R"}
        )
        return self.new_claim({}), request, self.program, report

    def test_stored_on_one_line(self):
        for record in self.fill():
            for name in NAMES[record._name]:
                for text in BREAKS:
                    with self.subTest(model=record._name, name=name, text=text):
                        record.sudo()[name] = text
                        self.env.flush_all()
                        self.env.invalidate_all()
                        self.assertEqual(record[name], "DN 1")
                record.sudo()[name] = "Łódź 5"
                self.assertEqual(record[name], "Łódź 5")

    def test_created_on_one_line(self):
        claim = self.new_claim({}, reference="DN\r\n7")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(claim.reference, "DN 7")

    def test_mails_go(self):
        self.distributor.write(
            {"email": "claims@example.com", "becs_mail_status": True}
        )
        claim = self.new_claim({})
        claim = claim.with_context(tracking_disable=False)
        # as it was stored before
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE becs_claim SET reference = E'DN\\r\\n8' WHERE id = %s", [claim.id]
        )
        self.env.invalidate_all()
        claim._notify_status("received")
        mail = self.env["mail.mail"].search(
            [("model", "=", "becs.claim"), ("res_id", "=", claim.id)]
        )
        self.assertEqual(mail.subject, "Claim received: DN 8")
        migration("19.0.4.3.0", "post-lines").migrate(self.cr, "19.0.4.2.0")
        self.env.invalidate_all()
        self.assertEqual(claim.reference, "DN 8")

    def test_migration_leaves_what_would_be_taken_twice(self):
        first, second = self.new_claim({}, reference="DN 9"), self.new_claim({})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE becs_claim SET reference = E'DN\\n9' WHERE id = %s", [second.id]
        )
        migration("19.0.4.3.0", "post-lines").migrate(self.cr, "19.0.4.2.0")
        self.env.invalidate_all()
        self.assertEqual((first.reference, second.reference), ("DN 9", "DN\n9"))
