"""Which sale uses which units: kept from run to run, freed, laid first in first out.

Free units of an epoch form a row, oldest first. Sales not yet laid take from its front,
in order, up to what was there on their day: what they took together is a running sum,
cut at each of them to that. Where layers and sales begin on the row says who gets which
units, so no unit is looked at twice.

A use *beyond* the stock takes no units: it costs what the last unit of its layer does.
"""

from odoo.tools import SQL

from ..expr import divide
from ..run import Table

STORED_USE = Table(
    "becs_run_stored_use",
    "stored use of units that stays, cut where the sale became smaller",
)
FREE_SPAN = Table(
    "becs_run_free_span",
    "span of free units and its place on the row of its epoch",
)
UNCOSTED_SALE = Table(
    "becs_run_uncosted_sale",
    "sale with units not laid on layers yet",
)
SALE_SPAN = Table(
    "becs_run_sale_span",
    "the same sale → what it takes of the row",
)
LAYER_USE = Table(
    "becs_run_layer_use",
    "use of units by a sale as it is now; ``price`` is in the layer's currency",
)


def stage_stored(run):
    """Stage the stored uses of sales that still count; the last units go first."""
    run.table(
        STORED_USE,
        SQL(
            """
            SELECT use_id, sale_id, layer_id, start, is_beyond,
                   LEAST(quantity, wanted - before) AS quantity
              FROM (
                SELECT u.*,
                       COALESCE(sum(quantity) OVER (
                           PARTITION BY sale_id
                           ORDER BY is_beyond, layer_id, start, use_id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                           AS before
                  FROM (
                    SELECT u.id AS use_id, s.sale_id, s.quantity AS wanted, l.layer_id,
                           COALESCE(u.is_beyond, FALSE) AS is_beyond, u.start,
                           CASE WHEN u.is_beyond THEN u.quantity
                                ELSE LEAST(u.quantity, l.bought - u.start) END
                               AS quantity
                      FROM becs_run_stock_pair pair
                      JOIN becs_layer_use u
                        ON u.company_id = pair.company_id
                       AND u.partner_id = pair.partner_id
                       AND u.product_id = pair.product_id
                      LEFT JOIN becs_run_sold_line line ON line.id = u.claim_line_id
                      JOIN becs_run_sale s
                        ON s.source = COALESCE(line.head_id, -u.pos_line_id)
                      JOIN becs_run_layer l
                        ON l.pair_id = pair.pair_id
                       AND l.source = COALESCE(u.move_line_id, -u.adjustment_id)
                     WHERE pair.is_laid AND l.price IS NOT NULL
                  ) u
                 WHERE quantity > 0
              ) u
             WHERE wanted > before
            """
        ),
        index=SQL("use_id"),
    )


def lay(run):
    """Lay what is not laid yet and stage all uses."""
    _stage_free_spans(run)
    _stage_sale_spans(run)
    run.table(
        LAYER_USE,
        SQL("%s UNION ALL %s UNION ALL %s", _stored(), _pieces(), _beyond()),
    )


def _stage_free_spans(run):
    """Stage the units that did not go back and that no use has.

    Before each use, and before the end of a layer, is free what lies behind the uses
    before it.
    """
    run.table(
        FREE_SPAN,
        SQL(
            """
            SELECT row_number() OVER (ORDER BY layer_id, start)::int AS free_id, f.*,
                   sum(quantity) OVER (PARTITION BY pair_id, epoch
                                       ORDER BY layer_id, start) - quantity AS place
              FROM (
                SELECT c.pair_id, c.epoch, c.layer_id, c.cell_id,
                       GREATEST(f.first, c.first) AS start,
                       LEAST(f.last, c.last) - GREATEST(f.first, c.first) AS quantity
                  FROM (
                    SELECT layer_id, LEAST(start, kept) AS last,
                           COALESCE(max(start + quantity) OVER (
                               PARTITION BY layer_id ORDER BY start
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
                               AS first
                      FROM (
                        SELECT u.layer_id, u.start, u.quantity, l.kept
                          FROM becs_run_stored_use u
                          JOIN becs_run_layer l ON l.layer_id = u.layer_id
                         WHERE NOT u.is_beyond
                         UNION ALL
                        SELECT l.layer_id, l.kept, 0, l.kept
                          FROM becs_run_layer l
                          JOIN becs_run_stock_pair pair ON pair.pair_id = l.pair_id
                         WHERE pair.is_laid AND l.kept > 0 AND l.price IS NOT NULL
                      ) u
                  ) f
                  JOIN becs_run_layer_cell c
                    ON c.layer_id = f.layer_id
                   AND c.first < f.last AND c.last > f.first
                 WHERE f.last > f.first
              ) f
            """
        ),
    )


