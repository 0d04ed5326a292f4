"""Who claimed on a program."""

from odoo.tools import SQL


def contacts(env, program, since):
    """Ids of the contacts whose claims, filed since a day, have lines on a program."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT c.partner_id
              FROM becs_claim c
             WHERE c.company_id = %s AND c.date_submitted >= %s
               AND c.state NOT IN ('draft', 'cancelled')
               AND EXISTS (SELECT FROM becs_claim_line l
                            WHERE l.claim_id = c.id AND l.program_id = %s)
             ORDER BY c.partner_id
            """,
            program.company_id.id,
            since,
            program.id,
        )
    )
    return [partner_id for [partner_id] in rows]
