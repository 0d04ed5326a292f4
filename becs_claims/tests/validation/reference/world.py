"""Everything a verdict depends on, as plain data.

Prices, quantities and amounts are ``Decimal``; 0 stands for "not stated" or "no limit".
``id`` orders records of a kind by their age. Partners are always compared by the
company they belong to (``Partner.commercial``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .goods import Adjustment, InvoiceLine, LayerUse, PosLine, ReturnUse

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
#: Digits carried along, so that what a division cannot write down exactly never reaches
#: a cent.
PRECISION = 60
RESIDUE = Decimal("1e-20")

SALE, RETURN = "sale", "return"
PENDING, APPROVED, ADJUSTED, REVIEW, REJECTED = (
    "pending",
    "approved",
    "adjusted",
    "review",
    "rejected",
)


def same_text(text):
    """The form in which two texts are compared; empty for nothing."""
    return (text or "").strip().lower()


def above(left, right):
    """Whether ``left`` is truly larger, not only by what a division left behind."""
    return (left - right).quantize(RESIDUE) > 0


def same_number(left, right):
    """Whether both are the same number, or both unknown."""
    if left is None or right is None:
        return left is right
    return not above(left, right) and not above(right, left)


@dataclass(eq=False)
class Currency:
    name: str
    rounding: Decimal = Decimal("0.01")

    def round(self, amount):
        """The nearest amount of this currency, a half going away from zero."""
        return self._units(amount).quantize(ONE, ROUND_HALF_UP) * self.rounding

    def floor(self, amount):
        """The largest amount of this currency that is not above."""
        return self._units(amount).quantize(ONE, ROUND_FLOOR) * self.rounding

    def _units(self, amount):
        return (amount / self.rounding).quantize(RESIDUE)


@dataclass(eq=False)
class Company:
    id: int
    currency: Currency
    into_stock_source: str = "agreed"
    review_amount: Decimal = ZERO
    resubmission_days: int = 30


@dataclass(eq=False)
class Category:
    id: int
    parent: Category | None = None

    def path(self):
        """This category, then the ones it lies in, outwards."""
        return [self, *(self.parent.path() if self.parent else [])]


@dataclass(eq=False)
class Uom:
    """A unit of measure: ``factor`` of its ``kind``'s reference unit."""

    id: int
    kind: str
    factor: Decimal


@dataclass(eq=False)
class Product:
    id: int
    template: int
    category: Category
    uom: Uom
    code: str = ""
    barcode: str = ""
    eligible: bool = True
    active: bool = True
    #: In the currency of ``World.sales_currency``.
    list_price: Decimal = ZERO


@dataclass(eq=False)
class Partner:
    id: int
    name: str = ""
    vat: str = ""
    ref: str = ""
    parent: Partner | None = None
    price_list: PriceList | None = None
    #: From which ship date on its sales are matched with its reports.
    pos_since: date | None = None
    #: From which ship date on its stock is validated.
    stock_since: date | None = None
    #: Who buys for it, when that is not itself.
    buyer: Partner | None = None

    @property
    def commercial(self):
        return self.parent.commercial if self.parent else self

    @property
    def stock_partner(self):
        """Whose purchases its sales come from."""
        return (self.commercial.buyer or self).commercial


@dataclass(eq=False)
class PriceListItem:
    price: Decimal
    applied_on: str = "all"
    target: int = 0
    min_quantity: Decimal = ZERO
    date_start: date | None = None
    date_end: date | None = None

    def covers(self, product, quantity, day):
        if quantity < self.min_quantity:
            return False
        if (self.date_start and day < self.date_start) or (
            self.date_end and day > self.date_end
        ):
            return False
        return {
            "product": self.target == product.id,
            "template": self.target == product.template,
            "category": self.target
            in [category.id for category in product.category.path()],
            "all": True,
        }[self.applied_on]


