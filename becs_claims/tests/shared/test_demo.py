from odoo.tests import TransactionCase, tagged
from odoo.tools import convert_file

FILE = "demo/becs_claims_demo.xml"


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """What somebody sees who installs the add-on with demo data."""

    def load(self, mode):
        env = self.env(user=1, context={})
        convert_file(env, "becs_claims", FILE, {}, mode=mode, noupdate=True)
        self.env.flush_all()
        self.env.invalidate_all()

    def demo(self, name):
        return self.env.ref(f"becs_claims.demo_{name}")

    def test_a_claim_with_every_kind_of_verdict(self):
        self.load("init")
        claim = self.demo("claim")
        self.assertEqual(claim.state, "validated")
        self.assertEqual(claim.company_id, self.env.ref("base.main_company"))
        self.assertEqual(
            [
                (line.state, line.amount_approved, line.finding_ids.mapped("code"))
                for line in claim.line_ids.sorted("sequence")
            ],
            [
                ("approved", 800, []),
                ("approved", 360, []),
                ("adjusted", 200, ["unit_credit_mismatch"]),
                ("rejected", 0, ["authorization_unknown"]),
                ("review", 120, ["end_customer_not_authorized"]),
            ],
        )
        # nobody is written to
        self.assertFalse(claim.message_ids.mail_ids)
        program = self.demo("program")
        self.assertEqual(
            (program.state, program.version, program.amount_approved),
            ("approved", 1, claim.amount_approved),
        )

    def test_an_update_leaves_it_as_people_left_it(self):
        self.load("init")
        claim, program = self.demo("claim"), self.demo("program")
        program.name = "Renamed"
        [review] = claim.line_ids.filtered(lambda line: line.state == "review")
        review.action_decide("reject", note="Not one of their clinics")
        states = claim.line_ids.mapped("state")
        events = len(claim.event_ids)
        self.load("update")
        self.assertEqual(program.name, "Renamed")
        self.assertEqual(claim.line_ids.mapped("state"), states)
        self.assertEqual(len(claim.event_ids), events)
        self.assertEqual(
            self.env["becs.claim"].search_count([("reference", "=", claim.reference)]),
            1,
        )
