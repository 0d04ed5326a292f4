"""The values of a claim line given their signs."""

from ...columns import fields
from ..kind import stand_in


def claim_line(values):
    """Give a claim line its kind and signs, in place: a negative quantity is a return,
    with quantity and prices positive and amounts negative. The invoice date stands in
    for a missing ship date.
    """
    stand_in(values)
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
