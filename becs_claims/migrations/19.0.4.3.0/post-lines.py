"""Take line breaks out of numbers and names that stand in subjects of mails."""

from psycopg2.errors import UniqueViolation

from odoo.tools import SQL, mute_logger

NAMES = (
    ("becs_claim", "reference"),
    ("becs_request", "reference"),
    ("becs_request", "end_customer_name"),
    ("becs_request", "end_customer_vat"),
    ("becs_program", "name"),
    ("becs_program", "code"),
    ("becs_upload", "name"),
    ("becs_upload", "reference"),
    ("becs_pos_report", "name"),
)


def migrate(cr, version):
    for table, column in NAMES:
        name = SQL.identifier(column)
        broken = SQL("%s ~ '[[:cntrl:]]'", name)
        cr.execute(SQL("SELECT id FROM %s WHERE %s", SQL.identifier(table), broken))
        for [row_id] in cr.fetchall():
            # one that is told from another by nothing else stays: both are somebody's
            try:
                with mute_logger("odoo.sql_db"), cr.savepoint():
                    cr.execute(
                        SQL(
                            """UPDATE %(table)s
                                  SET %(name)s = btrim(regexp_replace(
                                      %(name)s, '[[:cntrl:][:space:]]+', ' ', 'g'))
                                WHERE id = %(id)s""",
                            table=SQL.identifier(table),
                            name=name,
                            id=row_id,
                        )
                    )
            except UniqueViolation:
                continue
