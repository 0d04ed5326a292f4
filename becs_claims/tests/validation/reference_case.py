"""A small world for tests of the plain Python reference."""

import unittest
from datetime import date
from decimal import Decimal

from .reference import (
    Adjustment,
    Category,
    Claim,
    Company,
    Currency,
    InvoiceLine,
    Line,
    Partner,
    PosLine,
    Product,
    Program,
    ProgramLine,
    Uom,
    World,
    file_claim,
    record,
    validate,
)

D = Decimal
EUR, USD, JPY = Currency("EUR"), Currency("USD"), Currency("JPY", D(1))
#: Units of the currency per euro.
RATES = {"EUR": D(1), "USD": D("1.25"), "JPY": D(160)}


class ReferenceCase(unittest.TestCase):
    """One distributor, one product, one program: agreed book 100, net 80, euros, no
    tolerance.
    """

    def setUp(self):
        super().setUp()
        self.company = Company(1, EUR)
        self.pieces, self.dozen = Uom(1, "unit", D(1)), Uom(2, "unit", D(12))
        self.hardware = Category(1)
        self.screws = Category(2, self.hardware)
        self.product = Product(1, 1, self.screws, self.pieces, code="P1")
        self.other_product = Product(2, 2, self.screws, self.pieces, code="P2")
        self.distributor, self.rival = Partner(1, "Dist"), Partner(2, "Rival")
        self.customer = Partner(3, "Acme")
        self.world = World(
            [self.company],
            rate=lambda company, currency, day: RATES[currency.name],
            partners=[self.distributor, self.rival, self.customer],
            products=[self.product, self.other_product],
        )
        self.line = ProgramLine(1, agreed_book_price=D(100), authorized_price=D(80))
        self.program = self.add_program("A", self.line)

    def add_program(self, code, *lines, **values):
        program = Program(
            len(self.world.programs) + 1, code, EUR, self.company, list(lines), **values
        )
        self.world.programs.append(program)
        return program

    def claim(self, *lines, partner=None, **values):
        """File a claim; what lines state beside 10 pieces on program A."""
        number = len(self.world.claims) + 1
        values = {
            "currency": EUR,
            "filed": date(2025, 4, 1),
            "state": "submitted",
            **values,
        }
        claim = Claim(number, self.company, partner or self.distributor, **values)
        for sequence, stated in enumerate(lines, 1):
            stated = {
                "authorization_ref": "A",
                "product_ref": "P1",
                "pos_document": f"INV{number}-{sequence}",
                "date_ship": date(2025, 3, 10),
                "quantity": D(10),
                **{name: self.number(value) for name, value in stated.items()},
            }
            claim.lines.append(
                Line(id=number * 100 + sequence, sequence=sequence, **stated)
            )
        file_claim(self.world, claim)
        return claim

    def buy(self, quantity, price, day, **values):
        """An invoice line of the distributor's purchases."""
        line = InvoiceLine(
            len(self.world.invoice_lines) + 1,
            self.company,
            values.pop("partner", self.distributor),
            values.pop("product", self.product),
            day,
            D(str(quantity)),
            D(str(price)),
            values.pop("currency", EUR),
            **values,
        )
        self.world.invoice_lines.append(line)
        return line

    def send_back(self, quantity, day, **values):
        return self.buy(quantity, 0, day, returned=True, **values)

    def open_stock(self, quantity, price, day, **values):
        return self.adjust("opening", quantity, price, day, **values)

    def correct(self, quantity, price, day, **values):
        return self.adjust("correction", quantity, price, day, **values)

    def protect(self, quantity, price, day, **values):
        return self.adjust("price", quantity, price, day, **values)

    def adjust(self, kind, quantity, price, day, **values):
        row = Adjustment(
            len(self.world.adjustments) + 1,
            self.company,
            values.pop("partner", self.distributor),
            values.pop("product", self.product),
            day,
            kind,
            D(str(quantity)),
            D(str(price)),
            values.pop("currency", EUR),
        )
        self.world.adjustments.append(row)
        return row

    def report(self, document, quantity, day=date(2025, 3, 10), **values):
        """A sale the distributor reports."""
        row = PosLine(
            len(self.world.pos_lines) + 1,
            self.company,
            values.pop("partner", self.distributor),
            values.pop("product", self.product),
            document,
            day,
            D(str(quantity)),
            values.pop("currency", EUR),
            **{name: self.number(value) for name, value in values.items()},
        )
        self.world.pos_lines.append(row)
        return row

    @staticmethod
    def number(value):
        return D(str(value)) if isinstance(value, int | float) else value

    def validate(self, *lines, **values):
        """File, validate and store one claim; its verdicts (the verdict, when it has
        one line).
        """
        claim = self.claim(*lines, **values)
        verdicts = self.run_on(claim)
        return verdicts[0] if len(verdicts) == 1 else verdicts

    def run_on(self, *claims):
        verdicts = validate(self.world, list(claims))
        record(self.world, verdicts, date(2025, 4, 2))
        for claim in claims:
            claim.state = "validated"
        return verdicts

    def assertState(self, verdict, state, amount, *codes):
        self.assertEqual(
            (verdict.state, verdict.amount_approved, verdict.codes),
            (state, D(str(amount)), list(codes)),
        )

    def finding(self, verdict, code):
        found = next(finding for finding in verdict.findings if finding.code == code)
        return found.claimed, found.expected
