"""How the amount of a line adds up, step by step, from what the run stored.

Reads single lines exactly as they are stored (decimals, not floats) and works out the
same steps as :mod:`..validation.prices.price` and :mod:`..validation.programs.caps`
did, in plain Python. Only for showing: what is told here is never paid.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from odoo.tools import SQL

from ..validation.expr import in_product_unit, unit_factor

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
    "rounding",
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
    says whether caps that could not satisfy all had to be shared. What is not stated,
    and a quantity whose unit is not known, is None.
    """
    env["becs.claim.line"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT %(texts)s, %(numbers)s FROM (
            SELECT l.*,
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
            """,
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
    worked_out = _times(numbers, quantity)
    found = [Step("worked_out", worked_out, quantity, numbers["unit_credit_approved"])]
    wanted = _wanted(numbers, worked_out)
    found.append(Step("as_claimed", wanted - worked_out))
    approved = numbers["quantity_approved"]
    if numbers["decision"] != "manual" and ZERO < approved < quantity:
        kept = max(min(_times(numbers, approved), numbers["amount_claimed"]), ZERO)
        found.append(Step("quantity", kept - wanted, approved))
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


def _wanted(numbers, worked_out):
    """What is paid before any cap: never more than claimed, nothing below 0."""
    claims = numbers["amount_claimed"]
    if min(claims, worked_out) < 0 or not numbers["unit_credit_approved"]:
        return ZERO
    return claims if claims <= worked_out + numbers["rounding"] else worked_out


def _times(numbers, quantity):
    rounding = numbers["rounding"]
    # prices are stored with 16 decimals: what these left off must not turn a half
    exact = (quantity * numbers["unit_credit_approved"]).quantize(
        Decimal("1e-10"), ROUND_HALF_UP
    )
    return (exact / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
