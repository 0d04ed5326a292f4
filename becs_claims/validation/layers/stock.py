"""Was more sold than the distributor can have had?

Everything is a movement of one ordered list per pair and epoch: what was bought and
what was sold outside the run, each on its day, and the lines of the run in their order.
Running sums over it say at each line what was bought and sold by then; sums over the
whole of it say what was in all.
"""

from odoo.tools import SQL

from ..expr import exceeds
from ..programs import terms
from ..repeated.reported import POS_MATCH
from ..run import Table

FIRST_POS_MATCH = Table(
    "becs_run_first_pos_match",
    "the first line that reported sales were matched with",
)
STOCK_EXCESS = Table(
    "becs_run_stock_excess",
    "line → ``sold``, it included, and ``bought``",
    columns="id int, sold numeric, bought numeric",
    line="id",
)


# movements of one day: what was bought or sold outside the run comes first
_OUTSIDE, _RUN = range(2)


def validate(run):
    """Find the lines that exceed the stock."""
    _stage_first_matches(run)
    too_many = exceeds(SQL("sold"), SQL("bought"))
    run.table(
        STOCK_EXCESS,
        SQL(
            """
            SELECT id, CASE WHEN in_all THEN sold ELSE sold_by_then END AS sold,
                   CASE WHEN in_all THEN bought ELSE bought_by_then END AS bought
              FROM (
                SELECT s.*, %(too_many)s AS in_all, %(by_then)s AS by_then
                  FROM (%(sums)s) s
              ) s
             WHERE in_all OR by_then
            """,
            too_many=too_many,
            by_then=exceeds(SQL("sold_by_then"), SQL("bought_by_then")),
            sums=_sums(run),
        ),
        index=SQL("id"),
    )
    terms.add_bits(
        run,
        SQL("becs_run_stock_excess f"),
        run.checks.sql_bit("stock_exceeded"),
    )


def _sums(run):
    """SQL of the lines that are validated, with what was bought and sold."""
    return SQL(
        """
        SELECT id, bought, sold_outside + sold_in_run + own AS sold,
               bought_by_then, sold_outside_by_then + sold_in_run + own AS sold_by_then
          FROM (
            SELECT m.id, m.own,
                   sum(bought) OVER whole AS bought,
                   sum(outside) OVER whole AS sold_outside,
                   sum(bought) OVER by_then AS bought_by_then,
                   sum(outside) OVER by_then AS sold_outside_by_then,
                   sum(in_run) OVER by_then AS sold_in_run
              FROM (%s) m
            WINDOW whole AS (PARTITION BY pair_id, epoch),
                   by_then AS (PARTITION BY pair_id, epoch
                               ORDER BY day, rank, position)
          ) m
         WHERE id IS NOT NULL
        """,
        SQL(" UNION ALL ").join(
            [
                _bought(),
                _claimed_outside(),
                _reported(),
                _claimed_in_run(),
                _of_reporters(run),
            ]
        ),
    )


def _bought():
    return SQL(
        """
        SELECT pair_id, epoch, date AS day, %s AS rank, 0 AS position,
               quantity AS bought, 0 AS outside, 0 AS in_run, 0 AS own, NULL::int AS id
          FROM becs_run_stock_movement
         WHERE epoch > 0
        """,
        _OUTSIDE,
    )


def _claimed_outside():
    """SQL of the sales of lines not validated now, each by its largest line."""
    return SQL(
        """
        SELECT s.pair_id, period.epoch, s.date_ship, %s, 0, 0,
               GREATEST(s.quantity - COALESCE(back.quantity, 0), 0), 0, 0, NULL
          FROM (
            SELECT DISTINCT ON (head_id) head_id, pair_id, date_ship, quantity
              FROM becs_run_sold_line
             WHERE NOT in_run
             ORDER BY head_id, quantity DESC, id
          ) s
          LEFT JOIN becs_run_sale_return back ON back.head_id = s.head_id
          JOIN becs_run_stock_period period
            ON period.pair_id = s.pair_id
           AND s.date_ship BETWEEN period.first_day AND period.last_day
        """,
        _OUTSIDE,
    )


