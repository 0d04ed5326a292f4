"""The same sale, the same piece, lines that are sent again."""

from datetime import date, datetime

from odoo.tests import tagged

from ..shared.validation_common import ValidationCase


@tagged("post_install", "-at_install")
class TestSameSale(ValidationCase):
    def shown(self, *lines, **values):
        """Codes of each line of a claim whose lines are on one document."""
        lines = [{"pos_document": "D", "amount_stated": 200, **one} for one in lines]
        return [self.codes(line) for line in self.validate(*lines, **values)]

    def test_in_one_claim(self):
        self.assertEqual(
            self.shown(
                {"pos_line_ref": "1"},
                {"pos_line_ref": " 1 "},
                {"pos_line_ref": "2"},
                {},
                {"pos_document": " d "},
                {"quantity": 9, "amount_stated": 180},
                {"date_ship": date(2024, 3, 11)},
            ),
            [
                [],
                ["duplicate_line"],
                [],
                [],
                ["duplicate_line"],
                ["possible_duplicate"],
                ["possible_duplicate"],
            ],
        )

    def test_across_claims(self):
        [first] = self.validate({"pos_document": "D", "amount_stated": 200})
        [line] = self.validate({"pos_document": "D", "amount_stated": 200})
        self.assertState(line, "rejected", 0, "duplicate_line")
        self.assertIn(f"{first.claim_id.name} / 1", line.finding_ids.message)
        self.assertEqual(self.shown({}, partner=self.other), [[]])

    def test_only_what_stands(self):
        claim = self.new_claim({"pos_document": "D", "amount_stated": 200})
        claim.action_check()
        self.assertEqual(claim.line_ids.state, "approved")
        self.assertEqual(self.shown({}), [[]], "a draft claim counts for nothing")

    def test_cancelled_claim(self):
        lines = self.validate({"pos_document": "D", "amount_stated": 200})
        lines.claim_id.action_cancel()
        self.assertEqual(self.shown({}), [[]])

    def test_rejected_lines_do_not_count(self):
        self.assertEqual(
            self.shown({"authorization_ref": "NONE"}), [["authorization_unknown"]]
        )
        self.assertEqual(
            self.shown({"authorization_ref": "NONE"}, {}, {}),
            [["authorization_unknown"], [], ["duplicate_line"]],
        )

    def test_order_is_by_filing(self):
        later, earlier = (
            self.new_claim(
                {"pos_document": "D", "amount_stated": 200}, date_submitted=day
            )
            for day in (date(2024, 3, 31), date(2024, 3, 30))
        )
        (later | earlier).state = "submitted"
        (later | earlier)._run_engine(reserve=True)
        self.assertEqual(earlier.line_ids.state, "approved")
        self.assertState(later.line_ids, "rejected", 0, "duplicate_line")

    def test_combinable_programs(self):
        self.new_program("B", combinable=True)
        self.new_program("C", combinable=True)
        self.assertEqual(
            self.shown(
                {"authorization_ref": "B"},
                {"authorization_ref": "C"},
                {"authorization_ref": "C"},
                {"authorization_ref": "A1"},
            ),
            [[], [], ["duplicate_line"], ["possible_duplicate"]],
        )
        self.assertEqual(self.shown({"authorization_ref": "B"}), [["duplicate_line"]])

    def test_serial_numbers(self):
        self.assertEqual(
            self.shown(
                {"serial_numbers": "S1, S2"},
                {"serial_numbers": "S3"},
                {"serial_numbers": "s2"},
                {},
            ),
            [
                [],
                [],
                ["duplicate_line", "serial_already_claimed"],
                ["duplicate_line"],
            ],
        )

    def test_serial_on_another_document(self):
        self.validate({"serial_numbers": "S1\nS2", "amount_stated": 200})
        [line] = self.validate(
            {"serial_numbers": " s1;S9", "amount_stated": 200}, partner=self.other
        )
        self.assertState(line, "rejected", 0, "serial_already_claimed")
        self.assertIn("S1", line.finding_ids.message)
        other = self.new_product("P2")
        [line] = self.validate(
            {
                "serial_numbers": "S1",
                "product_ref": other.default_code,
                "amount_stated": 200,
            }
        )
        self.assertState(line, "approved", 200)

    def test_serial_that_came_back(self):
        self.validate({"serial_numbers": "S1", "amount_stated": 200})
        [back] = self.validate(
            {
                "transaction_type": "return",
                "serial_numbers": "S1",
                "amount_stated": -200,
                "date_ship": date(2024, 3, 12),
            }
        )
        again = {"serial_numbers": "S1", "amount_stated": 200}
        [line] = self.validate(again)
        self.assertState(line, "rejected", 0, "serial_already_claimed")
        back.action_decide("claimed", note="Came back")
        [line] = self.validate(again)
        self.assertState(line, "approved", 200)

    def test_many_lines_on_one_document(self):
        shown = self.shown(*[{}] * 40)
        self.assertEqual(shown, [[]] + [["duplicate_line"]] * 39)

    def test_returns(self):
        back = {"transaction_type": "return", "amount_stated": -200}
        self.assertEqual(
            self.shown({}, back, back),
            [
                [],
                ["return_without_credit"],
                ["duplicate_line"],
            ],
        )

    def test_revalidated(self):
        """A line does not clash with itself when its claim is validated again."""
        lines = self.validate(
            *[{"pos_document": "D", "amount_stated": 200}] * 2,
        )
        for _ in range(2):
            lines.claim_id.action_validate()
            self.assertEqual(lines.mapped("state"), ["approved", "rejected"])


