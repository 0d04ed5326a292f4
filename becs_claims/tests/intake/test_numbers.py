"""Numbers as people write them."""

import unittest
from decimal import Decimal
from functools import partial

from hypothesis import assume, given
from hypothesis import strategies as st

from ...intake.values import numerals
from ...intake.values.numerals import clean_float, simple_number
from .files import (
    CURRENCY_CODES,
    any_speed,
    claim_csv,
    read,
    read_cells,
    xlsx_file,
)

D = Decimal
number_shape = partial(numerals.number_shape, currency_codes=CURRENCY_CODES)


def amounts(cells, **options):
    return read_cells("Claim Amount", cells, options)


class TestReadings(unittest.TestCase):
    def test_one_way_only(self):
        for text, value in {
            "12": "12",
            "-12": "-12",
            "1,234.56": "1234.56",
            "1.234,56": "1234.56",
            "1 234,56": "1234.56",
            "1\u00a0234\u00a0567,8": "1234567.8",
            "1\u202f234.5": "1234.5",
            "1'234.50": "1234.50",
            "1’234’567": "1234567",
            "1,234,567": "1234567",
            "1.234.567": "1234567",
            "1,23,456.78": "123456.78",
            "12,34,567": "1234567",
            "0.125": "0.125",
            "0,125": "0.125",
            "1234,567": "1234.567",
            "12,5": "12.5",
            ".5": "0.5",
            ",25": "0.25",
            "5.": "5",
            "(12.50)": "-12.50",
            "12.50-": "-12.50",
            "- 12.50": "-12.50",
            "−3": "-3",
            "+3": "3",
            "1.5E+3": "1500",
            "2e2": "200",
            "$1,234.50": "1234.50",
            "-$1,234.50": "-1234.50",
            "$-5.00": "-5.00",
            "($5.00)": "-5.00",
            "12,50 €": "12.50",
            "€12.50": "12.50",
            "EUR 12.50": "12.50",
            "12.50EUR": "12.50",
            "12,50- EUR": "-12.50",
            "US$ 5.5": "5.5",
            "CHF 1'234.50": "1234.50",
            "1 234,50 zł": "1234.50",
            "R$ 1.234,50": "1234.50",
            "'12.5": "12.5",
        }.items():
            with self.subTest(text):
                shape = number_shape(text)
                self.assertNotIsInstance(shape, str)
                self.assertFalse(shape.ambiguous)
                found = shape.comma if shape.point is None else shape.point
                self.assertEqual(found, D(value))

    def test_two_ways(self):
        for text, point, comma in (
            ("1,234", "1234", "1.234"),
            ("1.234", "1.234", "1234"),
            ("-12,345", "-12345", "-12.345"),
            ("€ 1.500", "1.5", "1500"),
        ):
            shape = number_shape(text)
            self.assertTrue(shape.ambiguous, text)
            self.assertEqual((shape.point, shape.comma), (D(point), D(comma)))

    def test_no_number(self):
        texts = "- . , 1,2,3 1.23.456 1,234.56,7 1..2 1.234,567.8 0,123,456 € EUR (5 5)"
        texts += " -(5) -5- 0x10 1/2 ٣ 1_000"
        for text in ["", *texts.split(), "12 34", "1 2345", "€ 5 EUR", "5 XYZ"]:
            with self.subTest(text):
                self.assertIsInstance(number_shape(text), str)

    @any_speed
    @given(st.text(max_size=40))
    def test_any_text(self, text):
        shape = number_shape(text)
        if not isinstance(shape, str):
            for reading in (shape.point, shape.comma):
                self.assertTrue(reading is None or reading.is_finite())

    @any_speed
    @given(st.text("0123456789.,-+eE€$ '()", max_size=30))
    def test_any_digits(self, text):
        shape = number_shape(text)
        if not isinstance(shape, str):
            self.assertTrue(shape.point is not None or shape.comma is not None)
        simple = simple_number(text)
        if simple:
            self.assertIn(simple[1], (shape.point, shape.comma))
            self.assertFalse(shape.ambiguous)


