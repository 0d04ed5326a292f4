"""The paid sales that returns may take credit back from, and what is left of them.

Needs ``becs_run_return`` (the returns).
"""

from odoo.tools import SQL

from ..expr import text_key
from ..programs import versions
from ..repeated.duplicates import stands
from ..run import Table
from . import CANDIDATE_SALE, RETURN_USE

PAID_SALE = Table(
    "becs_run_paid_sale",
    "paid line that returns of one kind may take back from, with what was "
    "taken back before",
    line="id",
)


def counts(run):
    """SQL of whether a stored line ``l`` of claim ``claim`` was paid or took back,
    outside the run.
    """
    return SQL("(l.state IN ('approved', 'adjusted') AND %s)", stands(run))


def taken_back(run, sales):
    """SQL of what was taken back from lines before the sales of the run.

    By returns outside of it, and by those of it that were matched first.

    :param sales: SQL of the ids of the lines
    """
    return SQL(
        """
        SELECT u.return_line_id, u.sale_line_id, u.quantity, u.amount_sale,
               u.amount_program, u.program_id
          FROM (%(sales)s) sold
          JOIN becs_return_use u ON u.sale_line_id = sold.id
          JOIN becs_claim_line l ON l.id = u.return_line_id
          JOIN becs_claim claim ON claim.id = l.claim_id
         WHERE %(counts)s
         UNION ALL
        SELECT u.return_line_id, u.sale_line_id, u.quantity, u.amount_sale,
               u.amount_program, u.program_id
          FROM (%(sales)s) sold
          JOIN %(uses)s u ON u.sale_line_id = sold.id
         WHERE u.counts
        """,
        sales=sales,
        counts=counts(run),
        uses=run.source(RETURN_USE),
    )


def candidates(run):
    """Stage the paid lines outside the run that its returns may take back from."""
    by_document = SQL(
        """
        SELECT l.id
          FROM (SELECT DISTINCT partner_id, product_id, document
                  FROM becs_run_return WHERE document IS NOT NULL) r
          JOIN becs_claim_line l
            ON l.company_id = %s AND l.commercial_partner_id = r.partner_id
           AND lower(btrim(l.pos_document)) = r.document AND l.product_id = r.product_id
        """,
        run.company.id,
    )
    by_serial = SQL(
        """
        SELECT l.id
          FROM becs_run_return r
          JOIN becs_claim_serial own ON own.claim_line_id = r.id
          JOIN becs_claim_serial s
            ON s.product_id = r.product_id AND s.name = own.name
          JOIN becs_claim_line l
            ON l.id = s.claim_line_id AND l.company_id = %s
           AND l.commercial_partner_id = r.partner_id
         WHERE r.document IS NULL
        """,
        run.company.id,
    )
    by_customer = SQL(
        """
        SELECT l.id
          FROM (
            SELECT DISTINCT r.partner_id, r.product_id,
                   lower(btrim(l.pos_document)) AS document
              FROM (SELECT partner_id, product_id, customer_id,
                           max(date_ship) AS date_ship
                      FROM becs_run_return WHERE document IS NULL
                     GROUP BY partner_id, product_id, customer_id) r
              JOIN becs_claim_line l
                ON l.company_id = %(company)s
               AND l.commercial_partner_id = r.partner_id
               AND l.product_id = r.product_id AND l.date_ship <= r.date_ship
              JOIN res_partner customer ON customer.id = l.end_customer_id
             WHERE customer.commercial_partner_id = r.customer_id
               AND l.transaction_type = 'sale'
          ) r
          JOIN becs_claim_line l
            ON l.company_id = %(company)s AND l.commercial_partner_id = r.partner_id
           AND lower(btrim(l.pos_document)) = r.document AND l.product_id = r.product_id
        """,
        company=run.company.id,
    )
    run.table(
        CANDIDATE_SALE,
        SQL(
            """
            SELECT l.id
              FROM (%s UNION %s UNION %s) found
              JOIN becs_claim_line l ON l.id = found.id
              JOIN becs_claim claim ON claim.id = l.claim_id
             WHERE l.transaction_type = 'sale' AND l.amount_approved > 0
               AND l.quantity_approved > 0 AND %s
            """,
            by_document,
            by_serial,
            by_customer,
            counts(run),
        ),
        index=SQL("id"),
    )


