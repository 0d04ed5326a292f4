"""What becomes of the rows: kinds and signs, serial numbers, currencies, totals."""

import datetime
import unittest
from decimal import Decimal

from ...intake import CLAIM, Refused, Row
from .files import (
    HEADINGS,
    LINE,
    claim_csv,
    csv_file,
    open_table,
    read,
    read_cells,
    xlsx_file,
)

D = Decimal
MONEY = (
    "Product",
    "Invoice",
    "Ship date",
    "Qty",
    "Book price",
    "Unit credit",
    "Claimed amount",
)
START = ["P", "I", "2024-01-31"]


def money_rows(*lines, headings=MONEY):
    good, refused, _reading = read(
        csv_file(headings, *[[*START, *line] for line in lines])
    )
    assert not refused, refused
    return [row.values for row in good]


class TestRow(unittest.TestCase):
    def test_every_field_is_there(self):
        good, _refused, _reading = read(claim_csv(LINE))
        self.assertEqual(
            good,
            [
                Row(
                    2,
                    {
                        **dict.fromkeys(CLAIM.line_fields),
                        "transaction_type": "sale",
                        "authorization_ref": "SPA-1",
                        "product_ref": "P-100",
                        "pos_document": "INV-1",
                        "date_ship": datetime.date(2024, 1, 31),
                        "quantity": D(10),
                        "amount_claimed": D("200.00"),
                    },
                    LINE,
                )
            ],
        )
        self.assertEqual(set(good[0].values), set(CLAIM.line_fields))

    def test_empty_cells_are_not_refused(self):
        good, refused, _reading = read(claim_csv(["SPA-1", "", " ", "", "0", ""]))
        self.assertEqual(refused, [])
        self.assertEqual(good[0].values["quantity"], 0)
        self.assertIsNone(good[0].values["pos_document"])

    def test_counts_add_up(self):
        lines = [
            LINE,
            [],
            ["", "", "", "x", "", ""],
            LINE,
            ["Total", "", "", "", "20", "400"],
        ]
        good, refused, reading = read(claim_csv(*lines))
        self.assertEqual((len(good), len(refused), reading.rows_skipped), (2, 1, 1))
        self.assertEqual(
            (reading.rows_good, reading.rows_refused, reading.total), (2, 1, 4)
        )

    def test_all_reasons_of_a_row(self):
        _good, refused, _reading = read(
            claim_csv(["SPA-1", "P", "I", "soon", "ten", "much"])
        )
        codes = [problem.code for problem in refused[0].reasons]
        self.assertEqual(codes, ["not_a_date", "not_a_number", "not_a_number"])
        self.assertIsInstance(refused[0], Refused)
        self.assertEqual(refused[0].raw, ["SPA-1", "P", "I", "soon", "ten", "much"])

    def test_columns_not_used_may_hold_anything(self):
        content = csv_file([*HEADINGS, "Description"], [*LINE, "x" * 5000])
        good, refused, _reading = read(content)
        self.assertEqual((len(good), refused), (1, []))

    def test_read_again(self):
        reading = open_table(claim_csv(*[LINE] * 2500), "x").read()
        first = list(reading)
        self.assertEqual(list(reading), first)
        self.assertEqual((reading.rows_good, reading.sums["quantity"]), (2500, 25000))


class TestShipDate(unittest.TestCase):
    HEADINGS = ["Product", "Qty", "Invoice", "Invoice date", "Ship date"]

    def test_invoice_date_stands_in(self):
        lines = [
            ["P", "1", "I", "2024-01-30", "2024-01-31"],
            ["P", "1", "I", "2024-01-30", ""],
        ]
        good, _refused, _reading = read(csv_file(self.HEADINGS, *lines))
        self.assertEqual([row.values["date_ship"].day for row in good], [31, 30])

    def test_bad_invoice_date_matters_only_when_needed(self):
        lines = [["P", "1", "I", "soon", "2024-01-31"], ["P", "1", "I", "soon", ""]]
        good, refused, _reading = read(csv_file(self.HEADINGS, *lines))
        self.assertEqual(
            ([r.number for r in good], [r.number for r in refused]), ([2], [3])
        )


