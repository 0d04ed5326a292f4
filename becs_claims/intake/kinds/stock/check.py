"""What is wrong with the values of a stock adjustment."""

from ...errors import Problem
from ..kind import about


def adjustment_problems(values):
    """Return why a row is no stock adjustment."""
    problems = []
    kind, quantity, price = (
        values[name] for name in ("adjustment_kind", "quantity", "unit_price")
    )
    if quantity < 0 and kind != "correction":
        problems.append(about("quantity_negative", "quantity", values))
    # nothing left is an opening stock as well
    if quantity == 0 and kind != "opening":
        problems.append(Problem("quantity_zero"))
    if (price or 0) < 0:
        problems.append(about("price_negative", "unit_price", values))
    if kind == "price" and not price:
        problems.append(Problem("protection_without_price", field="unit_price"))
    return problems
