"""The whole demo on a database, with few lines in order and every defect."""

import contextlib
import csv
import io
import tempfile
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from tools.demo import show
from tools.demo.ledger import run as ledger
from tools.demo.ledger.survey import COLUMNS

SMALL = 0.02


@tagged("post_install")
class TestDemo(TransactionCase):
    """Both ways of ``make demo``."""

    # what Odoo gives the tests of add-ons by itself
    test_module = "becs_claims"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in the demo itself, which prints no statements
        cls.classPatch(
            cls.registry["ir.actions.report"],
            "get_wkhtmltopdf_state",
            lambda self: "install",
        )

    def _printed(self, function, *arguments, **options):
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            problems = function(self.env, *arguments, commit=self._flush, **options)
        return problems, text.getvalue()

    def _flush(self):
        self.env.flush_all()

    def test_month_with_planted_defects(self):
        problems, text = self._printed(show.run, scale=SMALL)
        self.assertEqual(problems, [])
        self.assertIn("Each became what it should.", text)
        states = self.env["becs.claim"].search([]).grouped("state")
        self.assertEqual(
            set(states), {"draft", "submitted", "validated", "approved"} | {"done"}
        )
        programs = self.env["becs.program"].search([])
        for records, name in (
            (programs, "program_type"),
            (programs, "state"),
            (programs, "into_stock_source"),
            (programs.line_ids, "applied_on"),
            (programs.line_ids, "credit_method"),
        ):
            values = dict(records._fields[name]._description_selection(self.env))
            self.assertLessEqual(set(values), set(records.mapped(name)), name)

    def test_ledger_adds_up(self):
        rows = [
            (
                n // 3,
                f"2200{n % 7}",
                f"Lamp {n % 7}",
                q,
                f"2011-0{m}-03 10:00:00",
                p,
                c,
                "Spain",
            )
            for n, (q, m, p, c) in enumerate(
                [
                    (6, 1, "2.55", 7),
                    (-6, 2, "2.55", 7),
                    (1, 3, "0.00", ""),
                    (9, 6, "1.10", 8),
                ]
                * 9
            )
        ]
        rows += [
            ("C9", "POST", "Carriage", -1, "2011-05-01 10:00:00", "18", "8", "Malta")
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "ledger.csv")
            with open(path, "w", newline="") as file:
                csv.writer(file).writerows([COLUMNS, *rows])
            problems, text = self._printed(ledger.run, path)
        self.assertEqual(problems, [])
        self.assertIn("37 rows, 2 countries", text)
        self.assertNotIn(" NO", text)