class TestReturns(unittest.TestCase):
    def test_negative_quantity(self):
        for amount in ("-100", "100", "(100.00)"):
            (values,) = money_rows(["-5", "50", "20", amount])
            self.assertEqual(values["transaction_type"], "return")
            self.assertEqual(values["quantity"], 5)
            self.assertEqual((values["book_price"], values["unit_credit"]), (50, 20))
            self.assertEqual(values["amount_claimed"], -100)

    def test_negative_prices_of_a_return(self):
        (values,) = money_rows(["-5", "-50", "-20", "-100"])
        self.assertEqual((values["book_price"], values["unit_credit"]), (50, 20))
        self.assertEqual(values["amount_claimed"], -100)

    def test_negative_amount_of_a_sale_stays(self):
        (values,) = money_rows(["5", "50", "-20", "-100"])
        self.assertEqual(values["transaction_type"], "sale")
        self.assertEqual((values["unit_credit"], values["amount_claimed"]), (-20, -100))

    def test_said_by_a_column(self):
        headings = [*MONEY, "Transaction type"]
        for word, quantity, kind, amount in (
            ("Sale", "5", "sale", 100),
            ("SD", "5", "sale", 100),
            ("PointOfSaleDocument", "5", "sale", 100),
            ("", "5", "sale", 100),
            ("Return", "5", "return", -100),
            ("RMA", "5", "return", -100),
            ("credit memo", "-5", "return", -100),
            ("RP", "5", "return", -100),
            ("Gutschrift", "5", "return", -100),
            ("Sale", "-5", "return", -100),
        ):
            with self.subTest(word):
                line = [quantity, "50", "20", "100", word]
                others = [["1", "1", "1", "1", "sale"]] * 3
                values = money_rows(line, *others, headings=headings)[0]
                self.assertEqual(values["transaction_type"], kind)
                self.assertEqual(
                    (values["quantity"], values["amount_claimed"]), (5, amount)
                )

    def test_unknown_word(self):
        headings = [*MONEY, "Transaction type"]
        lines = [
            [*START, "5", "50", "20", "100", word]
            for word in ("sale", "sale", "zzz", "Correction")
        ]
        _good, refused, _reading = read(csv_file(headings, *lines))
        self.assertEqual(
            [row.reasons[0].code for row in refused], ["type_unknown", "type_unknown"]
        )


class TestSerials(unittest.TestCase):
    def test_split(self):
        headings = [*HEADINGS, "Serial numbers"]
        for cell, serials in {
            '"A1, B2"': ("A1", "B2"),
            "A1;B2 ;": ("A1", "B2"),
            "A1/B2|C3": ("A1", "B2", "C3"),
            '"A1\nB2\r\nC3"': ("A1", "B2", "C3"),
            "A1 A1 B2": ("A1", "B2"),
            "": None,
            ";": None,
        }.items():
            good, _refused, _reading = read(
                csv_file(headings, [*LINE, cell], [*LINE, "X"])
            )
            self.assertEqual(good[0].values["serial_numbers"], serials)

    def test_many(self):
        headings = [*HEADINGS, "Serial numbers"]
        many = [f"SN{n:06}" for n in range(3000)]
        good, _refused, _reading = read(xlsx_file(headings, [*LINE, " ".join(many)]))
        self.assertEqual(good[0].values["serial_numbers"], tuple(many))
        good, _refused, _reading = read(xlsx_file(headings, [*LINE, 123456789012345]))
        self.assertEqual(good[0].values["serial_numbers"], ("123456789012345",))
        _good, refused, _reading = read(csv_file(headings, [*LINE, "x" * 200]))
        self.assertEqual(refused[0].reasons[0].code, "serial_too_long")
        _good, refused, _reading = read(csv_file(headings, [*LINE, "a;" * 9000]))
        self.assertEqual(refused, [])


