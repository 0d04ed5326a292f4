from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ...validation import totals
from ...validation.programs import drawdown
from ..shared.settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-31")
class TestRunCredit(SettlementCommon):
    def test_credit_note(self):
        claim = self.make_claim(
            [
                {"program": self.program, "amount": 100.01},
                {"program": self.program, "amount": 0.02, "state": "adjusted"},
                {"program": self.other_program, "amount": 33.33},
                {"amount": 5},
                {"program": self.program, "amount": 77, "state": "review"},
                {"program": self.program, "amount": 0},
                {"program": self.program, "amount": 12, "state": "rejected"},
            ],
            reference="DN-77",
        )
        action = claim.with_user(self.accountant).action_create_credit_notes()
        move = claim.credit_note_ids
        self.assertEqual(action["res_id"], move.id)
        self.assertRecordValues(
            move,
            [
                {
                    "move_type": "out_refund",
                    "state": "posted",
                    "partner_id": self.distributor.id,
                    "currency_id": claim.currency_id.id,
                    "invoice_date": fields.Date.to_date("2026-07-31"),
                    "ref": "DN-77",
                    "invoice_origin": claim.name,
                    "amount_untaxed": 138.36,
                    "amount_tax": 20.75,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            move.invoice_line_ids.sorted("sequence"),
            [
                {
                    "product_id": self.product.id,
                    "quantity": 1,
                    "price_subtotal": amount,
                    "account_id": self.company_data["default_account_revenue"].id,
                    "tax_ids": self.company_data["default_tax_sale"].ids,
                }
                for amount in (100.03, 33.33, 5.0)
            ],
        )
        labels = move.invoice_line_ids.sorted("sequence").mapped("name")
        self.assertIn("SD-1", labels[0])
        self.assertIn("DN-77", labels[0])
        self.assertIn("lines: 2", labels[0])
        self.assertIn("without authorization", labels[2])
        self.assertEqual(claim.amount_credited, 138.36)
        self.assertEqual(claim.state, "approved", "a line is still in review")
        self.assertEqual(self.program.amount_credited, 100.03)
        self.assertEqual(self.other_program.amount_credited, 33.33)
        credited = claim.line_ids.filtered("credit_line_id")
        self.assertEqual(credited.mapped("sequence"), [1, 2, 3, 4])
        self.assertEqual(move.becs_claim_ids, claim)
        self.assert_proved(move)

    def test_claim_is_done_when_nothing_is_left(self):
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        run = self.run_claims(claim, self.accountant)
        self.assertEqual(claim.state, "done")
        self.assertEqual(claim.payment_state, "not_paid")
        self.assertEqual(run.state, "done")
        self.assertEqual(run.line_ids.mapped("outcome"), ["created"])
        self.assertEqual(run.line_ids.line_count, 1)
        again = self.run_claims(claim)
        self.assertEqual(
            self.results(again)["skipped"][0][3], "Nothing is left to credit."
        )
        self.assertEqual(len(claim.credit_note_ids), 1)

    def test_what_is_decided_later_is_a_second_credit_note(self):
        claim = self.make_claim(
            [
                {"program": self.program, "amount": 10},
                {"program": self.program, "amount": 4, "state": "review"},
            ]
        )
        self.run_claims(claim)
        self.env.cr.execute(
            "UPDATE becs_claim_line SET state = 'approved' WHERE claim_id = %s",
            [claim.id],
        )
        self.update_header(claim)
        self.run_claims(claim)
        self.assertEqual(claim.credit_note_ids.mapped("amount_untaxed"), [4, 10])
        self.assertEqual(claim.amount_credited, 14)
        self.assertEqual(claim.state, "done")

    def test_one_credit_note_per_distributor_or_per_claim(self):
        claims = self.make_claim(
            [{"program": self.program, "amount": 10}], reference="A"
        )
        claims |= self.make_claim(
            [{"program": self.program, "amount": 5}], reference="B"
        )
        separate = self.make_distributor("Separate", becs_credit_grouping="claim")
        claims |= self.make_claim([{"program": self.program, "amount": 7}], separate)
        claims |= self.make_claim([{"program": self.program, "amount": 8}], separate)
        run = self.run_claims(claims)
        moves = run.line_ids.move_id
        self.assertEqual(
            sorted((m.partner_id.name, m.amount_untaxed) for m in moves),
            [("Distributor One", 15), ("Separate", 7), ("Separate", 8)],
        )
        together = moves.filtered(lambda m: m.partner_id == self.distributor)
        self.assertEqual(together.ref, "A, B")
        self.assertEqual(len(together.invoice_line_ids), 1)
        self.assert_proved(moves)

    def test_contact_of_a_distributor_is_credited_with_it(self):
        contact = self.env["res.partner"].create(
            {"name": "Clerk", "parent_id": self.distributor.id}
        )
        claim = self.make_claim([{"program": self.program, "amount": 10}], contact)
        self.assertEqual(
            self.run_claims(claim).line_ids.move_id.partner_id, self.distributor
        )

    def test_two_currencies(self):
        euro = self.setup_other_currency("EUR")
        program = self.make_program("SD-EUR", currency_id=euro.id)
        claims = self.make_claim([{"program": self.program, "amount": 10}])
        claims |= self.make_claim(
            [
                {"program": program, "amount": 30},
                {"program": self.program, "amount": 6, "amount_program": 3},
            ],
            currency_id=euro.id,
        )
        moves = self.run_claims(claims).line_ids.move_id
        self.assertEqual(
            {m.currency_id: m.amount_untaxed for m in moves},
            {self.company.currency_id: 10, euro: 36},
        )
        self.assertEqual(program.amount_credited, 30)
        self.assertEqual(self.program.amount_credited, 13, "in the program's currency")
        self.assert_proved(moves)

    def test_fiscal_position(self):
        source = self.company_data["default_tax_sale"]
        export = source.copy({"name": "Export", "amount": 0})
        account = self.company_data["default_account_revenue"].copy()
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Export",
                "account_ids": [
                    Command.create(
                        {
                            "account_src_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "account_dest_id": account.id,
                        }
                    )
                ],
            }
        )
        export.write(
            {
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(source.ids)],
            }
        )
        self.distributor.property_account_position_id = position
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        move = self.run_claims(claim).line_ids.move_id
        self.assertEqual(move.fiscal_position_id, position)
        self.assertEqual(move.invoice_line_ids.tax_ids, export)
        self.assertEqual(move.invoice_line_ids.account_id, account)
        self.assertEqual(move.amount_total, 10)

    def test_price_included_tax(self):
        """Whatever is included in the price, what is credited is without tax."""
        include = {"amount_type": "percent", "price_include_override": "tax_included"}
        taxes = self.env["account.tax"].create(
            [
                {"name": "21", "amount": 21, **include},
                {"name": "5.5", "amount": 5.5, **include, "include_base_amount": True},
                {"name": "7", "amount": 7, **include},
            ]
        )
        amounts = [0.01, 0.03, 0.05, 1.15, 99.99, 100.01, 333.335, 12345.67, 8.55]
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            for chosen in (taxes[0], taxes[1:], taxes):
                with self.subTest(rounding=rounding, taxes=chosen.mapped("name")):
                    self.product.taxes_id = chosen
                    programs = [
                        self.make_program(
                            f"{rounding}-{len(chosen)}-{chosen[0].id}-{n}"
                        )
                        for n in range(len(amounts))
                    ]
                    claim = self.make_claim(
                        [
                            {"program": program, "amount": round(amount, 2)}
                            for program, amount in zip(programs, amounts, strict=True)
                        ]
                    )
                    run = self.run_claims(claim)
                    self.assertFalse(self.results(run).get("failed"))
                    move = run.line_ids.move_id
                    self.assertEqual(move.amount_untaxed, claim.amount_approved)
                    self.assertGreater(move.amount_tax, 0)
                    self.assert_proved(move)

    def test_product_and_journal_of_the_company(self):
        product = self.env["product.product"].create(
            {"name": "Credit", "type": "service"}
        )
        journal = self.company_data["default_journal_sale"].copy({"code": "BECX"})
        self.company.write(
            {"becs_credit_product_id": product, "becs_journal_id": journal}
        )
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        move = self.run_claims(claim).line_ids.move_id
        self.assertEqual(move.journal_id, journal)
        self.assertEqual(move.invoice_line_ids.product_id, product)

    def test_analytic_distribution_of_the_program(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channel"})
        first, other = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("First", "Other")]
        )
        self.program.analytic_distribution = {str(first.id): 100}
        self.env["account.analytic.distribution.model"].create(
            {
                "partner_id": self.distributor.id,
                "analytic_distribution": {str(other.id): 100},
            }
        )
        claim = self.make_claim(
            [
                {"program": self.program, "amount": 10},
                {"program": self.other_program, "amount": 20},
            ]
        )
        self.run_claims(claim, self.accountant)
        lines = claim.credit_note_ids.invoice_line_ids.sorted("sequence")
        self.assertEqual(
            lines.mapped("analytic_distribution"),
            [{str(first.id): 100}, {str(other.id): 100}],
        )
        self.assertEqual(first.balance, -10)
        self.assertEqual(other.balance, -20)
        plan.default_applicability = "mandatory"
        partner = self.make_distributor("Elsewhere")
        run = self.run_claims(
            self.make_claim([{"program": self.other_program, "amount": 5}], partner)
        )
        self.assertIn("analytic", self.results(run)["failed"][0][3])

    def test_label_in_the_language_of_the_distributor(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.distributor.lang = "fr_FR"
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        self.assertTrue(self.run_claims(claim).line_ids.move_id)

    def test_two_companies(self):
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        program = self.make_program("SD-1", company_id=other.id)
        claims = self.make_claim([{"program": self.program, "amount": 10}])
        claims |= self.make_claim(
            [{"program": program, "amount": 20}], company_id=other.id
        )
        runs = self.run_claims(claims)
        self.assertEqual(
            {run.company_id: run.line_ids.move_id.amount_untaxed for run in runs},
            {self.company: 10, other: 20},
        )
        for run in runs:
            self.assertEqual(run.line_ids.move_id.company_id, run.company_id)
            self.assertEqual(run.line_ids.move_id.journal_id.company_id, run.company_id)
        with self.assertRaises(AccessError):
            claims[1].with_user(self.accountant).action_create_credit_notes()

    def test_run_takes_approved_claims_of_its_company_up_to_its_date(self):
        other = self.setup_other_company()["company"]
        due = self.make_claim([{"program": self.program, "amount": 10}])
        due.sudo().date_submitted = "2026-07-30"
        later = self.make_claim([{"program": self.program, "amount": 10}])
        later.sudo().date_submitted = "2026-08-02"
        self.make_claim([{"program": self.program, "amount": 1}], state="validated")
        self.make_claim([{"amount": 1}], company_id=other.id)
        run = self.env["becs.run"].create({"date": "2026-07-31"})
        run.with_user(self.accountant).action_start()
        self.assertEqual(run.claim_ids, due)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.line_ids.move_id.becs_claim_ids, due)
        with self.assertRaisesRegex(UserError, "started already"):
            run.action_start()
        with self.assertRaisesRegex(UserError, "no approved claims"):
            self.env["becs.run"].create({"date": "2026-07-01"}).action_start()

    def test_roles(self):
        claim = self.make_claim([{"program": self.program, "amount": 10}])
        run = self.env["becs.run"].create({})
        for group in ("viewer", "analyst", "approver"):
            user = new_test_user(
                self.env,
                f"becs_run_{group}",
                f"base.group_user,becs_claims.group_{group}",
                company_id=self.company.id,
            )
            with self.assertRaises(UserError):  # AccessError is one
                claim.with_user(user).action_create_credit_notes()
            with self.assertRaises(AccessError):
                run.with_user(user).action_start()
            with self.assertRaises(UserError):  # AccessError is one
                claim.with_user(user).action_release_hold()
        self.assertEqual(self.run_claims(claim, self.accountant).created_count, 1)
        with self.assertRaises(AccessError):
            self.env["becs.run.line"].with_user(self.accountant).create(
                {"run_id": run.id, "outcome": "created"}
            )

    def test_counters_are_what_the_lines_say(self):
        """Crediting and undoing leave what a count of all lines gives."""
        lines = [
            {"program": self.program, "amount": 10.1, "amount_program": 9.333},
            {"program": self.other_program, "amount": 3},
            {"program": self.program, "amount": -2},
            {"program": self.program, "amount": 5, "state": "review"},
        ]
        claims = self.make_claim(lines) | self.make_claim(lines[:2])
        claims.sudo().is_drawn = True
        programs = self.program | self.other_program
        # the return takes back from sales on both programs
        first, second, back, _review = claims[0].line_ids.sorted("sequence")
        self.env["becs.return.use"].sudo().create(
            [
                {
                    "return_line_id": back.id,
                    "sale_line_id": sale.id,
                    "program_id": sale.program_id.id,
                    "quantity": 1,
                    "amount": 1,
                    "amount_program": amount,
                }
                for sale, amount in ((first, 0.925), (second, 1))
            ]
        )
        drawdown.recount(self.env, programs)
        self.assertEqual(programs.mapped("amount_approved"), [17.741, 5])

        def counters():
            return [
                (p.amount_approved, p.amount_credited) for p in programs
            ] + claims.mapped("amount_credited")

        def assert_counted():
            found = counters()
            drawdown.recount(self.env, programs)
            totals.update(self.env, claims)
            self.assertEqual(found, counters())

        self.run_claims(claims)
        assert_counted()
        self.assertEqual(programs.mapped("amount_credited"), [17.741, 5])
        claims.credit_note_ids.button_cancel()
        assert_counted()
        claims[0].action_release_hold()
        self.run_claims(claims)
        assert_counted()

    def test_queries_do_not_grow_with_the_lines(self):
        def count(lines):
            claim = self.make_claim(
                [{"program": self.program, "amount": 1 + n % 7} for n in range(lines)]
            )
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_claims(claim)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(300), count(30) + 2)
