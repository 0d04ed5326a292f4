"""What a line is worth: into-stock price, authorized price, unit credit, amounts.

:func:`rows` is the one place that says how a price comes about. Each level of it uses
the columns of the level below; ``OFFSET 0`` keeps PostgreSQL from working out an
expression once per use. Prices are in the claim's currency per the product's unit and
not rounded; amounts are rounded to the currency.

:func:`stage` keeps of it what later steps need of every line in
``becs_run_priced_line``; the rest is worked out again for the few lines that have a
finding.
"""

from odoo.tools import SQL

from ..expr import divide, exceeds, money
from ..layers import INTO_STOCK_PRICE
from ..programs import versions
from ..repeated.resubmission import CREDITED_BEFORE, EARLIER_CREDIT
from ..run import Table
from .pricelists import PRICELIST_PRICE
from .rates import CURRENCY_RATE, PRICELIST_CHOICE, factor

PRICED_LINE = Table(
    "becs_run_priced_line",
    "line → prices, unit credit, what it claims and is to be paid before "
    "any cap; ``mask`` has the bits of all checks it fails so far",
    line="id",
)


# where the into-stock price comes from: one SQL per source
SOURCES = {
    "fifo": SQL("l.layer_price"),
    "average": SQL("l.layer_price"),
    "agreed": SQL("l.agreed_book_price"),
    "claimed": SQL(
        "CASE WHEN l.book_stated > l.agreed_book_price THEN l.agreed_book_price"
        " ELSE l.book_stated END"
    ),
    "price_list": SQL("NULLIF(l.listed_book_price, 0)"),
}


def rows(run, source):
    """SQL of the lines of ``source`` with program, terms, prices and amounts.

    :param source: SQL after FROM that yields columns of ``becs_run_claim_line``
    """
    return _amounts(_credit(run, _prices(run, _terms(run, source))))


