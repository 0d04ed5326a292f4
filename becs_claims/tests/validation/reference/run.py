"""A run: all lines of some claims validated together, check after check, then cap after
cap.
"""

from . import checks, repeated, reported, returns, stock
from .caps import Ledger, cut
from .checks import BEFORE_PRICES, OF_PRICES, ORDER, RETURN_CHECKS
from .fifo import Shelf
from .price import LAYER_SOURCES, Case
from .resolve import resolve_customer
from .rules import RuleBook
from .sales import Counted, line_order, reports
from .verdicts import Answers, Verdict, exactly, state_impact
from .world import ADJUSTED, APPROVED, PENDING, REJECTED, REVIEW, ZERO, above

#: Checks that look beyond the line: they get the run as well.
OF_RUN = {
    "duplicate_line": repeated.duplicate_line,
    "serial_already_claimed": repeated.serial_already_claimed,
    "possible_duplicate": repeated.possible_duplicate,
    "no_point_of_sale_record": lambda run, case: reported.no_point_of_sale_record(case),
    "point_of_sale_mismatch": lambda run, case: reported.point_of_sale_mismatch(case),
    "stock_exceeded": stock.stock_exceeded,
}


@exactly
def validate(world, claims):
    """Verdicts on every line of ``claims`` (all of one company) that no person has
    decided and no credit note carries.

    The world is left as it is, but for end customers that lines name and nobody knew
    before; ``record`` stores the answers.
    """
    run = Run(world, claims)
    for code in BEFORE_PRICES:
        run.check(code)
    early, late = run.returns()
    for case in early:
        run.validate_return(case)
    run.lay()
    for case in run.cases:
        case.price(run.layer_price(case))
    for code in OF_PRICES:
        run.check(code)
    run.check_own_rules()
    run.check("stock_exceeded")
    for case in sorted(run.sales(), key=lambda case: line_order(case.line)):
        run.apply_caps(case)
    for case in late:
        run.validate_return(case)
    return Answers(
        [case.verdict for case in run.cases],
        uses=[use for shelf in run.shelves.values() for use in shelf.uses],
        shelves=list(run.shelves),
        return_uses=[use for case in run.cases for use in case.return_uses],
    )


