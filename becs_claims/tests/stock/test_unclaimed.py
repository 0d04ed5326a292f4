from datetime import date

from odoo import Command
from odoo.tests import tagged

from ..shared.validation_common import ValidationCase

DAY = date(2024, 3, 10)


@tagged("post_install", "-at_install")
class TestUnclaimed(ValidationCase):
    """Reported sales that no claim names, and who would pay them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.is_becs_distributor = True

    def report(self, *lines, **values):
        return self.env["becs.pos.line"].create(
            [
                {
                    "company_id": self.company.id,
                    "partner_id": self.distributor.id,
                    "document": "INV1",
                    "date": DAY,
                    "product_id": self.product.id,
                    "quantity": 10,
                    "currency_id": self.eur.id,
                    **line,
                    **values,
                }
                for line in lines
            ]
        )

    def unclaimed(self, lines):
        """Return [quantity] of what is left of lines."""
        self.env.flush_all()
        rows = self.env["becs.pos.unclaimed"].search([("id", "in", lines.ids)])
        left = {row.id: row.quantity for row in rows}
        return [left.get(line.id, 0) for line in lines]

    def states(self, lines):
        lines.invalidate_recordset(["claim_state"])
        found = lines.mapped("claim_state")
        for state in ("claimed", "partly", "open", False):
            self.assertEqual(
                self.env["becs.pos.line"].search(
                    [("claim_state", "=", state), ("id", "in", lines.ids)]
                ),
                lines.filtered(lambda line, state=state: line.claim_state == state)
                .sorted("id")
                .sorted("line_ref")
                .sorted("document"),
            )
        return found

    def test_what_is_left(self):
        lines = self.report({}, {"document": "INV2"}, {"document": "INV3"})
        self.assertEqual(self.unclaimed(lines), [10, 10, 10])
        self.validate(
            {"pos_document": "inv1 ", "quantity": 10},
            {"pos_document": "INV2", "quantity": 4},
        )
        self.assertEqual(self.unclaimed(lines), [0, 6, 10])
        self.assertEqual(self.states(lines), ["claimed", "partly", "open"])

    def test_only_filed_claims_count(self):
        lines = self.report({})
        claim = self.new_claim({"pos_document": "INV1"})
        self.assertEqual(self.unclaimed(lines), [10])
        claim.action_submit()
        self.assertEqual(self.unclaimed(lines), [0])
        claim.action_cancel()
        self.assertEqual(self.unclaimed(lines), [10])

    def test_document_lines(self):
        lines = self.report(
            {"line_ref": "1", "quantity": 4},
            {"line_ref": "2", "quantity": 6},
            {"line_ref": "3", "quantity": 5},
        )
        self.validate({"pos_document": "INV1", "pos_line_ref": "2", "quantity": 6})
        self.assertEqual(self.unclaimed(lines), [4, 0, 5])
        # one that names the document only is for its first rows
        self.validate({"pos_document": "INV1", "quantity": 5})
        self.assertEqual(sum(self.unclaimed(lines)), 4)

    def test_rows_without_document_line(self):
        lines = self.report({"quantity": 4}, {"quantity": 6})
        self.validate({"pos_document": "INV1", "quantity": 7})
        self.assertEqual(self.unclaimed(lines), [0, 3])

    def test_returns_are_taken_off(self):
        lines = self.report({}, {"quantity": -3}, {"document": "INV2", "quantity": -5})
        self.assertEqual(self.unclaimed(lines), [7, 0, 0])
        self.assertEqual(self.states(lines), ["open", False, False])
        self.validate({"pos_document": "INV1", "quantity": 7})
        self.assertEqual(self.states(lines), ["claimed", False, False])

    def test_other_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        lines = self.report({"quantity": 30})
        self.validate({"pos_document": "INV1", "quantity": 2, "uom_id": dozen.id})
        self.assertEqual(self.unclaimed(lines), [6])

    def test_combinable_programs_claim_the_same_units(self):
        self.program.combinable = True
        self.new_program("B1", combinable=True)
        lines = self.report({})
        sale = {"pos_document": "INV1"}
        self.validate(sale | {"quantity": 6}, sale | {"authorization_ref": "B1"})
        self.assertEqual(self.unclaimed(lines), [0])
        other = self.report({"document": "INV2"})
        sale = {"pos_document": "INV2", "quantity": 4}
        self.validate(sale, sale | {"authorization_ref": "B1"})
        self.assertEqual(self.unclaimed(other), [6])

    def test_others_claims_do_not_count(self):
        lines = self.report({})
        self.validate({"pos_document": "INV1"}, partner=self.other)
        self.assertEqual(self.unclaimed(lines), [10])

    def offer(self, **values):
        line = self.report({"document": f"O{len(values)}", **values})
        self.env.flush_all()
        return self.env["becs.pos.unclaimed"].browse(line.id)

    def test_program_and_money(self):
        row = self.offer()
        self.assertEqual(row.program_id, self.program)
        self.assertEqual((row.unit_credit, row.amount), (20, 200))
        self.assertEqual(row.currency_id, self.eur)
        self.assertFalse(row.claimable_until)
        self.program.claim_window_days = 30
        self.assertEqual(self.offer().claimable_until, date(2024, 4, 9))

    def test_programs_that_do_not_pay(self):
        for values in (
            {"state": "suspended"},
            {"state": "draft"},
            {"active": False},
            {"date_end": date(2024, 3, 9)},
            {"date_start": date(2024, 3, 11)},
            {"distributor_ids": [Command.set(self.other.ids)]},
            {"end_customer_ids": [Command.set(self.customer.ids)]},
        ):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                self.program.write(values)
                row = self.offer()
                self.assertFalse(row.program_id)
                self.assertEqual((row.quantity, row.amount), (10, 0))
                savepoint.rollback()
            self.env.invalidate_all()

    def test_program_of_the_customer_comes_first(self):
        bid = self.new_program("B1", end_customer_ids=[Command.set(self.customer.ids)])
        self.assertEqual(self.offer().program_id, self.program)
        row = self.offer(end_customer_name=" hospital")
        self.assertEqual(row.program_id, bid)

    def test_narrowest_scope_and_exclusions(self):
        self.program.line_ids.unlink()
        narrow = {"applied_on": "category", "categ_id": self.deep.id}
        program = self.new_program(
            "B1",
            lines=[
                {"applied_on": "all", "credit_method": "fixed", "unit_credit": 1},
                {
                    "applied_on": "category",
                    "categ_id": self.categories[0].id,
                    "credit_method": "fixed",
                    "unit_credit": 2,
                },
                narrow | {"credit_method": "fixed", "unit_credit": 3},
            ],
        )
        self.assertEqual(self.offer().amount, 30)
        program.line_ids[2].min_quantity = 11
        self.assertEqual(self.offer().amount, 20)
        program.line_ids[2].write({"min_quantity": 0, "excluded": True})
        self.assertFalse(self.offer().program_id)
        self.product.becs_eligible = False
        program.line_ids[2].unlink()
        self.assertFalse(self.offer().program_id)

    def test_expected_credit_by_method(self):
        line = self.program.line_ids
        line.write({"credit_method": "percent", "discount_percent": 12.5})
        self.assertEqual(self.offer().amount, 125)
        line.write({"credit_method": "margin", "margin_percent": 15})
        self.assertEqual(self.offer(resale_price=90).amount, 235)
        line.write({"credit_method": "net_price", "authorized_price": 110})
        self.assertEqual(self.offer().amount, 0)
        # not agreed: what the line paid so far
        line.write({"agreed_book_price": 0, "authorized_price": 80})
        self.assertEqual(self.offer().amount, 0)
        line.sudo().write({"amount_approved": 90, "quantity_approved": 6})
        self.assertEqual(self.offer().amount, 150)

    def test_grouped(self):
        self.report({}, {"document": "INV2"}, {"document": "INV3", "quantity": 1})
        self.report({"document": "X"}, partner_id=self.other.id)
        self.env.flush_all()
        groups = self.env["becs.pos.unclaimed"]._read_group(
            [("company_id", "=", self.company.id)],
            ["program_id", "partner_id"],
            ["amount:sum", "quantity:sum"],
        )
        self.assertEqual(
            groups,
            [
                (self.program, self.distributor, 420, 21),
                (self.program, self.other, 200, 10),
            ],
        )


@tagged("post_install", "-at_install")
class TestRevalidated(ValidationCase):
    """What a new report changes on claims that were validated before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.write(
            {"is_becs_distributor": True, "becs_pos_since": date(2024, 3, 1)}
        )

    def import_report(self, *rows, name="report.csv", **values):
        text = "Invoice,Line,Ship Date,Product,Qty\n" + "\n".join(
            ",".join(map(str, row)) for row in rows
        )
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": text.encode(), "res_model": "becs.import"}
        )
        wizard = self.env["becs.import"].create(
            {
                "kind": "pos",
                "company_id": self.company.id,
                "partner_id": self.distributor.id,
                "attachment_id": attachment.id,
                **values,
            }
        )
        wizard.action_read()
        action = wizard.action_import()["params"]["next"]
        return self.env["becs.pos.report"].browse(action["res_id"])

    def work(self, line):
        """Do what the claim of a line was put off to the background for."""
        job = line.claim_id.job_id
        self.assertEqual((job.kind, job.state), ("validate", "pending"))
        line.claim_id._run_job_validate(None)
        job.sudo().state = "done"

    def row(self, document, quantity=10):
        return (document, "", "2024-03-10", "P1", quantity)

    def test_report_arrives(self):
        lines = self.validate(
            {"pos_document": "INV1", "amount_stated": 200},
            {"pos_document": "INV2", "amount_stated": 200},
        )
        self.assertState(lines[0], "review", 200, "no_point_of_sale_record")
        report = self.import_report(self.row("INV1"))
        self.work(lines[0])
        self.assertState(lines[0], "approved", 200)
        self.assertEqual(lines[0].pos_line_id, report.line_ids)
        self.assertState(lines[1], "review", 200, "no_point_of_sale_record")
        self.assertEqual(report.claimed_count, 1)

    def test_report_is_replaced(self):
        self.import_report(self.row("INV1"))
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        self.assertState(line, "approved", 200)
        report = self.import_report(
            self.row("INV1", 4),
            name="again.csv",
            replace_earlier=True,
            date_from=date(2024, 3, 1),
            date_to=date(2024, 3, 31),
        )
        self.work(line)
        self.assertState(line, "review", 200, "point_of_sale_mismatch")
        self.assertEqual(line.pos_line_id, report.line_ids)

    def test_report_is_deleted(self):
        report = self.import_report(self.row("INV1"))
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        report.unlink()
        self.assertFalse(line.pos_line_id)
        self.work(line)
        self.assertState(line, "review", 200, "no_point_of_sale_record")
        self.assertFalse(line.pos_line_id)

    def test_report_that_was_paid_by_stays(self):
        report = self.import_report(self.row("INV1"))
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        line.claim_id.action_approve()
        with self.assertRaisesRegex(Exception, "were approved by sales of this report"):
            report.unlink()

    def test_product_is_found_in_the_run(self):
        report = self.import_report(
            ("INV1", "", "2024-03-10", "LATER", 10), self.row("INV9")
        )
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        self.assertState(line, "review", 200, "no_point_of_sale_record")
        self.product.barcode = "LATER"
        line.claim_id.action_validate()
        self.assertState(line, "approved", 200)
        self.assertEqual(report.unknown_count, 0)

    def test_product_is_found_by_a_new_code(self):
        self.import_report(("INV1", "", "2024-03-10", "THEIRS", 10))
        [line] = self.validate({"pos_document": "INV1", "amount_stated": 200})
        self.assertState(line, "review", 200, "no_point_of_sale_record")
        self.env["becs.product.alias"].create(
            {
                "partner_id": self.distributor.id,
                "code": "Theirs",
                "product_id": self.product.id,
            }
        )
        self.work(line)
        self.assertState(line, "approved", 200)
