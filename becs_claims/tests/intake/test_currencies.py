"""Which words are currencies, beside numbers and alone."""

import unittest
from decimal import Decimal

from ...intake import KINDS
from ...intake.columns.mapping import CLEAR
from ...intake.values.currencies import SIGNS, currencies_of, currency_in_words
from .files import (
    CURRENCY_CODES,
    HEADINGS,
    LINE,
    csv_file,
    guessed,
    open_table,
    read,
    read_cells,
)

D = Decimal
# words of lists, counts and notes that are codes of currencies as well
WORDS = "ALL BAM CUP ETB GEL MAD MOP PAB PEN SOS STD TOP TRY".split()


def column(cells, codes=CURRENCY_CODES, **options):
    """Read the column with the currency; return values or codes of problems."""
    lines = [[*LINE, f'"{cell}"'] for cell in cells]
    table = open_table(
        csv_file([*HEADINGS, "Currency"], *lines), "x", options, currency_codes=codes
    )
    return [
        row.reasons[0].code if hasattr(row, "reasons") else row.values["currency"]
        for row in table.read()
    ]


class TestCodes(unittest.TestCase):
    def test_the_caller_says_which_there_are(self):
        self.assertIn("GEL", CURRENCY_CODES)
        self.assertEqual(column(["GEL", "azn"]), ["GEL", "AZN"])
        self.assertEqual(column(["GEL"], {"EUR"}), ["currency_unknown"])
        self.assertEqual(column(["XYZ", "EUR"], {"XYZ"}), ["XYZ", "currency_unknown"])
        self.assertEqual(column(["Pts", "PTS"], {"Pts"}), ["Pts", "currency_unknown"])

    def test_every_one_alone_and_beside_a_number(self):
        codes = sorted(CURRENCY_CODES)
        self.assertEqual(column(codes), codes)
        self.assertEqual(column(map(str.lower, codes)), codes)
        for code in codes:
            for cell in (f"{code} 5.50", f"5.50{code}"):
                found = read_cells("Claim Amount", [cell], {"currency": code})
                self.assertEqual(found, [D("5.50")], cell)

    def test_sentence_of_one_that_is_missing(self):
        _good, [row], _reading = read(
            csv_file([*HEADINGS, "Curr."], [*LINE, "XYZ"]), options={"currency": "EUR"}
        )
        self.assertEqual(
            [reason.message() for reason in row.reasons],
            [
                "Currency (column Curr., G): “XYZ” is not a currency known here. Use "
                "the three-letter code, for example EUR. A currency that is missing "
                "can be added by an administrator."
            ],
        )

    def test_yuan_traded_abroad(self):
        """A currency of its own in Odoo; elsewhere another spelling."""
        self.assertEqual(column(["CNH", "CNY"]), ["CNH", "CNY"])
        found = read_cells("Claim Amount", ["CNH 5", "CNY 5"], {"currency": "CNH"})
        self.assertEqual(found, [D(5), "currency_differs"])
        self.assertEqual(column(["CNH"], CURRENCY_CODES - {"CNH"}), ["CNY"])

    def test_signs(self):
        for sign, codes in SIGNS.items():
            self.assertTrue(codes, sign)
            self.assertLessEqual(codes, CURRENCY_CODES, sign)
            for code in codes:
                found = read_cells("Claim Amount", [f"{sign} 5"], {"currency": code})
                self.assertEqual(found, [D(5)], (sign, code))
        self.assertEqual(
            read_cells("Claim Amount", ["5 ₾", "£ 5"], {"currency": "JMD"}),
            ["currency_differs"] * 2,
        )
        # what is not there is not meant
        self.assertEqual(currencies_of("£", {"GBP", "EUR"}), {"GBP"})
        self.assertIsNone(currencies_of("₾", {"GBP", "EUR"}))

    def test_names_in_the_languages_of_odoo(self):
        for name, code in {
            "US Dollar": "USD",
            "US-Dollar": "USD",
            "dollar des États-Unis": "USD",
            "Schweizer Franken": "CHF",
            "SWISS FRANCS": "CHF",
            "złoty polski": "PLN",
            "złotych polskich": "PLN",
            "česká koruna": "CZK",
            "Pound Sterling": "GBP",
            "livres sterling": "GBP",
            "Yen": "JPY",
            "евро": "EUR",
            "Euros": "EUR",
        }.items():
            self.assertEqual(currency_in_words(name, CURRENCY_CODES), {code}, name)
        for name in ("Deutsche Mark", "money", "Gold", "or", ""):
            self.assertIsNone(currency_in_words(name, CURRENCY_CODES), name)


