"""The price of which a wanted amount is left before tax."""

from collections.abc import Callable

STEPS = 100


def price_for(
    wanted: float, before_tax: Callable[[float], float], tolerance: float
) -> float:
    """Find the price that leaves ``wanted`` once the taxes included in it are out.

    Taxes are rounded one by one and may build on each other, so there is no formula
    for all of them. What is left rises with the price and only ever jumps down, by a
    rounding unit where a tax is rounded up; so between a price that leaves too little
    and one that leaves too much there is one that leaves exactly what is wanted.

    :param wanted: amount before tax; also the price when no tax is included
    :param before_tax: what is left of a price
    :param tolerance: how near is near enough
    :return: the price; the nearest found if no price will do
    """
    price = wanted
    low = high = None  # prices that leave too little and too much
    for _step in range(STEPS):
        missing = wanted - before_tax(price)
        if abs(missing) <= tolerance:
            break
        if missing > 0:
            low = price
        else:
            high = price
        if low is None or high is None:
            price += missing
        else:
            price = (low + high) / 2
    return price
