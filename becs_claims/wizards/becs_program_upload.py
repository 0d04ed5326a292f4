import base64

from odoo import Command, fields, models
from odoo.exceptions import UserError

from .. import intake as files
from ..lookup.known import currency_codes
from ..models.program.amendment import AMENDABLE
from ..validation.resolve import products
from .becs_program_amend import download_refused

# what a row states beside the terms of a credit method: fields of the program line
FIELDS = (
    "agreed_book_price",
    "min_quantity",
    "max_quantity",
    "max_amount",
    "min_resale_price",
    "max_resale_price",
)


class BecsProgramUpload(models.TransientModel):
    """Lines of a program from a spreadsheet: prices, quantities, new products.

    A row changes the line the program has for that product, or adds one. What a row
    leaves empty stays as it is. Lines of an approved program go to the dialog that
    amends it, where ship dates and reason are entered.
    """

    _name = "becs.program.upload"
    _description = "Lines of a Program From a Spreadsheet"
    _inherit = ["becs.guarded.mixin"]

    program_id = fields.Many2one("becs.program", required=True, readonly=True)
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    decimal = fields.Selection(
        [(".", "Point: 1,234.56"), (",", "Comma: 1.234,56")],
        "Decimal Sign",
        help="Only needed where numbers are texts that can be read in two ways.",
    )
    step = fields.Selection(
        [("file", "File"), ("result", "Result")], default="file", required=True
    )
    summary = fields.Text(readonly=True)
    refused_file = fields.Binary(readonly=True, attachment=False)
    refused_name = fields.Char(readonly=True)

    def _writable_fields(self):
        names = super()._writable_fields()
        if not self._user_is("analyst"):
            return names
        names |= {"file", "file_name", "decimal"}
        return names if self else names | {"program_id"}

    def action_template(self):
        """Download a form that holds the products the program has now."""
        program = self.program_id
        columns = program.line_ids._methods().columns
        rows = [
            {
                "product_ref": line.product_id.default_code or line.product_id.barcode,
                **{name: line[name] or None for name in FIELDS},
                **{
                    column: line[name] or None
                    for column, (name, method) in columns.items()
                    if method == line.credit_method
                },
            }
            for line in program.line_ids
            if line.applied_on == "product" and not line.excluded
        ]
        self._write_guarded(
            {
                "refused_file": base64.b64encode(
                    files.write_template(files.PROGRAM, self._translate, rows)
                ),
                "refused_name": f"{program.code}.xlsx",
            }
        )
        return download_refused(self)

    def action_download_refused(self):
        """Download the rows that could not be read, each with its reason."""
        return download_refused(self)

    def action_read(self):
        """Read the file and make its rows lines of the program, or open the dialog
        that amends it with them.
        """
        self.ensure_one()
        program = self.program_id
        program.check_access("write")
        if not self.file:
            raise UserError(self.env._("Choose the file to read."))
        rows = self._rows()
        if program.state in AMENDABLE:
            return self._amend(rows)
        program.write(
            {
                "line_ids": [
                    Command.update(line.id, values)
                    if line
                    else Command.create(
                        {
                            "applied_on": "product",
                            "product_id": product_id,
                            "sequence": 10,
                            **values,
                        }
                    )
                    for product_id, line, values in rows
                ]
            }
        )
        self._write_guarded({"step": "result"})
        return self._action()

    def _rows(self):
        """Read the good rows; the others go to their own file.

        :return: [(product id, line of the program or none, values)]
        :raise UserError: when the file cannot be read, or none of its rows
        """
        try:
            return self._read_rows()
        except files.IntakeError as error:
            raise UserError(error.message(self._translate)) from error

    def _read_rows(self):
        program = self.program_id
        table = files.open_table(
            base64.b64decode(self.with_context(bin_size=False).file),
            self.file_name or "",
            {"decimal": self.decimal or None, "currency": program.currency_id.name},
            kind=files.PROGRAM,
            currency_codes=currency_codes(self.env),
        )
        if table.missing():
            raise UserError(
                self.env._(
                    "No column of %(file)s holds the products. Call it “Product”, or "
                    "start from the form.",
                    file=table.filename,
                )
            )
        lines = program.line_ids.filtered(lambda line: line.applied_on == "product")
        of_product = lines.grouped("product_id")
        columns = lines._methods().columns
        reading = table.read()
        rows = files.ProgramRows(
            reading, self._products, {product.id for product in of_product}
        )
        found, refused, first = [], files.refused_writer(table, self._translate), None
        for row in rows:
            if isinstance(row, files.Refused):
                first = first or row
                refused.add(row)
                continue
            product = self.env["product.product"].browse(row.values["product_id"])
            line = of_product.get(product, lines.browse())[:1]
            found.append((product.id, line, _line_values(row.values, columns)))
        content = refused.close()
        if not found:
            raise UserError(self._nothing_read(table, reading, first))
        self._write_summary(
            table, found, reading.rows_refused, content, refused.extension
        )
        return found

    def _products(self, texts):
        nobody = self.env["res.partner"]
        return products.find(self.env, self.program_id.company_id, nobody, texts)

    def _nothing_read(self, table, reading, first):
        if not first:
            return self.env._(
                "%(file)s has no rows below its headings.", file=table.filename
            )
        return self.env._(
            "None of the %(count)s rows of %(file)s could be read. The first, row "
            "%(row)s: %(reason)s",
            count=reading.rows_refused,
            file=table.filename,
            row=first.number,
            reason=first.reasons[0].message(self._translate),
        )

    def _write_summary(self, table, found, refused, content, extension):
        added = sum(not line for _product, line, _values in found)
        summary = self.env._(
            "%(file)s: %(changed)s lines are in the program already, %(added)s are "
            "new.",
            file=table.filename,
            changed=len(found) - added,
            added=added,
        )
        values = {"summary": summary, "refused_file": False}
        if refused:
            values["summary"] += " " + self.env._(
                "%(refused)s rows could not be read; download them, each says why.",
                refused=refused,
            )
            values["refused_file"] = base64.b64encode(content)
            values["refused_name"] = self.env._(
                "%(program)s - rows not read.%(extension)s",
                program=self.program_id.code,
                extension=extension,
            )
        self._write_guarded(values)

    def _amend(self, rows):
        """Open the dialog that amends the program, with the rows in it."""
        Amend = self.env["becs.program.amend"]
        action = Amend._open(self.program_id)
        dialog = Amend.browse(action["res_id"])
        in_dialog = {row.program_line_id: row for row in dialog.line_ids}
        dialog._write_guarded(
            {
                "upload_summary": self.summary,
                "refused_file": self.with_context(bin_size=False).refused_file,
                "refused_name": self.refused_name,
                "line_ids": [
                    Command.update(in_dialog[line].id, values)
                    if line
                    else Command.create(
                        {
                            "applied_on": "product",
                            "product_id": product_id,
                            **values,
                        }
                    )
                    for product_id, line, values in rows
                ],
            }
        )
        return action

    def _action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lines From a Spreadsheet"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _translate(self, text):
        return self.env._(text)


def _line_values(row, columns):
    """Values of a program line from those of a row; what is empty is left out.

    :param columns: those of the credit methods, see ``Methods.columns``
    """
    values = {name: float(row[name]) for name in FIELDS if row[name] is not None}
    for column, (name, method) in columns.items():
        if row.get(column) is not None:
            values[name] = float(row[column])
            values["credit_method"] = method
    return values
