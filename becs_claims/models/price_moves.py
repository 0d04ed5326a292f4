"""Who changed prices by price list, as kept in ``becs.input.change``.

Prices are asked for by scope: what may make them otherwise. A scope is (what, id), id
None for any, as ``_price_scopes`` of the records that are changed says.
"""

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
    if not scopes:
        return []
    Change = env["becs.input.change"]
    Change.flush_model()
    day = SQL("'infinity'")
    if month_before and horizon:
        day = SQL("%s", Change._taken(horizon) - relativedelta(months=1))
    kinds, ids = zip(*scopes, strict=True)
    rows = env.execute_query(
        SQL(
            """
            SELECT min(change.id), change.user_id, change.date, change.name,
                   COALESCE(change.note, '')
              FROM becs_input_change change
             WHERE change.is_price AND (%s OR change.date >= %s)
               AND EXISTS (
                SELECT FROM unnest(%s::text[], %s::int[]) AS asked(scope, scope_id)
                 WHERE asked.scope = change.scope
                   AND COALESCE(asked.scope_id, change.scope_id) = change.scope_id)
             GROUP BY 2, 3, 4, 5
             ORDER BY 1
            """,
            Change._beyond("change", SQL("%s", horizon)),
            day,
            list(kinds),
            list(ids),
        )
    )
    return [Move(*row) for row in rows]


def by_user(moves):
    """{id of a user: its first change, in words}."""
    found = {}
    for move in moves:
        found.setdefault(move.user_id, move.text)
    return found


def chain(pricelists):
    """Price lists with those that their prices are worked out from."""
    lists = new = pricelists
    while new:
        groups = lists.env["product.pricelist.item"]._read_group(
            [("pricelist_id", "in", new.ids), ("base_pricelist_id", "!=", False)],
            ["base_pricelist_id"],
        )
        new = lists.browse(base.id for [base] in groups) - lists
        lists |= new
    return lists


def of_lists(lists, products=None):
    """Scopes of the prices of some price lists, all of a chain.

    :param products: ids of the products that are asked for; None: of all
    """
    Item = lists.env["product.pricelist.item"]
    domain = [("pricelist_id", "in", lists.ids)]
    scopes = {("pricelist", pricelist.id) for pricelist in lists}
    ids = [None] if products is None else products
    for base, is_list in Item._read_group(
        [*domain, ("compute_price", "!=", "fixed")], ["base", "base_pricelist_id"]
    ):
        if base == "standard_price":
            scopes |= {("cost", product_id) for product_id in ids}
        # Odoo falls back on the sales price where no list is named
        elif base == "list_price" or not is_list:
            scopes |= {("product", product_id) for product_id in ids}
    categories = Item._read_group(
        [*domain, ("applied_on", "=", "2_product_category")], ["categ_id"]
    )
    return scopes | of_categories(
        lists.env["product.category"].browse(one.id for [one] in categories)
    )


def of_categories(categories):
    """Scopes of which products are in some categories or below them."""
    if not categories:
        return set()
    below = categories.search([("id", "child_of", categories.ids)])
    return {("category", category.id) for category in below}


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
