"""Every code has a sentence, every sentence is filled."""

import pathlib
import re
import unittest

from ...intake import (
    FIELD_LABELS,
    KINDS,
    TEMPLATES,
    IntakeError,
    Problem,
    messages,
)

PACKAGE = pathlib.Path(messages.__file__).parent
CODE = re.compile(r'"([a-z]+(?:_[a-z]+)+)"')


class TestMessages(unittest.TestCase):
    def test_codes_used_exist_and_all_are_used(self):
        text = "".join(
            path.read_text()
            for path in PACKAGE.rglob("*.py")
            if path.name != "messages.py"
        )
        used = set(CODE.findall(text)) | set(re.findall(r'"(damaged)"', text))
        self.assertEqual(set(TEMPLATES) - used, set())
        raised = re.findall(r'(?:IntakeError|Problem|\.problem)\(\s*"(\w+)"', text)
        self.assertEqual(set(raised) - set(TEMPLATES), set())

    def test_fields_have_labels(self):
        fields = {name for kind in KINDS.values() for name in kind.fields}
        self.assertEqual(set(FIELD_LABELS), fields)

    def test_texts_have_no_unnamed_places(self):
        for code, text in TEMPLATES.items():
            self.assertEqual(re.sub(r"%\(\w+\)s", "", text).count("%"), 0, code)

    def test_translated(self):
        error = IntakeError("field_twice", field="quantity", column="A", other="B")
        words = {
            "Quantity": "Menge",
            TEMPLATES["field_twice"]: "%(column)s und %(other)s sind beide %(field)s.",
        }
        self.assertEqual(error.message(words.get), "A und B sind beide Menge.")
        self.assertIn("Quantity", str(error))
        self.assertEqual(Problem("broken_quotes"), Problem("broken_quotes"))
