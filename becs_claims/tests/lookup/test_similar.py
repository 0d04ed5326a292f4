import random
import time
import unittest

from ...lookup.similar import closest


class TestSimilar(unittest.TestCase):
    """Which names look like another one."""

    def best(self, text, *candidates, kind="name", **values):
        """The closest candidate and why."""
        found = closest(
            [text],
            ((number, kind, one) for number, one in enumerate(candidates)),
            **values,
        )[text]
        return [(candidates[match.id], match.reason) for match in found]

    def test_reasons(self):
        for text, candidate, reason in (
            ("pump10", "PUMP-10", "same"),
            ("Café Crème", "CAFE CREME", "same"),
            ("Straße 7", "STRASSE 7", "same"),
            ("ACME Inc.", "Acme GmbH & Co. KG", "legal_form"),
            ("ACME S.A.", "acme sa", "same"),
            ("Kowalski Sp. z o.o.", "Kowalski", "legal_form"),
            ("St. Mary Hospital", "Hospital St Mary", "legal_form"),
            ("ZX-PUMP-10", "PUMP-10", "contains"),
            ("PUMP-11", "PUMP-10", "numbers"),
            ("Mueller", "Müller", "spelling"),
            ("Больница", "больница", "same"),
        ):
            with self.subTest(text=text):
                self.assertEqual(self.best(text, candidate), [(candidate, reason)])

    def test_unlike_names_are_no_suggestion(self):
        for text in ("Baker", "", "%", "\N{PILE OF POO}", "42", "x" * 300):
            self.assertEqual(self.best(text, "Hospital", "GmbH", ""), [])

    def test_the_best_come_first(self):
        names = ["Alpha Beta", "Alpha Beta Ltd", "alpha-beta!", "Alpha Gamma", "Zeta"]
        shown = [name for name, _reason in self.best("ALPHA BETA", *names)]
        self.assertEqual(set(shown[:2]), {"Alpha Beta", "alpha-beta!"})
        self.assertEqual(shown[2:], ["Alpha Beta Ltd", "Alpha Gamma"])

    def test_a_legal_form_alone_is_a_name(self):
        self.assertEqual(self.best("S.A.", "SA"), [("SA", "same")])

    def test_preferred_come_first_and_without_likeness(self):
        names = ["Clinic East", "Clinic West", "Other"]
        found = self.best("Clinic", *names, preferred={"Clinic": [1, 2]})
        self.assertEqual(found[0][0], "Clinic West")
        self.assertEqual(found[-1], ("Other", "preferred"))

    def test_few_and_many_texts_agree(self):
        chance = random.Random(7)
        words = "north south west hospital clinic labs metal data pumps".split()
        candidates = [
            (number, "name", " ".join(chance.sample(words, 3)) + f" {number % 40}")
            for number in range(400)
        ]
        texts = [text.upper() + "." for _id, _kind, text in candidates[:30]]
        many = closest(texts, candidates)
        for text in texts:
            self.assertEqual(closest([text], candidates)[text][0], many[text][0])

    def test_tens_of_thousands(self):
        candidates = [(i, "code", f"{i % 89:02}-{i:06}-X") for i in range(50_000)]
        before = time.process_time()
        found = closest(["12-004017x"], candidates)
        self.assertLess(time.process_time() - before, 3)
        self.assertEqual(found["12-004017x"][0].id, 4017)
