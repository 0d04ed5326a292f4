"""Reported sales whose product was not found when they were reported."""

from odoo.tools import SQL

from ..expr import divide, text_key, unit_factor
from . import products


def missing(env, partner_ids):
    """Look again for products that were not found when sales were reported.

    A sale whose product is found gets quantity and price in the product's unit. One
    that would then stand there twice (the same document line and product, reported
    under two references), or whose unit cannot be converted, stays as it is.

    :param partner_ids: commercial partners
    :return: number of sales whose product was found
    """
    env["becs.pos.line"].flush_model()
    chosen = SQL(
        """l.commercial_partner_id = ANY(%s) AND l.product_id IS NULL
           AND %s IS NOT NULL""",
        list(partner_ids),
        text_key(SQL("l.product_ref")),
    )
    env.cr.execute(
        SQL(
            """
            WITH found AS MATERIALIZED (%(found)s),
            meant AS (
                SELECT l.id, l.company_id, l.commercial_partner_id, found.product_id,
                       %(document)s AS document, %(line_ref)s AS line_ref,
                       CASE WHEN unit.id IS NULL THEN 1 ELSE %(factor)s END AS factor
                  FROM becs_pos_line l
                  JOIN found ON found.company_id = l.company_id
                   AND found.partner_id = l.commercial_partner_id
                   AND found.ref = %(ref)s
                  JOIN product_product product ON product.id = found.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN uom_uom unit ON unit.id = l.uom_id
                 WHERE %(chosen)s AND found.product_id IS NOT NULL
            ),
            single AS (
                SELECT *, row_number() OVER (
                           PARTITION BY company_id, commercial_partner_id, document,
                                        line_ref, product_id ORDER BY id) AS number
                  FROM meant
            )
            UPDATE becs_pos_line l
               SET product_id = s.product_id, uom_id = NULL,
                   quantity = l.quantity * s.factor,
                   resale_price = %(price)s
              FROM single s
             WHERE s.id = l.id AND s.factor IS NOT NULL
               AND (s.line_ref IS NULL OR s.number = 1 AND NOT EXISTS (
                        SELECT FROM becs_pos_line other
                         WHERE other.company_id = s.company_id
                           AND other.commercial_partner_id = s.commercial_partner_id
                           AND lower(btrim(other.document)) = s.document
                           AND lower(btrim(other.line_ref)) = s.line_ref
                           AND other.product_id = s.product_id))
            """,
            found=products.mapping(
                SQL(
                    """SELECT DISTINCT l.company_id,
                              l.commercial_partner_id AS partner_id, %s AS ref
                         FROM becs_pos_line l WHERE %s""",
                    text_key(SQL("l.product_ref")),
                    chosen,
                )
            ),
            chosen=chosen,
            document=text_key(SQL("l.document")),
            line_ref=text_key(SQL("l.line_ref")),
            ref=text_key(SQL("l.product_ref")),
            factor=unit_factor(SQL("unit"), SQL("own")),
            price=divide(SQL("l.resale_price"), SQL("s.factor")),
        )
    )
    found = env.cr.rowcount
    if found:
        env["becs.pos.line"].invalidate_model()
        env["becs.pos.report"].invalidate_model(["unknown_count", "claimed_count"])
    return found
