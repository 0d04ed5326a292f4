"""Make the later of two runs that draw on the same thing fail, to be tried again.

Odoo works at REPEATABLE READ: a transaction goes on seeing the database as of its
first statement, also after it waited for a lock. A row that every run *writes* turns
this into a serialization failure instead (PostgreSQL manual, "Repeatable Read
Isolation Level"), which Odoo retries.
"""

from odoo.tools import SQL


def distributors(env, company_id, partner_ids, serials=False):
    """Write the lock rows of distributors, in order of their ids.

    What was claimed before (duplicates) is validated per company and distributor;
    serial numbers are validated over all distributors of the company.

    :param partner_ids: ids of commercial partners
    :param serials: whether serial numbers are validated, too
    :raise psycopg2.errors.SerializationFailure: when another transaction wrote one
        of the rows since this one began
    """
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_lock (company_id, partner_id, counter)
            SELECT %(company)s, NULLIF(partner_id, 0), 1
              FROM unnest(%(partners)s::int[]) AS partner_id
             ORDER BY partner_id
                ON CONFLICT (company_id, (COALESCE(partner_id, 0)))
                DO UPDATE SET counter = becs_lock.counter + 1
            """,
            company=company_id,
            partners=sorted({*partner_ids, *([0] if serials else [])}),
        )
    )


def programs(env, program_ids):
    """Lock the draw-down counters of programs and of their lines, in order of ids.

    :raise psycopg2.errors.SerializationFailure: when another transaction changed one
        of them since this one began
    """
    ids = sorted(program_ids)
    for table, column in (("becs_program", "id"), ("becs_program_line", "program_id")):
        env.cr.execute(
            SQL(
                "SELECT 1 FROM %s WHERE %s = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
        )


def row(record):
    """Have a record to oneself until the end of the transaction, waiting for others.

    The row is written as it is, see above.

    :raise psycopg2.errors.SerializationFailure: when another transaction wrote it, or
        had it to itself, since this one began
    """
    record.ensure_one()
    record.env.flush_all()
    record.env.cr.execute(
        SQL(
            "UPDATE %s SET id = id WHERE id = %s",
            SQL.identifier(record._table),
            record.id,
        )
    )
    record.invalidate_recordset()
