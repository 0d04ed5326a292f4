"""Rows of a point-of-sale report become reported sales, in bulk."""

from odoo.tools import SQL

from .. import intake as files
from ..lookup.known import Known
from ..validation.expr import text_key
from ..validation.resolve import sales
from . import copying

# field of a row → column
COLUMNS = {
    "pos_document": "document",
    "pos_line_ref": "line_ref",
    "date_ship": "date",
    "product_ref": "product_ref",
    "product_id": "product_id",
    "uom_id": "uom_id",
    "quantity": "quantity",
    "resale_price": "resale_price",
    "currency_id": "currency_id",
    "end_customer_name": "end_customer_name",
}
# what lines are in review for that a report may clear
CLEARED = ("no_point_of_sale_record", "point_of_sale_mismatch")
# SQL of the lines ``c`` of filed claims for the sale ``l``
CLAIMS = SQL(
    """SELECT FROM becs_claim_line c
         JOIN becs_claim claim ON claim.id = c.claim_id
        WHERE c.company_id = l.company_id
          AND c.commercial_partner_id = l.commercial_partner_id
          AND lower(btrim(c.pos_document)) = lower(btrim(l.document))
          AND c.product_id = l.product_id
          AND (COALESCE(btrim(c.pos_line_ref), '') = ''
               OR COALESCE(btrim(l.line_ref), '') = ''
               OR lower(btrim(c.pos_line_ref)) = lower(btrim(l.line_ref)))
          AND c.transaction_type = 'sale'
          AND claim.state NOT IN ('draft', 'cancelled')"""
)


def readable(env, report, reading, period=None):
    """Return the rows of a reading that can be stored, and those that are refused.

    :param report: the record of becs.pos.report they belong to
    :param period: (first day, last day) no sale may be outside of
    """
    company, partner = report.company_id, report.commercial_partner_id
    env.flush_all()
    sales.missing(env, [partner.id])
    known = Known(env, company, partner)
    rows = files.LookedUp(reading, known, "resale_price")
    return files.ReportedOnce(
        rows, reading, lambda keys: _before(env, company, partner, keys), period
    )


def store(env, report, rows, currency):
    """Store rows as the sales of a report.

    Does not commit and checks no rights. Everything is stored as stated.

    :param rows: iterable of dicts with the names of :data:`COLUMNS`
    :param currency: of rows that state none
    :return: number of sales stored
    """
    return copying.store(
        env,
        "becs_pos_line",
        COLUMNS,
        {
            "report_id": report.id,
            "company_id": report.company_id.id,
            "partner_id": report.partner_id.id,
            "commercial_partner_id": report.commercial_partner_id.id,
        },
        rows,
        currency.id,
    )


def _before(env, company, partner, keys):
    """Return {key: name of the report} of sales that were reported before."""
    rows = env.execute_query(
        SQL(
            """
            SELECT asked.number, min(report.name)
              FROM unnest(%(documents)s::text[], %(lines)s::text[],
                          %(products)s::int[], %(refs)s::text[]) WITH ORDINALITY
                   AS asked(document, line_ref, product_id, ref, number)
              JOIN becs_pos_line l
                ON l.company_id = %(company)s
               AND l.commercial_partner_id = %(partner)s
               AND lower(btrim(l.document)) = asked.document
               AND lower(btrim(l.line_ref)) = asked.line_ref
               AND btrim(l.line_ref) <> ''
               AND (l.product_id = asked.product_id
                    OR l.product_id IS NULL AND asked.product_id IS NULL
                       AND %(ref)s = asked.ref)
              LEFT JOIN becs_pos_report report ON report.id = l.report_id
             GROUP BY asked.number
            """,
            documents=[key[0] for key in keys],
            lines=[key[1] for key in keys],
            products=[key[2] for key in keys],
            refs=[key[3] for key in keys],
            company=company.id,
            partner=partner.id,
            ref=text_key(SQL("l.product_ref")),
        )
    )
    by_hand = env._("entered by hand")
    return {keys[number - 1]: name or by_hand for number, name in rows}