class TestWords(unittest.TestCase):
    """Words that are codes of currencies as well are not taken for one elsewhere."""

    def test_they_are_codes(self):
        self.assertLessEqual({*WORDS}, CURRENCY_CODES)

    def test_counted_things(self):
        for word in WORDS:
            self.assertEqual(
                read_cells("Qty", [f"10 {word}", f"{word.lower()} 10", word, "10"]),
                ["number_with_unit", "not_a_number", "not_a_number", D(10)],
            )

    def test_money_of_another_currency_is_not_read(self):
        for word in WORDS:
            cells = [f"5.50 {word}", f"{word} 5.50", word, f"{word} A", "5.50"]
            self.assertEqual(
                read_cells("Claim Amount", cells, {"currency": "USD"}),
                ["currency_differs"] * 2 + ["not_a_number"] * 2 + [D("5.50")],
            )
            self.assertEqual(
                column([word, "USD"], currency="USD"), ["currency_differs", "USD"]
            )

    def test_numbers_of_a_program_that_are_no_money(self):
        heading = {
            "discount_percent": "Discount",
            "min_quantity": "Min qty",
            "max_quantity": "Max qty",
            "margin_percent": "Margin",
            "authorized_price": "Authorized price",
            "max_amount": "Max amount",
        }
        for field, title in heading.items():
            content = csv_file(["Product", title], ["P-1", "5 EUR"], ["P-2", "5"])
            table = open_table(content, "x", {"currency": "EUR"}, kind=KINDS["program"])
            first, second = table.read({"product": "product_ref", title.lower(): field})
            self.assertEqual(second.values[field], D(5))
            if field in ("authorized_price", "max_amount"):
                self.assertEqual(first.values[field], D(5))
            else:
                self.assertEqual(first.reasons[0].code, "number_with_unit", field)

    def test_headings(self):
        """What a heading means does not depend on the currencies there are."""
        for word in WORDS:
            headings = [f"{word} qty", f"{word} price", f"Part {word}", word]
            content = csv_file(headings, ["1", "2", "P-1", "x"], [word] * 4)
            known = open_table(content, "x")
            unknown = open_table(content, "x", currency_codes=())
            self.assertEqual(known.mapping, unknown.mapping)
            self.assertEqual(known.heading_row, 1)

    def test_columns_of_counts(self):
        """A heading that is not quite clear is believed where cells are numbers."""
        heading = "Qty sold in January"
        [column] = [
            column
            for column in open_table(
                csv_file(["Part", heading], ["P", "1"]), "x"
            ).columns
            if column.heading == heading
        ]
        self.assertTrue(column.field and column.confidence < CLEAR)
        for cell in ("1", "10 CUP", "TOP 10", "pen 5"):
            found = guessed(["Part", "Invoice", heading], ["P", "I", cell])
            self.assertEqual(found[heading], "quantity" if cell == "1" else "", cell)

    def test_total_of_all_currencies(self):
        lines = [[*LINE, "USD"]] * 2
        headings = [*HEADINGS, "Currency"]
        total = ["Total", "", "", "", "20", "400.00", "ALL"]
        _good, refused, reading = read(csv_file(headings, *lines, total))
        self.assertEqual((refused, reading.rows_skipped), ([], 1))
        self.assertEqual(reading.currencies, {"USD"})
