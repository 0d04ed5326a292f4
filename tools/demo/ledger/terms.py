"""Products, distributors and programs made from a ledger's own codes and prices."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from ..world.pricing import price
from ..world.spec import CENT, Distributor, Product, Program, ProgramLine, money
from .days import Period
from .split import slug
from .survey import Survey, number

BOOK_SHARE, NET_SHARE = Decimal("0.60"), Decimal("0.52")
CARRIAGE = {"POST", "DOT", "C2"}  # ours, but nothing a credit is paid on
OVER_CLAIM = Decimal("1.2")  # what every 50th stated line asks too much
EVERY = 50
CUSTOMERS_NAMED = 12
NAMES = ("distributors", "customers")  # empty would mean any


@dataclass
class Terms:
    """The vendor's master data for a ledger."""

    products: list[Product]
    distributors: list[Distributor]
    programs: list[Program]
    customers: list[str]
    stating: frozenset[str]

    def __post_init__(self):
        self.by_code = {product.code: product for product in self.products}
        self.by_key = {
            distributor.key: distributor for distributor in self.distributors
        }
        self.paying = {
            line.target: (program, line)
            for program in self.programs
            for line in program.lines
            if line.scope in ("product", "template")
            and not (program.distributors or program.customers)
        }

    def stated_credit(self, country: str, row: list[str]) -> str:
        """What this distributor states per unit; now and then a fifth too much."""
        terms, resale = self.paying.get(row[1].strip().upper()), number(row[5])
        if not terms or resale is None:
            return ""
        program, line = terms
        distributor = self.by_key[slug(country)]
        due = price(
            distributor,
            program,
            line,
            self.by_code[line.target],
            book=line.agreed,
            resale=resale,
        ).credit
        digits = re.sub(r"\D", "", row[0])
        if digits and not int(digits) % EVERY:
            due *= OVER_CLAIM
        return f"{due:.4f}"


def make(survey: Survey, period: Period, currency: str) -> Terms:
    """Everything the vendor has to know before the claims come in.

    :param currency: the code of the one all prices are in
    """
    products = [_product(article) for article in _sellable(survey)]
    ranked = sorted(products, key=lambda product: -_turnover(survey, product))
    distributors = [
        Distributor(
            slug(country), f"{country} Gifts", "", country, currency, BOOK_SHARE
        )
        for country in survey.countries
    ]
    top = survey.customers[survey.countries[0]].most_common(CUSTOMERS_NAMED)
    customers = [customer for customer, _sum in top]
    keys = [distributor.key for distributor in distributors]
    values = {"start": period.start, "end": period.end, "currency": currency}
    return Terms(
        products,
        distributors,
        _programs(ranked, keys, customers, values),
        customers,
        # every second distributor, the largest among them, states its money
        frozenset(survey.countries[::2]),
    )


def _sellable(survey):
    for article in survey.articles.values():
        if article.code in CARRIAGE or article.code[:5].isdigit():
            yield article


def _turnover(survey, product):
    article = survey.articles[product.code]
    return article.turnover if product.eligible else Decimal("-Infinity")


def _product(article):
    family = "Carriage" if article.code in CARRIAGE else f"Range {article.code[:2]}"
    return Product(
        article.code,
        article.description or article.code,
        f"Giftware / {family}",
        max(money(article.usual_price), CENT),
        eligible=article.code not in CARRIAGE,
    )


def _programs(ranked, keys, customers, values):
    """Best sellers by rank, each program on products of its own.

    :param values: what all programs have in common
    """
    blocks = iter(ranked)

    def block(number):
        return list(islice(blocks, number))

    def program(key, kind, lines, **more):
        if not lines or not all(more.get(name, True) for name in NAMES):
            return  # a small ledger has nothing, or nobody, for it
        code = f"LG-{len(done) + 1:03d}"
        title = key.replace("_", " ").capitalize()
        done.append(Program(key, code, title, kind, tuple(lines), **values | more))

    done: list[Program] = []
    capped = block(6)
    program("net_prices", "blanket", [_net(p) for p in block(60)])
    program(
        "percent",
        "promotion",
        [_line(p, "percent", 8, scope="template") for p in block(30)],
        source="price_list",
    )
    program(
        "fixed_amounts", "promotion", [_line(p, "fixed", "0.10") for p in block(60)]
    )
    program(
        "guaranteed_margin",
        "blanket",
        [_line(p, "margin", 45, agreed=_book(p)) for p in block(40)],
        source="agreed",
    )
    listed = block(15)
    program(
        "authorized_list",
        "blanket",
        [_line(p, "pricelist", 0, agreed=_book(p)) for p in listed],
        prices={p.code: money(p.list_price * NET_SHARE) for p in listed},
    )
    program(
        "quarter_to_claim",
        "blanket",
        [_net(p, min_quantity=Decimal(4)) for p in block(30)],
        window=92,
    )
    program(
        "capped_quantity",
        "blanket",
        [_net(p, max_quantity=Decimal(5000)) for p in capped[:3]],
    )
    program("budget", "promotion", [_net(p) for p in capped[3:]], budget=Decimal(1500))
    program(
        "key_customers",
        "bid",
        [_line(p, "fixed", "0.15") for p in block(20)],
        customers=tuple(customers),
        distributors=(keys[0],),
    )
    program(
        "whole_range",
        "promotion",
        [ProgramLine("all", "", "fixed", Decimal("0.02"))],
        distributors=tuple(keys[2:5]),
    )
    program(
        "one_range",
        "promotion",
        [
            ProgramLine("category", product.category, "fixed", Decimal("0.01"))
            for product in ranked[:1]
        ],
        distributors=tuple(keys[5:12]),
        minimum=Decimal("0.05"),
    )
    return done


def _book(product):
    return max(money(product.list_price * BOOK_SHARE), CENT)


def _net(product, **more):
    value = (product.list_price * NET_SHARE).quantize(Decimal("0.0001"))
    agreed = _book(product)
    return ProgramLine("product", product.code, "net_price", value, agreed, **more)


def _line(product, method, value, scope="product", agreed=Decimal(0)):
    return ProgramLine(scope, product.code, method, Decimal(value), agreed)
