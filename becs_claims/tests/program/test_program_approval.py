"""Who approves a program: not who wrote it, and only within the limits."""

import base64
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.program import given_away
from ...models.program.amendment import Amendment
from ..request.request_case import RequestCase
from ..shared.test_migration import migration
from .test_program_upload import sheet


class ProgramApprovalCase(RequestCase):
    """An analyst and two approvers, a distributor with list prices of 100 and 50."""

    def setUp(self):
        super().setUp()
        self.approver, self.analyst = self.people["approver"], self.people["analyst"]
        self.assertTrue(self.company.becs_four_eyes)

    def administrator(self):
        """Somebody without limits, from now on."""
        self.world["administrator"].active = True
        self.world["administrator"].name = "Administrator"
        return self.world["administrator"]

    def values(self, *lines, **values):
        """Of a program for the distributor; lines are dicts, P1 at 80 each."""
        return {
            "name": "Deal",
            "company_id": self.company.id,
            "currency_id": self.eur.id,
            "date_start": date(2024, 1, 1),
            "distributor_ids": [Command.set(self.distributor.ids)],
            "budget_amount": 1000,
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "product",
                        "product_id": self.product.id,
                        **({} if "credit_method" in line else {"authorized_price": 80}),
                        **line,
                    }
                )
                for line in lines or [{}]
            ],
            **values,
        }

    def write_program(self, *lines, by=None, **values):
        """A draft, by the server unless by a user."""
        Program = self.env["becs.program"]
        return (
            Program.with_user(by).create(self.values(*lines, **values))
            if by
            else Program.create(self.values(*lines, **values))
        ).with_env(self.env)

    def approved(self, *lines, **values):
        program = self.write_program(*lines, **values)
        program.action_approve()
        return program

    def approve(self, program, by=None):
        program.with_user(by or self.approver).action_approve()

    def refused(self, program, by=None, attempt=None):
        """The sentence that refuses the approval, or an attempt."""
        with self.assertRaises(UserError) as refused, self.cr.savepoint():
            attempt() if attempt else self.approve(program, by)
        self.env.invalidate_all()
        return str(refused.exception)


