"""Text files: characters, separators, quotes."""

import unittest

from ...intake import Options
from .files import (
    HEADINGS,
    LINE,
    claim_csv,
    csv_file,
    open_table,
    read,
    refusal,
)

NAMES = ["Müller & Söhne", "Łódź", "Größe €"]


class TestEncodings(unittest.TestCase):
    def test_recognised(self):
        headings = [*HEADINGS, "End Customer"]
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
            with self.subTest(encoding):
                lines = [[*LINE, name] for name in NAMES]
                text = "\n".join(",".join(row) for row in [headings, *lines])
                good, refused, _reading = read(text.encode(encoding))
                names = [row.values["end_customer_name"] for row in good]
                self.assertEqual((names, refused), (NAMES, []))

    def test_western_windows(self):
        content = claim_csv(["Größe €", *LINE[1:]], encoding="cp1252")
        good, _refused, _reading = read(content)
        self.assertEqual(good[0].values["authorization_ref"], "Größe €")

    def test_chosen(self):
        content = claim_csv(["Łódź", *LINE[1:]], encoding="cp1250")
        good, _refused, _reading = read(content, options={"encoding": "cp1250"})
        self.assertEqual(good[0].values["authorization_ref"], "Łódź")
        for encoding in ("ascii", "no-such-encoding", "base64", "rot13"):
            code = refusal(content, options={"encoding": encoding})
            self.assertEqual(code, "unknown_encoding")


class TestSeparators(unittest.TestCase):
    def test_recognised(self):
        for delimiter in ",;\t|":
            with self.subTest(delimiter):
                good, refused, _reading = read(
                    claim_csv(LINE, LINE, delimiter=delimiter)
                )
                self.assertEqual((len(good), refused), (2, []))

    def test_decimal_commas_between_semicolons(self):
        lines = [[*LINE[:5], f"{n},50"] for n in range(30)]
        good, _refused, _reading = read(claim_csv(*lines, delimiter=";"))
        self.assertEqual(str(good[3].values["amount_claimed"]), "3.50")

    def test_named_by_the_file(self):
        content = b"sep=|\r\n" + claim_csv(LINE, delimiter="|")
        good, _refused, _reading = read(content)
        self.assertEqual([row.number for row in good], [2])

    def test_chosen(self):
        content = claim_csv(LINE, delimiter="^")
        good, _refused, _reading = read(content, options=Options(delimiter="^"))
        self.assertEqual(len(good), 1)

    def test_chosen_in_vain(self):
        for delimiter in ("", "ab", '"', "\n"):
            good, _refused, _reading = read(
                claim_csv(LINE), options={"delimiter": delimiter}
            )
            self.assertEqual(len(good), 1)

    def test_line_ends(self):
        for end in ("\n", "\r\n", "\r"):
            good, refused, _reading = read(claim_csv(LINE, LINE, end=end))
            self.assertEqual((len(good), refused), (2, []))


