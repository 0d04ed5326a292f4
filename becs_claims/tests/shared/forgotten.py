"""What tests need that commit and clean up after themselves."""

from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def unguarded(env, *tables):
    """Inside, records may be changed that never are: the database itself is changed."""
    env.flush_all()
    for table in tables:
        env.cr.execute(
            SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
        )
    yield
    for table in tables:
        env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))


def forget_history(env, claim_ids):
    """Delete the history of claims."""
    with unguarded(env, "becs_event"):
        env.cr.execute(
            SQL("DELETE FROM becs_event WHERE claim_id = ANY(%s)", list(claim_ids))
        )


def forget_versions(env, program_ids):
    """Delete the versions of programs, with their changes."""
    with unguarded(env, "becs_program_version", "becs_program_change"):
        env.cr.execute(
            SQL(
                "DELETE FROM becs_program_version WHERE program_id = ANY(%s)",
                list(program_ids),
            )
        )


def forget(env, *records):
    """Delete rows, in this order.

    :param records: (table, column, ids) of the rows whose column is one of the ids
    """
    for table, column, ids in records:
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table),
                SQL.identifier(column),
                list(ids),
            )
        )
