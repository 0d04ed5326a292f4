"""The authorizations: every type, credit method, scope, source, cap and state.

Each program covers products of its own, so that what one line is worth never depends
on another program; the capped ones are drawn on by planted lines only.
"""

from decimal import Decimal

from .calendar import Calendar
from .catalogue import ROOT, category_of
from .spec import Product, Program, ProgramLine, money

USD_ONLY = ("quill", "tambo")
CLAIMANTS = ("quill", "kies", "tambo")
EURO_PART = Decimal("0.92")


class Shelf:
    """Products by group, to name those a program covers."""

    def __init__(self, products: list[Product]):
        self.products = products
        self.by_code = {product.code: product for product in products}

    def group(self, name: str) -> list[Product]:
        path = category_of(name)
        return [product for product in self.products if product.category == path]


def net_price(product, book_share, net_share, scope="product", part=1, **more):
    """A line with an agreed book price and an authorized net price."""
    return ProgramLine(
        scope,
        product.code,
        "net_price",
        value=_price(product.list_price * Decimal(net_share) * part),
        agreed=_price(product.list_price * Decimal(book_share) * part),
        **more,
    )


def _price(value):
    return value.quantize(Decimal("0.0001"))


def build(shelf: Shelf, calendar: Calendar, customers: list[str]) -> list[Program]:
    """All programs; ship dates reach back over the months that are claimed."""
    year_ago = calendar.month(12).start
    return [
        *_bids(shelf, year_ago, customers),
        *_blankets(shelf, year_ago, calendar),
        *_promotions(shelf, year_ago),
        *_limits(shelf, year_ago),
        *_caps(shelf, year_ago),
        *_dates(shelf, year_ago, calendar),
        *_states(shelf, year_ago),
        *_oddities(shelf, year_ago),
    ]


def _bids(shelf, start, customers):
    micro, relays = shelf.group("Microcontrollers"), shelf.group("Relays")
    return [
        Program(
            "bid_usd",
            "SD-1001",
            "Machine builders, microcontrollers",
            "bid",
            tuple(net_price(p, "0.60", "0.485") for p in micro),
            start,
            distributors=("quill",),
            customers=tuple(customers[:6]),
        ),
        Program(
            "bid_eur",
            "SD-1002",
            "Lift refurbishment, relays",
            "bid",
            tuple(net_price(p, "0.65", "0.52", part=EURO_PART) for p in relays),
            start,
            currency="EUR",
            distributors=("kies",),
            customers=tuple(customers[6:12]),
            tolerance_percent=Decimal(2),
        ),
        Program(
            "meet",
            "SD-1003",
            "Meet competitor: switching transistors",
            "meet_competitor",
            tuple(
                net_price(p, "0.55", "0.43")
                for p in shelf.group("Switching Transistors")
            ),
            start,
            source="claimed",
            distributors=("tambo",),
            customers=tuple(customers[12:18]),
        ),
    ]


def _blankets(shelf, start, calendar):
    excluded = shelf.group("Ceramic Capacitors")[0]
    prices = {
        product.code: money(product.list_price * Decimal("0.58"))
        for group in ("Temperature Sensors", "Proximity Sensors")
        for product in shelf.group(group)
    }
    passives = f"{ROOT} / Passives"
    return [
        Program(
            "blanket",
            "SD-2001",
            "Passives, clearance",
            "blanket",
            (
                ProgramLine("category", passives, "percent", Decimal("12.5")),
                ProgramLine(
                    "category", category_of("Power Inductors"), "percent", Decimal(20)
                ),
                ProgramLine("product", excluded.code, excluded=True),
            ),
            start,
            source="price_list",
            distributors=USD_ONLY,
            budget=Decimal(250000),
        ),
        Program(
            "blanket_eur",
            "SD-2002",
            "Pressure transmitters, run-out",
            "blanket",
            tuple(
                ProgramLine("template", p.code, "percent", Decimal(15))
                for p in shelf.group("Pressure Sensors")
            ),
            start,
            currency="EUR",
            source="price_list",
            distributors=("kies",),
        ),
        Program(
            "by_list",
            "SD-2003",
            "Price list for the south",
            "blanket",
            (ProgramLine("all", "", "pricelist"),),
            calendar.month(1).day(4),
            source="price_list",
            distributors=("solma",),
            prices=prices,
        ),
        Program(
            "encoders",
            "SD-2004",
            "Encoders, all claimants",
            "blanket",
            tuple(net_price(p, "0.50", "0.45") for p in shelf.group("Encoders")),
            start,
            source="",
            distributors=CLAIMANTS,
        ),
    ]


def _promotions(shelf, start):
    blocks = {product.template: product for product in shelf.group("Terminal Blocks")}
    fans = category_of("Fans")
    return [
        Program(
            "promo",
            "SD-3001",
            "Circular connectors, autumn and spring",
            "promotion",
            (
                ProgramLine(
                    "category",
                    category_of("Circular Connectors"),
                    "fixed",
                    Decimal("1.25"),
                ),
            ),
            start,
        ),
        Program(
            "margin",
            "SD-3002",
            "Terminal blocks, guaranteed margin",
            "promotion",
            tuple(
                ProgramLine(
                    "template",
                    code,
                    "margin",
                    Decimal(15),
                    min_resale=money(product.list_price * Decimal("0.40")),
                    max_resale=money(product.list_price * Decimal("0.90")),
                )
                for code, product in blocks.items()
            ),
            start,
            source="claimed",
            distributors=USD_ONLY,
        ),
        *(
            Program(
                f"combine_{number}",
                f"SD-300{number + 2}",
                f"Fans, combinable bonus {number}",
                "promotion",
                (ProgramLine("category", fans, "fixed", value),),
                start,
                distributors=CLAIMANTS,
                combinable=True,
            )
            for number, value in ((1, Decimal("0.80")), (2, Decimal("0.45")))
        ),
    ]


