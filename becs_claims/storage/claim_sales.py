"""Reported sales that nobody claimed, copied into a draft claim."""

from odoo import fields
from odoo.tools import SQL

from ..lookup.unclaimed import listing
from ..validation import locks
from ..validation.expr import text_key

# SQL of the line ``c`` of a draft, and the sale ``sale`` it is for
_DRAFT = SQL("becs_claim draft ON draft.id = c.claim_id AND draft.state = 'draft'")
_SAME = SQL(
    """
         c.company_id = sale.company_id
     AND c.commercial_partner_id = sale.commercial_partner_id
     AND lower(btrim(c.pos_document)) = lower(btrim(sale.document))
     AND c.product_id = sale.product_id
     AND COALESCE(%s, '') = COALESCE(%s, '')
     AND c.transaction_type = 'sale'
    """,
    text_key(SQL("c.pos_line_ref")),
    text_key(SQL("sale.line_ref")),
)


def drafts(env, company, partner):
    """Return {id of sale: id of the draft claim it is on} of reported sales.

    :param partner: the distributor, a commercial partner
    """
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT sale.id, min(c.claim_id)
                  FROM becs_claim_line c
                  JOIN %(draft)s
                  JOIN becs_pos_line sale ON %(same)s
                 WHERE draft.company_id = %(company)s
                   AND draft.commercial_partner_id = %(partner)s
                   AND sale.company_id = %(company)s
                   AND sale.commercial_partner_id = %(partner)s
                 GROUP BY sale.id
                """,
                draft=_DRAFT,
                same=_SAME,
                company=company.id,
                partner=partner.id,
            )
        )
    )


def copy(env, claim, sale_ids=None):
    """Add sales to an empty draft: those a program would pay, on no other draft.

    :param claim: draft of the distributor; its basis is *calculated*
    :param sale_ids: ids of ``becs.pos.line``, of this distributor or not; all of it
        when left out
    :return: number of lines
    """
    # two browsers must not claim the same sales
    locks.row(claim.commercial_partner_id)
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_claim_line (
                claim_id, company_id, commercial_partner_id, currency_id, sequence,
                transaction_type, authorization_ref, product_ref, product_id,
                pos_document, pos_line_ref, date_ship, end_customer_name, quantity,
                resale_price, amount_claimed, state, decision,
                create_uid, write_uid, create_date, write_date
            )
            SELECT %(claim)s, sale.company_id, sale.commercial_partner_id, %(currency)s,
                   row_number() OVER (ORDER BY sale.date, sale.id), 'sale',
                   program.code, COALESCE(pos.product_ref, product.default_code),
                   sale.product_id, sale.document, sale.line_ref, sale.date,
                   sale.end_customer_name, sale.quantity,
                   CASE WHEN pos.currency_id = %(currency)s THEN pos.resale_price END,
                   0, 'pending', 'automatic', %(user)s, %(user)s,
                   now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM (%(sales)s) sale
              JOIN becs_pos_line pos ON pos.id = sale.id
              JOIN becs_program program ON program.id = sale.program_id
              JOIN product_product product ON product.id = sale.product_id
             WHERE sale.company_id = %(company)s
               AND sale.commercial_partner_id = %(partner)s AND %(chosen)s
               AND (sale.claimable_until IS NULL OR sale.claimable_until >= %(today)s)
               AND NOT EXISTS (
                    SELECT FROM becs_claim_line c JOIN %(draft)s WHERE %(same)s
               )
             ORDER BY sale.date, sale.id
            """,
            claim=claim.id,
            currency=claim.currency_id.id,
            company=claim.company_id.id,
            partner=claim.commercial_partner_id.id,
            user=env.uid,
            today=fields.Date.context_today(claim),
            sales=listing(env["becs.program.line"]._methods()),
            chosen=SQL("TRUE")
            if sale_ids is None
            else SQL("sale.id = ANY(%s)", list(sale_ids)),
            draft=_DRAFT,
            same=_SAME,
        )
    )
    count = env.cr.rowcount
    env.invalidate_all(flush=False)
    return count


def period(env, claim):
    """Return the first and the last ship date of a claim's lines."""
    [dates] = env.execute_query(
        SQL(
            "SELECT min(date_ship), max(date_ship) FROM becs_claim_line"
            " WHERE claim_id = %s",
            claim.id,
        )
    )
    return dates
