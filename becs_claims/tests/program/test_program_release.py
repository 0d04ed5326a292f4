"""Amendments that give more need a second person, and somebody whose limits do."""

import base64
from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ...models.program import given_away
from ...models.program.amendment import Amendment
from .test_program_approval import ProgramApprovalCase
from .test_program_upload import sheet

DAY = date(2024, 3, 11)


class ReleaseCase(ProgramApprovalCase):
    def setUp(self):
        super().setUp()
        self.program = self.approved(
            {
                "agreed_book_price": 100,
                "max_quantity": 50,
                "max_amount": 500,
                "min_quantity": 2,
                "min_resale_price": 10,
                "max_resale_price": 200,
            },
            date_end=date(2024, 12, 31),
            end_customer_ids=[Command.set((self.customer | self.other).ids)],
            distributor_ids=[Command.set((self.distributor | self.other).ids)],
            claim_window_days=60,
            tolerance_percent=2,
            tolerance_amount=1,
            minimum_line_amount=5,
        )
        other = self.other.with_company(self.company)
        other.specific_property_product_pricelist = self.pricelist

    def dialog(self, user=None, program=None, lines=None, **values):
        """The dialog of a user, with new terms, at its review."""
        user = user or self.approver
        action = (program or self.program).with_user(user).action_amend()
        dialog = self.env["becs.program.amend"].with_user(user).browse(action["res_id"])
        dialog.write({"when": "all", "reason": "Market fell", **values})
        if lines:
            dialog.line_ids.write(lines)
        dialog.action_review()
        return dialog

    def cheaper(self, user=None, price=70):
        return self.dialog(user, lines={"authorized_price": price})

    def as_(self, user, dialog):
        self.env.invalidate_all()
        return dialog.with_user(user)

    def price(self):
        self.env.invalidate_all()
        return self.program.line_ids.authorized_price

    def open_waiting(self, user):
        action = self.program.with_user(user).action_open_waiting()
        return self.env["becs.program.amend"].with_user(user).browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestRelease(ReleaseCase):
    def test_more_waits_for_another(self):
        dialog = self.cheaper()
        self.assertIn("You wrote or changed terms of it", dialog.obstacle)
        self.assertIn(": Second Approver.", dialog.obstacle)
        message = self.refused(self.program, attempt=dialog.action_amend)
        self.assertIn(": Second Approver.", message)
        shown = dialog.action_ask()["params"]["message"]
        self.assertIn("It waits for Second Approver.", shown)
        self.assertEqual((dialog.state, self.price()), ("waiting", 80))
        self.assertEqual(self.program.waiting_amend_ids.ids, dialog.ids)
        activity = self.program.activity_ids
        self.assertEqual(activity.user_id, self.second)
        # who asked still may not make it
        for again in (dialog, self.open_waiting(self.approver)):
            self.assertIn("You wrote", again.obstacle)
            self.assertIn(
                "You wrote", self.refused(self.program, attempt=again.action_amend)
            )
        seen = self.open_waiting(self.second)
        self.assertEqual((seen.id, seen.step), (dialog.id, "review"))
        self.assertFalse(seen.obstacle)
        self.assertIn("70", seen.preview_html)
        seen.action_amend()
        self.assertEqual((self.price(), seen.state), (70, "done"))
        version = self.program.version_ids[0]
        self.assertEqual((version.user_id, version.number), (self.second, 2))
        self.assertEqual(version.asked_by_id, self.approver)
        self.assertFalse(version.note)
        # both have a hand in claims that are validated otherwise because of it
        changes = self.env["becs.input.change"].search(
            [
                ("scope", "=", "program"),
                ("scope_id", "=", self.program.id),
                ("note", "like", "80.0 → 70.0"),
            ]
        )
        self.assertEqual(changes.user_id, self.approver | self.second)
        self.assertIn("Asked for by Approver.", str(self.program.versions_html))
        self.assertFalse(self.program.activity_ids)
        self.assertFalse(self.program.waiting_amend_ids)
        with self.assertRaisesRegex(UserError, "Made.* already"):
            seen.action_amend()
        self.assertEqual(self.program.version, 2)

    def test_an_analyst_prepares(self):
        dialog = self.cheaper(self.analyst)
        self.assertIn("Approver, Second Approver", dialog.obstacle)
        with self.assertRaisesRegex(UserError, "Approver"), self.cr.savepoint():
            dialog.action_amend()
        dialog.action_ask()
        # the first of the two is asked, both may
        self.as_(self.second, dialog).action_amend()
        self.assertEqual(self.price(), 70)
        self.assertEqual(self.program.version_ids[0].asked_by_id, self.analyst)

    def test_an_analyst_asks_for_less_too(self):
        dialog = self.cheaper(self.analyst, price=90)
        self.assertIn("An approver must make it", dialog.obstacle)
        dialog.action_ask()
        self.as_(self.approver, dialog).action_amend()
        self.assertEqual(self.price(), 90)

    def test_what_the_user_may_make_is_not_asked_for(self):
        dialog = self.cheaper(price=90)
        self.assertFalse(dialog.obstacle)
        with self.assertRaisesRegex(UserError, "yourself"):
            dialog.action_ask()

    def test_the_gate_is_below_the_dialog(self):
        amendment = Amendment(
            "Mine", lines={self.program.line_ids: {"authorized_price": 70}}
        )
        program = self.program.with_user(self.approver)
        self.assertIn(
            "You wrote",
            self.refused(program, attempt=lambda: program._amend(amendment)),
        )

    def test_spreadsheets(self):
        upload = (
            self.env["becs.program.upload"]
            .with_user(self.analyst)
            .browse(self.program.with_user(self.analyst).action_upload()["res_id"])
        )
        upload.write(
            {
                "file": base64.b64encode(
                    sheet(["P1", None, 70, None, None], ["NOPE", None, 1, None, None])
                ),
                "file_name": "prices.xlsx",
            }
        )
        action = upload.action_read()
        dialog = self.env["becs.program.amend"].browse(action["res_id"])
        dialog = dialog.with_user(self.analyst)
        dialog.write({"when": "all", "reason": "New list"})
        dialog.action_review()
        dialog.action_ask()
        self.env["becs.program.upload"].browse(upload.id).unlink()
        seen = self.open_waiting(self.second)
        self.assertIn("1 rows could not be read", seen.upload_summary)
        self.assertTrue(seen.refused_file)
        seen.action_amend()
        self.assertEqual(self.price(), 70)

    def test_back_and_drop(self):
        dialog = self.cheaper()
        dialog.action_ask()
        with self.assertRaisesRegex(UserError, "Only Approver changes it"):
            self.as_(self.second, dialog).action_back()
        self.as_(self.approver, dialog).action_back()
        self.assertEqual((dialog.state, dialog.step), ("draft", "edit"))
        self.assertFalse(self.program.activity_ids)
        dialog.line_ids.authorized_price = 75
        dialog.action_ask()
        with self.assertRaisesRegex(UserError, "Approver"), self.cr.savepoint():
            self.as_(self.analyst, dialog).action_drop()
        self.as_(self.second, dialog).action_drop()
        self.assertEqual((dialog.state, self.price()), ("dropped", 80))
        self.assertFalse(self.program.activity_ids)
        self.assertFalse(self.program.waiting_amend_ids)
        with self.assertRaisesRegex(UserError, "already"):
            self.as_(self.second, dialog).action_amend()
        with self.assertRaisesRegex(UserError, "No amendment waits"):
            self.open_waiting(self.second)

    def test_what_was_seen_is_made(self):
        dialog = self.cheaper()
        dialog.action_ask()
        seen = self.open_waiting(self.second).with_context(becs_seen=dialog.asked)
        self.as_(self.approver, dialog).action_back()
        dialog.line_ids.authorized_price = 1
        dialog.action_ask()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            seen.action_amend()
        self.assertEqual(self.price(), 80)

    def test_the_program_changed_meanwhile(self):
        dialog = self.cheaper()
        dialog.action_ask()
        self.dialog(self.second, budget_amount=900).action_amend()
        seen = self.open_waiting(self.second)
        self.assertIn("amended by somebody else", seen.obstacle)
        with self.assertRaisesRegex(UserError, "amended by somebody else"):
            seen.action_amend()
        seen.action_drop()
        self.assertEqual(self.price(), 80)

    def test_the_program_was_closed_meanwhile(self):
        dialog = self.dialog(date_end=date(2025, 6, 30))
        dialog.action_ask()
        self.program._write_guarded({"state": "closed"})
        seen = self.open_waiting(self.second)
        self.assertIn("Renew it instead", seen.obstacle)
        seen.action_drop()
        self.assertEqual(dialog.state, "dropped")

    def test_nobody_else_is_left(self):
        self.second.active = False
        dialog = self.cheaper()
        message = self.refused(self.program, attempt=dialog.action_ask)
        self.assertIn("Nobody else is left: Approver wrote it", message)
        administrator = self.administrator()
        self.approver.active = False
        dialog = self.cheaper(administrator)
        self.assertFalse(dialog.obstacle)
        self.assertIn("alone", dialog.alone)
        dialog.action_amend()
        version = self.program.version_ids[0]
        self.assertEqual((self.price(), version.user_id), (70, administrator))
        self.assertIn("alone", version.note)
        self.assertIn("Administrator wrote it", version.note)
        self.assertIn("alone", self.program.message_ids[0].body)

    def test_an_administrator_is_not_alone_while_somebody_is_left(self):
        dialog = self.cheaper(self.administrator())
        self.assertIn("Approver, Second Approver", dialog.obstacle)

    def test_without_four_eyes(self):
        self.company.becs_four_eyes = False
        self.cheaper().action_amend()
        self.assertEqual(self.price(), 70)


