"""The set-based engine and the slow reference agree, to the cent, on whatever happens
in small random worlds.

``BECS_RANDOM_CASES`` says how many worlds, ``BECS_RANDOM_SEED`` from which seed on; the
same seed is the same world.
"""

import os
import random
from contextlib import suppress
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from .reference import claim_totals, drawdown
from .worlds import Story, make_catalogue
from .worlds.describe import describe, short, tell
from .worlds.stored_catalogue import StoredCatalogue
from .worlds.stored_story import StoredStory

CASES = int(os.environ.get("BECS_RANDOM_CASES", 40))
FIRST_SEED = int(os.environ.get("BECS_RANDOM_SEED", 0))
#: Prices are not rounded; this is what the last digits of a quotient may differ by, in
#: parts of the price.
CLOSE = Decimal("1e-9")
PRICES = (
    "into_stock_price",
    "authorized_price_calculated",
    "unit_credit_calculated",
    "unit_paid",
)
AMOUNTS = ("amount_claims", "amount_calculated", "amount_approved", "amount_program")
COUNTERS = [
    f"{what}_{part}"
    for what in ("amount", "quantity")
    for part in ("approved", "reserved", "held")
]


class Undo(Exception):
    """Ends a world's savepoint."""


def close(left, right):
    left, right = Decimal(left or 0), Decimal(right or 0)
    return abs(left - right) <= CLOSE * max(abs(left), abs(right), Decimal(1))


def told(record, name, engine, reference):
    return f"{short(record)} {name}: engine {engine}, reference {short(reference)}"


@tagged("post_install", "-at_install")
class TestEngineRandom(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "mail_notrack": True}
        )
        cls.stored = StoredCatalogue(cls.env, make_catalogue())
        companies = cls.env["res.company"].browse(
            cls.stored.ids(cls.stored.catalogue.companies)
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": companies.ids}
        )
        cls.env.flush_all()

    def test_engine_and_reference_agree(self):
        for seed in range(FIRST_SEED, FIRST_SEED + CASES):
            with self.subTest(seed=seed), suppress(Undo), self.env.cr.savepoint():
                self.play(seed)
                raise Undo

    def play(self, seed):
        """Tell the story of a seed to both and compare after every step."""
        stored_catalogue = self.stored
        stored_catalogue.env = self.env
        story, database, told = (
            Story(random.Random(seed), stored_catalogue.catalogue),
            StoredStory(stored_catalogue),
            [],
        )
        for step in story.steps():
            told.append(tell(step))
            database.do(step)
            self.env.flush_all()
            wrong = list(self.differences(story.world, database))
            if step[0] in ("run", "check"):
                wrong += [
                    text
                    for verdict in step[2]
                    for text in self.verdict_differences(verdict, database)
                ]
            if wrong:
                parts = [
                    f"seed {seed}: engine and reference disagree",
                    *wrong,
                    "",
                    *told,
                    "",
                    describe(story.world),
                ]
                self.fail("\n".join(parts))

    def rows(self, table, names, ids):
        self.env.cr.execute(
            f"SELECT id, {', '.join(names)} FROM {table} WHERE id = ANY(%s)",  # noqa: S608
            (ids,),
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    def differences(self, world, database):
        """What every line, claim and program should say by now."""
        lines = [line for line in world.lines() if line in database.records]
        rows = self.rows(
            "becs_claim_line",
            (
                "state",
                "decision",
                "quantity_approved",
                "amount_approved",
                "amount_program",
            ),
            database.ids(lines),
        )
        for line in lines:
            row = rows[database[line].id]
            for name in ("state", "decision"):
                if row[name] != getattr(line, name):
                    yield told(line, name, row[name], getattr(line, name))
            for name in ("quantity_approved", "amount_approved", "amount_program"):
                if not close(row[name], getattr(line, name)):
                    yield told(line, name, row[name], getattr(line, name))
        claims = [claim for claim in world.claims if claim in database.records]
        rows = (
            self.rows("becs_claim", claim_totals(claims[0]), database.ids(claims))
            if claims
            else {}
        )
        for claim in claims:
            if any(line.verdict for line in claim.lines):
                row = rows[database[claim].id]
                for name, value in claim_totals(claim).items():
                    if not close(row[name], value):
                        yield told(claim, name, row[name], value)
        for program in world.programs:
            if program in database.records:
                yield from self.counter_differences(world, program, database)

    def counter_differences(self, world, program, database):
        sums = drawdown(world, program)
        for record in [program, *program.lines]:
            table = "becs_program" if record is program else "becs_program_line"
            names = [
                name
                for name in COUNTERS
                if record is not program or name.startswith("amount")
            ]
            row = self.rows(table, names, [database[record].id])[database[record].id]
            for name in names:
                if not close(row[name], sums[record, name]):
                    yield told(record, name, row[name], sums[record, name])

    def verdict_differences(self, verdict, database):
        line, record = verdict.line, database[verdict.line]
        names = (
            *PRICES,
            *AMOUNTS,
            "program_id",
            "program_line_id",
            "product_id",
            "review_for_amount",
        )
        row = self.rows("becs_claim_line", names, [record.id])[record.id]
        for name in (*PRICES, *AMOUNTS):
            if not close(row[name], getattr(verdict, name)):
                yield told(line, name, row[name], getattr(verdict, name))
        expected = {
            "program_id": database.id_of(verdict.program) or None,
            "program_line_id": database.id_of(verdict.program_line) or None,
            "product_id": database.id_of(line.product) or None,
            "review_for_amount": verdict.review_for_amount,
        }
        for name, value in expected.items():
            if (row[name] or None) != (value or None):
                yield told(line, name, row[name], value)
        customer = record.end_customer_id.commercial_partner_id
        if customer.id != (
            database.id_of(line.end_customer.commercial) if line.end_customer else False
        ):
            yield told(line, "end customer", customer.name, line.end_customer)
        yield from self.finding_differences(verdict, record)

    def finding_differences(self, verdict, record):
        self.env.cr.execute(
            "SELECT code, outcome, claimed_value, expected_value"
            " FROM becs_finding WHERE claim_line_id = %s",
            (record.id,),
        )
        found = {(row[0], row[1]): row[2:] for row in self.env.cr.fetchall()}
        expected = {
            (finding.code, finding.outcome): finding for finding in verdict.findings
        }
        if found.keys() != expected.keys():
            yield told(verdict.line, "findings", sorted(found), sorted(expected))
        for key in found.keys() & expected.keys():
            for value, due in zip(
                found[key], (expected[key].claimed, expected[key].expected), strict=True
            ):
                if due is not None and not close(value, due):
                    yield told(verdict.line, f"{key[0]} value", value, due)
