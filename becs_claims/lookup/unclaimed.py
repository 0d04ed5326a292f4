"""Reported sales that no claim names, and the program that would pay them.

SQL about one row ``l`` of ``becs_pos_line``, for use in a LATERAL join, so that only
the rows somebody asks for are looked at.
"""

from odoo.tools import SQL

from ..validation.expr import divide, in_product_unit, money, text_key
from ..validation.programs import covering, versions


def _same_sale(other, line):
    """SQL of whether a row is of the same document and product, by index."""
    return SQL(
        """%(other)s.company_id = %(line)s.company_id
           AND %(other)s.commercial_partner_id = %(line)s.commercial_partner_id
           AND %(other)s.product_id = %(line)s.product_id""",
        other=other,
        line=line,
    )


def quantities(line):
    """SQL of ``sold`` (returns reported for the same document line taken off, from
    the last rows first) and ``unclaimed`` (of that, what no line of a filed claim
    names) of a sale.

    Claim lines that name the document only count for its first rows. Lines of
    programs that can be combined claim the same units, so the largest sum of a program
    counts.

    :param line: alias of the sale, a row of ``becs_pos_line`` with a product
    """
    line_ref = text_key(SQL("%s.line_ref", line))
    return SQL(
        """
        SELECT net.sold,
               CASE WHEN COALESCE(claimed.general, 0) > 0
                    THEN LEAST(GREATEST(net.sold - COALESCE(claimed.own, 0), 0),
                               GREATEST(net.before + net.sold - claimed.whole, 0))
                    ELSE GREATEST(net.sold - COALESCE(claimed.own, 0), 0)
               END AS unclaimed
          FROM (
            SELECT LEAST(%(line)s.quantity, GREATEST(0,
                       COALESCE(sum(s.quantity) FILTER (WHERE %(same_line)s), 0)
                       - COALESCE(sum(s.quantity) FILTER (
                             WHERE %(same_line)s AND s.quantity > 0
                               AND s.id < %(line)s.id), 0))) AS sold,
                   COALESCE(sum(s.quantity) FILTER (
                       WHERE s.quantity > 0 AND s.id < %(line)s.id), 0) AS before
              FROM becs_pos_line s
             WHERE %(sales)s
               AND lower(btrim(s.document)) = lower(btrim(%(line)s.document))
          ) net
         CROSS JOIN (
            SELECT max(program.own) AS own, max(program.general) AS general,
                   max(program.whole) AS whole
              FROM (
                SELECT sum(%(quantity)s) FILTER (WHERE %(claims_line)s) AS own,
                       sum(%(quantity)s) FILTER (
                           WHERE %(line_ref)s IS NULL OR %(claims_ref)s IS NULL
                       ) AS general,
                       sum(%(quantity)s) AS whole
                  FROM becs_claim_line c
                  JOIN becs_claim claim ON claim.id = c.claim_id
                  JOIN product_product product ON product.id = c.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN uom_uom unit ON unit.id = c.uom_id
                  LEFT JOIN becs_program program ON program.id = c.program_id
                 WHERE %(claims)s
                   AND lower(btrim(c.pos_document)) = lower(btrim(%(line)s.document))
                   AND c.transaction_type = 'sale'
                   AND claim.state NOT IN ('draft', 'cancelled')
                 GROUP BY CASE WHEN %(combinable)s THEN program.id ELSE 0 END
              ) program
          ) claimed
        """,
        line=line,
        same_line=SQL(
            "%s IS NOT DISTINCT FROM %s", text_key(SQL("s.line_ref")), line_ref
        ),
        sales=_same_sale(SQL("s"), line),
        claims=_same_sale(SQL("c"), line),
        combinable=versions.on_day("program", "combinable", SQL("c.date_ship")),
        claims_line=SQL("%s = %s", text_key(SQL("c.pos_line_ref")), line_ref),
        claims_ref=text_key(SQL("c.pos_line_ref")),
        line_ref=line_ref,
        quantity=SQL(
            "CASE WHEN unit.id IS NULL THEN c.quantity ELSE COALESCE(%s, 0) END",
            in_product_unit(SQL("c.quantity"), SQL("unit"), SQL("own")),
        ),
    )


def state(line):
    """SQL of whether a sale is ``claimed``, ``partly`` or ``open``; NULL for returns
    and where the product is not known.

    :param line: alias of a row of ``becs_pos_line``
    """
    return SQL(
        """(SELECT CASE WHEN q.sold <= 0 THEN NULL
                        WHEN q.unclaimed <= 0 THEN 'claimed'
                        WHEN q.unclaimed < q.sold THEN 'partly'
                        ELSE 'open' END
              FROM (%(quantities)s) q
             WHERE %(line)s.quantity > 0 AND %(line)s.product_id IS NOT NULL)""",
        quantities=quantities(line),
        line=line,
    )


