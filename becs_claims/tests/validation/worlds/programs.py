"""Random programs and rules, and changes to them."""

from datetime import date
from decimal import Decimal as D

from ..reference import Program, ProgramLine, Rule
from ..reference.checks import DEFAULT_OUTCOMES
from ..reference.world import ZERO
from .chance import Chance

METHODS = ["net_price"] * 4 + ["percent", "fixed", "pricelist", "margin"]

#: Checks that many lines fail, so that a rule for them shows.
FREQUENT = [
    "product_not_authorized",
    "end_customer_not_authorized",
    "duplicate_line",
    "book_price_unknown",
    "book_price_mismatch",
    "no_credit_due",
    "unit_credit_mismatch",
    "below_minimum_amount",
    "budget_exceeded",
    "authorization_exhausted",
    "authorization_held",
    "over_review_amount",
]

#: Own rules: name, domain and what it means. Thresholds are no values that come about.
OWN_RULES = [
    (
        "own_quantity",
        [("quantity", ">", 5)],
        lambda case: case.line.quantity > 5,
    ),
    (
        "own_credit",
        [("unit_credit_calculated", ">=", 20.0013)],
        lambda case: (case.unit_credit or ZERO) >= D("20.0013"),
    ),
    (
        "own_no_price",
        [("into_stock_price", "=", 0)],
        lambda case: not case.into_stock,
    ),
    (
        "own_amount",
        [("amount_claimed", ">", 90.5), ("amount_calculated", ">", 0)],
        lambda case: case.claims > D("90.5") and (case.calculated or ZERO) > 0,
    ),
    (
        "own_customer",
        ["|", ("end_customer_id", "=", False), ("pos_line_ref", "=", "1")],
        lambda case: case.line.end_customer is None or case.line.pos_line_ref == "1",
    ),
    (
        "own_day",
        [("date_ship", ">=", "2025-03-01"), ("program_id", "!=", False)],
        lambda case: (
            case.line.date_ship is not None
            and case.line.date_ship >= date(2025, 3, 1)
            and case.program is not None
        ),
    ),
]


#: Terms that are changed by amendments once there was one.
BY_DATE = ("combinable", "tolerance_percent", "authorized_price")


def own_domain(name):
    return next(domain for other, domain, _matches in OWN_RULES if other == name)


