"""Who prepares an invoice has a hand in what it pays, whoever posts it."""

from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import new_test_user, tagged

from .test_hands import HandsCase


@tagged("post_install", "-at_install")
class TestPrepared(HandsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.into_stock_source = "fifo"
        cls.accountant = new_test_user(
            cls.env,
            "becs_invoicer",
            "base.group_user,account.group_account_invoice",
            name="Bookkeeper",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def waiting(self):
        """A claim that waits for the stock it is paid by."""
        claim = self.filed({"unit_credit": 20}, self.kept)
        claim.action_validate()
        self.assertEqual(self.paid(claim), 10)
        return claim

    def draft(self, when="01-10", price=100, **values):
        """An invoice of the server, not posted."""
        return self.invoice(when, (100, price), post=False, **values).move_id

    def changes(self, records, values, user=None):
        """Somebody changes them, and its request ends."""
        own = records.with_user(user or self.insider).sudo()
        own.write(values)
        own.env.flush_all()

    def post(self, move, user=None):
        move.with_user(user or SUPERUSER_ID).sudo()._post()

    def ways(self):
        """{what the insider does of an invoice: how}"""

        def created():
            move = self.own(self.draft()).copy({"invoice_date": date(2024, 1, 10)})
            move.env.flush_all()
            return move

        def changed():
            move = self.draft()
            self.changes(move, {"ref": "Changed"})
            return move

        def line_added():
            move = self.draft("01-10", 0)
            self.changes(
                move,
                {
                    "invoice_line_ids": [
                        Command.update(move.invoice_line_ids.id, {"quantity": 0}),
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "account_id": self.income.id,
                                "tax_ids": [Command.clear()],
                                "quantity": 100,
                                "price_unit": 100,
                            }
                        ),
                    ]
                },
            )
            # somebody else looks after the rest of it
            self.changes(move, {"invoice_origin": "SO1"}, self.accountant)
            return move

        def line_changed():
            move = self.draft("01-10", 90)
            self.changes(move.invoice_line_ids, {"price_unit": 100})
            # somebody else looks after the rest of it
            self.changes(move, {"ref": "Checked"}, self.accountant)
            return move

        def line_deleted():
            move = self.invoice("01-10", (1, 10), (100, 100), post=False).move_id
            self.changes(
                move,
                {"invoice_line_ids": [Command.delete(move.invoice_line_ids[0].id)]},
            )
            self.changes(move, {"ref": "Checked"}, self.accountant)
            return move

        return {
            "created": created,
            "changed": changed,
            "a line added": line_added,
            "a line changed": line_changed,
            "a line deleted": line_deleted,
        }

    def test_posted_by_others(self):
        for what, prepare in self.ways().items():
            for user in (None, self.accountant):
                with (
                    self.subTest(what, by=user and user.name),
                    self.cr.savepoint() as savepoint,
                ):
                    claim = self.waiting()
                    self.post(prepare(), user)
                    claim.action_validate()
                    self.assertEqual(self.paid(claim), 210)
                    who = {name for name, _before, _after in self.hands(claim)}
                    self.assertIn("Insider", who)
                    self.assertEqual("Bookkeeper" in who, bool(user) or "line" in what)
                    self.assert_out(
                        claim, "changed what lines are paid by: Journal Entry"
                    )
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_posted_by_the_scheduled_action(self):
        claim = self.waiting()
        move = self.draft(auto_post="at_date")
        self.changes(move, {"ref": "Changed"})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress"):
            self.env["account.move"]._autopost_draft_entries()
        self.assertEqual(move.state, "posted")
        claim.action_validate()
        self.assertEqual(self.hands(claim), [("Insider", 0, 200)])
        self.assert_out(claim, "changed what lines are paid by: Journal Entry")

    def test_copies_of_a_recurring_invoice(self):
        """The server makes them and posts them a month later."""
        today = fields.Date.today()
        draft = self.draft(today, 100)
        move = self.own(draft).copy(
            {"invoice_date": today, "auto_post": "monthly", "ref": "Every month"}
        )
        self.post(move)
        copied = self.env["account.move"].search(
            [("auto_post_origin_id", "=", move.id), ("state", "=", "draft")]
        )
        self.assertEqual(len(copied), 1)
        self.assertEqual(copied.create_uid.id, SUPERUSER_ID)
        Change = self.env["becs.input.change"]
        last = Change._last()
        with freeze_time(today + relativedelta(months=1, days=3)):
            self.post(copied)
        self.assertEqual(copied.state, "posted")
        change = Change.search([("id", ">", last), ("user_id", "=", self.insider.id)])
        self.assertEqual(change.scope_id, self.product.id)
        self.assertIn(copied.name, change.name)
        self.assertIn("Draft → Posted", change.note)

    def test_who_prepared_nothing(self):
        """Invoices of the server, of portal users, or of nobody who claims."""
        Change = self.env["becs.input.change"]
        own = self.draft()
        portal = new_test_user(self.env, "becs_buyer", "base.group_portal")
        of_portal = self.draft()
        self.changes(of_portal, {"ref": "PO"}, portal)
        elsewhere = self.draft(partner=self.customer)
        self.changes(elsewhere, {"ref": "Changed"})
        last = Change._last()
        for move in (own, of_portal, elsewhere):
            self.post(move)
            self.assertEqual(move.state, "posted")
        self.assertEqual(Change._last(), last)

    def test_who_posts_is_kept_once(self):
        last = self.env["becs.input.change"]._last()
        move = self.draft()
        self.changes(move, {"ref": "Changed"})
        self.own(move).action_post()
        changes = self.env["becs.input.change"].search([("id", ">", last)])
        self.assertEqual(changes.user_id, self.insider)
        notes = [change for change in changes if "Posted" in (change.note or "")]
        self.assertEqual(len(notes), 1)

    def test_queries(self):
        """Many invoices take as many as one."""
        counts = []
        for number in (1, 2, 12):
            moves = self.env["account.move"].union(
                *(self.draft() for _number in range(number))
            )
            self.changes(moves, {"ref": "Changed"})
            self.env.invalidate_all()
            moves.mapped("move_type")
            before = self.cr.sql_log_count
            prepared_by = moves._becs_prepared_by()
            self.assertEqual(set(prepared_by), set(moves.ids))
            between = self.cr.sql_log_count
            moves._post()
            self.env.flush_all()
            self.env.invalidate_all()
            counts.append(between - before)
            before = self.cr.sql_log_count
            moves._record_becs_prepared(prepared_by)
            counts[-1] += self.cr.sql_log_count - before
        self.assertEqual(counts[2], counts[1])
        self.assertLessEqual(counts[2], 16)