def reach(asked):
    """SQL of ``asked`` with what lies on the row of its epoch by then.

    Adds ``reach``, the free units of layers dated up to the ship date, and
    ``last_layer_id``, the last of these layers, whether it has free units or not.

    :param asked: name of a table with id, pair_id, epoch, period, currency_id,
        date_ship and quantity
    """
    asked = SQL.identifier(asked)
    return SQL(
        """
        SELECT id, pair_id, epoch, period, currency_id, quantity, reach, last_layer_id
          FROM (
            SELECT a.*, sum(free) OVER by_then AS reach,
                   max(layer_id) OVER by_then AS last_layer_id
              FROM (
                SELECT NULL::int AS id, l.pair_id, l.epoch, NULL::int AS period,
                       NULL::int AS currency_id, l.date AS date_ship,
                       NULL::numeric AS quantity, 0 AS rank, l.layer_id,
                       COALESCE(f.quantity, 0) AS free
                  FROM becs_run_layer l
                  LEFT JOIN (SELECT layer_id, sum(quantity) AS quantity
                               FROM becs_run_free_span GROUP BY layer_id) f
                    ON f.layer_id = l.layer_id
                 WHERE l.kept > 0 AND l.price IS NOT NULL
                   AND l.pair_id IN (SELECT pair_id FROM %(asked)s)
                 UNION ALL
                SELECT id, pair_id, epoch, period, currency_id, date_ship, quantity, 1,
                       NULL, 0
                  FROM %(asked)s
              ) a
            WINDOW by_then AS (PARTITION BY pair_id, epoch ORDER BY date_ship, rank)
          ) a
         WHERE rank = 1
        """,
        asked=asked,
    )


def _stage_sale_spans(run):
    """Stage the sales not yet laid and what they take: ``before`` to ``after``.

    ``after`` is the lesser of what was taken before and the sale wants, and of what is
    there by then; over all sales that is their running sum less the most by which it
    was ever above what was there.
    """
    run.table(
        UNCOSTED_SALE,
        SQL(
            """
            SELECT s.sale_id AS id, s.pair_id, s.epoch, s.period,
                   NULL::int AS currency_id, s.date_ship,
                   s.quantity - COALESCE(stored.quantity, 0) AS quantity
              FROM becs_run_sale s
              JOIN becs_run_stock_pair pair ON pair.pair_id = s.pair_id
              LEFT JOIN (SELECT sale_id, sum(quantity) AS quantity
                           FROM becs_run_stored_use GROUP BY sale_id) stored
                ON stored.sale_id = s.sale_id
             WHERE pair.is_laid AND s.quantity > COALESCE(stored.quantity, 0)
            """
        ),
    )
    run.table(
        SALE_SPAN,
        SQL(
            """
            SELECT l.*, lag(after, 1, 0::numeric) OVER (PARTITION BY pair_id, epoch
                                                        ORDER BY sale_id) AS before
              FROM (
                SELECT l.*, total + LEAST(min(reach - total) OVER in_order, 0) AS after
                  FROM (
                    SELECT id AS sale_id, pair_id, epoch, period, quantity, reach,
                           last_layer_id,
                           sum(quantity) OVER (PARTITION BY pair_id, epoch
                                               ORDER BY id) AS total
                      FROM (%s) l
                  ) l
                WINDOW in_order AS (PARTITION BY pair_id, epoch ORDER BY sale_id)
              ) l
            """,
            reach("becs_run_uncosted_sale"),
        ),
    )


def _stored():
    """SQL of the uses that stay, at the prices of now."""
    return SQL(
        """
        SELECT u.use_id, u.sale_id, u.layer_id, u.start, u.quantity, u.is_beyond,
               CASE WHEN count(*) = 1 THEN min(w.price) ELSE %s END AS price
          FROM becs_run_stored_use u
          JOIN becs_run_sale s ON s.sale_id = u.sale_id
          JOIN becs_run_layer_cell c
            ON c.layer_id = u.layer_id
           AND CASE WHEN u.is_beyond THEN c.is_end
                    ELSE c.first < u.start + u.quantity AND c.last > u.start END
          JOIN becs_run_cell_price w ON w.cell_id = c.cell_id AND w.period = s.period
         GROUP BY u.use_id, u.sale_id, u.layer_id, u.start, u.quantity, u.is_beyond
        """,
        divide(
            SQL(
                """sum(w.price * (LEAST(c.last, u.start + u.quantity)
                                  - GREATEST(c.first, u.start)))"""
            ),
            SQL("u.quantity"),
        ),
    )


