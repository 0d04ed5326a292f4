"""The lines of the run, with all that validating them needs from claim and product.

Quantities and prices are per the product's unit from here on.
"""

from odoo.tools import SQL

from .expr import (
    STATED_CLAIM,
    divide,
    in_product_unit,
    money,
    stated,
    text_key,
    unit_factor,
)
from .run import Table

CLAIM = Table(
    "becs_run_claim",
    "claim validated now, with its distributor, currency and filing date",
    columns="id int",
    stored=True,
)
CLAIM_LINE = Table(
    "becs_run_claim_line",
    "line validated now, as stated, in the product's unit; not lines a "
    "person decided, credited ones nor corrections of these",
    line="id",
    stored=True,
)


# lines ``l`` that a run may validate
TO_VALIDATE = SQL(
    """(l.decision <> 'manual' AND l.credit_line_id IS NULL
        AND l.transaction_type <> 'correction')"""
)


def claims(run):
    """Stage the claims, and say on the run who files them."""
    run.table(
        CLAIM,
        SQL(
            """
            SELECT c.id, c.commercial_partner_id AS partner_id, c.currency_id,
                   currency.rounding, c.basis = 'calculated' AS calculated_basis,
                   COALESCE(c.date_submitted, %(today)s) AS date_filed,
                   COALESCE(c.is_drawn, FALSE) AS is_drawn
              FROM becs_claim c
              JOIN res_currency currency ON currency.id = c.currency_id
             WHERE c.id = ANY(%(ids)s)
            """,
            today=run.today,
            ids=run.claims.ids,
        ),
        index=SQL("id"),
    )
    [[run.partner_ids, run.has_reporters, run.has_stock, run.has_serials]] = run.rows(
        SQL(
            """
            SELECT array_agg(partner.id ORDER BY partner.id),
                   bool_or(partner.becs_pos_since IS NOT NULL),
                   bool_or(partner.becs_stock_since IS NOT NULL),
                   EXISTS (SELECT FROM becs_claim_line l
                             JOIN becs_claim_serial s ON s.claim_line_id = l.id
                            WHERE l.claim_id = ANY(%s))
              FROM res_partner partner
             WHERE partner.id IN (SELECT partner_id FROM becs_run_claim)
            """,
            run.claims.ids,
        )
    )


def lines(run):
    """Stage the lines, and say on the run what there is to do with them."""
    run.total = run.table(
        CLAIM_LINE,
        SQL(
            """
            SELECT l.id, l.claim_id, l.sequence, l.is_return,
                   c.partner_id, c.currency_id, c.rounding, c.calculated_basis,
                   c.date_filed, l.date_ship, l.document, l.line_ref, l.product_ref,
                   l.authorization_ref, l.end_customer_id, l.resubmission_of_id,
                   l.product_id, l.product_tmpl_id, l.categ_id, l.eligible, l.uom_id,
                   l.factor,
                   l.quantity_stated,
                   l.quantity,
                   %(book)s AS book_stated,
                   %(authorized)s AS authorized_stated,
                   %(resale)s AS resale_stated,
                   l.unit_raw,
                   %(unit)s AS unit_stated,
                   l.amount_stated,
                   l.amount_of_unit,
                   l.claims_stated,
                   program.id AS program_id
              FROM (
                SELECT l.id, l.claim_id, l.sequence, l.currency_id,
                       l.transaction_type = 'return' AS is_return,
                       l.date_ship,
                       %(document)s AS document,
                       COALESCE(%(line_ref)s, '') AS line_ref,
                       %(product_ref)s AS product_ref,
                       %(authorization_ref)s AS authorization_ref,
                       customer.commercial_partner_id AS end_customer_id,
                       l.resubmission_of_id,
                       l.product_id, product.product_tmpl_id, template.categ_id,
                       template.becs_eligible AS eligible,
                       l.uom_id,
                       CASE WHEN l.uom_id IS NOT NULL THEN %(factor)s
                            WHEN %(uom_ref)s IS NULL THEN 1 END AS factor,
                       CASE WHEN l.uom_id IS NOT NULL THEN %(converted)s
                            WHEN %(uom_ref)s IS NULL THEN %(quantity)s END AS quantity,
                       %(quantity)s AS quantity_stated,
                       %(book_price)s AS book_price,
                       %(authorized_price)s AS authorized_price,
                       %(resale_price)s AS resale_price,
                       COALESCE(%(unit_credit)s, %(amount_unit)s,
                                %(book_price)s - %(authorized_price)s) AS unit_raw,
                       %(amount_of_unit)s AS amount_of_unit,
                       %(amount)s AS amount_stated,
                       %(claims)s AS claims_stated
                  FROM becs_claim_line l
                  JOIN becs_run_claim c ON c.id = l.claim_id
                  LEFT JOIN product_product product ON product.id = l.product_id
                  LEFT JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom unit ON unit.id = l.uom_id
                  LEFT JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN res_partner customer ON customer.id = l.end_customer_id
                 WHERE %(to_validate)s
                OFFSET 0
              ) l
              JOIN becs_run_claim c ON c.id = l.claim_id
              LEFT JOIN becs_program program
                ON program.company_id = %(company)s
               AND lower(btrim(program.code)) = l.authorization_ref
            """,
            company=run.company.id,
            to_validate=TO_VALIDATE,
            document=text_key(SQL("l.pos_document")),
            line_ref=text_key(SQL("l.pos_line_ref")),
            product_ref=text_key(SQL("l.product_ref")),
            authorization_ref=text_key(SQL("l.authorization_ref")),
            uom_ref=text_key(SQL("l.uom_ref")),
            factor=unit_factor(SQL("unit"), SQL("own")),
            converted=in_product_unit(
                stated(SQL("l.quantity")), SQL("unit"), SQL("own")
            ),
            quantity=stated(SQL("l.quantity")),
            book_price=stated(SQL("l.book_price")),
            authorized_price=stated(SQL("l.authorized_price")),
            resale_price=stated(SQL("l.resale_price")),
            unit_credit=stated(SQL("l.unit_credit")),
            amount=stated(SQL("l.amount_stated")),
            amount_unit=divide(
                stated(SQL("l.amount_stated")), stated(SQL("l.quantity"))
            ),
            amount_of_unit=money(
                SQL(
                    "%s * %s",
                    stated(SQL("l.quantity")),
                    stated(SQL("l.unit_credit")),
                ),
                SQL("c.rounding"),
            ),
            claims=STATED_CLAIM,
            book=_per_unit("book_price"),
            authorized=_per_unit("authorized_price"),
            resale=_per_unit("resale_price"),
            unit=_per_unit("unit_raw"),
        ),
        index=SQL("id"),
    )
    [[run.has_returns, run.has_unstated, run.has_resubmitted]] = run.rows(
        SQL(
            """
            SELECT COALESCE(bool_or(is_return), FALSE),
                   COALESCE(bool_or(authorization_ref IS NULL), FALSE),
                   COALESCE(bool_or(resubmission_of_id IS NOT NULL), FALSE)
              FROM becs_run_claim_line
            """
        )
    )


def _per_unit(column):
    """SQL of a stated price per unit of the product."""
    price = SQL.identifier("l", column)
    return SQL(
        "CASE WHEN l.factor = 1 THEN %s ELSE %s END",
        price,
        divide(price, SQL("l.factor")),
    )
