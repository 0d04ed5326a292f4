"""Numbers as people read them, in the language of the environment."""

from odoo.tools import float_repr
from odoo.tools.misc import NON_BREAKING_SPACE, formatLang

DECIMALS = 6  # at most; what a division leaves behind them says nothing


def number(env, value, least=0) -> str:
    """A number with the decimals that count.

    :param least: decimals shown in any case
    """
    value = float(value)
    text = float_repr(value, DECIMALS).rstrip("0")
    return formatLang(env, value, digits=max(least, len(text.partition(".")[2])))


def price(env, value, currency) -> str:
    """A price per unit with its currency; not rounded to the currency, as amounts are.

    :param currency: record of ``res.currency``
    """
    least = env["decimal.precision"].precision_get("Product Price")
    parts = [number(env, value, least), NON_BREAKING_SPACE, currency.symbol]
    return "".join(parts if currency.position == "after" else reversed(parts))
