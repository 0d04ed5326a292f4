"""Serial numbers claimed before.

A number of a product was claimed before on a line that stands, of any distributor of
the company, or on an earlier line of the run that no check above rejects; not where
that piece came back since: a return of the distributor that took back names it, or
returns without serial numbers took back the whole line. Two combinable programs on the
same sale do not clash, nor does a line with the one it was sent again for.
"""

from odoo.tools import SQL

from ..expr import text_key
from ..programs import terms, versions
from ..returns import RETURN, RETURN_USE
from ..returns.paid_sales import counts, taken_back
from ..run import Table
from .duplicates import CLAIMS, answered, stands
from .resubmission import ANCESTOR

REPEATED_PIECE = Table(
    "becs_run_repeated_piece",
    "line that claims a piece again → its serial number, the line that was first",
    columns="id int, earlier_id int, serial varchar",
    line="id",
)
REPEATED_SERIAL = Table(
    "becs_run_repeated_serial",
    "line, serial number of it that occurs more than once, in order",
    line="id",
)


def find(run):
    """Find serial numbers claimed before."""
    if not _stage(run):
        return
    found = run.table(
        REPEATED_PIECE,
        SQL(
            """
            SELECT DISTINCT ON (id) id, earlier_id, name AS serial
              FROM (%s UNION ALL %s) found
             ORDER BY id, earlier, name
            """,
            _by_window(),
            _pairs(run),
        ),
        index=SQL("id"),
    )
    if found:
        terms.add_bits(
            run,
            SQL("becs_run_repeated_piece f"),
            run.checks.sql_bit("serial_already_claimed"),
        )


def _stage(run):
    """Stage the lines that name a number which occurs more than once.

    :return: how many there are
    """
    return run.table(
        REPEATED_SERIAL,
        SQL(
            """
            WITH own AS MATERIALIZED (
                SELECT DISTINCT l.id, l.product_id, s.name
                  FROM becs_run_claim_line l
                  JOIN becs_claim_serial s ON s.claim_line_id = l.id
                 WHERE l.product_id IS NOT NULL AND NOT l.is_return
            ),
            standing AS MATERIALIZED (
                SELECT DISTINCT l.id, l.product_id, s.name,
                       l.commercial_partner_id AS partner_id, %(document)s AS document,
                       COALESCE(%(line_ref)s, '') AS line_ref,
                       claim.date_submitted AS date_filed, l.claim_id, l.sequence,
                       l.program_id, COALESCE(%(combinable)s, FALSE) AS combinable,
                       l.date_ship, l.quantity_approved
                  FROM (SELECT DISTINCT product_id, name FROM own) o
                  JOIN becs_claim_serial s
                    ON s.product_id = o.product_id AND s.name = o.name
                  JOIN becs_claim_line l ON l.id = s.claim_line_id
                  JOIN becs_claim claim ON claim.id = l.claim_id
                  LEFT JOIN becs_program program ON program.id = l.program_id
                 WHERE l.company_id = %(company)s AND l.transaction_type = 'sale'
                   AND %(stands)s
            ),
            number AS (
                SELECT own.id, own.product_id, own.name, FALSE AS stands, l.partner_id,
                       l.document, l.line_ref, l.date_filed, l.claim_id, l.sequence,
                       p.program_id, COALESCE(program.combinable, FALSE) AS combinable,
                       p.mask & profile.rejects & %(above)s = 0 AS counts,
                       %(claims)s AS claims
                  FROM own
                  JOIN becs_run_claim_line l ON l.id = own.id
                  JOIN becs_run_checked_line p ON p.id = own.id
                  JOIN becs_run_profile profile ON profile.profile = p.profile
                  LEFT JOIN becs_run_program_terms program ON program.id = p.terms_id
                 UNION ALL
                SELECT s.id, s.product_id, s.name, TRUE, s.partner_id, s.document,
                       s.line_ref, s.date_filed, s.claim_id, s.sequence, s.program_id,
                       s.combinable, TRUE, NULL::numeric
                  FROM standing s
                 WHERE NOT EXISTS (SELECT FROM (%(named)s) back
                                    WHERE back.product_id = s.product_id
                                      AND back.name = s.name
                                      AND back.partner_id = s.partner_id
                                      AND back.date_ship >= s.date_ship)
                   AND NOT EXISTS (SELECT FROM (%(whole)s) back
                                    WHERE back.id = s.id
                                      AND back.quantity >= s.quantity_approved)
            )
            SELECT *,
                   row_number() OVER (ORDER BY NOT stands, date_filed, claim_id,
                                               sequence, id) AS position,
                   EXISTS (SELECT FROM %(ancestors)s c WHERE c.id = number.id)
                       AS is_resubmitted
              FROM number
             WHERE (product_id, name) IN (SELECT product_id, name FROM number
                                           GROUP BY product_id, name
                                          HAVING count(*) > 1)
            """,
            above=run.checks.above("serial_already_claimed"),
            claims=CLAIMS,
            combinable=versions.on_day("program", "combinable", SQL("l.date_ship")),
            company=run.company.id,
            document=text_key(SQL("l.pos_document")),
            line_ref=text_key(SQL("l.pos_line_ref")),
            stands=stands(run),
            ancestors=run.source(ANCESTOR),
            named=_named_by_returns(run),
            whole=_taken_back(run),
        ),
        index=SQL("product_id, name, position"),
    )


