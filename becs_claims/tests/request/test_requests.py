from datetime import timedelta
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .request_case import RequestCase


@tagged("post_install", "-at_install")
class TestRequestFigures(RequestCase):
    """List prices, discounts, margins and what was given before."""

    def test_list_price_and_discount(self):
        request = self.new_request(
            {"wanted_price": 87.5},
            {"product_ref": "p2 ", "wanted_price": 60, "quantity": 3},
            {"product_ref": "NOPE", "wanted_price": 5},
        )
        lines = request.line_ids
        self.assertEqual(lines.mapped("product_id"), self.product | self.other_product)
        self.assertEqual(lines.mapped("list_price"), [100, 50, 0])
        # above list is no discount, and an unknown list price gives none
        self.assertEqual(lines.mapped("discount_percent"), [12.5, 0, 0])
        self.assertEqual(request.amount_list, 1150)
        self.assertEqual(request.amount_wanted, 875 + 180 + 50)
        self.assertEqual(request.line_count, 3)

    def test_exact_to_the_last_digit(self):
        request = self.new_request({"wanted_price": 0.1 + 0.2, "quantity": 3})
        self.assertEqual(request.amount_wanted, 0.9)

    def test_list_price_in_the_currency_of_the_request(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2,
            }
        )
        request = self.new_request({"wanted_price": 150}, currency_id=self.usd.id)
        self.assertEqual(request.line_ids.list_price, 200)
        self.assertEqual(request.line_ids.cost, 120)

    def test_currency_is_that_of_the_price_list(self):
        self.pricelist.currency_id = self.usd
        self.assertEqual(self.new_request().currency_id, self.usd)

    def test_prices_of_the_day_it_is_sent(self):
        request = self.new_request()
        self.pricelist.item_ids.fixed_price = 110
        self.assertEqual(request.line_ids.list_price, 100)
        request.action_submit()
        self.assertEqual(request.line_ids.list_price, 110)

    def test_margin_follows_the_decision(self):
        line = self.submitted().line_ids
        self.assertEqual((line.cost, line.margin_percent), (60, 25))
        line.decision = "counter"
        line.counter_price = 96
        self.assertEqual(line.margin_percent, 37.5)
        self.assertEqual(line.answer_discount_percent, 4)
        line.decision = "refuse"
        self.assertEqual((line.margin_percent, line.answer_discount_percent), (0, 0))

    def test_bar_of_what_is_granted(self):
        request = self.submitted({}, {"product_ref": "P2", "wanted_price": 40})
        request.line_ids[0].write({"decision": "counter", "counter_price": 90})
        request.line_ids[0].counter_quantity = 5
        request.line_ids[1].decision = "refuse"
        bar = request.price_bar
        parts = {part["color"]: part["amount"] for part in bar["parts"]}
        self.assertEqual(bar["total"]["amount"], 500)
        self.assertEqual(parts, {"secondary": 300, "success": 150, "warning": 50})

    def test_last_price_for_this_end_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        for code, customer, price, day in (
            ("OLD", self.customer, 70, "2024-01-01"),
            ("NEW", contact, 75, "2024-02-01"),
            ("WHO", self.other, 10, "2024-03-01"),
        ):
            self.new_program(
                code,
                line={
                    "applied_on": "product",
                    "product_id": self.product.id,
                    "authorized_price": price,
                },
                end_customer_ids=customer.ids,
                date_start=day,
            )
        line = self.submitted({}, {"product_ref": "P2"}).line_ids
        self.assertEqual(line.mapped("last_price"), [75, 0])
        self.assertEqual(line.last_program_id.code, "NEW")

    def test_the_end_customer_is_found_by_tax_id_before_the_name(self):
        clinic = self.env["res.partner"].create({"name": "Clinic", "vat": "CL-9"})
        request = self.new_request(end_customer_vat="cl-9 ")
        self.assertEqual(request.end_customer_id, clinic)
        self.assertEqual(self.new_request().end_customer_id, self.customer)
        unknown = self.new_request(end_customer_name="Nobody We Know")
        self.assertFalse(unknown.end_customer_id)

    def test_the_form_of_the_back_end(self):
        Request = self.env["becs.request"].with_user(self.people["analyst"])
        with Form(Request) as form:
            form.partner_id = self.contact
            form.end_customer_name = "Hospital"
            form.reason = "By phone"
            form.date_to = self.today
            with form.line_ids.new() as line:
                line.product_id = self.product
                line.quantity = 2
                line.wanted_price = 99
        request = form.record
        self.assertEqual(request.line_ids.product_ref, "P1")
        self.assertEqual(request.line_ids.list_price, 100)
        self.assertEqual(request.entered_by_ids, self.people["analyst"])
        request.action_submit()
        with Form(request) as form, form.line_ids.edit(0) as line:
            line.counter_price = 99.5
            self.assertEqual(line.decision, "counter")
            line.decision_note = "Half way"
        self.assertEqual(request.line_ids.counter_price, 99.5)