class Programs(Chance):
    """The part of a story that is about programs."""

    def add_program(self):
        rng, catalogue = self.rng, self.catalogue
        number = len(self.world.programs) + 1
        company = rng.choice([catalogue.companies[0]] * 6 + [catalogue.companies[1]])
        currency = rng.choice([company.currency] * 5 + catalogue.currencies)
        program = Program(
            number,
            rng.choice([f"RW-{number}", f"rw-x{number}"]),
            currency,
            company,
            state=self.pick(
                *["approved"] * 25,
                "suspended",
                "suspended",
                "draft",
                "requested",
                "refused",
                "closed",
                "closed",
            ),
            distributors=rng.choice(
                [[], [], [], catalogue.distributors[:1], catalogue.distributors[1:3]]
            ),
            end_customers=rng.choice(
                [[], [], [], catalogue.customers[:1], catalogue.customers[1:4]]
            ),
            date_start=rng.choice([date(2025, 1, 1)] * 4 + [date(2025, 2, 20)]),
            date_end=rng.choice([None, None, date(2025, 3, 31), date(2025, 3, 10)]),
            claim_window_days=self.pick(0, 0, 0, 30, 45, 60),
            into_stock_source=self.pick(*self.sources),
            tolerance_percent=self.sometimes(30, 4, 10, 25),
            tolerance_amount=self.sometimes(20, "0.5", "2.25"),
            price_list=rng.choice(catalogue.net_lists),
            budget_amount=self.money(
                currency, self.sometimes(35, 50, 200, "333.35", 900)
            ),
            minimum_line_amount=self.money(currency, self.sometimes(20, 15, 60)),
            combinable=self.maybe(60),
        )
        if program.state == "closed" and program.date_end is None:
            program.date_end = date(2025, 3, 10)
        if program.end_customers:
            program.program_type = "bid"
        for _ in range(rng.choice([1, 1, 2, 3])):
            program.lines.append(self.program_line(program))
        self.world.programs.append(program)
        return "program", program

    def money(self, currency, amount):
        """About the same amount in a currency, in its units."""
        factor = self.worth[currency.name]
        return (amount * factor).quantize(D(1)) if currency.rounding == 1 else amount

    def program_line(self, program):
        rng, catalogue = self.rng, self.catalogue
        applied_on = self.pick(
            "product", "product", "template", "category", "category", "all"
        )
        product = rng.choice(self.products)
        price = catalogue.price[product]
        target = {
            "product": product.id,
            "template": product.template,
            "category": rng.choice(product.category.path()).id,
            "all": 0,
        }[applied_on]
        factor = self.worth[program.currency.name]
        net = (
            price * factor * self.number(*["0.8", "0.75", "0.633", "0.333"] * 4, "1.1")
        )
        self.program_lines += 1
        return ProgramLine(
            self.program_lines,
            applied_on,
            target,
            sequence=self.pick(10, 10, 5, 20),
            credit_method=rng.choice(METHODS),
            authorized_price=net,
            discount_percent=self.number("12.5", 20, "33.33"),
            unit_credit=price * factor * self.number("0.2", "0.125", "0.0375"),
            margin_percent=self.number(15, "12.5"),
            agreed_book_price=price * factor if self.maybe(94) else ZERO,
            excluded=self.maybe(5),
            min_quantity=self.sometimes(15, 2, 3, 10),
            max_quantity=self.sometimes(35, 1, 5, 12, "20.5", 40),
            max_amount=self.money(
                program.currency, self.sometimes(25, 60, 250, "99.95")
            ),
            min_resale_price=price * factor * self.sometimes(20, "0.9", "1.1"),
            max_resale_price=price * factor * self.sometimes(20, "1.05", "1.3"),
        )

    def change_program(self):
        program = self.rng.choice(self.world.programs)
        line = self.rng.choice(program.lines)
        newest = line.on(None)
        record, name, value = self.pick(
            (
                program,
                "budget_amount",
                self.money(program.currency, self.number(0, 100, 400)),
            ),
            (program, "combinable", not program.on(None).combinable),
            (program, "state", self.pick("approved", "suspended")),
            (program, "tolerance_percent", self.number(0, 10)),
            (line, "max_quantity", self.number(0, 8, 30)),
            (
                line,
                "authorized_price",
                max(newest.authorized_price + self.number(1, "-1.5"), ZERO),
            ),
            (line, "max_amount", self.money(program.currency, self.number(0, 120))),
        )
        if program.versions and name in BY_DATE:
            return self.amend(program, None, {record: {name: value}})
        setattr(record, name, value)
        return "change", record, name

    def add_rule(self):
        if self.maybe(25):
            return self.add_own_rule()
        world = self.world
        code = self.rng.choice(FREQUENT if self.maybe(60) else list(DEFAULT_OUTCOMES))
        if world.rules and self.maybe(60):
            code = self.rng.choice(world.rules).code
        scope = self.pick("default", "company", "distributor", "program", "both")
        if any(rule.code == code and rule.matches for rule in world.rules):
            return ("nothing",)
        outcome = self.pick("reject", "adjust", "review", "note", "note")
        rule = Rule(
            len(world.rules) + 1,
            code,
            outcome,
            active=not self.maybe(20),
            sequence=self.pick(5, 10),
        )
        if scope == "default":
            if any(
                r.code == code and not (r.company or r.programs or r.distributors)
                for r in world.rules
            ):
                return ("nothing",)
        if scope == "company":
            rule.company = self.rng.choice(world.companies)
        if scope in ("distributor", "both"):
            rule.distributors = [self.rng.choice(self.catalogue.distributors)]
        if scope in ("program", "both"):
            rule.programs = [self.rng.choice(world.programs)]
        world.rules.append(rule)
        return "rule", rule

    def add_own_rule(self):
        name, _domain, matches = self.pick(*OWN_RULES)
        if any(rule.code == name for rule in self.world.rules):
            return ("nothing",)
        rule = Rule(
            len(self.world.rules) + 1,
            name,
            self.pick("note", "review", "reject", "adjust"),
            sequence=self.pick(5, 10),
            company=self.rng.choice(self.world.companies),
            matches=matches,
        )
        if self.maybe(30):
            rule.programs = [self.rng.choice(self.world.programs)]
        if self.maybe(30):
            rule.distributors = [self.rng.choice(self.catalogue.distributors)]
        self.world.rules.append(rule)
        return "rule", rule
