"""A claim's lines as they were stated, each with what became of it."""

from odoo.tools import SQL

from ..intake import CLAIM
from ..intake.columns.fields import line_field
from ..intake.kinds.claim.response import REFERENCE
from ..storage.streaming import stream
from ..validation.expr import stated
from . import answers

NUMBERS = (
    "quantity",
    "book_price",
    "authorized_price",
    "resale_price",
    "unit_credit",
    "amount_claimed",
)
# columns before the stated ones
COLUMNS = (
    REFERENCE,
    "state",
    "claimed",
    "approved",
    "rule_ids",
    "messages",
    "decision_note",
    "program_id",
)


def lines(env, claim, states=None):
    """Iterate over the lines of a claim as dicts.

    Keys are :data:`COLUMNS` and the fields of the claim form.

    :param claim: record of becs.claim; the caller has checked that it may be read
    :param states: verdicts of the lines wanted; all when left out
    """
    return stream(env, _query(claim, states), (*COLUMNS, *CLAIM.template))


def _query(claim, states):
    other = {
        "uom_ref": SQL("COALESCE(l.uom_ref, unit.name ->> 'en_US')"),
        "currency": SQL("currency.name"),
        **{name: stated(SQL.identifier("l", line_field(name))) for name in NUMBERS},
    }
    return SQL(
        """
        SELECT %(reference)s, l.state, COALESCE(l.amount_claimed, 0),
               COALESCE(l.amount_approved, 0),
               found.rule_ids, found.messages, l.decision_note, l.program_id, %(stated)s
          FROM (SELECT l.*, %(number)s AS number
                  FROM becs_claim_line l WHERE l.claim_id = %(claim)s) l
          JOIN res_currency currency ON currency.id = l.currency_id
          LEFT JOIN uom_uom unit ON unit.id = l.uom_id
          LEFT JOIN LATERAL (
            SELECT array_agg(f.rule_id ORDER BY f.id) AS rule_ids,
                   array_agg(f.message ORDER BY f.id) AS messages
              FROM becs_finding f WHERE f.claim_line_id = l.id
          ) found ON TRUE
         WHERE l.transaction_type <> 'correction' AND %(wanted)s
         ORDER BY l.sequence, l.id
        """,
        reference=answers.reference(
            SQL("%s", claim.name), SQL("l.sequence"), SQL("l.number")
        ),
        stated=SQL(", ").join(
            other.get(name) or SQL.identifier("l", name) for name in CLAIM.template
        ),
        number=answers.NUMBER,
        claim=claim.id,
        wanted=SQL("l.state = ANY(%s)", list(states)) if states else SQL("TRUE"),
    )