@tagged("post_install", "-at_install")
class TestRequestSteps(RequestCase):
    """From the wish to the authorization."""

    def test_accepted_as_asked(self):
        request = self.submitted({}, {"product_ref": "P2", "wanted_price": 45})
        request.with_user(self.people["approver"]).action_accept_as_asked()
        self.assertEqual(request.state, "accepted")
        program = request.program_id
        self.assertEqual(program.request_id, request)
        self.assertEqual((program.state, program.program_type), ("approved", "bid"))
        self.assertTrue(program.code)
        self.assertEqual(program.company_id, self.company)
        self.assertEqual(program.currency_id, self.eur)
        self.assertEqual(program.distributor_ids, self.distributor)
        self.assertEqual(program.end_customer_ids, self.customer)
        self.assertEqual(program.date_start, request.date_from)
        self.assertEqual(program.date_end, request.date_to)
        self.assertEqual(program.user_id, self.people["approver"])
        self.assertEqual(
            [
                (line.product_id, line.authorized_price, line.max_quantity)
                for line in program.line_ids
            ],
            [(self.product, 80, 10), (self.other_product, 45, 10)],
        )
        self.assertEqual(program.line_ids.mapped("agreed_book_price"), [100, 50])

    def test_countered_and_accepted(self):
        request = self.submitted(
            {}, {"product_ref": "P2", "wanted_price": 45}, {"product_ref": "NOPE"}
        )
        first, second, third = request.line_ids
        first.write({"decision": "counter", "counter_price": 91.2345})
        first.write({"counter_quantity": 4, "decision_note": "Only so many"})
        second.decision = "accept"
        third.write({"decision": "refuse", "decision_note": "Not ours"})
        request.answer = "As far as we can go"
        request.with_user(self.people["approver"]).action_answer()
        self.assertEqual(request.state, "countered")
        self.assertEqual(
            [
                (line.offered_decision, line.offered_price, line.offered_quantity)
                for line in request.line_ids
            ],
            [("counter", 91.2345, 4), ("accept", 45, 10), ("refuse", 0, 0)],
        )
        self.assertEqual(request.offered_answer, "As far as we can go")
        self.assertEqual(request.amount_offered, 814.94)
        self.assertFalse(request.program_id)
        as_clerk = request.with_user(self.clerk).sudo()
        as_clerk.action_accept_offer(revision=request.revision)
        self.assertEqual(request.state, "accepted")
        self.assertEqual(
            [
                (line.product_id, line.authorized_price, line.max_quantity)
                for line in request.program_id.line_ids
            ],
            [(self.product, 91.2345, 4), (self.other_product, 45, 10)],
        )
        # the clerk is no follower of what is ours
        self.assertNotIn(self.contact, request.program_id.message_partner_ids)

    def test_the_program_pays_a_claim(self):
        request = self.countered(date_from="2024-01-01", date_to="2024-12-31", price=85)
        request.with_user(self.clerk).sudo().action_accept_offer()
        code = request.program_id.code
        lines = self.validate(
            {
                "authorization_ref": code,
                "end_customer_name": "Hospital",
                "unit_credit": 15,
            },
            {
                "authorization_ref": code,
                "end_customer_name": "Hospital",
                "unit_credit": 15,
                "quantity": 1,
            },
        )
        self.assertState(lines[0], "approved", 150)
        self.assertEqual(lines[1].state, "rejected", "no more than agreed")

    def test_meets_a_competitor(self):
        request = self.submitted(request_type="meet_competitor", competitor="Rival")
        request.with_user(self.people["approver"]).action_accept_as_asked()
        self.assertEqual(request.program_id.program_type, "meet_competitor")

    def test_refused(self):
        request = self.submitted({}, {"product_ref": "NOPE"})
        request.end_customer_id = False
        analyst = request.with_user(self.people["analyst"])
        with self.assertRaisesRegex(UserError, "why"), self.cr.savepoint():
            analyst.action_refuse()
        analyst.answer = "Not below cost"
        analyst.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertEqual(set(request.line_ids.mapped("offered_decision")), {"refuse"})
        self.assertEqual(request.offered_answer, "Not below cost")
        self.assertFalse(request.program_id)

    def test_what_is_missing_is_named(self):
        for values, shown in (
            ({"end_customer_name": False}, "Name Stated"),
            ({"reason": False, "date_to": False}, "Reason, Ship Dates To"),
            ({"request_type": "meet_competitor"}, "Competitor"),
            ({"line_ids": [Command.clear()]}, "Lines"),
        ):
            request = self.new_request()
            request.write(values)
            with self.assertRaisesRegex(UserError, shown), self.cr.savepoint():
                request.action_submit()
        for line in ({"wanted_price": 0}, {"product_ref": False}):
            request = self.new_request(line)
            request.line_ids.product_ref = line.get("product_ref", "P1")
            with self.assertRaisesRegex(UserError, "each line"), self.cr.savepoint():
                request.action_submit()

    def test_only_distributors_ask(self):
        self.distributor.is_becs_distributor = False
        with self.assertRaisesRegex(UserError, "no distributor"):
            self.submitted()

    def test_an_answer_is_complete(self):
        request = self.submitted({}, {"product_ref": "NOPE"})
        approver = request.with_user(self.people["approver"])

        def refused(shown):
            with self.assertRaisesRegex(UserError, shown), self.cr.savepoint():
                approver.action_answer()

        refused("choose accept")
        request.line_ids.write({"decision": "accept"})
        refused("choose our product")
        request.line_ids[1].write({"decision": "refuse"})
        refused("say why")
        request.line_ids[1].decision_note = "Unknown"
        request.line_ids[0].write({"decision": "counter", "decision_note": "x"})
        refused("enter our price")
        request.line_ids[0].counter_price = 99
        self.product.becs_eligible = False
        refused("not eligible")
        self.product.becs_eligible = True
        request.end_customer_id = False
        refused("end customer")
        request.end_customer_id = self.customer
        request.date_valid = self.today - timedelta(days=1)
        refused("until when")
        request.date_valid = self.today
        approver.action_answer()
        self.assertEqual(request.state, "countered")

    def test_words_are_remembered(self):
        request = self.submitted(
            {"product_ref": "ROUTER-9"}, end_customer_name="Hosp. Centre"
        )
        request.end_customer_id = self.customer
        request.line_ids.product_id = self.product
        self.assertEqual(request.line_ids.list_price, 100)
        request.with_user(self.people["approver"]).action_accept_as_asked()
        again = self.new_request(
            {"product_ref": "router-9"}, end_customer_name="hosp. centre"
        )
        self.assertEqual(again.line_ids.product_id, self.product)
        self.assertEqual(again.end_customer_id, self.customer)

    def test_an_offer_that_changed_meanwhile(self):
        request = self.countered()
        seen = request.revision
        request.with_user(self.people["analyst"]).action_reopen()
        self.counter(request, 95)
        request.with_user(self.people["approver"]).action_answer()
        clerk = request.with_user(self.clerk).sudo()
        for step in (clerk.action_accept_offer, clerk.action_decline_offer):
            with self.assertRaisesRegex(UserError, "meanwhile"), self.cr.savepoint():
                step(revision=seen)
        clerk.action_accept_offer(revision=request.revision)
        self.assertEqual(request.program_id.line_ids.authorized_price, 95)

    def test_accepted_once(self):
        request = self.countered()
        request.action_accept_offer()
        with self.assertRaisesRegex(UserError, "is Accepted"):
            request.action_accept_offer()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.program.request_id = request
            self.env.flush_all()

    def test_declined_and_withdrawn(self):
        declined = self.countered()
        declined.action_decline_offer("Too late")
        self.assertEqual(declined.state, "withdrawn")
        self.assertIn("Too late", str(declined.message_ids.mapped("body")))
        withdrawn = self.submitted()
        self.assertTrue(withdrawn.activity_ids)
        withdrawn.action_withdraw()
        self.assertEqual(withdrawn.state, "withdrawn")
        self.assertFalse(withdrawn.activity_ids)

    def test_resubmitted_with_other_wishes(self):
        request = self.countered()
        clerk = request.with_user(self.clerk).sudo()
        clerk._revise(
            {"end_customer_name": "Hospital", "reason": "Second try"},
            [{"product_ref": "P1", "quantity": 20, "wanted_price": 88}],
        )
        clerk.action_submit()
        self.assertEqual((request.state, request.revision), ("submitted", 3))
        line = request.line_ids
        self.assertEqual((line.quantity, line.wanted_price), (20, 88))
        self.assertFalse(line.decision or line.offered_decision)
        self.assertFalse(request.answer or request.offered_answer)
        shown = str(request.message_ids.mapped("body"))
        for said in ("80.00", "90.00", "88.00", "Second try"):
            self.assertIn(said, shown)

    def test_not_changed_while_it_is_looked_at(self):
        request = self.submitted()
        with self.assertRaisesRegex(UserError, "is Submitted"):
            request._revise({}, [])

    def test_runs_out(self):
        request = self.countered()
        self.assertEqual(request.date_valid, self.today + timedelta(days=14))
        with freeze_time(self.today + timedelta(days=14, hours=12)):
            self.env["becs.request"]._cron_expire()
            self.assertEqual(request.state, "countered")
        with freeze_time(self.today + timedelta(days=15, hours=12)):
            with self.assertRaisesRegex(UserError, "was valid until"):
                request.action_accept_offer()
            self.env["becs.request"]._cron_expire()
        self.assertEqual(request.state, "expired")
        request.action_reopen()
        self.assertEqual(request.state, "submitted")

    def test_late(self):
        request = self.submitted()
        self.assertEqual(request.user_id, request._responsible())
        with freeze_time(fields.Datetime.now() + timedelta(hours=49)):
            self.env.invalidate_all()
            self.assertTrue(request.is_late)
            for _again in range(2):
                self.env["becs.request"]._cron_expire()
            late = request.activity_ids.filtered(lambda one: "late" in one.summary)
            self.assertEqual(len(late), 1)
            self.assertEqual(request.days_open, 2)

    def test_the_salesperson_is_responsible(self):
        self.distributor.user_id = self.people["analyst"]
        request = self.submitted()
        self.assertEqual(request.user_id, self.people["analyst"])
        self.assertEqual(request.activity_ids.user_id, self.people["analyst"])
        self.distributor.user_id = self.clerk
        self.assertNotEqual(self.submitted().user_id, self.clerk)

    def test_only_drafts_are_deleted(self):
        self.new_request().unlink()
        with self.assertRaisesRegex(UserError, "Only draft"):
            self.submitted().unlink()


