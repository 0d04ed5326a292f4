"""Returns take back what was paid, once, and give it back to the programs."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from ...decision import decide
from ...validation import engine
from ...validation.programs import drawdown
from ..shared.validation_common import ValidationCase


class ReturnCase(ValidationCase):
    def returned(self, *lines, **values):
        """Validate a claim of returns of document D on no stated authorization."""
        return self.validate(
            *(
                {
                    "transaction_type": "return",
                    "origin_document": "D",
                    "authorization_ref": False,
                    "date_ship": date(2024, 3, 20),
                    **line,
                }
                for line in lines
            ),
            **values,
        )

    def sold(self, *lines, **values):
        """Validate a claim of sales on document D, 10 pcs for 200 each."""
        return self.validate(
            *({"pos_document": "D", "amount_stated": 200, **line} for line in lines),
            **values,
        )

    def uses(self, lines):
        return [
            (use.sale_line_id, use.quantity, use.amount)
            for use in lines.return_use_ids.sorted("id")
        ]

    def assertCounted(self, programs=None):
        """The counters are what a recount gives."""
        programs = programs or self.program

        def counters():
            return [programs.mapped(name) for name in drawdown.PROGRAM_COUNTERS] + [
                programs.line_ids.mapped(name) for name in drawdown.LINE_COUNTERS
            ]

        counted = counters()
        drawdown.recount(self.env, programs)
        self.assertEqual(counters(), counted)


@tagged("post_install", "-at_install")
class TestReturns(ReturnCase):
    def test_part_of_a_sale(self):
        [sale] = self.sold({})
        [line] = self.returned({"quantity": 4, "amount_stated": 80})
        self.assertState(line, "approved", -80)
        self.assertEqual(line.quantity_approved, 4)
        self.assertEqual(self.uses(line), [(sale, 4, 80)])
        self.assertEqual(line.program_id, self.program)
        self.assertEqual(line.amount_program, 0, "it gives back by its uses")
        self.assertEqual(self.program.amount_approved, 120)
        self.assertEqual(self.program.line_ids.quantity_approved, 6)
        self.assertEqual(line.claim_id.amount_approved, -80)
        self.assertCounted()

    def test_several_returns_share_what_was_paid(self):
        """Rounded shares; the last one takes the rest of the amount."""
        [sale] = self.sold({"quantity": 3, "amount_stated": 50, "unit_credit": 16.6667})
        self.assertEqual(sale.amount_approved, 50)
        first = self.returned({"quantity": 1})
        second = self.returned({"quantity": 1, "pos_document": "R2"})
        third = self.returned({"quantity": 1, "pos_document": "R3"})
        self.assertEqual(
            (first | second | third).mapped("amount_approved"), [-16.67, -16.67, -16.66]
        )
        self.assertEqual(self.program.amount_approved, 0)
        self.assertCounted()
        fourth = self.returned({"quantity": 1, "pos_document": "R4"})
        self.assertState(fourth, "review", 0, "return_without_credit")
        [finding] = fourth.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (1, 0))
        self.assertIn("document D", finding.message)
        self.assertFalse(fourth.return_use_ids)

    def test_more_than_was_sold(self):
        [sale] = self.sold({})
        [line] = self.returned({"quantity": 12, "amount_stated": 240})
        self.assertState(line, "review", -200, "return_without_credit")
        [finding] = line.finding_ids
        self.assertEqual((finding.claimed_value, finding.expected_value), (12, 10))
        self.assertIn("12", finding.message)
        self.assertEqual(line.quantity_approved, 10)
        self.assertEqual(self.uses(line), [(sale, 10, 200)])
        self.assertEqual(self.program.amount_approved, 200, "nothing given back yet")
        claim = line.claim_id
        self.assertEqual(claim.amount_claimed, -240)
        self.assertEqual(claim.amount_review, -240)
        self.assertEqual(claim.amount_proposed, -200)
        self.assertEqual(claim.amount_rejected, 0)
        self.assertCounted()

    def test_what_waits_takes_nothing(self):
        """A return in review leaves its units to the returns after it."""
        self.sold({})
        short, fits, rest = self.returned(
            {"quantity": 12},
            {"quantity": 8, "date_ship": date(2024, 3, 21)},
            {"quantity": 2, "date_ship": date(2024, 3, 22)},
        )
        self.assertState(short, "review", -200, "return_without_credit")
        self.assertState(fits, "adjusted", -160)
        self.assertState(rest, "adjusted", -40)
        self.assertEqual(self.program.amount_approved, 0)
        self.assertCounted()

    def test_short_return_takes_what_is_left_when_told_so(self):
        self.rule("return_without_credit", outcome="note")
        self.sold({})
        first, second, third = self.returned(
            *({"quantity": 6, "date_ship": date(2024, 3, day)} for day in (20, 21, 22)),
            basis="calculated",
        )
        self.assertState(first, "approved", -120)
        self.assertState(second, "approved", -80, "return_without_credit")
        self.assertState(third, "review", 0, "return_without_credit")
        self.assertEqual(second.amount_claimed, -80)
        self.assertEqual(self.program.line_ids.quantity_approved, 0)
        self.assertCounted()

    def test_across_lines_in_order_of_id(self):
        """Lines of one document; a stated authorization narrows them down."""
        other = self.new_program("B")
        first, second, on_other = self.sold(
            {"pos_line_ref": "1"},
            {"pos_line_ref": "2", "quantity": 5, "amount_stated": 100},
            {"pos_line_ref": "3", "authorization_ref": "B"},
        )
        narrow, wide, rest = self.returned(
            {"quantity": 4, "authorization_ref": "B"},
            {"quantity": 17, "date_ship": date(2024, 3, 21)},
            {"quantity": 4, "date_ship": date(2024, 3, 22)},
        )
        self.assertEqual(self.uses(narrow), [(on_other, 4, 80)])
        self.assertEqual(
            self.uses(wide), [(first, 10, 200), (second, 5, 100), (on_other, 2, 40)]
        )
        self.assertState(wide, "adjusted", -340)
        self.assertEqual(wide.program_id, self.program)
        self.assertEqual(self.uses(rest), [(on_other, 4, 80)])
        self.assertEqual(self.program.amount_approved, 0)
        self.assertEqual(other.amount_approved, 0)
        self.assertCounted(self.program | other)

    def test_combinable_programs_give_back_for_the_same_units(self):
        programs = self.new_program("B", combinable=True) | self.new_program(
            "C", line={"authorized_price": 95}, combinable=True
        )
        on_b, on_c = self.sold(
            {"authorization_ref": "B"}, {"authorization_ref": "C", "amount_stated": 50}
        )
        [part] = self.returned({"quantity": 4, "amount_stated": 100})
        self.assertState(part, "approved", -100)
        self.assertEqual(self.uses(part), [(on_b, 4, 80), (on_c, 4, 20)])
        self.assertEqual(part.quantity_approved, 4)
        self.assertEqual(programs.mapped("amount_approved"), [120, 30])
        self.assertEqual(programs.mapped("amount_claimed"), [120, 30])
        self.assertCounted(programs)

    def test_only_what_was_paid(self):
        """Not what is in review, rejected, of another distributor or product."""
        self.new_product("P2")
        self.program.line_ids.max_quantity = 10
        self.validate({"pos_document": "D", "product_ref": "P2", "amount_stated": 200})
        self.program.line_ids.max_quantity = 0
        self.sold({}, partner=self.other)
        self.sold({"authorization_ref": "NONE"})
        self.company.becs_review_amount = 100
        waiting = self.sold({})
        self.assertEqual(waiting.state, "review")
        [line] = self.returned({"quantity": 1})
        self.assertState(line, "review", 0, "return_without_credit")

    def test_unknown_authorization_matches_nothing(self):
        self.sold({})
        [line] = self.returned({"quantity": 1, "authorization_ref": "NONE"})
        self.assertState(line, "review", 0, "return_without_credit")

    def test_unknown_authorization_of_a_paid_sale(self):
        """A person paid it: it comes back under the same number, or under none."""
        self.rule("authorization_unknown", outcome="review")
        [sale] = self.sold({"authorization_ref": "NONE"})
        self.assertState(sale, "review", 0, "authorization_unknown")
        decide.decide(self.env, sale, "claimed", note="We agreed on it")
        other, same, unsaid = self.returned(
            {"quantity": 1, "authorization_ref": "NONE2", "pos_document": "R1"},
            {"quantity": 2, "authorization_ref": " none ", "pos_document": "R2"},
            {"quantity": 3, "pos_document": "R3"},
            basis="calculated",
        )
        self.assertState(other, "review", 0, "return_without_credit")
        self.assertState(same, "approved", -40)
        self.assertState(unsaid, "approved", -60)
        self.assertEqual(self.uses(same), [(sale, 2, 40)])

    def test_same_return_decided_by_a_person(self):
        """A verdict finds the sale as the run does."""
        self.rule("authorization_unknown", outcome="review")
        self.rule("ship_date_in_future", outcome="review")
        [sale] = self.sold({"authorization_ref": "NONE"})
        decide.decide(self.env, sale, "claimed", note="We agreed on it")
        [line] = self.returned(
            {
                "quantity": 2,
                "authorization_ref": "NONE",
                "date_ship": date(2024, 12, 1),
            }
        )
        self.assertState(line, "review", -40, "ship_date_in_future")
        decide.decide(self.env, line, "accept", note="It came back")
        self.assertEqual(self.uses(line), [(sale, 2, 40)])

    def test_same_return_twice(self):
        self.sold({})
        values = {"pos_document": "R", "quantity": 4}
        first, again = self.returned(values, values)
        self.assertState(first, "adjusted", -80)
        self.assertState(again, "rejected", 0, "duplicate_line")
        [once_more] = self.returned(values)
        self.assertState(once_more, "rejected", 0, "duplicate_line")
        self.assertFalse(once_more.return_use_ids)
        self.assertCounted()

    def test_what_would_reject_a_sale_waits(self):
        """A return of the future is matched and waits; without product it is not."""
        [sale] = self.sold({})
        later, unknown, without = self.returned(
            {"quantity": 1, "date_ship": date(2024, 4, 20)},
            {"quantity": 1, "product_ref": "NOPE"},
            {"quantity": 0},
        )
        self.assertState(later, "review", -20, "ship_date_in_future")
        self.assertEqual(self.uses(later), [(sale, 1, 20)])
        self.assertState(unknown, "review", 0, "product_unknown")
        self.assertState(without, "review", 0, "missing_data")
        self.assertEqual(self.program.amount_approved, 200)

    def test_units_of_the_return(self):
        self.sold({"quantity": 24, "amount_stated": 480})
        [line] = self.returned(
            {"quantity": 1, "uom_id": self.env.ref("uom.product_uom_dozen").id}
        )
        self.assertState(line, "adjusted", -240)
        self.assertEqual(line.quantity_approved, 12)

    def test_foreign_currency(self):
        """At the rates of the sale's ship date; the program keeps its own amounts."""
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2024-03-01", 1.25), ("2024-03-15", 2))
            ]
        )
        [sale] = self.sold({"quantity": 3, "amount_stated": 50})
        first, last = self.returned(
            {"quantity": 1},
            {"quantity": 2, "date_ship": date(2024, 3, 21)},
            currency_id=self.usd.id,
        )
        self.assertState(first, "adjusted", -20.84)
        self.assertState(last, "adjusted", -41.66)
        self.assertEqual(
            (first | last).return_use_ids.mapped("amount_sale"), [16.67, 33.33]
        )
        self.assertEqual(first.return_use_ids.amount_program, 16.67)
        self.assertEqual(self.program.amount_approved, 0)
        self.assertCounted()