@tagged("post_install", "-at_install")
class TestResubmitted(ValidationCase):
    def answered(self, day, **values):
        """A line that was filed and answered on ``day``."""
        [line] = self.validate(
            {"pos_document": "D", "date_ship": date(2024, 3, 1), **values},
            date_submitted=day,
        )
        self.env.cr.execute(
            "UPDATE becs_claim_line SET decided_on = %s WHERE id = %s",
            [datetime.combine(day, datetime.min.time()), line.id],
        )
        line.invalidate_recordset()
        return line

    def again(self, line, day, **values):
        [line] = self.validate(
            {
                "pos_document": "D",
                "date_ship": date(2024, 3, 1),
                "resubmission_of_id": line.id,
                **values,
            },
            date_submitted=day,
        )
        return line

    def test_unpaid_part(self):
        self.program.line_ids.max_quantity = 4
        first = self.answered(date(2024, 3, 10), amount_stated=200)
        self.assertState(first, "adjusted", 80, "authorized_quantity_exceeded")
        self.program.line_ids.max_quantity = 0
        too_much = self.again(first, date(2024, 3, 12), amount_stated=121)
        self.assertState(
            too_much, "rejected", 0, "duplicate_line", "unit_credit_mismatch"
        )
        rest = self.again(first, date(2024, 3, 12), amount_stated=120)
        self.assertState(rest, "approved", 120)

    def test_through_a_rejected_one(self):
        self.program.line_ids.max_quantity = 4
        first = self.answered(date(2024, 3, 10), amount_stated=200)
        self.program.line_ids.max_quantity = 0
        second = self.again(first, date(2024, 3, 12), authorization_ref="NONE")
        self.assertEqual(second.state, "rejected")
        third = self.again(second, date(2024, 3, 13), amount_stated=120)
        self.assertState(third, "approved", 120)

    def test_counts_as_filed_with_the_first(self):
        self.program.claim_window_days = 10
        self.company.becs_resubmission_days = 5
        first = self.answered(
            date(2024, 3, 10), amount_stated=200, authorization_ref="NONE"
        )
        self.assertEqual(first.state, "rejected")
        late = self.again(first, date(2024, 3, 16), amount_stated=200)
        self.assertState(late, "rejected", 0, "filed_too_late")
        in_time = self.again(first, date(2024, 3, 15), amount_stated=200)
        self.assertState(in_time, "approved", 200)