@tagged("post_install", "-at_install")
class TestRequestMail(RequestCase):
    """One mail per status to the contact, in its language."""

    def test_each_status(self):
        request = self.countered({"wanted_price": 80.1234}, price=90.1234)
        self.assertEqual(len(self.mails(request)), 2)
        request.action_accept_offer()
        received, countered, accepted = self.mails(request)
        self.assertIn("received", received.subject)
        self.assertIn("90.1234", countered.body_html)
        self.assertIn("Our best price", countered.body_html)
        self.assertIn(f"/my/becs/requests/{request.id}", countered.body_html)
        self.assertIn(request.program_id.code, accepted.subject)
        self.assertIn(request.program_id.code, accepted.body_html)
        self.assertEqual((received | countered | accepted).recipient_ids, self.contact)

    def test_refused(self):
        request = self.submitted()
        request.answer = "Below <b>cost</b>"
        request.action_refuse()
        refused = self.mails(request)[1]
        self.assertIn("refused", refused.subject)
        self.assertIn("Below &lt;b&gt;cost", refused.body_html)

    def test_at_once_accepted(self):
        request = self.submitted()
        request.action_accept_as_asked()
        self.assertEqual(len(self.mails(request)), 2)

    def test_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contact.lang = "fr_FR"
        template = self.env.ref("becs_claims.mail_template_request_received")
        template.with_context(lang="fr_FR").subject = "Reçu: {{ object.name }}"
        self.assertRegex(self.mails(self.submitted()).subject, "^Reçu")

    def test_a_broken_template_stops_nobody(self):
        with patch.object(
            self.registry["mail.template"],
            "send_mail_batch",
            side_effect=UserError("Failed to render\nTraceback"),
        ):
            request = self.submitted()
        self.assertEqual(request.state, "submitted")
        self.assertIn("was not told", str(request.message_ids.mapped("body")))

    def test_words_from_outside_stay_words(self):
        request = self.submitted(
            {"product_ref": "<img src=x>", "competitor_product": "<script>"},
            reason="<b>bold</b>",
            competitor="A&B",
        )
        history = self.env.ref("becs_claims.mt_request_history")
        body = str(
            request.message_ids.filtered(lambda one: one.subtype_id == history).body
        )
        for tag in ("<img", "<script", "<b>"):
            self.assertNotIn(tag, body)
        self.assertIn("&lt;img", body)
        self.assertIn("A&amp;B", body)


