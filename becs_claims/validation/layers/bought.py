"""What was bought of each pair, and what of it is left after goods went back.

Goods that come in are stacked, goods that go back are taken from the top. The height of
the stack after each movement is a running sum that never falls below 0; what is left
of a layer is what the lowest height after it leaves standing.
"""

from odoo.tools import SQL

from ..expr import divide, in_product_unit
from ..run import Table

STOCK_MOVEMENT = Table(
    "becs_run_stock_movement",
    "what came into the stock of a pair, or left it again",
)
LAYER = Table(
    "becs_run_layer",
    "what was bought at once, in the order in which it is used up: units ``bought``, "
    "of which the first ``kept`` did not go back; ``price`` per unit in "
    "``currency_id``, to be converted at the rate of ``rate_day``; ``units_before`` "
    "are the units kept of earlier layers of its epoch, ``source`` is the invoice line "
    "or, negative, the adjustment",
)


# what sorts movements of one day: goods that go back come last
OPENING, INVOICE, CORRECTION, TAKEN = range(4)
_IN_ORDER = SQL("date, rank, id")
_BACKWARDS = SQL("date DESC, rank DESC, id DESC")


def stage(run):
    run.table(
        STOCK_MOVEMENT,
        SQL(
            """
            SELECT g.*, period.epoch
              FROM (%s) g
              JOIN becs_run_stock_period period
                ON period.pair_id = g.pair_id
               AND g.date + CASE g.rank WHEN %s THEN 1 ELSE 0 END
                   BETWEEN period.first_day AND period.last_day
            """,
            movements(
                (SQL("pair.pair_id"), _of_pairs("m.commercial_partner_id", "l")),
                (SQL("pair.pair_id"), _of_pairs("a.commercial_partner_id", "a")),
            ),
            OPENING,
        ),
    )
    run.table(
        LAYER,
        SQL(
            """
            SELECT row_number() OVER (ORDER BY pair_id, epoch, date, rank, id)::int
                       AS layer_id,
                   pair_id, epoch, date, move_line_id, adjustment_id,
                   COALESCE(move_line_id, -adjustment_id) AS source,
                   bought, kept, price, currency_id, rate_day,
                   sum(kept) OVER (PARTITION BY pair_id, epoch
                                   ORDER BY date, rank, id) - kept AS units_before
              FROM (
                %(stacked)s
                 UNION ALL
                SELECT pair_id, epoch, date, rank, id, move_line_id, adjustment_id,
                       quantity, quantity, price, currency_id, date
                  FROM becs_run_stock_movement
                 WHERE NOT %(special)s
              ) layer
            """,
            stacked=layers(
                SQL("(SELECT * FROM becs_run_stock_movement WHERE %s)", _SPECIAL),
                SQL("pair_id, epoch"),
            ),
            special=_SPECIAL,
        ),
        index=SQL("pair_id"),
    )


# movements of the few pairs where goods went back, or came without a price; all layers
# of the others are kept as they were bought
_SPECIAL = SQL(
    """pair_id IN (SELECT pair_id FROM becs_run_stock_movement
                    WHERE rank = %s OR price IS NULL)""",
    TAKEN,
)


def _of_pairs(partner, product):
    """SQL of the join to the pairs of the run.

    :param partner: column of the commercial partner
    :param product: alias of what has the product
    """
    table, column = partner.split(".")
    return SQL(
        """JOIN becs_run_stock_pair pair
             ON pair.company_id = %s AND pair.partner_id = %s
            AND pair.product_id = %s""",
        SQL.identifier(table, "company_id"),
        SQL.identifier(table, column),
        SQL.identifier(product, "product_id"),
    )


def movements(invoiced, adjusted):
    """SQL of all that came into the stock of pairs, and of what left it again.

    Quantities are in the product's unit, negative for goods that went back; prices per
    that unit, NULL where none is known.

    :param invoiced: SQL of the columns of the pair and of a join that chooses them, to
        moves ``m``, their lines ``l`` and product ``template``
    :param adjusted: the same for adjustments ``a``
    """
    return SQL(
        """
        SELECT %(invoiced)s, m.invoice_date AS date,
               CASE m.move_type WHEN 'out_invoice' THEN %(invoice)s
                                ELSE %(taken)s END AS rank,
               l.id, l.id AS move_line_id, NULL::int AS adjustment_id,
               CASE m.move_type WHEN 'out_invoice' THEN converted.quantity
                                ELSE -converted.quantity END AS quantity,
               CASE m.move_type WHEN 'out_invoice' THEN %(price)s END AS price,
               l.currency_id
          FROM account_move m
          JOIN account_move_line l ON l.move_id = m.id
          JOIN product_product product ON product.id = l.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom own ON own.id = template.uom_id
          JOIN uom_uom unit ON unit.id = COALESCE(l.product_uom_id, own.id)
          %(invoices)s
         CROSS JOIN LATERAL (SELECT round(%(converted)s, 18) AS quantity OFFSET 0)
               converted
         WHERE m.state = 'posted' AND l.display_type = 'product'
           AND (m.move_type = 'out_invoice' AND l.price_subtotal > 0
                OR m.move_type = 'out_refund' AND l.becs_goods_returned)
           AND converted.quantity > 0
         UNION ALL
        SELECT %(adjusted)s, a.date,
               CASE WHEN a.kind = 'opening' THEN %(opening)s
                    WHEN a.quantity > 0 THEN %(correction)s ELSE %(taken)s END,
               a.id, NULL, a.id, round(a.quantity, 18),
               CASE WHEN a.quantity > 0 THEN NULLIF(a.unit_price, 0) END,
               a.currency_id
          FROM becs_stock_adjustment a
          %(adjustments)s
         WHERE a.kind IN ('opening', 'correction') AND a.quantity <> 0
        """,
        invoiced=invoiced[0],
        invoices=invoiced[1],
        adjusted=adjusted[0],
        adjustments=adjusted[1],
        opening=OPENING,
        invoice=INVOICE,
        correction=CORRECTION,
        taken=TAKEN,
        converted=in_product_unit(SQL("l.quantity"), SQL("unit"), SQL("own")),
        price=divide(SQL("l.price_subtotal"), SQL("converted.quantity")),
    )


