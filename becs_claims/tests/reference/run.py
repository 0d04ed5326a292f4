"""A run: all lines of some claims judged together, check after check, then cap after
cap.
"""

from datetime import date

from . import checks
from .caps import Ledger, cut
from .checks import DEFAULT_OUTCOMES, ORDER, RETURN_CHECKS
from .price import Case
from .resolve import quantity_of
from .verdicts import Finding, Verdict, exactly
from .world import (
    ADJUSTED,
    APPROVED,
    PENDING,
    REJECTED,
    REVIEW,
    SALE,
    ZERO,
    above,
    same_number,
    same_text,
)

# -- the run ---------------------------------------------------------------------------


@exactly
def judge(world, claims):
    """Verdicts on every line of ``claims`` (all of one company) that no person has
    decided and no credit note carries.

    The world is left as it is; ``record`` stores the answers.
    """
    run = Run(world, claims)
    for code in DEFAULT_OUTCOMES:
        if code in ORDER_BEFORE_CAPS:
            run.check(code)
    for case in sorted(run.cases, key=in_order):
        run.apply_caps(case)
    return [case.verdict for case in run.cases]


def in_order(case):
    """The order in which lines draw on a cap."""
    line = case.line
    return (
        line.date_ship or date.max,
        line.claim.filed,
        line.claim.id,
        line.sequence,
        line.id,
    )


def as_filed(case):
    """The order in which a sale counts as claimed before."""
    line = case.line
    return (line.claim.filed, line.claim.id, line.sequence, line.id)


