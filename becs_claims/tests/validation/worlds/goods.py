"""Random purchases, corrections and reports of distributors: few products on few days,
so that they meet with what is claimed.
"""

from datetime import date
from decimal import Decimal

from ..reference import Adjustment, InvoiceLine, PosLine
from ..reference.goods import CORRECTION, OPENING, PRICE
from ..reference.world import RETURN, ZERO
from .chance import Chance

#: Days on which things happen, in the order in which a shrunk story prefers them.
DAYS = [
    date(2025, 2, 10),
    date(2025, 1, 25),
    date(2025, 3, 1),
    date(2025, 3, 10),
    date(2025, 2, 20),
    date(2024, 12, 31),
    date(2025, 3, 15),
    date(2024, 3, 10),
]
EARLY = [date(2024, 12, 31), date(2025, 1, 10), date(2025, 1, 25)]


class Goods(Chance):
    """The part of a story that is about what distributors bought and reported."""

    def set_up_distributors(self):
        """Whose sales are reported, whose stock is validated, who buys for whom."""
        north, _branch, south, east = self.catalogue.distributors
        for partner in (north, south, east):
            partner.pos_since = partner.stock_since = partner.buyer = None
        if not self.has_goods:
            return
        for partner in (north, south):
            if self.maybe(self.reporting):
                partner.pos_since = self.pick(
                    date(2025, 1, 1), date(2025, 2, 10), date(2025, 3, 1)
                )
            if self.maybe(50):
                partner.stock_since = self.pick(date(2025, 1, 1), date(2025, 2, 20))
        if self.maybe(25):
            south.buyer = self.pick(north, east, self.catalogue.distributors[1])
        for partner in (north, south):
            yield "distributor", partner

    def stock_up(self):
        """What was bought and recorded up to now."""
        records = []
        companies = {
            program.company.id: program.company for program in self.world.programs
        }
        north, _branch, south, _east = self.catalogue.distributors
        for company in companies.values():
            for product in self.products[:3]:
                for partner in (north, south):
                    who, early = (company, partner, product), self.pick(*EARLY)
                    if self.maybe(75):
                        records.append(self.purchase(who, early))
                    if self.maybe(30):
                        records.append(self.adjustment(OPENING, who, early))
        for _ in range(self.pick(1, 0, 2, 4)):
            records.append(self.purchase())
        for _ in range(self.pick(0, 1, 2, 3)):
            records.append(self.adjustment())
        return "goods", [record for record in records if record]

    def restock(self):
        """Something more is bought, sent back or corrected."""
        kinds = [self.purchase, self.adjustment, self.purchase]
        records = [self.rng.choice(kinds)() for _ in range(self.pick(1, 2))]
        return "goods", [record for record in records if record]

    def _who(self):
        distributors = self.catalogue.distributors
        claimed = [program.company for program in self.world.programs]
        return (
            self.rng.choice(claimed),
            self.pick(*distributors[:1] * 4, *distributors[1:]),
            self.rng.choice(self.products),
        )

    def _price(self, product, currency):
        factor = self.number("1", "0.9", "1.1", "0.987", "1.3")
        price = self.catalogue.price[product] * factor * self.worth[currency.name]
        return currency.round(price)

    def purchase(self, who=None, day=None):
        company, partner, product = who or self._who()
        currency = self.rng.choice([company.currency] * 4 + self.catalogue.currencies)
        back = day is None and self.maybe(20)
        quantity = self.number(5, 3, 8, 12, 20, "2.5")
        price = self._price(product, currency)
        line = InvoiceLine(
            len(self.world.invoice_lines) + 1,
            company,
            partner,
            product,
            day or self.pick(*DAYS),
            quantity,
            # an invoice rounds what its lines come to
            currency.round(price * quantity) / quantity,
            currency,
            returned=back,
        )
        self.world.invoice_lines.append(line)
        return line

    def adjustment(self, kind=None, who=None, day=None):
        company, partner, product = who or self._who()
        kind = kind or self.pick(PRICE, CORRECTION, PRICE, OPENING)
        currency = self.rng.choice([company.currency] * 4 + self.catalogue.currencies)
        quantity = self.number(5, 1, 3, 10, 20)
        price = self._price(product, currency)
        if kind == PRICE:
            price = currency.round(price * self.number("0.1", "0.05", "0.7"))
        elif self.maybe(30):
            price = ZERO
        if kind == CORRECTION and self.maybe(50):
            quantity = -quantity
        row = Adjustment(
            len(self.world.adjustments) + 1,
            company,
            partner,
            product,
            day or self.pick(*DAYS),
            kind,
            quantity,
            price,
            currency,
        )
        self.world.adjustments.append(row)
        return row

    def report(self, lines):
        """What a distributor reports of some of its claimed sales, or of others."""
        rows = []
        for line in lines:
            known = line.product and line.date_ship and line.pos_document.strip()
            if line.transaction_type == RETURN or not known or self.maybe(15):
                continue
            rows += self._rows(line)
        return "goods", rows

    def _rows(self, line):
        """One sale as reported: mostly as claimed, in one row or two."""
        quantity = line.quantity * (
            line.uom.factor / line.product.uom.factor
            if line.uom and line.uom.kind == line.product.uom.kind
            else 1
        )
        quantity = quantity or self.number(1, 2)
        quantity *= self.number(1, 1, 1, 1, 2, "0.5")
        refs = self.pick(
            (line.pos_line_ref,), (line.pos_line_ref,), ("",), ("1", "2"), ("1", "")
        )
        parts = [quantity] if len(refs) == 1 else [quantity / 4, quantity * 3 / 4]
        rows = [
            self._row(line, ref, part) for ref, part in zip(refs, parts, strict=True)
        ]
        if self.maybe(15):
            back = self._row(line, self.pick("", "1", refs[0]), -quantity / 2)
            rows.append(back)
        return [row for row in rows if row]

    def _row(self, line, ref, quantity):
        key = (
            line.claim.company.id,
            line.claim.partner.commercial.id,
            line.pos_document.strip().lower(),
            ref,
            line.product.id,
        )
        if ref and key in self.reported:
            return None
        self.reported.add(key)
        currency = self.pick(
            line.claim.currency, line.claim.currency, *(self.catalogue.currencies)
        )
        resale = ZERO
        if self.maybe(70):
            resale = line.resale_price or self._price(line.product, currency)
        row = PosLine(
            len(self.world.pos_lines) + 1,
            line.claim.company,
            line.claim.partner,
            line.product,
            self.sloppy(line.pos_document),
            line.date_ship if self.maybe(85) else self.pick(*DAYS),
            Decimal(repr(float(quantity))),  # rows are typed, not worked out
            currency,
            line_ref=ref,
            resale_price=resale,
        )
        self.world.pos_lines.append(row)
        return row