def _pieces():
    """SQL of the units that sales get: between any two borders lies one piece."""
    return SQL(
        """
        SELECT NULL::int, p.sale_id, f.layer_id, f.start + p.border - f.place,
               p.next_border - p.border, FALSE, w.price
          FROM (
            SELECT border, max(free_id) OVER in_order AS free_id,
                   max(sale_id) OVER in_order AS sale_id,
                   max(period) OVER in_order AS period,
                   LEAST(lead(border) OVER in_order, max(after) OVER in_order)
                       AS next_border
              FROM (
                SELECT pair_id, epoch, place AS border, free_id, NULL::int AS sale_id,
                       NULL::int AS period, NULL::numeric AS after
                  FROM becs_run_free_span
                 UNION ALL
                SELECT pair_id, epoch, before, NULL, sale_id, period, after
                  FROM becs_run_sale_span
                 WHERE after > before
              ) border
            WINDOW in_order AS (PARTITION BY pair_id, epoch ORDER BY border
                                ROWS UNBOUNDED PRECEDING)
          ) p
          JOIN becs_run_free_span f ON f.free_id = p.free_id
          JOIN becs_run_cell_price w ON w.cell_id = f.cell_id AND w.period = p.period
         WHERE p.sale_id IS NOT NULL AND p.next_border > p.border
        """
    )


def _beyond():
    """SQL of the units for which there are none."""
    return SQL(
        """
        SELECT NULL::int, l.sale_id, l.last_layer_id, 0::numeric,
               l.quantity - (l.after - l.before), TRUE, w.price
          FROM becs_run_sale_span l
          JOIN becs_run_layer_cell c ON c.layer_id = l.last_layer_id AND c.is_end
          JOIN becs_run_cell_price w ON w.cell_id = c.cell_id AND w.period = l.period
         WHERE l.quantity > l.after - l.before
        """
    )


def free_unsold(run):
    """Free the units of lines that no longer count as sold.

    Also of pairs that nothing was asked about.
    """
    run.execute(
        SQL(
            """DELETE FROM becs_layer_use u USING becs_run_verdict r
                WHERE r.id = u.claim_line_id AND NOT r.counts_as_sold"""
        )
    )


def store(run):
    """Bring the stored uses in line; a use that stays keeps its row."""
    if not run.lays:
        return
    run.execute(
        SQL(
            """
            DELETE FROM becs_layer_use u
             USING becs_run_stock_pair pair
             WHERE pair.is_laid AND u.company_id = pair.company_id
               AND u.partner_id = pair.partner_id AND u.product_id = pair.product_id
               AND NOT EXISTS (SELECT FROM becs_run_stored_use k WHERE k.use_id = u.id)
            """
        )
    )
    price = SQL("trim_scale(round(n.price, 16))")
    run.execute(
        SQL(
            """
            UPDATE becs_layer_use u
               SET quantity = n.quantity, unit_price = n.price,
                   currency_id = n.currency_id
              FROM (SELECT n.use_id, n.quantity, l.currency_id, %s AS price
                      FROM becs_run_layer_use n
                      JOIN becs_run_layer l ON l.layer_id = n.layer_id
                     WHERE n.use_id IS NOT NULL) n
             WHERE n.use_id = u.id
               AND (u.quantity, u.unit_price, u.currency_id)
                   IS DISTINCT FROM (n.quantity, n.price, n.currency_id)
            """,
            price,
        )
    )
    run.execute(
        SQL(
            """
            INSERT INTO becs_layer_use (company_id, partner_id, product_id,
                                        claim_line_id, pos_line_id, move_line_id,
                                        adjustment_id, start, quantity, is_beyond,
                                        unit_price, currency_id)
            SELECT pair.company_id, pair.partner_id, pair.product_id, s.claim_line_id,
                   s.pos_line_id, l.move_line_id, l.adjustment_id, trim_scale(n.start),
                   trim_scale(n.quantity), n.is_beyond, %s, l.currency_id
              FROM becs_run_layer_use n
              JOIN becs_run_sale s ON s.sale_id = n.sale_id
              JOIN becs_run_layer l ON l.layer_id = n.layer_id
              JOIN becs_run_stock_pair pair ON pair.pair_id = s.pair_id
             WHERE n.use_id IS NULL
             ORDER BY n.sale_id, n.is_beyond, n.layer_id, n.start
            """,
            price,
        )
    )


def free(env, chosen):
    """Free the units of claim lines that no longer count as sold.

    :param chosen: SQL condition on the lines ``l``
    """
    env["becs.claim.line"].flush_model()
    env.cr.execute(
        SQL(
            """DELETE FROM becs_layer_use u USING becs_claim_line l
                WHERE l.id = u.claim_line_id AND %s""",
            chosen,
        )
    )
    env["becs.layer.use"].invalidate_model()
    env["becs.claim.line"].invalidate_model(["layer_use_ids"])
