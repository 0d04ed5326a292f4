"""Tables of runs that outlive a run.

A run makes some fifty temporary tables. To create one takes a hundred times as long as
to empty it again, so thousands of small runs share theirs: what a run creates is made
once more, for good, in a schema of its own in the database of the tests, and what later
runs put into it is taken back with them.

A query that names one which no step of the run has filled yet fails, as it does where
they are created, and so does a step that does not say that it uses it.
"""

import re
from collections import defaultdict
from contextlib import contextmanager
from functools import lru_cache
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tools import SQL

from ....validation.pipeline import VALIDATE, Pipeline
from ....validation.run import Run

NAME = re.compile(r"\bbecs_run_\w+")
#: With so many rows the database needs to know what is in a table.
MANY = 100
#: Rows that were taken back still take room: tables are emptied after so many rounds.
ROUNDS = 50
SCHEMA = "becs_test_tables"
#: The tables of the steps.
STEP_TABLES = frozenset(VALIDATE.tables)
#: Name of a step → tables it was seen to use.
USED = defaultdict(set)


@lru_cache(1000)
def _named(code):
    return frozenset(NAME.findall(code))


class _Stored:
    """What is known of the tables in the database of this process."""

    def __init__(self):
        #: Name → names and types of its columns, index.
        self.shapes = {}
        #: Names of those that are there.
        self.made = set()
        self.rounds = 0

    def make(self, dbname):
        """Make the tables whose shapes are known by now."""
        new = sorted(self.shapes.keys() - self.made)
        if not new:
            return
        with db_connect(dbname).cursor() as cr:
            if not self.made:
                schema = SQL.identifier(SCHEMA)
                cr.execute(SQL("DROP SCHEMA IF EXISTS %s CASCADE", schema))
                cr.execute(SQL("CREATE SCHEMA %s", schema))
            for name in new:
                columns, index = self.shapes[name]
                table = SQL.identifier(SCHEMA, name)
                cr.execute(
                    SQL(
                        "CREATE UNLOGGED TABLE %s (%s) WITH (autovacuum_enabled = off)",
                        table,
                        SQL(", ").join(
                            SQL("%s %s", SQL.identifier(column), SQL(kind))
                            for column, kind in columns
                        ),
                    )
                )
                if index:
                    cr.execute(SQL("CREATE INDEX ON %s (%s)", table, index))
        self.made.update(new)

    def empty(self, dbname):
        """Give back the room of what was taken back; between classes of tests."""
        if self.made and self.rounds >= ROUNDS:
            self.rounds = 0
            with db_connect(dbname).cursor() as cr:
                cr.execute(SQL("TRUNCATE %s", self.names()))

    def names(self):
        return SQL(", ").join(
            SQL.identifier(SCHEMA, name) for name in sorted(self.made)
        )


_stored = _Stored()
empty = _stored.empty


class KeptTables:
    """The tables, for what is done in one transaction."""

    def __init__(self, cr):
        """
        :param cr: in whose transaction runs use the tables
        """
        self.cr = cr
        # with few rows any order of joins will do, and to look for the best takes
        # longer than to join
        cr.execute("SET LOCAL join_collapse_limit = 1")
        cr.execute("SET LOCAL from_collapse_limit = 1")
        # as with temporary tables
        cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cr.execute(
            SQL('SET LOCAL search_path = "$user", public, %s', SQL.identifier(SCHEMA))
        )
        #: The step that is taken.
        self.step = None
        #: What a step of the last run has filled, and what has rows of any.
        self.filled = set()
        self.used = set()
        self.rounds = 0

    def begin(self):
        """Begin a round: make the tables known by now, outside of its savepoint."""
        self.filled.update(_stored.made)
        # runs outside of a round made temporary ones, which come first, and so did the
        # last round the first of their kind
        for name in self._temporary():
            self.cr.execute(SQL("DROP TABLE pg_temp.%s", SQL.identifier(name)))
        _stored.make(self.cr.dbname)
        self.rounds += 1
        _stored.rounds += 1
        if _stored.made and self.rounds % ROUNDS == 0:
            self.cr.execute(SQL("TRUNCATE %s", _stored.names()))
        self.filled.clear()
        self.used.clear()

    def _temporary(self):
        self.cr._obj.execute(
            """SELECT relname FROM pg_class
                WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
                  AND relname LIKE 'becs_run_%'"""
        )
        return [name for [name] in self.cr._obj.fetchall()]

    @contextmanager
    def round(self):
        """In here, runs use the tables there are; enter it outside a savepoint.

        Where one test has rounds of its own, each calls :meth:`begin`.
        """
        self.begin()
        create, execute, begin = Run.table, self.cr.execute, Run.begin
        take = Pipeline.take

        def table(run, table, query, index=None, *, nothing=False):
            name = table.name
            if run.env.cr._cnx is not self.cr._cnx or (
                name not in _stored.made and nothing
            ):
                return create(run, table, query, index, nothing=nothing)
            if name in _stored.made:
                return self._fill(run, name, query, nothing)
            self.filled.add(name)
            count = create(run, table, query, index)
            _stored.shapes[name] = (self._columns(name), index)
            return count

        def begun(run):
            begin(run)
            if run.env.cr._cnx is self.cr._cnx:
                self.filled.clear()

        def taken(step, run):
            self.step = step
            try:
                take(step, run)
            finally:
                self.step = None

        def checked(query, *args, **kwargs):
            code = query.code if isinstance(query, SQL) else str(query)
            if "becs_run_" in code:
                named = _named(code) & STEP_TABLES
                missing = (_stored.made & named) - self.filled
                if missing:
                    raise AssertionError(f"Nothing filled {missing}: {code}")
                if self.step:
                    self._check(self.step, named)
            return execute(query, *args, **kwargs)

        with (
            patch.object(Run, "table", table),
            patch.object(Run, "begin", begun),
            patch.object(Pipeline, "take", staticmethod(taken)),
            patch.object(self.cr, "execute", checked),
        ):
            yield

    def _check(self, step, named):
        """Look whether a step says which tables it uses."""
        if unsaid := named - step.tables:
            raise AssertionError(f"{step.name} does not say that it uses {unsaid}")
        USED[step.name].update(named)

    def _fill(self, run, name, query, nothing):
        columns = SQL(", ").join(
            SQL.identifier(column) for column, _kind in _stored.shapes[name][0]
        )
        table = SQL.identifier(name)
        if name in self.used:
            self.used.remove(name)
            self._uncounted(f'DELETE FROM "{name}"')
        if nothing:
            self.filled.discard(name)
            run.made.discard(name)
            return 0
        self.filled.add(name)
        self.used.add(name)
        run.made.add(name)
        count = run.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM (%s) q",
                table,
                columns,
                columns,
                query,
            )
        )
        if count >= MANY:
            self._uncounted(f'ANALYZE "{name}"')
        return count

    def _uncounted(self, query):
        """Execute what no run does, which tests do not count as its own."""
        self.cr._obj.execute(query)

    def _columns(self, name):
        self.cr.execute(
            SQL(
                """SELECT attname, format_type(atttypid, atttypmod)
                     FROM pg_attribute
                    WHERE attrelid = %s::regclass AND attnum > 0
                    ORDER BY attnum""",
                f"pg_temp.{name}",
            )
        )
        return self.cr.fetchall()