class TestCurrencies(unittest.TestCase):
    def test_beside_the_number(self):
        cells = ["EUR 5.50", "5.50 €"]
        self.assertEqual(
            read_cells("Claim Amount", cells, {"currency": "EUR"}), [D("5.50")] * 2
        )
        found = read_cells("Claim Amount", ["$ 5.50", "£ 5.50"], {"currency": "EUR"})
        self.assertEqual(found, ["currency_differs"] * 2)
        self.assertEqual(
            read_cells("Claim Amount", ["$5.50"], {"currency": "CAD"}), [D("5.50")]
        )
        _good, _refused, reading = read(claim_csv([*LINE[:5], "5.50 EUR"]))
        self.assertEqual(reading.currencies, {"EUR"})

    def test_in_a_column(self):
        headings = [*HEADINGS, "Currency"]
        lines = [
            [*LINE, word] for word in ("EUR", "eur", "€", "Euro", "", "USD", "money")
        ]
        good, refused, _reading = read(
            csv_file(headings, *lines), options={"currency": "EUR"}
        )
        self.assertEqual([row.values["currency"] for row in good], ["EUR"] * 4 + [None])
        codes = [row.reasons[0].code for row in refused]
        self.assertEqual(codes, ["currency_differs", "currency_unknown"])
        _good, _refused, reading = read(csv_file(headings, *lines))
        self.assertEqual(reading.currencies, {"EUR", "USD"})


class TestTotals(unittest.TestCase):
    LINES = ([*LINE[:4], "10", "200.00"], [*LINE[:4], "5", "100.50"])

    def check(self, *rows, agrees=True, good=2):
        found, refused, reading = read(claim_csv(*self.LINES, *rows))
        self.assertEqual((len(found), refused), (good, []))
        self.assertEqual([total.agrees for total in reading.control_totals], [agrees])
        return reading

    def test_agrees(self):
        self.check(["Total", "", "", "", "15", "300.50"])
        self.check(["", "", "", "Grand total:", "", "300.50"])
        self.check(["", "", "", "", "Summe", "300.50"])
        self.check(["", "", "", "", "15", "300.50"])
        self.check(["", "", "", "", "", "300.50"])

    def test_differs(self):
        reading = self.check(["Total", "", "", "", "15", "310.50"], agrees=False)
        notes = [note.message() for note in reading.control_totals[0].notes()]
        self.assertEqual(
            notes,
            [
                "Row 4 states a total of 15 for Quantity; the rows read add up to it.",
                "Row 4 states a total of 310.50 for Claimed amount; the rows read add "
                "up to 300.50.",
            ],
        )

    def test_groups(self):
        subtotal = ["Subtotal", "", "", "", "15", "300.50"]
        rows = [
            *self.LINES,
            subtotal,
            *self.LINES,
            subtotal,
            ["Total", "", "", "", "30", "601"],
        ]
        good, _refused, reading = read(claim_csv(*rows))
        self.assertEqual(len(good), 4)
        self.assertEqual([total.agrees for total in reading.control_totals], [True] * 3)

    def test_rows_refused_count(self):
        """The total is that of the file, not only of the rows that could be read."""
        rows = [
            *self.LINES,
            [*LINE[:3], "soon", "1", "9.50"],
            ["Total", "", "", "", "16", "310"],
        ]
        _good, refused, reading = read(claim_csv(*rows))
        self.assertEqual((len(refused), reading.control_totals[0].agrees), (1, True))

    def test_a_line_without_date_is_no_total(self):
        good, _refused, reading = read(claim_csv(["Total AG", "P", "I", "", "1", "2"]))
        self.assertEqual((len(good), reading.control_totals), (1, []))
        good, _refused, reading = read(claim_csv(LINE, ["", "", "", "", "3", "77"]))
        self.assertEqual((len(good), reading.control_totals), (2, []))

    def test_headings_repeated_on_each_page(self):
        good, refused, reading = read(claim_csv(LINE, HEADINGS, LINE))
        self.assertEqual((len(good), refused, reading.rows_skipped), (2, [], 1))


class TestFileValues(unittest.TestCase):
    def test_debit_number_and_distributor(self):
        headings = [*HEADINGS, "Debit memo no", "Distributor"]
        content = csv_file(headings, [*LINE, "D-1", "ACME"], [*LINE, " D-1", "ACME"])
        _good, _refused, reading = read(content)
        self.assertEqual(
            reading.file_values, {"debit_number": ["D-1"], "distributor": ["ACME"]}
        )
