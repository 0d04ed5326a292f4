from odoo.exceptions import UserError
from odoo.tests import tagged

from .resubmission_case import ResubmissionCase


@tagged("post_install", "-at_install")
class TestResubmittedInFile(ResubmissionCase):
    """A corrected file names the lines it sends again."""

    def rejected(self, **values):
        [line] = self.validate(
            {"authorization_ref": "NONE", "pos_document": "D", "unit_credit": 20}
            | values
        )
        self.assertEqual(line.state, "rejected")
        return line

    def refused(self, *rows, **values):
        """Reasons on the rows that were not read, and the claim."""
        good = self.row("", document="OTHER")
        claim = self.send_file(good, *rows, **values)
        content = claim.intake_ids.refused_attachment_id.raw or b""
        self.assertEqual(claim.intake_ids.rows_refused, len(rows))
        self.assertEqual(claim.line_count, 1)
        return content.decode("utf-8-sig")

    def test_corrected_row_is_linked_and_paid(self):
        line = self.rejected()
        claim = self.send_file(self.row(self.ref(line)))
        [again] = self.filed(claim)
        self.assertEqual(again.resubmission_of_id, line)
        self.assertState(again, "approved", 200)

    def test_reference_is_compared_like_all_texts(self):
        line = self.rejected()
        claim = self.send_file(self.row(f" {self.ref(line).lower()} "))
        self.assertEqual(claim.line_ids.resubmission_of_id, line)

    def test_rows_of_several_files_with_the_same_number(self):
        claim = self.new_claim(
            *({"authorization_ref": "NONE", "sequence": 1} for _ in range(3))
        )
        claim.action_submit()
        claim.action_validate()
        lines = claim.line_ids.sorted("id")
        again = self.send_file(
            *(
                self.row(self.ref(line, i), document=f"D{i}")
                for i, line in enumerate(lines, 1)
            )
        )
        self.assertEqual(again.line_ids.sorted("sequence").resubmission_of_id, lines)

    def test_unknown_references_are_refused(self):
        line = self.rejected()
        ref = self.ref(line)
        odd = ["CLM/1#1", "42", "' OR 1=1 --", "100%s", "\N{PILE OF POO}#1", "x" * 300]
        odd += [f"{line.claim_id.name}#99999999999999", f"{ref}.2", "#1", "#"]
        shown = self.refused(*(self.row(one) for one in odd))
        self.assertEqual(shown.count("is no line of a claim you filed"), len(odd) - 1)
        self.assertIn("300 characters", shown)

    def test_lines_of_others_are_unknown(self):
        line = self.rejected()
        shown = self.refused(self.row(self.ref(line)), partner_id=self.other.id)
        self.assertIn("is no line of a claim you filed", shown)

    def test_lines_of_another_company_are_unknown(self):
        company = self.env["res.company"].create(
            {"name": "Vendor 2", "currency_id": self.eur.id}
        )
        claim = self.new_claim({"unit_credit": 20}, company_id=company.id)
        claim.action_submit()
        claim.action_validate()
        self.assertEqual(claim.line_ids.state, "rejected")
        shown = self.refused(self.row(self.ref(claim.line_ids)))
        self.assertIn("is no line of a claim you filed", shown)

    def test_lines_of_cancelled_claims_are_unknown(self):
        line = self.rejected()
        line.claim_id.action_cancel()
        shown = self.refused(self.row(self.ref(line)))
        self.assertIn("is no line of a claim you filed", shown)

    def test_paid_lines_are_left_out(self):
        [line] = self.validate({"unit_credit": 20, "pos_document": "D"})
        self.assertEqual(line.state, "approved")
        shown = self.refused(self.row(self.ref(line)))
        self.assertIn("was approved as claimed", shown)

    def test_undecided_lines_wait(self):
        self.program.line_ids.max_resale_price = 120
        [line] = self.validate({"unit_credit": 20, "resale_price": 130})
        self.assertEqual(line.state, "review")
        draft = self.new_claim({"authorization_ref": "NONE"})
        draft.action_check()
        draft.action_submit()
        self.assertEqual(draft.line_ids.state, "pending")
        shown = self.refused(
            *(self.row(self.ref(one)) for one in (line, draft.line_ids))
        )
        self.assertEqual(shown.count("is not decided yet"), 2)

    def test_twice_in_a_file(self):
        line = self.rejected()
        claim = self.send_file(self.row(self.ref(line)), self.row(self.ref(line)))
        self.assertEqual(claim.line_ids.resubmission_of_id, line)
        shown = claim.intake_ids.refused_attachment_id.raw.decode()
        self.assertIn("is sent again in row 2 already", shown)

    def test_twice_in_two_files(self):
        line = self.rejected()
        first = self.send_file(self.row(self.ref(line), authorization="NONE"))
        shown = self.refused(self.row(self.ref(line)))
        self.assertIn(f"was sent again already, as {first.name}#2", shown)
        self.filed(first)  # rejected once more, so that either can be corrected
        claim = self.send_file(self.row(self.ref(first.line_ids)))
        [line] = self.filed(claim)
        self.assertState(line, "approved", 200)

    def test_only_the_rest_of_an_adjusted_line(self):
        self.program.line_ids.max_quantity = 4
        [line] = self.validate({"pos_document": "D", "amount_stated": 200})
        self.assertEqual((line.state, line.amount_approved), ("adjusted", 80))
        self.program.line_ids.max_quantity = 0
        ref = self.ref(line)
        shown = self.refused(self.row(ref, amount=""), self.row(ref, amount="120.01"))
        self.assertIn("80.00 of 200.00 claimed", shown)
        self.assertIn("at most 120.00", shown)
        claim = self.send_file(self.row(ref, amount="120.00", quantity=6))
        [again] = self.filed(claim)
        self.assertState(again, "approved", 120)

    def test_nothing_but_refused_rows(self):
        [line] = self.validate({"unit_credit": 20, "pos_document": "D"})
        with self.assertRaisesRegex(UserError, "was approved as claimed"):
            self.send_file(self.row(self.ref(line)))
