"""The steps of a run fit together, and what they are is told as it is."""

import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...validation import described, engine
from ...validation.pipeline import (
    CHECK,
    VALIDATE,
    WORK_OUT,
    Pipeline,
    PipelineError,
    Step,
)
from ...validation.programs import caps
from ...validation.run import Table, UnsettledError
from ..shared.validation_common import ValidationCase
from .worlds.kept_tables import NAME

ADDON = Path(__file__).resolve().parents[2]
PAGE = ADDON.parent / "docs" / "engine.md"
ONE, TWO = Table("becs_run_one", "one"), Table("becs_run_two", "two")


def nothing(run):
    """Do nothing."""


@tagged("post_install", "-at_install")
class TestPipeline(TransactionCase):
    def test_a_table_is_filled_once(self):
        with self.assertRaisesRegex(PipelineError, "becs_run_one is filled twice"):
            Pipeline(Step("a", nothing, fills=(ONE,)), Step("b", nothing, fills=(ONE,)))

    def test_a_table_is_filled_before_it_is_read(self):
        filled = Step("fill", nothing, fills=(ONE,))
        for uses in (
            Step("use", nothing, reads=("becs_run_one",)),
            Step("use", nothing, adds=("becs_run_one",)),
        ):
            Pipeline(filled, uses)
            with self.assertRaisesRegex(PipelineError, "use needs becs_run_one"):
                Pipeline(uses, filled)
            with self.assertRaisesRegex(PipelineError, "use needs becs_run_one"):
                Pipeline(uses)

    def test_what_may_be_missing_says_its_columns(self):
        some = Step("fill", nothing, fills=(ONE,), when=nothing)
        with self.assertRaisesRegex(PipelineError, "nobody says its columns"):
            Pipeline(some, Step("use", nothing, reads=("becs_run_one",)))
        # where it is missing, too, it reads nothing
        Pipeline(some, Step("use", nothing, reads=("becs_run_one",), when=nothing))
        told = replace(some, fills=(replace(ONE, columns="id int"),))
        Pipeline(told, Step("use", nothing, reads=("becs_run_one",)))

    def test_no_step_can_be_left_out_or_moved(self):
        """One whose tables later steps need."""
        steps = VALIDATE.steps
        needed = {name for step in steps for name in (*step.reads, *step.adds)}
        filling = [
            place
            for place, step in enumerate(steps)
            if needed & {table.name for table in step.fills}
        ]
        self.assertGreater(len(filling), 15)
        for place in filling:
            rest = [*steps[:place], *steps[place + 1 :]]
            with self.subTest(step=steps[place].name):
                with self.assertRaises(PipelineError):
                    Pipeline(*rest)
                with self.assertRaises(PipelineError):
                    Pipeline(*rest, steps[place])

    def test_other_ends_of_the_same_steps(self):
        count = len(WORK_OUT.steps)
        self.assertEqual(VALIDATE.steps[:count], WORK_OUT.steps)
        self.assertEqual(CHECK.steps[:count], WORK_OUT.steps)

    def test_every_table_is_of_a_step(self):
        """What a module calls a table of a run is one that is made somewhere."""
        made = {*VALIDATE.tables, "becs_run_comparison", "becs_run_difference"}
        self.assertGreater(len(made), 80)
        named = {
            name
            for file in ADDON.rglob("*.py")
            if not {"tests", "migrations"} & set(file.relative_to(ADDON).parts)
            for name in re.findall(
                r"(?:FROM|JOIN|INTO|UPDATE|USING) (becs_run_\w+)", file.read_text()
            )
        }
        self.assertGreater(len(named), 50)
        stored = {model._table for model in self.env.values()}
        self.assertFalse(named - made - stored)

    def test_none_hides_a_table_of_the_database(self):
        """A temporary table comes before a stored one of the same name."""
        self.cr.execute(
            """SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'becs%'"""
        )
        stored = {name for [name] in self.cr.fetchall()}
        stored.update(model._table for model in self.env.values() if not model._auto)
        self.assertIn("becs_run_line", stored)
        self.assertFalse(stored.intersection(VALIDATE.tables))

    def test_told_as_it_is(self):
        self.assertTrue(
            PAGE.read_text() == described.page(),
            "docs/engine.md is not what the steps are: its first lines say how to "
            "write it anew",
        )


