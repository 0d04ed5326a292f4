"""The programs that say no: limits, caps, dates, states that do not pay, bad terms."""

from decimal import Decimal

from .catalogue import category_of
from .shelf import CLAIMANTS, USD_ONLY, net_price
from .spec import Program, ProgramLine, money


def build(shelf, start, calendar) -> list[Program]:
    """All of them; ``start`` is the first ship date they cover."""
    return [
        *_limits(shelf, start),
        *_caps(shelf, start),
        *_dates(shelf, start, calendar),
        *_states(shelf, start),
        *_oddities(shelf, start),
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