@tagged("post_install", "-at_install")
class TestProgramFourEyes(ProgramApprovalCase):
    """Who wrote or changed the terms does not approve them."""

    def test_one_person_alone(self):
        """100 % on all products, written and approved by one approver."""
        everything = {
            "applied_on": "all",
            "credit_method": "percent",
            "discount_percent": 100,
        }
        program = self.write_program(everything, by=self.approver)
        self.assertEqual(program.written_by_ids, self.approver)
        message = self.refused(program)
        self.assertIn("You wrote or changed terms of it", message)
        self.assertIn(f"approve {program.display_name}: Second Approver.", message)
        self.assertEqual((program.state, program.version), ("draft", 0))
        self.approve(program, self.second)
        self.assertEqual(program.state, "approved")
        version = program.version_ids
        self.assertEqual(version.user_id, self.second)
        self.assertFalse(version.note)
        self.assertEqual(program.written_by_ids, self.approver)

    def ways_to_write(self):
        """{what: somebody writes a program of the server; gives the one written}."""

        def load(program):
            result = program.browse().load(
                [".id", "budget_amount"], [[str(program.id), "900"]]
            )
            self.assertFalse(result["messages"])

        def load_lines(program):
            result = program.line_ids.browse().load(
                ["program_id/.id", "applied_on", "product_id/.id", "authorized_price"],
                [[str(program.id), "product", str(self.other_product.id), "40"]],
            )
            self.assertFalse(result["messages"])

        def upload(program):
            dialog = program.env["becs.program.upload"].browse(
                program.action_upload()["res_id"]
            )
            dialog.write(
                {
                    "file": base64.b64encode(sheet(["P1", None, 70, None, None])),
                    "file_name": "prices.xlsx",
                }
            )
            dialog.action_read()

        def add(program):
            program.line_ids.create(
                {
                    "program_id": program.id,
                    "applied_on": "product",
                    "product_id": self.other_product.id,
                    "authorized_price": 40,
                }
            )

        def commands(*made):
            return lambda program: program.write(
                {"line_ids": [command(program) for command in made]}
            )

        return {
            "a term": lambda program: program.write({"budget_amount": 900}),
            "its distributors": lambda program: program.write(
                {"distributor_ids": [Command.link(self.other.id)]}
            ),
            "a term by the form": lambda program: program.web_save(
                {"date_start": "2024-02-01"}, {}
            ),
            "a line": lambda program: program.line_ids.write({"authorized_price": 79}),
            "a line more": add,
            "a line less": lambda program: program.line_ids[1].unlink(),
            "a command": commands(
                lambda program: Command.update(program.line_ids[0].id, {"sequence": 5})
            ),
            "a command more": commands(
                lambda program: Command.create(
                    {"applied_on": "product", "product_id": self.other_product.id}
                )
            ),
            "a command less": commands(
                lambda program: Command.delete(program.line_ids[1].id)
            ),
            "an import": load,
            "an import of lines": load_lines,
            "a spreadsheet": upload,
            "a copy": lambda program: program.copy(),
            "the server, for somebody": lambda program: program.sudo().write(
                {"budget_amount": 900}
            ),
        }

    def test_every_way_to_write(self):
        lines = {}, {"product_id": self.other_product.id, "authorized_price": 40}
        for what, write in self.ways_to_write().items():
            with self.subTest(what):
                program = self.write_program(*lines)
                self.assertFalse(program.written_by_ids)
                written = write(program.with_user(self.approver))
                if isinstance(written, type(program)):
                    program = written.with_env(self.env)
                self.assertEqual(program.written_by_ids, self.approver)
                self.assertIn("You wrote", self.refused(program))
                self.approve(program, self.second)
                self.assertEqual(program.state, "approved")

    def test_who_writes_the_price_list(self):
        """Prices of an authorized price list are terms of a program that uses it."""
        prices = self.pricelist.copy()
        program = self.write_program(
            {"credit_method": "pricelist"}, pricelist_id=prices.id
        )
        approved = self.approved(pricelist_id=prices.id)
        manager = self.env.ref("product.group_product_manager")
        for change in (
            lambda item: item.write({"fixed_price": 70}),
            lambda item: item.copy(),
            lambda item: item.unlink(),
        ):
            program.written_by_ids = False
            self.approver.group_ids += manager
            change(prices.item_ids[0].with_user(self.approver))
            self.assertEqual(program.written_by_ids, self.approver)
            self.assertIn("You wrote", self.refused(program))
        self.assertFalse(approved.written_by_ids)

    def test_a_renewal_is_written_by_who_renews(self):
        program = self.approved(date_end=date(2024, 6, 30))
        action = program.with_user(self.approver).action_renew()
        renewal = program.browse(action["res_id"])
        self.assertEqual(renewal.written_by_ids, self.approver)
        self.assertIn("You wrote", self.refused(renewal))
        self.approve(renewal, self.second)

    def test_what_is_no_term(self):
        program = self.write_program(by=self.analyst)
        program.with_user(self.approver).write(
            {"name": "Better", "note": "Seen", "user_id": self.approver.id}
        )
        self.assertEqual(program.written_by_ids, self.analyst)
        self.approve(program)
        self.assertEqual(program.state, "approved")

    def test_a_refused_one_keeps_its_writers(self):
        program = self.write_program(by=self.approver)
        program.with_user(self.analyst).action_request()
        program.with_user(self.second).action_refuse()
        program.with_user(self.second).action_reset_to_draft()
        self.assertEqual(program.written_by_ids, self.approver)
        self.assertIn("You wrote", self.refused(program))

    def test_nobody_notes_or_forgets_writers(self):
        program = self.write_program(by=self.approver)
        with self.assertRaises(AccessError):
            program.with_user(self.approver).write({"written_by_ids": False})

    def test_what_was_seen_is_approved(self):
        """A form that is open does not approve what was changed since."""
        program = self.write_program(by=self.analyst)
        seen = program.with_context(becs_seen=program.writings)
        program.line_ids.with_user(self.analyst).authorized_price = 1
        self.env.invalidate_all()
        self.assertIn("changed meanwhile", self.refused(seen))
        self.approve(program.with_context(becs_seen=program.writings))
        self.assertEqual(program.state, "approved")

    def test_who_may_is_asked(self):
        program = self.write_program(by=self.approver)
        program.with_user(self.approver).action_request()
        self.assertEqual(program.activity_ids.user_id, self.second)

    def test_nobody_is_left(self):
        program = self.write_program(by=self.approver)
        program.with_user(self.second).budget_amount = 900
        message = self.refused(program)
        self.assertIn("Approver wrote it, Second Approver wrote it", message)
        self.assertIn("An administrator gives somebody the role", message)
        administrator = self.administrator()
        self.assertIn(": Administrator.", self.refused(program))
        program.with_user(administrator).budget_amount = 950
        message = self.refused(program)
        self.assertIn("alone: Administrator.", message)
        self.approve(program, administrator)
        version = program.version_ids
        self.assertEqual((program.state, version.user_id), ("approved", administrator))
        self.assertIn("An administrator approved", version.note)
        self.assertIn("Second Approver wrote it", version.note)
        self.assertIn("alone", str(program.versions_html))
        self.assertIn("alone", " ".join(program.message_ids.mapped("body")))

    def test_an_administrator_is_not_alone_while_somebody_is_left(self):
        administrator = self.administrator()
        program = self.write_program(by=administrator)
        self.assertIn("Approver, Second Approver", self.refused(program, administrator))

    def test_without_four_eyes(self):
        self.company.becs_four_eyes = False
        program = self.write_program(by=self.approver)
        self.approve(program)
        self.assertEqual(program.state, "approved")
        shown = f"Approved by who .*: {self.company.name} does not ask for four eyes"
        self.assertRegex(program.version_ids.note, shown)
        self.assertRegex(" ".join(program.message_ids.mapped("body")), shown)
        # an amendment that gives more, by who prepared it
        own = program.with_user(self.approver)
        own._amend(Amendment("More", terms={"budget_amount": 2000}))
        self.assertRegex(program.version_ids[0].note, shown)
        self.assertRegex(program.message_ids[0].body, shown)
        own._amend(Amendment("Less", terms={"budget_amount": 1000}))
        self.assertFalse(program.version_ids[0].note)
        # and nothing is said of who wrote none of it
        other = self.write_program(by=self.analyst)
        self.approve(other)
        self.assertFalse(other.version_ids.note)

    def test_who_put_the_others_out_is_said(self):
        """By what was changed before the program was written, within a year."""
        administrator = self.administrator()
        limits = self.env["becs.approval.limit"].with_user(administrator)
        approvers = limits._approvers(self.company) - administrator
        (approvers - self.approver - self.second).active = False
        with freeze_time("2020-01-01"):
            limits.create({"company_id": self.company.id, "amount": 11})
        program = self.write_program(budget_amount=1, by=administrator)
        for user in self.approver | self.second:
            limits.create(
                {
                    "company_id": self.company.id,
                    "scope": "request",
                    "user_id": user.id,
                    "amount": 0,
                }
            )
        self.second.with_user(administrator).sudo().active = False
        self.approve(program, administrator)
        note = program.version_ids.note
        self.assertIn("is left: Administrator wrote it, Approver may grant", note)
        for shown in ("Approval Limit.*Approver", "User: .*Second.*Active: Yes → No"):
            self.assertRegex(
                note, f"Changed within a year before, by Administrator: .*{shown}"
            )
        self.assertNotIn("11.00", note)
        # of many the newest, and how many there are
        for amount in range(5):
            limits.search([("user_id", "=", self.approver.id)]).amount = amount / 100
        other = self.write_program(budget_amount=1, by=administrator)
        self.approve(other, administrator)
        note = other.version_ids.note
        self.assertEqual(note.count("Changed within a year before"), 5)
        self.assertIn("→ 0.04", note)
        self.assertRegex(note, r"And \d+ more changes of who approves")

    def test_agreed_requests_go_their_way(self):
        self.limit(20, 200, self.approver)
        request = self.submitted()
        request.line_ids.write({"decision": "accept"})
        request.with_user(self.approver).action_answer()
        program = request.program_id
        # without a budget, by who answered it: it was granted with the answer
        self.assertEqual((program.state, program.budget_amount), ("approved", 0))


