"""Claimed sales beside the ones the distributor reported."""

from .sales import reports
from .world import RETURN, ZERO, above, same_text


def matching_rows(world, line):
    """The reported sales a claim line speaks of; None where nothing is compared.

    Those of its document line where the report has it, else those the report gives no
    line; a line that names none speaks of the whole document.
    """
    document = same_text(line.pos_document)
    if line.transaction_type == RETURN or not document or line.product is None:
        return None
    if not reports(line.claim.partner, line.date_ship):
        return None
    rows = [
        row
        for row in world.pos_lines
        if row.company is line.claim.company
        and row.partner.commercial is line.claim.partner.commercial
        and same_text(row.document) == document
        and row.product is line.product
        and row.quantity > 0
    ]
    own = same_text(line.pos_line_ref)
    if not own:
        return rows
    same = [row for row in rows if same_text(row.line_ref) == own]
    return same or [row for row in rows if not same_text(row.line_ref)]


def resale_price(case, rows):
    """What the reports say an end customer paid per unit; None when they do not."""
    valued = [row for row in rows if row.resale_price]
    if not valued:
        return None
    value = sum(
        (
            row.quantity * case.convert(row.resale_price, row.currency, case.currency)
            for row in valued
        ),
        ZERO,
    )
    return value / sum((row.quantity for row in valued), ZERO)


def no_point_of_sale_record(case):
    if case.compared and not case.reported_rows:
        return None, None
    return None


def point_of_sale_mismatch(case):
    if not case.reported_rows:
        return None
    reported = sum((row.quantity for row in case.reported_rows), ZERO)
    if above(case.quantity or ZERO, reported):
        return case.quantity, reported
    price = resale_price(case, case.reported_rows)
    if case.resale is not None and price is not None:
        if above(abs(case.resale - price), case.currency.rounding):
            return case.resale, price
    return None
