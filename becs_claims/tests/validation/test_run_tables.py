"""The names of a run's temporary tables, found where they are made."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from odoo.tests import TransactionCase, tagged

ROOT = Path(__file__).parents[2]
PREFIX = "becs_run_"
CREATED = re.compile(r"CREATE TEMP TABLE (becs_\w+)")


def _steps():
    """The add-on's modules: (path, syntax tree, text)."""
    for file in sorted(ROOT.rglob("*.py")):
        path = file.relative_to(ROOT)
        if path.parts[0] not in ("tests", "migrations"):
            text = file.read_text()
            yield str(path), ast.parse(text), text


def _is_filled(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "table"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "run"
    )


@tagged("post_install", "-at_install")
class TestRunTables(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        #: name, or the beginning of names → modules that fill it
        cls.fills = defaultdict(set)
        cls.created = set()
        for path, tree, text in _steps():
            cls.created.update(CREATED.findall(text))
            calls = [node for node in ast.walk(tree) if _is_filled(node)]
            for call in calls:
                if isinstance(call.args[0], ast.Constant):
                    cls.fills[call.args[0].value].add(path)
            # names that are handed on, and those that are made up of parts
            for node in ast.walk(tree) if calls else ():
                names = getattr(node, "args", None) or getattr(node, "values", None)
                for name in names if isinstance(names, list) else ():
                    if cls._names_a_table(name):
                        cls.fills[name.value].add(path)

    @staticmethod
    def _names_a_table(node):
        return (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(rf"{PREFIX}\w+", node.value)
        )

    def test_one_prefix(self):
        self.assertGreater(len(self.fills), 70)
        for name in ("becs_run_named_customer", "becs_run_resolved_"):
            self.assertIn(name, self.fills)
        others = {name for name in self.fills if not name.startswith(PREFIX)}
        self.assertFalse(others)

    def test_one_module_fills_it(self):
        """Columns of one name are the same wherever it is read."""
        for name, paths in self.fills.items():
            with self.subTest(table=name):
                self.assertEqual(len(paths), 1, paths)

    def test_none_hides_a_table_of_the_database(self):
        """A temporary table comes before a stored one of the same name."""
        self.assertIn("becs_decide_cap", self.created)
        self.cr.execute(
            """SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'becs%'"""
        )
        stored = {name for [name] in self.cr.fetchall()}
        stored.update(model._table for model in self.env.values() if not model._auto)
        self.assertIn("becs_run_line", stored)
        hidden = {
            name
            for name in stored
            for table in {*self.fills, *self.created}
            if name == table or table.endswith("_") and name.startswith(table)
        }
        self.assertFalse(hidden)
