"""The fixed part of a random world: companies, currencies, products, partners, price
lists.

It is the same for many worlds, so that a test on a database stores it once.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal as D

from ..reference import (
    Category,
    Company,
    Currency,
    Partner,
    PriceList,
    PriceListItem,
    Product,
    Uom,
    World,
)


class Rates:
    """Units of a currency per unit of the company's own, by the day from which they
    hold; 1 for any other currency.
    """

    def __init__(self):
        self.table = {
            (1, "RWU"): [(date(2025, 1, 1), D("1.25")), (date(2025, 2, 20), D("1.1"))],
            (1, "RWJ"): [(date(2025, 1, 1), D(160)), (date(2025, 3, 5), D("157.3"))],
            (2, "RWE"): [(date(2025, 1, 1), D("0.8")), (date(2025, 3, 1), D("0.93"))],
            (2, "RWJ"): [(date(2025, 1, 1), D(128))],
        }

    def __call__(self, company, currency, day):
        known = self.table.get((company.id, currency.name))
        if not known:
            return D(1)
        return next(
            (rate for start, rate in reversed(known) if start <= day), known[0][1]
        )


@dataclass
class Catalogue:
    """What worlds share. ``price`` gives a product's usual book price in the first
    company's currency.
    """

    currencies: list = field(default_factory=list)
    companies: list = field(default_factory=list)
    uoms: dict = field(default_factory=dict)
    categories: list = field(default_factory=list)
    products: list = field(default_factory=list)
    distributors: list = field(default_factory=list)
    customers: list = field(default_factory=list)
    book_lists: list = field(default_factory=list)
    net_lists: list = field(default_factory=list)
    product_aliases: dict = field(default_factory=dict)
    customer_aliases: dict = field(default_factory=dict)
    rates: Rates = field(default_factory=Rates)
    price: dict = field(default_factory=dict)

    def world(self):
        for company in self.companies:
            (
                company.into_stock_source,
                company.review_amount,
                company.resubmission_days,
            ) = "agreed", D(0), 30
        for partner in self.distributors:
            partner.pos_since = partner.stock_since = partner.buyer = None
        return World(
            list(self.companies),
            self.rates,
            partners=[*self.distributors, *self.customers],
            products=list(self.products),
            product_aliases=self.product_aliases,
            customer_aliases=self.customer_aliases,
            sales_currency=Currency("USD"),
        )


def make_catalogue():
    catalogue = Catalogue()
    euro, dollar, yen = (
        Currency("RWE"),
        Currency("RWU", D("0.05")),
        Currency("RWJ", D(1)),
    )
    catalogue.currencies = [euro, dollar, yen]
    catalogue.companies = [Company(1, euro), Company(2, dollar)]
    catalogue.uoms = uoms = {
        "piece": Uom(1, "unit", D(1)),
        "dozen": Uom(2, "unit", D(12)),
        "kilo": Uom(3, "weight", D(1)),
    }
    hardware, tools = Category(1), Category(2)
    screws = Category(3, hardware)
    wood = Category(4, screws)
    catalogue.categories = [hardware, tools, screws, wood]

    piece, dozen = uoms["piece"], uoms["dozen"]
    for template, category, uom, code, price, values in (
        (1, wood, piece, "RW-100", 100, {"barcode": "4006381333931"}),
        (2, screws, piece, "RW-200A", 100, {}),
        (2, screws, piece, "RW-200B", 100, {"barcode": "RW-100"}),
        (3, tools, dozen, "RW-300", 40, {}),
        (4, wood, piece, "RW-DUP", "3.333", {}),
        (5, wood, piece, "RW-DUP", 100, {"eligible": False}),
        (6, tools, piece, "RW-AMB", 100, {}),
        (7, tools, piece, "RW-AMB", 100, {}),
        (8, hardware, piece, "RW-NO", 100, {"eligible": False}),
        (9, hardware, piece, "RW-OLD", 100, {"active": False}),
    ):
        product = Product(
            len(catalogue.products) + 1,
            template,
            category,
            uom,
            code,
            list_price=D(95),
            **values,
        )
        catalogue.products.append(product)
        catalogue.price[product] = D(price)

    ours = catalogue.products
    first_list = PriceList(
        1, euro, [PriceListItem(D(100)), PriceListItem(D(90), min_quantity=D(2))]
    )
    first_list.items += [
        PriceListItem(D("3.33"), "product", 5),
        PriceListItem(D(40), "template", 3, date_end=date(2025, 2, 28)),
        PriceListItem(D(44), "template", 3, date_start=date(2025, 3, 1)),
    ]
    second_list = PriceList(
        2,
        dollar,
        [PriceListItem(D(110), "category", screws.id, date_start=date(2025, 2, 1))],
    )
    net_list = PriceList(
        3,
        euro,
        [
            PriceListItem(D(80), "category", screws.id, min_quantity=D(3)),
            PriceListItem(D(75), "product", 1, min_quantity=D(10)),
            PriceListItem(D(30), "product", 4),
        ],
    )
    dollar_net_list = PriceList(
        4, dollar, [PriceListItem(D("88.5")), PriceListItem(D(120), "product", 2)]
    )
    catalogue.book_lists, catalogue.net_lists = (
        [first_list, second_list],
        [net_list, dollar_net_list],
    )

    north = Partner(1, "RW North", price_list=first_list)
    branch = Partner(2, "RW North Branch", parent=north)
    south = Partner(3, "RW South", price_list=second_list)
    east = Partner(4, "RW East", price_list=first_list)
    catalogue.distributors = [north, branch, south, east]
    acme = Partner(5, "RW Acme", vat="RW77", ref="RW-K1")
    acme_site = Partner(6, "RW Acme Site", parent=acme)
    bolt = Partner(7, "RW Bolt", ref="rw-k2")
    twin, other_twin = Partner(8, "RW Twin"), Partner(9, "RW Twin")
    catalogue.customers = [acme, acme_site, bolt, twin, other_twin]
    catalogue.product_aliases = {
        (north.id, "mine-1"): ours[0],
        (south.id, "mine-1"): ours[1],
        (north.id, "rw-200a"): ours[2],
    }
    catalogue.customer_aliases = {
        (north.id, "our best"): acme,
        (south.id, "rw acme"): bolt,
    }
    return catalogue
