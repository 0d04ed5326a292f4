"""What a special price gives away: exact arithmetic on prices, without a database.

Prices come as the floats that fields hold; they are taken at the value they are shown
with, and the answers are exact decimals.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

PERCENT_STEP = Decimal("0.000001")  # as fine as fields hold percents


@dataclass(frozen=True)
class Given:
    """What an offer or the terms of a program give away.

    ``percent`` is the highest discount that is known; ``amount`` what it comes to at
    most, in the company's currency, None for any amount. ``unknown`` says why there may
    be more, so that only who has no limit grants it; empty where all is known.
    ``moved`` is {id of a user: what that user changed} of who changed prices it is
    measured by meanwhile, so that it is no measure for them.
    """

    percent: Decimal
    amount: float | None
    unknown: str = ""
    moved: dict[int, str] = field(default_factory=dict)


def exact(number: float) -> Decimal:
    """The decimal a field shows."""
    return Decimal(str(number or 0))


def discount_percent(list_price: float, price: float) -> Decimal:
    """Share of the list price that a price is below it, in percent.

    :return: 0 for a price above the list price, and where there is no list price
    """
    return max(_share(exact(list_price) - exact(price), exact(list_price)), Decimal(0))


def credit_percent(list_price: float, credit: float | Decimal) -> Decimal:
    """Share of the list price that a credit per unit is, in percent; 0 without one."""
    return _share(exact(credit), exact(list_price))


def with_tolerance(credit: float | Decimal, amount: float, percent: float) -> Decimal:
    """The most that is paid per unit for a credit, with what may be claimed above it.

    :param amount: tolerance per unit
    :param percent: tolerance in percent of the credit; the larger of the two counts
    """
    credit = max(exact(credit), Decimal(0))
    return credit + max(exact(amount), credit * exact(percent) / 100)


def margin_percent(price: float, cost: float) -> Decimal:
    """Share of a price that is left above the cost, in percent; negative below cost."""
    return _share(exact(price) - exact(cost), exact(price))


def discount_amount(list_price: float, price: float, quantity: float) -> Decimal:
    """What a price is below the list price, for a quantity; never negative."""
    return max(exact(list_price) - exact(price), Decimal(0)) * exact(quantity)


def amount(price: float, quantity: float) -> Decimal:
    """Price times quantity, not rounded."""
    return exact(price) * exact(quantity)


def _share(part, whole):
    if not whole:
        return Decimal(0)
    return (100 * part / whole).quantize(PERCENT_STEP, ROUND_HALF_UP)
