"""Planted defects: sales claimed twice, and caps that are reached."""

from dataclasses import replace
from decimal import Decimal

from .clean import with_serials
from .desk import Desk
from .lines import Line
from .planting import MAIN, claim_unit, planted
from .shelf import CLAIMANTS, USD_ONLY
from .spec import money


def plant(desk: Desk, earlier: list[Line]) -> None:
    """Plant repetitions, within the claim and of lines of an earlier claim."""
    main = MAIN.get(desk.distributor.key, "promo")
    _duplicates(desk, main)
    _possible_duplicates(desk, main)
    _serials(desk)
    code = desk.programs[main].code
    paid = [line for line in earlier if not line.why and line.authorization == code]
    for line in paid[:2]:
        desk.keep(planted(replace(line), "rejected", "duplicate_line"))
    with_serial = [line for line in earlier if not line.why and len(line.serials) > 1]
    for line in with_serial[:1]:
        desk.keep(_same_serial(desk, line))
    if desk.distributor.key in CLAIMANTS:
        _cap_held(desk)
        _cap_amount(desk)
    if earlier:
        cap_quantity(desk)
        _resubmissions(desk, earlier)


def plant_earlier(desk: Desk) -> None:
    """What the month before leaves behind: a cap half used, lines to send again."""
    index = CLAIMANTS.index(desk.distributor.key)
    desk.keep(desk.sale("cap_quantity", index, quantity=60, stated="unit"))
    for key in (MAIN[desk.distributor.key], "window"):
        line = desk.sale(key, ship=desk.month.day(3))
        line.authorization = line.authorization.replace("-", "/")
        desk.keep(planted(line, "rejected", "authorization_unknown"))


def _duplicates(desk, main):
    for _count in range(2):
        line = desk.sale(main)
        again = planted(replace(line), "rejected", "duplicate_line")
        desk.keep(line, again)


def _possible_duplicates(desk, main):
    line = desk.sale(main, stated="unit")
    again = replace(line, quantity=line.quantity + 1)
    if again.unit:
        claim_unit(again, again.unit)
    # nor was so much reported
    also = ("point_of_sale_mismatch",)
    desk.keep(line, planted(again, "review", "possible_duplicate", also=also))


def _serials(desk):
    if "encoders" in desk.programs and desk.states_money:
        line = with_serials(desk)
        desk.keep(line, _same_serial(desk, line))


def _same_serial(desk, line):
    product = desk.shelf.by_code[line.product]
    again = desk.sale("encoders", product=product, quantity=1)
    again.serials = (f" {line.serials[-1].lower()}",)
    return planted(again, "rejected", "serial_already_claimed")


def cap_quantity(desk: Desk) -> None:
    """60 of 100 pieces are used: the next 60 get 40, and then nothing is left."""
    index = CLAIMANTS.index(desk.distributor.key)
    line = desk.sale(
        "cap_quantity", index, quantity=60, stated="unit", ship=desk.month.day(5)
    )
    left = money(40 * line.unit)
    planted(line, "adjusted", "authorized_quantity_exceeded", approved=left)
    desk.keep(line)
    line = desk.sale("cap_quantity", index, quantity=30, ship=desk.month.day(12))
    desk.keep(planted(line, "rejected", "authorization_exhausted"))


def _cap_held(desk):
    index = CLAIMANTS.index(desk.distributor.key)
    first = desk.sale("cap_held", index, quantity=80, ship=desk.month.day(4))
    first.resale = Decimal(600)
    desk.keep(planted(first, "review", "resale_price_above_authorized"))
    line = desk.sale("cap_held", index, quantity=50, ship=desk.month.day(9))
    desk.keep(planted(line, "review", "authorization_held"))


def _cap_amount(desk):
    """The whole amount is used within the month: paid, cut, refused."""
    if desk.distributor.key in USD_ONLY:
        key, index, unit = "cap_amount", USD_ONLY.index(desk.distributor.key), 20
    else:
        key, index, unit = "budget", 0, 100
    days = {day: desk.month.day(day) for day in (6, 9, 20)}
    desk.keep(desk.sale(key, index, quantity=unit * 2, ship=days[6]))
    used, cap = Decimal(unit * 2), Decimal(60 if key == "cap_amount" else 400)
    line = desk.sale(key, index, quantity=cap - used + unit, ship=days[9])
    planted(line, "adjusted", "budget_exceeded", approved=cap - used)
    desk.keep(line)
    line = desk.sale(key, index, quantity=unit, ship=days[20])
    desk.keep(planted(line, "rejected", "authorization_exhausted"))


def _resubmissions(desk, earlier):
    """The lines with a mistyped number, right this time."""
    for line in earlier:
        if line.why == "authorization_unknown":
            again = replace(
                line,
                authorization=line.authorization.replace("/", "-"),
                state="approved",
                codes=frozenset(),
                why="",
                approved=money(_due(line)),
                resubmits=line.document,
            )
            desk.keep(again)


def _due(line):
    if line.amount is not None:
        return line.amount
    unit = line.unit if line.unit is not None else line.book - line.authorized
    return line.quantity * unit
