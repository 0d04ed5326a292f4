"""The lines of a claim that are in order."""

from .desk import Desk
from .lines import Line
from .spec import money

# how often a program is drawn on, in parts
SHARES = {
    "quill": {
        "bid_usd": 6,
        "blanket": 8,
        "promo": 4,
        "margin": 5,
        "encoders": 2,
        "minimum_quantity": 2,
        "minimum_amount": 2,
        "window": 2,
        "resale": 3,
        "begins": 2,
        "closed": 2,
    },
    "kies": {
        "bid_eur": 7,
        "blanket_eur": 6,
        "promo": 4,
        "encoders": 3,
        "minimum_quantity": 2,
        "minimum_amount": 2,
        "window": 2,
        "resale": 3,
        "begins": 2,
        "closed": 2,
    },
    "tambo": {
        "meet": 7,
        "blanket": 7,
        "promo": 4,
        "margin": 5,
        "encoders": 2,
        "minimum_quantity": 2,
        "window": 2,
        "resale": 3,
        "begins": 2,
    },
    "solma": {"by_list": 9, "promo": 4},
}
NEVER_FOUND = {"promo"}  # one program alone covers these: its number may be left out


def add_clean(desk: Desk, number: int) -> None:
    """Add about ``number`` lines that have to be approved as claimed."""
    shares = SHARES[desk.distributor.key]
    keys = [
        key
        for key, parts in shares.items()
        if desk.programs[key].start <= desk.month.end
        for _part in range(parts)
    ]
    for count in range(number):
        key = desk.rng.choice(keys)
        line = desk.sale(key)
        if key in NEVER_FOUND and count % 2:
            line.authorization = ""
        elif line.authorization and count % 11 == 0:
            line.authorization = f" {line.authorization.lower()}"
        desk.keep(line)
    if desk.states_money:
        _add_special(desk)
    if desk.stockroom:
        _add_layered(desk)


def _add_special(desk: Desk) -> None:
    """Lines that look odd and are right."""
    for _count in range(4):
        desk.keep(desk.sale("window", quantity=desk.rng.randint(2, 9), dozens=True))
    for _count in range(3):
        desk.keep(*_combined(desk))
    for _count in range(3):
        desk.keep(*_one_row_per_serial(desk))
    for _count in range(3):
        desk.keep(with_serials(desk))


def _add_layered(desk):
    """Sales in the order of their days, as they use up what was bought."""
    days = [day for day in (3, 11, 18, 25) if day <= desk.month.end.day]
    for key, products in (
        ("fifo", desk.stockroom.by_fifo),
        ("average", desk.stockroom.by_average),
    ):
        for product in products:
            for day in days:
                quantity = desk.rng.randint(8, 30)
                ship = desk.month.day(day)
                desk.keep(desk.layered_sale(key, product, quantity, ship))


def _combined(desk):
    """One sale, paid by two programs that may be combined."""
    first = desk.sale("combine_1", stated="unit")
    second = desk.sale("combine_2", product=_same(desk, first), stated="unit")
    for name in ("document", "position", "ship", "customer", "resale", "quantity"):
        setattr(second, name, getattr(first, name))
    second.approved = second.amount = _worth(second)
    return first, second


def _one_row_per_serial(desk):
    """One line of an invoice on two rows, each with a serial number of its own."""
    first = desk.sale("encoders", quantity=1, stated="amount", serials=(serial(desk),))
    second = desk.sale(
        "encoders",
        product=_same(desk, first),
        quantity=1,
        stated="amount",
        serials=(serial(desk),),
    )
    for name in ("document", "position", "ship", "customer", "resale"):
        setattr(second, name, getattr(first, name))
    return first, second


def with_serials(desk: Desk) -> Line:
    """A sale of a few encoders, all their serial numbers in one cell."""
    quantity = desk.rng.randint(2, 5)
    serials = tuple(serial(desk) for _count in range(quantity))
    return desk.sale("encoders", quantity=quantity, serials=serials)


def serial(desk: Desk) -> str:
    """A new serial number."""
    return f"FW{desk.rng.randrange(16**8):08X}"


def _same(desk, line):
    return desk.shelf.by_code[line.product]


def _worth(line):
    return money(line.quantity * line.unit)