@tagged("post_install", "-at_install")
class TestRequestRights(RequestCase):
    """Who does what with requests in the back end."""

    def as_(self, role, records):
        self.env.invalidate_all()
        return records.with_user(self.people[role])

    def test_a_viewer_only_looks(self):
        request = self.submitted()
        viewer = self.as_("viewer", request)
        self.assertEqual(viewer.line_ids.margin_percent, 25)
        for attempt in (
            lambda: viewer.write({"answer": "x"}),
            viewer.action_answer,
            viewer.action_withdraw,
            viewer.unlink,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_what_was_said_stays(self):
        request = self.as_("analyst", self.submitted())
        for attempt in (
            lambda: request.write({"reason": "Other"}),
            lambda: request.line_ids.write({"wanted_price": 99}),
            lambda: request.line_ids.unlink(),
            lambda: request.line_ids.create(
                {
                    "request_id": request.id,
                    "product_ref": "P1",
                    "quantity": 1,
                    "wanted_price": 1,
                }
            ),
        ):
            with self.assertRaisesRegex(UserError, "was sent"), self.cr.savepoint():
                attempt()
        request.action_reset_to_draft()
        request.line_ids.wanted_price = 99

    def test_answers_only_while_it_waits(self):
        request = self.as_("analyst", self.countered())
        for attempt in (
            lambda: request.line_ids.write({"counter_price": 1}),
            lambda: request.write({"date_valid": "2099-01-01"}),
        ):
            with self.assertRaisesRegex(UserError, "Reopen"), self.cr.savepoint():
                attempt()

    def test_guarded(self):
        request = self.as_("approver", self.submitted())
        for attempt in (
            lambda: request.write({"state": "accepted"}),
            lambda: request.write({"revision": 9}),
            lambda: request.write({"entered_by_ids": [Command.clear()]}),
            lambda: request.line_ids.write({"offered_price": 1}),
            lambda: self.as_("approver", self.program).write({"request_id": 1}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                attempt()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            request.name = "Mine"

    def test_other_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        request = self.submitted()
        stranger = self.people["analyst"]
        stranger.write(
            {
                "company_ids": [Command.set(elsewhere.ids)],
                "company_id": elsewhere.id,
            }
        )
        self.env.invalidate_all()
        for records in (request, request.line_ids):
            records = records.with_user(stranger).with_context(
                allowed_company_ids=elsewhere.ids
            )
            self.assertFalse(records.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError):
                records.read(["id"])
