"""Codes and names in open claims that stand for no product or end customer yet.

A *kind* is ``product`` or ``customer``. Texts are compared like everywhere: trimmed,
in small letters.
"""

from typing import NamedTuple

from odoo.tools import SQL

from ..validation.expr import text_key

# claims whose lines may still be given another product or end customer
OPEN = ("draft", "submitted", "validated")
_PREFERRED = 1000  # at most so many products or customers of programs are put ahead


class _Kind(NamedTuple):
    text: SQL  # what line ``l`` states
    column: str  # what it is resolved to
    matters: SQL  # whether a line ``l`` without it misses it
    named: SQL  # what program ``p`` of a line names: a relation of ``id``


KINDS = {
    "product": _Kind(
        SQL("l.product_ref"),
        "product_id",
        SQL("TRUE"),
        SQL(
            """SELECT n.product_id AS id FROM becs_program_line n
                WHERE n.program_id = p.id AND n.applied_on = 'product'"""
        ),
    ),
    # nobody asks for the end customer of a program that is open to all
    "customer": _Kind(
        SQL("l.end_customer_name"),
        "end_customer_id",
        SQL(
            """(EXISTS (SELECT FROM becs_finding f
                         WHERE f.claim_line_id = l.id
                           AND f.code = 'end_customer_not_authorized')
                OR l.state = 'pending' AND EXISTS (
                    SELECT FROM becs_program p
                      JOIN becs_program_end_customer_rel named
                        ON named.program_id = p.id
                     WHERE p.company_id = l.company_id
                       AND lower(btrim(p.code)) = %s))""",
            text_key(SQL("l.authorization_ref")),
        ),
        SQL(
            """SELECT partner.commercial_partner_id AS id
                 FROM becs_program_end_customer_rel n
                 JOIN res_partner partner ON partner.id = n.partner_id
                WHERE n.program_id = p.id"""
        ),
    ),
}


def names(condition=None):
    """SQL of unknown texts of open claims, each per distributor and currency.

    :param condition: SQL on claims ``claim`` and their lines ``l``
    """
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT 2 * min(l.id) + %(odd)s AS id, %(kind)s AS kind,
                   min(btrim(%(text)s)) AS name, %(key)s AS key, l.company_id,
                   l.commercial_partner_id, l.currency_id,
                   count(*) AS line_count, count(DISTINCT l.claim_id) AS claim_count,
                   COALESCE(sum(l.amount_claimed), 0) AS amount_claimed,
                   min(l.date_ship) AS date_ship, min(l.id) AS claim_line_id
              FROM becs_claim claim
              JOIN becs_claim_line l ON l.claim_id = claim.id
             WHERE claim.state IN %(open)s AND l.transaction_type <> 'correction'
               AND %(resolved)s IS NULL AND %(key)s IS NOT NULL AND %(matters)s
               AND %(condition)s
             GROUP BY %(key)s, l.company_id, l.commercial_partner_id, l.currency_id
            """,
            odd=number,
            kind=name,
            text=kind.text,
            key=text_key(kind.text),
            open=OPEN,
            resolved=SQL.identifier("l", kind.column),
            matters=kind.matters,
            condition=condition or SQL("TRUE"),
        )
        for number, (name, kind) in enumerate(KINDS.items())
    )


def counts(env, name, claim_ids, texts, instead_of=None):
    """Return {text: (lines, claims)} that :func:`assign` would change.

    :param name: the kind
    :param instead_of: id they are resolved to now, if any
    """
    env.flush_all()
    return {
        text: (lines, claims)
        for text, lines, claims in env.execute_query(
            SQL(
                """
                SELECT asked.text, count(l.id), count(DISTINCT l.claim_id)
                  FROM unnest(%s::text[]) asked(text)
                  JOIN becs_claim_line l ON %s
                  JOIN becs_claim claim ON claim.id = l.claim_id
                 GROUP BY asked.text
                """,
                list(texts),
                _concerned(KINDS[name], claim_ids, instead_of),
            )
        )
    }


def assign(env, name, claim_ids, targets, instead_of=None):
    """Resolve texts of lines to what a person says they stand for.

    :param name: the kind
    :param claim_ids: claims to do it in; the others' lines stay
    :param targets: {text: id of the product or partner}
    :param instead_of: id the lines are resolved to now, if any
    :return: {claim id: number of lines changed}
    """
    kind = KINDS[name]
    env.flush_all()
    changed = env.execute_query(
        SQL(
            """
            UPDATE becs_claim_line l
               SET %(column)s = asked.target, write_uid = %(user)s,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM becs_claim claim,
                   unnest(%(texts)s::text[], %(targets)s::int[]) asked(text, target)
             WHERE claim.id = l.claim_id AND claim.state IN %(open)s AND %(concerned)s
            RETURNING l.id, l.claim_id
            """,
            column=SQL.identifier(kind.column),
            user=env.uid,
            open=OPEN,
            texts=list(targets),
            targets=list(targets.values()),
            concerned=_concerned(kind, claim_ids, instead_of),
        )
    )
    if name == "product":
        env.cr.execute(
            SQL(
                """
                UPDATE becs_claim_serial s SET product_id = l.product_id
                  FROM becs_claim_line l
                 WHERE l.id = s.claim_line_id AND l.id = ANY(%s)
                """,
                [line_id for line_id, _claim_id in changed],
            )
        )
    env.invalidate_all(flush=False)
    numbers = {}
    for _line_id, claim_id in changed:
        numbers[claim_id] = numbers.get(claim_id, 0) + 1
    return numbers


def _concerned(kind, claim_ids, instead_of):
    """SQL of whether line ``l`` states ``asked.text`` and is to be resolved anew."""
    resolved = SQL.identifier("l", kind.column)
    return SQL(
        """(l.claim_id = ANY(%(claims)s) AND l.credit_line_id IS NULL
            AND l.transaction_type <> 'correction'
            AND %(key)s = %(asked)s
            AND (%(resolved)s IS NULL OR %(resolved)s = %(instead_of)s))""",
        claims=list(claim_ids),
        key=text_key(kind.text),
        asked=text_key(SQL("asked.text")),
        resolved=resolved,
        instead_of=instead_of or 0,
    )


def named_by_programs(env, name, claim_ids, texts):
    """Return {text: ids} of what the authorizations stated beside the texts name."""
    kind = KINDS[name]
    env.flush_all()
    found = {}
    for text, target_id in env.execute_query(
        SQL(
            """
            SELECT DISTINCT asked.text, named.id
              FROM unnest(%(texts)s::text[]) asked(text)
              JOIN becs_claim_line l
                ON l.claim_id = ANY(%(claims)s) AND %(key)s = %(asked)s
              JOIN becs_program p ON p.company_id = l.company_id
                                 AND lower(btrim(p.code)) = %(authorization)s
             CROSS JOIN LATERAL (%(named)s) named
             ORDER BY asked.text, named.id
             LIMIT %(limit)s
            """,
            texts=list(texts),
            claims=list(claim_ids),
            key=text_key(kind.text),
            asked=text_key(SQL("asked.text")),
            authorization=text_key(SQL("l.authorization_ref")),
            named=kind.named,
            limit=_PREFERRED,
        )
    ):
        found.setdefault(text, []).append(target_id)
    return found
