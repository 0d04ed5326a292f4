"""Reported returns that nobody claims, and claims that are validated again."""

from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ...lookup import proposed
from ..validation.test_validation_returns import ReturnCase

# for want of rights on the records, or of the role
REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError")


class ProposedReturnsCase(ReturnCase):
    """A sale that was reported and paid."""

    def setUp(self):
        super().setUp()
        self.distributor.becs_pos_since = date(2024, 1, 1)
        self.sale_reported = self.report(10, date(2024, 3, 10))
        [self.sale] = self.sold({})
        self.assertEqual(self.sale.state, "approved")

    def report(self, quantity, day=date(2024, 3, 20), **values):
        return self.env["becs.pos.line"].create(
            {
                "partner_id": self.distributor.id,
                "company_id": self.company.id,
                "document": "D",
                "date": day,
                "product_id": self.product.id,
                "currency_id": self.eur.id,
                "quantity": quantity,
                **values,
            }
        )


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestProposedReturns(ProposedReturnsCase):
    def propose(self):
        """Propose and validate as the job would."""
        claims = self.sale_reported._propose_returns(self.company, self.distributor)
        for claim in claims:
            self.assertEqual(claim.job_id.kind, "validate")
            claim._run_job_validate(lambda *args: None)
        return claims.line_ids

    def test_becomes_a_return_in_review(self):
        reported = self.report(-4)
        line = self.propose()
        self.assertState(line, "review", -80, "return_origin_assumed")
        self.assertIn("did not claim", line.finding_ids.message)
        self.assertEqual(line.pos_line_id, reported)
        self.assertEqual(line.claim_id.source, "report")
        self.assertEqual(line.claim_id.state, "validated")
        self.assertEqual(self.program.amount_approved, 200, "an analyst decides")
        self.assertFalse(self.propose(), "never twice")
        line.action_decide("accept", note="It came back")
        self.assertEqual(line.amount_approved, -80)
        self.assertEqual(self.program.amount_approved, 120)
        self.assertCounted()
        line.claim_id.action_validate()
        self.assertEqual(line.pos_line_id, reported)
        self.assertFalse(self.propose())

    def test_not_again_when_refused(self):
        self.report(-4)
        line = self.propose()
        line.action_decide("reject", note="Sold to another customer meanwhile")
        self.assertFalse(self.propose())
        line.claim_id.action_cancel()
        self.assertFalse(self.propose())

    def test_only_what_is_not_claimed(self):
        self.report(-4)
        self.report(-3, date(2024, 3, 21))
        [claimed] = self.returned({"quantity": 5})
        self.assertEqual(claimed.state, "adjusted")
        line = self.propose()
        self.assertEqual((line.quantity, line.date_ship), (2, date(2024, 3, 21)))

    def test_two_alike_are_two(self):
        self.report(-2)
        self.report(-2)
        self.assertEqual(self.propose().mapped("state"), ["review", "review"])

    def test_within_its_time(self):
        self.program.claim_window_days = 102
        self.report(-4)
        self.assertFalse(self.propose())
        self.program.claim_window_days = 101
        self.assertEqual(len(self.propose()), 1)

    def test_only_of_paid_sales(self):
        self.report(-4, document="E")
        self.report(-4, product_id=self.new_product("P2").id)
        self.assertFalse(self.propose())

    def cron(self, time_left=60):
        """Let the scheduler propose; return the claims it filed.

        :param time_left: seconds it has for more, whenever it asks
        """
        self.progress = []

        def commit_progress(_cron, processed=0, *, remaining=None, **_rest):
            self.progress.append((processed, remaining))
            return time_left

        before = self.env["becs.claim"].search([])
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", commit_progress):
            self.env["becs.pos.line"]._cron_propose_returns()
        return self.env["becs.claim"].search([]) - before

    def test_cron(self):
        """All distributors that owe a return, once, without what they do not owe."""
        self.other.becs_pos_since = date(2024, 1, 1)
        of_other = {"partner_id": self.other.id, "document": "O"}
        self.report(10, date(2024, 3, 10), **of_other)
        self.sold({"pos_document": "O"}, partner=self.other)
        self.report(-1, **of_other)
        self.report(-4)
        self.report(-2, document="E")  # of a sale that was never paid
        claims = self.cron()
        self.assertEqual(
            sorted((c.partner_id.name, c.line_ids.quantity, c.state) for c in claims),
            [
                (self.distributor.name, 4, "submitted"),
                (self.other.name, 1, "submitted"),
            ],
        )
        self.assertEqual(claims.mapped("job_id.kind"), ["validate"] * 2)
        self.assertEqual(set(claims.mapped("source")), {"report"})
        self.assertFalse(self.cron(), "never twice")

    def test_cron_goes_on_after_a_failure(self):
        """What cannot be proposed for one keeps no other from theirs."""
        self.report(-4)
        distributors = [(self.company.id, 0), (self.company.id, self.distributor.id)]
        propose = type(self.env["becs.pos.line"])._propose_returns

        def propose_or_fail(model, company, partner):
            if not partner.id:
                raise ValueError("This one fails")
            return propose(model, company, partner)

        with (
            patch.object(proposed, "distributors", return_value=distributors),
            patch.object(
                type(self.env["becs.pos.line"]), "_propose_returns", propose_or_fail
            ),
            patch.object(self.env.cr, "rollback"),
            mute_logger("odoo.addons.becs_claims.models.stock.returns"),
        ):
            [claim] = self.cron()
        self.assertEqual(claim.line_ids.quantity, 4)

    def test_cron_stops_when_its_time_is_up(self):
        """It says what is left to do, and goes on with it the next time."""
        self.report(-4)
        twice = [(self.company.id, self.distributor.id)] * 2
        with patch.object(proposed, "distributors", return_value=twice):
            self.assertEqual(len(self.cron(time_left=0)), 1)
        self.assertEqual(self.progress, [(0, 2), (1, None)])

    def test_button(self):
        action = self.sale_reported.action_propose_returns()
        self.assertEqual(action["tag"], "display_notification")
        self.report(-4)
        action = self.sale_reported.action_propose_returns()
        [claim] = self.env["becs.claim"].search(action["domain"])
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.line_ids.quantity, 4)

    def test_explained(self):
        self.report(-4)
        line = self.propose()
        self.assertIn("names document D", line.explanation)
        self.assertRegex(line.explanation, "200.00.* paid for 10")
        self.assertIn("80.00", line.explanation)
        self.assertIn(self.sale.display_name, line.explanation)