def replace(env, report):
    """Delete the sales of earlier reports of the distributor within the period of a
    report, which takes their place.

    :return: {id of report that lost sales: how many}, ids of the claims with lines
        that were compared with them
    """
    env.flush_all()
    which = SQL(
        """l.company_id = %s AND l.commercial_partner_id = %s
           AND l.date BETWEEN %s AND %s AND l.report_id <> %s""",
        report.company_id.id,
        report.commercial_partner_id.id,
        report.date_from,
        report.date_to,
        report.id,
    )
    claims = env.execute_query(
        SQL(
            """
            WITH compared AS MATERIALIZED (%s),
            unlinked AS (
                UPDATE becs_claim_line l SET pos_line_id = NULL
                  FROM compared WHERE compared.id = l.id AND compared.linked
            )
            SELECT DISTINCT claim_id FROM compared
            """,
            _compared(which),
        )
    )
    reports = env.execute_query(
        SQL(
            """
            WITH gone AS (
                DELETE FROM becs_pos_line l WHERE %s RETURNING l.report_id
            )
            SELECT report_id, count(*) FROM gone GROUP BY report_id
            """,
            which,
        )
    )
    env.invalidate_all(flush=False)
    return dict(reports), [claim_id for [claim_id] in claims]


def compared_claims(env, reports):
    """Return ids of the claims with lines that were compared with sales of reports."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT claim_id FROM (%s) c",
            _compared(SQL("l.report_id = ANY(%s)", list(reports.ids))),
        )
    )
    return [claim_id for [claim_id] in rows]


def linked_lines(env, reports):
    """Return ids of the claim lines that are linked with sales of reports."""
    env.flush_all()
    rows = env.execute_query(
        SQL(
            "SELECT id FROM (%s) c WHERE linked",
            _compared(SQL("l.report_id = ANY(%s)", list(reports.ids))),
        )
    )
    return [line_id for [line_id] in rows]


def unlink_lines(env, line_ids):
    """Take the links of claim lines to sales that are gone away."""
    env.cr.execute(
        SQL(
            "UPDATE becs_claim_line SET pos_line_id = NULL WHERE id = ANY(%s)",
            list(line_ids),
        )
    )
    env["becs.claim.line"].invalidate_model(["pos_line_id"])


def _compared(which):
    """SQL of the claim lines that were compared with sales ``l``, and whether the very
    sale is the one they are linked with.
    """
    return SQL(
        """
        SELECT c.id, c.claim_id, bool_or(c.pos_line_id = l.id) AS linked
          FROM becs_pos_line l
          JOIN becs_claim_line c
            ON c.company_id = l.company_id
           AND c.commercial_partner_id = l.commercial_partner_id
           AND lower(btrim(c.pos_document)) = lower(btrim(l.document))
           AND c.product_id = l.product_id
           AND c.pos_line_id IS NOT NULL
         WHERE %s
         GROUP BY c.id
        """,
        which,
    )


def period(env, report):
    """Return (first day, last day) of the sales of a report."""
    [period] = env.execute_query(
        SQL(
            "SELECT min(date), max(date) FROM becs_pos_line WHERE report_id = %s",
            report.id,
        )
    )
    return period


def figures(env, report_ids):
    """Return {report id: {name of field: number}} of reports with sales."""
    if not report_ids:
        return {}
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            SELECT l.report_id, count(*) AS line_count,
                   count(*) FILTER (WHERE l.quantity < 0) AS return_count,
                   count(*) FILTER (WHERE l.product_id IS NULL) AS unknown_count,
                   count(*) FILTER (WHERE l.quantity > 0 AND EXISTS (%s))
                       AS claimed_count
              FROM becs_pos_line l
             WHERE l.report_id = ANY(%s)
             GROUP BY l.report_id
            """,
            CLAIMS,
            list(report_ids),
        )
    )
    return {row.pop("report_id"): row for row in env.cr.dictfetchall()}
