"""The values of a row given their signs, and what is wrong with them as a whole."""

from .columns import fields
from .errors import Problem


def claim_line(values):
    """Give a claim line its kind and signs, in place: a negative quantity is a return,
    with quantity and prices positive and amounts negative. The invoice date stands in
    for a missing ship date.
    """
    _stand_in(values)
    quantity, kind = values["quantity"], values["transaction_type"]
    if quantity is not None and quantity < 0:
        values["quantity"] = -quantity
        kind = "return"
    elif kind is None:
        kind = "sale"
    values["transaction_type"] = kind
    if kind == "return":
        for name in fields.PRICE_FIELDS:
            if values[name] is not None:
                values[name] = abs(values[name])
        if values["amount_claimed"]:
            values["amount_claimed"] = -abs(values["amount_claimed"])
    return values


def reported_sale(values):
    """Give a reported sale its signs, in place: the quantity of a return is negative,
    its price positive. The invoice date stands in for a missing ship date.
    """
    _stand_in(values)
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
        problems.append(_of("price_negative", "resale_price", values))
    return problems


def as_stated(values):
    """Leave the values as they are."""
    return values


def adjustment_problems(values):
    """Return why a row is no stock adjustment."""
    problems = []
    kind, quantity, price = (
        values[name] for name in ("adjustment_kind", "quantity", "unit_price")
    )
    if quantity < 0 and kind != "correction":
        problems.append(_of("quantity_negative", "quantity", values))
    # nothing left is an opening stock as well
    if quantity == 0 and kind != "opening":
        problems.append(Problem("quantity_zero"))
    if (price or 0) < 0:
        problems.append(_of("price_negative", "unit_price", values))
    if kind == "price" and not price:
        problems.append(Problem("protection_without_price", field="unit_price"))
    return problems


def program_line_problems(values):
    """Return why a row is no line of a program."""
    problems = [
        _of("price_negative", name, values)
        for name, value in values.items()
        if name not in ("product_ref", "currency") and (value or 0) < 0
    ]
    for name in ("discount_percent", "margin_percent"):
        if (values[name] or 0) > 100:
            problems.append(_of("percent_too_large", name, values))
    ways = [name for name in fields.PROGRAM_METHODS if values[name] is not None]
    if len(ways) > 1:
        problems.append(Problem("several_methods", field=ways[0], other_field=ways[1]))
    return problems


def _of(code, name, values):
    return Problem(code, field=name, value=f"{values[name]:f}")


def _stand_in(values):
    if "date_invoice" in values:
        invoiced = values.pop("date_invoice")
        if values["date_ship"] is None:
            values["date_ship"] = invoiced