@tagged("post_install", "-at_install")
class TestOnlyLess(ReleaseCase):
    """What goes through alone: only what clearly takes away."""

    def alone(self, terms=None, line=None, program=None, added=(), day=None):
        """Whether an approver may make an amendment alone; it is taken back."""
        program = (program or self.program).with_user(self.approver)
        amendment = Amendment(
            "Agreed",
            day,
            terms=terms or {},
            lines={program.line_ids[0]: line} if line else {},
            added=list(added),
        )
        with self.cr.savepoint() as savepoint:
            try:
                program._amend(amendment)
            except UserError as error:
                self.assertIn("somebody else must approve", str(error))
                made = False
            else:
                made = True
            savepoint.rollback()
        self.env.invalidate_all()
        return made

    def test_terms_of_the_program(self):
        for name, less, more in (
            ("date_end", date(2024, 6, 30), date(2025, 1, 1)),
            ("date_end", date(2024, 6, 30), False),
            ("budget_amount", 999, 1001),
            ("budget_amount", 1, 0),
            ("claim_window_days", 30, 61),
            ("claim_window_days", 1, 0),
            ("tolerance_percent", 1, 3),
            ("tolerance_amount", 0, 2),
            ("minimum_line_amount", 6, 4),
            ("distributor_ids", self.distributor.ids, ()),
            (
                "distributor_ids",
                self.other.ids,
                tuple(sorted((self.distributor | self.other | self.customer).ids)),
            ),
            (
                "end_customer_ids",
                self.customer.ids,
                tuple(sorted((self.customer | self.other | self.distributor).ids)),
            ),
            ("end_customer_ids", self.other.ids, ()),
        ):
            with self.subTest(name=name, less=less, more=more):
                less = tuple(less) if isinstance(less, list) else less
                self.assertTrue(self.alone({name: less}))
                self.assertFalse(self.alone({name: more}))
        # other than before is not less
        for name, value in (
            ("into_stock_source", "claimed"),
            ("pricelist_id", self.pricelist.id),
            ("date_start", date(2023, 12, 1)),
            ("date_start", date(2024, 2, 1)),
            ("combinable", True),
            ("distributor_ids", (self.distributor.id, self.customer.id)),
        ):
            with self.subTest(name=name, value=value):
                self.assertFalse(self.alone({name: value}))
        self.program.combinable = True
        self.assertTrue(self.alone({"combinable": False}))

    def test_terms_of_a_line(self):
        for name, less, more in (
            ("authorized_price", 81, 79),
            ("agreed_book_price", 99, 101),
            ("max_quantity", 49, 51),
            ("max_quantity", 1, 0),
            ("max_amount", 499, 501),
            ("max_amount", 1, 0),
            ("min_quantity", 3, 1),
            ("min_resale_price", 11, 9),
            ("max_resale_price", 199, 201),
            ("max_resale_price", 1, 0),
        ):
            with self.subTest(name=name, less=less, more=more):
                for day in (None, DAY):
                    self.assertTrue(self.alone(line={name: less}, day=day))
                    self.assertFalse(self.alone(line={name: more}, day=day))
        self.assertFalse(self.alone(line={"agreed_book_price": 0}))
        self.assertTrue(self.alone(line={"excluded": True}))
        for method, name in (
            ("percent", "discount_percent"),
            ("fixed", "unit_credit"),
            ("margin", "margin_percent"),
        ):
            line = {"credit_method": method, name: 10}
            self.assertFalse(self.alone(line=line))
            program = self.approved(line)
            self.assertTrue(self.alone(line={name: 9}, program=program))
            self.assertFalse(self.alone(line={name: 11}, program=program))

    def test_less_and_more_at_once(self):
        self.assertFalse(self.alone({"budget_amount": 1}, {"authorized_price": 79}))
        self.assertTrue(self.alone({"budget_amount": 1}, {"authorized_price": 81}))

    def test_lines_added(self):
        added = {
            "applied_on": "product",
            "product_id": self.other_product.id,
            "authorized_price": 49,
        }
        self.assertFalse(self.alone(added=[added]))
        self.assertTrue(self.alone(added=[{**added, "excluded": True}]))

    def test_lines_taken_out(self):
        """Not where another line may pay more instead."""
        out = {"active": False}
        second = {"product_id": self.other_product.id, "authorized_price": 40}
        category = {
            "applied_on": "category",
            "product_id": False,
            "categ_id": self.deep.id,
            "credit_method": "percent",
            "discount_percent": 50,
        }
        excluded = {"excluded": True}
        for lines, less in (
            (({}, second), True),
            (({}, category), False),
            (({}, {"authorized_price": 60, "sequence": 20}), False),
            ((excluded, second), False),
            (({}, {**second, **excluded}), True),
        ):
            with self.subTest(lines=lines):
                program = self.approved(*lines)
                self.assertEqual(self.alone(line=out, program=program), less)
        # one that was taken out before comes back
        program = self.approved({}, second)
        gone = program.line_ids[0]
        program._amend(Amendment("Out", DAY, lines={gone: out}))
        back = Amendment("Back", DAY, lines={gone: {"active": True}})
        by_approver = program.with_user(self.approver)
        self.refused(program, attempt=lambda: by_approver._amend(back))

    def test_a_field_of_another_add_on_is_not_less(self):
        change = {"field_name": "x_new", "old": {"x_new": 5}, "new": {"x_new": 1}}
        self.assertFalse(given_away.is_less(self.program, [change]))

    def test_closing_and_suspending(self):
        program = self.program.with_user(self.approver)
        program.action_suspend()
        program.action_resume()
        program.action_close()
        self.assertEqual(program.state, "closed")
        self.assertFalse(program.version_ids[0].note)


