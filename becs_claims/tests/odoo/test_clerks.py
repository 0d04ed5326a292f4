"""Who makes a login that acts for a distributor does not approve what it files."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..approval.test_hands import HandsCase
from ..request.request_case import RequestCase

TOLD = "let a contact that filed, changed or disputed it act on the portal: "


def move_back(env, days):
    """What was kept so far was changed some days ago."""
    for change in env["becs.input.change"].search([("scope", "=", "clerk")]):
        change.date = fields.Datetime.now() - timedelta(days=days)


@tagged("post_install", "-at_install")
class TestClerks(HandsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.is_becs_distributor = True
        cls.insider.group_ids += cls.env.ref("base.group_partner_manager")
        cls.insider.group_ids += cls.env.ref("base.group_erp_manager")
        cls.elsewhere = cls.env["res.partner"].create(
            {"name": "Elsewhere", "is_company": True}
        )

    def clerk(self, login="becs_clerk", **values):
        """A login on the portal that was made by the server."""
        user = new_test_user(
            self.env,
            login,
            "base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        user.partner_id.write(
            {
                "parent_id": self.distributor.id,
                "becs_portal_role": "submit",
                **values,
            }
        )
        self.env.flush_all()
        return user

    def granted(self, by=None):
        """A contact of the distributor that the insider lets in."""
        by = by or self.insider
        contact = (
            self.env["res.partner"]
            .with_user(by)
            .create(
                {
                    "name": "Me",
                    "parent_id": self.distributor.id,
                    "email": "me@example.com",
                    "becs_portal_role": "submit",
                }
            )
        )
        wizard = self.env["portal.wizard"].with_user(by)
        wizard = wizard.with_context(active_ids=contact.ids).create({})
        wizard.user_ids.filtered(
            lambda row: row.partner_id == contact
        ).action_grant_access()
        user = contact.sudo().user_ids
        self.assertTrue(user._becs_may_submit())
        return user.with_env(self.env)

    def filed_by(self, user, *lines):
        claim = self.new_claim(
            *lines or ({"unit_credit": 20},), partner=self.distributor
        )
        claim.with_user(user).sudo()._submit()
        claim = self.as_("analyst", claim)
        claim.action_validate()
        self.assertEqual(claim.amount_approved, 200)
        return claim

    def ways(self):
        """{what the insider does to become a clerk: how; each gives the login}"""
        own = self.own

        def written(values, **before):
            def change():
                user = self.clerk(**before)
                own(user.partner_id).write(values)
                return user

            return change

        def of_user(change):
            def changed():
                user = self.clerk()
                change(user)
                return user

            return changed

        def reactivated():
            user = self.clerk()
            user.active = False
            own(user).active = True
            return user

        def let_in():
            user = self.clerk()
            user.group_ids = [Command.set(self.env.ref("base.group_public").ids)]
            own(user).group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
            return user

        def other_contact():
            user = self.clerk()
            contact = self.env["res.partner"].create(
                {
                    "name": "Contact",
                    "parent_id": self.distributor.id,
                    "becs_portal_role": "submit",
                }
            )
            own(user).partner_id = contact
            return user

        def created():
            contact = self.env["res.partner"].create(
                {
                    "name": "Contact",
                    "parent_id": self.distributor.id,
                    "becs_portal_role": "submit",
                }
            )
            user = own(self.env["res.users"]).create(
                {
                    "login": "becs_new",
                    "partner_id": contact.id,
                    "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                }
            )
            return user.with_env(self.env)

        def below():
            user = self.clerk(parent_id=self.elsewhere.id)
            own(self.elsewhere).parent_id = self.distributor
            own(self.elsewhere).is_company = False
            return user

        def merged():
            user = self.clerk(parent_id=False)
            contact = self.env["res.partner"].create(
                {"name": "Contact", "parent_id": self.distributor.id}
            )
            wizard = own(self.env["base.partner.merge.automatic.wizard"]).create({})
            wizard._merge((contact | user.partner_id).ids, contact)
            self.env.invalidate_all()
            self.assertEqual(user.partner_id, contact)
            return user

        def companies_merged():
            user = self.clerk(parent_id=self.elsewhere.id)
            wizard = own(self.env["base.partner.merge.automatic.wizard"]).create({})
            wizard._merge((self.distributor | self.elsewhere).ids, self.distributor)
            self.env.invalidate_all()
            return user

        def ticked():
            self.distributor.is_becs_distributor = False
            user = self.clerk()
            own(self.distributor).is_becs_distributor = True
            return user

        return {
            "granted": self.granted,
            "role": written({"becs_portal_role": "submit"}, becs_portal_role="look"),
            "email": written({"email": "me@example.com"}),
            "company": written(
                {"parent_id": self.distributor.id}, parent_id=self.elsewhere.id
            ),
            "company above": below,
            "a distributor now": ticked,
            "a user": created,
            "login": of_user(lambda user: own(user).write({"login": "becs_me"})),
            "password": of_user(lambda user: own(user).write({"password": "12345678"})),
            "active": reactivated,
            "groups": let_in,
            "contact of the user": other_contact,
            "merged": merged,
            "companies merged": companies_merged,
        }

    def test_who_makes_a_clerk_does_not_approve(self):
        for what, make in self.ways().items():
            with self.subTest(what), self.cr.savepoint() as savepoint:
                user = make()
                self.assertEqual(
                    user.partner_id.commercial_partner_id, self.distributor
                )
                self.assert_out(self.filed_by(user), TOLD, "Second Approver")
                savepoint.rollback()
            self.env.invalidate_all()

    def test_what_is_told(self):
        claim = self.filed_by(self.granted())
        text = claim._hands()[claim.id][self.insider]
        self.assertIn(f"{TOLD}Contact: {self.distributor.name}, Me", text)
        self.assertEqual(text.count(TOLD), 1)
        user = self.clerk()
        self.own(user).password = "s3cret-word"
        note = self.env["becs.input.change"].search([("scope", "=", "clerk")], limit=1)
        self.assertIn("Password: — → set anew", note.note)
        self.assertNotIn("s3cret", note.note)

    def test_an_honest_administrator(self):
        """Is kept from approving what the clerk files in the next month, only that."""
        self.second.group_ids += self.env.ref("base.group_partner_manager")
        user = self.granted(self.second)
        claim, later = (self.filed_by(user, {"unit_credit": 20}) for _n in range(2))
        own = self.filed({"unit_credit": 20, "pos_document": "OWN"})
        own.action_validate()
        own.with_user(self.second).action_approve()
        with self.assertRaisesRegex(UserError, TOLD), self.cr.savepoint():
            claim.with_user(self.second).action_approve()
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")
        move_back(self.env, 40)
        later.sudo().input_horizon = self.env["becs.input.change"]._horizon()
        later.with_user(self.second).action_approve()
        self.assertEqual(later.state, "approved")

    def test_another_clerk(self):
        """Neither who lets in somebody who did nothing with the claim."""
        user = self.clerk()
        self.granted()
        claim = self.filed_by(user)
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_who_disputes_it(self):
        claim = self.filed_by(
            self.clerk(), {"unit_credit": 20}, {"product_ref": "NONE"}
        )
        user = self.granted()
        dispute = self.env["becs.dispute"].with_user(user).sudo()
        dispute = dispute._portal_open(claim.line_ids[1].sudo(), "It is yours", 0)
        dispute.with_user(self.second).action_refuse("It is not")
        self.assertIn(self.insider, claim._hands()[claim.id])
        with self.assertRaisesRegex(UserError, TOLD), self.cr.savepoint():
            claim.with_user(self.insider).action_approve()

    def test_internal_users(self):
        """Who makes a colleague has no hand in what that one files."""
        contact = self.people["analyst"].partner_id
        self.own(contact).email = "analyst@example.com"
        self.own(self.people["analyst"]).login = "becs_analyst_now"
        claim = self.filed({"unit_credit": 20})
        claim.action_validate()
        claim.with_user(self.insider).action_approve()
        self.assertEqual(claim.state, "approved")

    def test_no_automatic_approval(self):
        self.company.becs_auto_approve_amount = 1000
        self.assertEqual(self.filed_by(self.clerk()).state, "approved")
        user = self.granted()
        self.assertEqual(self.filed_by(user).state, "validated")
        move_back(self.env, 40)
        self.assertEqual(self.filed_by(user).state, "approved")


@tagged("post_install", "-at_install")
class TestClerksOfRequests(RequestCase):
    def setUp(self):
        super().setUp()
        self.approver = self.people["approver"]

    def made_by(self, user):
        self.contact.with_user(user).sudo().email = "me@example.com"
        self.env.flush_all()

    def test_who_let_in_who_asks(self):
        self.made_by(self.approver)
        request = self.submitted()
        message = request.with_user(self.approver).action_accept_as_asked()
        self.assertIn("Who let the contact", message["params"]["message"])
        self.assertIn("Email: ", message["params"]["message"])
        self.assertEqual(request.approval_user_id, self.second)
        request.with_user(self.second).action_answer()
        self.assertEqual(request.state, "accepted")

    def test_long_ago(self):
        self.made_by(self.approver)
        move_back(self.env, 40)
        request = self.submitted()
        request.with_user(self.approver).action_accept_as_asked()
        self.assertEqual(request.state, "accepted")

    def test_what_was_entered_by_others(self):
        self.made_by(self.approver)
        request = self.new_request()
        request.with_user(self.people["analyst"]).action_submit()
        request.with_user(self.approver).action_accept_as_asked()
        self.assertEqual(request.state, "accepted")

    def test_who_accepts_the_own_offer(self):
        request = self.new_request()
        request.with_user(self.people["analyst"]).action_submit()
        self.counter(request, 90)
        request.with_user(self.approver).action_answer()
        self.assertEqual(request.state, "countered")
        self.made_by(self.approver)
        accept = request.with_user(self.clerk).sudo().action_accept_offer
        with self.assertRaisesRegex(UserError, "with your login yet") as refused:
            accept()
        self.assertNotIn(self.approver.name, str(refused.exception))
        request.with_user(self.looker).sudo().action_accept_offer()
        self.assertEqual(request.state, "accepted")

    def test_who_accepts_the_offer_of_another(self):
        request = self.countered()
        self.made_by(self.second)
        request.with_user(self.clerk).sudo().action_accept_offer()
        self.assertEqual(request.state, "accepted")

    def test_without_four_eyes(self):
        self.company.becs_four_eyes = False
        self.made_by(self.approver)
        request = self.countered()
        request.with_user(self.clerk).sudo().action_accept_offer()
        self.assertEqual(request.state, "accepted")
