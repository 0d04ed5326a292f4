"""Which claims an amendment of a program concerns."""

from odoo.tools import SQL

from ..validation.expr import text_key
from ..validation.stage import TO_VALIDATE


def claims(env, program, date_from=None):
    """Claims with lines that would be validated otherwise, perhaps.

    Claims that are validated and not done: their lines on the program, or that state
    its number, or that no program was found for. Lines people decided or that were
    credited are left out.

    :param program: a ``becs.program``
    :param date_from: only lines shipped from that day on, or without a ship date
    :return: {id of claim: number of such lines}
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT l.claim_id, count(*)
              FROM becs_claim c
              JOIN becs_claim_line l ON l.claim_id = c.id
             WHERE c.company_id = %(company)s AND c.state IN ('validated', 'approved')
               AND %(to_validate)s AND l.transaction_type = 'sale'
               AND (%(day)s::date IS NULL OR l.date_ship IS NULL
                    OR l.date_ship >= %(day)s)
               AND (l.program_id = %(program)s OR %(ref)s = %(code)s
                    OR %(ref)s IS NULL AND l.program_id IS NULL)
             GROUP BY l.claim_id
             ORDER BY l.claim_id
            """,
            company=program.company_id.id,
            to_validate=TO_VALIDATE,
            day=date_from or None,
            program=program.id,
            ref=text_key(SQL("l.authorization_ref")),
            code=program.code.strip().lower(),
        )
    )
    return dict(rows)
