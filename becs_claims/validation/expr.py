"""Pieces of SQL that several steps share."""

from odoo.tools import SQL

# 30 more decimals, so that a quotient times its divisor rounds as the exact value does
_MORE_DECIMALS = SQL("1.000000000000000000000000000000")


def divide(numerator, denominator):
    """SQL of a quotient with 30 decimals or more."""
    return SQL("(%s * %s / %s)", numerator, _MORE_DECIMALS, denominator)


def money(amount, rounding):
    """SQL of ``amount`` rounded half away from zero to multiples of ``rounding``.

    The inner rounding takes away the error of quotients that have no end.
    """
    return SQL("(round(round(%s, 18) / %s) * %s)", amount, rounding, rounding)


def money_down(amount, rounding):
    """SQL of ``amount`` cut to multiples of ``rounding``."""
    return SQL("(trunc(round(%s, 18) / %s) * %s)", amount, rounding, rounding)


def exceeds(left, right):
    """SQL of whether ``left`` is above ``right``, but for what a quotient left off."""
    return SQL("round(%s - (%s), 18) > 0", left, right)


def text_key(column):
    """SQL of a text as it is compared: trimmed, lower case, NULL when empty."""
    return SQL("NULLIF(lower(btrim(%s)), '')", column)


def stated(column):
    """SQL of a stated number: on a line 0 and empty both mean not stated."""
    return SQL("NULLIF(%s, 0)", column)


def in_product_unit(quantity, unit, product_unit):
    """SQL of a quantity in a stated unit as one in the product's, not rounded.

    It multiplies before it divides, so that 36 pieces are 3 dozen and not a hair less.
    NULL when one unit cannot be converted to the other.

    :param unit: alias of ``uom_uom``, the stated unit
    :param product_unit: alias of ``uom_uom``, the product's
    """
    return SQL(
        """CASE WHEN %(unit)s.id = %(own)s.id THEN %(quantity)s
                WHEN split_part(%(unit)s.parent_path, '/', 1)
                     = split_part(%(own)s.parent_path, '/', 1)
                THEN %(quotient)s END""",
        unit=unit,
        own=product_unit,
        quantity=quantity,
        quotient=divide(
            SQL("%s * %s.factor", quantity, unit), SQL("%s.factor", product_unit)
        ),
    )


def unit_factor(unit, product_unit):
    """SQL of how many of the product's unit one stated unit holds."""
    return in_product_unit(SQL("1"), unit, product_unit)


# what a claim line ``l`` claims by its own statement, NULL when it states nothing;
# ``c.rounding`` is that of its currency. A return gives back, whatever sign is stated.
STATED_CLAIM = SQL(
    """CASE WHEN l.transaction_type = 'return' THEN -abs(%(claim)s)
            ELSE %(claim)s END""",
    claim=SQL(
        "COALESCE(NULLIF(l.amount_stated, 0), %s)",
        money(
            SQL(
                """NULLIF(l.quantity, 0) * COALESCE(NULLIF(l.unit_credit, 0),
                   NULLIF(l.book_price, 0) - NULLIF(l.authorized_price, 0))"""
            ),
            SQL("c.rounding"),
        ),
    ),
)
