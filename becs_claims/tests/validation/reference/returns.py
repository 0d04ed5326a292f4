"""Returns: from which paid sales they take back, and how much."""

from dataclasses import dataclass
from decimal import Decimal

from .checks import FOUND
from .goods import ReturnUse
from .resolve import same_authorization, stated_program
from .sales import line_order
from .world import (
    ADJUSTED,
    APPROVED,
    SALE,
    ZERO,
    Line,
    Program,
    ProgramLine,
    above,
    paid_beside,
    same_text,
)


@dataclass(eq=False)
class Paid:
    """A sale that was paid: before the run, or in it."""

    line: Line
    program: Program | None
    program_line: ProgramLine | None
    quantity: Decimal
    amount: Decimal
    amount_program: Decimal


def paid_before(lines):
    return [
        Paid(
            line,
            line.program,
            line.program_line,
            line.quantity_approved,
            line.amount_approved,
            line.amount_program,
        )
        for line in lines
        if line.transaction_type == SALE
        and line.state in (APPROVED, ADJUSTED)
        and line.amount_approved > 0
    ]


def paid_in(verdicts):
    return [
        Paid(
            verdict.line,
            verdict.program,
            verdict.program_line,
            verdict.quantity_approved,
            verdict.amount_approved,
            verdict.amount_program,
        )
        for verdict in verdicts
        if verdict.line.transaction_type == SALE
        and verdict.state in (APPROVED, ADJUSTED)
        and verdict.amount_approved > 0
    ]


def is_late(run, case):
    """Whether its sale may be one the run still has to validate."""
    line = case.line
    return any(
        not other.is_return
        and other.line.product is line.product
        and other.claim.partner.commercial is case.claim.partner.commercial
        and _may_be_sale(line, other.line)
        for other in run.cases
    )


def _may_be_sale(line, sale):
    if same_text(line.origin_document):
        return same_text(sale.pos_document) == same_text(line.origin_document)
    return bool(line.serial_set() & sale.serial_set()) or _same_customer(line, sale)


def _same_customer(line, sale):
    return (
        line.end_customer is not None
        and sale.end_customer is not None
        and line.end_customer.commercial is sale.end_customer.commercial
    )


def in_turn(cases):
    return sorted(cases, key=lambda case: line_order(case.line))


def take_back(run, case, paid):
    """Take a return from the paid sales it undoes, and note what is wrong with it."""
    case.return_uses, case.covered = [], ZERO
    line = case.line
    if line.product is None or not case.quantity:
        return
    origin = _of_sale(run, case, paid)
    if not same_text(line.origin_document):
        origin = _likely(run, case, origin)
        if origin:
            run.note(case, "return_origin_assumed", *FOUND)
    for group in _groups(origin):
        wanted = case.quantity
        for sale in sorted(group, key=lambda sale: sale.line.id):
            use = _use(run, case, sale, wanted)
            if use:
                case.return_uses.append(use)
                wanted -= use.quantity
        case.covered = max(case.covered, case.quantity - wanted)
    if above(case.quantity, case.covered):
        run.note(case, "return_without_credit", case.quantity, case.covered)


def _of_sale(run, case, paid):
    """Paid lines of the sale it names; of any sale when it names none."""
    line, document = case.line, same_text(case.line.origin_document)
    program = stated_program(run.world, line)
    return [
        sale
        for sale in paid
        if sale.line.product is line.product
        and sale.line.claim.partner.commercial is case.claim.partner.commercial
        and (not document or same_text(sale.line.pos_document) == document)
        and (
            not line.authorization_ref.strip()
            or same_authorization(program, line, sale.program, sale.line)
        )
    ]


def _likely(run, case, paid):
    """The paid lines of the sale meant by a return that names none: by serial number,
    else the latest one to the same end customer with something left to return.
    """
    serials = case.line.serial_set()
    named = [sale for sale in paid if serials & sale.line.serial_set()]
    if named:
        return named
    day = case.line.date_ship
    candidates = [
        sale
        for sale in paid
        if _same_customer(case.line, sale.line)
        and day is not None
        and sale.line.date_ship is not None
        and sale.line.date_ship <= day
        and above(left_of(run, sale)[0], ZERO)
    ]
    if not candidates:
        return []
    latest = max(candidates, key=lambda sale: (sale.line.date_ship, sale.line.id))
    document = same_text(latest.line.pos_document)
    return [sale for sale in paid if same_text(sale.line.pos_document) == document]


def _groups(sales):
    """Programs that may be paid together each give back for the same units."""
    groups = {}
    for sale in sales:
        group = paid_beside(sale.program, sale.line.date_ship)
        groups.setdefault(group, []).append(sale)
    return list(groups.values())


def left_of(run, sale):
    """Quantity and amounts of a paid line that no return took back yet."""
    uses = [use for use in run.returned() if use.sale is sale.line]
    return (
        sale.quantity - sum((use.quantity for use in uses), ZERO),
        sale.amount - sum((use.paid for use in uses), ZERO),
        sale.amount_program - sum((use.amount_program for use in uses), ZERO),
    )


def _use(run, case, sale, wanted):
    """What a return takes from one paid line; the last one takes the rest."""
    quantity, paid, amount_program = left_of(run, sale)
    if not above(quantity, ZERO) or not above(wanted, ZERO):
        return None
    claim, program = sale.line.claim, sale.program
    if above(quantity, wanted):
        quantity, share = wanted, wanted / sale.quantity
        paid = min(paid, claim.currency.round(sale.amount * share))
        if program is not None:
            part = program.currency.round(sale.amount_program * share)
            amount_program = min(amount_program, part)
    amount = run.world.convert(
        paid, claim.currency, case.currency, case.company, sale.line.date_ship
    )
    return ReturnUse(
        case.line,
        sale.line,
        quantity,
        paid,
        case.currency.round(amount),
        amount_program,
        program,
        sale.program_line,
    )


def counts(line):
    """Whether what a stored return took back counts."""
    return line.stands and line.state in (APPROVED, ADJUSTED)
