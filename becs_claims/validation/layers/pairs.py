"""Which stock each line of the run was sold from."""

from typing import NamedTuple

from odoo.tools import SQL

from ..checks import Phase
from ..run import Table

BUYER = Table(
    "becs_run_buyer",
    "distributor → the partner that buys for it",
    stored=True,
)
STOCK_PAIR = Table(
    "becs_run_stock_pair",
    "partner that buys, product → what is asked about them",
    stored=True,
)
STOCK_PERIOD = Table(
    "becs_run_stock_period",
    "pair, days over which neither its epoch nor the price protection of "
    "its units changes",
)
INTO_STOCK_PRICE = Table(
    "becs_run_into_stock_price",
    "line → into-stock price in the claim's currency, not rounded",
    columns="id int, price numeric",
    line="id",
)
STOCK_LINE = Table(
    "becs_run_stock_line",
    "line → pair, period; in order",
    line="id",
)


class Needs(NamedTuple):
    """What the lines of a run ask of the layers."""

    fifo: bool = False
    average: bool = False
    stock: bool = False

    @property
    def any(self):
        return self.fifo or self.average or self.stock

    @property
    def prices(self):
        return self.fifo or self.average

    @property
    def sales(self):
        return self.fifo or self.stock


def buyers(env, partner_ids):
    """Ids of the partners that buy for distributors, themselves included."""
    return [
        partner_id
        for [partner_id] in env.execute_query(
            SQL(
                """
                SELECT DISTINCT COALESCE(buyer.commercial_partner_id, p.id)
                  FROM res_partner p
                  LEFT JOIN res_partner buyer ON buyer.id = p.becs_stock_partner_id
                 WHERE p.id = ANY(%s)
                """,
                list(partner_ids),
            )
        )
    ]


def stage(run):
    """Stage the pairs of the run and return what is needed of them."""
    _stage_buyers(run)
    if not _stage_pairs(run):
        return Needs()
    [found] = run.rows(
        SQL(
            """SELECT COALESCE(bool_or(is_laid), FALSE),
                      COALESCE(bool_or(is_averaged), FALSE),
                      COALESCE(bool_or(is_checked), FALSE)
                 FROM becs_run_stock_pair"""
        )
    )
    needs = Needs(*found)
    if needs.any:
        _stage_periods(run)
        _stage_lines(run)
    return needs


def _stage_buyers(run):
    """Stage the distributors of the run and all that share their stock."""
    run.table(
        BUYER,
        SQL(
            """
            SELECT p.id AS partner_id,
                   COALESCE(buyer.commercial_partner_id, p.id) AS buyer_id,
                   p.becs_pos_since AS pos_since, p.becs_stock_since AS stock_since
              FROM res_partner p
              LEFT JOIN res_partner buyer ON buyer.id = p.becs_stock_partner_id
             WHERE p.commercial_partner_id = p.id
               AND (p.id = ANY(%(buyers)s)
                    OR p.becs_stock_partner_id IS NOT NULL
                       AND buyer.commercial_partner_id = ANY(%(buyers)s)
                    OR p.id IN (SELECT partner_id FROM becs_run_claim))
            """,
            buyers=buyers(run.env, run.claims.commercial_partner_id.ids),
        ),
    )


def _stage_pairs(run):
    return run.table(
        STOCK_PAIR,
        SQL(
            """
            SELECT row_number() OVER (ORDER BY partner_id, product_id)::int AS pair_id,
                   %(company)s AS company_id, pair.*
              FROM (
                SELECT b.buyer_id AS partner_id, l.product_id,
                       COALESCE(bool_or(p.into_stock_source = 'fifo'), FALSE)
                           AS is_laid,
                       COALESCE(bool_or(p.into_stock_source = 'average'), FALSE)
                           AS is_averaged,
                       COALESCE(bool_or(l.date_ship >= b.stock_since), FALSE)
                           AS is_checked
                  FROM becs_run_claim_line l
                  JOIN becs_run_buyer b ON b.partner_id = l.partner_id
                  JOIN becs_run_checked_line terms ON terms.id = l.id
                  LEFT JOIN becs_run_program_terms p ON p.id = terms.terms_id
                 WHERE %(sold)s
                 GROUP BY b.buyer_id, l.product_id
              ) pair
             WHERE is_laid OR is_averaged OR is_checked
            """,
            company=run.company.id,
            sold=_SOLD,
        ),
        index=SQL("partner_id, product_id"),
    )


