"""What single units of a layer cost, price protection included.

Units that the same price protections are for are a *cell*: without protection, a layer
is one. Protections are for the last units bought by their day, so they are spans of
the units kept of an epoch, and their borders cut the layers into cells.
"""

from odoo.tools import SQL

from ..expr import divide
from ..prices import rates
from ..run import Table

PRICE_PROTECTION = Table(
    "becs_run_price_protection",
    "price protection → span of units",
)
LAYER_CELL = Table(
    "becs_run_layer_cell",
    "units ``first`` to ``last`` of a layer that the same price protections are for, "
    "``kept`` of them; ``is_end`` has the layer's last unit kept",
)
EXCHANGE_FACTOR = Table(
    "becs_run_exchange_factor",
    "currency, currency, day → factor",
)
CELL_PRICE = Table(
    "becs_run_cell_price",
    "cell, period → price per unit in the layer's currency",
)


def stage(run, with_uses):
    """Stage the cells and what they cost in the periods that are asked for.

    :param with_uses: whether stored uses are priced, too (``becs_run_stored_use``)
    """
    _stage_protections(run)
    _stage_cells(run)
    _stage_exchange_factors(run)
    _stage_cell_prices(run, with_uses)


def _stage_protections(run):
    run.table(
        PRICE_PROTECTION,
        SQL(
            """
            SELECT p.*, GREATEST(units - quantity, 0) AS first, units AS last
              FROM (
                SELECT pair.pair_id, period.epoch, a.date, a.unit_price AS amount,
                       a.currency_id, round(a.quantity, 18) AS quantity,
                       (SELECT COALESCE(sum(kept), 0) FROM becs_run_layer l
                         WHERE l.pair_id = pair.pair_id AND l.epoch = period.epoch
                           AND l.date <= a.date) AS units
                  FROM becs_run_stock_pair pair
                  JOIN becs_stock_adjustment a
                    ON a.company_id = pair.company_id
                   AND a.commercial_partner_id = pair.partner_id
                   AND a.product_id = pair.product_id
                  JOIN becs_run_stock_period period
                    ON period.pair_id = pair.pair_id
                   AND a.date BETWEEN period.first_day AND period.last_day
                 WHERE a.kind = 'price' AND a.quantity > 0 AND a.unit_price > 0
              ) p
             WHERE units > 0
            """
        ),
    )


def _stage_cells(run):
    run.table(
        LAYER_CELL,
        SQL(
            """
            SELECT row_number() OVER (ORDER BY layer_id, first)::int AS cell_id, c.*
              FROM (
                SELECT layer_id, pair_id, epoch, 0::numeric AS first, bought AS last,
                       kept, TRUE AS is_end, FALSE AS is_protected
                  FROM becs_run_layer
                 WHERE pair_id NOT IN (SELECT pair_id FROM becs_run_price_protection)
                 UNION ALL
                SELECT layer_id, pair_id, epoch, first, last,
                       CASE WHEN first < kept THEN last - first ELSE 0 END,
                       last = kept OR kept = 0 AND last = bought, TRUE
                  FROM (
                    SELECT l.layer_id, l.pair_id, l.epoch, l.bought, l.kept,
                           border.unit AS first,
                           lead(border.unit) OVER (PARTITION BY l.layer_id
                                                   ORDER BY border.unit) AS last
                      FROM becs_run_layer l
                      JOIN (
                        SELECT layer_id, 0::numeric AS unit FROM becs_run_layer
                         UNION
                        SELECT layer_id, kept FROM becs_run_layer
                         UNION
                        SELECT layer_id, bought FROM becs_run_layer
                         UNION
                        SELECT l.layer_id, unit - l.units_before
                          FROM becs_run_price_protection p
                         CROSS JOIN LATERAL unnest(ARRAY[p.first, p.last]) unit
                          JOIN becs_run_layer l
                            ON l.pair_id = p.pair_id AND l.epoch = p.epoch
                           AND unit > l.units_before
                           AND unit < l.units_before + l.kept
                      ) border ON border.layer_id = l.layer_id
                     WHERE l.pair_id IN (SELECT pair_id FROM becs_run_price_protection)
                  ) c
                 WHERE last IS NOT NULL
              ) c
            """
        ),
    )


