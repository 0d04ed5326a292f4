"""The vendor's programs, with all credit methods and sources of the into-stock price.

Leaves ``bench_program`` (number → program and what it names) and ``bench_offer``: per
distributor and *trait*, numbered from 0, the program lines it can claim on. The trait
``any`` is what a line in order draws on; others are what a defect needs.
"""

from odoo.tools import SQL

from .catalogue import BOOK, CATEGORIES, UNLISTED, fixed_prices
from .rows import multiply

PROGRAMS, LINES = 500, 12
AUTHORIZED = 0.55  # of the list price; the book price is 0.7
UNRULED = 9  # products with this remainder of 50 have no authorized price on the list
# the last programs by state and dates
DRAFT, SUSPENDED, ENDED, FUTURE = 481, 486, 491, 496
# kinds of lines within a program
_TEMPLATE, _CATEGORY, _EXCLUDED, _WORTHLESS = 8, 9, 10, 11
_SOURCES = (
    ["fifo"] * 8 + ["average"] * 2 + ["price_list"] * 3 + ["agreed"] * 5
    + ["claimed"] * 2
)  # fmt: skip


def build(env):
    pricelist = env["product.pricelist"].create(
        {"name": "Authorized prices", "sequence": 99}
    )
    fixed_prices(env, pricelist, AUTHORIZED, missing=UNRULED)
    _programs(env, pricelist)
    _lines(env)
    _offers(env)


