"""Answered lines by the reference a distributor gets to name them by.

``CLM/2026/00012#7`` is row 7 of that claim; ``CLM/2026/00012#7.2`` the second line of
the claim that came from a row 7, where several files went into one claim.
"""

import re
from decimal import Decimal

from odoo.tools import SQL

from ..intake import Answer
from ..validation.expr import text_key

_REFERENCE = re.compile(r"(.+)#\s*(\d{1,9})(?:\.(\d{1,6}))?")

# a line ``l`` of claim ``claim`` that was sent again counts, so that the one it was
# sent again for cannot be sent once more; verdicts in a draft are a preview
COUNTS = SQL(
    "(claim.state <> 'cancelled' AND (claim.state = 'draft' OR l.state <> 'rejected'))"
)


def reference(name, sequence, number):
    """SQL of the reference of a line.

    :param name: SQL of the number of its claim
    :param sequence: SQL of its row
    :param number: SQL of its place among the lines of that row, from 1
    """
    return SQL(
        "concat(%(name)s, '#', %(sequence)s,"
        " CASE WHEN %(number)s > 1 THEN concat('.', %(number)s) END)",
        name=name,
        sequence=sequence,
        number=number,
    )


# place of a line ``l`` among those of its row
NUMBER = SQL("row_number() OVER (PARTITION BY l.claim_id, l.sequence ORDER BY l.id)")


def look_up(env, claim, refs):
    """Return {reference as stated: :class:`..intake.Answer`} of known lines.

    Only filed claims of the distributor and the company of ``claim`` are looked at.

    :param claim: record of becs.claim, the one that lines are sent again in
    :param refs: texts
    """
    asked = {}
    for ref in refs:
        match = _REFERENCE.fullmatch(ref.strip())
        if match:
            asked[ref] = (match[1], int(match[2]), int(match[3] or 1))
    if not asked:
        return {}
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH asked AS MATERIALIZED (
                SELECT ref, %(key)s AS name, sequence, number
                  FROM unnest(%(refs)s::text[], %(names)s::text[], %(rows)s::int[],
                              %(numbers)s::int[]) AS a(ref, name, sequence, number)
            ),
            line AS (
                SELECT l.id, %(claim_key)s AS key, claim.name, l.sequence,
                       %(number)s AS number, l.transaction_type = 'return' AS is_return,
                       CASE WHEN claim.is_drawn THEN l.state ELSE 'pending' END
                           AS state,
                       COALESCE(l.amount_claimed, 0) AS claimed,
                       COALESCE(l.amount_approved, 0) AS paid,
                       currency.rounding, l.currency_id
                  FROM becs_claim claim
                  JOIN becs_claim_line l ON l.claim_id = claim.id
                  JOIN res_currency currency ON currency.id = l.currency_id
                 WHERE claim.company_id = %(company)s
                   AND claim.commercial_partner_id = %(partner)s
                   AND claim.state NOT IN ('draft', 'cancelled')
                   AND l.transaction_type <> 'correction'
                   AND %(claim_key)s IN (SELECT name FROM asked)
            )
            SELECT asked.ref, line.id, %(reference)s, line.state, line.is_return,
                   line.claimed::text, line.paid::text, line.rounding::text,
                   line.currency_id = %(currency)s, again.ref
              FROM asked
              JOIN line ON line.key = asked.name AND line.sequence = asked.sequence
                       AND line.number = asked.number
              LEFT JOIN LATERAL (
                SELECT concat(claim.name, '#', l.sequence) AS ref
                  FROM becs_claim_line l
                  JOIN becs_claim claim ON claim.id = l.claim_id
                 WHERE l.resubmission_of_id = line.id AND %(counts)s
                 ORDER BY l.id LIMIT 1
              ) again ON TRUE
            """,
            key=text_key(SQL("name")),
            claim_key=text_key(SQL("claim.name")),
            refs=list(asked),
            names=[name for name, _row, _number in asked.values()],
            rows=[row for _name, row, _number in asked.values()],
            numbers=[number for _name, _row, number in asked.values()],
            number=NUMBER,
            reference=reference(
                SQL("line.name"), SQL("line.sequence"), SQL("line.number")
            ),
            company=claim.company_id.id,
            partner=claim.commercial_partner_id.id,
            currency=claim.currency_id.id,
            counts=COUNTS,
        )
    )
    return {ref: _answer(*values) for ref, *values in env.cr.fetchall()}


def _answer(
    line_id, ref, state, is_return, claimed, paid, rounding, same, resubmitted_as
):
    unit = Decimal(rounding).normalize()
    amounts = (Decimal(amount).quantize(unit) for amount in (claimed, paid))
    return Answer(line_id, ref, state, is_return, *amounts, unit, same, resubmitted_as)
