"""What one line states, and what its program makes of it, per unit of the product and
in the claim's currency.

None means "cannot be said": not stated, no price known, no rate because there is no
ship date.
"""

from .findings import Finding
from .resolve import (
    find_program,
    find_program_line,
    quantity_of,
    stated_program,
    unit_factor,
)
from .world import HUNDRED, ONE, RETURN, ZERO, above

#: Methods that credit the distance from the into-stock price down to an authorized
#: price.
DIFFERENCE_METHODS = ("net_price", "pricelist", "margin")

#: Sources that look at what the distributor bought.
LAYER_SOURCES = ("fifo", "average")


class Case:
    """A line in validation: what it states, its program, its prices, what was found."""

    def __init__(self, world, line, ledger):
        self.world, self.line, self.claim = world, line, line.claim
        self.currency, self.company = self.claim.currency, self.claim.company
        self.is_return = line.transaction_type == RETURN
        self.findings = []
        self._read_statement()
        self._find_program(ledger)
        self.into_stock = self.authorized = self.unit_credit = self.allowance = (
            self.unit_credit_approved
        ) = None
        self.calculated = self.claims = None
        #: What it asks for before its price is known; None: for all there is.
        self.asks = self._stated_claims()
        if self.asks is None and self.claim.basis == "stated":
            self.asks = ZERO
        #: Whether it is compared with reports, and the rows it is matched with.
        self.compared, self.reported_rows = False, []
        self.return_uses, self.covered = [], ZERO
        self.verdict = None

    def note(self, code, outcome, claimed=None, expected=None):
        self.findings.append(Finding(code, outcome, claimed, expected))

    def price(self, layer_price=None):
        """Work out prices and amounts; ``layer_price`` is what its units cost by the
        distributor's purchases, in the claim's currency.
        """
        self.layer_price = layer_price
        if self.program and self.line.product and self.convertible():
            self.into_stock = self._into_stock_price()
            if self.program_line is not None:
                self._price()
        self.calculated = self._calculated()
        self.claims = self._claims()
        return self

    @property
    def source(self):
        """Where its into-stock price comes from."""
        if self.program is None:
            return None
        return self.terms.into_stock_source or self.company.into_stock_source

    # -- what the line states

    def _read_statement(self):
        line = self.line
        factor = unit_factor(line)
        self.unit_convertible = factor is not None
        self.quantity = quantity_of(line)
        #: Per unit as stated, whatever that unit is.
        self.stated_unit_raw = self._stated_unit_raw()
        per_unit = lambda price: price / factor if price and factor else None  # noqa: E731
        self.book = per_unit(line.book_price)
        self.stated_authorized = per_unit(line.authorized_price)
        self.resale = per_unit(line.resale_price)
        self.stated_unit = None
        if self.stated_unit_raw is not None and factor:
            self.stated_unit = self.stated_unit_raw / factor

    def _stated_unit_raw(self):
        line = self.line
        if line.unit_credit:
            return line.unit_credit
        if line.amount_stated and line.quantity:
            return line.amount_stated / line.quantity
        if line.book_price and line.authorized_price:
            return line.book_price - line.authorized_price
        return None

    def _stated_claims(self):
        """What the line asks for by what it states; a return asks to give back."""
        line = self.line
        if line.amount_stated:
            claims = line.amount_stated
        elif self.stated_unit_raw is not None:
            claims = self.currency.round(line.quantity * self.stated_unit_raw)
        else:
            return None
        return -abs(claims) if self.is_return else claims

    def _claims(self):
        claims = self._stated_claims()
        if claims is None and self.claim.basis == "calculated":
            claims = self.calculated
        return claims or ZERO

    # -- its program

    def _find_program(self, ledger):
        line = self.line
        self.program = self.program_line = None
        if line.authorization_ref.strip():
            self.program = stated_program(self.world, line)
        elif not self.is_return:
            self.program = find_program(self.world, line, self.quantity, ledger)
        if self.program and line.product and not self.is_return:
            self.program_line = find_program_line(
                self.program, line.product, self.quantity, line.date_ship
            )
        #: What they say for the ship date.
        self.terms = self.program and self.program.on(line.date_ship)
        self.line_terms = self.program_line and self.program_line.on(line.date_ship)

    # -- its prices

    def convertible(self):
        """Whether the program's prices can be said in the claim's currency."""
        one = self.convert(ONE, self.program.currency, self.currency)
        return one is not None and not self.is_return

    def from_program(self, price):
        """A price or amount of the program, in the claim's currency; 0 means none is
        set.
        """
        if not price:
            return None
        return self.convert(price, self.program.currency, self.currency)

    def convert(self, price, source, target):
        return self.world.convert(
            price, source, target, self.company, self.line.date_ship
        )

    def _price(self):
        method = self.line_terms.credit_method
        if method in DIFFERENCE_METHODS:
            self.authorized = self._authorized_price(method)
            if self.into_stock is not None and self.authorized is not None:
                self.unit_credit = max(self.into_stock - self.authorized, ZERO)
        elif method == "percent":
            if self.into_stock is not None:
                self.unit_credit = (
                    self.into_stock * self.line_terms.discount_percent / HUNDRED
                )
        elif method == "fixed":
            self.unit_credit = self.convert(
                self.line_terms.unit_credit, self.program.currency, self.currency
            )
        if self.unit_credit is not None:
            most = self.unit_credit + self.tolerance_on(self.unit_credit)
            before = self._credited_before()
            self.unit_credit = max(self.unit_credit - before, ZERO)
            self.allowance = max(most - before, ZERO) - self.unit_credit
            self.unit_credit_approved = self._unit_credit_approved()

    def _credited_before(self):
        """What the units of a line sent again were paid before, per unit."""
        paid = [line for line in self.line.chain() if line.paid]
        stated = max((quantity_of(line) or ZERO for line in paid), default=ZERO)
        if not stated or not self.quantity:
            return ZERO
        units = min(sum(line.quantity_approved for line in paid) or stated, stated)
        amount = sum(
            self.convert(line.amount_approved, line.claim.currency, self.currency)
            for line in paid
        )
        again = max(min(self.quantity, units + self.quantity - stated), ZERO)
        return amount * again / (units * self.quantity)

    def _into_stock_price(self):
        source = self.source
        stated = self.line_terms.agreed_book_price if self.program_line else ZERO
        agreed = self.from_program(stated)
        if source == "agreed":
            return agreed
        if source == "claimed":
            if stated and self.book is not None:
                return None if agreed is None else min(self.book, agreed)
            return self.book
        if source == "price_list":
            return self._list_price()
        if source in LAYER_SOURCES:
            return self.layer_price
        raise ValueError(source)

    def _list_price(self):
        """What the distributor would be invoiced for one unit: its price list's price,
        else the sales price.
        """
        price_list, day = self.claim.partner.commercial.price_list, self.line.date_ship
        if price_list is None or day is None:
            return None
        price = price_list.rule_price(self.line.product, ONE, day)
        if price is not None:
            return self.convert(price, price_list.currency, self.currency) or None
        sales_currency = self.world.sales_currency or self.world.companies[0].currency
        return (
            self.convert(self.line.product.list_price, sales_currency, self.currency)
            or None
        )

    def _authorized_price(self, method):
        if method == "net_price":
            return self.convert(
                self.line_terms.authorized_price, self.program.currency, self.currency
            )
        if method == "pricelist":
            price_list, day = self.terms.price_list, self.line.date_ship
            if price_list is None or day is None or self.quantity is None:
                return None
            price = price_list.rule_price(self.line.product, self.quantity, day)
            return self.convert(price, price_list.currency, self.currency)
        if self.resale is None:
            return None
        lowest = self.from_program(self.line_terms.min_resale_price)
        if self.line_terms.min_resale_price and lowest is None:
            return None
        return max(self.resale, lowest or ZERO) * (
            ONE - self.line_terms.margin_percent / HUNDRED
        )

    def tolerance_on(self, price):
        """How far a stated price may lie off: the larger of the two tolerances."""
        fixed = self.from_program(self.terms.tolerance_amount) or ZERO
        return max(fixed, price * self.terms.tolerance_percent / HUNDRED)

    def _unit_credit_approved(self):
        if self.stated_unit is None or above(
            self.stated_unit, self.unit_credit + self.allowance
        ):
            return self.unit_credit
        return self.stated_unit

    # -- its amounts

    @property
    def priced(self):
        return self.unit_credit is not None and self.quantity is not None

    def _calculated(self):
        return (
            self.currency.round(self.quantity * self.unit_credit)
            if self.priced
            else None
        )

    def worth(self, quantity):
        """What is paid when ``quantity`` units stand and no amount is short."""
        amount = self.currency.round(quantity * self.unit_credit_approved)
        if (
            quantity == self.quantity
            and amount < self.claims <= amount + self.currency.rounding
        ):
            return max(self.claims, ZERO)
        return max(min(amount, self.claims), ZERO)