@tagged("post_install", "-at_install")
class TestAmendmentLimits(ReleaseCase):
    """The terms as they will be are within the limits of who makes them."""

    def setUp(self):
        super().setUp()
        self.company.becs_four_eyes = False
        self.limit(20, 1000, self.approver)
        # what may be claimed above the credit counts, see test_given_away
        self.program.write({"tolerance_percent": 0, "tolerance_amount": 0})

    def test_beyond(self):
        dialog = self.cheaper(price=75)
        self.assertRegex(dialog.obstacle, "25 %.*Approver may grant 20 %")
        self.limit(25, 1000, self.second)
        dialog.action_review()
        self.assertIn(": Second Approver.", dialog.obstacle)
        self.assertIn("25 %", self.refused(self.program, attempt=dialog.action_amend))
        dialog.action_ask()
        self.assertEqual(self.program.activity_ids.user_id, self.second)
        self.as_(self.second, dialog).action_amend()
        self.assertEqual(self.price(), 75)

    def test_more_within(self):
        self.dialog(date_end=date(2025, 1, 31)).action_amend()
        self.assertEqual(self.program.date_end, date(2025, 1, 31))

    def test_more_time_for_what_is_beyond(self):
        self.program.line_ids.authorized_price = 60
        self.assertIn("40 %", self.dialog(date_end=date(2025, 1, 31)).obstacle)

    def test_budget(self):
        for amount, shown in ((1001, "1,001.00"), (0, "without a budget")):
            self.assertIn(shown, self.dialog(budget_amount=amount).obstacle)

    def test_everything(self):
        dialog = self.dialog(distributor_ids=[Command.clear()])
        self.assertIn("every distributor", dialog.obstacle)

    def test_less_needs_no_limit(self):
        self.program.line_ids.authorized_price = 10
        self.cheaper(price=20).action_amend()
        self.assertEqual(self.price(), 20)
        self.program.with_user(self.approver).action_close()

    def test_what_holds_for_the_ship_dates_counts(self):
        """Terms of before do not, unless they are changed, too."""
        line = self.program.line_ids
        line.authorized_price = 50
        self.program._amend(
            Amendment("Less", DAY, lines={line: {"authorized_price": 80}})
        )
        dialog = self.dialog(when="from", date_from=DAY, claim_window_days=61)
        self.assertFalse(dialog.obstacle)
        self.assertIn("50 %", self.dialog(claim_window_days=61).obstacle)
        self.assertIn(
            "50 %", self.dialog(when="from", date_from=DAY, date_end=False).obstacle
        )


