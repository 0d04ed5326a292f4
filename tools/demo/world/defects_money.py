"""Planted defects: prices and amounts."""

from decimal import Decimal

from .desk import Desk
from .planting import UNCOVERED, claim_unit, planted, rename
from .spec import money

# programs with an agreed book price, in the distributor's own currency
AGREED = {"quill": "bid_usd", "kies": "bid_eur", "tambo": "encoders"}
CREDIT_TO_REVIEW = Decimal(20000)  # above the company's limit, in any currency here


def plant(desk: Desk) -> None:
    """Plant every defect of this kind that this distributor's programs allow."""
    for defect in (
        _book_price_unknown,
        _authorized_price_unknown,
        _book_price_mismatch,
        _authorized_price_mismatch,
        _no_credit_due,
        _unit_credit_mismatch,
        _amount_mismatch,
        _resale_price,
        _minimum_amount,
        _over_review_amount,
    ):
        defect(desk)


def _agreed(desk, **more):
    return desk.sale(AGREED[desk.distributor.key], **more)


def _book_price_unknown(desk):
    line = desk.sale("no_book", stated="unit")
    desk.keep(planted(line, "review", "book_price_unknown"))
    if desk.distributor.key == "tambo":
        line = desk.sale("meet", stated="amount")
        line.book = None
        desk.keep(planted(line, "review", "book_price_unknown"))


def _authorized_price_unknown(desk):
    if desk.distributor.key != "kies":
        line = desk.sale("margin", stated="unit")
        line.resale = None
        desk.keep(planted(line, "review", "authorized_price_unknown"))


def _book_price_mismatch(desk):
    line = _agreed(desk, stated="all")
    excess = line.book * Decimal("0.08")
    line.book += excess
    claim_unit(line, line.unit + excess)
    codes = ("book_price_mismatch", "unit_credit_mismatch")
    desk.keep(planted(line, "adjusted", *codes))
    line = _agreed(desk, stated="all")  # the price is wrong, the sum is right
    line.book, line.authorized, line.unit = line.book * Decimal("1.1"), None, None
    desk.keep(planted(line, "approved", "book_price_mismatch"))


def _authorized_price_mismatch(desk):
    line = _agreed(desk, stated="all")
    excess = line.authorized * Decimal("0.07")
    line.authorized -= excess
    claim_unit(line, line.unit + excess)
    codes = ("authorized_price_mismatch", "unit_credit_mismatch")
    desk.keep(planted(line, "adjusted", *codes))
    line = _agreed(desk, stated="all")
    line.authorized, line.book, line.unit = line.authorized * Decimal("0.9"), None, None
    desk.keep(planted(line, "approved", "authorized_price_mismatch"))


def _no_credit_due(desk):
    line = claim_unit(desk.sale("no_credit", stated="amount"), Decimal("0.50"))
    also = ("unit_credit_mismatch",)
    desk.keep(planted(line, "rejected", "no_credit_due", also=also))


def _unit_credit_mismatch(desk):
    for factor in ("1.25", "3"):
        line = _agreed(desk, stated="unit")
        claim_unit(line, line.unit * Decimal(factor))
        desk.keep(planted(line, "adjusted", "unit_credit_mismatch"))


def _amount_mismatch(desk):
    for excess in ("25.00", "0.50"):
        line = _agreed(desk, stated="unit")
        line.amount += Decimal(excess)
        desk.keep(planted(line, "adjusted", "amount_mismatch"))


def _resale_price(desk):
    usual = desk.sale("resale").resale
    line = desk.sale("resale", resale=money(usual * 10))
    desk.keep(planted(line, "review", "resale_price_above_authorized"))
    line = desk.sale("resale", resale=Decimal("0.50"))
    desk.keep(planted(line, "approved", "resale_price_below_authorized"))
    if desk.distributor.key != "kies":
        line = desk.sale("margin", resale=Decimal("0.40"))
        desk.keep(planted(line, "review", "resale_price_below_authorized"))


def _minimum_amount(desk):
    line = desk.sale("minimum_amount", quantity=2)
    desk.keep(planted(line, "rejected", "below_minimum_amount"))


def _over_review_amount(desk):
    line = desk.sale("closed", quantity=1, stated="unit")
    line.quantity = CREDIT_TO_REVIEW // line.unit + 1
    claim_unit(line, line.unit)
    desk.keep(planted(line, "review", "over_review_amount"))


def plant_report(desk: Desk) -> None:
    """What can be wrong in a sales report that states no money."""
    for name in ("document", "product", "ship"):
        line = desk.sale("by_list")
        setattr(line, name, None if name == "ship" else "")
        also = ("authorization_missing",)
        desk.keep(planted(line, "rejected", "missing_data", also=also))
    line = desk.sale("by_list")
    line.product = "SOL-NO-SUCH"
    also = ("authorization_missing",)
    desk.keep(planted(line, "rejected", "product_unknown", also=also))
    for _count in range(2):
        line = rename(desk, desk.sale("by_list"), UNCOVERED)
        desk.keep(planted(line, "review", "authorized_price_unknown"))
        line = rename(desk, desk.sale("by_list", ship=desk.month.day(2)), UNCOVERED)
        desk.keep(planted(line, "rejected", "authorization_missing"))
