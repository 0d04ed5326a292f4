"""Triggers by which the database itself refuses to change rows, whoever asks."""

from odoo.tools import SQL


def refuse(env, table: str, name: str, event: SQL, condition: SQL, message: str):
    """Create a trigger that refuses what is done to a row, or renew it.

    :param name: of the trigger
    :param event: when it is asked: ``BEFORE`` or ``AFTER``, and of what
    :param condition: on the row ``OLD`` and, of an update, ``NEW``
    :param message: with ``%s`` for the id of the row, for logs
    """
    env.cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION becs_refuse() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION USING
                    ERRCODE = 'integrity_constraint_violation',
                    CONSTRAINT = TG_NAME,
                    TABLE = TG_TABLE_NAME,
                    MESSAGE = format(
                        TG_ARGV[0],
                        CASE WHEN TG_LEVEL = 'ROW' THEN OLD.id::text ELSE 'table' END
                    );
            END $$;
            CREATE OR REPLACE TRIGGER %(name)s %(event)s ON %(table)s
            FOR EACH ROW WHEN (%(condition)s)
            EXECUTE FUNCTION becs_refuse(%(message)s)
            """,
            name=SQL.identifier(name),
            event=event,
            table=SQL.identifier(table),
            condition=condition,
            message=message,
        )
    )


def refuse_truncate(env, table: str, name: str, message: str):
    """Create a trigger that refuses to empty a table, or renew it.

    It uses the function that :func:`refuse` makes.

    :param message: as there
    """
    env.cr.execute(
        SQL(
            "CREATE OR REPLACE TRIGGER %s BEFORE TRUNCATE ON %s FOR EACH STATEMENT"
            " EXECUTE FUNCTION becs_refuse(%s)",
            SQL.identifier(name),
            SQL.identifier(table),
            message,
        )
    )


def drop(env):
    """Take all these triggers away, and their function."""
    env.cr.execute("DROP FUNCTION IF EXISTS becs_refuse() CASCADE")