@tagged("post_install", "-at_install")
class TestProgramDiscount(ProgramApprovalCase):
    """What the terms of a program give away."""

    def given(self, *lines, **values):
        """(percent, amount, why more) of a draft."""
        given = given_away.of_program(self.write_program(*lines, **values))
        return float(given.percent), given.amount, given.unknown

    def test_methods(self):
        prices = self.env["product.pricelist"].create(
            {
                "name": "Authorized",
                "currency_id": self.eur.id,
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "0_product_variant",
                            "product_id": self.product.id,
                            "compute_price": "fixed",
                            "fixed_price": price,
                            "min_quantity": quantity,
                        }
                    )
                    for price, quantity in ((70, 0), (60, 50))
                ],
            }
        )
        second = {"product_id": self.other_product.id}
        for lines, values, percent in (
            ([{}], {}, 20),
            ([{"authorized_price": 79.99}], {}, 20.01),
            ([{"authorized_price": 120}], {}, 0),
            # an agreed book price above list is paid, too; one below gives less
            ([{"agreed_book_price": 130}], {}, 50),
            ([{"agreed_book_price": 90}], {}, 20),
            ([{"credit_method": "fixed", "unit_credit": 15}], {}, 15),
            ([{"credit_method": "fixed", "unit_credit": 15, **second}], {}, 30),
            ([{"credit_method": "fixed", "unit_credit": 150}], {}, 150),
            ([{"credit_method": "percent", "discount_percent": 12.5}], {}, 12.5),
            (
                [
                    {
                        "credit_method": "percent",
                        "discount_percent": 10,
                        "agreed_book_price": 200,
                    }
                ],
                {},
                20,
            ),
            ([{"credit_method": "pricelist"}], {"pricelist_id": prices.id}, 40),
            ([{}, {"authorized_price": 35, **second}], {}, 30),
            ([{}, {"excluded": True, **second}], {}, 20),
        ):
            with self.subTest(lines=lines):
                self.assertEqual(self.given(*lines, **values), (percent, 1000, ""))

    def test_scopes(self):
        self.other_product.categ_id = self.deep
        of_template = {
            "applied_on": "template",
            "product_id": False,
            "product_tmpl_id": self.product.product_tmpl_id.id,
        }
        of_category = {
            "applied_on": "category",
            "product_id": False,
            "categ_id": self.deep.parent_id.id,
            "credit_method": "fixed",
            "unit_credit": 15,
        }
        self.assertEqual(self.given(of_template)[0], 20)
        # P1 for 100 and P2 for 50 are below it
        self.assertEqual(self.given(of_category)[0], 30)
        excluded = {"product_id": self.other_product.id, "excluded": True}
        self.assertEqual(self.given(of_category, excluded)[0], 15)

    def test_what_is_not_known(self):
        without = self.new_product("P9", list_price=0)
        empty = self.env["product.category"].create({"name": "Empty"})
        percent = {"credit_method": "percent", "discount_percent": 5}
        everything = {"applied_on": "all", "product_id": False}
        for lines, values, shown in (
            ([{"credit_method": "margin", "margin_percent": 20}], {}, "margin"),
            ([{**everything, "authorized_price": 80}], {}, "all products"),
            ([{**everything, **percent}], {}, "all products"),
            ([percent], {"distributor_ids": False}, "every distributor"),
            ([{"product_id": without.id}], {}, "P9.*no list price"),
            (
                [{"applied_on": "category", "categ_id": empty.id}],
                {},
                "Empty has no products",
            ),
        ):
            with self.subTest(shown=shown):
                self.assertRegex(self.given(*lines, **values)[2], shown)
        # a percent is what it is, whatever the product costs
        self.assertEqual(
            self.given({**percent, "product_id": without.id}), (5, 1000, "")
        )

    def test_the_distributor_that_gets_most(self):
        dear = self.pricelist.copy()
        dear.item_ids.filtered("product_id").write({"fixed_price": 200})
        other = self.other.with_company(self.company)
        other.specific_property_product_pricelist = dear
        both = [Command.set((self.distributor | self.other).ids)]
        self.assertEqual(self.given(distributor_ids=both)[0], 60)
        fixed = {"credit_method": "fixed", "unit_credit": 15}
        self.assertEqual(self.given(fixed, distributor_ids=both)[0], 15)

    def test_currencies(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 2,
            }
        )
        # the list price of 100 EUR is 200 USD
        line = {"authorized_price": 150}
        given = self.given(line, currency_id=self.usd.id, budget_amount=1000)
        self.assertEqual(given, (25, 500, ""))

    def test_no_budget(self):
        self.assertEqual(self.given(budget_amount=0), (20, None, ""))


