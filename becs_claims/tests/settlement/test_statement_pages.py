import unittest

from ...settlement.statement_pages import ACROSS, DOWN, GAP, pages


class TestStatementPages(unittest.TestCase):
    """The rows of a printed statement, cut into pages by their texts."""

    def cut(self, *names, texts=("name",), **options):
        rows = [dict(zip(texts, name, strict=True)) for name in names]
        found = pages(rows, texts, **options)
        self.assertEqual([row for page in found for row in page], rows)
        return [len(page) for page in found]

    def test_short_rows_fill_the_pages(self):
        whole = int(DOWN / (1 + GAP))
        self.assertEqual(self.cut(*[["x"]] * whole), [whole])
        self.assertEqual(self.cut(*[["x"]] * (2 * whole + 1)), [whole, whole, 1])

    def test_a_row_takes_the_lines_of_its_longest_text(self):
        long, longer = "x" * ACROSS, "x" * 2 * ACROSS
        self.assertEqual(self.cut(*[[long]] * 4, down=4 * (1 + GAP)), [4])
        self.assertEqual(self.cut(*[[longer]] * 4, down=2 * (2 + GAP)), [2, 2])
        # half of the page for each of two columns
        self.assertEqual(
            self.cut(
                [long, long], ["x", long], ["x", "x"],
                texts=("name", "product"), down=2 + GAP,
            ),
            [1, 1, 1],
        )  # fmt: skip

    def test_capitals_and_chinese_take_more_room(self):
        for letter, fitting in (
            ("x", ACROSS),
            ("X", ACROSS * 3 // 4),
            ("株", ACROSS / 2),
        ):
            for count, cut in ((int(fitting) - 2, [2]), (int(fitting) + 1, [1, 1])):
                with self.subTest(letter=letter, count=count):
                    names = [[letter * count]] * 2
                    self.assertEqual(self.cut(*names, down=2 * (1 + GAP)), cut)

    def test_a_row_higher_than_a_page_has_one_of_its_own(self):
        self.assertEqual(self.cut(["x"], ["x" * ACROSS * 9], ["x"], down=5), [1, 1, 1])

    def test_there_is_always_a_page(self):
        self.assertEqual(self.cut(), [0])
        self.assertEqual(self.cut([None], [""]), [2])
