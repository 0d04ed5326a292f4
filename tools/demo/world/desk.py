"""The claims desk of one distributor: makes the lines of one month's claim."""

import datetime
import random
from decimal import Decimal

from .calendar import Month
from .lines import Line
from .partners import NOT_OURS
from .pricing import price
from .shelf import Shelf
from .spec import Distributor, Product, Program, ProgramLine, money
from .stockroom import Stockroom

DOCUMENT = {"quill": "QH-{}", "kies": "RE {}", "tambo": "TSP/{}", "solma": "F-{}"}
# which of its numbers a distributor writes down
STATED = ("all", "amount", "unit", "prices")
DOZEN = Decimal(12)


class Desk:
    """Lines of one claim; the same random state gives the same lines."""

    def __init__(
        self,
        rng: random.Random,
        distributor: Distributor,
        month: Month,
        filed: datetime.date,
        programs: dict[str, Program],
        shelf: Shelf,
        customers: list[str],
        stockroom: Stockroom | None = None,
    ):
        self.rng = rng
        self.distributor = distributor
        self.month = month
        self.filed = filed
        self.programs = programs
        self.shelf = shelf
        self.customers = customers
        self.stockroom = stockroom
        self.groups: list[list[Line]] = []
        self._document = rng.randrange(10000, 60000)
        self._document += 100000 * (month.start.month % 9 + 1)

    @property
    def states_money(self) -> bool:
        """Whether it claims sums; else it only reports its sales."""
        return self.distributor.key != "solma"

    def document(self) -> str:
        """The next number of an invoice to one of its customers."""
        self._document += self.rng.randint(1, 4)
        return DOCUMENT[self.distributor.key].format(self._document)

    def keep(self, *lines: Line) -> Line:
        """Put lines into the claim, in this order among themselves."""
        self.groups.append(list(lines))
        return lines[-1]

    def lines(self) -> list[Line]:
        """All lines, mixed, with the lines of a group kept in order."""
        placed = []
        for group in self.groups:
            places = sorted(self.rng.random() for _line in group)
            placed += zip(places, group, strict=True)
        placed.sort(key=lambda pair: pair[0])
        return [line for _place, line in placed]

    # One sale in order

    def sale(
        self,
        key: str,
        index: int | None = None,
        *,
        product: Product | None = None,
        quantity: Decimal | int | None = None,
        ship: datetime.date | None = None,
        customer: str | None = None,
        resale: Decimal | None = None,
        book: Decimal | None = None,
        stated: str | None = None,
        dozens: bool = False,
        **more,
    ) -> Line:
        """A sale the program pays in full, unless the caller changes it afterwards.

        :param index: which line of the program; by default any
        :param stated: what of it is written down, one of ``STATED``
        """
        program = self.programs[key]
        rule = self._rule(program, index, product)
        product = product or self._product(rule, program)
        prices = self._prices(program, rule, product, resale, book)
        if quantity is None:
            quantity = self._quantity(program, rule, product, prices["credit"])
        line = Line(
            document=self.document(),
            position=str(self.rng.randint(1, 9) * 10),
            ship=ship or self._ship(program),
            product=self.product_ref(product),
            quantity=Decimal(quantity),
            authorization=program.code,
            customer=customer or self._customer(program),
            resale=prices["resale"],
            **more,
        )
        self._state_money(line, program, rule, prices, stated, dozens)
        return line

    def layered_sale(self, key: str, product: Product, quantity: int, ship) -> Line:
        """A sale priced by what the distributor paid for just these units."""
        source = self.programs[key].source
        book = self.stockroom.price(source, product, quantity, ship)
        return self.sale(
            key,
            product=product,
            quantity=quantity,
            ship=ship,
            book=book,
            stated="amount",
        )

    def _rule(self, program, index, product):
        rules = [rule for rule in program.lines if not rule.excluded]
        if product:
            rules = [rule for rule in rules if product in self.covered(program, rule)]
        return self.rng.choice(rules) if index is None else rules[index]

    def _product(self, rule: ProgramLine, program: Program) -> Product:
        return self.rng.choice(self.covered(program, rule))

    def covered(self, program: Program, rule: ProgramLine) -> list[Product]:
        """The products this line, and no narrower one, decides on."""
        if rule.scope == "all":
            return [self.shelf.by_code[code] for code in sorted(program.prices)]
        if rule.scope == "product":
            return [self.shelf.by_code[rule.target]]
        if rule.scope == "template":
            return [
                product
                for product in self.shelf.products
                if rule.target in (product.template, product.code)
            ]
        narrower = [
            other.target
            for other in program.lines
            if other.scope == "product"
            or (other.target.startswith(rule.target) and other != rule)
        ]
        return [
            product
            for product in self.shelf.products
            if product.category.startswith(rule.target)
            and product.eligible
            and product.code not in narrower
            and product.category not in narrower
        ]

    def _prices(self, program, rule, product, resale, book):
        book_usual = self.distributor.book_price(product)
        if book is None:
            factor = Decimal("0.92") if self.distributor.currency == "EUR" else 1
            agreed = rule.agreed * factor
            book = agreed if program.source == "claimed" and agreed else book_usual
        if resale is None:
            low, high = (75, 100) if program.key == "margin" else (105, 128)
            resale = money(book_usual * Decimal(self.rng.randint(low, high)) / 100)
        due = price(self.distributor, program, rule, product, book=book, resale=resale)
        return {
            "book": due.book,
            "authorized": due.authorized,
            "credit": due.credit,
            "resale": resale,
        }

    def _quantity(self, program, rule, product, credit):
        top = 400 if product.list_price < 5 else 90 if product.list_price < 50 else 20
        quantity = Decimal(self.rng.randint(max(top // 20, 1), top))
        if program.minimum:  # twice the smallest amount is safely above it
            quantity = max(quantity, program.minimum * 2 // credit + 1)
        return max(quantity, rule.min_quantity)

    def _ship(self, program: Program) -> datetime.date:
        start = max(self.month.start, program.start)
        return start + datetime.timedelta(
            days=self.rng.randint(0, (self.month.end - start).days)
        )

    def _customer(self, program):
        if program.customers:
            return self.customer_ref(self.rng.choice(program.customers))
        others = [*self.customers, NOT_OURS]
        return self.customer_ref(self.rng.choice(others))

    def _state_money(self, line, program, rule, prices, stated, dozens):
        credit = prices["credit"]
        part = 1
        if dozens:
            line.unit_name, part = "Dozens", DOZEN
            line.resale *= part
        line.approved = money(line.quantity * credit * part)
        if not self.states_money:
            line.authorization = ""
            return
        crossed = program.currency != self.distributor.currency
        if stated is None:
            stated = "amount" if crossed else self.rng.choice(STATED)
        if stated == "prices" and rule.method == "fixed":
            stated = "unit"  # no book price is agreed there
        if stated in ("all", "prices") or program.source == "claimed":
            line.book = prices["book"] * part
        if stated in ("all", "prices") and rule.method != "fixed":
            line.authorized = prices["authorized"] * part
        if stated in ("all", "unit"):
            line.unit = credit * part
        if stated in ("all", "unit", "amount"):
            line.amount = line.approved

    # What a distributor calls things

    def product_ref(self, product: Product) -> str:
        """Its own code, the barcode or our code, as this distributor does."""
        key = self.distributor.key
        if key == "kies" and product.code.startswith("PR-"):
            return alias_of_product(product)
        if key == "tambo" and product.code.startswith("ST-"):
            return product.barcode
        return product.code

    def customer_ref(self, name: str) -> str:
        """Its own name for the customer, as this distributor does."""
        return alias_of_customer(name) if self.distributor.key == "kies" else name


def alias_of_product(product: Product) -> str:
    """Kiesbruck's own number of a pressure transmitter."""
    return f"4711.{product.code[-4:]}"


def alias_of_customer(name: str) -> str:
    """Kiesbruck's own short name of a customer."""
    first, _blank, rest = name.partition(" ")
    return f"{first[:8].upper()} {rest}".strip()
