"""Temporary tables that outlive a run.

A run makes some fifty of them. To create one takes a hundred times as long as to empty
it again, so thousands of small runs in one transaction keep theirs: what is created in
a savepoint is remembered, and there before the next.
"""

import sys
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tools import SQL

from ...validation.run import Run


class KeptTables:
    def __init__(self, cr):
        self.cr = cr
        #: Name → names and types of its columns, index, the step that fills it.
        self.shapes = {}
        self.kept = set()
        #: Made otherwise in this round, by another step than the one it is kept for.
        self.replaced = set()
        self.rounds = 0

    @contextmanager
    def round(self):
        """In here, runs use the tables there are; enter it outside a savepoint."""
        self.rounds += 1
        self.replaced.clear()
        for name in self.shapes.keys() - self.kept:
            columns, index, _step = self.shapes[name]
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
        create = Run.table

        def table(run, name, query, index=None):
            step = sys._getframe(1).f_globals["__name__"]
            usual = name not in self.shapes or self.shapes[name][2] == step
            if name in self.kept - self.replaced and usual:
                return self._fill(run, name, query)
            count = create(run, name, query, index)
            if name in self.kept:
                self.replaced.add(name)
            elif usual:
                self.shapes[name] = (self._columns(name), index, step)
            return count

        with patch.object(Run, "table", table):
            yield

    def _fill(self, run, name, query):
        columns = SQL(", ").join(
            SQL.identifier(column) for column, _kind in self.shapes[name][0]
        )
        table = SQL.identifier(name)
        run.execute(SQL("DELETE FROM %s", table))
        return run.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM (%s) q",
                table,
                columns,
                columns,
                query,
            )
        )

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