def _terms(run, source):
    """Lines with program, program line and rates; prices in the claim's currency."""
    return SQL(
        """
        SELECT l.id, l.claim_id, l.partner_id, l.currency_id, l.rounding,
               l.calculated_basis, l.is_return, l.sequence, l.date_filed, l.date_ship,
               terms.date_first_filed,
               l.document, l.product_ref, l.product_id, l.eligible, l.uom_id, l.factor,
               l.authorization_ref, l.quantity_stated, l.quantity, l.unit_raw,
               l.unit_stated, l.amount_stated, l.amount_of_unit, l.claims_stated,
               l.book_stated, l.authorized_stated, l.resale_stated,
               p.program_id, p.version AS program_version, p.state AS program_state,
               p.rounding AS program_rounding, p.date_start, p.date_end,
               p.claim_window_days, p.into_stock_source, p.tolerance_percent,
               p.tolerance_amount * rate.own AS tolerance_amount,
               p.minimum_line_amount * rate.own AS minimum_line_amount,
               rate.own, rate.back,
               NOT l.is_return AND l.product_id IS NOT NULL AND rate.own IS NOT NULL
                   AS is_priced,
               terms.distributor_named, terms.customer_named, terms.program_line_id,
               terms.below_minimum, terms.minimum_quantity, terms.profile,
               terms.mask AS checked,
               pl.credit_method,
               %(uses_stock_price)s AS uses_stock_price,
               %(uses_resale_price)s AS uses_resale_price,
               %(may_lack_price)s AS may_lack_price,
               %(line_terms)s,
               NULLIF(pl.agreed_book_price, 0) * rate.own AS agreed_book_price,
               NULLIF(pl.min_resale_price, 0) * rate.own AS min_resale_price,
               NULLIF(pl.max_resale_price, 0) * rate.own AS max_resale_price,
               %(credited)s AS credited_before,
               cost.price AS layer_price,
               %(book_price)s AS listed_book_price,
               CASE WHEN authorized.ruled THEN %(authorized_price)s END
                   AS listed_authorized_price,
               %(review_limit)s AS review_limit
          FROM %(source)s
          JOIN becs_run_checked_line terms ON terms.id = l.id
          LEFT JOIN %(costs)s cost ON cost.id = l.id
          LEFT JOIN %(credits)s credited ON credited.id = l.id
          LEFT JOIN becs_run_program_terms p ON p.id = terms.terms_id
          LEFT JOIN %(line_prices)s pl ON pl.id = terms.line_terms_id
          LEFT JOIN %(pricelists)s partner
            ON partner.partner_id = l.partner_id
          LEFT JOIN %(listed)s book
            ON p.into_stock_source = 'price_list'
           AND book.pricelist_id = partner.pricelist_id
           AND book.product_id = l.product_id AND book.quantity = 1
           AND book.date_ship = l.date_ship
          LEFT JOIN %(listed)s authorized
            ON %(uses_pricelist)s
           AND authorized.pricelist_id = p.pricelist_id
           AND authorized.product_id = l.product_id
           AND authorized.quantity = l.quantity
           AND authorized.date_ship = l.date_ship
          LEFT JOIN %(rates)s claim_rate
            ON claim_rate.currency_id = l.currency_id
           AND claim_rate.date_ship = l.date_ship
          LEFT JOIN %(rates)s program_rate
            ON program_rate.currency_id = p.currency_id
           AND program_rate.date_ship = l.date_ship
          LEFT JOIN %(rates)s company_rate
            ON company_rate.currency_id = %(company_currency)s
           AND company_rate.date_ship = l.date_ship
         CROSS JOIN LATERAL (
            SELECT %(own)s AS own, %(back)s AS back OFFSET 0
         ) rate
        """,
        source=source,
        line_prices=versions.line_prices(run),
        costs=run.source(INTO_STOCK_PRICE),
        credits=run.source(EARLIER_CREDIT),
        pricelists=run.source(PRICELIST_CHOICE),
        listed=run.source(PRICELIST_PRICE),
        rates=run.source(CURRENCY_RATE),
        credited=CREDITED_BEFORE,
        line_terms=run.methods.term_columns(),
        **{
            name: run.methods.where("pl", name)
            for name in (
                "uses_stock_price",
                "uses_resale_price",
                "uses_pricelist",
                "may_lack_price",
            )
        },
        own=_factor("p.currency_id", "l.currency_id", "program_rate", "claim_rate"),
        back=_factor("l.currency_id", "p.currency_id", "claim_rate", "program_rate"),
        book_price=SQL(
            "book.price * %s",
            _factor("book.currency_id", "l.currency_id", "book", "claim_rate"),
        ),
        authorized_price=SQL(
            "authorized.price * %s",
            _factor(
                "authorized.currency_id", "l.currency_id", "authorized", "claim_rate"
            ),
        ),
        review_limit=SQL(
            """(SELECT NULLIF(becs_review_amount, 0) FROM res_company WHERE id = %s)
               * CASE WHEN l.currency_id = %s THEN 1 ELSE %s END""",
            run.company.id,
            run.company.currency_id.id,
            divide(SQL("claim_rate.rate"), SQL("company_rate.rate")),
        ),
        company_currency=run.company.currency_id.id,
    )


def _factor(source, target, source_rate, target_rate):
    return factor(
        SQL.identifier(*source.split(".")),
        SQL.identifier(*target.split(".")),
        SQL.identifier(source_rate),
        SQL.identifier(target_rate),
    )


def _prices(run, lines):
    """Into-stock price and authorized price.

    A return has none, nor a line without product, nor one without the ship date whose
    rate would convert the program's prices.
    """
    return SQL(
        """
        SELECT l.*,
               CASE WHEN l.is_priced
                    THEN CASE l.into_stock_source %(sources)s END
               END AS into_stock_price,
               CASE WHEN l.is_priced THEN %(authorized)s END AS authorized_price
          FROM (%(lines)s OFFSET 0) l
        """,
        sources=SQL(" ").join(
            SQL("WHEN %s THEN %s", name, price) for name, price in SOURCES.items()
        ),
        authorized=run.methods.case("l", lambda method: method.authorized_price()),
        lines=lines,
    )


