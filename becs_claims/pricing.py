"""What a special price gives away: exact arithmetic on prices, without a database.

Prices come as the floats that fields hold; they are taken at the value they are shown
with, and the answers are exact decimals.
"""

from decimal import ROUND_HALF_UP, Decimal

PERCENT_STEP = Decimal("0.000001")  # as fine as fields hold percents


def exact(number: float) -> Decimal:
    """The decimal a field shows."""
    return Decimal(str(number or 0))


def discount_percent(list_price: float, price: float) -> Decimal:
    """Share of the list price that a price is below it, in percent.

    :return: 0 for a price above the list price, and where there is no list price
    """
    return max(_share(exact(list_price) - exact(price), exact(list_price)), Decimal(0))


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
