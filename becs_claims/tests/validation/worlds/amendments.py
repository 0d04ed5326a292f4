"""Random amendments of programs."""

from datetime import date, timedelta

from ..reference.world import ZERO
from .chance import Chance

AMENDABLE = ("approved", "suspended", "closed")


class Amendments(Chance):
    """The part of a story that is about amendments."""

    def add_amendment(self):
        """New terms of a program for some ship dates, or for all."""
        rng = self.rng
        programs = [one for one in self.world.programs if one.state in AMENDABLE]
        if not programs:
            return ("nothing",)
        program = rng.choice(programs)
        day = rng.choice(
            [None, date(2025, 2, 15), date(2025, 3, 1), date(2025, 3, 1)]
            + [date(2025, 3, 8) + timedelta(days=rng.choice([0, 1, 2]))]
        )
        values, added = {}, []
        for _ in range(rng.choice([1, 1, 2, 3])):
            kind = self.pick("program", "program", "line", "line", "line", "there")
            if kind == "program":
                values.setdefault(program, {}).update(self.new_terms(program))
            elif kind == "line":
                line = rng.choice(program.lines)
                values.setdefault(line, {}).update(self.new_line_terms(program, line))
            elif self.maybe(50) and not added:
                added.append(self.program_line(program))
            else:
                line = rng.choice(program.lines)
                present = [one for one in program.lines if one.on(None).present]
                if present != [line]:
                    values.setdefault(line, {})["present"] = not line.on(None).present
        if not self.leaves_lines(program, values):
            return ("nothing",)
        return self.amend(program, day, values, added)

    def leaves_lines(self, program, values):
        return any(
            values.get(line, {}).get("present", line.on(None).present)
            for line in program.lines
        )

    def amend(self, program, day, values, added=()):
        values = {
            record: differing
            for record, new in values.items()
            for differing in [self.differing(record, day, new)]
            if differing
        }
        if not values and not added:
            return ("nothing",)
        for record, new in values.items():
            record.amendments.append((day, new))
        for line in added:
            if day:
                line.present = False
                line.amendments.append((day, {"present": True}))
            program.lines.append(line)
        program.versions.append(day)
        return "amend", program, day, values, list(added)

    def differing(self, record, day, new):
        """The new values, where one of them makes a difference for some ship date."""
        days = [start for start, _values in record.amendments if start]
        days = [None, day, *days, *(one - timedelta(days=1) for one in days)]
        if day is None:
            days.append(date.min)
        times = [
            record.on(one) for one in days if one is None or day is None or one >= day
        ]
        for terms in times:
            for name, value in new.items():
                if getattr(terms, name) != value:
                    return new
        return {}

    def new_terms(self, program):
        rng, catalogue = self.rng, self.catalogue
        customers = [catalogue.customers[:1], catalogue.customers[1:4]]
        customers += [catalogue.customers[-2:-1], catalogue.customers[-1:]]
        if not program.end_customers:
            customers.append([])
        return self.pick(
            {"tolerance_percent": self.number(0, 4, 25)},
            {"tolerance_amount": self.number(0, "0.5")},
            {"claim_window_days": self.pick(0, 30, 45)},
            {"into_stock_source": self.pick(*self.sources)},
            {"combinable": not program.on(None).combinable},
            {"minimum_line_amount": self.money(program.currency, self.number(0, 40))},
            {"price_list": rng.choice(catalogue.net_lists)},
            {"end_customers": rng.choice(customers)},
        )

    def new_line_terms(self, program, line):
        other = self.program_line(program)
        name = self.pick(
            *["authorized_price"] * 4,
            "credit_method",
            "discount_percent",
            "unit_credit",
            "margin_percent",
            "agreed_book_price",
            "min_quantity",
            "min_resale_price",
            "max_resale_price",
            "excluded",
        )
        if name == "authorized_price":
            price = line.on(None).authorized_price + self.number(1, "-1.5", -4)
            return {name: max(price, ZERO)}
        return {name: getattr(other, name)}