def _stage_exchange_factors(run):
    """Stage the factors between currencies on the days of layers and protections."""
    root_id = run.company.root_id.id
    run.table(
        EXCHANGE_FACTOR,
        SQL(
            """
            SELECT source_id, target_id, day, %(factor)s AS factor
              FROM (
                SELECT DISTINCT l.currency_id AS source_id,
                       line.currency_id AS target_id, l.rate_day AS day
                  FROM becs_run_layer l
                  JOIN (SELECT DISTINCT pair_id, currency_id FROM becs_run_stock_line
                         WHERE source IN ('fifo', 'average')) line
                    ON line.pair_id = l.pair_id
                 WHERE l.currency_id <> line.currency_id AND l.price IS NOT NULL
                 UNION
                SELECT p.currency_id, l.currency_id, p.date
                  FROM becs_run_price_protection p
                  JOIN becs_run_layer l
                    ON l.pair_id = p.pair_id AND l.epoch = p.epoch
                 WHERE p.currency_id <> l.currency_id AND l.price IS NOT NULL
              ) needed
            """,
            factor=divide(
                rates.rate(SQL("target_id"), SQL("day"), root_id),
                rates.rate(SQL("source_id"), SQL("day"), root_id),
            ),
        ),
    )


def _stage_cell_prices(run, with_uses):
    """Stage prices; protections up to the first day of a period hold in all of it.

    A stored use may be of a layer of another epoch than its sale: an opening stock was
    entered since.
    """
    run.table(
        CELL_PRICE,
        SQL(
            """
            SELECT c.cell_id, period.period,
                   CASE WHEN c.is_protected
                        THEN GREATEST(l.price - COALESCE(%(protected)s, 0), 0)
                        ELSE l.price END AS price
              FROM becs_run_layer_cell c
              JOIN becs_run_layer l ON l.layer_id = c.layer_id
              JOIN (
                SELECT l.layer_id, period.period, period.first_day
                  FROM becs_run_layer l
                  JOIN becs_run_stock_period period
                    ON period.pair_id = l.pair_id AND period.epoch = l.epoch
                %(of_uses)s
              ) period ON period.layer_id = l.layer_id
             WHERE l.price IS NOT NULL
            """,
            protected=SQL(
                """(SELECT sum(p.amount * CASE WHEN p.currency_id = l.currency_id THEN 1
                                               ELSE x.factor END)
                      FROM becs_run_price_protection p
                      LEFT JOIN becs_run_exchange_factor x
                        ON x.source_id = p.currency_id AND x.target_id = l.currency_id
                       AND x.day = p.date
                     WHERE p.pair_id = c.pair_id AND p.epoch = c.epoch
                       AND p.date <= period.first_day
                       AND p.first <= l.units_before + c.first
                       AND p.last > l.units_before + c.first
                       AND c.kept > 0)"""
            ),
            of_uses=SQL(
                """UNION ALL
                   SELECT DISTINCT u.layer_id, period.period, period.first_day
                     FROM becs_run_stored_use u
                     JOIN becs_run_layer l ON l.layer_id = u.layer_id
                     JOIN becs_run_sale s ON s.sale_id = u.sale_id
                     JOIN becs_run_stock_period period ON period.period = s.period
                    WHERE s.epoch <> l.epoch"""
            )
            if with_uses
            else SQL(),
        ),
    )


def exchanged(value, target):
    """SQL of a value in the currency of layer ``l``, in the currency ``target``.

    ``x`` is its row as :func:`exchange` joins it.
    """
    return SQL(
        "%s * CASE WHEN l.currency_id = %s THEN 1 ELSE x.factor END", value, target
    )


def exchange(target):
    """SQL of the join to the factors from layer ``l`` to the currency ``target``."""
    return SQL(
        """LEFT JOIN becs_run_exchange_factor x
             ON x.source_id = l.currency_id AND x.target_id = %s
            AND x.day = l.rate_day""",
        target,
    )
