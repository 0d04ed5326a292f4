"""The into-stock price of lines by the units their sales use.

A line costs what all units of its sale cost on average: of the sale it claims, or where
the distributor reports its sales, of those it was matched with. A line without a sale
that uses units is priced as the next ones would be, and uses none.
"""

from odoo.tools import SQL

from ..expr import divide
from ..repeated.reported import POS_MATCH
from ..run import Table
from .cells import exchange, exchanged
from .pairs import INTO_STOCK_PRICE
from .uses import reach

SALE_COST = Table(
    "becs_run_sale_cost",
    "sale, currency → what its units cost",
)
UNPRICED_LINE = Table(
    "becs_run_unpriced_line",
    "line whose sale uses no units",
    line="id",
)
LINE_SPAN = Table(
    "becs_run_line_span",
    "the same line → the next free units",
    line="id",
)
FREE_SPAN_PRICE = Table(
    "becs_run_free_span_price",
    "span of free units, period, currency → what the units up to it cost",
)


def price(run):
    """Add the lines of programs with the source ``fifo`` to
    ``becs_run_into_stock_price``.
    """
    _stage_sale_costs(run)
    priced = SQL("%s UNION ALL %s", _claimed(), _reported(run))
    run.execute(SQL("INSERT INTO becs_run_into_stock_price (id, price) %s", priced))
    run.analyze(INTO_STOCK_PRICE)
    _price_next(run)


# lines whose sale is their own
_CLAIMED = SQL(
    """SELECT l.id, l.currency_id, s.sale_id
         FROM becs_run_stock_line l
         JOIN becs_run_sold_line line ON line.id = l.id
         JOIN becs_run_sale s ON s.source = line.head_id
        WHERE l.source = 'fifo' AND l.counts AND NOT l.reports"""
)


def _matched(run):
    """SQL of the lines that were matched with reported sales; no ``group_ref``: with a
    whole document.
    """
    return SQL(
        """SELECT l.id, l.currency_id, l.pair_id, l.partner_id, l.document, r.group_ref
             FROM becs_run_stock_line l
             JOIN %s r ON r.id = l.id
            WHERE l.source = 'fifo' AND l.counts AND l.reports
              AND r.pos_line_id IS NOT NULL""",
        run.source(POS_MATCH),
    )


def _stage_sale_costs(run):
    """Stage what the sales in question cost, per currency that is asked for."""
    run.table(
        SALE_COST,
        SQL(
            """
            SELECT s.sale_id, s.currency_id, sum(u.quantity) AS units,
                   sum(%(value)s) AS value
              FROM (
                SELECT DISTINCT sale_id, currency_id FROM (%(claimed)s) l
                 UNION
                SELECT s.sale_id, l.currency_id
                  FROM (SELECT DISTINCT pair_id, partner_id, document, currency_id
                          FROM (%(matched)s) l) l
                  JOIN becs_run_pos_line r USING (pair_id, partner_id, document)
                  JOIN becs_run_sale s ON s.source = -r.id
              ) s
              JOIN becs_run_layer_use u ON u.sale_id = s.sale_id
              JOIN becs_run_layer l ON l.layer_id = u.layer_id
              %(exchange)s
             GROUP BY s.sale_id, s.currency_id
            """,
            value=exchanged(SQL("u.quantity * u.price"), SQL("s.currency_id")),
            exchange=exchange(SQL("s.currency_id")),
            claimed=_CLAIMED,
            matched=_matched(run),
        ),
    )


def _claimed():
    return SQL(
        """SELECT l.id, %s
             FROM (%s) l
             JOIN becs_run_sale_cost s USING (sale_id, currency_id)""",
        divide(SQL("s.value"), SQL("s.units")),
        _CLAIMED,
    )


def _reported(run):
    """SQL of the matched lines; documents are summed up once, not once per line."""
    return SQL(
        """
        SELECT l.id, %(price)s
          FROM (%(matched)s) l
          JOIN (
            SELECT r.pair_id, r.partner_id, r.document, s.currency_id, r.line_ref,
                   sum(s.units) AS units, sum(s.value) AS value
              FROM becs_run_pos_line r
              JOIN becs_run_sale sale ON sale.source = -r.id
              JOIN becs_run_sale_cost s ON s.sale_id = sale.sale_id
             GROUP BY GROUPING SETS (
                (r.pair_id, r.partner_id, r.document, s.currency_id, r.line_ref),
                (r.pair_id, r.partner_id, r.document, s.currency_id))
          ) s
            ON s.pair_id = l.pair_id AND s.partner_id = l.partner_id
           AND s.document = l.document AND s.currency_id = l.currency_id
           AND s.line_ref IS NOT DISTINCT FROM l.group_ref
        """,
        price=divide(SQL("s.value"), SQL("s.units")),
        matched=_matched(run),
    )


