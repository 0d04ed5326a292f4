"""Where on a document returns lie that name it, without a look at every pair.

The units of a document's paid lines, in order of id, are one row, and the returns that
name the document, in their order, take from its start on. How many units the ones
before a return take is known but for those of which it has to be found out whether they
take anything; so each may only take from the lines within a span of the row. Passes
over thousands of returns of one document then look at a few lines of each, and begin
with what is certain.

This holds where all returns of the product name their document, and where all of the
document state their authorization, or none does. Others are compared with every line.
"""

from odoo.tools import SQL

from ..expr import exceeds
from ..run import Table

DOCUMENT_SALE = Table(
    "becs_run_document_sale",
    "line of a document's row, with the units before it on each list of its lines",
    line="sale_id",
)
RETURN_SPAN = Table(
    "becs_run_return_span",
    "return that names its document → its span of the row",
    columns="id int",
    line="id",
)


# more than what rounding of all lines of a row may come to, in units
_SLACK = SQL("0.000001")


def stage(run, is_late):
    """Lay the returns of one kind on the lines in ``becs_run_paid_sale``."""
    run.table(
        DOCUMENT_SALE,
        SQL(
            """
            SELECT *, row_number() OVER list AS number,
                   sum(free) OVER list - free AS before,
                   dense_rank() OVER (ORDER BY partner_id, product_id, document, list)
                       AS list_id
              FROM (
                SELECT p.partner_id, p.product_id, p.document, p.id AS sale_id,
                       p.quantity - p.taken_quantity AS free,
                       CASE WHEN named.is_authorized THEN p.authorized_as
                            ELSE p.part::text END AS list
                  FROM (SELECT partner_id, product_id, document,
                               bool_or(list IS NOT NULL) AS is_authorized
                          FROM (%(returns)s) r
                         WHERE is_laid
                         GROUP BY partner_id, product_id, document) named
                  JOIN becs_run_paid_sale p USING (partner_id, product_id, document)
                 WHERE p.quantity > p.taken_quantity
              ) p
             WHERE list IS NOT NULL
            WINDOW list AS (PARTITION BY partner_id, product_id, document, list
                            ORDER BY sale_id)
            """,
            returns=_returns(is_late),
        ),
    )
    run.table(RETURN_SPAN, _spans(is_late), index=SQL("id"))


def _returns(is_late):
    """SQL of the returns to be matched, and whether they can be laid."""
    return SQL(
        """
        SELECT r.*, authorized_as AS list,
               bool_and(document IS NOT NULL) OVER (PARTITION BY pool)
               AND bool_and(authorized_as IS NOT NULL) OVER document
                   = bool_or(authorized_as IS NOT NULL) OVER document AS is_laid
          FROM becs_run_return r
         WHERE is_matched AND is_late = %s
        WINDOW document AS (PARTITION BY pool, document)
        """,
        is_late,
    )


def _spans(is_late):
    """SQL of the returns with the least and the most units taken before them.

    Those that ``never`` count take nothing from the ones after them; a ``sure`` one
    takes all it wants, or all that is left, whatever the others do.
    """
    before = SQL(
        """(PARTITION BY partner_id, product_id, document, list ORDER BY position
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"""
    )
    return SQL(
        """
        SELECT id, partner_id, product_id, document, list, sure, quantity, most,
               COALESCE(sum(quantity) FILTER (WHERE sure) OVER %(before)s, 0) AS least
          FROM (
            SELECT *, NOT never AND (NOT short_waits OR most + quantity <= room) AS sure
              FROM (
                SELECT *, COALESCE(sum(quantity) FILTER (WHERE NOT never)
                                       OVER %(before)s, 0) AS most
                  FROM (
                    SELECT r.*, room.units AS room,
                           waits OR assumed_waits AND is_proposed
                           OR short_waits AND %(short)s AS never
                      FROM (%(returns)s) r
                      LEFT JOIN (
                        SELECT partner_id, product_id, document, list, units
                          FROM (%(rooms)s) own
                         UNION ALL
                        SELECT partner_id, product_id, document, NULL, max(units)
                          FROM (%(rooms)s) every
                         GROUP BY partner_id, product_id, document
                      ) room
                        ON room.partner_id = r.partner_id
                       AND room.product_id = r.product_id
                       AND room.document = r.document
                       AND room.list IS NOT DISTINCT FROM r.list
                     WHERE r.is_laid
                  ) r
              ) r
          ) r
        """,
        before=before,
        short=exceeds(SQL("r.quantity"), SQL("COALESCE(room.units, 0)")),
        returns=_returns(is_late),
        rooms=SQL(
            """SELECT partner_id, product_id, document, list,
                      max(before + free) AS units
                 FROM becs_run_document_sale
                GROUP BY partner_id, product_id, document, list"""
        ),
    )


def pairs():
    """SQL of (return, line, what is certain to be taken, whether that is certain).

    The ends of the spans are found by putting them between the lines of the row.
    """
    return SQL(
        """
        SELECT span.id, l.sale_id,
               CASE WHEN span.sure
                    THEN GREATEST(LEAST(l.before + l.free, span.least + span.quantity)
                                  - GREATEST(l.before, span.least), 0)
                    ELSE 0 END AS take,
               span.sure AS counts
          FROM (
            SELECT id, list_id, least, quantity, sure, min(number) AS first,
                   max(number) AS last
              FROM (
                SELECT *, COALESCE(max(line) OVER (PARTITION BY list_id
                                                   ORDER BY place, turn
                                                   ROWS UNBOUNDED PRECEDING), 1)
                              AS number
                  FROM (
                    SELECT NULL::int AS id, list_id, NULL::numeric AS least,
                           NULL::numeric AS quantity, NULL::boolean AS sure,
                           before AS place, 1 AS turn, number AS line
                      FROM becs_run_document_sale
                     UNION ALL
                    SELECT r.id, list.list_id, r.least, r.quantity, r.sure, edge.place,
                           edge.turn, NULL
                      FROM becs_run_return_span r
                      JOIN (SELECT DISTINCT partner_id, product_id, document, list,
                                            list_id
                              FROM becs_run_document_sale) list
                        ON list.partner_id = r.partner_id
                       AND list.product_id = r.product_id
                       AND list.document = r.document
                       AND (r.list IS NULL OR r.list = list.list)
                     CROSS JOIN LATERAL (VALUES
                        (r.least - %(slack)s, 2),
                        (r.most + r.quantity + %(slack)s, 0)) edge(place, turn)
                  ) p
              ) p
             WHERE id IS NOT NULL
             GROUP BY id, list_id, least, quantity, sure
          ) span
         CROSS JOIN generate_series(span.first, span.last) place(number)
          JOIN becs_run_document_sale l
            ON l.list_id = span.list_id AND l.number = place.number
        """,
        slack=_SLACK,
    )
