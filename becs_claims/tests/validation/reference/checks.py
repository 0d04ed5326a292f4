"""The checks that look at one line, in their order; each gives None, or the claimed and
the expected value.

A check that cannot be validated because something is unknown finds nothing. What needs
several lines is in ``run.py``.
"""

from .price import DIFFERENCE_METHODS
from .resolve import offered_lines
from .world import ZERO, above

FOUND = (None, None)

#: Every check in its order with what it does unless a rule says otherwise.
DEFAULT_OUTCOMES = {
    "missing_data": "reject",
    "negative_amount": "reject",
    "product_unknown": "reject",
    "uom_unknown": "reject",
    "authorization_unknown": "reject",
    "authorization_missing": "reject",
    "authorization_not_active": "reject",
    "authorization_suspended": "review",
    "distributor_not_authorized": "reject",
    "product_not_authorized": "reject",
    "ship_date_before_authorization": "reject",
    "ship_date_after_authorization": "reject",
    "end_customer_not_authorized": "review",
    "below_minimum_quantity": "reject",
    "ship_date_in_future": "reject",
    "filed_too_late": "reject",
    "duplicate_line": "reject",
    "serial_already_claimed": "reject",
    "possible_duplicate": "review",
    "no_point_of_sale_record": "review",
    "point_of_sale_mismatch": "review",
    "book_price_unknown": "review",
    "authorized_price_unknown": "review",
    "book_price_mismatch": "adjust",
    "authorized_price_mismatch": "adjust",
    "no_credit_due": "reject",
    "unit_credit_mismatch": "adjust",
    "amount_mismatch": "adjust",
    "resale_price_above_authorized": "review",
    "resale_price_below_authorized": "note",
    "below_minimum_amount": "reject",
    "authorized_quantity_exceeded": "adjust",
    "budget_exceeded": "adjust",
    "authorization_exhausted": "reject",
    "authorization_held": "review",
    "stock_exceeded": "review",
    "return_without_credit": "review",
    "return_origin_assumed": "review",
    "over_review_amount": "review",
}
ORDER = {code: place for place, code in enumerate(DEFAULT_OUTCOMES)}
#: Checks before any price is worked out; what they reject was not sold.
BEFORE_PRICES = [code for code in ORDER if ORDER[code] < ORDER["book_price_unknown"]]
#: Checks on prices, of one line each.
OF_PRICES = [
    code
    for code in ORDER
    if ORDER["book_price_unknown"] <= ORDER[code] <= ORDER["below_minimum_amount"]
]
#: Own rules come between the checks on prices and the caps.
OWN_RULES = ORDER["below_minimum_amount"] + 0.5
#: Checks on what is left under the caps.
CAPS = [
    "authorized_quantity_exceeded",
    "budget_exceeded",
    "authorization_exhausted",
    "authorization_held",
]
#: The checks a returned unit is put through.
RETURN_CHECKS = {
    "missing_data",
    "product_unknown",
    "uom_unknown",
    "ship_date_in_future",
    "duplicate_line",
    "return_without_credit",
    "return_origin_assumed",
}


def missing_data(case):
    line = case.line
    has_product = line.product is not None or bool(line.product_ref.strip())
    if not (
        has_product and line.quantity and line.date_ship and line.pos_document.strip()
    ):
        return FOUND


def negative_amount(case):
    if case.line.amount_stated < 0 or (case.stated_unit_raw or ZERO) < 0:
        return FOUND


def product_unknown(case):
    product = case.line.product
    if product is None:
        return FOUND if case.line.product_ref.strip() else None
    if not product.eligible and not case.is_return:
        return FOUND


def uom_unknown(case):
    line = case.line
    unreadable = line.uom is None and bool(line.uom_ref)
    foreign = (
        line.uom is not None and line.product is not None and not case.unit_convertible
    )
    if unreadable or foreign:
        return FOUND


def authorization_unknown(case):
    if case.line.authorization_ref.strip() and case.program is None:
        return FOUND


def authorization_missing(case):
    could_be_searched = (
        case.line.product and case.line.date_ship and case.quantity is not None
    )
    if (
        not case.line.authorization_ref.strip()
        and could_be_searched
        and case.program is None
    ):
        return FOUND


def authorization_not_active(case):
    if case.program and case.program.state in ("draft", "requested", "refused"):
        return FOUND