def _limits(shelf, start):
    """Minimum quantity, smallest amount, filing window, resale prices."""
    return [
        Program(
            "minimum_quantity",
            "SD-4001",
            "Optocouplers from 50 pieces",
            "blanket",
            tuple(
                net_price(p, "0.60", "0.50", min_quantity=Decimal(50))
                for p in shelf.group("Optocouplers")
            ),
            start,
            distributors=CLAIMANTS,
        ),
        Program(
            "minimum_amount",
            "SD-4002",
            "Board connectors, nothing below 25",
            "blanket",
            tuple(
                net_price(p, "0.60", "0.50")
                for p in shelf.group("Board Connectors")[:6]
            ),
            start,
            distributors=CLAIMANTS,
            minimum=Decimal(25),
        ),
        Program(
            "window",
            "SD-4003",
            "Rotary switches, 45 days to claim",
            "promotion",
            (
                ProgramLine(
                    "category", category_of("Switches"), "fixed", Decimal("0.75")
                ),
            ),
            start,
            distributors=CLAIMANTS,
            window=45,
        ),
        Program(
            "resale",
            "SD-4004",
            "Ribbon cables within a resale band",
            "blanket",
            tuple(
                net_price(
                    p,
                    "0.60",
                    "0.51",
                    min_resale=money(p.list_price * Decimal("0.50")),
                    max_resale=money(p.list_price),
                )
                for p in shelf.group("Ribbon Cables")
            ),
            start,
            distributors=CLAIMANTS,
        ),
    ]


def _caps(shelf, start):
    """One product per claimant and program: a cap belongs to one distributor."""
    regulators = shelf.group("Voltage Regulators")
    whole = {"book_share": "0.60", "net_share": "0.50"}

    def capped(offset, **cap):
        return tuple(
            net_price(regulators[offset + index], **whole, **cap)
            for index in range(len(CLAIMANTS))
        )

    return [
        Program(
            "cap_quantity",
            "SD-5001",
            "Regulators, 100 pieces each",
            "blanket",
            capped(0, max_quantity=Decimal(100)),
            start,
            distributors=CLAIMANTS,
        ),
        Program(
            "cap_held",
            "SD-5002",
            "Regulators, 100 pieces each, resale watched",
            "blanket",
            capped(3, max_quantity=Decimal(100), max_resale=Decimal(500)),
            start,
            distributors=CLAIMANTS,
        ),
        Program(
            "cap_amount",
            "SD-5003",
            "Regulators, 60 dollars each",
            "blanket",
            tuple(
                ProgramLine(
                    "product",
                    regulators[6 + index].code,
                    "fixed",
                    Decimal(1),
                    max_amount=Decimal(60),
                )
                for index in range(len(USD_ONLY))
            ),
            start,
            distributors=USD_ONLY,
        ),
        Program(
            "budget",
            "SD-5004",
            "Film capacitors, 400 euros in all",
            "promotion",
            (
                ProgramLine(
                    "category", category_of("Film Capacitors"), "fixed", Decimal(1)
                ),
            ),
            start,
            currency="EUR",
            distributors=("kies",),
            budget=Decimal(400),
        ),
    ]


def _dates(shelf, start, calendar):
    supplies = shelf.group("Power Supplies")
    return [
        Program(
            "ended",
            "SD-6001",
            "Power supplies, last season",
            "promotion",
            tuple(net_price(p, "0.60", "0.55") for p in supplies),
            start,
            end=calendar.month(3).end,
            distributors=CLAIMANTS,
        ),
        Program(
            "begins",
            "SD-6002",
            "Power supplies, this season",
            "promotion",
            tuple(net_price(p, "0.60", "0.54") for p in supplies),
            calendar.month(1).day(15),
            distributors=CLAIMANTS,
        ),
    ]


def _states(shelf, start):
    modules = shelf.group("Converter Modules")
    titles = {
        "draft": "Converter modules, being prepared",
        "requested": "Converter modules, special price asked for",
        "refused": "Converter modules, too low",
        "suspended": "Converter modules, under investigation",
        "closed": "Converter modules, first series",
    }
    return [
        Program(
            state,
            f"SD-700{number}",
            title,
            "blanket",
            tuple(net_price(p, "0.60", "0.54") for p in modules),
            start,
            distributors=CLAIMANTS,
            state=state,
        )
        for number, (state, title) in enumerate(titles.items(), 1)
    ]


def _oddities(shelf, start):
    batteries = shelf.group("Battery Packs")
    return [
        Program(
            "no_credit",
            "SD-8001",
            "Battery packs, authorized above book",
            "blanket",
            tuple(net_price(p, "0.50", "0.52") for p in batteries[:6]),
            start,
            distributors=CLAIMANTS,
        ),
        Program(
            "no_book",
            "SD-8002",
            "Battery packs, book price never agreed",
            "blanket",
            tuple(
                ProgramLine("product", p.code, "percent", Decimal(10))
                for p in batteries[6:]
            ),
            start,
            distributors=CLAIMANTS,
        ),
    ]
