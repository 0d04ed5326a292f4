"""Random claims: most lines nearly right, many of them clashing with others."""

from datetime import date, timedelta
from decimal import Decimal as D
from decimal import localcontext

from ..reference import Claim, Line, file_claim
from ..reference.caps import Ledger
from ..reference.price import Case
from ..reference.world import ADJUSTED, PRECISION, REJECTED, RETURN, REVIEW, ZERO
from .chance import Chance
from .goods import DAYS

#: What makes up a stated line.
SALE = (
    "transaction_type",
    "authorization_ref",
    "product_ref",
    "pos_document",
    "pos_line_ref",
    "origin_document",
    "date_ship",
    "end_customer_name",
    "quantity",
    "uom",
    "uom_ref",
    "book_price",
    "authorized_price",
    "resale_price",
    "unit_credit",
    "amount_stated",
    "serials",
)


class Claims(Chance):
    """The part of a story that is about claims and their lines."""

    def add_claim(self):
        rng, catalogue = self.rng, self.catalogue
        company = rng.choice([program.company for program in self.world.programs])
        claim = Claim(
            len(self.world.claims) + 1,
            company,
            rng.choice(catalogue.distributors[:3] + catalogue.distributors[:1]),
            rng.choice([company.currency] * 4 + catalogue.currencies),
            self.day - timedelta(days=rng.choice([0, 0, 3, 8])),
            basis=self.pick("stated", "stated", "calculated"),
        )
        for sequence in range(1, rng.choice([1, 2, 3, 4, 6]) + 1):
            self.append(claim, self.line(claim, sequence))
        file_claim(self.world, claim)
        return claim

    def append(self, claim, line):
        self.lines += 1
        line.id, line.claim = self.lines, claim
        claim.lines.append(line)

    def answer(self, line):
        """A claim of one line, sent again after the answer to ``line``."""
        old = line.claim
        claim = Claim(
            len(self.world.claims) + 1,
            old.company,
            old.partner,
            old.currency,
            self.day,
            basis=old.basis,
        )
        lines = [line, *line.chain()]
        source = next((other for other in lines if other.state == ADJUSTED), line)
        again = Line(sequence=1, **{name: getattr(source, name) for name in SALE})
        again.resubmission_of = line
        if source.state == ADJUSTED:
            self.claim_the_rest(source, again)
            if source is line and self.maybe(50):
                again.authorization_ref = "RW-NOPE"
        elif self.maybe(60):
            self.correct(claim, again)
        self.append(claim, again)
        file_claim(self.world, claim)
        return claim

    def claim_the_rest(self, line, again):
        """State what ``line`` did not get, or a little more."""
        again.unit_credit = again.book_price = ZERO
        rest = line.amount_claimed - line.amount_approved
        again.amount_stated = rest + self.sometimes(20, 1)

    def line(self, claim, sequence):
        earlier = [
            line
            for other in [*self.world.claims, claim]
            for line in other.lines
            if line.claim.company is claim.company
            and line.claim.partner.commercial is claim.partner.commercial
        ]
        if earlier and self.maybe(25):
            return self.repeated(claim, self.rng.choice(earlier), sequence)
        if self.maybe(30 if any(line.paid for line in earlier) else 4):
            return self.brought_back(claim, earlier, sequence)
        return self.fresh(claim, sequence)

    def brought_back(self, claim, earlier, sequence):
        """A return of an earlier sale, or of one nobody knows."""
        paid = [line for line in earlier if line.paid]
        sold = self.rng.choice(paid or earlier or [self.fresh(claim, sequence)])
        self.documents += 1
        customers = [line for line in paid if line.end_customer or line.serials]
        names_sale = self.maybe(60)
        if customers and not names_sale:
            sold = self.rng.choice(customers)
        line = Line(
            sequence=sequence,
            transaction_type=RETURN,
            authorization_ref=self.pick("", "", sold.authorization_ref),
            product_ref=sold.product_ref,
            pos_document=self.pick(f"RET{self.documents}", "RET"),
            origin_document=self.sloppy(sold.pos_document) if names_sale else "",
            date_ship=sold.date_ship,
            end_customer_name=sold.end_customer_name,
            quantity=sold.quantity * self.number(1, 1, "0.5", "0.25", "1.5"),
            uom=sold.uom,
            serials=sold.serials[: self.pick(2, 1)] if self.maybe(80) else [],
        )
        if line.date_ship:
            later = line.date_ship + timedelta(days=self.pick(0, 1, 5, 40))
            line.date_ship = later if self.maybe(10) else min(later, claim.filed)
        if self.maybe(70):
            amount = sold.amount_approved or D(20)
            line.amount_stated = -abs(
                claim.currency.round(amount * self.number(1, "0.5", "0.25", 2))
            )
        return line

    def fresh(self, claim, sequence):
        """A line that means to be right, with a defect now and then."""
        rng, catalogue = self.rng, self.catalogue
        programs = [
            program
            for program in self.world.programs
            if program.company is claim.company
        ]
        likely = [
            program for program in programs if program.names_distributor(claim.partner)
        ]
        program = rng.choice((likely if self.maybe(95) else None) or programs or [None])
        product = self.product_for(program)
        names = [
            product.code,
            f" {product.code.lower()} ",
            product.barcode or product.code,
        ]
        customers = program.end_customers if program else []
        customer = rng.choice(customers or [*catalogue.customers, None])
        self.documents += 1
        line = Line(
            sequence=sequence,
            authorization_ref=self.stated_number(program),
            product_ref=rng.choice(names)
            if self.maybe(95)
            else self.pick(
                "mine-1", "mine-1", "RW-200A", "RW-AMB", "RW-NO", "RW-OLD", "RW-?", ""
            ),
            pos_document=f"DOC{self.documents}" if self.maybe(99) else "",
            pos_line_ref=self.pick("", "", "1", "2"),
            date_ship=self.ship_date(claim, program),
            end_customer_name=self.name_of(customer),
            quantity=self.number(1, 2, 3, 3, 5, 7, 10, 12, "2.5")
            if self.maybe(99)
            else ZERO,
            uom=catalogue.uoms[self.pick(*["piece"] * 3, *["dozen"] * 5, "kilo")]
            if self.maybe(12)
            else None,
            serials=[f"S{rng.randint(1, 6)}" for _ in range(rng.randint(1, 2))]
            if self.maybe(15)
            else [],
        )
        if line.uom is catalogue.uoms["piece"] and self.maybe(70):
            line.quantity = self.number(12, 24, 36, 4, 4, 8, 1)
        if self.maybe(1):
            line.uom, line.uom_ref = None, "RW-UNIT"
        self.state_money(claim, line)
        return line

    def stated_number(self, program):
        if self.maybe(22):
            return self.pick("", "", "", "", "", " ", "RW-NOPE")
        return self.sloppy(program.code) if program else ""

    def ship_date(self, claim, program):
        """A day the program covers, mostly."""
        first, last = date(2025, 1, 20), claim.filed
        if program and self.maybe(93):
            first, last = (
                max(first, program.date_start),
                min(last, program.date_end or last),
            )
            if program.claim_window_days and self.maybe(90):
                first = min(
                    max(first, claim.filed - timedelta(days=program.claim_window_days)),
                    last,
                )
        elif self.maybe(20):
            return (
                None
                if self.maybe(30)
                else claim.filed + timedelta(days=self.pick(0, 1, 1))
            )
        met = [day for day in DAYS if first <= day <= last]
        if met and self.maybe(40):
            return self.rng.choice(met)
        day = first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))
        return self.pick(first, last, day, day, day, day)

    def repeated(self, claim, line, sequence):
        """The same sale again, in one of the ways this happens."""
        again = Line(sequence=sequence, **{name: getattr(line, name) for name in SALE})
        if line.transaction_type == RETURN:
            return again
        kinds = ["the same", "changed", "changed", "other program", "other program"]
        if line.claim is not claim and line.claim.state not in ("draft", "cancelled"):
            kinds += {
                REJECTED: ["corrected"] * 5,
                ADJUSTED: ["the rest"] * 5,
                REVIEW: ["sent again"],
            }.get(line.state, [])
        kind = self.rng.choice(kinds)
        if kind == "changed":
            self.change(claim, again)
        elif kind == "other program":
            program = self.other_program(claim, line)
            if program:
                again.authorization_ref = self.sloppy(program.code)
                self.state_money(claim, again)
        elif kind != "the same":
            again.resubmission_of = line
            if kind == "corrected":
                self.correct(claim, again)
            elif kind == "the rest" and self.maybe(80):
                self.claim_the_rest(line, again)
        return again

    def change(self, claim, line):
        """Change something of a sale stated before."""
        if self.maybe(35):
            line.quantity = self.number(1, 4, 10)
            self.state_money(claim, line)
        if self.maybe(20) and line.date_ship:
            line.date_ship -= timedelta(days=1)
        if self.maybe(20):
            line.pos_document = line.pos_document.lower() + " "
        if self.maybe(35):
            line.serials = [f"S{self.rng.randint(1, 6)}"]

    def other_program(self, claim, line):
        """Another program for the sale, one that may be combined if there is one."""
        others = [
            program
            for program in self.world.programs
            if program.company is claim.company and program is not line.program
        ]
        combinable = [program for program in others if program.combinable]
        return self.rng.choice(combinable or others) if others else None

    def correct(self, claim, line):
        """Put right what a rejected line may have had wrong."""
        paying = [
            program
            for program in self.world.programs
            if program.company is claim.company and program.state == "approved"
        ]
        program = self.rng.choice(paying) if paying else None
        line.authorization_ref = program.code if program else ""
        line.product_ref = self.product_for(program).code
        line.date_ship = line.date_ship or self.ship_date(claim, program)
        line.quantity = line.quantity or self.number(1, 3)
        line.pos_document = line.pos_document or "DOC"
        line.uom = None
        line.uom_ref = ""
        self.state_money(claim, line)

    def product_for(self, program):
        """A product that some line of the program covers."""
        products = self.products
        if program and self.maybe(95):
            targets = {
                (line.applied_on, line.target)
                for line in program.lines
                if not line.excluded
            }
            covered = [
                product
                for product in products
                if targets
                & {
                    ("product", product.id),
                    ("template", product.template),
                    ("all", 0),
                    *(
                        ("category", category.id)
                        for category in product.category.path()
                    ),
                }
            ]
            products = covered or products
        return self.rng.choice(products)

    def sloppy(self, text):
        return self.pick(text, text, f" {text.upper()}", text.lower())

    def name_of(self, customer):
        if customer is None or self.maybe(15):
            return self.pick("", "RW Nobody", "our best", "RW Twin")
        return self.pick(
            customer.name,
            customer.name.upper() + " ",
            customer.ref or customer.name,
            customer.vat or customer.name,
        )

    def state_money(self, claim, line):
        """State prices and amounts around what the program gives for the line."""
        line.book_price = line.authorized_price = line.resale_price = (
            line.unit_credit
        ) = line.amount_stated = ZERO
        with localcontext() as context:
            context.prec = PRECISION
            case = self.preview(claim, line)
            factor = (
                case.line.uom.factor / case.line.product.uom.factor
                if line.uom and case.line.product
                else D(1)
            )
            usual = D(100) * self.worth[claim.currency.name]
            book = case.into_stock or usual
            if self.maybe(60):
                line.book_price = plain(
                    book * factor * self.number(1, 1, 1, "1.05", "1.3", "0.97")
                )
            if self.maybe(55):
                line.resale_price = plain(
                    book * factor * self.number("0.85", 1, "1.08", "1.4")
                )
            case = self.preview(claim, line)
            if case.authorized is not None and self.maybe(40):
                line.authorized_price = plain(
                    case.authorized * factor * self.number(1, 1, 1, "0.9", "1.02")
                )
            unit = case.unit_credit if case.unit_credit is not None else usual / 5
            if case.allowance and self.maybe(40):
                unit += case.allowance * self.number(1, "0.5", "1.01")
            unit = plain(
                unit
                * factor
                * self.number(
                    1,
                    1,
                    1,
                    1,
                    1,
                    "0.75",
                    "1.0005",
                    "1.5",
                    "-1" if self.maybe(10) else 1,
                )
            )
            if (
                self.maybe(15)
                and claim.basis == "stated"
                or self.maybe(60)
                and claim.basis == "calculated"
            ):
                return
            if self.maybe(60):
                line.unit_credit = unit
            if self.maybe(70):
                amount = claim.currency.round(line.quantity * unit)
                amount += claim.currency.rounding * self.number(
                    0, 0, 0, 0, 1, 2, -1, -1
                )
                line.amount_stated = amount

    def preview(self, claim, line):
        """The line as the program sees it, before it states its money."""
        line.claim, line.product, line.end_customer = claim, None, None
        look = type(claim)(
            0, claim.company, claim.partner, claim.currency, claim.filed, claim.basis
        )
        look.lines = [line]
        kept = self.world.claims
        self.world.claims = []
        file_claim(self.world, look)
        self.world.claims = kept
        line.claim = claim
        return Case(self.world, line, Ledger()).price()


def plain(price):
    """At most six decimals, as a spreadsheet would state it."""
    return D(str(round(price, 6))).normalize() + ZERO