@tagged("post_install", "-at_install")
class TestProgramLimits(ProgramApprovalCase):
    """Limits for special prices hold for programs, too."""

    def setUp(self):
        super().setUp()
        self.limit(20, 1000, self.approver)

    def test_within(self):
        program = self.write_program()
        self.approve(program)
        self.assertEqual(program.state, "approved")

    def test_beyond(self):
        self.limit(60, 5000, self.second)
        for line, values, shown in (
            ({"authorized_price": 79.99}, {}, r"20\.01 % worth 1,000\.00"),
            ({}, {"budget_amount": 1000.01}, r"20 % worth 1,000\.01"),
        ):
            program = self.write_program(line, **values)
            message = self.refused(program)
            self.assertRegex(message, shown)
            self.assertRegex(message, r"Approver may grant 20 % and 1,000\.00")
            self.assertIn(": Second Approver.", message)
            self.approve(program, self.second)
            self.assertEqual(program.state, "approved")

    def test_only_who_has_no_limit(self):
        self.limit(100, 1e9, self.second)
        administrator = self.administrator()
        for line, values, shown in (
            ({}, {"budget_amount": 0}, "without a budget"),
            ({"applied_on": "all", "product_id": False}, {}, "for all products"),
            ({}, {"distributor_ids": False}, "for every distributor"),
            ({"credit_method": "margin", "margin_percent": 9}, {}, "margin"),
        ):
            program = self.write_program(line, **values)
            for user in (self.approver, self.second):
                message = self.refused(program, user)
                self.assertIn(shown, message)
                self.assertIn(": Administrator.", message)
            self.approve(program, administrator)
            self.assertEqual(program.state, "approved")
            self.assertFalse(program.version_ids.note)

    def test_no_limit_of_the_own_is_nothing(self):
        program = self.write_program()
        self.assertIn("may grant 0 %", self.refused(program, self.second))

    def test_who_may_grant_it_is_asked(self):
        self.limit(100, 5000, self.second)
        program = self.write_program(budget_amount=2000, by=self.analyst)
        program.with_user(self.analyst).action_request()
        self.assertEqual(program.activity_ids.user_id, self.second)

    def test_nobody_is_left_within_limits(self):
        program = self.write_program(by=self.approver, budget_amount=2000)
        message = self.refused(program, self.second)
        self.assertIn("Approver wrote it", message)
        self.assertIn("Second Approver may grant nothing", message)
        administrator = self.administrator()
        program.with_user(administrator).budget_amount = 3000
        self.approve(program, administrator)
        self.assertIn("alone", program.version_ids.note)

    def test_limits_of_claims_do_not_count(self):
        self.env["becs.approval.limit"].search([]).unlink()
        self.env["becs.approval.limit"].create(
            {"company_id": self.company.id, "amount": 1}
        )
        program = self.write_program(budget_amount=0)
        self.approve(program)
        self.assertEqual(program.state, "approved")