@tagged("post_install", "-at_install")
class TestTables(ValidationCase):
    keeps_tables = False

    def left(self):
        """Tables of runs in the transaction: {name: names of columns}."""
        self.cr.execute(
            r"""SELECT relname, array_agg(attname::text || ' '
                                 || format_type(atttypid, NULL) ORDER BY attnum)
                  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
                 WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
                   AND relname LIKE 'becs\_run\_%' AND attnum > 0
                 GROUP BY relname"""
        )
        return dict(self.cr.fetchall())

    def test_what_there_is_nothing_to_do_for_makes_no_tables(self):
        engine.validate(self.env, self.new_claim({}))
        made = self.left()
        self.assertIn("becs_run_verdict", made)
        for name in (
            "becs_run_ancestor",
            "becs_run_return",
            "becs_run_repeated_serial",
            "becs_run_reporter",
            "becs_run_buyer",
            "becs_run_own_rule",
            "becs_run_currency_rate",
            "becs_run_pricelist_price",
            "becs_run_finding",
        ):
            self.assertNotIn(name, made)

    def test_the_next_run_reads_nothing_of_the_last(self):
        engine.validate(self.env, self.new_claim({"transaction_type": "return"}))
        self.assertIn("becs_run_return", self.left())
        engine.validate(self.env, self.new_claim({}))
        self.assertNotIn("becs_run_return", self.left())

    def test_columns_are_as_they_are_said_to_be(self):
        """A run without rows reads the columns, and types, one with rows has."""
        self.rule("own", domain="[('quantity', '>', 5)]")
        claim = self.new_claim(
            {"authorization_ref": None, "serial_ids": [Command.create({"name": "S1"})]},
            {"product_ref": "nope"},
            {"transaction_type": "return"},
        )
        engine.validate(self.env, claim)
        made, looked_at = self.left(), 0
        kinds = {"int": "integer", "varchar": "character varying"}
        for table, _step in VALIDATE.tables.values():
            if table.columns and table.name in made:
                looked_at += 1
                for column in table.columns.split(", "):
                    name, kind = column.split(" ")
                    with self.subTest(table=table.name, column=column):
                        self.assertIn(
                            f"{name} {kinds.get(kind, kind)}", made[table.name]
                        )
        self.assertGreater(looked_at, 5)

    def test_passes_come_to_an_end(self):
        """Where a pass goes on changing what it should have settled, a run fails."""
        self.program.budget_amount = 150
        for_ever = SQL("UPDATE becs_run_capped_line SET changed = changed")
        with (
            patch.object(caps, "_pass", return_value=for_ever),
            self.assertRaisesRegex(UnsettledError, "2 rows change after 3 passes"),
        ):
            self.validate({"amount_stated": 200}, {"amount_stated": 200})

    def test_statements_of_one_line(self):
        """A line costs no more than 90 statements, findings and writes included."""
        self.validate()  # caches
        claim = self.new_claim({"amount_stated": 200})
        claim.state = "submitted"
        self.env.flush_all()
        before = self.cr.sql_log_count
        engine.run(self.env, claim)
        self.assertEqual(claim.line_ids.amount_approved, 200)
        self.assertLessEqual(self.cr.sql_log_count - before, 90)

    def test_all_that_a_run_said_of_a_line(self):
        [line] = self.validate({"quantity": 7})
        told = described.tables(line)
        self.assertRegex(told, r"becs_run_verdict: .*\n +id=\d+.*state=approved")
        self.assertIn("quantity=7", told)
        self.assertFalse(
            {table.name for table, _step in VALIDATE.tables.values() if table.line}
            - set(NAME.findall(described.page()))
        )
        self.assertEqual(line.state, "approved", "nothing was changed")
        self.assertTrue(line.claim_id.is_drawn)
