"""The values of a reported sale given their signs, and what is wrong with them."""

from ...errors import Problem
from ..kind import about, stand_in


def reported_sale(values):
    """Give a reported sale its signs, in place: the quantity of a return is negative,
    its price positive. The invoice date stands in for a missing ship date.
    """
    stand_in(values)
    quantity = values["quantity"]
    if quantity is not None and values["transaction_type"] == "return":
        quantity = values["quantity"] = -abs(quantity)
    if quantity is not None and quantity < 0 and values["resale_price"] is not None:
        values["resale_price"] = abs(values["resale_price"])
    return values


def reported_sale_problems(values):
    """Return why a settled row is no reported sale."""
    problems = []
    if values["quantity"] == 0:
        problems.append(Problem("quantity_zero"))
    if (values["resale_price"] or 0) < 0:
        problems.append(about("price_negative", "resale_price", values))
    return problems