def authorized_as(program_id, authorization_ref):
    """SQL of what two lines on the same authorization have in common: the program,
    where there is none the number they state; NULL without either.

    :param authorization_ref: SQL of the number, as :func:`.expr.text_key` gives it
    """
    return SQL("COALESCE(%s::text, '? ' || %s)", program_id, authorization_ref)


def paid(run, is_late):
    """Stage the paid lines in question, with what was taken back from each before."""
    validated = SQL(
        """
        UNION ALL
        SELECT l.id, r.program_id, r.program_line_id, r.quantity_approved,
               r.amount_approved, r.amount_program
          FROM (SELECT DISTINCT partner_id, product_id FROM becs_run_return
                 WHERE is_late) wanted
          JOIN becs_run_claim_line l USING (partner_id, product_id)
          JOIN becs_run_verdict r ON r.id = l.id
         WHERE NOT l.is_return AND r.state IN ('approved', 'adjusted')
           AND r.amount_approved > 0 AND r.quantity_approved > 0
        """
    )
    run.table(
        PAID_SALE,
        SQL(
            """
            WITH paid AS MATERIALIZED (
                SELECT l.id, l.program_id, l.program_line_id,
                       l.quantity_approved + COALESCE(more.quantity, 0)
                           AS quantity_approved,
                       l.amount_approved + COALESCE(more.amount, 0) AS amount_approved,
                       l.amount_program + COALESCE(more.program, 0) AS amount_program
                  FROM becs_run_candidate_sale c
                  JOIN becs_claim_line l ON l.id = c.id
                  LEFT JOIN LATERAL (
                    SELECT sum(k.quantity_approved) AS quantity,
                           sum(k.amount_approved) AS amount,
                           sum(k.amount_program) AS program
                      FROM becs_claim_line k WHERE k.correction_of_id = l.id
                  ) more ON TRUE
                %(validated)s
            ),
            taken AS (
                SELECT sale_line_id, sum(u.quantity) AS quantity,
                       sum(u.amount_sale) AS amount, sum(u.amount_program) AS program
                  FROM (%(taken)s) u
                 GROUP BY sale_line_id
            )
            SELECT l.id, l.commercial_partner_id AS partner_id, l.product_id,
                   %(document)s AS document, l.date_ship,
                   customer.commercial_partner_id AS customer_id,
                   l.currency_id, currency.rounding,
                   paid.program_id, paid.program_line_id,
                   %(authorized_as)s AS authorized_as,
                   program_currency.rounding AS program_rounding,
                   CASE WHEN %(combinable)s THEN paid.program_id ELSE 0 END AS part,
                   paid.quantity_approved AS quantity, paid.amount_approved AS amount,
                   COALESCE(paid.amount_program, 0) AS program,
                   COALESCE(taken.quantity, 0) AS taken_quantity,
                   COALESCE(taken.amount, 0) AS taken_amount,
                   COALESCE(taken.program, 0) AS taken_program
              FROM paid
              JOIN becs_claim_line l ON l.id = paid.id
              JOIN res_currency currency ON currency.id = l.currency_id
              LEFT JOIN res_partner customer ON customer.id = l.end_customer_id
              LEFT JOIN becs_program program ON program.id = paid.program_id
              LEFT JOIN res_currency program_currency
                ON program_currency.id = program.currency_id
              LEFT JOIN taken ON taken.sale_line_id = paid.id
            """,
            validated=validated if is_late else SQL(),
            authorized_as=authorized_as(
                SQL("paid.program_id"), text_key(SQL("l.authorization_ref"))
            ),
            combinable=versions.on_day("program", "combinable", SQL("l.date_ship")),
            taken=taken_back(run, SQL("SELECT id FROM paid")),
            document=text_key(SQL("l.pos_document")),
        ),
        index=SQL("partner_id, product_id, document"),
    )
