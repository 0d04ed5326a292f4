"""How the amount of a line adds up, step by step, from what the run stored.

Reads single lines exactly as they are stored (decimals, not floats) and works out what
is between quantity and amount by the formulas the run itself uses. Only for showing:
what is told here is never paid.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.tools import SQL

from ..validation.expr import in_product_unit, money, unit_factor
from ..validation.prices.price import wanted

CAPS = {
    "authorized_quantity_exceeded",
    "budget_exceeded",
    "authorization_exhausted",
    "authorization_held",
}
ZERO = Decimal(0)
_TEXTS = ("state", "decision", "transaction_type", "unit_from", "capped")
_NUMBERS = (
    "stated_quantity",
    "unit_stated",
    "unit_credit_approved",
    "amount_claimed",
    "amount_approved",
    "quantity_approved",
    "worked_out",
    "wanted",
    "kept",
)
#: States of sales that nothing but a cap keeps money from once it is worked out.
_PAID = ("approved", "adjusted")


@dataclass(frozen=True)
class Step:
    """One step of the sum; ``amount`` is signed, in the claim's currency.

    ``kind``: ``worked_out`` (quantity times unit credit approved), ``as_claimed`` (no
    more than claimed, or one rounding unit more), ``quantity`` or ``amount`` (cut by a
    cap), ``rejected``, ``decided`` (by a person), ``taken_back`` (by a return),
    ``corrected``.
    """

    kind: str
    amount: Decimal
    quantity: Decimal = ZERO
    unit: Decimal = ZERO
    sale_line_id: int | None = None


def read(env, line_id):
    """The numbers of one line as a dictionary of decimals.

    ``stated_quantity`` is in the product's unit and ``unit_stated``, what is claimed
    per such unit, comes from the stated ``unit``, ``amount`` or ``prices``. ``capped``
    says whether caps that could not satisfy all had to be shared. ``worked_out`` is
    quantity times unit credit approved, ``wanted`` what of it is paid before any cap,
    ``kept`` what is paid for the quantity approved. What is not stated, and a quantity
    whose unit is not known, is None.
    """
    env["becs.claim.line"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT %(texts)s, %(numbers)s FROM (
            SELECT l.*,
                   CASE WHEN l.unit_credit_approved = 0 THEN 0
                        ELSE %(wanted)s END AS wanted,
                   GREATEST(LEAST(%(kept)s, l.amount_claimed), 0) AS kept
              FROM (
            SELECT l.*, %(worked_out)s AS worked_out,
                   COALESCE(l.unit_credit, l.amount_stated / l.quantity,
                            l.book_price - l.authorized_price) / f.factor
                       AS unit_stated,
                   CASE WHEN l.unit_credit IS NOT NULL THEN 'unit'
                        WHEN l.amount_stated / l.quantity IS NOT NULL THEN 'amount'
                        WHEN l.book_price - l.authorized_price IS NOT NULL
                        THEN 'prices' END AS unit_from
              FROM (
                SELECT l.id, l.state, l.decision, l.transaction_type, u.id AS uom_id,
                       l.caps_before IS NOT NULL AS capped,
                       NULLIF(l.quantity, 0) AS quantity,
                       NULLIF(l.book_price, 0) AS book_price,
                       NULLIF(l.authorized_price, 0) AS authorized_price,
                       NULLIF(l.unit_credit, 0) AS unit_credit,
                       NULLIF(l.amount_stated, 0) AS amount_stated,
                       CASE WHEN u.id IS NULL THEN l.quantity ELSE %(converted)s END
                           AS stated_quantity,
                       COALESCE(l.unit_credit_approved, 0) AS unit_credit_approved,
                       COALESCE(l.amount_claimed, 0) AS amount_claimed,
                       COALESCE(l.amount_approved, 0) AS amount_approved,
                       COALESCE(l.quantity_approved, 0) AS quantity_approved,
                       c.rounding, %(factor)s AS unit_factor
                  FROM becs_claim_line l
                  JOIN res_currency c ON c.id = l.currency_id
                  LEFT JOIN product_product p ON p.id = l.product_id
                  LEFT JOIN product_template t ON t.id = p.product_tmpl_id
                  LEFT JOIN uom_uom u ON u.id = l.uom_id
                  LEFT JOIN uom_uom own ON own.id = t.uom_id
                 WHERE l.id = %(id)s
              ) l
             CROSS JOIN LATERAL (
                SELECT CASE WHEN l.uom_id IS NULL THEN 1 ELSE l.unit_factor END
             ) f(factor)
            ) l
            ) l
            """,
            worked_out=_times(SQL("COALESCE(l.stated_quantity, 0)")),
            wanted=wanted(
                SQL("l.amount_claimed"), SQL("l.worked_out"), SQL("l.rounding")
            ),
            kept=_times(SQL("l.quantity_approved")),
            texts=SQL(", ").join(map(SQL.identifier, _TEXTS)),
            # as texts: numbers come as floats otherwise
            numbers=SQL(", ").join(
                SQL("%s::text", SQL.identifier(name)) for name in _NUMBERS
            ),
            converted=in_product_unit(SQL("l.quantity"), SQL("u"), SQL("own")),
            factor=unit_factor(SQL("u"), SQL("own")),
            id=line_id,
        )
    )
    row = env.cr.fetchone()
    values = dict(zip((*_TEXTS, *_NUMBERS), row, strict=True))
    for name in _NUMBERS:
        if values[name] is not None:
            values[name] = Decimal(values[name])
    return values


