"""Who changed prices by price list, as kept in ``becs.input.change``.

Prices are asked for by scope: what may make them otherwise. A scope is (what, id), id
None for any, as ``_price_scopes`` of the records that are changed says. Of a price list
the id may be (id of the list, id of the only product that is asked for).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL


@dataclass(frozen=True)
class Move:
    """One change of prices: its number, who, when, what, and before and after."""

    id: int
    user_id: int
    date: datetime
    name: str
    note: str

    @property
    def text(self):
        """All of it, in words."""
        return f"{self.name}: {', '.join(self.note.splitlines())}"


def since(env, scopes, horizon, month_before=False):
    """Changes of prices since a horizon, the oldest first.

    :param scopes: see above
    :param horizon: as ``becs.input.change`` takes it; None: before all changes
    :param month_before: whether those of the month before it count, too
    :return: list of :class:`Move`
    """
    return since_each(env, {None: (scopes, horizon)}, month_before)[None]


def since_each(env, asked, month_before=False):
    """The same for many at once.

    :param asked: {key: (scopes, horizon)}
    :return: {key: list of :class:`Move`}
    """
    Change = env["becs.input.change"]
    found, scopes = {key: [] for key in asked}, []
    for number, (wanted, horizon) in enumerate(asked.values()):
        day = None
        if month_before and horizon:
            day = Change._taken(horizon) - relativedelta(months=1)
        for kind, one in wanted:
            scope_id, product_id = one if isinstance(one, tuple) else (one, None)
            scopes.append((number, kind, scope_id, product_id, horizon, day))
    if not scopes:
        return found
    Change.flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT asked.number, min(change.id), change.user_id, change.date,
                   change.name, COALESCE(change.note, '')
              FROM unnest(%s::int[], %s::text[], %s::int[], %s::int[], %s::text[],
                          %s::timestamp[])
                   AS asked(number, scope, scope_id, product, horizon, day)
              JOIN becs_input_change change
                ON change.is_price AND change.scope = asked.scope
               AND COALESCE(asked.scope_id, change.scope_id) = change.scope_id
               AND (asked.product IS NULL
                    OR COALESCE(change.product, 0) IN (0, asked.product))
             WHERE %s OR change.date >= asked.day
             GROUP BY 1, 3, 4, 5, 6
             ORDER BY 2
            """,
            *(list(column) for column in zip(*scopes, strict=True)),
            Change._beyond("change", SQL("asked.horizon")),
        )
    )
    keys = list(asked)
    for number, *move in rows:
        found[keys[number]].append(Move(*move))
    return found


def by_user(moves):
    """{id of a user: its first change, in words}."""
    found = {}
    for move in moves:
        found.setdefault(move.user_id, move.text)
    return found


def chain(pricelists):
    """Price lists with those that their prices are worked out from."""
    return pricelists.union(*chains(pricelists).values())


def chains(pricelists):
    """{price list: it, with those that its prices are worked out from}."""
    bases, new = {}, pricelists
    while new:
        bases |= dict.fromkeys(new, pricelists.browse())
        for pricelist, base in pricelists.env["product.pricelist.item"]._read_group(
            [("pricelist_id", "in", new.ids), ("base_pricelist_id", "!=", False)],
            ["pricelist_id", "base_pricelist_id"],
        ):
            bases[pricelist] |= base
        new = pricelists.union(*bases.values()) - pricelists.union(*bases)
    found = {}
    for pricelist in pricelists:
        lists = new = pricelist
        while new:
            new = pricelists.browse().union(*(bases[one] for one in new)) - lists
            lists |= new
        found[pricelist] = lists
    return found


def of_lists(lists, products=None):
    """Scopes of the prices of some price lists, all of a chain.

    :param products: ids of the products that are asked for; None: of all
    """
    return _scopes_of_lists(lists, products, *_rules_of(lists))


def of_lists_each(asked):
    """The same for many at once.

    :param asked: {key: (price lists, ids of products or None)}
    :return: {key: scopes}
    """
    if not asked:
        return {}
    lists = [one for one, _products in asked.values()]
    rules = _rules_of(lists[0].union(*lists))
    return {key: _scopes_of_lists(*wanted, *rules) for key, wanted in asked.items()}


def _rules_of(lists):
    """What the rules of price lists look at.

    :return: {id of a list: scopes of what its prices are worked out from}; {id of a
        list: scopes of its categories}
    """
    Item = lists.env["product.pricelist.item"]
    domain = [("pricelist_id", "in", lists.ids)]
    worked_out, by_category = defaultdict(set), defaultdict(set)
    for pricelist, base, is_list in Item._read_group(
        [*domain, ("compute_price", "!=", "fixed")],
        ["pricelist_id", "base", "base_pricelist_id"],
    ):
        if base == "standard_price":
            worked_out[pricelist.id].add("cost")
        # Odoo falls back on the sales price where no list is named
        elif base == "list_price" or not is_list:
            worked_out[pricelist.id].add("product")
    rows = Item._read_group(
        [*domain, ("applied_on", "=", "2_product_category")],
        ["pricelist_id", "categ_id"],
    )
    categories = lists.env["product.category"].union(*(one for _list, one in rows))
    below = of_categories_each(categories)
    for pricelist, category in rows:
        by_category[pricelist.id] |= below[category]
    return worked_out, by_category


def _scopes_of_lists(lists, products, worked_out, by_category):
    scopes = set()
    for pricelist in lists:
        # 0: what is about all products of a list
        for product_id in [None] if products is None else products or [0]:
            scopes.add(("pricelist", (pricelist.id, product_id)))
            scopes |= {(kind, product_id) for kind in worked_out[pricelist.id]}
        scopes |= by_category[pricelist.id]
    return scopes


def of_categories(categories):
    """Scopes of which products are in some categories or below them."""
    return set().union(*of_categories_each(categories).values())


def of_categories_each(categories):
    """The same: {category: scopes}."""
    found = {category: set() for category in categories}
    if not categories:
        return found
    for below in categories.search([("id", "child_of", categories.ids)]):
        above = set(map(int, below.parent_path.split("/")[:-1]))
        for category in categories:
            if category.id in above:
                found[category].add(("category", below.id))
    return found


def of_measure(company, partners, products):
    """Scopes of the prices that discounts on products are measured by.

    :param partners: distributors' companies; their price lists
    :param products: ``product.product``
    """
    lists = partners.with_company(company).property_product_pricelist
    scopes = of_lists(chain(lists), products.ids)
    if not lists:
        scopes |= {("product", product_id) for product_id in products.ids}
    # rates, and who buys by which list
    scopes |= {("all", 0), *(("company", one.id) for one in company.parent_ids)}
    return scopes | {("partner", partner.id) for partner in partners}
