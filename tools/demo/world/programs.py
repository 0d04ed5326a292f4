"""The authorizations: every type, credit method, scope, source, cap and state.

Each program covers products of its own, so that what one line is worth never depends
on another program; the capped ones are drawn on by planted lines only.
"""

from decimal import Decimal

from . import programs_limits, stockroom
from .calendar import Calendar
from .catalogue import ROOT, category_of
from .shelf import CLAIMANTS, EURO_PART, LAYERED, USD_ONLY, Shelf, net_price
from .spec import Program, ProgramLine, money


def build(shelf: Shelf, calendar: Calendar, customers: list[str]) -> list[Program]:
    """All programs; ship dates reach back over the months that are claimed."""
    year_ago = calendar.month(12).start
    return [
        *_bids(shelf, year_ago, customers),
        *_blankets(shelf, year_ago, calendar),
        *_layered(shelf, year_ago),
        *_promotions(shelf, year_ago),
        *programs_limits.build(shelf, year_ago, calendar),
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


def _layered(shelf, start):
    """Priced by what the distributor paid for the units it sold."""
    sensors = shelf.group(stockroom.GROUP)
    return [
        Program(
            "fifo",
            "SD-2005",
            "Current transducers, first series, first in first out",
            "blanket",
            tuple(
                ProgramLine("product", p.code, "percent", Decimal(10))
                for p in sensors[:6]
            ),
            start,
            source="fifo",
            distributors=LAYERED,
        ),
        Program(
            "average",
            "SD-2006",
            "Current transducers, second series, at their average",
            "blanket",
            tuple(
                ProgramLine(
                    "product", p.code, "net_price", money(p.list_price * Decimal("0.4"))
                )
                for p in sensors[6:]
            ),
            start,
            source="average",
            distributors=LAYERED,
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
