"""The into-stock price of lines as the mean of what was bought within a year."""

from odoo.tools import SQL

from ..expr import divide
from ..run import Table
from .cells import exchange, exchanged

AVERAGE_QUESTION = Table(
    "becs_run_average_question",
    "pair, period, currency, ship date whose mean price is asked for",
)


def price(run):
    """Add the lines of programs with the source ``average`` to
    ``becs_run_into_stock_price``.

    Units bought after a day a year before, up to the ship date, are the difference of
    two running sums: up to the ship date less up to that day.
    """
    run.table(
        AVERAGE_QUESTION,
        SQL(
            """
            SELECT row_number() OVER ()::int AS asked_id, a.*
              FROM (SELECT DISTINCT pair_id, period, currency_id, date_ship
                      FROM becs_run_stock_line WHERE source = 'average') a
            """
        ),
    )
    run.execute(
        SQL(
            """
            INSERT INTO becs_run_into_stock_price (id, price)
            SELECT l.id, %(price)s
              FROM becs_run_stock_line l
              JOIN becs_run_average_question a
                USING (pair_id, period, currency_id, date_ship)
              JOIN (
                SELECT asked_id, sum(sign * units) AS units, sum(sign * value) AS value
                  FROM (
                    SELECT asked_id, sign, sum(units) OVER by_then AS units,
                           sum(value) OVER by_then AS value
                      FROM (
                        %(bought)s
                         UNION ALL
                        SELECT a.period, a.currency_id, edge.day, 1, a.asked_id,
                               edge.sign, 0, 0
                          FROM becs_run_average_question a
                         CROSS JOIN LATERAL (VALUES
                            (1, a.date_ship),
                            (-1, (a.date_ship - interval '1 year')::date)
                         ) edge(sign, day)
                      ) event
                    WINDOW by_then AS (PARTITION BY period, currency_id
                                       ORDER BY day, rank)
                  ) a
                 WHERE asked_id IS NOT NULL
                 GROUP BY asked_id
              ) mean ON mean.asked_id = a.asked_id
             WHERE l.source = 'average' AND mean.units > 0
            """,
            price=divide(SQL("mean.value"), SQL("mean.units")),
            bought=_bought(),
        )
    )


def _bought():
    """SQL of what was bought and kept, in the periods and currencies asked for."""
    return SQL(
        """
        SELECT a.period, a.currency_id, l.date AS day, 0 AS rank,
               NULL::int AS asked_id, NULL::int AS sign, c.kept AS units,
               %(value)s AS value
          FROM (SELECT DISTINCT pair_id, period, currency_id
                  FROM becs_run_average_question) a
          JOIN becs_run_stock_period period ON period.period = a.period
          JOIN becs_run_layer l
            ON l.pair_id = period.pair_id AND l.epoch = period.epoch
          JOIN becs_run_layer_cell c ON c.layer_id = l.layer_id AND c.kept > 0
          JOIN becs_run_cell_price w ON w.cell_id = c.cell_id AND w.period = a.period
          %(exchange)s
        """,
        value=exchanged(SQL("w.price * c.kept"), SQL("a.currency_id")),
        exchange=exchange(SQL("a.currency_id")),
    )