@dataclass(eq=False)
class PriceList:
    id: int
    currency: Currency
    items: list[PriceListItem] = field(default_factory=list)

    def rule_price(self, product, quantity, day):
        """The price some rule of the list gives, in its currency, or None."""
        narrowest = ["product", "template", "category", "all"]
        found = [
            (narrowest.index(item.applied_on), -item.min_quantity, -place, item.price)
            for place, item in enumerate(self.items)
            if item.covers(product, quantity, day)
        ]
        return min(found)[-1] if found else None


class Amended:
    """Something whose terms are amended: the fields are as they were at first, each of
    ``amendments`` (first ship date, new values) changes some from a ship date on, or
    for all ship dates (None).
    """

    def on(self, day):
        """The same with its terms for a ship date; None: with the newest."""
        terms = {}
        for start, values in self.amendments:
            if start is None or day is None or day >= start:
                terms |= values
        return replace(self, **terms)


@dataclass(eq=False)
class ProgramLine(Amended):
    id: int
    applied_on: str = "all"
    target: int = 0
    sequence: int = 10
    credit_method: str = "net_price"
    authorized_price: Decimal = ZERO
    discount_percent: Decimal = ZERO
    unit_credit: Decimal = ZERO
    margin_percent: Decimal = ZERO
    agreed_book_price: Decimal = ZERO
    excluded: bool = False
    min_quantity: Decimal = ZERO
    max_quantity: Decimal = ZERO
    max_amount: Decimal = ZERO
    min_resale_price: Decimal = ZERO
    max_resale_price: Decimal = ZERO
    #: Whether it is part of the program.
    present: bool = True
    amendments: list = field(default_factory=list)


@dataclass(eq=False)
class Program(Amended):
    id: int
    code: str
    currency: Currency
    company: Company
    lines: list[ProgramLine] = field(default_factory=list)
    program_type: str = "blanket"
    state: str = "approved"
    distributors: list[Partner] = field(default_factory=list)
    end_customers: list[Partner] = field(default_factory=list)
    date_start: date | None = None
    date_end: date | None = None
    claim_window_days: int = 0
    into_stock_source: str = ""
    tolerance_percent: Decimal = ZERO
    tolerance_amount: Decimal = ZERO
    price_list: PriceList | None = None
    budget_amount: Decimal = ZERO
    minimum_line_amount: Decimal = ZERO
    combinable: bool = False
    amendments: list = field(default_factory=list)
    #: First ship date of each version after the first; None: for all ship dates.
    versions: list = field(default_factory=list)

    def version(self, day):
        """The number of the newest version that says something about a ship date; 0 of
        a program that was never approved.
        """
        if self.state in ("draft", "requested", "refused"):
            return 0
        numbers = [
            number
            for number, start in enumerate(self.versions, 2)
            if start is None or day is None or day >= start
        ]
        return max(numbers, default=1)

    def names_distributor(self, partner):
        return not self.distributors or partner.commercial.id in {
            p.commercial.id for p in self.distributors
        }

    def names_customer(self, partner):
        return partner is not None and partner.commercial.id in {
            p.commercial.id for p in self.end_customers
        }


def paid_beside(program, day):
    """The program, if it may pay for the same units as others do; else, and where a
    person paid without any program, None.
    """
    return program if program and program.on(day).combinable else None


@dataclass(eq=False)
class Rule:
    """How one check is taken: for some programs, some distributors, a company, or all.
    ``active`` False: not checked.
    """

    id: int
    code: str
    outcome: str
    active: bool = True
    sequence: int = 10
    company: Company | None = None
    programs: list[Program] = field(default_factory=list)
    distributors: list[Partner] = field(default_factory=list)
    #: Of an own rule: whether a validated line (``Case``) gets the finding.
    matches: Callable | None = field(default=None, repr=False)