class Run:
    """What the steps of a run know: ``before`` are the lines that counted already."""

    def __init__(self, world, claims):
        self.world, self.claims, self.company = world, claims, claims[0].company
        in_run = {id(claim) for claim in claims}
        ours = [line for line in world.lines() if line.claim.company is self.company]
        counts = lambda line: (  # noqa: E731
            line.claim.drawn if id(line.claim) not in in_run else line.settled
        )
        self.before = [
            line
            for line in ours
            if counts(line) and line.state not in (PENDING, REJECTED)
        ]
        self.sold_before = [
            line for line in ours if counts(line) and line.counts_as_sold
        ]
        standing = {line for line in self.before if line.state in (APPROVED, ADJUSTED)}
        self.returned_before = [
            use for use in world.return_uses if use.back in standing
        ]
        self.ledger = Ledger()
        for line in self.before:
            self.ledger.add_line(line)
        for use in self.returned_before:
            self.ledger.add_back(use)
        self.rules = RuleBook(world)
        judged = [line for claim in claims for line in claim.lines if not line.settled]
        for line in judged:
            line.end_customer = line.end_customer or resolve_customer(world, line)
        self.cases = [Case(world, line, self.ledger) for line in judged]
        for case in self.cases:
            rows = reported.matching_rows(world, case.line)
            case.compared, case.reported_rows = rows is not None, rows or []
        self.shelves = {}

    def sales(self):
        return [case for case in self.cases if not case.is_return]

    # -- checks

    def check(self, code):
        """One check on every line it applies to. What it finds is noted only when all
        lines were looked at.
        """
        of_run = OF_RUN.get(code)
        of_line = getattr(checks, code, None)
        found = []
        for case in self.cases:
            if not case.is_return or code in RETURN_CHECKS:
                values = of_run(self, case) if of_run else of_line(case)
                if values:
                    found.append((case, values))
        for case, values in found:
            self.note(case, code, *values)

    def check_own_rules(self):
        for code in self.rules.own_codes():
            for case in self.sales():
                rule = self.rules.of(case, code)
                if rule is not None and rule.active and rule.matches(case):
                    case.note(code, rule.outcome)

    def note(self, case, code, claimed=None, expected=None):
        outcome = self.rules.outcome(case, code)
        if outcome:
            case.note(code, outcome, claimed, expected)

    # -- purchases and sales

    def counts_as_sold(self, case):
        """Whether the goods of a line were sold, whatever is paid for it."""
        return not case.is_return and not any(
            finding.outcome == "reject" and finding.code in BEFORE_PRICES
            for finding in case.findings
        )

    def sold_cases(self):
        return [case for case in self.cases if self.counts_as_sold(case)]

    def counted(self):
        """All claim lines that count as sold, with what came back of them."""
        lines = self.sold_before + [case.line for case in self.sold_cases()]
        return Counted(lines, self.returned())

    def returned(self):
        """What returns took back so far."""
        now = [
            use
            for case in self.cases
            if case.verdict and case.verdict.state in (APPROVED, ADJUSTED)
            for use in case.return_uses
        ]
        return self.returned_before + now

    def lay(self):
        """Lay the sales of every buyer and product of which a line is to be priced
        first in, first out.
        """
        counted, laid = self.counted(), set()
        for case in self.sales():
            line = case.line
            if line.product is None or line.date_ship is None or not case.quantity:
                continue
            key = (self.company, case.claim.partner.stock_partner, line.product)
            if key not in self.shelves:
                self.shelves[key] = Shelf(self.world, counted, *key)
            if case.source == "fifo":
                laid.add(key)
        gone = {case.line for case in self.cases if not self.counts_as_sold(case)}
        for key, shelf in self.shelves.items():
            if key in laid:
                shelf.sync()
            else:
                shelf.uses = [use for use in shelf.stored if use.sale not in gone]

    def shelf(self, line):
        buyer = line.claim.partner.stock_partner
        return self.shelves.get((self.company, buyer, line.product))

    def layer_price(self, case):
        """What a unit of the line costs by the distributor's purchases."""
        shelf, day = self.shelf(case.line), case.line.date_ship
        if case.is_return or case.source not in LAYER_SOURCES:
            return None
        if shelf is None or day is None or case.quantity is None:
            return None
        if case.source == "average":
            return shelf.goods.average(day, case.currency)
        records = []
        if self.counts_as_sold(case):
            reporting = reports(case.claim.partner, day)
            records = case.reported_rows if reporting else [case.line]
            records = [record for record in records if record in shelf.sale_of]
        price = shelf.sale_price(records, case.currency)
        if price is None:
            price = shelf.next_price(case.quantity, day, case.currency)
        return price

    # -- sales

    def apply_caps(self, case):
        """Cut the line to what is left, give it its state, and count what it takes for
        the lines after it.
        """
        quantity = amount = taken = ZERO
        wanted = case.worth(case.quantity) if case.priced else None
        if case.priced and not rejected(case):
            quantity, amount, taken, findings = cut(case, self.ledger)
            for code, claimed, expected in findings:
                self.note(case, code, claimed, expected)
            limit = self.converted_limit(case)
            # what a cap rejects is not approved by anybody
            if limit is not None and not rejected(case) and above(amount, limit):
                self.note(case, "over_review_amount", amount, limit)
        state = self.state(case, amount)
        if state == REJECTED or not amount:
            quantity = amount = taken = ZERO
        reviews = {
            finding.code for finding in case.findings if finding.outcome == "review"
        }
        only_amount = state == REVIEW and reviews == {"over_review_amount"}
        if amount:
            held = state == REVIEW and not only_amount
            self.ledger.add(case.program, case.program_line, quantity, taken, held)
        self.conclude(
            case,
            state,
            quantity_approved=quantity,
            amount_approved=amount,
            amount_program=taken,
            review_for_amount=only_amount,
        )
        state_impact(case, wanted)

    def converted_limit(self, case):
        """The company's limit for automatic approval in the claim's currency, None
        where there is none.
        """
        limit = case.company.review_amount
        return (
            case.convert(limit, case.company.currency, case.currency) if limit else None
        )

    def state(self, case, amount):
        if rejected(case):
            return REJECTED
        in_review = any(finding.outcome == "review" for finding in case.findings)
        if in_review or not case.priced:
            return REVIEW
        return ADJUSTED if amount < case.claims else APPROVED

    # -- returns

    def returns(self):
        """Returns whose sale was validated before, and those whose sale the run
        validates.
        """
        cases = [case for case in self.cases if case.is_return]
        late = [case for case in cases if returns.is_late(self, case)]
        early = [case for case in cases if case not in late]
        return returns.in_turn(early), returns.in_turn(late)

    def validate_return(self, case):
        if not rejected(case):
            paid = returns.paid_before(self.before)
            paid += returns.paid_in(
                other.verdict for other in self.cases if other.verdict
            )
            returns.take_back(self, case, paid)
        amount = sum((use.amount for use in case.return_uses), ZERO)
        case.price()
        if case.claim.basis == "calculated" and case.asks is None:
            case.claims = -amount
        if rejected(case):
            state = REJECTED
        elif case.covered == 0 or any(f.outcome == "review" for f in case.findings):
            state = REVIEW
        else:
            state = ADJUSTED if -amount < case.claims else APPROVED
        first = min(case.return_uses, key=lambda use: use.sale.id, default=None)
        if first is not None:
            case.program, case.program_line = first.program, first.program_line
        self.conclude(
            case, state, quantity_approved=case.covered, amount_approved=-amount
        )
        state_impact(case)
        if state in (APPROVED, ADJUSTED):
            for use in case.return_uses:
                self.ledger.add_back(use)

    # -- verdicts

    def conclude(self, case, state, **decided):
        case.findings.sort(
            key=lambda finding: ORDER.get(finding.code, checks.OWN_RULES)
        )
        case.verdict = Verdict(
            line=case.line,
            state=state,
            program=case.program,
            program_line=case.program_line,
            program_version=case.program.version(case.line.date_ship)
            if case.program and not case.is_return
            else 0,
            into_stock_price=case.into_stock,
            authorized_price_calculated=case.authorized,
            unit_credit_calculated=case.unit_credit,
            unit_credit_approved=case.unit_credit_approved,
            amount_claimed=case.claims,
            amount_calculated=case.calculated or ZERO,
            counts_as_sold=self.counts_as_sold(case),
            pos_line=min(case.reported_rows, key=lambda row: row.id, default=None),
            findings=case.findings,
            **decided,
        )


def rejected(case):
    return any(finding.outcome == "reject" for finding in case.findings)