def _named_by_returns(run):
    """SQL of serial numbers that returns name which took back, before the sales of the
    run.
    """
    return SQL(
        """
        SELECT s.product_id, s.name, l.commercial_partner_id AS partner_id, l.date_ship
          FROM (SELECT DISTINCT product_id, name FROM standing) sold
          JOIN becs_claim_serial s USING (product_id, name)
          JOIN becs_claim_line l ON l.id = s.claim_line_id
          JOIN becs_claim claim ON claim.id = l.claim_id
         WHERE l.transaction_type = 'return' AND %(counts)s
         UNION
        SELECT s.product_id, s.name, r.partner_id, r.date_ship
          FROM %(uses)s u
          JOIN %(returns)s r ON r.id = u.return_line_id
          JOIN becs_claim_serial s ON s.claim_line_id = r.id
         WHERE u.counts
        """,
        counts=counts(run),
        uses=run.source(RETURN_USE),
        returns=run.source(RETURN),
    )


def _taken_back(run):
    """SQL of what returns that name no serial number took back from lines."""
    return SQL(
        """
        SELECT sale_line_id AS id, sum(quantity) AS quantity
          FROM (%s) u
         WHERE NOT EXISTS (SELECT FROM becs_claim_serial s
                            WHERE s.claim_line_id = u.return_line_id)
         GROUP BY sale_line_id
        """,
        taken_back(run, SQL("SELECT DISTINCT id FROM standing")),
    )


def _by_window():
    """SQL of the clashes of lines that cannot be excepted."""
    return SQL(
        """
        SELECT s.id, s.name, s.earlier, j.id AS earlier_id
          FROM (
            SELECT *,
                   min(position) FILTER (WHERE counts) OVER (
                       PARTITION BY product_id, name ORDER BY position
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
              FROM becs_run_repeated_serial
          ) s
          JOIN becs_run_repeated_serial j
            ON j.product_id = s.product_id AND j.name = s.name
           AND j.position = s.earlier
         WHERE NOT s.stands AND NOT s.combinable AND NOT s.is_resubmitted
        """
    )


def _pairs(run):
    """SQL of the clashes of lines some earlier line of which may be excepted."""
    return SQL(
        """
        SELECT i.id, i.name, j.position AS earlier, j.id AS earlier_id
          FROM becs_run_repeated_serial i
         CROSS JOIN LATERAL (
            SELECT j.*
              FROM becs_run_repeated_serial j
             WHERE j.product_id = i.product_id AND j.name = i.name
               AND j.position < i.position AND j.counts
               AND NOT (i.combinable AND j.combinable AND i.program_id <> j.program_id
                        AND i.partner_id = j.partner_id AND i.document = j.document
                        AND i.line_ref = j.line_ref)
               AND NOT %s
             ORDER BY j.position
             LIMIT 1
         ) j
         WHERE NOT i.stands AND (i.combinable OR i.is_resubmitted)
        """,
        answered(run),
    )