@tagged("post_install", "-at_install")
class TestReturnsWithoutOrigin(ReturnCase):
    def unnamed(self, *lines, **values):
        return self.returned(
            *({"origin_document": False} | one for one in lines), **values
        )

    def test_by_serial_number(self):
        _first, second = self.sold(
            {"quantity": 1, "amount_stated": 20, "serial_numbers": "S1"},
            {"quantity": 1, "amount_stated": 20, "serial_numbers": "S2"},
        )
        [line] = self.unnamed({"quantity": 1, "serial_numbers": " s2 "})
        self.assertState(line, "review", -20, "return_origin_assumed")
        self.assertEqual(self.uses(line), [(second, 1, 20)])
        [finding] = line.finding_ids
        self.assertIn("document D", finding.message)
        self.assertIn(f"{second.claim_id.name} / 2", finding.message)
        self.assertEqual(self.program.amount_approved, 40, "it waits")

    def test_latest_sale_to_the_customer(self):
        self.rule("return_origin_assumed", outcome="note")
        hospital = {"end_customer_name": "Hospital"}
        old, new, _future, _other = self.validate(
            {"date_ship": date(2024, 3, 8), "amount_stated": 200} | hospital,
            {"date_ship": date(2024, 3, 9), "amount_stated": 200} | hospital,
            {"date_ship": date(2024, 3, 25), "amount_stated": 200} | hospital,
            {"date_ship": date(2024, 3, 10), "amount_stated": 200},
        )
        lines = self.unnamed(
            {"quantity": 7} | hospital,
            {"quantity": 7, "date_ship": date(2024, 3, 21)} | hospital,
            {"quantity": 7, "date_ship": date(2024, 3, 22)} | hospital,
        )
        first, second, third = lines
        self.assertState(first, "adjusted", -140, "return_origin_assumed")
        self.assertEqual(self.uses(first), [(new, 7, 140)])
        self.assertState(
            second, "review", -60, "return_origin_assumed", "return_without_credit"
        )
        self.assertEqual(self.uses(second), [(new, 3, 60)], "one sale, not two")
        self.assertEqual(self.uses(third), [(new, 3, 60)], "the one before waits")
        lines[1].action_decide("accept", note="That is the one")
        lines.claim_id.action_validate()
        self.assertState(third, "adjusted", -140, "return_origin_assumed")
        self.assertEqual(self.uses(third), [(old, 7, 140)])
        self.assertCounted()

    def test_serial_of_a_piece_that_came_back_before(self):
        one = {"quantity": 1, "serial_numbers": "S1"}
        [sale] = self.sold({"amount_stated": 20} | one)
        self.returned({"quantity": 1})
        [line] = self.unnamed(one)
        self.assertState(
            line, "review", 0, "return_origin_assumed", "return_without_credit"
        )
        self.assertIn(f"{sale.claim_id.name} / 1", line.finding_ids[1].message)

    def test_all_lines_of_the_likely_sale(self):
        """Its document says which sale it is, whoever the other lines went to."""
        hospital = {"end_customer_name": "Hospital"}
        first, second, _old = self.sold(
            {"pos_line_ref": "1", "date_ship": date(2024, 3, 25)},
            {"pos_line_ref": "2"} | hospital,
            {"pos_document": "C", "date_ship": date(2024, 3, 9)} | hospital,
        )
        [line] = self.unnamed({"quantity": 12} | hospital)
        self.assertState(line, "review", -240, "return_origin_assumed")
        self.assertEqual(self.uses(line), [(first, 10, 200), (second, 2, 40)])

    def test_unknown_customer(self):
        self.sold({"end_customer_name": "Clinic North"}, {"pos_line_ref": "2"})
        lines = self.unnamed(
            {"quantity": 1, "end_customer_name": "Clinic North"}, {"quantity": 1}
        )
        for line in lines:
            self.assertState(line, "review", 0, "return_without_credit")
            self.assertIn("names no sale", line.finding_ids.message)


