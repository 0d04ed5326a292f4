"""Temporary tables that outlive a run.

A run makes some fifty of them. To create one takes a hundred times as long as to empty
it again, so thousands of small runs in one transaction keep theirs: what is created in
a savepoint is remembered, and there before the next.

A query that names one which no step has filled yet fails, as it does where they are
created.
"""

import re
import sys
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL

from ...validation.run import Run

NAME = re.compile(r"\bbecs_judge_\w+")
#: With so many rows the database needs to know what is in a table.
MANY = 100


class KeptTables:
    def __init__(self, cr):
        """
        :param cr: in whose transaction the tables stay
        """
        self.cr = cr
        # with few rows any order of joins will do, and to look for the best takes
        # longer than to join
        cr.execute("SET LOCAL join_collapse_limit = 1")
        cr.execute("SET LOCAL from_collapse_limit = 1")
        #: Name → names and types of its columns, index, the step that fills it.
        self.shapes = {}
        self.kept = set()
        #: Made otherwise in this round, by another step than the one it is kept for.
        self.replaced = set()
        #: What a step of this round has filled.
        self.filled = set()
        self.rounds = 0

    def begin(self):
        """Begin a round: make the tables known by now, outside of its savepoint."""
        self.rounds += 1
        self.replaced.clear()
        self.filled.update(self.shapes)
        for name in self.shapes.keys() - self.kept:
            columns, index, _step = self.shapes[name]
            # runs outside of a round make theirs, too
            self.cr.execute(
                SQL("DROP TABLE IF EXISTS pg_temp.%s", SQL.identifier(name))
            )
            self.cr.execute(
                SQL(
                    "CREATE TEMP TABLE %s (%s) ON COMMIT DROP",
                    SQL.identifier(name),
                    SQL(", ").join(
                        SQL("%s %s", SQL.identifier(column), SQL(kind))
                        for column, kind in columns
                    ),
                )
            )
            if index:
                self.cr.execute(
                    SQL("CREATE INDEX ON %s (%s)", SQL.identifier(name), index)
                )
            self.kept.add(name)
        if self.kept and self.rounds % 50 == 0:  # rows of rounds undone still take room
            names = SQL(", ").join(map(SQL.identifier, sorted(self.kept)))
            self.cr.execute(SQL("TRUNCATE %s", names))
        self.filled.clear()

    @contextmanager
    def round(self):
        """In here, runs use the tables there are; enter it outside a savepoint.

        Where one test has rounds of its own, each calls :meth:`begin`.
        """
        self.begin()
        kept = set(self.kept)
        create, execute = Run.table, self.cr.execute

        def table(run, name, query, index=None):
            if run.env.cr._cnx is not self.cr._cnx:
                return create(run, name, query, index)
            is_empty = name not in self.filled
            self.filled.add(name)
            step = sys._getframe(1).f_globals["__name__"]
            usual = name not in self.shapes or self.shapes[name][2] == step
            if name in self.kept - self.replaced and usual:
                return self._fill(run, name, query, is_empty)
            count = create(run, name, query, index)
            if name in self.kept:
                self.replaced.add(name)
            elif usual:
                self.shapes[name] = (self._columns(name), index, step)
            return count

        def checked(query, *args, **kwargs):
            code = query.code if isinstance(query, SQL) else str(query)
            if "becs_judge_" in code:
                missing = self.kept.intersection(NAME.findall(code)) - self.filled
                if missing:
                    raise AssertionError(f"Nothing filled {missing}: {code}")
            return execute(query, *args, **kwargs)

        with (
            patch.object(Run, "table", table),
            patch.object(self.cr, "execute", checked),
        ):
            try:
                yield
            finally:
                # those of rounds in here are taken back with them
                self.kept = kept

    def _fill(self, run, name, query, is_empty):
        columns = SQL(", ").join(
            SQL.identifier(column) for column, _kind in self.shapes[name][0]
        )
        table = SQL.identifier(name)
        if not is_empty:
            self._uncounted(f'DELETE FROM "{name}"')
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
