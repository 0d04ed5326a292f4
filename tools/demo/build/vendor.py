"""Everything the month starts from, put into the database."""

from dataclasses import dataclass

from ..world.partners import JUDGED, REPORTER
from . import company, partners, products, programs, rules, sell_in


@dataclass
class Vendor:
    """The records the demo goes on with."""

    env: object
    users: dict
    records: programs.Records
    programs: dict
    second_company: object

    def as_user(self, role: str, second: bool = False):
        """The environment a person of that role works in."""
        main = self.env.company
        ids = [self.second_company.id] if second else [main.id]
        return self.env(
            user=self.users[role],
            su=False,
            context={"lang": "en_US", "tz": "UTC", "allowed_company_ids": ids},
        )


def build(env, world, months=sell_in.MONTHS, lines=sell_in.LINES) -> Vendor:
    """Fill a fresh database with the invented vendor.

    :param months: months of invoices to the distributors
    :param lines: lines per invoice
    """
    main, second = company.set_up_companies(env, world.calendar.month(13).start)
    env = env(context={"lang": "en_US", "allowed_company_ids": [main.id]})
    users = company.create_users(env, [main, second])
    paths = {product.category for product in world.products}
    categories = products.create_categories(env, paths)
    catalogue = products.create_products(env, world.products, categories)
    customers = partners.create_customers(env, world.customers)
    distributors = partners.create_distributors(
        env, world.distributors, world.products, catalogue
    )
    users |= company.create_clerks(env, main, distributors[REPORTER])
    partners.create_aliases(env, distributors["kies"], world, catalogue, customers)
    records = programs.Records(catalogue, categories, distributors, customers)
    vendor = Vendor(env, users, records, {}, second)
    distributors[REPORTER].becs_pos_since = world.calendar.month(1).start
    distributors[JUDGED].becs_stock_since = world.calendar.month(2).start
    rules.create_rules(vendor.as_user("administrator"), records)
    sell_in.post_sell_in(env, world, records, months=months, lines=lines)
    vendor.programs = programs.create_programs(env, world.programs, records, users)
    return vendor