def layers(goods, epoch):
    """SQL of the layers that movements make.

    A layer without a price costs what the last one before it does of which something
    was kept.

    :param goods: SQL after FROM with the columns of :func:`movements`, and the epoch
    :param epoch: SQL of the columns of pair and epoch
    """
    return SQL(
        """
        SELECT %(epoch)s, date, rank, id, move_line_id, adjustment_id,
               quantity AS bought, kept,
               COALESCE(price, first_value(CASE WHEN kept > 0 THEN price END)
                                   OVER like_it) AS price,
               CASE WHEN price IS NULL THEN first_value(currency_id) OVER like_it
                    ELSE currency_id END AS currency_id,
               CASE WHEN price IS NULL THEN first_value(date) OVER like_it
                    ELSE date END AS rate_day
          FROM (
            SELECT g.*,
                   count(*) FILTER (WHERE price IS NOT NULL AND kept > 0)
                       OVER (PARTITION BY %(epoch)s ORDER BY %(in_order)s) AS priced
              FROM (
                SELECT g.*,
                       GREATEST(LEAST(
                           min(height) OVER (PARTITION BY %(epoch)s
                                             ORDER BY %(backwards)s)
                           - (height - quantity), quantity), 0) AS kept
                  FROM (
                    SELECT g.*,
                           total - LEAST(
                               min(total) OVER (PARTITION BY %(epoch)s
                                                ORDER BY %(in_order)s), 0) AS height
                      FROM (
                        SELECT g.*,
                               sum(quantity) OVER (PARTITION BY %(epoch)s
                                                   ORDER BY %(in_order)s) AS total
                          FROM %(goods)s g
                      ) g
                  ) g
              ) g
             WHERE g.rank <> %(taken)s
          ) g
        WINDOW like_it AS (PARTITION BY %(epoch)s, priced ORDER BY %(in_order)s)
        """,
        goods=goods,
        epoch=epoch,
        in_order=_IN_ORDER,
        backwards=_BACKWARDS,
        taken=TAKEN,
    )


# partners that buy what distributors sell; ``p`` are distributors
BUYERS = SQL(
    """SELECT COALESCE(buyer.commercial_partner_id, p.id)
         FROM res_partner p
         LEFT JOIN res_partner buyer ON buyer.id = p.becs_stock_partner_id
        WHERE p.is_becs_distributor"""
)


def all_layers():
    """SQL of the layers of all distributors, for who looks at them.

    ``epoch`` is no more than different for each epoch, ``is_current`` whether it is
    the last one: what belongs to an earlier one no longer counts.
    """
    pair = SQL("company_id, partner_id, product_id")
    goods = movements(
        (
            SQL("m.company_id, m.commercial_partner_id AS partner_id, l.product_id"),
            SQL(
                """JOIN (%s) buyer(id) ON buyer.id = m.commercial_partner_id
                     AND template.becs_eligible""",
                SQL("SELECT DISTINCT * FROM (%s) b", BUYERS),
            ),
        ),
        (SQL("a.company_id, a.commercial_partner_id, a.product_id"), SQL()),
    )
    return SQL(
        """
        SELECT *, epoch = max(epoch) OVER (PARTITION BY %(pair)s) AS is_current
          FROM (%(layers)s) layer
        """,
        pair=pair,
        layers=layers(
            SQL(
                """(SELECT g.*,
                           count(*) FILTER (WHERE rank = %(opening)s) OVER (
                               PARTITION BY %(pair)s
                               ORDER BY date + CASE rank WHEN %(opening)s THEN 1
                                                         ELSE 0 END, rank) AS epoch
                      FROM (%(goods)s) g)""",
                opening=OPENING,
                pair=pair,
                goods=goods,
            ),
            SQL("%s, epoch", pair),
        ),
    )
