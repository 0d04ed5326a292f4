import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ... import intake as files
from ..shared.validation_common import ValidationCase

HEADINGS = ("Product", "Book price", "Authorized price", "Discount", "Max qty")


def sheet(*rows, headings=HEADINGS):
    """A workbook with these rows."""
    output = io.BytesIO()
    book = files.writers.Sheet(output, headings, [20] * len(headings))
    for row in rows:
        book.write_row(row)
    book.close()
    return output.getvalue()


@tagged("post_install", "-at_install")
class TestProgramUpload(ValidationCase):
    """Lines of a program from a spreadsheet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second, cls.third = cls.new_product("P2"), cls.new_product("P3")
        cls.line = {"applied_on": "product", "product_id": cls.product.id}
        cls.draft = cls.new_program("D1", line=cls.line, state="draft")

    def upload(self, *rows, program=None, name="prices.xlsx", **values):
        action = (program or self.draft).action_upload()
        dialog = self.env["becs.program.upload"].browse(action["res_id"])
        dialog.write(
            {"file": base64.b64encode(sheet(*rows)), "file_name": name, **values}
        )
        return dialog

    def test_lines_are_changed_and_added(self):
        dialog = self.upload(["P1", 110, 75, None, 30], ["p2", None, None, 12.5, None])
        dialog.action_read()
        first, second = self.draft.line_ids
        self.assertEqual(
            (first.authorized_price, first.agreed_book_price, first.max_quantity),
            (75, 110, 30),
        )
        self.assertEqual(first.credit_method, "net_price")
        self.assertEqual(second.product_id, self.second)
        self.assertEqual(
            (second.credit_method, second.discount_percent), ("percent", 12.5)
        )
        self.assertEqual(dialog.step, "result")
        self.assertIn("1 are new", dialog.summary)
        self.assertFalse(dialog.refused_file)

    def test_what_is_empty_stays(self):
        self.upload(["P1", None, None, None, 5]).action_read()
        line = self.draft.line_ids
        self.assertEqual(
            (line.authorized_price, line.agreed_book_price, line.max_quantity),
            (80, 100, 5),
        )

    def test_rows_that_cannot_be_read_come_back_with_reasons(self):
        dialog = self.upload(
            ["P1", None, 70, None, None],
            ["NOPE", None, 70, None, None],
            ["P1", None, 60, None, None],
            ["P2", 100, None, None, None],
            ["P3", None, 70, 10, None],
            ["P3", None, -1, None, None],
            ["P3", None, None, 120, None],
            ["P3", None, "cheap", None, None],
            ["P3", None, 50, None, None],
        )
        dialog.action_read()
        self.assertEqual(self.draft.line_ids.mapped("authorized_price"), [70, 50])
        self.assertIn("7 rows could not be read", dialog.summary)
        reasons = {}
        content = base64.b64decode(dialog.refused_file)
        table = files.open_table(
            content, "refused.xlsx", kind=files.PROGRAM, currency_codes=()
        )
        column = {column.heading: column.index for column in table.columns}
        for row in table.read():
            reasons[int(row.raw[column["Row"]])] = row.raw[column["Reason"]]
        for number, text in (
            (3, "no internal reference"),
            (4, "row 2 already"),
            (5, "does not have this product"),
            (6, "Both"),
            (7, "negative"),
            (8, "more than 100"),
            (9, "cheap"),
        ):
            self.assertIn(text, reasons[number])

    def test_nothing_can_be_read(self):
        for rows, message in (
            ([["NOPE", None, 1, None, None]], "None of the 1 rows"),
            ([], "no rows|has no"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.upload(*rows).action_read()
        with self.assertRaisesRegex(UserError, "Choose the file"):
            self.upload(file=False).action_read()
        dialog = self.upload()
        dialog.file = base64.b64encode(b"%PDF-1.4 ...")
        with self.assertRaisesRegex(UserError, "PDF"):
            dialog.action_read()

    def test_the_form_can_be_sent_back(self):
        dialog = self.upload()
        dialog.action_template()
        dialog.write({"file": dialog.refused_file, "refused_file": False})
        dialog.action_read()
        self.assertEqual(len(self.draft.line_ids), 1)
        self.assertEqual(self.draft.line_ids.authorized_price, 80)
        self.assertFalse(dialog.refused_file)

    def test_an_approved_program_is_amended(self):
        program = self.new_program("E1", line=self.line)
        dialog = self.upload(
            ["P1", None, 70, None, None],
            ["P2", 100, 60, None, None],
            ["NOPE", None, 1, None, None],
            program=program,
        )
        action = dialog.action_read()
        self.assertEqual(action["res_model"], "becs.program.amend")
        amend = self.env["becs.program.amend"].browse(action["res_id"])
        self.assertIn("1 rows could not be read", amend.upload_summary)
        self.assertTrue(amend.refused_file)
        # nothing changed yet
        self.assertEqual(program.line_ids.authorized_price, 80)
        amend.write({"when": "all", "reason": "New list"})
        amend.action_review()
        self.assertEqual(len(amend.preview), 2)
        amend.action_amend()
        self.assertEqual(program.line_ids.mapped("authorized_price"), [70, 60])
        self.assertEqual(program.version, 2)

    def test_rights(self):
        users = {
            role: new_test_user(
                self.env,
                f"uploads-{role}",
                f"base.group_user,becs_claims.group_{role}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            for role in ("viewer", "analyst")
        }
        with self.assertRaises(AccessError):
            self.draft.with_user(users["viewer"]).action_upload()
        program = self.new_program("E1", line=self.line)
        dialog = self.upload(["P1", None, 70, None, None], program=program)
        own = dialog.copy({"program_id": program.id}).with_user(users["analyst"])
        action = own.sudo(False).action_read()
        amend = self.env["becs.program.amend"].browse(action["res_id"])
        amend = amend.with_user(users["analyst"])
        amend.write({"when": "all", "reason": "New list"})
        with self.assertRaisesRegex(UserError, "Approver"):
            amend.action_amend()
