from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged

from ...validation.programs import drawdown
from .portal_pages_case import PortalPagesCase

# of a budget of 10,000: the limit, what others took, what all took, and its share
SECRETS = ("10,000", "10000", "2,400", "2,600", "2600", "2400", "26%")


@tagged("post_install", "-at_install")
class TestPortalShared(PortalPagesCase):
    """Of a program for several distributors none learns what the others claimed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write(
            {"budget_amount": 10_000, "distributor_ids": [], "name": "Shared"}
        )
        cls.program.line_ids.write({"max_quantity": 500, "max_amount": 10_000})
        cls.own = cls.validate({"amount_stated": 200})
        cls.validate(
            *({"amount_stated": 1200, "quantity": 60} for _n in range(2)),
            partner=cls.other,
        )
        cls.url = f"/my/becs/authorizations/{cls.program.id}"

    def setUp(self):
        super().setUp()
        self.assertEqual(self.program.amount_approved, 2600)

    def assert_disclosed(self, own, *left):
        """The pages tell what is one's own and what is left, and no more."""
        text = self.get(self.url)
        for shown in (own, *left, "Other distributors sell under it, too"):
            self.assertIn(shown, text)
        for page in (self.url, "/my/becs/authorizations", "/my/becs"):
            text = self.get(page)
            self.assertIn("left: 7,400.00 €" if page != self.url else "7,400", text)
            shown = self.html.partition("o_becs_portal")[2]
            for secret in SECRETS:
                if secret != own.split(".")[0]:
                    self.assertNotIn(secret, shown, page)

    def test_pages(self):
        left = ("7,400.00 €", "370")
        self.assert_disclosed("200.00 € used by you", "10 used by you", *left)
        self.sign_in(self.rival)
        self.assert_disclosed("2,400.00 € used by you", "120 used by you", *left)

    def test_what_comes_back_and_what_waits_is_counted(self):
        self.own.action_decide("reject", note="No")
        self.get(self.url)
        self.assertIn("0.00\N{NO-BREAK SPACE}€ used by you", self.html)
        self.assertEqual(
            self.program.with_user(self.clerk)._portal_used(),
            {self.program.line_ids: (0, 0)},
        )
        # a return of a sale that was paid
        self.own.action_decide("claimed", note="Yes")
        self.validate(
            {
                "transaction_type": "return",
                "origin_document": self.own.pos_document,
                "quantity": 4,
                "amount_stated": -80,
            }
        )
        [(line, used)] = self.program.with_user(self.clerk)._portal_used().items()
        self.assertEqual((line, used), (self.program.line_ids, (6, 120)))
        # a check takes nothing
        draft = self.new_claim({"amount_stated": 200}, date_submitted=False)
        draft.action_check()
        self.assertEqual(
            self.program.with_user(self.clerk)._portal_used()[line], (6, 120)
        )

    def test_the_shares_are_what_all_take(self):
        taken = [
            self.program.with_user(user)._portal_used()[self.program.line_ids]
            for user in (self.clerk, self.rival)
        ]
        self.assertEqual(taken, [(10, 200), (120, 2400)])
        self.assertEqual(
            sum(amount for _quantity, amount in taken), self.program.amount_approved
        )

    def test_the_whole_is_told_who_has_it_alone(self):
        self.program.distributor_ids = self.distributor
        with patch.object(drawdown, "of_distributor", side_effect=AssertionError):
            text = self.get(self.url)
        self.assertIn("2,600.00 € used, of 10,000.00 €", text)
        self.assertIn("130 used, of 500", text)
        self.assertNotIn("Other distributors", text)
        self.assertIn("26% used", self.get("/my/becs/authorizations"))

    def test_used_up(self):
        self.program.budget_amount = 2600
        text = self.get("/my/becs/authorizations")
        self.assertIn("Used up", text)
        self.assertIn("left: 0.00 €", text)
        # as long as something is left of one product it is not
        self.program.budget_amount = 0
        self.program.line_ids.write({"max_quantity": 130, "max_amount": 0})
        self.assertIn("Used up", self.get("/my/becs/authorizations"))
        self.program.line_ids.copy({"program_id": self.program.id, "max_quantity": 10})
        text = self.get("/my/becs/authorizations")
        self.assertNotIn("Used up", text)
        self.assertIn("Limited, for you and others", text)

    def test_remote_calls(self):
        for record, names in (
            (self.program, ("budget_amount", "drawdown_percent", "amount_approved")),
            (
                self.program.line_ids,
                ("max_quantity", "max_amount", "drawdown_percent", "amount_approved"),
            ),
        ):
            own = record.with_user(self.clerk)
            self.assertTrue(own.read(["display_name"]))
            for name in names:
                with self.subTest(name=name):
                    self.assertNotIn(name, own.fields_get())
                    with self.assertRaises(AccessError):
                        own.read([name])
                    with self.assertRaises(AccessError):
                        own.search([(name, ">", 1)])
        self.assertEqual(self.program.with_user(self.clerk).amount_remaining, 7400)
        lines = self.program.line_ids.with_user(self.clerk)
        self.assertEqual(lines.quantity_remaining, 370)

    def test_how_an_amount_came_about(self):
        text = self.get(f"/my/becs/claims/{self.own.claim_id.id}/lines/{self.own.id}")
        self.assertIn("Budget: taken by this line 200.00 €. Left today: 7,400", text)
        self.assertIn("taken by this line 10. Left today: 370", text)
        for secret in SECRETS:
            self.assertNotIn(secret, self.html.partition("o_becs_portal")[2])
        # also where others took what this one wanted
        self.program.budget_amount = 2700
        cut = self.validate({"amount_stated": 200})
        text = self.get(f"/my/becs/claims/{cut.claim_id.id}/lines/{cut.id}")
        self.assertIn("left for this line 100.00 €, taken by it 100.00 €", text)
        response = self.url_open(f"/my/becs/claims/{cut.claim_id.id}/response?kind=csv")
        for shown in (self.html.partition("o_becs_portal")[2], response.text):
            for secret in ("2,600", "2,700", "2600", "2700"):
                self.assertNotIn(secret, shown)
        # the vendor's people are told all of it
        self.assertIn(
            "taken by earlier lines", repr(cut._account()), "for the vendor itself"
        )

    def test_the_mail_before_it_ends(self):
        self.program.date_end = Date.add(Date.today(), days=7)
        warning = self.env["becs.program.warning"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.clerk.partner_id.id,
                "date_end": self.program.date_end,
                "days": 7,
                "days_left": 7,
            }
        )
        warning._mail()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn("7,400.00", mail.body_html)
        for secret in SECRETS:
            self.assertNotIn(secret, mail.body_html)
