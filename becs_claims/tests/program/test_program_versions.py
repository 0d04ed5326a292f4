from contextlib import contextmanager, suppress
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ...models.program.amendment import Amendment
from ...validation import engine
from ..shared.validation_common import ValidationCase

# the day new terms begin in most tests, and the last one before
DAY, BEFORE = date(2024, 3, 11), date(2024, 3, 10)


class _TriedOut(Exception):
    pass


class VersionCase(ValidationCase):
    """A program that is amended; lines claim more than is due by any of its terms."""

    def amend(
        self, day=None, *, program=None, added=(), dropped=(), terms=None, **line
    ):
        """Amend the program; keywords are new terms of its first line."""
        program = program or self.program
        lines = {program.line_ids[0]: line} if line else {}
        return program._amend(
            Amendment(
                "Agreed by phone",
                day,
                terms=terms or {},
                lines={**lines, **{one: {"active": False} for one in dropped}},
                added=list(added),
            )
        )

    def paid(self, *days, **line):
        """What is approved on lines of 10 shipped on these days."""
        lines = self.validate(
            *({"date_ship": day, "amount_stated": 1000, **line} for day in days)
        )
        return lines.mapped("amount_approved")

    @contextmanager
    def tried_out(self):
        """What is done inside is taken back."""
        with suppress(_TriedOut), self.cr.savepoint():
            yield
            raise _TriedOut

    def codes(self, *days, **line):
        """The checks that reject or hold lines of 10 shipped on these days."""
        lines = self.validate(
            *({"date_ship": day, "amount_stated": 200, **line} for day in days)
        )
        return [
            line.finding_ids.filtered(
                lambda finding: finding.outcome in ("reject", "review")
            ).mapped("code")
            for line in lines
        ]