def _price_next(run):
    """Price the lines left as the next free units: those behind all sales laid.

    What the units up to a place of the row cost together is a running sum, so that a
    line costs the same however many units are free.
    """
    unpriced = run.table(
        UNPRICED_LINE,
        SQL(
            """
            SELECT l.id, l.pair_id, l.epoch, l.period, l.currency_id, l.date_ship,
                   l.quantity
              FROM becs_run_stock_line l
             WHERE l.source = 'fifo'
               AND NOT EXISTS (SELECT FROM becs_run_into_stock_price c
                                WHERE c.id = l.id)
            """
        ),
    )
    if not unpriced:
        return
    run.table(
        LINE_SPAN,
        SQL(
            """
            SELECT n.*, LEAST(first + quantity, GREATEST(reach, first)) AS last
              FROM (
                SELECT n.*, COALESCE(taken.after, 0) AS first
                  FROM (%s) n
                  LEFT JOIN (SELECT pair_id, epoch, max(after) AS after
                               FROM becs_run_sale_span GROUP BY pair_id, epoch) taken
                    ON taken.pair_id = n.pair_id AND taken.epoch = n.epoch
                 WHERE n.last_layer_id IS NOT NULL
              ) n
            """,
            reach("becs_run_unpriced_line"),
        ),
    )
    run.table(FREE_SPAN_PRICE, _free_span_prices())
    run.execute(
        SQL(
            """
            INSERT INTO becs_run_into_stock_price (id, price)
            SELECT n.id, %(price)s
              FROM becs_run_line_span n
              JOIN (%(costs)s) cost ON cost.id = n.id
              JOIN becs_run_layer l ON l.layer_id = n.last_layer_id
              JOIN becs_run_layer_cell c ON c.layer_id = l.layer_id AND c.is_end
              JOIN becs_run_cell_price w
                ON w.cell_id = c.cell_id AND w.period = n.period
              %(exchange)s
            """,
            price=divide(
                SQL(
                    "(cost.value + (n.quantity - (n.last - n.first)) * %s)",
                    exchanged(SQL("w.price"), SQL("n.currency_id")),
                ),
                SQL("n.quantity"),
            ),
            costs=_between(),
            exchange=exchange(SQL("n.currency_id")),
        )
    )


def _free_span_prices():
    """SQL of the free units in the periods and currencies asked for.

    ``value`` is what all units before the span cost, ``price`` what one in it does.
    """
    return SQL(
        """
        SELECT r.*, sum(price * quantity) OVER (PARTITION BY period, currency_id
                                                ORDER BY free_id)
                    - price * quantity AS value
          FROM (
            SELECT n.period, n.currency_id, f.free_id, f.place, f.quantity,
                   %(price)s AS price
              FROM (SELECT DISTINCT pair_id, epoch, period, currency_id
                      FROM becs_run_line_span) n
              JOIN becs_run_free_span f ON f.pair_id = n.pair_id AND f.epoch = n.epoch
              JOIN becs_run_cell_price w
                ON w.cell_id = f.cell_id AND w.period = n.period
              JOIN becs_run_layer l ON l.layer_id = f.layer_id
              %(exchange)s
          ) r
        """,
        price=exchanged(SQL("w.price"), SQL("n.currency_id")),
        exchange=exchange(SQL("n.currency_id")),
    )


def _between():
    """SQL of what the units from ``first`` to ``last`` of each line cost together."""
    return SQL(
        """
        SELECT p.id, sum(p.sign * COALESCE(r.value + (p.place - r.place) * r.price, 0))
                         AS value
          FROM (
            SELECT id, sign, period, currency_id, place,
                   max(free_id) OVER (PARTITION BY period, currency_id
                                      ORDER BY place, sign IS NOT NULL) AS free_id
              FROM (
                SELECT NULL::int AS id, NULL::int AS sign, period, currency_id, place,
                       free_id
                  FROM becs_run_free_span_price
                 UNION ALL
                SELECT n.id, edge.sign, n.period, n.currency_id, edge.place, NULL
                  FROM becs_run_line_span n
                 CROSS JOIN LATERAL (VALUES (-1, n.first), (1, n.last))
                       edge(sign, place)
              ) p
          ) p
          LEFT JOIN becs_run_free_span_price r
            ON r.free_id = p.free_id AND r.period = p.period
           AND r.currency_id = p.currency_id
         WHERE p.id IS NOT NULL
         GROUP BY p.id
        """
    )