def _credit(run, lines):
    """Credit per unit, the allowance on it, and what is paid per unit.

    A line that is sent again gets what its units were not paid before.
    """
    return SQL(
        """
        SELECT l.*,
               CASE WHEN NOT (%(too_much)s) THEN l.unit_stated
                    ELSE l.unit_credit END AS unit_credit_approved
          FROM (
            SELECT l.*,
                   CASE WHEN l.whole_credit < l.credited_before THEN 0
                        ELSE l.whole_credit - l.credited_before END AS unit_credit,
                   CASE WHEN l.whole_credit >= l.credited_before THEN l.whole_allowance
                        ELSE GREATEST(l.whole_credit + l.whole_allowance
                                      - l.credited_before, 0) END AS allowance
              FROM (
                SELECT l.*,
                       GREATEST(l.tolerance_amount,
                                l.whole_credit * l.tolerance_percent * 0.01)
                           AS whole_allowance
                  FROM (
                    SELECT l.*, %(whole)s AS whole_credit
                      FROM (%(lines)s OFFSET 0) l
                    OFFSET 0
                  ) l
                OFFSET 0
              ) l
            OFFSET 0
          ) l
        """,
        too_much=exceeds(SQL("l.unit_stated"), SQL("l.unit_credit + l.allowance")),
        whole=run.methods.case("l", lambda method: method.unit_credit()),
        lines=lines,
    )


def wanted(claims, paid, rounding):
    """SQL of what is paid before any cap.

    What is claimed is paid where it exceeds ``paid`` by no more than one rounding unit;
    it is never exceeded, and nothing below 0 is paid.

    :param paid: SQL of quantity times the unit credit approved
    """
    return SQL(
        """CASE WHEN LEAST(%(claims)s, %(paid)s) < 0 AND %(paid)s IS NOT NULL THEN 0
                WHEN %(claims)s <= %(paid)s + %(rounding)s THEN %(claims)s
                ELSE %(paid)s END""",
        claims=claims,
        paid=paid,
        rounding=rounding,
    )


def _amounts(lines):
    """What is calculated, claimed and, before any cap, to be paid."""
    return SQL(
        """
        SELECT l.*, %(wanted)s AS amount_wanted
          FROM (
            SELECT l.*,
                   COALESCE(l.claims_stated,
                            CASE WHEN l.calculated_basis
                                 THEN l.amount_calculated END, 0) AS claims
              FROM (
                SELECT l.*,
                       CASE WHEN NOT l.is_return THEN %(calculated)s END
                           AS amount_calculated,
                       CASE WHEN NOT l.is_return THEN %(paid)s END AS amount_paid
                  FROM (%(lines)s OFFSET 0) l
                OFFSET 0
              ) l
            OFFSET 0
          ) l
        """,
        lines=lines,
        wanted=wanted(SQL("l.claims"), SQL("l.amount_paid"), SQL("l.rounding")),
        calculated=money(SQL("l.quantity * l.unit_credit"), SQL("l.rounding")),
        paid=money(SQL("l.quantity * l.unit_credit_approved"), SQL("l.rounding")),
    )


def stage(run):
    """Price the lines, validate each on its own and stage the outcome."""
    run.table(
        PRICED_LINE,
        SQL(
            """
            SELECT l.id, l.profile, l.is_return, l.program_id, l.program_version,
                   l.program_line_id, l.own, l.back, l.rounding, l.program_rounding,
                   l.quantity, l.into_stock_price, l.authorized_price, l.unit_credit,
                   l.unit_credit_approved, l.amount_calculated, l.claims,
                   l.amount_wanted, l.review_limit, l.checked | (%(mask)s) AS mask
              FROM (%(rows)s OFFSET 0) l
            """,
            mask=run.checks.mask_of_prices(),
            rows=rows(run, SQL("becs_run_claim_line l")),
        ),
    )