@tagged("post_install", "-at_install")
@freeze_time("2024-06-30")
class TestProposedReturnsAccess(ProposedReturnsCase, HttpCase):
    """Who may have returns proposed over the web, and what of it is to be seen."""

    def user(self, login, groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups,
            password=login,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def call(self, login, model, method, *args, **kwargs):
        """Call a method as the web client does; return its result or its error."""
        self.authenticate(login, login)
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": args,
                    "kwargs": kwargs,
                }
            },
        ).json()
        return answer.get("result"), answer.get("error", {}).get("data", {}).get("name")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_who_may_propose(self):
        reported = self.report(-4)
        for login, groups, company in (
            ("returns_viewer", "base.group_user,becs_claims.group_viewer", None),
            ("returns_employee", "base.group_user", None),
            ("returns_portal", "base.group_portal", None),
            (
                "returns_stranger",
                "base.group_user,becs_claims.group_analyst",
                self.env["res.company"].create({"name": "Vendor 2"}),
            ),
        ):
            self.user(login, groups, company)
            for method in ("action_propose_returns", "_propose_returns"):
                with self.subTest(user=login, method=method):
                    _result, error = self.call(
                        login, "becs.pos.line", method, reported.ids
                    )
                    self.assertIn(error, REFUSED)
        self.assertFalse(self.env["becs.claim"].search([("source", "=", "report")]))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_what_is_proposed_is_the_company_s(self):
        self.report(-4)
        analyst = self.user(
            "returns_analyst", "base.group_user,becs_claims.group_analyst"
        )
        action, error = self.call(
            analyst.login,
            "becs.pos.line",
            "action_propose_returns",
            self.sale_reported.ids,
        )
        self.assertFalse(error)
        claim = self.env["becs.claim"].search(action["domain"])
        self.assertEqual(claim.line_ids.quantity, 4)
        stranger = self.user(
            "returns_stranger",
            "base.group_user,becs_claims.group_analyst",
            self.env["res.company"].create({"name": "Vendor 2"}),
        )
        for model, ids in (
            ("becs.claim", claim.ids),
            ("becs.claim.line", claim.line_ids.ids),
        ):
            result, error = self.call(analyst.login, model, "read", ids, ["state"])
            self.assertEqual([record["id"] for record in result], ids)
            _result, error = self.call(stranger.login, model, "read", ids, ["state"])
            self.assertEqual(error, "odoo.exceptions.AccessError")
        _result, error = self.call(
            analyst.login,
            "becs.claim.line",
            "write",
            claim.line_ids.ids,
            {"pos_line_id": False},
        )
        self.assertEqual(error, "odoo.exceptions.AccessError", "a sale stays reported")


@tagged("post_install", "-at_install")
class TestRevalidated(ReturnCase):
    def test_waiting_claims_only(self):
        self.program.end_customer_ids = self.customer
        [waiting] = self.sold({"end_customer_name": "Clinic"})
        self.assertState(waiting, "review", 200, "end_customer_not_authorized")
        [other] = self.sold({"end_customer_name": "Clinic"}, partner=self.other)
        again = self.env["becs.claim"]._revalidate
        codes = ["end_customer_not_authorized"]
        self.assertFalse(again(self.distributor, ["no_point_of_sale_record"]))
        self.assertEqual(again(self.distributor, codes), waiting.claim_id)
        self.assertFalse(other.claim_id.job_id)
        job = waiting.claim_id.job_id
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        again(self.distributor, codes)
        self.assertEqual(waiting.claim_id.job_id, job, "one job per claim")
        waiting.action_decide("reject", note="No")
        self.assertFalse(again(self.distributor, codes))

    def test_refused_cancel_names_the_return(self):
        [sale] = self.sold({})
        [back] = self.returned({"quantity": 1})
        with self.assertRaises(UserError) as caught:
            sale.claim_id.action_cancel()
        self.assertIn(back.claim_id.name, str(caught.exception))
