"""What the engine stored, beside what the reference says."""

from decimal import Decimal

from odoo.tools import SQL

from ..reference import claim_totals, drawdown
from ..reference.world import RETURN
from .describe import short

#: Prices are not rounded; this is what the last digits of a quotient may differ by, in
#: parts of the price.
CLOSE = Decimal("1e-9")
DECIDED = ("state", "decision", "counts_as_sold")
WORTH = ("quantity_approved", "amount_approved", "amount_program")
PRICES = (
    "into_stock_price",
    "authorized_price_calculated",
    "unit_credit_calculated",
    "unit_credit_approved",
)
AMOUNTS = ("amount_claimed", "amount_calculated", "amount_approved")
COUNTERS = [
    f"{what}_{part}"
    for what in ("amount", "quantity")
    for part in ("approved", "reserved", "held")
]


def close(left, right):
    left, right = Decimal(left or 0), Decimal(right or 0)
    return abs(left - right) <= CLOSE * max(abs(left), abs(right), Decimal(1))


def shown(record, name, engine, reference):
    return f"{short(record)} {name}: engine {engine}, reference {short(reference)}"


class Comparison:
    """Finds where the database and the world differ; each difference is a text."""

    def __init__(self, database, world):
        self.database, self.world = database, world
        self.env = database.env

    def after(self, step):
        self.env.flush_all()
        yield from self.lines()
        yield from self.claims()
        yield from self.programs()
        yield from self.returned()
        if step[0] in ("run", "check"):
            yield from self.verdicts(step[2])
        if step[0] == "run":
            yield from self.used(step[2])

    def rows(self, table, names, things):
        """{thing: its stored row}"""
        stored = {self.database[thing].id: thing for thing in things}
        if not stored:
            return {}
        self.env.cr.execute(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(table),
                list(stored),
            )
        )
        return {stored[row["id"]]: row for row in self.env.cr.dictfetchall()}

    def stored(self, things):
        return [thing for thing in things if thing in self.database.records]

    def lines(self):
        """What every line says by now."""
        lines = self.stored(self.world.lines())
        rows = self.rows("becs_claim_line", (*DECIDED, *WORTH), lines)
        for line, row in rows.items():
            for name in DECIDED:
                if (row[name] or False) != getattr(line, name):
                    yield shown(line, name, row[name], getattr(line, name))
            for name in WORTH:
                if name == "amount_program" and line.transaction_type == RETURN:
                    continue  # by program, in what it took back
                if not close(row[name], getattr(line, name)):
                    yield shown(line, name, row[name], getattr(line, name))

    def claims(self):
        claims = [
            claim
            for claim in self.stored(self.world.claims)
            if any(line.verdict for line in claim.lines)
        ]
        totals = {claim: claim_totals(claim) for claim in claims}
        names = list(next(iter(totals.values()), {}))
        for claim, row in self.rows("becs_claim", names, claims).items():
            for name, value in totals[claim].items():
                if not close(row[name], value):
                    yield shown(claim, name, row[name], value)

    def programs(self):
        """What is drawn down by now."""
        programs = self.stored(self.world.programs)
        sums = {program: drawdown(self.world, program) for program in programs}
        amounts = [name for name in COUNTERS if name.startswith("amount")]
        rows = self.rows("becs_program", amounts, programs)
        owner = {line: program for program in programs for line in program.lines}
        rows |= self.rows("becs_program_line", COUNTERS, owner)
        for record, row in rows.items():
            drawn = sums[owner.get(record, record)]
            for name in COUNTERS:
                if name in row and not close(row[name], drawn[record, name]):
                    yield shown(record, name, row[name], drawn[record, name])

    # -- one run

    def verdicts(self, verdicts):
        names = (
            *PRICES,
            *AMOUNTS,
            "program_id",
            "program_line_id",
            "program_version",
            "product_id",
            "pos_line_id",
            "review_for_amount",
        )
        of_line = {verdict.line: verdict for verdict in verdicts}
        rows = self.rows("becs_claim_line", names, of_line)
        customers = self._customers(of_line)
        id_of = self.database.id_of
        for line, row in rows.items():
            verdict = of_line[line]
            for name in (*PRICES, *AMOUNTS):
                if not close(row[name], getattr(verdict, name)):
                    yield shown(line, name, row[name], getattr(verdict, name))
            customer = line.end_customer and line.end_customer.commercial
            for name, found, value in (
                ("program", row["program_id"], id_of(verdict.program)),
                ("program line", row["program_line_id"], id_of(verdict.program_line)),
                ("version", row["program_version"], verdict.program_version),
                ("product", row["product_id"], id_of(line.product)),
                ("report", row["pos_line_id"], id_of(verdict.pos_line)),
                ("customer", customers[line], id_of(customer)),
                (
                    "review for amount",
                    row["review_for_amount"],
                    verdict.review_for_amount,
                ),
            ):
                if (found or False) != (value or False):
                    yield shown(line, name, found, value)
        yield from self.findings(of_line)

    def _customers(self, lines):
        ids = {self.database[line].id: line for line in lines}
        self.env.cr.execute(
            """SELECT l.id, p.commercial_partner_id
                 FROM becs_claim_line l
                 LEFT JOIN res_partner p ON p.id = end_customer_id
                WHERE l.id = ANY(%s)""",
            [list(ids)],
        )
        return {ids[line_id]: customer for line_id, customer in self.env.cr.fetchall()}

    def findings(self, of_line):
        ids = {self.database[line].id: line for line in of_line}
        self.env.cr.execute(
            """SELECT claim_line_id, code, outcome, claimed_value, expected_value,
                      amount_impact
                 FROM becs_finding WHERE claim_line_id = ANY(%s)""",
            [list(ids)],
        )
        found = {line: {} for line in of_line}
        for line_id, code, outcome, *values in self.env.cr.fetchall():
            found[ids[line_id]][code, outcome] = values
        yield from self.copied(ids)
        for line, verdict in of_line.items():
            due = {
                (finding.code, finding.outcome): finding for finding in verdict.findings
            }
            if found[line].keys() != due.keys():
                yield shown(line, "findings", sorted(found[line]), sorted(due))
            for key in found[line].keys() & due.keys():
                claimed, expected, impact = found[line][key]
                finding = due[key]
                for name, value, right in (
                    ("claimed", claimed, finding.claimed),
                    ("expected", expected, finding.expected),
                    ("impact", impact, finding.amount_impact),
                ):
                    if right is not None and not close(value, right):
                        yield shown(line, f"{key[0]} {name}", value, right)

    def copied(self, ids):
        """What findings have from their lines."""
        self.env.cr.execute(
            """SELECT l.id, f.amount_claimed, l.amount_claimed
                 FROM becs_finding f
                 JOIN becs_claim_line l ON l.id = f.claim_line_id
                WHERE l.id = ANY(%s)
                  AND f.amount_claimed IS DISTINCT FROM l.amount_claimed""",
            [list(ids)],
        )
        for line_id, value, right in self.env.cr.fetchall():
            yield shown(ids[line_id], "claimed by the finding's line", value, right)

    # -- units

    def used(self, verdicts):
        """Which sale uses which units, of all goods the run looked at."""
        products = {self.database[product].id for _co, _by, product in verdicts.shelves}
        self.env.cr.execute(
            """SELECT u.company_id, u.partner_id, u.product_id, u.claim_line_id,
                      u.pos_line_id, u.move_line_id, u.adjustment_id, u.is_beyond,
                      u.start, u.quantity
                 FROM becs_layer_use u
                WHERE u.product_id = ANY(%s)""",
            [list(products)],
        )
        shelves = {
            tuple(self.database[thing].id for thing in shelf)
            for shelf in verdicts.shelves
        }
        stored = joined(
            (*row[3:7], bool(row[7]), *row[8:])
            for row in map(nothing_as_0, self.env.cr.fetchall())
            if row[:3] in shelves
        )
        due = joined(map(self._use, verdicts.uses))
        if stored != due:
            yield f"units used: engine {stored}, reference {due}"

    def _use(self, use):
        record, source = self.database[use.sale], self.database[use.source]
        is_line = record._name == "becs.claim.line"
        is_invoiced = source._name == "account.move.line"
        return (
            record.id if is_line else 0,
            0 if is_line else record.id,
            source.id if is_invoiced else 0,
            0 if is_invoiced else source.id,
            use.beyond,
            use.start,
            use.quantity,
        )

    def returned(self):
        """What returns that count took back from which line."""
        back = [
            use
            for use in self.world.return_uses
            if use.back in self.database.records and use.back.stands
        ]
        ids = [
            self.database[line].id
            for line in self.stored(self.world.lines())
            if line.transaction_type == RETURN and line.stands
        ]
        self.env.cr.execute(
            """SELECT return_line_id, sale_line_id, quantity, amount, amount_program
                 FROM becs_return_use WHERE return_line_id = ANY(%s)""",
            [ids],
        )
        stored = sorted(
            (*row[:2], *map(plain, row[2:])) for row in self.env.cr.fetchall()
        )
        due = sorted(
            (
                self.database[use.back].id,
                self.database[use.sale].id,
                plain(use.quantity),
                plain(use.amount),
                plain(use.amount_program),
            )
            for use in back
        )
        if stored != due:
            yield f"taken back: engine {stored}, reference {due}"


def plain(value):
    return Decimal(value or 0).quantize(Decimal("1e-9")).normalize() + 0


def joined(uses):
    """Uses in order, those that go on where another ends as one."""
    rows = []
    for *who, start, quantity in sorted(uses):
        start, end = plain(start), plain(start + quantity)
        if rows and rows[-1][:-2] == who and rows[-1][-1] == start:
            rows[-1][-1] = end
        else:
            rows.append([*who, start, end])
    return rows


def nothing_as_0(row):
    return tuple(value or 0 for value in row)