@tagged("post_install", "-at_install")
class TestOwnLimits(ProgramApprovalCase):
    """Nobody raises the own limit, whoever may write limits."""

    def setUp(self):
        super().setUp()
        Limit = self.registry["becs.approval.limit"]
        self.env["ir.model.access"].create(
            {
                "name": "limits by approvers",
                "model_id": self.env["ir.model"]._get_id("becs.approval.limit"),
                "group_id": self.env.ref("becs_claims.group_approver").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        names = {"company_id", "scope", "user_id", "amount", "discount_percent"}
        self.patch(Limit, "_writable_fields", lambda _records: set(names))

    def attempt(self, change, allowed):
        with self.subTest(change=change), self.cr.savepoint() as savepoint:
            if allowed:
                change()
            else:
                with self.assertRaisesRegex(UserError, "raise your own limit"):
                    change()
            savepoint.rollback()
        self.env.invalidate_all()

    def enter(self, user, of, **values):
        """Enter a limit as a user, of somebody or of everybody."""
        return (
            self.env["becs.approval.limit"]
            .with_user(user)
            .create(
                {
                    "company_id": self.company.id,
                    "scope": "request",
                    "user_id": of and of.id,
                    "amount": 100,
                    "discount_percent": 10,
                    **values,
                }
            )
        )

    def test_the_own_row(self):
        own = self.limit(20, 500, self.approver).with_user(self.approver)
        for values, allowed in (
            ({"amount": 501}, False),
            ({"discount_percent": 21}, False),
            ({"amount": 400, "discount_percent": 21}, False),
            ({"amount": 499}, True),
            ({"discount_percent": 0}, True),
            ({"user_id": self.second.id}, True),  # what is left is nothing
        ):
            self.attempt(lambda values=values: own.write(values), allowed)
        # without any row there would be no limit
        self.attempt(own.unlink, False)
        self.attempt(lambda: own.write({"scope": "claim"}), False)
        self.limit(10, 100)
        self.attempt(own.unlink, True)

    def test_deleting_a_lower_one(self):
        own = self.limit(20, 500, self.approver).with_user(self.approver)
        self.limit(20, 600)
        self.attempt(own.unlink, False)

    def test_the_row_of_everybody(self):
        everybody = self.limit(20, 500).with_user(self.approver)
        raising = lambda: everybody.write({"amount": 501})  # noqa: E731
        self.attempt(raising, False)
        self.attempt(lambda: everybody.write({"amount": 499}), True)
        self.attempt(lambda: self.enter(self.approver, self.second), True)
        self.attempt(
            lambda: self.enter(self.approver, self.approver, amount=501), False
        )
        self.limit(20, 100, self.approver)
        self.attempt(raising, True)

    def test_the_first_row_lowers(self):
        self.attempt(lambda: self.enter(self.approver, self.approver), True)
        self.attempt(lambda: self.enter(self.approver, False), True)

    def test_a_row_of_another(self):
        row = self.limit(20, 500, self.second).with_user(self.approver)
        self.attempt(lambda: row.write({"amount": 900}), True)
        self.attempt(lambda: row.write({"user_id": self.approver.id}), False)
        self.attempt(lambda: row.write({"user_id": False}), False)

    def test_each_scope_and_company_by_itself(self):
        self.limit(20, 500, self.approver)
        self.enter(self.env.user, self.approver, scope="claim", amount=50)
        claim = self.env["becs.approval.limit"].search([("scope", "=", "claim")])
        self.attempt(
            lambda: claim.with_user(self.approver).write({"amount": 51}), False
        )
        # a percent does not count for claims
        self.attempt(
            lambda: claim.with_user(self.approver).write({"discount_percent": 99}),
            True,
        )

    def test_administrators(self):
        """They have no limits, but set none that would be theirs without the role."""
        administrator = self.administrator()
        everybody = self.limit(20, 500).with_user(administrator)
        self.attempt(lambda: everybody.write({"amount": 9000}), True)
        self.attempt(everybody.unlink, True)
        self.attempt(lambda: self.enter(administrator, self.second), True)
        self.attempt(
            lambda: self.enter(administrator, administrator, amount=501), False
        )
        own = self.limit(20, 100, administrator).with_user(administrator)
        self.attempt(lambda: own.write({"amount": 101}), False)
        self.attempt(lambda: own.write({"amount": 99}), True)


@tagged("post_install", "-at_install")
class TestProgramArchive(ProgramApprovalCase):
    """Archiving an approved program closes it."""

    def validated(self, number, *days):
        """(state, amount, reasons) of lines of 10 that state a number, or none."""
        lines = self.validate(
            *(
                {"authorization_ref": number, "unit_credit": 20, "date_ship": day}
                for day in days
            )
        )
        return [(line.state, line.amount_approved, self.codes(line)) for line in lines]

    def test_it_pays_as_if_it_were_closed(self):
        days = date(2024, 3, 10), date(2024, 3, 11)
        agreed = {"agreed_book_price": 100}
        closed, archived, resting = (
            self.approved(agreed, code=code) for code in ("S1", "S2", "S3")
        )
        with freeze_time("2024-03-10 12:00:00"):
            closed.with_user(self.approver).action_close()
            archived.with_user(self.approver).action_archive()
            resting.with_user(self.approver).action_suspend()
            resting.with_user(self.approver).action_archive()
        for program in archived | resting:
            self.assertFalse(program.active)
            self.assertEqual((program.state, program.date_end), ("closed", days[0]))
            version = program.version_ids[0]
            self.assertEqual((version.number, version.reason), (2, "Archived"))
            self.assertEqual(version.user_id, self.approver)
        shown = self.validated("S1", *days)
        self.assertEqual(shown[0], ("approved", 200, []))
        self.assertEqual(shown[1][:2], ("rejected", 0))
        self.assertEqual(self.validated("S2", *days), shown)
        self.assertEqual(self.validated("S3", *days), shown)

    def test_back_from_the_archive(self):
        program = self.write_program(by=self.approver, code="S1")
        self.approve(program, self.second)
        with freeze_time("2024-03-10 12:00:00"):
            program.with_user(self.approver).action_archive()
        message = self.refused(
            program, attempt=program.with_user(self.approver).action_unarchive
        )
        self.assertIn("You wrote", message)
        self.assertFalse(program.active)
        program.with_user(self.second).action_unarchive()
        self.assertTrue(program.active)
        # it stays closed
        self.assertEqual(
            (program.state, program.date_end), ("closed", date(2024, 3, 10))
        )
        self.assertEqual(program.version_ids[0].reason, "Back from the archive")
        dialog = self.env["becs.program.amend"].with_user(self.second)
        dialog = dialog.browse(program.with_user(self.second).action_amend()["res_id"])
        dialog.write({"when": "all", "reason": "Longer", "date_end": False})
        with self.assertRaisesRegex(UserError, "Renew it instead"):
            dialog.action_review()

    def test_back_only_within_limits(self):
        program = self.approved(budget_amount=2000)
        program.with_user(self.approver).action_archive()
        self.limit(20, 1000)
        message = self.refused(
            program, attempt=program.with_user(self.second).action_unarchive
        )
        self.assertIn("worth 2,000.00", message)

    def test_an_analyst_archives_no_approved_program(self):
        program = self.approved()
        message = self.refused(
            program, attempt=program.with_user(self.analyst).action_archive
        )
        self.assertIn("Approver", message)
        self.assertTrue(program.active)

    def test_a_draft(self):
        program = self.write_program(by=self.analyst)
        program.with_user(self.analyst).action_archive()
        self.assertEqual((program.active, program.state), (False, "draft"))
        self.assertIn("is archived", self.refused(program))
        self.assertIn(
            "is archived",
            self.refused(
                program, attempt=program.with_user(self.analyst).action_request
            ),
        )
        program.with_user(self.analyst).action_unarchive()
        self.approve(program)
        self.assertEqual(program.state, "approved")


@tagged("post_install", "-at_install")
class TestWritersMigration(ProgramApprovalCase):
    def test_who_wrote_what_is_not_approved_yet(self):
        draft = self.write_program(by=self.analyst)
        refused = self.write_program(by=self.analyst)
        refused.with_user(self.second).action_refuse()
        approved, archived = self.approved(), self.approved()
        draft.line_ids.with_user(self.approver).authorized_price = 79
        self.env.flush_all()
        self.cr.execute("DELETE FROM becs_program_written_rel")
        self.cr.execute(
            "UPDATE becs_program SET active = FALSE WHERE id = %s", [archived.id]
        )
        self.env.invalidate_all()
        for _ in range(2):
            migration("19.0.4.3.0", "post-writers").migrate(self.cr, "19.0.4.2.0")
            self.env.invalidate_all()
            self.assertEqual(draft.written_by_ids, self.analyst | self.approver)
            self.assertEqual(refused.written_by_ids, self.analyst | self.second)
            self.assertFalse(approved.written_by_ids | archived.written_by_ids)
            self.assertEqual((archived.state, archived.version), ("closed", 2))
