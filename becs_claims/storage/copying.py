"""Rows into a table through COPY, so that they are never in memory as records."""

import csv
import io
from itertools import islice, repeat

from odoo.tools import SQL

CHUNK = 25_000  # rows per COPY
STREAMED = 250  # rows sent at a time
ANALYZED = 10_000  # rows from which the statistics of a table are renewed


class Copy:
    """Writes rows of one table in bulk.

    :param table: name of the table
    :param constants: {column: value} that is the same on every row; who stores them
        and when is added
    """

    def __init__(self, env, table, constants):
        self.env = env
        self.table = SQL.identifier(table)
        [[now]] = env.execute_query(SQL("SELECT now() AT TIME ZONE 'UTC'"))
        self.constants = {
            **constants,
            "create_uid": env.uid,
            "write_uid": env.uid,
            "create_date": now,
            "write_date": now,
        }

    def add(self, columns):
        """Store rows, given as {column: list of the rows' values}.

        Columns without any value are left out: most files state but some.
        """
        columns = {
            name: values
            for name, values in columns.items()
            if values.count(None) < len(values)
        }
        names = (*columns, *self.constants)
        constants = map(repeat, _as_texts(self.constants.values()))
        rows = zip(*columns.values(), *constants, strict=False)
        statement = SQL(
            "COPY %s (%s) FROM STDIN WITH (FORMAT csv)",
            self.table,
            SQL(", ").join(map(SQL.identifier, names)),
        )
        self.env.cr.copy_expert(statement.code, _CsvStream(rows))


def _as_texts(values):
    """Values as they are written, so that it is not done again for every row."""
    return ["" if value is None else str(value) for value in values]


class _CsvStream:
    """Rows as a file of CSV that is written while it is read, so that the server
    stores the first ones while the next are made.
    """

    def __init__(self, rows):
        self.rows = rows

    # pylint: disable-next=method-required-super
    def read(self, size):
        """Return some more rows, whatever the size asked for; nothing at the end."""
        text = io.StringIO()
        csv.writer(text).writerows(islice(self.rows, STREAMED))
        return text.getvalue()


def store(env, table, columns, constants, rows, currency):
    """Store rows of a file as they are stated.

    :param columns: {name in a row: column}, ``currency_id`` among them
    :param constants: {column: value} that is the same on every row
    :param rows: iterable of dicts
    :param currency: id of the currency of rows that state none
    :return: number of rows stored
    """
    copy = Copy(env, table, constants)

    started = False

    def write(part):
        nonlocal started
        for row in part:
            row["currency_id"] = row["currency_id"] or currency
        copy.add(
            {column: [row[name] for row in part] for name, column in columns.items()}
        )
        if not started:
            # what is looked up for the next rows must use the indexes
            renew_statistics(env, len(part), table)
        started = True

    env.flush_all()
    stored = in_chunks(rows, write)
    renew_statistics(env, stored, table)
    env.invalidate_all(flush=False)
    return stored


def in_chunks(rows, write, *, report=None, chunk=None):
    """Hand rows to ``write`` in lists, of which one is in memory at a time.

    :param report: function (rows written so far), called after each
    :param chunk: rows per list, :data:`CHUNK` when not said
    :return: number of rows
    """
    rows = iter(rows)
    stored = 0
    while part := list(islice(rows, chunk or CHUNK)):
        write(part)
        stored += len(part)
        del part  # before the next is read
        if report:
            report(stored)
    return stored


def renew_statistics(env, stored, *tables):
    """After many rows: what comes next must not be planned for the few rows there were
    before.
    """
    if stored >= ANALYZED:
        names = SQL(", ").join(SQL.identifier(name) for name in tables)
        env.cr.execute(SQL("ANALYZE %s", names))