# lines ``l`` of the run that say what was sold, whatever the verdict on them
_SOLD = SQL(
    """(NOT l.is_return AND l.product_id IS NOT NULL AND l.date_ship IS NOT NULL
        AND l.quantity > 0)"""
)


def _stage_periods(run):
    """Stage the periods of each pair, in order of days; both days are included.

    An opening stock counts from the day after it, a price protection from its day.
    """
    run.table(
        STOCK_PERIOD,
        SQL(
            """
            SELECT row_number() OVER (ORDER BY pair_id, first_day)::int AS period,
                   pair_id, epoch, first_day, last_day
              FROM (
                SELECT pair_id, day AS first_day,
                       COALESCE(lead(day) OVER days - 1, 'infinity') AS last_day,
                       (sum(opens) OVER days)::int AS epoch
                  FROM (
                    SELECT pair_id, day, max(opens) AS opens
                      FROM (
                        SELECT pair_id, '-infinity'::date AS day, 0 AS opens
                          FROM becs_run_stock_pair
                         UNION ALL
                        SELECT pair.pair_id,
                               a.date + CASE a.kind WHEN 'opening' THEN 1 ELSE 0 END,
                               CASE a.kind WHEN 'opening' THEN 1 ELSE 0 END
                          FROM becs_run_stock_pair pair
                          JOIN becs_stock_adjustment a
                            ON a.company_id = pair.company_id
                           AND a.commercial_partner_id = pair.partner_id
                           AND a.product_id = pair.product_id
                         WHERE a.kind IN ('opening', 'price')
                      ) change
                     GROUP BY pair_id, day
                  ) change
                WINDOW days AS (PARTITION BY pair_id ORDER BY day)
              ) period
            """
        ),
    )


def _stage_lines(run):
    """Stage the lines of the pairs, numbered in order.

    ``counts`` is whether the line counts as sold, ``reports`` whether the distributor
    reports the sales of that day.
    """
    run.table(
        STOCK_LINE,
        SQL(
            """
            SELECT l.id, l.partner_id, l.document, l.line_ref, l.product_id,
                   l.currency_id, round(l.quantity, 18) AS quantity, l.date_ship,
                   l.date_filed, l.claim_id, l.sequence,
                   pair.pair_id, period.period, period.epoch,
                   p.into_stock_source AS source,
                   terms.mask & profile.rejects & %(above)s = 0 AS counts,
                   COALESCE(l.date_ship >= b.pos_since, FALSE) AS reports,
                   COALESCE(l.date_ship >= b.stock_since, FALSE) AS is_checked,
                   row_number() OVER (ORDER BY l.date_ship, l.date_filed, l.claim_id,
                                               l.sequence, l.id)::int AS position
              FROM becs_run_claim_line l
              JOIN becs_run_buyer b ON b.partner_id = l.partner_id
              JOIN becs_run_stock_pair pair
                ON pair.partner_id = b.buyer_id AND pair.product_id = l.product_id
              JOIN becs_run_stock_period period
                ON period.pair_id = pair.pair_id
               AND l.date_ship BETWEEN period.first_day AND period.last_day
              JOIN becs_run_checked_line terms ON terms.id = l.id
              JOIN becs_run_profile profile ON profile.profile = terms.profile
              LEFT JOIN becs_run_program_terms p ON p.id = terms.terms_id
             WHERE %(sold)s
            """,
            sold=_SOLD,
            above=SQL("%s::bigint", run.checks.before(Phase.PRICES)),
        ),
    )
