"""What is proposed for the columns of a sheet, and what a person may make of it."""

import io
import unittest

import openpyxl

from ...intake import CLAIM, IntakeError, write_template
from .files import (
    HEADINGS,
    LINE,
    SAMPLES,
    claim_csv,
    csv_file,
    guessed,
    open_table,
    xlsx_file,
)


class TestProposal(unittest.TestCase):
    def test_confidence_and_samples(self):
        headings = ["Part no", "Qty sold in January", "Price"]
        rows = [[f"P{n}", str(n), "2.5"] for n in range(9)]
        table = open_table(csv_file(headings, *rows), "x")
        part, quantity, price = table.columns
        self.assertEqual((part.field, part.confidence), ("product_ref", 1.0))
        self.assertEqual(part.samples, ["P0", "P1", "P2", "P3", "P4"])
        self.assertEqual(quantity.field, "quantity")
        self.assertLess(quantity.confidence, 0.95)
        self.assertEqual((price.field, price.candidates), ("", ["resale_price"]))

    def test_typing_errors(self):
        found = guessed(["Qauntity", "Prodcut number", "Invoice"], ["3", "x", "y"])
        self.assertEqual(
            list(found.values()), ["quantity", "product_ref", "pos_document"]
        )

    def test_equals_are_left_to_a_person(self):
        found = guessed(["Product", "Quantity", "Qty", "Invoice"], ["x", "1", "2", "y"])
        self.assertEqual((found["Quantity"], found["Qty"]), ("", ""))

    def test_cells_speak_against_a_heading(self):
        found = guessed(["Product", "Qty", "Claim"], ["P", "1", "C-2024/01"])
        self.assertEqual(found["Claim"], "")

    def test_clear_heading_above_bad_cells(self):
        found = guessed(["Product", "Qty", "Invoice"], ["P", "ten", "I"])
        self.assertEqual(found["Qty"], "quantity")

    def test_stock_is_no_quantity_sold(self):
        for heading in (
            "Stock qty",
            "Qty on hand",
            "Ordered qty",
            "Remaining quantity",
        ):
            found = guessed(["Product", "Invoice", heading], ["P", "I", "1"])
            self.assertNotEqual(found[heading], "quantity", heading)

    def test_columns_without_heading(self):
        table = open_table(csv_file([*HEADINGS, ""], [*LINE, "note"]), "x")
        self.assertEqual(
            (table.columns[-1].key, table.columns[-1].field), ("column g", "")
        )
        table = open_table(csv_file([*HEADINGS, ""], [*LINE, ""]), "x")
        self.assertEqual(len(table.columns), 6)

    def test_same_heading_twice(self):
        table = open_table(
            csv_file(["Product", "Product", "Qty"], ["a", "b", "1"]), "x"
        )
        self.assertEqual(
            [c.key for c in table.columns], ["product", "product 2", "qty"]
        )


class TestMapping(unittest.TestCase):
    def test_remembered_wins(self):
        remembered = {"pre": "product_ref", "qty": "", "stk": "quantity"}
        found = guessed(
            ["Pre", "Part no", "Qty", "Stk", "Invoice"],
            ["a", "b", "1", "2", "c"],
            {"mapping": remembered},
        )
        self.assertEqual(
            list(found.values()),
            ["product_ref", "", "ignored", "quantity", "pos_document"],
        )

    def test_remembered_headings_find_the_heading_row(self):
        content = csv_file(["title"], ["Pre", "Stk"], ["a", "1"])
        table = open_table(
            content, "x", {"mapping": {"pre": "product_ref", "stk": "quantity"}}
        )
        self.assertEqual(table.heading_row, 2)

    def test_corrected_by_a_person(self):
        headings = ["Part", "Document", "Shipped", "Pieces", "Remark"]
        line = ["P", "I", "2024-01-31", "3", "7"]
        table = open_table(csv_file(headings, line), "x")
        mapping = {**table.mapping, "pieces": "", "remark": "quantity"}
        row = next(iter(table.read(mapping)))
        self.assertEqual(row.values["quantity"], 7)

    def test_impossible_choices(self):
        table = open_table(claim_csv(LINE), "x")
        for mapping, code in (
            ({"qty": "quantity", "invoice": "quantity"}, "field_twice"),
            ({"qty": "colour"}, "unknown_field"),
            ({"weight": "quantity"}, "unknown_column"),
        ):
            with self.assertRaises(IntakeError) as caught:
                table.read(mapping)
            self.assertEqual(caught.exception.code, code)
            self.assertTrue(str(caught.exception))

    def test_what_is_missing(self):
        table = open_table(csv_file(["Product", "Customer"], ["a", "b"]), "x")
        self.assertEqual(table.missing(), ["quantity", "date_ship", "pos_document"])
        table = open_table(
            csv_file(["Product", "Invoice date"], ["a", "2024-01-31"]), "x"
        )
        self.assertEqual(table.missing(), ["quantity", "pos_document"])

    def test_basis(self):
        for headings, basis in (
            (["Product", "Qty"], "calculated"),
            (["Product", "Qty", "Resale price"], "calculated"),
            (["Product", "Qty", "Book price"], "calculated"),
            (["Product", "Qty", "Book price", "Authorized price"], "stated"),
            (["Product", "Qty", "Unit credit"], "stated"),
            (["Product", "Qty", "Claim amount"], "stated"),
        ):
            table = open_table(csv_file(headings, ["1"] * len(headings)), "x")
            self.assertEqual(table.basis(), basis, headings)

    def test_template_is_understood(self):
        with self.assertRaises(IntakeError) as caught:
            open_table(write_template(), "form.xlsx")
        self.assertEqual(caught.exception.code, "no_rows")
        sheet = openpyxl.load_workbook(io.BytesIO(write_template())).active
        headings = [cell.value for cell in sheet[1]]
        cells = [SAMPLES.get(field, "x1") for field in CLAIM.template]
        table = open_table(xlsx_file(headings, cells), "form.xlsx")
        self.assertEqual(list(table.mapping.values()), list(CLAIM.template))