class TestQuotes(unittest.TestCase):
    def test_separators_and_line_breaks_in_quotes(self):
        name = '"Smith, ""Bob""\r\nand Sons"'
        content = csv_file([*HEADINGS, "End Customer"], [*LINE, name], [*LINE, "x"])
        good, refused, _reading = read(content)
        self.assertEqual(refused, [])
        self.assertEqual(good[0].values["end_customer_name"], 'Smith, "Bob" and Sons')
        self.assertEqual([row.number for row in good], [2, 3])

    def test_quotes_inside_unquoted_text(self):
        good, refused, _reading = read(claim_csv([LINE[0], 'P-5"', *LINE[2:]]))
        self.assertEqual((good[0].values["product_ref"], refused), ('P-5"', []))

    def test_stray_quote_costs_one_row(self):
        lines = [[f'"{LINE[0]}"', *LINE[1:]] for _number in range(500)]
        lines[7] = ['"SPA-1', *LINE[1:]]
        good, refused, reading = read(claim_csv(*lines))
        self.assertEqual([row.number for row in refused], [9])
        self.assertEqual(refused[0].reasons[0].code, "broken_quotes")
        self.assertEqual(refused[0].raw[1], "P-100")
        self.assertEqual((len(good), reading.total), (499, 500))
        self.assertEqual(good[-1].number, 501)

    def test_stray_quote_in_the_last_row(self):
        good, refused, _reading = read(claim_csv(LINE, ['"SPA-1', *LINE[1:]]))
        self.assertEqual(
            ([r.number for r in good], [r.number for r in refused]), ([2], [3])
        )

    def test_sloppy_quotes_are_read_where_the_cells_are_clear(self):
        good, refused, _reading = read(
            claim_csv([LINE[0], '"5" pipe"', *LINE[2:]], LINE)
        )
        self.assertEqual((len(good), refused), (2, []))

    def test_text_with_separator_without_quotes(self):
        good, refused, _reading = read(claim_csv(LINE, ["Smith, Inc", *LINE[1:]]))
        self.assertEqual(len(good), 1)
        problem = refused[0].reasons[0]
        self.assertEqual((refused[0].number, problem.code), (3, "too_many_cells"))
        self.assertIn("7 cells", problem.message())

    def test_trailing_separators(self):
        content = claim_csv([*LINE, "", ""], headings=[*HEADINGS, ""])
        good, refused, _reading = read(content)
        self.assertEqual((len(good), refused), (1, []))

    def test_short_rows(self):
        """Cells left out at the end of a row are empty ones."""
        good, refused, _reading = read(claim_csv(LINE[:5], LINE[:5], LINE))
        self.assertEqual((len(good), refused), (3, []))
        self.assertIsNone(good[0].values["amount_claimed"])

    def test_row_numbers_count_empty_rows(self):
        content = claim_csv(LINE) + b"\n\n,,,\n" + ",".join(LINE).encode()
        good, _refused, _reading = read(content)
        self.assertEqual([row.number for row in good], [2, 6])

    def test_zeros_kept_by_a_formula(self):
        good, _refused, _reading = read(claim_csv([LINE[0], '="00123"', *LINE[2:]]))
        self.assertEqual(good[0].values["product_ref"], "00123")


class TestLongLines(unittest.TestCase):
    def test_long_cell(self):
        content = claim_csv(LINE, [LINE[0], "x" * 200_000, *LINE[2:]], LINE)
        good, refused, _reading = read(content)
        self.assertEqual([row.number for row in good], [2, 4])
        # Python's csv reader has a limit of its own, which Odoo raises
        codes = ("line_too_long", "text_too_long")
        self.assertIn(refused[0].reasons[0].code, codes)

    def test_long_line(self):
        content = claim_csv(LINE) + b"a," * 3_000_000 + b"\n" + claim_csv(LINE)
        good, refused, reading = read(content)
        self.assertEqual([row.number for row in good], [2, 5])
        self.assertEqual(refused[0].reasons[0].code, "line_too_long")
        self.assertEqual((reading.rows_skipped, reading.total), (1, 4))

    def test_long_line_behind_a_stray_quote(self):
        stray = ['"SPA-1', *LINE[1:]]
        content = (
            claim_csv(stray, LINE)
            + b"a" * 3_000_000
            + b"\n"
            + b",".join([cell.encode() for cell in LINE])
        )
        good, refused, _reading = read(content)
        self.assertEqual([row.number for row in good], [3, 5])
        codes = [row.reasons[0].code for row in refused]
        self.assertEqual(codes, ["broken_quotes", "line_too_long"])

    def test_no_end(self):
        self.assertEqual(refusal(b"a" * 5_000_000), "no_headings")
        self.assertEqual(refusal(b"," * 5_000_000), "no_headings")


class TestTitleLines(unittest.TestCase):
    def test_headings_below_a_title(self):
        title = [["Ship and debit claim January"], ["Distributor:", "ACME"], []]
        content = csv_file(*title, HEADINGS, LINE)
        table = open_table(content, "claim.csv")
        self.assertEqual(table.heading_row, 4)
        self.assertEqual([row.number for row in table.read()], [5])

    def test_chosen_row(self):
        content = csv_file(["a", "b"], HEADINGS, LINE)
        table = open_table(content, "claim.csv", {"heading_row": 1})
        self.assertEqual([column.heading for column in table.columns[:2]], ["a", "b"])
        for row in (9, -1, 10**12):
            code = refusal(content, options={"heading_row": row})
            self.assertEqual(code, "no_heading_in_row")