@dataclass(eq=False)
class Line:
    """A claim line: as stated, as resolved when it was stored, and as decided."""

    id: int = 0
    sequence: int = 0
    transaction_type: str = SALE
    authorization_ref: str = ""
    product_ref: str = ""
    pos_document: str = ""
    pos_line_ref: str = ""
    origin_document: str = ""
    date_ship: date | None = None
    end_customer_name: str = ""
    quantity: Decimal = ZERO
    uom: Uom | None = None
    uom_ref: str = ""
    book_price: Decimal = ZERO
    authorized_price: Decimal = ZERO
    resale_price: Decimal = ZERO
    unit_credit: Decimal = ZERO
    amount_stated: Decimal = ZERO
    serials: list[str] = field(default_factory=list)
    resubmission_of: Line | None = None

    claim: Claim | None = field(default=None, repr=False)
    product: Product | None = None
    end_customer: Partner | None = None

    state: str = PENDING
    decision: str = "automatic"
    answered_on: date | None = None
    credited: bool = False
    verdict: object = field(default=None, repr=False)
    program: Program | None = field(default=None, repr=False)
    program_line: ProgramLine | None = field(default=None, repr=False)
    quantity_approved: Decimal = ZERO
    amount_approved: Decimal = ZERO
    amount_claimed: Decimal = ZERO
    #: What the line takes from its program, in the program's currency, fixed when
    #: decided.
    amount_program: Decimal = ZERO
    review_for_amount: bool = False
    #: Whether the goods were sold, whatever is paid for it.
    counts_as_sold: bool = False

    @property
    def settled(self):
        """Decided by a person or credited: no run validates it again."""
        return self.decision == "manual" or self.credited

    @property
    def stands(self):
        """Decided and not rejected; a check before validation decides nothing."""
        return self.claim.drawn and self.state not in (PENDING, REJECTED)

    @property
    def paid(self):
        """A sale money was approved for, which a return can take back."""
        return (
            self.transaction_type == SALE
            and self.stands
            and self.state in (APPROVED, ADJUSTED)
            and self.amount_approved > 0
        )

    def chain(self):
        """The line it replaces, the one that one replaced, and so on."""
        line, chain = self.resubmission_of, []
        while line is not None and line is not self and line not in chain:
            chain.append(line)
            line = line.resubmission_of
        return chain

    def serial_set(self):
        return {same_text(serial) for serial in self.serials if same_text(serial)}


@dataclass(eq=False)
class Claim:
    id: int
    company: Company
    partner: Partner
    currency: Currency
    filed: date
    basis: str = "stated"
    state: str = "draft"
    lines: list[Line] = field(default_factory=list)

    @property
    def drawn(self):
        """Whether its lines count: validated, and not taken back since."""
        return self.state not in ("draft", "submitted", "cancelled")


@dataclass(eq=False)
class World:
    """What the vendor knows.

    ``rate(company, currency, day)`` gives how many units of ``currency`` one unit of
    account is worth to the company that day. ``product_aliases`` and
    ``customer_aliases`` map (distributor id, text) to a product or a partner.
    """

    companies: list[Company]
    rate: Callable[[Company, Currency, date], Decimal]
    partners: list[Partner] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    programs: list[Program] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    product_aliases: dict = field(default_factory=dict)
    customer_aliases: dict = field(default_factory=dict)
    invoice_lines: list[InvoiceLine] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    pos_lines: list[PosLine] = field(default_factory=list)
    layer_uses: list[LayerUse] = field(default_factory=list)
    return_uses: list[ReturnUse] = field(default_factory=list)
    #: Currency of the products' sales prices; None: that of the first company.
    sales_currency: Currency | None = None

    def convert(self, price, source, target, company, day):
        """``price`` in another currency at the rate of ``day``, not rounded; None when
        there is no day to take a rate of.
        """
        if source.name == target.name or price is None:
            return price
        if day is None:
            return None
        return price * self.rate(company, target, day) / self.rate(company, source, day)

    def lines(self):
        return [line for claim in self.claims for line in claim.lines]
