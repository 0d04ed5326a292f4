"""One row typed into a form: the notation of the language alone counts."""

import datetime
import unittest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ...intake import (
    KINDS,
    IntakeError,
    Notation,
    read_field,
    read_typed,
    typed_fields,
)
from ...intake.columns.fields import DATE, NUMBER

ENGLISH = Notation(".", ",", "%m/%d/%Y")
GERMAN = Notation(",", ".", "%d.%m.%Y")
FRENCH = Notation(",", "\u202f", "%d/%m/%Y")
BARE = Notation(".", "", "%Y-%m-%d")


def number(text, notation=ENGLISH):
    return read_field("quantity", text, notation, NUMBER)


def day(text, notation=ENGLISH):
    return read_field("date_ship", text, notation, DATE)


class TestTyped(unittest.TestCase):
    def test_numbers_by_the_language(self):
        for notation, text, value in (
            (ENGLISH, "1,234.5", "1234.5"),
            (ENGLISH, "1234.5", "1234.5"),
            (ENGLISH, "-3", "-3"),
            (ENGLISH, ".5", "0.5"),
            (ENGLISH, "5.", "5"),
            (ENGLISH, "1 234", "1234"),
            (GERMAN, "1.234,5", "1234.5"),
            (GERMAN, "0,125", "0.125"),
            (GERMAN, "1.234", "1234"),
            (GERMAN, "−7", "-7"),
            (FRENCH, "1\u202f234,50", "1234.50"),
            (FRENCH, "1 234,50", "1234.50"),
            (BARE, "1234.5", "1234.5"),
        ):
            with self.subTest(text=text, notation=notation):
                self.assertEqual(number(text, notation), Decimal(value))

    def test_other_notations_are_refused(self):
        for notation, text in (
            (ENGLISH, "1,5"),
            (ENGLISH, "1.234,5"),
            (ENGLISH, "12,34"),
            (GERMAN, "1.5"),
            (GERMAN, "1,234.5"),
            (GERMAN, "12.34,5"),
            (BARE, "1,234"),
            (ENGLISH, "1e5"),
            (ENGLISH, "5 pcs"),
            (ENGLISH, "=1+1"),
            (ENGLISH, "--5"),
            (ENGLISH, "-"),
            (ENGLISH, "."),
            (ENGLISH, "١٢"),
            (ENGLISH, "NaN"),
            (ENGLISH, "inf"),
            (ENGLISH, "1" * 20),
            (ENGLISH, "0." + "1" * 7),
        ):
            with self.subTest(text=text, notation=notation):
                self.assertRaises(IntakeError, number, text, notation)

    def test_the_sentence_shows_how(self):
        with self.assertRaises(IntakeError) as caught:
            number("1.5", GERMAN)
        self.assertIn("Quantity", str(caught.exception))
        self.assertIn("1234,5", str(caught.exception))

    def test_dates_by_the_language_or_as_browsers_send_them(self):
        found = datetime.date(2026, 3, 4)
        self.assertEqual(day("2026-03-04", GERMAN), found)
        self.assertEqual(day("04.03.2026", GERMAN), found)
        self.assertEqual(day("03/04/2026", ENGLISH), found)
        self.assertEqual(day("04/03/2026", FRENCH), found)
        self.assertIsNone(day("  "))
        for text in ("31/12/2026", "2026-13-01", "4.3", "03/04/26", "1026-01-01"):
            with self.subTest(text=text):
                self.assertRaises(IntakeError, day, text, ENGLISH)

    def test_a_row(self):
        values, problems = read_typed(
            {
                "product_ref": " P1\t\u200b ",
                "quantity": "1.000,5",
                "date_ship": "31.03.2026",
                "amount_claimed": "12,50",
                "serial_numbers": "A1, A2",
                "transaction_type": "sale",
                "state": "approved",
                "claim_id": "7",
            },
            GERMAN,
        )
        self.assertEqual(problems, {})
        self.assertEqual(set(values), set(typed_fields()))
        self.assertEqual(values["product_ref"], "P1")
        self.assertEqual(values["quantity"], Decimal("1000.5"))
        self.assertEqual(values["serial_numbers"], ("A1", "A2"))
        self.assertIsNone(values["book_price"])

    def test_a_return_has_its_signs(self):
        for texts in (
            {"transaction_type": "return", "quantity": "5"},
            {"transaction_type": "sale", "quantity": "-5"},
            {"transaction_type": "return", "quantity": "-5"},
        ):
            with self.subTest(texts=texts):
                values, problems = read_typed(
                    texts | {"amount_claimed": "20", "unit_credit": "-4"}, ENGLISH
                )
                self.assertEqual(problems, {})
                self.assertEqual(values["transaction_type"], "return")
                self.assertEqual(values["quantity"], 5)
                self.assertEqual(values["amount_claimed"], -20)
                self.assertEqual(values["unit_credit"], 4)

    def test_every_problem_is_told(self):
        _values, problems = read_typed(
            {
                "quantity": "many",
                "date_ship": "soon",
                "product_ref": "x" * 256,
                "transaction_type": "correction",
                "serial_numbers": "s" * 101,
            },
            ENGLISH,
            required=("pos_document", "quantity"),
        )
        codes = {name: problem.code for name, problem in problems.items()}
        self.assertEqual(
            codes,
            {
                "quantity": "typed_number",
                "date_ship": "typed_date",
                "product_ref": "typed_too_long",
                "transaction_type": "typed_type",
                "serial_numbers": "typed_too_long",
                "pos_document": "typed_missing",
            },
        )
        for problem in problems.values():
            self.assertTrue(problem.message())

    def test_what_is_written_is_read_again(self):
        for notation in (ENGLISH, GERMAN, FRENCH, BARE):
            for value in ("0.1", "1234.56", "-3", "1000000"):
                with self.subTest(value=value, notation=notation):
                    text = notation.number(float(value))
                    self.assertEqual(number(text, notation), Decimal(value))

    @given(st.text(max_size=40), st.sampled_from(sorted(typed_fields())))
    def test_whatever_is_typed(self, text, name):
        values, problems = read_typed({name: text}, GERMAN)
        self.assertEqual(set(values), set(typed_fields(KINDS["claim"])))
        self.assertLessEqual(set(problems), {name})
