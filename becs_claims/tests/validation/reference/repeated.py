"""The same sale, or the same piece, claimed before."""

from .checks import FOUND, ORDER
from .resolve import quantity_of, same_authorization
from .world import ADJUSTED, REJECTED, SALE, above, same_number, same_text


def as_filed(case):
    """The order in which a sale counts as claimed before."""
    line = case.line
    return (line.claim.filed, line.claim.id, line.sequence, line.id)


def duplicate_line(run, case):
    if any(same_claim(case, other) for other in claimed_before(run, case)):
        return FOUND


def possible_duplicate(run, case):
    clashes = claimed_before(run, case)
    if clashes and not any(same_claim(case, other) for other in clashes):
        return FOUND


def serial_already_claimed(run, case):
    """A unit of this product already claimed on a sale, by any distributor."""
    serials, product = case.line.serial_set(), case.line.product
    if not serials or product is None:
        return None
    others = [(line, line.program) for line in run.before]
    others += [
        (other.line, other.program)
        for other in earlier(run, case, "serial_already_claimed")
    ]
    for line, program in others:
        if (
            line.transaction_type == SALE
            and line.product is product
            and serials & (line.serial_set() - returned_serials(run, line))
        ):
            repeats = line in case.line.chain() or same_sale(case.line, line)
            if not (repeats and may_repeat(run, case, line, program)):
                return FOUND


def returned_serials(run, line):
    """The serial numbers of a paid line that came back: those its returns name, and all
    when every unit did.
    """
    uses = [use for use in run.returned_before if use.sale is line]
    if uses and not above(line.quantity_approved, sum(use.quantity for use in uses)):
        return line.serial_set()
    return {serial for use in uses for serial in use.back.serial_set()}


def claimed_before(run, case):
    """Lines that claimed the same sale before and clash with this one: ``(line, its
    quantity, its program)``.
    """
    if case.line.product is None or not case.line.pos_document.strip():
        return []
    others = [(line, quantity_of(line), line.program) for line in run.before]
    others += [
        (other.line, other.quantity, other.program)
        for other in earlier(run, case, "duplicate_line")
    ]
    return [
        (line, quantity, program)
        for line, quantity, program in others
        if same_sale(case.line, line)
        and not may_repeat(run, case, line, program)
        and not other_units(case.line, line)
    ]


def other_units(line, other):
    """Whether both state serial numbers, and none in common."""
    serials, theirs = line.serial_set(), other.serial_set()
    return bool(serials and theirs and not serials & theirs)


def earlier(run, case, code):
    """Cases of the run filed before it that no check above ``code`` rejects."""
    return [
        other
        for other in run.cases
        if as_filed(other) < as_filed(case)
        and not any(
            f.outcome == "reject" and ORDER[f.code] < ORDER[code]
            for f in other.findings
        )
    ]


def same_sale(line, other):
    return (
        line.claim.company is other.claim.company
        and line.claim.partner.commercial is other.claim.partner.commercial
        and line.transaction_type == other.transaction_type
        and line.product is other.product
        and same_text(line.pos_document) == same_text(other.pos_document)
        and same_text(line.pos_line_ref) == same_text(other.pos_line_ref)
    )


def same_claim(case, other):
    """Whether the other line claims the very same: quantity, ship date and
    authorization.
    """
    line, quantity, program = other
    # the program of a validated return is that of the sale, whatever it states
    programs = (None, None) if case.is_return else (case.program, program)
    return (
        same_authorization(programs[0], case.line, programs[1], line)
        and same_number(case.quantity, quantity)
        and case.line.date_ship == line.date_ship
    )


def may_repeat(run, case, line, program):
    """Two combinable programs may both pay a sale; a line may ask again for what it did
    not get.
    """
    if (
        case.program
        and program
        and case.program is not program
        and case.terms.combinable
        and program.on(line.date_ship).combinable
    ):
        return True
    if line not in case.line.chain():
        return False
    if line.state == REJECTED:
        return True
    if line.state == ADJUSTED and case.asks is not None:
        not_paid = run.world.convert(
            line.amount_claimed - line.amount_approved,
            line.claim.currency,
            case.currency,
            case.company,
            case.line.date_ship,
        )
        return not_paid is not None and not above(case.asks, not_paid)
    return False