@tagged("post_install", "-at_install")
class TestWaitingRights(ReleaseCase):
    """Who reads and writes amendments that are entered, and that wait."""

    def test_a_draft_is_its_user_s(self):
        dialog = self.cheaper()
        line = dialog.line_ids
        for user in (self.second, self.analyst, self.people["viewer"]):
            other = self.as_(user, dialog)
            self.assertFalse(other.search([("id", "=", dialog.id)]))
            for records in (other, line.with_user(user)):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    records.read(["display_name"])
            with self.assertRaises(AccessError), self.cr.savepoint():
                other.write({"reason": "Mine"})

    def test_what_waits_is_read_and_not_written(self):
        dialog = self.cheaper()
        line = dialog.line_ids
        dialog.action_ask()
        viewer = self.as_(self.people["viewer"], dialog)
        self.assertEqual(viewer.line_ids.authorized_price, 70)
        with self.assertRaises(AccessError), self.cr.savepoint():
            viewer.write({"reason": "Mine"})
        for user in (self.approver, self.second, self.analyst):
            waits, row = self.as_(user, dialog), line.with_user(user)
            for attempt in (
                lambda waits=waits: waits.write({"reason": "Mine"}),
                lambda waits=waits: waits.write({"budget_amount": 5000}),
                lambda waits=waits: waits.write({"state": "draft"}),
                lambda waits=waits, user=user: waits.write({"user_id": user.id}),
                lambda row=row: row.write({"authorized_price": 1}),
                lambda waits=waits, row=row: waits.write(
                    {"line_ids": [Command.update(row.id, {"authorized_price": 1})]}
                ),
                lambda waits=waits: waits.line_ids.create(
                    {"amend_id": waits.id, "applied_on": "all"}
                ),
                lambda waits=waits: waits.write(
                    {"line_ids": [Command.create({"applied_on": "all"})]}
                ),
                lambda row=row: row.unlink(),
                lambda waits=waits: waits.unlink(),
            ):
                with self.assertRaises(UserError), self.cr.savepoint():
                    attempt()
            self.env.invalidate_all()
        self.assertEqual((line.authorized_price, dialog.reason), (70, "Market fell"))

    def test_another_company(self):
        dialog = self.cheaper()
        dialog.action_ask()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "base.group_user,becs_claims.group_administrator",
            company_id=elsewhere.id,
            company_ids=[Command.set(elsewhere.ids)],
        )
        own = self.as_(stranger, dialog).with_context(allowed_company_ids=elsewhere.ids)
        for records in (own, own.sudo().line_ids.sudo(False)):
            self.assertFalse(records.search([("id", "in", records.ids)]))
            with self.assertRaises(AccessError), self.cr.savepoint():
                records.read(["display_name"])
        with self.assertRaises(AccessError), self.cr.savepoint():
            own.action_amend()

    def test_dialogs_left_open_are_deleted(self):
        left, waits, fresh = self.cheaper(), self.cheaper(), self.cheaper()
        waits.action_ask()
        long_ago = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        self.cr.execute(
            "UPDATE becs_program_amend SET write_date = %s WHERE id = ANY(%s)",
            [long_ago, (left | waits).ids],
        )
        self.env.invalidate_all()
        self.env["becs.program.amend"]._gc_closed()
        self.assertEqual((left | waits | fresh).exists(), waits | fresh)
