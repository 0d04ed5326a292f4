"""Rows by the thousand from one record that Odoo itself created."""

from odoo.tools import SQL


def define_draw(env):
    """Define ``bench_draw(key, salt, size)``: 0 ≤ number < size, always the same."""
    env.cr.execute(
        """
        CREATE OR REPLACE FUNCTION bench_draw(key bigint, salt int, size int)
        RETURNS int IMMUTABLE PARALLEL SAFE LANGUAGE sql
        RETURN ((hashint8extended(key, salt) & 2147483647) % size)::int
        """
    )


def multiply(env, record, rows, **changes):
    """Copy the row of ``record``, once for each of ``rows``; renew the statistics.

    :param rows: number of copies, or SQL of rows ``r`` with a column ``n`` that counts
        from 1 on
    :param changes: column → SQL of its value in a copy; by the columns of ``r``, for a
        mere number of copies by ``n``
    :return: id of the row before the first copy: copy ``n`` has this + n
    """
    env.flush_all()
    if isinstance(rows, int):
        count, rows = rows, SQL("SELECT n FROM generate_series(1, %s) n", rows)
    else:
        [[count]] = env.execute_query(SQL("SELECT count(*) FROM (%s) r", rows))
    columns = [
        field.name
        for field in record._fields.values()
        if field.store and field.column_type and field.name != "id"
    ]
    sequence = f"{record._table}_id_seq"
    [[last]] = env.execute_query(
        SQL("SELECT setval(%s, nextval(%s) + %s)", sequence, sequence, count)
    )
    before = last - count
    values = [changes.get(name, SQL.identifier("source", name)) for name in columns]
    env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s (id, %(columns)s)
            SELECT %(before)s + n, %(values)s
              FROM %(table)s source
             CROSS JOIN (%(rows)s) r
             WHERE source.id = %(source)s
            """,
            table=SQL.identifier(record._table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
            before=before,
            rows=rows,
            source=record.id,
        )
    )
    env.cr.execute(SQL("ANALYZE %s", SQL.identifier(record._table)))
    env.invalidate_all()
    return before