def _programs(env, pricelist):
    one = env["becs.program"].create(
        {"name": "Program", "code": "X", "date_start": "2026-01-01"}
    )
    before = multiply(
        env,
        one,
        PROGRAMS,
        name=SQL("'Program ' || n"),
        code=SQL("'A' || n"),
        program_type=SQL("CASE WHEN n %% 10 = 0 THEN 'bid' ELSE 'blanket' END"),
        state=SQL(
            """CASE WHEN n BETWEEN %s AND %s THEN 'draft'
                    WHEN n BETWEEN %s AND %s THEN 'suspended' ELSE 'approved' END""",
            DRAFT,
            SUSPENDED - 1,
            SUSPENDED,
            ENDED - 1,
        ),
        date_start=SQL(
            "CASE WHEN n >= %s THEN '2026-12-01'::date ELSE '2026-01-01' END", FUTURE
        ),
        date_end=SQL(
            """CASE WHEN n BETWEEN %s AND %s THEN '2026-06-30'::date
                    WHEN n >= %s OR n %% 2 = 0 THEN '2026-12-31' END""",
            ENDED,
            FUTURE - 1,
            FUTURE,
        ),
        claim_window_days=SQL("CASE WHEN n %% 3 = 0 THEN 70 ELSE 0 END"),
        into_stock_source=SQL("(%s::text[])[n %% %s + 1]", _SOURCES, len(_SOURCES)),
        tolerance_percent=SQL("n %% 4"),
        pricelist_id=SQL("CASE WHEN n %% 25 = 7 THEN %s END", pricelist.id),
        minimum_line_amount=SQL("CASE WHEN n %% 7 = 0 THEN 40 ELSE 0 END"),
        combinable=SQL("n %% 20 = 3"),
    )
    one.active = False
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_program AS
            SELECT n AS number, %s + n AS id, n %% %s AS category,
                   n %% 10 = 0 AS is_bid,
                   n %% 5 IN (1, 2) AS names_distributors, n %% 7 = 0 AS has_minimum,
                   n %% 25 = 7 AS has_prices,
                   (%s::text[])[n %% %s + 1] AS source, n < %s AS is_open
              FROM generate_series(1, %s) n
            """,
            before,
            CATEGORIES - 1,
            _SOURCES,
            len(_SOURCES),
            DRAFT,
            PROGRAMS,
        )
    )
    env.cr.execute(
        """
        INSERT INTO becs_program_distributor_rel (program_id, partner_id)
        SELECT DISTINCT p.id, d.id
          FROM bench_program p
         CROSS JOIN generate_series(0, 19) j
          JOIN bench_distributor d ON d.number = (p.number * 7 + j * 5) % 100 + 1
         WHERE p.names_distributors
        """
    )
    env.cr.execute(
        """
        INSERT INTO becs_program_end_customer_rel (program_id, partner_id)
        SELECT DISTINCT p.id, c.id
          FROM bench_program p
         CROSS JOIN generate_series(0, 4) j
          JOIN bench_customer c ON c.number = (p.number * 4 + j) % 2000 + 1
         WHERE p.is_bid
        """
    )


def _lines(env):
    program = env["becs.program"].search(
        [("code", "=", "A1"), ("company_id", "=", env.company.id)]
    )
    one = env["becs.program.line"].create(
        {"program_id": program.id, "applied_on": "all"}
    )
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_program_line AS
            SELECT row_number() OVER (ORDER BY program.number, kind) AS n,
                   program.number, program.id AS program_id, program.has_prices, kind,
                   -- for named end customers only: no other line must draw on it
                   program.is_bid AND kind = %(worthless)s AS is_worthless,
                   product.id AS product_id, product.template_id, product.price,
                   template.categ_id
              FROM bench_program program
             CROSS JOIN generate_series(0, %(lines)s - 1) kind
              JOIN (SELECT *, row_number() OVER (PARTITION BY category
                                                 ORDER BY number) - 1 AS position
                      FROM bench_product) product
                ON product.category = program.category
               AND product.position = (program.number * 13 + kind * 7) %% 96
              JOIN product_template template ON template.id = product.template_id
            """,
            worthless=_WORTHLESS,
            lines=LINES,
        )
    )
    priced = SQL("r.kind < %s", _CATEGORY)
    before = multiply(
        env,
        one,
        SQL("SELECT * FROM bench_program_line"),
        program_id=SQL("r.program_id"),
        sequence=SQL("r.kind + 1"),
        applied_on=SQL(
            """CASE r.kind WHEN %s THEN 'template' WHEN %s THEN 'category'
                           ELSE 'product' END""",
            _TEMPLATE,
            _CATEGORY,
        ),
        product_id=SQL(
            "CASE WHEN r.kind NOT IN (%s, %s) THEN r.product_id END",
            _TEMPLATE,
            _CATEGORY,
        ),
        product_tmpl_id=SQL("CASE WHEN r.kind = %s THEN r.template_id END", _TEMPLATE),
        categ_id=SQL("CASE WHEN r.kind = %s THEN r.categ_id END", _CATEGORY),
        excluded=SQL("r.kind = %s", _EXCLUDED),
        # a category has no price of its own
        credit_method=SQL(
            """CASE WHEN r.kind = %s THEN 'percent'
                    WHEN r.is_worthless THEN 'net_price'
                    WHEN r.has_prices AND r.kind < 4 THEN 'pricelist'
                    ELSE (ARRAY['net_price', 'net_price', 'net_price', 'percent',
                                'fixed', 'margin'])
                         [(r.number + r.kind) %% 6 + 1] END""",
            _CATEGORY,
        ),
        authorized_price=SQL(
            "round(r.price * CASE WHEN r.is_worthless THEN 0.8 ELSE %s END, 4)",
            AUTHORIZED,
        ),
        discount_percent=SQL("15"),
        unit_credit=SQL("round(r.price * 0.1, 4)"),
        margin_percent=SQL("10"),
        agreed_book_price=SQL(
            "CASE WHEN r.kind <> %s THEN round(r.price * %s, 4) END", _CATEGORY, BOOK
        ),
        min_quantity=SQL("CASE WHEN r.kind IN (5, %s) THEN 10 END", _CATEGORY),
        min_resale_price=SQL("CASE WHEN %s THEN round(r.price * 0.5, 4) END", priced),
        max_resale_price=SQL("CASE WHEN %s THEN round(r.price * 0.9, 4) END", priced),
    )
    one.unlink()
    env.cr.execute(SQL("UPDATE bench_program_line SET n = n + %s", before))