class Run:
    def __init__(self, world, claims):
        self.world, self.claims = world, claims
        in_run = {id(claim) for claim in claims}
        self.before = [
            line
            for line in world.lines()
            if line.claim.company is claims[0].company
            and (
                line.stands
                if id(line.claim) not in in_run
                else line.settled and line.state not in (PENDING, REJECTED)
            )
        ]
        self.ledger = Ledger()
        for line in self.before:
            self.ledger.add_line(line)
        judged = [line for claim in claims for line in claim.lines if not line.settled]
        self.cases = [Case(world, line, self.ledger) for line in judged]

    # -- checks

    def check(self, code):
        """One check on every line it applies to. What it finds is noted only when all
        lines were looked at.
        """
        test = getattr(checks, code, None) or getattr(self, code)
        found = []
        for case in self.cases:
            if not case.is_return or code in RETURN_CHECKS:
                values = test(case)
                if values:
                    found.append((case, values))
        for case, values in found:
            self.note(case, code, *values)

    def note(self, case, code, claimed=None, expected=None):
        outcome = self.outcome(case, code)
        if outcome:
            case.findings.append(Finding(code, outcome, claimed, expected))

    def outcome(self, case, code):
        """What the rule that applies to the line does with the check; None when it is
        switched off.
        """
        rule = self.rule(case, code)
        if rule is not None and not rule.active:
            return None
        outcome = rule.outcome if rule else DEFAULT_OUTCOMES[code]
        is_default = rule is None or not (
            rule.company or rule.programs or rule.distributors
        )
        if code == "resale_price_below_authorized" and is_default and outcome == "note":
            if case.program_line.credit_method == "margin":
                return "review"
        if case.is_return and outcome == "reject" and code != "duplicate_line":
            return "review"
        return outcome

    def rule(self, case, code):
        """The narrowest rule row for the line's program and distributor."""
        applying = []
        for rule in self.world.rules:
            if rule.code != code or rule.company not in (None, case.company):
                continue
            if rule.programs and (
                case.program is None or case.program not in rule.programs
            ):
                continue
            if rule.distributors and case.claim.partner.commercial not in [
                p.commercial for p in rule.distributors
            ]:
                continue
            if rule.programs:
                narrowness = 0 if rule.distributors else 1
            elif rule.distributors:
                narrowness = 2
            else:
                narrowness = 3 if rule.company else 4
            applying.append(((narrowness, rule.sequence, rule.id), rule))
        return min(applying, key=lambda pair: pair[0])[1] if applying else None

    # -- the same sale claimed before

    def duplicate_line(self, case):
        if any(self.same_claim(case, other) for other in self.claimed_before(case)):
            return checks.FOUND

    def possible_duplicate(self, case):
        clashes = self.claimed_before(case)
        if clashes and not any(self.same_claim(case, other) for other in clashes):
            return checks.FOUND

    def claimed_before(self, case):
        """Lines that claimed the same sale before and clash with this one: ``(line, its
        quantity, its program)``.
        """
        if case.line.product is None or not case.line.pos_document.strip():
            return []
        others = [(line, quantity_of(line), line.program) for line in self.before]
        others += [
            (other.line, other.quantity, other.program)
            for other in self.earlier(case, "duplicate_line")
        ]
        return [
            (line, quantity, program)
            for line, quantity, program in others
            if self.same_sale(case.line, line)
            and not self.may_repeat(case, line, program)
            and not self.other_units(case.line, line)
        ]

    def other_units(self, line, other):
        """Whether both state serial numbers, and none in common."""
        serials, theirs = line.serial_set(), other.serial_set()
        return bool(serials and theirs and not serials & theirs)

    def earlier(self, case, code):
        """Cases of the run filed before it that no check above ``code`` rejects."""
        return [
            other
            for other in self.cases
            if as_filed(other) < as_filed(case)
            and not any(
                f.outcome == "reject" and ORDER[f.code] < ORDER[code]
                for f in other.findings
            )
        ]

    def same_sale(self, line, other):
        return (
            line.claim.company is other.claim.company
            and line.claim.partner.commercial is other.claim.partner.commercial
            and line.transaction_type == other.transaction_type
            and line.product is other.product
            and same_text(line.pos_document) == same_text(other.pos_document)
            and same_text(line.pos_line_ref) == same_text(other.pos_line_ref)
        )

    def same_claim(self, case, other):
        """Whether the other line claims the very same: quantity, ship date and
        authorization.
        """
        line, quantity, program = other
        if case.program or program:
            same_authorization = case.program is program
        else:
            same_authorization = same_text(case.line.authorization_ref) == same_text(
                line.authorization_ref
            )
        return (
            same_authorization
            and same_number(case.quantity, quantity)
            and case.line.date_ship == line.date_ship
        )

    def may_repeat(self, case, line, program):
        """Two combinable programs may both pay a sale; a line may ask again for what it
        did not get.
        """
        if (
            case.program
            and program
            and case.program is not program
            and case.program.combinable
            and program.combinable
        ):
            return True
        if line not in case.line.chain():
            return False
        if line.state == REJECTED:
            return True
        if line.state == ADJUSTED:
            not_paid = line.amount_claims - line.amount_approved
            not_paid = self.world.convert(
                not_paid,
                line.claim.currency,
                case.currency,
                case.company,
                case.line.date_ship,
            )
            return not_paid is not None and not above(case.claims, not_paid)
        return False

    def serial_already_claimed(self, case):
        """A unit of this product already claimed on a sale, by any distributor."""
        serials, product = case.line.serial_set(), case.line.product
        if not serials or product is None:
            return None
        others = [(line, line.program) for line in self.before]
        others += [
            (other.line, other.program)
            for other in self.earlier(case, "serial_already_claimed")
        ]
        for line, program in others:
            if (
                line.transaction_type == SALE
                and line.product is product
                and serials & line.serial_set()
            ):
                repeats = line in case.line.chain() or self.same_sale(case.line, line)
                if not (repeats and self.may_repeat(case, line, program)):
                    return checks.FOUND

    # -- caps

    def apply_caps(self, case):
        """Cut the line to what is left, give it its state, and count what it takes for
        the lines after it.
        """
        quantity = amount = taken = ZERO
        if case.priced and not case.is_return and not rejected(case):
            quantity, amount, taken, findings = cut(case, self.ledger)
            for code, claimed, expected in findings:
                self.note(case, code, claimed, expected)
            limit = self.converted_limit(case)
            if limit is not None and above(amount, limit):
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
        for finding in case.findings:
            if finding.outcome == "adjust":
                finding.amount_impact = case.claims - amount
            elif finding.outcome != "note":
                finding.amount_impact = case.claims
        case.findings.sort(key=lambda finding: ORDER[finding.code])
        case.verdict = Verdict(
            line=case.line,
            state=state,
            program=case.program,
            program_line=case.program_line,
            into_stock_price=case.into_stock,
            authorized_price_calculated=case.authorized,
            unit_credit_calculated=case.unit_credit,
            unit_paid=case.unit_paid,
            amount_claims=case.claims,
            amount_calculated=case.calculated or ZERO,
            quantity_approved=quantity,
            amount_approved=amount,
            amount_program=taken,
            review_for_amount=only_amount,
            findings=case.findings,
        )

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
        if in_review or not case.priced or case.is_return:
            return REVIEW
        return ADJUSTED if amount < case.claims else APPROVED


def rejected(case):
    return any(finding.outcome == "reject" for finding in case.findings)


ORDER_BEFORE_CAPS = [
    code for code in DEFAULT_OUTCOMES if hasattr(checks, code) or hasattr(Run, code)
]