def offer(methods, line, quantity):
    """SQL of the program that would pay a sale: ``program_id``, ``currency_id``,
    ``unit`` (the credit per unit to be expected, in that currency, NULL where it
    cannot be told) and ``claimable_until``.

    The program is chosen like one for a claim line that states none, but for what is
    left under the caps, and by the terms for the day of the sale. Of programs that name
    end customers, one that names the customer of the sale by its name. The credit is
    worked out from what was agreed; where it depends on the into-stock price, it is the
    mean paid so far by the same program line.

    :param methods: :class:`..validation.methods.Methods`
    :param line: alias of a row of ``becs_pos_line``
    :param quantity: SQL of how much of it
    """
    return SQL(
        """
        SELECT program.id AS program_id, program.currency_id,
               GREATEST(%(unit)s, 0) AS unit,
               %(line)s.date + NULLIF(%(window)s, 0) AS claimable_until
          FROM (
            SELECT DISTINCT ON (pl.program_id) *
              FROM (%(covering)s) pl
             WHERE pl.excluded OR COALESCE(pl.min_quantity, 0) <= %(quantity)s
             ORDER BY pl.program_id, %(narrowest)s
          ) pl
          JOIN becs_program program ON program.id = pl.program_id
         CROSS JOIN LATERAL (
            SELECT program.id AS program_id, %(terms)s AS terms_id OFFSET 0
         ) terms
         CROSS JOIN LATERAL (SELECT %(names_customers)s AS names OFFSET 0) customers
         WHERE pl.excluded IS NOT TRUE
           AND program.active AND program.state IN ('approved', 'closed')
           AND program.date_start <= %(line)s.date
           AND (program.date_end IS NULL OR program.date_end >= %(line)s.date)
           AND %(distributors)s
           AND (NOT customers.names OR %(named)s)
         ORDER BY NOT customers.names, pl.width, program.date_start DESC, program.id
         LIMIT 1
        """,
        line=line,
        quantity=quantity,
        unit=_expected_unit(methods, line),
        covering=_covering(methods, line),
        narrowest=covering.narrowest("pl"),
        window=versions.on_day("program", "claim_window_days", SQL("%s.date", line)),
        terms=versions.earlier_on_day("program", SQL("%s.date", line)),
        names_customers=versions.names_customers("terms"),
        distributors=SQL(
            """(NOT EXISTS (SELECT FROM becs_program_distributor_rel named
                             WHERE named.program_id = program.id)
                OR EXISTS (SELECT FROM becs_program_distributor_rel named
                             JOIN res_partner partner ON partner.id = named.partner_id
                            WHERE named.program_id = program.id
                              AND partner.commercial_partner_id
                                  = %s.commercial_partner_id))""",
            line,
        ),
        named=SQL(
            """EXISTS (
                SELECT FROM (
                    SELECT partner_id FROM becs_program_end_customer_rel
                     WHERE program_id = program.id AND terms.terms_id IS NULL
                     UNION ALL
                    SELECT partner_id FROM becs_program_terms_customer_rel
                     WHERE terms_id = terms.terms_id
                ) named
                JOIN res_partner partner ON partner.id = named.partner_id
               WHERE lower(btrim(partner.name))
                     = lower(btrim(%s.end_customer_name)))""",
            line,
        ),
    )


def _covering(methods, line):
    """SQL of the program lines that cover the product of a sale, each by its index."""
    return SQL(
        """
        SELECT pl.id, pl.program_id, pl.sequence, pl.amount_approved,
               pl.quantity_approved, pl.width, terms.*
          FROM (%(covering)s) pl
         CROSS JOIN LATERAL (%(terms)s) terms
        """,
        covering=covering.lines(
            SQL("pl.*"),
            SQL(
                "(SELECT * FROM becs_program_line WHERE company_id = %s.company_id)",
                line,
            ),
            SQL(
                """(SELECT product.id AS product_id, template.id AS product_tmpl_id,
                           template.categ_id
                      FROM product_product product
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                     WHERE product.id = %s.product_id
                       AND template.becs_eligible IS TRUE)""",
                line,
            ),
        ),
        terms=versions.line_on_day(methods.line_terms, "pl", SQL("%s.date", line)),
    )


def _expected_unit(methods, line):
    agreed = SQL("NULLIF(pl.agreed_book_price, 0)")
    return SQL(
        "COALESCE(%s, %s)",
        methods.case("pl", lambda method: method.expected_credit(line, agreed)),
        divide(SQL("pl.amount_approved"), SQL("NULLIF(pl.quantity_approved, 0)")),
    )


def listing(methods):
    """SQL of the reported sales that were not claimed, with what they may cost.

    :param methods: :class:`..validation.methods.Methods`
    """
    line = SQL("l")
    return SQL(
        """
        SELECT l.id, l.company_id, l.partner_id, l.commercial_partner_id, l.report_id,
               l.document, l.line_ref, l.date, l.product_id, l.end_customer_name,
               q.sold AS quantity_sold, q.unclaimed AS quantity,
               COALESCE(o.currency_id, company.currency_id) AS currency_id,
               o.program_id, o.unit AS unit_credit, o.claimable_until,
               COALESCE(%(amount)s, 0) AS amount
          FROM becs_pos_line l
          JOIN res_company company ON company.id = l.company_id
         CROSS JOIN LATERAL (%(quantities)s) q
          LEFT JOIN LATERAL (%(offer)s) o ON TRUE
          LEFT JOIN res_currency currency ON currency.id = o.currency_id
         WHERE l.quantity > 0 AND l.product_id IS NOT NULL AND q.unclaimed > 0
        """,
        amount=money(SQL("q.unclaimed * o.unit"), SQL("currency.rounding")),
        quantities=quantities(line),
        offer=offer(methods, line, SQL("q.sold")),
    )