def nothing_due(numbers):
    """The numbers of a line for which nothing is due per unit."""
    return numbers | dict.fromkeys(
        ("unit_credit_approved", "worked_out", "wanted", "kept"), ZERO
    )


def steps(numbers, codes, taken_back=()):
    """The steps from quantity times unit to what is approved; they add up to it.

    :param numbers: of :func:`read`
    :param codes: of the findings on the line
    :param taken_back: for a return (sale line id, quantity, amount), all positive
    """
    if numbers["transaction_type"] == "correction":
        return [Step("corrected", numbers["amount_approved"])]
    if numbers["transaction_type"] == "return":
        found = [
            Step("taken_back", -amount, quantity, sale_line_id=sale_line_id)
            for sale_line_id, quantity, amount in taken_back
        ]
        return _close(found, numbers, codes)
    quantity = numbers["stated_quantity"] or ZERO
    found = [
        Step(
            "worked_out",
            numbers["worked_out"],
            quantity,
            numbers["unit_credit_approved"],
        ),
        Step("as_claimed", numbers["wanted"] - numbers["worked_out"]),
    ]
    approved = numbers["quantity_approved"]
    if numbers["decision"] != "manual" and ZERO < approved < quantity:
        found.append(Step("quantity", numbers["kept"] - numbers["wanted"], approved))
    return _close(found, numbers, codes)


def _close(found, numbers, codes):
    """Add what is left to the approved amount, by what made it so."""
    rest = numbers["amount_approved"] - sum(step.amount for step in found)
    if numbers["decision"] == "manual":
        kind = "decided"
    elif _is_cut(numbers, codes):
        kind = "amount"
    else:
        kind = "rejected"
    return [step for step in [*found, Step(kind, rest)] if _is_shown(step)]


def _is_cut(numbers, codes):
    """Whether a cap took the rest: it does so, too, where its check is switched off and
    leaves no finding.
    """
    state = numbers["state"]
    return (
        bool(CAPS & set(codes))
        or state in _PAID
        or (state == "review" and numbers["capped"])
    )


def _is_shown(step):
    return step.amount or step.kind == "worked_out"


def _times(quantity):
    """SQL of a quantity times the unit credit approved of line ``l``.

    Prices are stored with 16 decimals: what these left off must not turn a half.
    """
    return money(
        SQL("round(%s * l.unit_credit_approved, 10)", quantity), SQL("l.rounding")
    )
