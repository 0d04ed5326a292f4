import csv
import io

import xlsxwriter
import xlwt

from odoo.tests import TransactionCase, new_test_user

HEADINGS = (
    "Authorization No.",
    "Part Number",
    "Invoice",
    "Ship Date",
    "Customer",
    "Qty",
    "Unit Credit",
    "Claim Amount",
    "Serial No",
)
ROWS = [
    ["BEC-1", "PUMP-10", "INV-1", "2026-03-02", "Mill Ltd", 10, 2.5, 25, "A1, A2"],
    ["BEC-1", "VALVE-2", "INV-2", "2026-03-14", "Mill Ltd", 4, 1.25, 5, ""],
    ["", "pump-10 ", "INV-3", "2026-03-31", "Farm GmbH", -2, 2.5, -5, ""],
]


def csv_file(rows, headings=HEADINGS, delimiter=",", encoding="utf-8"):
    """Return the bytes of a text file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def xlsx_file(rows, headings=HEADINGS, sheet="Claim"):
    """Return the bytes of a workbook."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        page = book.add_worksheet(sheet)
        for index, row in enumerate([headings, *rows]):
            page.write_row(index, 0, row)
    return output.getvalue()


def xls_file(rows, headings=HEADINGS, sheet="Claim"):
    """Return the bytes of an old workbook."""
    output = io.BytesIO()
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for y, row in enumerate([headings, *rows]):
        for x, cell in enumerate(row):
            page.write(y, x, cell)
    book.save(output)
    return output.getvalue()


class ImportCase(TransactionCase):
    """A distributor, two products, and people with the different roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("becs_claims.group_administrator")
        cls.company = cls.env.company
        cls.distributor = cls.env["res.partner"].create(
            {"name": "Fast Parts", "is_becs_distributor": True, "is_company": True}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Mill Ltd"})
        cls.pump, cls.valve = cls.env["product.product"].create(
            [
                {"name": "Pump", "default_code": "PUMP-10"},
                {"name": "Valve", "default_code": "VALVE-2"},
            ]
        )
        cls.analyst = cls.new_user("import_analyst", "becs_claims.group_analyst")
        cls.viewer = cls.new_user("import_viewer", "becs_claims.group_viewer")
        cls.env["res.lang"]._activate_lang("en_US")

    @classmethod
    def new_user(cls, login, group, **values):
        groups = f"base.group_user,{group}"
        return new_test_user(cls.env, login, groups=groups, **values)

    def changes(self, file):
        """Changes of what claims are validated by that came with a file."""
        found = self.env["becs.input.change"].search([("name", "like", f": {file}")])
        return [
            (change.user_id, change.scope, change.scope_id, change.note)
            for change in found.sorted("id")
        ]

    def upload(self, content, name="march.csv", user=None):
        """Return an attachment as the upload of the wizard leaves it."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.analyst)
            .create(
                {
                    "name": name,
                    "raw": content,
                    "res_model": "becs.import",
                    "res_id": 0,
                }
            )
        )

    def wizard(self, content, name="march.csv", user=None, **values):
        """Return the wizard with a file chosen."""
        user = user or self.analyst
        if "claim_id" not in values:
            values.setdefault("partner_id", self.distributor.id)
        return (
            self.env["becs.import"]
            .with_user(user)
            .create({"attachment_id": self.upload(content, name, user).id, **values})
        )

    def read_file(self, content, name="march.csv", **values):
        """Return the wizard with the columns shown."""
        wizard = self.wizard(content, name, **values)
        wizard.action_read()
        return wizard

    def import_file(self, content, name="march.csv", **values):
        """Import a file as it is recognised and return its claim."""
        wizard = self.read_file(content, name, **values)
        return self.claim_of(wizard.action_import())

    def claim_of(self, action):
        """Return the claim an import opened."""
        opened = action["params"]["next"]
        return self.env["becs.claim"].browse(opened["res_id"])

    def column(self, wizard, heading):
        """Return a column of the wizard by its heading."""
        return wizard.column_ids.filtered(lambda column: column.heading == heading)
