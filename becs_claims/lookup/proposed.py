"""Returns that distributors reported and did not claim in time."""

from odoo.tools import SQL

from ..validation.expr import in_product_unit
from ..validation.programs import versions


def distributors(env):
    """(company, distributor) pairs that reported returns of known products."""
    return env.execute_query(
        SQL(
            """
            SELECT DISTINCT p.company_id, p.commercial_partner_id
              FROM becs_pos_line p
              JOIN res_partner partner ON partner.id = p.commercial_partner_id
             WHERE p.quantity < 0 AND p.product_id IS NOT NULL
               AND p.date >= partner.becs_pos_since
             ORDER BY 1, 2
            """
        )
    )


def returns(env, company, partner, today, days):
    """Reported returns of paid sales that claims do not name, after their time.

    What was claimed of a sale's units stands for the returns that were reported first.
    Once proposed, a return counts as claimed, whatever became of the proposal.

    :param partner: the commercial partner of the distributor
    :param days: how long a distributor may take where no program says it
    :return: (reported line, units to take back, currency of the sale's claim)
    """
    env.flush_all()
    return env.execute_query(
        SQL(
            """
            WITH reported AS (
                SELECT p.id, p.date, p.product_id, lower(btrim(p.document)) AS document,
                       -p.quantity AS quantity,
                       sum(-p.quantity) OVER (
                           PARTITION BY lower(btrim(p.document)), p.product_id
                           ORDER BY p.date, p.id) AS up_to
                  FROM becs_pos_line p
                  JOIN res_partner partner ON partner.id = p.commercial_partner_id
                 WHERE p.company_id = %(company)s
                   AND p.commercial_partner_id = %(partner)s
                   AND p.quantity < 0 AND p.product_id IS NOT NULL
                   AND p.date >= partner.becs_pos_since
            ),
            paid AS (
                SELECT s.document, s.product_id,
                       (array_agg(l.currency_id ORDER BY l.id))[1] AS currency_id,
                       max(COALESCE(NULLIF(%(window)s, 0), %(days)s))
                           AS days
                  FROM (SELECT DISTINCT document, product_id FROM reported) s
                  JOIN becs_claim_line l
                    ON l.company_id = %(company)s
                   AND l.commercial_partner_id = %(partner)s
                   AND lower(btrim(l.pos_document)) = s.document
                   AND l.product_id = s.product_id
                  JOIN becs_claim claim ON claim.id = l.claim_id
                  LEFT JOIN becs_program program ON program.id = l.program_id
                 WHERE l.transaction_type = 'sale' AND claim.is_drawn
                   AND l.state IN ('approved', 'adjusted')
                   AND l.amount_approved > 0 AND l.quantity_approved > 0
                 GROUP BY s.document, s.product_id
            ),
            claimed AS (
                SELECT back.document, back.product_id,
                       sum(COALESCE(%(quantity)s, l.quantity)) AS quantity
                  FROM (%(claimed)s) back
                  JOIN becs_claim_line l ON l.id = back.id
                  JOIN product_product product ON product.id = l.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN uom_uom unit ON unit.id = l.uom_id
                 GROUP BY back.document, back.product_id
            )
            SELECT r.id, LEAST(r.quantity,
                               GREATEST(r.up_to - COALESCE(claimed.quantity, 0), 0)),
                   paid.currency_id
              FROM reported r
              JOIN paid USING (document, product_id)
              LEFT JOIN claimed USING (document, product_id)
             WHERE r.date + paid.days < %(today)s::date
               AND round(r.up_to - COALESCE(claimed.quantity, 0), 18) > 0
             ORDER BY r.date, r.id
            """,
            company=company.id,
            partner=partner.id,
            days=days,
            window=versions.on_day("program", "claim_window_days", SQL("l.date_ship")),
            today=today,
            quantity=in_product_unit(SQL("l.quantity"), SQL("unit"), SQL("own")),
            claimed=_claimed(company, partner),
        )
    )


def _claimed(company, partner):
    """SQL of the return lines that name a reported document, or took back from it."""
    counts = SQL(
        """l.transaction_type = 'return' AND l.company_id = %s
           AND l.commercial_partner_id = %s
           AND (claim.source = 'report'
                OR claim.state NOT IN ('draft', 'cancelled')
                   AND (l.state <> 'rejected' OR l.decision = 'manual'))""",
        company.id,
        partner.id,
    )
    return SQL(
        """
        SELECT l.id, s.document, s.product_id
          FROM (SELECT DISTINCT document, product_id FROM reported) s
          JOIN becs_claim_line l
            ON l.product_id = s.product_id
           AND lower(btrim(l.origin_document)) = s.document
          JOIN becs_claim claim ON claim.id = l.claim_id
         WHERE %(counts)s
         UNION
        SELECT l.id, s.document, s.product_id
          FROM (SELECT DISTINCT document, product_id FROM reported) s
          JOIN becs_claim_line sale
            ON sale.company_id = %(company)s
           AND sale.commercial_partner_id = %(partner)s
           AND lower(btrim(sale.pos_document)) = s.document
           AND sale.product_id = s.product_id
          JOIN becs_return_use u ON u.sale_line_id = sale.id
          JOIN becs_claim_line l ON l.id = u.return_line_id
          JOIN becs_claim claim ON claim.id = l.claim_id
         WHERE %(counts)s
        """,
        counts=counts,
        company=company.id,
        partner=partner.id,
    )
