"""The whole invented world, the same for the same seed and day."""

import datetime
import random
from dataclasses import dataclass

from . import (
    catalogue,
    clean,
    defects_money,
    defects_repeat,
    defects_stock,
    defects_terms,
    partners,
    programs,
    reports,
    stockroom,
    unreadable,
)
from .calendar import Calendar, Month
from .desk import Desk
from .lines import Claim, Line
from .shelf import CLAIMANTS, Shelf
from .spec import Distributor, Product, Program

SEED = 20260301
SIZES = {"quill": 420, "kies": 360, "tambo": 300, "solma": 260}
EARLIER, OPEN = 60, 40
SUFFIX = {"quill": "xlsx", "kies": "csv", "tambo": "xls", "solma": "csv"}
REFERENCE = {"quill": "DM", "kies": "BEL", "tambo": "CLM", "solma": "RPT"}
# what a distributor's file has no column for
MISSING_COLUMNS = {"solma": {"authorization", "amount", "unit", "book", "authorized"}}
COLUMNS = {"document", "position", "ship", "product", "authorization", "customer"}
COLUMNS |= {"unit_name", "quantity", "book", "authorized", "resale", "unit", "amount"}
COLUMNS |= {"serials", "origin"}


@dataclass
class World:
    """Everything that is put into the database or sent in."""

    calendar: Calendar
    products: list[Product]
    distributors: tuple[Distributor, ...]
    customers: list[str]
    programs: list[Program]
    earlier: list[Claim]
    month: list[Claim]
    open: list[Claim]
    stockrooms: dict[str, stockroom.Stockroom]

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.products)

    @property
    def reports(self) -> list[reports.Report]:
        """What the distributor that reports its sales has sold, month by month."""
        return [
            reports.report_of(claim)
            for claim in [*self.month, *self.open]
            if claim.distributor == partners.REPORTER
        ]

    @property
    def claims(self) -> list[Claim]:
        return [*self.earlier, *self.month, *self.open]


def build(today: datetime.date, seed: int = SEED, scale: float = 1) -> World:
    """Invent the world.

    :param scale: share of the lines in order; every defect is planted at any size
    """
    rng = random.Random(seed)
    calendar = Calendar(today)
    products = catalogue.build(rng)
    shelf = Shelf(products)
    customers = partners.end_customers(rng)
    authorizations = programs.build(shelf, calendar, customers)
    world = World(
        calendar,
        products,
        partners.DISTRIBUTORS,
        customers,
        authorizations,
        [],
        [],
        [],
        stockroom.stockrooms(partners.DISTRIBUTORS, shelf, calendar),
    )
    makers = _Makers(rng, world, scale)
    for distributor in partners.DISTRIBUTORS:
        before: list[Line] = []
        if distributor.key in CLAIMANTS:
            world.earlier.append(makers.earlier(distributor))
            before = world.earlier[-1].lines
        world.month.append(makers.month(distributor, before))
    for room in world.stockrooms.values():
        room.judged = dict(room.used)
    for key in ("quill", "tambo"):
        world.open.append(makers.open(partners.BY_KEY[key]))
    return world


class _Makers:
    def __init__(self, rng, world, scale):
        self.rng = rng
        self.world = world
        self.scale = scale
        self.programs = {program.key: program for program in world.programs}
        self.shelf = world.shelf

    def earlier(self, distributor: Distributor) -> Claim:
        month = self.world.calendar.month(2)
        desk = self._desk(distributor, month)
        clean.add_clean(desk, self._number(EARLIER))
        defects_repeat.plant_earlier(desk)
        defects_stock.plant_earlier(desk)
        return self._claim(desk)

    def month(self, distributor: Distributor, before: list[Line]) -> Claim:
        desk = self._desk(distributor, self.world.calendar.month(1))
        clean.add_clean(desk, self._number(SIZES[distributor.key]))
        if desk.states_money:
            defects_terms.plant(desk)
            defects_money.plant(desk)
        else:
            defects_money.plant_report(desk)
        defects_repeat.plant(desk, before)
        defects_stock.plant(desk, before)
        unreadable.add(desk, COLUMNS - MISSING_COLUMNS.get(distributor.key, set()))
        return self._claim(desk)

    def open(self, distributor: Distributor) -> Claim:
        current = self.world.calendar.month(0)
        month = Month(current.start, self.world.calendar.today)
        desk = self._desk(distributor, month)
        clean.add_clean(desk, self._number(OPEN))
        if distributor.key == "tambo":
            unreadable.add(desk, COLUMNS)
        return self._claim(desk)

    def _number(self, size):
        return max(round(size * self.scale), 12)

    def _desk(self, distributor, month):
        filed = self.world.calendar.filed(month)
        return Desk(
            self.rng,
            distributor,
            month,
            filed,
            self.programs,
            self.shelf,
            self.world.customers,
            self.world.stockrooms.get(distributor.key),
        )

    @staticmethod
    def _claim(desk):
        key, month = desk.distributor.key, desk.month
        return Claim(
            key,
            f"{REFERENCE[key]}-{month.start:%y%m}",
            month.start,
            month.end,
            desk.filed,
            desk.lines(),
            f"{desk.distributor.name.split()[0].lower()}_{month.label}.{SUFFIX[key]}",
        )