def _offers(env):
    """What each distributor can claim on, within the products it carries."""
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_offer AS
            WITH listed AS (
                SELECT p.number AS program, p.id AS program_id,
                       pl.n AS program_line_id, product.number AS product,
                       product.id AS product_id, product.price, line.credit_method,
                       p.source, p.is_bid,
                       COALESCE(line.min_quantity, 0) AS min_quantity, p.has_minimum,
                       p.names_distributors, p.is_open, pl.kind, p.category,
                       p.source = 'price_list' AND product.number %% 50 = %(unlisted)s
                           AND line.credit_method <> 'fixed' AS no_book_price,
                       line.credit_method = 'pricelist'
                           AND product.number %% 50 = %(unruled)s
                           AS no_authorized_price,
                       count(*) OVER (PARTITION BY p.number, product.number) > 1
                           AS twice
                  FROM bench_program p
                  JOIN bench_program_line pl ON pl.number = p.number
                  JOIN becs_program_line line ON line.id = pl.n
                  JOIN bench_product product ON product.id = pl.product_id
                 WHERE pl.kind NOT IN (%(category)s, %(excluded)s)
            ),
            offer AS (
                SELECT d.number AS distributor, p.program, p.program_id,
                       p.program_line_id, p.product, p.product_id, p.price,
                       p.credit_method, p.source, p.is_bid, p.min_quantity,
                       p.has_minimum,
                       NOT p.names_distributors OR EXISTS (
                            SELECT FROM becs_program_distributor_rel r
                             WHERE r.program_id = p.program_id AND r.partner_id = d.id)
                           AS named,
                       p.is_open, p.kind, carries.carried, p.no_book_price,
                       p.no_authorized_price, p.twice
                  FROM listed p
                 CROSS JOIN bench_distributor d
                 CROSS JOIN LATERAL (VALUES (
                     (d.number + %(categories)s - p.category) %% %(categories)s < 3
                 )) AS carries(carried)
                 -- of the million others no trait holds
                 WHERE p.program >= %(draft)s
                    OR p.is_open AND (
                        carried OR p.no_book_price OR p.no_authorized_price)
            ),
            usable AS (
                SELECT offer.*,
                       is_open AND carried AND named AND kind < %(category)s
                       AND NOT twice
                       AND NOT no_book_price AND NOT no_authorized_price AS plain
                  FROM offer
            )
            SELECT trait, usable.*,
                   row_number() OVER (PARTITION BY distributor, trait
                                      ORDER BY program, program_line_id) - 1
                       AS position,
                   count(*) OVER (PARTITION BY distributor, trait)::int AS positions
              FROM usable
             CROSS JOIN LATERAL (VALUES
                ('any', plain),
                ('bid', plain AND is_bid),
                ('minimum', plain AND min_quantity > 0),
                ('small', plain AND has_minimum),
                ('window', plain AND program %% 3 = 0),
                ('resale', plain AND credit_method <> 'margin'),
                ('margin', plain AND credit_method = 'margin'),
                ('priced', plain AND credit_method = 'net_price'
                           AND source IN ('agreed', 'price_list')),
                ('foreign', is_open AND carried AND NOT named AND kind < %(category)s),
                ('no_book_price', is_open AND named AND no_book_price),
                ('no_authorized_price', is_open AND named AND no_authorized_price),
                ('worthless', is_open AND carried AND named AND is_bid
                              AND kind = %(worthless)s
                              AND source IN ('agreed', 'price_list')),
                ('draft', program BETWEEN %(draft)s AND %(suspended)s - 1),
                ('suspended', program BETWEEN %(suspended)s AND %(ended)s - 1),
                ('ended', program BETWEEN %(ended)s AND %(future)s - 1),
                ('future', program >= %(future)s)
             ) AS t(trait, holds)
             WHERE holds
            """,
            unlisted=UNLISTED,
            unruled=UNRULED,
            categories=CATEGORIES - 1,
            category=_CATEGORY,
            excluded=_EXCLUDED,
            worthless=_WORTHLESS,
            draft=DRAFT,
            suspended=SUSPENDED,
            ended=ENDED,
            future=FUTURE,
        )
    )
    env.cr.execute("CREATE UNIQUE INDEX ON bench_offer (distributor, trait, position)")
    env.cr.execute("ANALYZE bench_offer")


def cap(env):
    """Put caps on some programs and lines that what was claimed passes a little."""
    wanted = """
        SELECT %s AS id, sum(quantity * factor) AS quantity,
               sum(quantity * factor * price * 0.09) AS amount
          FROM bench_line GROUP BY 1
    """
    # by their numbers: ids are others where there were programs before
    env.cr.execute(
        f"""
        UPDATE becs_program_line line
           SET max_quantity = CASE WHEN numbered.number %% 2 = 1
                                   THEN ceil(d.quantity * 0.8) END,
               max_amount = CASE WHEN numbered.number %% 2 = 0
                                 THEN ceil(d.amount * 0.8) END
          FROM ({wanted}) d
          JOIN (SELECT n AS id, n - min(n) OVER () AS number
                  FROM bench_program_line) numbered USING (id)
         WHERE d.id = line.id AND numbered.number %% 41 IN (38, 39)
        """
        % "program_line_id"
    )
    env.cr.execute(
        f"""
        UPDATE becs_program program SET budget_amount = ceil(d.amount * 0.9)
          FROM ({wanted}) d
          JOIN bench_program USING (id)
         WHERE d.id = program.id AND bench_program.number %% 40 = 38
        """
        % "program_id"
    )
    env.invalidate_all()