def written(value, decimal, group, style):
    """Write a number the way a country or a program does."""
    text = (
        f"{abs(value):,f}".replace(",", "G").replace(".", decimal).replace("G", group)
    )
    if value < 0:
        return {"minus": f"-{text}", "trailing": f"{text}-", "brackets": f"({text})"}[
            style
        ]
    return text


class TestRoundTrip(unittest.TestCase):
    @any_speed
    @given(
        st.decimals(-(10**11), 10**11, places=4),
        st.integers(0, 4),
        st.sampled_from(
            [(".", ","), (",", "."), (",", " "), (".", "'"), (".", ""), (",", "")]
        ),
        st.sampled_from(["minus", "trailing", "brackets"]),
        st.sampled_from(["{}", "{} €", "EUR {}", "$ {}"]),
    )
    def test_every_convention(self, value, places, signs, style, money):
        value = round(value, places)
        decimal, group = signs
        text = money.format(written(value, decimal, group, style))
        shape = number_shape(text)
        self.assertNotIsInstance(shape, str, text)
        chosen = shape.point if decimal == "." else shape.comma
        self.assertEqual(chosen, value)

    @any_speed
    @given(st.floats(allow_nan=False, allow_infinity=False))
    def test_binary_numbers(self, value):
        number = clean_float(value)
        self.assertEqual(float(number), float(f"{value:.15g}"))
        self.assertLessEqual(len(number.as_tuple().digits), 15)

    @any_speed
    @given(st.decimals(-(10**8), 10**8, places=6))
    def test_workbook_cells(self, value):
        assume(len(value.as_tuple().digits) <= 15)
        self.assertEqual(clean_float(float(value)), value)

    def test_not_finite(self):
        for value in (float("nan"), float("inf"), -float("inf")):
            with self.assertRaises(ArithmeticError):
                clean_float(value)


class TestConvention(unittest.TestCase):
    def test_column_decides(self):
        self.assertEqual(amounts(["1,234", "7.50"]), [D(1234), D("7.50")])
        self.assertEqual(amounts(["1.234", "7,50"]), [D(1234), D("7.50")])
        self.assertEqual(amounts(["1,234", "7,50"]), [D("1.234"), D("7.50")])

    def test_evidence_at_the_very_end(self):
        cells = ["1,234"] * 3000 + ["7,5"]
        self.assertEqual(amounts(cells)[0], D("1.234"))

    def test_other_columns_decide(self):
        headings = ["Part", "Invoice", "Ship date", "Qty", "Claim amount"]
        line = ["P", "1", "2024-01-31", '"1,000"', '"2,50"']
        good, _refused, _reading = read(claim_csv(line, headings=headings))
        self.assertEqual(good[0].values["quantity"], 1)

    def test_nobody_decides(self):
        self.assertEqual(amounts(["1,234", "5"]), ["number_ambiguous", D(5)])
        _good, _refused, reading = read(
            claim_csv(["A", "P", "I", "2024-01-31", "1", '"1,234"'])
        )
        self.assertEqual(
            [question.code for question in reading.questions], ["ask_decimal"]
        )

    def test_a_person_decides(self):
        self.assertEqual(
            amounts(["1,234", "7.50"], decimal=","), [D("1.234"), D("7.50")]
        )
        self.assertEqual(amounts(["1,234"], decimal="."), [D(1234)])

    def test_a_hint_only_helps_out(self):
        self.assertEqual(amounts(["1,234"], decimal_hint=","), [D("1.234")])
        self.assertEqual(amounts(["1,234", "7.50"], decimal_hint=",")[0], D(1234))

    def test_both_in_one_file(self):
        self.assertEqual(amounts(["1,234", "7.50", "7,50"])[0], "number_mixed")

    def test_a_slip_does_not_count(self):
        cells = [f"{n}.25" for n in range(100)] + ["7,50", "1,234"]
        self.assertEqual(amounts(cells)[-2:], [D("7.50"), D(1234)])

    def test_workbook_numbers_need_no_convention(self):
        line = ["A", "P", "I", "2024-01-31", 1000, 1234.5]
        headings = ["Auth", "Part", "Invoice", "Ship date", "Qty", "Claim amount"]
        good, _refused, reading = read(xlsx_file(headings, line))
        self.assertEqual((good[0].values["quantity"], reading.questions), (D(1000), []))