def authorization_suspended(case):
    if case.program and case.program.state == "suspended":
        return FOUND


def distributor_not_authorized(case):
    if case.program and not case.program.names_distributor(case.claim.partner):
        return FOUND


def product_not_authorized(case):
    if case.program and case.line.product and case.program_line is None:
        return FOUND


def ship_date_before_authorization(case):
    day = case.line.date_ship
    if (
        case.program
        and day
        and case.program.date_start
        and day < case.program.date_start
    ):
        return FOUND


def ship_date_after_authorization(case):
    day = case.line.date_ship
    if case.program and day and case.program.date_end and day > case.program.date_end:
        return FOUND


def end_customer_not_authorized(case):
    if (
        case.program
        and case.terms.end_customers
        and not case.terms.names_customer(case.line.end_customer)
    ):
        return FOUND


def below_minimum_quantity(case):
    if case.program_line is None or case.quantity is None:
        return None
    day = case.line.date_ship
    offered = offered_lines(case.program, case.line.product, day)
    lowest = min(line.on(day).min_quantity for line in offered)
    if case.quantity < lowest:
        return case.quantity, lowest


def ship_date_in_future(case):
    if case.line.date_ship and case.line.date_ship > case.claim.filed:
        return FOUND


def filed_too_late(case):
    if not (case.program and case.terms.claim_window_days and case.line.date_ship):
        return None
    days = (counted_filing_date(case.line) - case.line.date_ship).days
    if days > case.terms.claim_window_days:
        return days, case.terms.claim_window_days


def counted_filing_date(line):
    """The day a line counts as filed: that of the line it replaces when it was sent
    soon enough after the answer to it.
    """
    day, allowed = line.claim.filed, line.claim.company.resubmission_days
    for replaced in line.chain():
        if (
            replaced.answered_on is None
            or (line.claim.filed - replaced.answered_on).days > allowed
        ):
            break
        line = replaced
        day = line.claim.filed
    return day


def book_price_unknown(case):
    if (
        case.program_line
        and case.line_terms.credit_method != "fixed"
        and case.quantity is not None
        and case.into_stock is None
    ):
        return FOUND


def authorized_price_unknown(case):
    if (
        case.program_line
        and case.line_terms.credit_method in ("margin", "pricelist")
        and case.authorized is None
    ):
        return FOUND


def book_price_mismatch(case):
    if case.book is not None and case.into_stock is not None:
        if above(case.book, case.into_stock + case.tolerance_on(case.into_stock)):
            return case.book, case.into_stock


def authorized_price_mismatch(case):
    if case.stated_authorized is not None and case.authorized is not None:
        if above(
            case.authorized, case.stated_authorized + case.tolerance_on(case.authorized)
        ):
            return case.stated_authorized, case.authorized


def no_credit_due(case):
    if case.program_line and case.line_terms.credit_method in DIFFERENCE_METHODS:
        if (
            case.into_stock is not None
            and case.authorized is not None
            and not above(case.into_stock, case.authorized)
        ):
            return FOUND


def unit_credit_mismatch(case):
    if case.stated_unit is None or not case.priced:
        return None
    excess = case.stated_unit - (case.unit_credit + case.allowance)
    if above(excess, ZERO) and above(case.quantity * excess, case.currency.rounding):
        return case.stated_unit, case.unit_credit


def amount_mismatch(case):
    line = case.line
    if not (line.amount_stated and line.quantity and case.stated_unit_raw is not None):
        return None
    expected = case.currency.round(line.quantity * case.stated_unit_raw)
    if above(line.amount_stated, expected + case.currency.rounding):
        return line.amount_stated, expected


def resale_price_above_authorized(case):
    highest = (
        case.from_program(case.line_terms.max_resale_price)
        if case.program_line
        else None
    )
    if case.resale is not None and highest is not None and above(case.resale, highest):
        return case.resale, highest


def resale_price_below_authorized(case):
    lowest = (
        case.from_program(case.line_terms.min_resale_price)
        if case.program_line
        else None
    )
    if case.resale is not None and lowest is not None and above(lowest, case.resale):
        return case.resale, lowest


def below_minimum_amount(case):
    if not case.priced:
        return None
    smallest = case.from_program(case.terms.minimum_line_amount)
    amount = case.currency.round(case.quantity * case.unit_credit_approved)
    if smallest is not None and above(smallest, amount):
        return amount, smallest
