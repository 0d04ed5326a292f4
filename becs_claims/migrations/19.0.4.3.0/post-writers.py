"""Who wrote programs that are not approved yet; what is archived counts as closed.

A program is closed by its own method: that amends it, keeps a version and tells of it,
which is far too much to be written here as it was.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    _note_writers(cr)
    env = api.Environment(cr, SUPERUSER_ID, {})
    archived = (
        env["becs.program"]
        .with_context(active_test=False)
        .search([("active", "=", False), ("state", "=", "approved")])
    )
    for program in archived:
        # the day it was archived is not known
        program._close(env._("Closed, as it is archived"))


def _note_writers(cr):
    """Who entered or changed a program or a line of it last, of what can be told."""
    cr.execute(
        SQL(
            """
            INSERT INTO becs_program_written_rel (program_id, user_id)
            SELECT DISTINCT wrote.program_id, wrote.user_id
              FROM (
                SELECT p.id AS program_id, unnest(ARRAY[p.create_uid, p.write_uid])
                       AS user_id
                  FROM becs_program p
                 UNION ALL
                SELECT l.program_id, unnest(ARRAY[l.create_uid, l.write_uid])
                  FROM becs_program_line l
              ) wrote
              JOIN becs_program program ON program.id = wrote.program_id
              JOIN res_users person ON person.id = wrote.user_id
             WHERE program.state IN ('draft', 'requested', 'refused')
               AND person.share IS NOT TRUE AND person.id != %s
            ON CONFLICT DO NOTHING
            """,
            SUPERUSER_ID,
        )
    )
