"""Prices only Odoo can work out: price lists, asked in groups.

Prices of a distributor without a price list are not known.
"""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, time

from odoo.tools import SQL, split_every

from ..programs import versions
from ..run import Table
from .rates import CURRENCY_RATE, PRICELIST_CHOICE

PRICELIST_PRICE = Table(
    "becs_run_pricelist_price",
    "price list, product, quantity, ship date → price in the list's "
    "currency, with that currency's rate",
    columns=(
        "pricelist_id int, product_id int, quantity numeric, date_ship "
        "date, price numeric, ruled boolean, currency_id int, rate numeric"
    ),
)


# rules count by the moment; noon is on the ship date in all but a few time zones
NOON = time(12)
# Odoo looks through all rules of the products it is asked about together for each of
# them: fewer at a time are found faster
TOGETHER = 50
# at one moment: rules that begin, what is asked, rules that end
_BEGIN, _NOW, _END = range(3)


def partners(run):
    """Stage the price lists of the distributors."""
    distributors = run.claims.commercial_partner_id.with_company(run.company)
    values = [
        (partner.id, pricelist.id or 0)
        for partner in distributors
        for pricelist in [partner.property_product_pricelist]
    ]
    run.table(
        PRICELIST_CHOICE,
        SQL(
            """SELECT * FROM unnest(%s::int[], %s::int[])
                   AS t(partner_id, pricelist_id)""",
            *map(list, zip(*values, strict=True)),
        ),
    )


def stage(run):
    """Ask for every price the lines need and stage the answers, with their rates."""
    questions = defaultdict(list)
    for pricelist_id, *question in run.rows(
        SQL(
            """
            SELECT DISTINCT partner.pricelist_id, l.product_id, '1', l.date_ship
              FROM becs_run_claim_line l
              JOIN becs_run_checked_line terms ON terms.id = l.id
              JOIN becs_run_program_terms p
                ON p.id = terms.terms_id AND p.into_stock_source = 'price_list'
              JOIN %(choices)s partner
                ON partner.partner_id = l.partner_id AND partner.pricelist_id <> 0
             WHERE l.product_id IS NOT NULL AND l.date_ship IS NOT NULL
               AND NOT l.is_return
             UNION
            SELECT p.pricelist_id, l.product_id, trim_scale(l.quantity)::text,
                   l.date_ship
              FROM becs_run_claim_line l
              JOIN becs_run_checked_line terms ON terms.id = l.id
              JOIN becs_run_program_terms p
                ON p.id = terms.terms_id AND p.pricelist_id IS NOT NULL
              JOIN %(line_prices)s pl
                ON pl.id = terms.line_terms_id AND %(uses_pricelist)s
             WHERE l.quantity IS NOT NULL AND l.date_ship IS NOT NULL
               AND NOT l.is_return
            """,
            line_prices=versions.line_prices(run),
            choices=run.source(PRICELIST_CHOICE),
            uses_pricelist=run.methods.where("pl", "uses_pricelist"),
        )
    ):
        questions[pricelist_id].append(question)
    answers = [
        (pricelist_id, *answer)
        for pricelist_id, asked in sorted(questions.items())
        for answer in _ask(run, pricelist_id, asked)
    ]
    if not answers:
        return
    columns = map(list, zip(*answers, strict=True))
    run.table(
        PRICELIST_PRICE,
        SQL(
            """
            SELECT t.*, rate.rate
              FROM unnest(%s::int[], %s::int[], %s::numeric[], %s::date[],
                          %s::numeric[], %s::bool[], %s::int[])
                   AS t(pricelist_id, product_id, quantity, date_ship, price, ruled,
                        currency_id)
              LEFT JOIN %s rate USING (currency_id, date_ship)
            """,
            *columns,
            run.source(CURRENCY_RATE),
        ),
    )


def _ask(run, pricelist_id, questions):
    """Prices of one price list.

    Quantities between two of its thresholds and dates between two of its changes are
    the same question to Odoo, so that few calls answer many lines.

    :param questions: (product id, quantity in full as a text, ship date)
    :return: (product id, quantity, ship date, price, whether a rule gave it, currency)
    """
    env = run.env(su=True)
    pricelist = env["product.pricelist"].browse(pricelist_id).with_company(run.company)
    currency = pricelist.currency_id
    products = (
        env["product.product"]
        .with_context(active_test=False)
        .with_company(run.company)
        .browse({product_id for product_id, _quantity, _day in questions})
    )
    thresholds, changes = _steps(run, pricelist, products)
    groups = defaultdict(list)
    for product_id, quantity, day in questions:
        moment = datetime.combine(day, NOON)
        when = day if changes is None else bisect_right(changes, (moment, _NOW))
        groups[bisect_right(thresholds, float(quantity)), when].append(
            (product_id, quantity, day)
        )
    for group in groups.values():
        _product, quantity, day = group[0]
        prices = {}
        asked = sorted({product_id for product_id, _q, _d in group})
        for ids in split_every(TOGETHER, asked):
            prices |= pricelist._compute_price_rule(
                products.browse(ids).with_prefetch(products._ids),
                float(quantity),
                currency=currency,
                date=datetime.combine(day, NOON),
            )
        for product_id, own_quantity, own_day in group:
            price, rule_id = prices[product_id]
            # Odoo reckons in floats: take their noise away
            exact = round(price, 10)
            yield product_id, own_quantity, own_day, exact, bool(rule_id), currency.id


def _steps(run, pricelist, products):
    """Quantities and moments at which prices of a price list may change.

    :return: sorted thresholds, and sorted moments, or None where every day may differ
        because a rate has part in it
    """
    lists = pricelist
    new = pricelist
    while new:
        new = new.item_ids.base_pricelist_id - lists
        lists |= new
    items = lists.item_ids
    currencies = lists.currency_id | products.currency_id | products.cost_currency_id
    thresholds = sorted({item.min_quantity for item in items if item.min_quantity > 0})
    if currencies - run.company.currency_id:
        return thresholds, None
    starts = {(item.date_start, _BEGIN) for item in items if item.date_start}
    ends = {(item.date_end, _END) for item in items if item.date_end}
    return thresholds, sorted(starts | ends)
