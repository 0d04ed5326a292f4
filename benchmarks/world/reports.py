"""What some distributors reported of their sales, and from when on."""

from odoo.tools import SQL

from .claims import MONTH

REPORTING = 5  # one distributor in so many reports its sales
UNCLAIMED = 20  # one sale in so many was reported and is not claimed


def build(env):
    [[ids]] = env.execute_query(
        SQL(
            "SELECT array_agg(id) FROM bench_distributor WHERE number %% %s = 1",
            REPORTING,
        )
    )
    env["res.partner"].browse(ids).becs_pos_since = MONTH
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_pos_line (
                company_id, partner_id, commercial_partner_id, document, line_ref, date,
                product_ref, product_id, quantity, resale_price, currency_id)
            SELECT DISTINCT ON (l.commercial_partner_id, document, l.pos_line_ref,
                                l.product_id)
                   l.company_id, l.commercial_partner_id, l.commercial_partner_id,
                   document, l.pos_line_ref, l.date_ship, l.product_ref, l.product_id,
                   l.quantity * plan.factor
                       * CASE WHEN plan.kind = 'point_of_sale_mismatch' THEN 0.5
                              ELSE 1 END,
                   l.resale_price / plan.factor, l.currency_id
              FROM bench_line plan
              JOIN bench_distributor d ON d.number = plan.distributor
              JOIN becs_claim_line l
                ON l.claim_id = plan.claim_id AND l.sequence = plan.sequence
             CROSS JOIN LATERAL (VALUES (FALSE), (TRUE)) more(unclaimed)
             CROSS JOIN LATERAL (
                SELECT l.pos_document || CASE WHEN unclaimed THEN 'U' ELSE '' END
                       AS document
             ) reported
             WHERE d.number %% %(reporting)s = 1
               AND l.date_ship >= %(since)s AND l.transaction_type = 'sale'
               AND l.pos_document IS NOT NULL AND l.product_id IS NOT NULL
               AND plan.kind IS DISTINCT FROM 'no_point_of_sale_record'
               AND (NOT unclaimed OR plan.sequence %% %(unclaimed)s = 0)
             ORDER BY l.commercial_partner_id, document, l.pos_line_ref, l.product_id,
                      plan.key
            """,
            reporting=REPORTING,
            unclaimed=UNCLAIMED,
            since=MONTH,
        )
    )
    env.cr.execute("ANALYZE becs_pos_line")
