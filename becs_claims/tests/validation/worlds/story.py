"""Random stories of programs, rules and claims, told step by step and played on the
reference.

Small on purpose, and unfair: most lines are nearly right, so that every check, cap and
clash comes up often.
"""

from datetime import date, timedelta
from decimal import Decimal as D
from decimal import localcontext

from ..reference import decide, record, validate
from ..reference.fifo import free
from ..reference.resolve import quantity_of
from ..reference.returns import counts
from ..reference.world import ADJUSTED, PENDING, PRECISION, REJECTED, REVIEW, SALE, ZERO
from .amendments import Amendments
from .claims import Claims
from .goods import Goods
from .programs import Programs


class Story(Programs, Amendments, Claims, Goods):
    """``steps()`` yields what happens, as ``(what, *details)``, after the reference has
    played it.
    """

    def __init__(self, rng, catalogue):
        self.rng, self.catalogue = rng, catalogue
        self.world = catalogue.world()
        self.lines = self.documents = self.program_lines = 0
        self.day = date(2025, 4, 1)
        #: About what one unit of the first company's currency is worth.
        self.worth = {"RWE": D(1), "RWU": D("1.2"), "RWJ": D(160)}
        self.reported = set()
        self.products = rng.sample(catalogue.products[:5], rng.choice([2, 1, 3, 5]))
        self.has_goods = self.maybe(60)
        self.reporting = self.pick(0, 60)
        self.sources = ["", "", "agreed", "agreed", "claimed", "price_list"]
        if self.has_goods:
            self.sources = ["fifo", "fifo", "fifo", "average", "agreed", ""]

    def steps(self):
        rng = self.rng
        yield from self.settings()
        yield from self.set_up_distributors()
        yield from self.set_up_programs()
        for _ in range(rng.choice([0, 0, 1, 2, 4])):
            yield self.add_rule()
        if self.has_goods:
            yield self.stock_up()
        for _ in range(rng.choice([1, 1, 2, 2])):
            waiting = [self.add_claim() for _ in range(rng.choice([1, 1, 2]))]
            for claim in waiting:
                yield "file", claim
                if self.reporting and self.maybe(70):
                    yield self.report(claim.lines)
            if self.maybe(15):
                yield self.run(waiting[:1], "check")
            for claim in waiting:
                claim.state = "submitted"
                yield "submit", claim
            for claims in self.runs(waiting):
                yield self.run(claims, "run")
            if self.reporting and self.maybe(30):
                yield self.report(self.rng.choice(self.world.claims).lines)
            for _ in range(rng.choice([0, 1, 1, 2])):
                step = self.turn()
                if step:
                    yield step
                    self.day += timedelta(days=rng.choice([0, 1, 20]))
        if self.maybe(10):
            yield from self.correspondence()
        if self.maybe(50):
            return
        again = [
            claim
            for claim in self.world.claims
            if claim.state in ("submitted", "validated")
        ]
        for claims in self.runs(rng.sample(again, k=min(len(again), 2))):
            yield self.run(claims, "run")

    def set_up_programs(self):
        for _ in range(self.rng.choice([1, 1, 2, 3])):
            yield self.add_program()
            while self.maybe(20):
                yield self.add_amendment()

    def correspondence(self):
        """One line sent again and again, after each answer."""
        lines = [
            line
            for line in self.world.lines()
            if line.claim.state == "validated" and line.state in (ADJUSTED, REJECTED)
        ]
        if not lines:
            return
        adjusted = [line for line in lines if line.state == ADJUSTED]
        line = self.rng.choice(adjusted or lines)
        for _ in range(self.rng.randint(2, 3)):
            self.day += timedelta(days=self.pick(1, 5, 9, 10, 11, 29, 31))
            if self.maybe(50):
                yield self.change_program()
            claim = self.answer(line)
            yield "file", claim
            claim.state = "submitted"
            yield "submit", claim
            yield self.run([claim], "run")
            line = claim.lines[0]
            if line.state not in (ADJUSTED, REJECTED):
                return

    def settings(self):
        company = self.world.companies[0]
        company.review_amount = self.sometimes(40, 50, 150, 500)
        company.into_stock_source = self.pick(*filter(None, self.sources))
        company.resubmission_days = self.pick(30, 10)
        yield "settings", company

    def runs(self, claims):
        """Cut the claims into runs: by company, never a line together with the line it
        replaces.
        """
        if self.maybe(30):
            claims = [
                *claims,
                *(
                    claim
                    for claim in self.world.claims
                    if claim.state == "validated"
                    and claim not in claims
                    and self.maybe(40)
                ),
            ]
        runs = []
        for claim in claims:
            related = {line.claim for own in claim.lines for line in own.chain()}
            for run in runs:
                reverse = any(
                    claim is line.claim
                    for other in run
                    for own in other.lines
                    for line in own.chain()
                )
                if (
                    run[0].company is claim.company
                    and not reverse
                    and not related & set(run)
                    and self.maybe(75)
                ):
                    run.append(claim)
                    break
            else:
                runs.append([claim])
        return runs

    def run(self, claims, what):
        verdicts = validate(self.world, claims)
        record(self.world, verdicts, self.day, reserve=what == "run")
        if what == "run":
            for claim in claims:
                claim.state = "validated"
        return what, claims, verdicts, self.day

    def turn(self):
        """Something that happens between two runs."""
        kind = self.pick(
            "decide",
            "decide",
            "decide",
            "change",
            "change",
            "amend",
            "amend",
            "cancel",
            "reset",
            "approve",
            "rule",
            "goods",
            "goods",
        )
        if kind == "decide":
            return self.decide()
        if kind == "change":
            return self.change_program()
        if kind == "amend":
            return self.add_amendment()
        if kind == "rule":
            return self.add_rule()
        if kind == "goods":
            return self.restock() if self.has_goods else None
        claims = [
            claim
            for claim in self.world.claims
            if claim.state == "validated"
            and (kind == "approve" or not self.taken_back(claim.lines, claim))
        ]
        if not claims:
            return None
        claim = self.rng.choice(claims)
        claim.state = {"cancel": "cancelled", "reset": "draft", "approve": "approved"}[
            kind
        ]
        if kind != "approve":
            free(self.world, claim.lines)
        if kind == "reset":
            # with what returns in review would have taken back from them
            self.world.return_uses = [
                use
                for use in self.world.return_uses
                if claim not in (use.sale.claim, use.back.claim)
            ]
            for line in claim.lines:
                line.state, line.decision, line.answered_on, line.verdict = (
                    PENDING,
                    "automatic",
                    None,
                    None,
                )
                line.program = line.program_line = None
                line.quantity_approved = line.amount_approved = line.amount_program = (
                    ZERO
                )
                line.review_for_amount = line.counts_as_sold = False
        return kind, claim

    def taken_back(self, lines, claim=None):
        """Whether returns that stand, of other claims, took back from some lines."""
        return any(
            use.sale in lines and use.back.claim is not claim and counts(use.back)
            for use in self.world.return_uses
        )

    def decide(self):
        """A person's verdict on a line, where the answer is clear."""
        lines = [
            line
            for line in self.world.lines()
            if line.claim.state in ("submitted", "validated")
            and line.verdict is not None
            and line.state != PENDING
            and line.date_ship
            and quantity_of(line)
            and not self.taken_back([line])
        ]
        if not lines:
            return None
        preferred = [
            line for line in lines if line.state in (REVIEW, ADJUSTED, REJECTED)
        ]
        line = self.rng.choice(preferred or lines)
        judged, quantity, amount = line.verdict, None, None
        choices = ["reject", "accept"]
        if line.transaction_type == SALE and judged.amount_claimed >= 0:
            choices += ["claimed", "claimed"]
            if judged.amount_claimed and line.program:
                choices.append("amount")
                choices += ["quantity"] if judged.unit_credit_approved else []
        verdict = self.rng.choice(choices)
        with localcontext() as context:
            context.prec = PRECISION
            if verdict == "amount":
                verdict, amount = (
                    "set",
                    line.claim.currency.round(
                        judged.amount_claimed / self.number(1, 2, 3)
                    ),
                )
            elif verdict == "quantity":
                verdict, quantity = (
                    "set",
                    min(self.number(1, 2, "2.5"), quantity_of(line)),
                )
                if (
                    line.claim.currency.round(quantity * judged.unit_credit_approved)
                    > judged.amount_claimed
                ):
                    verdict, quantity = "reject", None
        if not decide(self.world, line, verdict, self.day, quantity, amount):
            verdict = "reject"
            decide(self.world, line, verdict, self.day)
        return "decide", line, verdict, quantity, amount, self.day