@tagged("post_install", "-at_install")
class TestProgramVersions(VersionCase):
    """Worked examples: agreed book 100, net 80, then amended."""

    def test_from_a_ship_date_on(self):
        version = self.amend(DAY, authorized_price=70)
        self.assertEqual((version.number, version.date_from), (2, DAY))
        self.assertEqual(self.paid(BEFORE, DAY), [200, 300])

    def test_for_all_ship_dates(self):
        version = self.amend(authorized_price=70)
        self.assertEqual((version.number, version.date_from), (2, False))
        self.assertEqual(self.paid(BEFORE, DAY), [300, 300])

    def test_a_line_without_ship_date_has_the_newest_terms(self):
        self.amend(DAY, excluded=True)
        [line] = self.validate({"date_ship": False})
        self.assertIn("product_not_authorized", line.finding_ids.mapped("code"))

    def test_an_earlier_date_amended_later_holds_from_then_on(self):
        self.amend(DAY, authorized_price=70)
        self.amend(date(2024, 3, 5), authorized_price=75)
        days = (date(2024, 3, 4), date(2024, 3, 5), DAY)
        self.assertEqual(self.paid(*days), [200, 250, 250])

    def test_only_what_changes_holds_for_all(self):
        self.amend(DAY, authorized_price=70)
        self.amend(agreed_book_price=110)
        self.assertEqual(self.paid(BEFORE, DAY), [300, 400])

    def test_two_amendments_on_one_day(self):
        self.amend(DAY, authorized_price=70)
        self.amend(DAY, agreed_book_price=90)
        self.assertEqual(self.paid(BEFORE, DAY), [200, 200])
        self.assertEqual(self.program.version_ids.mapped("number"), [3, 2, 1])
        kept = self.env["becs.program.line.terms"].search([])
        self.assertEqual(kept.mapped("date_to"), [BEFORE])

    def test_versions_and_their_changes_stay(self):
        version = self.amend(DAY, authorized_price=70)
        for records, values in (
            (version, {"reason": "Other"}),
            (version.change_ids, {"line_name": "Other"}),
        ):
            with self.assertRaisesRegex(UserError, "stay as they are"):
                records.write(values)
            with self.assertRaisesRegex(UserError, "stay as they are"):
                records.unlink()

    def test_the_portal_tells_the_terms_of_all_ship_dates(self):
        self.distributor.is_becs_distributor = True
        clerk = self.env["res.users"].create(
            {
                "login": "clerk_of_versions",
                "partner_id": self.distributor.id,
                "group_ids": self.env.ref("base.group_portal").ids,
                "company_id": self.company.id,
                "company_ids": self.company.ids,
            }
        )
        program = self.program.with_user(clerk)
        line = self.program.line_ids
        line.max_quantity = 100

        def shown():
            self.env.invalidate_all()
            return [
                (row["value"], row["conditions"][:-1], len(row["caps"]))
                for row in program._portal_lines(program._portal_used())
            ]

        [(value, conditions, caps)] = shown()
        self.assertRegex(value, "80")
        self.assertEqual((conditions, caps), ([], 1))
        self.amend(DAY, authorized_price=70)
        first, second = shown()
        self.assertRegex(first[0], "80")
        self.assertRegex(second[0], "70")
        self.assertEqual(first[1:], (["shipped up to 03/10/2024"], 0))
        self.assertEqual(second[1:], (["shipped from 03/11/2024"], 1))
        # taken out later, it is told for the days it was there
        other = {"applied_on": "all", "authorized_price": 60, "agreed_book_price": 100}
        self.amend(date(2024, 4, 1), dropped=[line], added=[other])
        rows = sorted(shown(), key=lambda row: row[0], reverse=True)
        self.assertEqual(
            [row[1] for row in rows],
            [
                ["shipped up to 03/10/2024"],
                ["shipped from 03/11/2024", "shipped up to 03/31/2024"],
                ["shipped from 04/01/2024"],
            ],
        )

    def test_terms_that_came_back_are_not_kept(self):
        self.amend(DAY, authorized_price=70)
        self.amend(DAY, authorized_price=80)
        self.assertFalse(self.env["becs.program.line.terms"].search([]))
        self.assertEqual(self.paid(BEFORE, DAY), [200, 200])

    def test_a_line_added(self):
        other = self.new_product("P2")
        program = self.new_program(
            "B1", line={"applied_on": "product", "product_id": self.product.id}
        )
        self.amend(
            DAY,
            program=program,
            added=[
                {
                    "applied_on": "product",
                    "product_id": other.id,
                    "authorized_price": 60,
                    "agreed_book_price": 100,
                }
            ],
        )
        stated = {"authorization_ref": "B1", "product_ref": "P2"}
        self.assertEqual(self.paid(BEFORE, DAY, **stated), [0, 400])
        self.assertEqual(self.codes(BEFORE, **stated), [["product_not_authorized"]])
        change = program.version_ids[0].change_ids
        self.assertEqual((change.kind, change.date_from), ("added", DAY))
        self.assertIn("60", change.new_text)

    def test_a_line_taken_out(self):
        first, second = self.new_product("P2"), self.new_product("P3")
        program = self.new_program(
            "B1",
            lines=[
                {"applied_on": "product", "product_id": product.id}
                for product in (first, second)
            ],
        )
        line = program.line_ids[1]
        self.amend(DAY, program=program, dropped=[line])
        stated = {"authorization_ref": "B1", "product_ref": "P3"}
        self.assertEqual(
            self.codes(BEFORE, DAY, **stated), [[], ["product_not_authorized"]]
        )
        self.assertEqual(program.line_ids, program.line_ids[0])
        self.assertFalse(line.active)
        self.assertEqual(program.version_ids[0].change_ids.kind, "dropped")
        # and there again
        self.amend(DAY, program=program, **{}, terms={"combinable": True})
        program._amend(Amendment("Back", DAY, lines={line: {"active": True}}))
        self.assertEqual(self.codes(DAY, **stated), [[]])

    def test_the_last_line_stays(self):
        with self.assertRaisesRegex(ValidationError, "no lines"):
            self.amend(DAY, dropped=self.program.line_ids)

    def test_caps_are_carried_over(self):
        self.program.line_ids.max_quantity = 15
        self.paid(BEFORE)
        self.amend(DAY, authorized_price=70)
        # 5 of 15 are left at the new price
        self.assertEqual(self.paid(DAY), [150])
        self.assertEqual(self.program.line_ids.quantity_approved, 15)

    def test_terms_of_the_whole_hold_for_all_ship_dates(self):
        version = self.amend(DAY, terms={"budget_amount": 250}, max_amount=100)
        self.assertFalse(version.date_from)
        self.assertEqual(self.paid(BEFORE, DAY), [100, 0])
        self.assertFalse(self.env["becs.program.terms"].search([]))

    def test_a_program_that_was_not_amended_keeps_nothing(self):
        self.assertEqual((self.program.version, self.paid(DAY)), (1, [200]))
        self.assertFalse(self.program.version_ids.change_ids)
        claim = self.new_claim({})
        run = engine.validate(self.env, claim)
        self.assertFalse(run.has_earlier_terms)

    def test_end_customers(self):
        self.amend(DAY, terms={"end_customer_ids": tuple(self.customer.ids)})
        self.assertEqual(self.codes(BEFORE, DAY), [[], ["end_customer_not_authorized"]])
        named = {"end_customer_name": "Hospital"}
        self.assertEqual(self.codes(BEFORE, DAY, **named), [[], []])
        # of one name there are two; the program once named this one
        twin = self.env["res.partner"].create({"name": "Hospital", "is_company": True})
        self.amend(DAY, terms={"end_customer_ids": ()})
        self.amend(DAY, terms={"end_customer_ids": tuple(twin.ids)})
        [line] = self.validate({"date_ship": DAY, **named})
        self.assertEqual(line.end_customer_id, twin)

    def test_each_term_of_the_program(self):
        for terms, days in (
            ({"claim_window_days": 15}, [[], ["filed_too_late"]]),
            ({"minimum_line_amount": 500}, [[], ["below_minimum_amount"]]),
            ({"into_stock_source": "fifo"}, [[], ["book_price_unknown"]]),
        ):
            with self.subTest(terms=terms), self.tried_out():
                self.amend(DAY, terms=terms)
                self.assertEqual(self.codes(BEFORE, DAY), days)
        self.amend(DAY, terms={"tolerance_percent": 10})
        self.assertEqual(
            self.paid(BEFORE, DAY, unit_credit=22, amount_stated=220), [200, 220]
        )

    def test_each_term_of_a_line(self):
        for terms, days in (
            ({"min_quantity": 20}, [[], ["below_minimum_quantity"]]),
            (
                {"credit_method": "margin", "margin_percent": 10},
                [[], ["authorized_price_unknown"]],
            ),
        ):
            with self.subTest(terms=terms), self.tried_out():
                self.amend(DAY, **terms)
                self.assertEqual(self.codes(BEFORE, DAY), days)
        for terms, due in (
            ({"credit_method": "percent", "discount_percent": 5}, 50),
            ({"credit_method": "fixed", "unit_credit": 3}, 30),
        ):
            with self.subTest(terms=terms), self.tried_out():
                self.amend(DAY, **terms)
                self.assertEqual(self.paid(BEFORE, DAY), [200, due])
        self.amend(DAY, max_resale_price=85)
        self.assertEqual(
            self.codes(BEFORE, DAY, resale_price=90),
            [[], ["resale_price_above_authorized"]],
        )

    def test_price_lists(self):
        lists = self.env["product.pricelist"].create(
            [
                {
                    "name": f"Net {price}",
                    "currency_id": self.eur.id,
                    "company_id": self.company.id,
                    "item_ids": [
                        Command.create({"compute_price": "fixed", "fixed_price": price})
                    ],
                }
                for price in (80, 60)
            ]
        )
        program = self.new_program(
            "B1", line={"credit_method": "pricelist"}, pricelist_id=lists[0].id
        )
        self.amend(DAY, program=program, terms={"pricelist_id": lists[1].id})
        self.assertEqual(self.paid(BEFORE, DAY, authorization_ref="B1"), [200, 400])

    def test_combinable(self):
        other = self.new_program("B1", combinable=True)
        self.amend(DAY, terms={"combinable": True})
        for day, state in ((BEFORE, "review"), (DAY, "approved")):
            stated = {"date_ship": day, "pos_document": f"S{day}", "unit_credit": 20}
            self.validate(stated)
            [line] = self.validate({**stated, "authorization_ref": other.code})
            self.assertEqual(line.state, state)

    def test_the_program_of_lines_that_state_none(self):
        self.new_program("B1", date_start=date(2024, 2, 1))
        stated = {"authorization_ref": False}
        lines = self.validate({"date_ship": DAY, **stated})
        self.assertEqual(lines.program_id.code, "B1")
        # it no longer covers the product
        program = lines.program_id
        self.amend(DAY, program=program, excluded=True)
        lines = self.validate(*({"date_ship": day, **stated} for day in (BEFORE, DAY)))
        self.assertEqual(lines.program_id.mapped("code"), ["B1", "A1"])
        self.assertEqual(lines.mapped("program_version"), [1, 1])

    def test_what_if_changes_all_terms(self):
        self.amend(DAY, authorized_price=70)
        claim = self.validate(
            *({"date_ship": day, "amount_stated": 1000} for day in (BEFORE, DAY))
        ).claim_id
        what_if = self.env["becs.what.if"].create(
            {
                "company_id": self.company.id,
                "scope": "claims",
                "claim_ids": [Command.set(claim.ids)],
                "change_ids": [
                    Command.create(
                        {
                            "what": "authorized_price",
                            "operation": "amount",
                            "value": 10,
                            "program_ids": [Command.set(self.program.ids)],
                        }
                    )
                ],
            }
        )
        what_if.action_run()
        lines = what_if.line_ids.sorted("amount_before")
        self.assertEqual(lines.mapped("amount_before"), [200, 300])
        self.assertEqual(lines.mapped("amount_after"), [100, 200])
        self.assertEqual(what_if.change_ids.applied, 1)
        self.assertEqual(self.paid(BEFORE, DAY), [200, 300])

    def test_unclaimed_sales(self):
        self.amend(DAY, authorized_price=70)
        self.amend(DAY, terms={"claim_window_days": 30})
        self.distributor.is_becs_distributor = True
        self.env["becs.pos.line"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.distributor.id,
                    "document": f"S{day}",
                    "date": day,
                    "product_id": self.product.id,
                    "quantity": 10,
                    "currency_id": self.eur.id,
                }
                for day in (BEFORE, DAY)
            ]
        )
        self.env.flush_all()
        sales = self.env["becs.pos.unclaimed"].search([], order="date")
        self.assertEqual(sales.mapped("amount"), [200, 300])
        self.assertEqual(sales.mapped("claimable_until"), [False, date(2024, 4, 10)])
        self.amend(DAY, excluded=True)
        self.env.invalidate_all()
        self.assertEqual(sales.mapped("program_id.code"), ["A1"])

    def test_the_history_says_before_and_after(self):
        self.amend(DAY, authorized_price=70)
        self.amend(terms={"combinable": True}, authorized_price=60)
        newest = self.program.version_ids[0]
        self.assertEqual(
            [
                (change.what, change.old_text, change.new_text, change.ship_dates)
                for change in newest.change_ids
                if change.line_name
            ],
            [
                (
                    "Authorized Price",
                    "80\N{NO-BREAK SPACE}€",
                    "60\N{NO-BREAK SPACE}€",
                    "up to 03/10/2024",
                ),
                (
                    "Authorized Price",
                    "70\N{NO-BREAK SPACE}€",
                    "60\N{NO-BREAK SPACE}€",
                    "from 03/11/2024",
                ),
            ],
        )
        self.assertEqual(newest.reason, "Agreed by phone")
        self.assertEqual(newest.user_id, self.env.user)
        for text in ("Version 3", "Version 1", "Agreed by phone", "70"):
            self.assertIn(text, self.program.versions_html)

    def test_the_account_tells_the_version_that_validated(self):
        [before] = self.validate({"date_ship": BEFORE, "amount_stated": 1000})
        self.amend(authorized_price=70)
        [after] = self.validate({"date_ship": BEFORE, "amount_stated": 1000})
        self.assertEqual((before + after).mapped("program_version"), [1, 2])
        (before + after).invalidate_recordset(["explanation"])
        self.assertIn("version 1", before.explanation)
        self.assertIn("Version 2 amended terms for this ship date", before.explanation)
        self.assertIn("Judged by version 2", after.explanation)
        self.assertIn("Agreed by phone", after.explanation)

    def test_the_account_of_an_old_verdict_has_its_terms(self):
        self.amend(credit_method="percent", discount_percent=30)
        [line] = self.validate({"date_ship": DAY, "amount_stated": 1000})
        self.amend(DAY, discount_percent=40)
        line.invalidate_recordset(["explanation"])
        self.assertIn("30% of", line.explanation)
        engine.run(self.env, line.claim_id)
        self.assertIn("40% of", line.explanation)


