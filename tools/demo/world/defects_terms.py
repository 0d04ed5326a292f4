"""Planted defects: what a line says, and the terms of its authorization."""

import datetime

from .catalogue import AMBIGUOUS_CODE
from .desk import Desk
from .planting import MAIN, UNCOVERED, planted, rename


def plant(desk: Desk) -> None:
    """Plant every defect of this kind that this distributor's programs allow."""
    for defect in (
        _missing_data,
        _negative_amount,
        _product_unknown,
        _unit_unknown,
        _authorization_unknown,
        _authorization_missing,
        _not_active,
        _not_for_this_distributor,
        _product_not_authorized,
        _ship_dates,
        _end_customer,
        _minimum_quantity,
        _filed_too_late,
    ):
        defect(desk)


def _main(desk, **more):
    return desk.sale(MAIN[desk.distributor.key], **more)


def _missing_data(desk):
    for name in ("document", "product", "ship"):
        line = _main(desk)
        setattr(line, name, None if name == "ship" else "")
        desk.keep(planted(line, "rejected", "missing_data"))
    line = _main(desk, stated="amount")
    line.quantity = None
    desk.keep(planted(line, "rejected", "missing_data"))


def _negative_amount(desk):
    line = _main(desk, stated="unit")
    line.unit, line.amount = -line.unit, None
    desk.keep(planted(line, "rejected", "negative_amount"))
    line = _main(desk, stated="amount")
    line.amount = -line.amount
    desk.keep(planted(line, "rejected", "negative_amount"))
    line = _main(desk, stated="prices")  # the two columns swapped
    line.book, line.authorized = line.authorized, line.book
    also = ("book_price_mismatch", "no_credit_due")
    desk.keep(planted(line, "rejected", "negative_amount", also=also))


def _product_unknown(desk):
    for code in ("ZZ-404", AMBIGUOUS_CODE):
        line = _main(desk)
        line.product = code
        desk.keep(planted(line, "rejected", "product_unknown"))
    line = _main(desk)
    line.product = "SA-0001"  # ours, but not eligible
    also = ("product_not_authorized",)
    desk.keep(planted(line, "rejected", "product_unknown", also=also))


def _unit_unknown(desk):
    for unit in ("Pallet X", "kg"):
        line = _main(desk)
        line.unit_name = unit
        desk.keep(planted(line, "rejected", "uom_unknown"))


def _authorization_unknown(desk):
    for number in ("SD-9999", "see mail"):
        line = _main(desk)
        line.authorization = number
        desk.keep(planted(line, "rejected", "authorization_unknown"))


def _authorization_missing(desk):
    for _count in range(2):
        line = rename(desk, desk.sale("encoders", stated="amount"), UNCOVERED)
        line.authorization = ""
        desk.keep(planted(line, "rejected", "authorization_missing"))


def _not_active(desk):
    for key in ("draft", "requested", "refused"):
        line = desk.sale(key)
        desk.keep(planted(line, "rejected", "authorization_not_active"))
    for _count in range(2):
        line = desk.sale("suspended")
        desk.keep(planted(line, "review", "authorization_suspended"))


def _not_for_this_distributor(desk):
    key = "bid_usd" if desk.distributor.key == "tambo" else "meet"
    line = desk.sale(key)
    desk.keep(planted(line, "rejected", "distributor_not_authorized"))


def _product_not_authorized(desk):
    line = rename(desk, _main(desk, stated="amount"), UNCOVERED)
    desk.keep(planted(line, "rejected", "product_not_authorized"))
    if desk.distributor.key != "kies":
        line = desk.sale("blanket", 0, stated="amount")
        excluded = [rule for rule in desk.programs["blanket"].lines if rule.excluded]
        line.product = excluded[0].target
        desk.keep(planted(line, "rejected", "product_not_authorized"))


def _ship_dates(desk):
    line = desk.sale("begins", ship=desk.month.day(desk.rng.randint(2, 12)))
    desk.keep(planted(line, "rejected", "ship_date_before_authorization"))
    line = desk.sale("ended")
    desk.keep(planted(line, "rejected", "ship_date_after_authorization"))
    line = _main(desk, ship=_days(desk.filed, desk.rng.randint(4, 20)))
    desk.keep(planted(line, "rejected", "ship_date_in_future"))


def _end_customer(desk):
    program = desk.programs[MAIN[desk.distributor.key]]
    others = [name for name in desk.customers if name not in program.customers]
    for name in (desk.rng.choice(others), "Unheard-of Trading"):
        line = _main(desk, customer=desk.customer_ref(name))
        desk.keep(planted(line, "review", "end_customer_not_authorized"))


def _minimum_quantity(desk):
    line = desk.sale("minimum_quantity", quantity=desk.rng.randint(3, 49))
    desk.keep(planted(line, "rejected", "below_minimum_quantity"))


def _filed_too_late(desk):
    line = desk.sale("window", ship=_days(desk.filed, -desk.rng.randint(60, 100)))
    desk.keep(planted(line, "rejected", "filed_too_late"))


def _days(day, number):
    return day + datetime.timedelta(days=number)