def _claimed_in_run():
    """SQL of the lines of the run, each with what it adds to the lines before it.

    Of a sale that several lines claim, each adds what exceeds the largest before it;
    what was returned of it is taken off the first units.
    """
    return SQL(
        """
        SELECT pair_id, epoch, date_ship, %s, position, 0, 0,
               net - lag(net, 1, net_outside) OVER (PARTITION BY head_id
                                                    ORDER BY position),
               0, CASE WHEN is_checked AND epoch > 0 THEN id END
          FROM (
            SELECT l.*, GREATEST(largest - returned, 0) AS net,
                   GREATEST(outside - returned, 0) AS net_outside
              FROM (
                SELECT p.id, p.pair_id, p.epoch, p.date_ship, p.position, p.is_checked,
                       l.head_id, COALESCE(back.quantity, 0) AS returned,
                       COALESCE(others.quantity, 0) AS outside,
                       GREATEST(others.quantity,
                                max(l.quantity) OVER (PARTITION BY l.head_id
                                                      ORDER BY p.position))
                           AS largest
                  FROM becs_run_sold_line l
                  JOIN becs_run_stock_line p ON p.id = l.id
                  LEFT JOIN becs_run_sale_return back ON back.head_id = l.head_id
                  LEFT JOIN (
                    SELECT head_id, max(quantity) AS quantity
                      FROM becs_run_sold_line WHERE NOT in_run GROUP BY head_id
                  ) others ON others.head_id = l.head_id
                 WHERE l.in_run
              ) l
          ) l
        """,
        _RUN,
    )


def _stage_first_matches(run):
    """Stage which line of the run is the first that a reported sale was matched with.

    ``becs_run_first_pos_match`` has the matched lines that count as sold, first per
    group.
    """
    run.table(
        FIRST_POS_MATCH,
        SQL(
            """
            SELECT DISTINCT ON (l.pair_id, l.partner_id, l.document, r.group_ref)
                   l.pair_id, l.partner_id, l.document, r.group_ref, l.date_ship,
                   l.position
              FROM becs_run_stock_line l
              JOIN %s r ON r.id = l.id
             WHERE l.counts AND l.reports AND r.pos_line_id IS NOT NULL
             ORDER BY l.pair_id, l.partner_id, l.document, r.group_ref, l.position
            """,
            run.source(POS_MATCH),
        ),
    )


def _reported():
    """SQL of reported sales: of the run where a line was matched, else outside of it.

    A line may have met the document line, or the whole document; the first counts.
    Reported returns count on their own day.
    """
    own = SQL(
        """LEFT JOIN becs_run_first_pos_match own
             ON r.quantity > 0 AND own.pair_id = r.pair_id
            AND own.partner_id = r.partner_id
            AND own.document = r.document AND own.group_ref = r.line_ref"""
    )
    whole = SQL(
        """LEFT JOIN becs_run_first_pos_match whole
             ON r.quantity > 0 AND whole.pair_id = r.pair_id
            AND whole.partner_id = r.partner_id
            AND whole.document = r.document AND whole.group_ref IS NULL"""
    )
    return SQL(
        """
        SELECT r.pair_id, period.epoch, COALESCE(first.date_ship, r.date),
               CASE WHEN first.position IS NULL THEN %(outside)s ELSE %(run)s END,
               COALESCE(first.position, 0), 0,
               CASE WHEN first.position IS NULL THEN r.quantity ELSE 0 END,
               CASE WHEN first.position IS NULL THEN 0 ELSE r.quantity END, 0, NULL
          FROM becs_run_pos_line r
          JOIN becs_run_stock_period period
            ON period.pair_id = r.pair_id
           AND r.date BETWEEN period.first_day AND period.last_day
          %(own)s
          %(whole)s
         CROSS JOIN LATERAL (
            SELECT CASE WHEN own.position > whole.position THEN whole.position
                        ELSE COALESCE(own.position, whole.position) END AS position,
                   CASE WHEN own.position > whole.position THEN whole.date_ship
                        ELSE COALESCE(own.date_ship, whole.date_ship) END AS date_ship
         ) first
        """,
        outside=_OUTSIDE,
        run=_RUN,
        own=own,
        whole=whole,
    )


def _of_reporters(run):
    """SQL of the validated lines whose sales were reported.

    One that no report matches adds its own quantity, for itself only.
    """
    return SQL(
        """
        SELECT l.pair_id, l.epoch, l.date_ship, %s, l.position, 0, 0, 0,
               CASE WHEN r.pos_line_id IS NULL THEN l.quantity ELSE 0 END, l.id
          FROM becs_run_stock_line l
          LEFT JOIN %s r ON r.id = l.id
         WHERE l.counts AND l.reports AND l.is_checked AND l.epoch > 0
        """,
        _RUN,
        run.source(POS_MATCH),
    )