@tagged("post_install", "-at_install")
class TestAmending(VersionCase):
    """Who amends, through the dialog, and what it has validated again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.becs_four_eyes = False
        cls.people = {
            role: new_test_user(
                cls.env,
                f"amends-{role}",
                f"base.group_user,becs_claims.group_{role}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for role in ("viewer", "analyst", "approver")
        }

    def as_(self, role, records):
        return records.with_user(self.people[role]).with_company(self.company)

    def dialog(self, role="approver", program=None):
        action = self.as_(role, program or self.program).action_amend()
        return self.as_(role, self.env["becs.program.amend"]).browse(action["res_id"])

    def test_the_dialog_amends(self):
        dialog = self.dialog()
        dialog.write({"when": "from", "date_from": DAY, "reason": "Market fell"})
        dialog.line_ids.authorized_price = 70
        dialog.action_review()
        self.assertEqual(dialog.step, "review")
        self.assertEqual(len(dialog.preview), 1)
        self.assertIn("70", dialog.preview_html)
        # nothing is written yet
        self.assertEqual(
            (self.program.version, self.program.line_ids.authorized_price), (1, 80)
        )
        dialog.action_amend()
        version = self.program.version_ids[0]
        self.assertEqual(version.user_id, self.people["approver"])
        self.assertEqual((version.reason, version.date_from), ("Market fell", DAY))
        self.assertEqual(self.paid(BEFORE, DAY), [200, 300])

    def test_the_dialog_adds_and_takes_out_lines(self):
        dialog = self.dialog()
        dialog.write({"when": "all", "reason": "New range"})
        dialog.line_ids.take_out = True
        dialog.write(
            {
                "line_ids": [
                    Command.create(
                        {
                            "applied_on": "product",
                            "product_id": self.product.id,
                            "credit_method": "fixed",
                            "unit_credit": 7,
                        }
                    )
                ]
            }
        )
        dialog.action_review()
        dialog.action_amend()
        self.assertEqual(self.program.line_ids.credit_method, "fixed")
        self.assertEqual(self.paid(BEFORE), [70])

    def test_what_is_not_changed_may_hold_earlier_too(self):
        self.amend(DAY, authorized_price=70)
        dialog = self.dialog()
        self.assertTrue(dialog.has_dated_versions)
        dialog.write(
            {
                "when": "from",
                "date_from": BEFORE,
                "reason": "As agreed",
                "all_terms": True,
            }
        )
        dialog.action_amend()
        self.assertEqual(self.paid(date(2024, 3, 9), BEFORE, DAY), [200, 300, 300])

    def test_an_amendment_needs_a_reason_and_a_change(self):
        dialog = self.dialog()
        dialog.write({"when": "all"})
        with self.assertRaisesRegex(UserError, "why"):
            dialog.action_review()
        dialog.reason = "No reason"
        with self.assertRaisesRegex(UserError, "Nothing changes"):
            dialog.action_review()
        dialog.write({"when": "from", "date_from": False})
        with self.assertRaisesRegex(UserError, "first ship date"):
            dialog.action_review()

    def test_the_terms_of_now_are_amended(self):
        dialog = self.dialog()
        dialog.write({"when": "all", "reason": "Late"})
        dialog.line_ids.authorized_price = 70
        self.amend(terms={"combinable": True})
        with self.assertRaisesRegex(UserError, "somebody else"):
            dialog.action_amend()

    def test_only_an_approver_amends(self):
        with self.assertRaises(AccessError):
            self.as_("viewer", self.program).action_amend()
        dialog = self.dialog("analyst")
        dialog.write({"when": "all", "reason": "Mine"})
        dialog.line_ids.min_quantity = 2
        with self.assertRaisesRegex(UserError, "Approver"):
            dialog.action_amend()
        amendment = Amendment(
            "Mine", lines={self.program.line_ids: {"min_quantity": 2}}
        )
        with self.assertRaisesRegex(UserError, "Approver"):
            self.as_("analyst", self.program)._amend(amendment)
        with self.assertRaises(AccessError):
            self.as_("analyst", self.env["becs.program.amend"]).create(
                {"program_id": self.program.id}
            )

    def test_approved_terms_are_changed_by_amendments_only(self):
        line = self.program.line_ids
        for role in ("analyst", "approver"):
            program, own = self.as_(role, self.program), self.as_(role, line)
            for change in (
                lambda own=own: own.write({"authorized_price": 1}),
                lambda own=own: own.write({"active": False}),
                own.unlink,
                lambda program=program: program.write({"budget_amount": 5}),
                lambda program=program: program.write({"code": "OTHER"}),
                lambda program=program: program.write(
                    {"line_ids": [Command.create({"applied_on": "all"})]}
                ),
            ):
                with self.assertRaisesRegex(UserError, "Amend"), self.cr.savepoint():
                    change()
            with self.assertRaises(AccessError), self.cr.savepoint():
                program.write({"version": 7})
        # what is no promise stays free
        self.as_("analyst", self.program).write({"name": "Better name", "note": "Text"})

    def test_versions_are_never_changed(self):
        version = self.amend(DAY, authorized_price=70)
        for change in (
            lambda: version.write({"reason": "Other"}),
            version.unlink,
            lambda: self.program.version_ids[1].unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        for name in ("version", "change", "terms", "line.terms"):
            model = self.as_("approver", self.env[f"becs.program.{name}"])
            self.assertTrue(model.has_access("read"))
            for operation in ("write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), operation)

    def test_a_closed_program_is_not_prolonged(self):
        self.program.action_close()
        version = self.program.version_ids[0]
        self.assertEqual((version.number, version.reason), (2, "Closed"))
        with self.assertRaisesRegex(UserError, "Renew"):
            self.amend(terms={"date_end": False})
        self.amend(authorized_price=70)
        self.assertEqual(self.paid(BEFORE), [300])

    def test_open_claims_are_revalidated(self):
        open_claim = self.validate({"amount_stated": 1000}).claim_id
        approved = self.validate({"amount_stated": 1000}).claim_id
        approved.action_approve()
        decided = self.validate({"amount_stated": 1000})
        decided.action_decide("set", amount=210, note="Agreed")
        early = self.validate({"amount_stated": 1000, "date_ship": date(2024, 3, 1)})
        elsewhere = self.new_program("B1")
        other = self.validate({"amount_stated": 1000, "authorization_ref": "B1"})
        self.assertEqual(other.program_id, elsewhere)
        dialog = self.dialog()
        dialog.write({"when": "from", "date_from": BEFORE, "reason": "Market fell"})
        dialog.line_ids.authorized_price = 70
        dialog.action_review()
        self.assertEqual(
            (dialog.revalidate_line_count, dialog.revalidate_claim_count), (2, 2)
        )
        dialog.action_amend()
        jobs = self.env["becs.job"].search([("kind", "=", "validate")])
        self.assertEqual(set(jobs.mapped("res_id")), {open_claim.id, approved.id})
        self.assertEqual(approved.state, "validated")
        for claim in open_claim + approved:
            claim._run_job_validate(None)
        lines = open_claim.line_ids + approved.line_ids
        self.assertEqual(lines.mapped("amount_approved"), [300, 300])
        self.assertEqual((decided + early).mapped("amount_approved"), [210, 200])

    def test_lines_nothing_covered_are_revalidated(self):
        program = self.new_program(
            "B1", line={"applied_on": "product", "product_id": self.product.id}
        )
        self.program.action_close()
        self.new_product("P2")
        rejected = self.validate({"authorization_ref": False, "product_ref": "P2"})
        self.program.date_end = date(2024, 1, 31)
        engine.run(self.env, rejected.claim_id)
        self.assertFalse(rejected.program_id)
        version = self.amend(
            program=program,
            added=[
                {"applied_on": "all", "authorized_price": 80, "agreed_book_price": 100}
            ],
        )
        self.assertEqual(version._revalidate(), rejected.claim_id)

    def test_a_renewal_begins_where_the_program_ends(self):
        self.program.write(
            {
                "date_start": date(2026, 10, 1),
                "date_end": date(2026, 12, 31),
                "budget_amount": 900,
            }
        )
        self.program.line_ids.max_quantity = 10
        self.amend(DAY, authorized_price=70)
        action = self.as_("analyst", self.program).action_renew()
        renewal = self.env["becs.program"].browse(action["res_id"])
        self.assertEqual(
            (renewal.date_start, renewal.date_end),
            (date(2027, 1, 1), date(2027, 3, 31)),
        )
        self.assertEqual((renewal.state, renewal.version), ("draft", 0))
        self.assertEqual(renewal.renewed_from_id, self.program)
        self.assertNotEqual(renewal.code, self.program.code)
        self.assertEqual(renewal.name, self.program.name)
        self.assertEqual(renewal.budget_amount, 900)
        line = renewal.line_ids
        self.assertEqual(
            (line.authorized_price, line.max_quantity, line.quantity_approved),
            (70, 10, 0),
        )
        again = self.as_("analyst", self.program).action_renew()
        self.assertEqual(again["res_id"], renewal.id)
        renewal.action_approve()
        self.assertEqual(renewal.version, 1)

    def test_suspending_and_resuming_makes_no_version(self):
        self.program.action_suspend()
        self.assertEqual(self.codes(DAY), [["authorization_suspended"]])
        self.program.action_resume()
        self.assertEqual((self.codes(DAY), self.program.version), ([[]], 1))