@tagged("post_install", "-at_install")
class TestReturnsAndRuns(ReturnCase):
    def run_together(self, claims):
        claims.filtered(lambda claim: claim.state == "draft").state = "submitted"
        engine.run(self.env, claims, reserve=True)
        claims.state = "validated"

    def new_return(self, **line):
        claim = self.new_claim(
            {
                "transaction_type": "return",
                "origin_document": "D",
                "authorization_ref": False,
                "date_ship": date(2024, 3, 20),
                **line,
            }
        )
        return claim.line_ids

    def test_early_return_frees_the_cap_for_the_run(self):
        self.program.line_ids.max_quantity = 10
        self.program.budget_amount = 200
        self.sold({})
        claim = self.new_claim(
            {"amount_stated": 100, "quantity": 5},
            {
                "transaction_type": "return",
                "origin_document": "D",
                "quantity": 4,
                "date_ship": date(2024, 3, 20),
            },
        )
        self.run_together(claim)
        sale, back = claim.line_ids
        self.assertState(back, "adjusted", -80)
        self.assertState(sale, "adjusted", 80, "authorized_quantity_exceeded")
        self.assertEqual(self.program.amount_approved, 200)
        self.assertCounted()

    def test_program_is_chosen_by_what_was_left_before(self):
        """What a return of the run gives back does not count for the choice yet."""
        self.program.line_ids.max_quantity = 10
        second = self.new_program("B")
        self.sold({})
        claim = self.new_claim(
            {"amount_stated": 80, "quantity": 4, "authorization_ref": False},
            {
                "transaction_type": "return",
                "origin_document": "D",
                "quantity": 4,
                "date_ship": date(2024, 3, 20),
            },
        )
        self.run_together(claim)
        self.assertEqual(claim.line_ids[0].program_id, second)

    def test_late_return_frees_the_cap_for_the_next_run_only(self):
        self.program.line_ids.max_quantity = 10
        claim = self.new_claim(
            {"pos_document": "D", "amount_stated": 200},
            {"amount_stated": 100, "quantity": 5},
            {
                "transaction_type": "return",
                "origin_document": "D",
                "quantity": 4,
                "date_ship": date(2024, 3, 20),
            },
        )
        self.run_together(claim)
        first, second, back = claim.line_ids
        self.assertState(first, "approved", 200)
        self.assertState(second, "rejected", 0, "authorization_exhausted")
        self.assertState(back, "adjusted", -80)
        self.assertEqual(self.uses(back), [(first, 4, 80)])
        self.assertCounted()
        [later] = self.validate({"amount_stated": 100, "quantity": 5})
        self.assertState(later, "adjusted", 80, "authorized_quantity_exceeded")

    def test_order_of_claims_does_not_matter(self):
        answers = []
        for turned in (False, True):
            sale = self.new_claim({"pos_document": "D", "amount_stated": 200})
            back = self.new_return(quantity=4, pos_document="R1")
            more = self.new_return(quantity=7, pos_document="R2")
            claims = [sale, back.claim_id, more.claim_id]
            if turned:
                claims.reverse()
            self.run_together(self.env["becs.claim"].union(*claims))
            self.assertState(back, "adjusted", -80)
            self.assertState(more, "review", -120, "return_without_credit")
            answers.append(self.program.amount_approved)
            self.assertCounted()
            (more | back).claim_id.action_cancel()
            sale.action_cancel()
            self.assertEqual(self.program.amount_approved, 0)
            self.assertCounted()
        self.assertEqual(answers, [120, 120])

    def test_again_is_the_same(self):
        [sale] = self.sold({})
        claim = self.returned(
            {"quantity": 4}, {"quantity": 5}, {"quantity": 3}, {"quantity": 1}
        ).claim_id

        def snapshot():
            lines = claim.line_ids
            return (
                lines.read(
                    [
                        "state",
                        "amount_approved",
                        "quantity_approved",
                        "amount_program",
                        "program_id",
                        "write_date",
                    ]
                ),
                lines.return_use_ids.sorted("id").read(),
                lines.finding_ids.sorted("id").read(),
                [self.program[name] for name in drawdown.PROGRAM_COUNTERS],
            )

        before = snapshot()
        self.assertEqual(
            claim.line_ids.mapped("amount_approved"), [-80, -100, -20, -20]
        )
        self.assertEqual(
            claim.line_ids.mapped("state"),
            ["adjusted", "adjusted", "review", "adjusted"],
        )
        claim.action_validate()
        self.assertEqual(snapshot(), before)
        (claim | sale.claim_id).action_validate()
        self.assertEqual(snapshot()[0], before[0])
        self.assertCounted()

    def test_check_reserves_nothing(self):
        self.sold({})
        back = self.new_return(quantity=4)
        back.claim_id.action_check()
        self.assertState(back, "adjusted", -80)
        self.assertEqual(self.program.amount_approved, 200)
        [other] = self.returned({"quantity": 10, "pos_document": "R2"})
        self.assertState(other, "adjusted", -200)

    def test_several_distributors_in_one_run(self):
        mine, theirs = (
            self.new_claim(
                {"pos_document": "D", "amount_stated": 200},
                {
                    "transaction_type": "return",
                    "origin_document": "D",
                    "quantity": quantity,
                    "date_ship": date(2024, 3, 20),
                },
                partner=partner,
            )
            for partner, quantity in ((self.distributor, 3), (self.other, 5))
        )
        self.run_together(mine | theirs)
        self.assertEqual(self.uses(mine.line_ids[1]), [(mine.line_ids[0], 3, 60)])
        self.assertEqual(self.uses(theirs.line_ids[1]), [(theirs.line_ids[0], 5, 100)])

    def test_returned_piece_may_be_claimed_again(self):
        one = {"quantity": 1, "amount_stated": 20, "serial_numbers": "S1"}
        self.sold(one)
        [again] = self.validate(one)
        self.assertState(again, "rejected", 0, "serial_already_claimed")
        [back] = self.returned({"quantity": 1, "serial_numbers": "S1"})
        self.assertEqual(back.state, "adjusted")
        [resold] = self.validate(one | {"date_ship": date(2024, 3, 25)})
        self.assertState(resold, "approved", 20)

    def test_whole_line_returned_without_its_serial_number(self):
        one = {"quantity": 1, "amount_stated": 20, "serial_numbers": "S1"}
        self.sold(one)
        self.returned({"quantity": 1})
        [resold] = self.validate(one | {"date_ship": date(2024, 3, 25)})
        self.assertState(resold, "approved", 20)

    def test_other_piece_returned(self):
        two = {"quantity": 2, "amount_stated": 40, "serial_numbers": "S1, S2"}
        self.sold(two)
        self.returned({"quantity": 1, "serial_numbers": "S2"})
        one = {"quantity": 1, "amount_stated": 20, "date_ship": date(2024, 3, 25)}
        kept, back = self.validate(
            one | {"serial_numbers": "S1"}, one | {"serial_numbers": "S2"}
        )
        self.assertState(kept, "rejected", 0, "serial_already_claimed")
        self.assertState(back, "approved", 20)

    def test_piece_returned_in_the_run(self):
        one = {"quantity": 1, "amount_stated": 20, "serial_numbers": "S1"}
        self.sold(one)
        claim = self.new_claim(
            one | {"date_ship": date(2024, 3, 25)},
            {
                "transaction_type": "return",
                "origin_document": "D",
                "quantity": 1,
                "serial_numbers": "S1",
                "date_ship": date(2024, 3, 20),
            },
        )
        self.run_together(claim)
        self.assertState(claim.line_ids[0], "approved", 20)

    def test_rules_of_the_program_it_states(self):
        self.rule(
            "return_without_credit",
            outcome="note",
            program_ids=[Command.set(self.program.ids)],
        )
        self.sold({})
        stated, plain = self.returned(
            {"quantity": 11, "authorization_ref": "A1"},
            {"quantity": 1, "date_ship": date(2024, 3, 21)},
        )
        self.assertState(stated, "adjusted", -200, "return_without_credit")
        self.assertState(plain, "review", 0, "return_without_credit")
