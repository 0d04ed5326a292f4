"""Statements of the settlement: what is due, and which credit note line carries it.

A run works on one snapshot (REPEATABLE READ). Every statement that writes lines names
the condition again that they were summed by, so it touches exactly the summed lines,
or PostgreSQL reports that somebody else changed one of them and the run starts anew.
Locks are taken in the order in which the validation takes them: programs, lines,
claims.
"""

import json
from collections.abc import Iterable
from decimal import Decimal

from odoo import fields
from odoo.tools import SQL

from .plan import Share

PAYABLE = SQL(
    "line.state IN ('approved', 'adjusted') AND line.credit_line_id IS NULL"
    " AND line.amount_approved <> 0"
)
DUE = SQL("%s AND line.on_hold IS NOT TRUE", PAYABLE)
HELD = SQL("%s AND line.on_hold", PAYABLE)


def shares(env, claim_ids: list[int], by_customer: Iterable[int] = ()) -> list[Share]:
    """What approved claims come to per program, by one statement.

    Claims that are not approved any more give nothing; approved ones without lines
    give one empty share.

    :param by_customer: distributors for whose claims it is told per end customer, too
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT claim.id, claim.commercial_partner_id, claim.currency_id,
                   line.program_id, %(customer)s AS customer_id,
                   count(*) FILTER (WHERE %(due)s),
                   COALESCE(sum(line.amount_approved) FILTER (WHERE %(due)s), 0)::text,
                   count(*) FILTER (WHERE %(held)s),
                   COALESCE(sum(line.amount_approved) FILTER (WHERE %(held)s), 0)::text,
                   count(*) FILTER (
                       WHERE line.state IN ('pending', 'review')
                          OR line.id IN (SELECT claim_line_id FROM becs_dispute
                                          WHERE state IN ('open', 'answered'))
                   )
              FROM becs_claim claim
              LEFT JOIN becs_claim_line line ON line.claim_id = claim.id
             WHERE claim.id = ANY(%(claims)s) AND claim.state = 'approved'
             GROUP BY claim.id, line.program_id, 5
             ORDER BY claim.id, line.program_id, 5
            """,
            customer=_customer(by_customer),
            due=DUE,
            held=HELD,
            claims=list(claim_ids),
        )
    )
    return [
        Share(
            *ids,
            due_lines=due_lines,
            due=Decimal(due),
            held_lines=held_lines,
            held=Decimal(held),
            open_lines=open_lines,
        )
        for *ids, due_lines, due, held_lines, held, open_lines in rows
    ]


def _customer(by_customer):
    """SQL of the end customer that the credit note of ``line`` is for, if of one."""
    partner_ids = sorted(by_customer)
    if not partner_ids:
        return SQL("NULL::int")
    return SQL(
        """CASE WHEN line.commercial_partner_id = ANY(%s)
                THEN (SELECT customer.commercial_partner_id FROM res_partner customer
                       WHERE customer.id = line.end_customer_id) END""",
        partner_ids,
    )


def lock_programs(env, program_ids: Iterable[int], claim_ids: Iterable[int]) -> None:
    """Wait for whoever draws on the programs; fails to serialize if they changed.

    :param claim_ids: claims whose returns may give back to further programs
    """
    env.execute_query(
        SQL(
            """
            SELECT id FROM becs_program
             WHERE id = ANY(%s)
                OR id IN (SELECT u.program_id
                            FROM becs_claim_line l
                            JOIN becs_return_use u ON u.return_line_id = l.id
                           WHERE l.claim_id = ANY(%s))
             ORDER BY id FOR NO KEY UPDATE
            """,
            sorted(program_ids),
            sorted(claim_ids),
        )
    )


def credit(
    env,
    links: Iterable[tuple[int, int | None, int | None, int]],
    by_customer: Iterable[int] = (),
    partly: Iterable[int] = (),
) -> dict[int, tuple[int, Decimal]]:
    """Put what is due on credit note lines, and count it as credited.

    :param links: (claim, program or None, end customer or None, credit note line): all
        due lines of the claim on the program, for the customer, go on the credit note
        line
    :param by_customer: as given to :func:`shares`
    :param partly: claims with due lines that no link speaks of and that are left
    :return: per credit note line how many claim lines were written and their sum
    """
    links = list(links)
    # looked up and not joined: statistics are rarely up to date right after a claim
    # was stored and validated, and a join planned for one row takes minutes
    credit_lines = {
        f"{claim}:{program or 0}:{customer or 0}": credit_line
        for claim, program, customer, credit_line in links
    }
    credit_line = SQL(
        """(%(credit_lines)s::jsonb
            ->> (line.claim_id || ':' || COALESCE(line.program_id, 0)
                 || ':' || COALESCE(%(customer)s, 0)))::int""",
        credit_lines=json.dumps(credit_lines),
        customer=_customer(by_customer),
    )
    written = SQL(
        """
        UPDATE becs_claim_line line
           SET credit_line_id = %(credit_line)s,
               %(stamp)s
         WHERE line.claim_id = ANY(%(claims)s) AND %(due)s
           AND (line.claim_id <> ALL(%(partly)s) OR %(credit_line)s IS NOT NULL)
        """,
        credit_line=credit_line,
        partly=sorted(partly),
        stamp=_stamp(env),
        claims=sorted({claim for claim, _program, _customer, _line in links}),
        due=DUE,
    )
    kept = SQL(
        """
        INSERT INTO becs_claim_credit (claim_id, credit_line_id, line_count, amount)
        SELECT claim_id, credit_line_id, count(*), sum(amount_approved)
          FROM written GROUP BY claim_id, credit_line_id
        """
    )
    rows = _count(env, written, 1, kept, SQL("credit_line_id"))
    return {line: (count, Decimal(amount)) for line, count, amount in rows}


def free(env, credit_line_ids: list[int]) -> dict[int, int]:
    """Take the claim lines off credit note lines, and put them on hold.

    :return: per claim how many lines
    """
    env.flush_all()
    credit_line_ids = list(credit_line_ids)
    written = SQL(
        """
        UPDATE becs_claim_line line
           SET credit_line_id = NULL, on_hold = TRUE, %(stamp)s
         WHERE %(carried)s
        """,
        stamp=_stamp(env),
        carried=carried_by(SQL("line"), credit_line_ids),
    )
    kept = SQL(
        "DELETE FROM becs_claim_credit WHERE credit_line_id = ANY(%s)", credit_line_ids
    )
    rows = _count(env, written, -1, kept, SQL("claim_id"))
    return {claim: count for claim, count, _amount in rows}


def release(env, where: SQL) -> dict[int, int]:
    """Let lines on hold be credited again.

    :param where: condition on ``line``
    :return: per claim how many lines
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            WITH written AS (
                UPDATE becs_claim_line line SET on_hold = FALSE, %(stamp)s
                 WHERE line.on_hold AND %(where)s
             RETURNING line.claim_id
            )
            SELECT claim_id, count(*) FROM written GROUP BY claim_id
            """,
            stamp=_stamp(env),
            where=where,
        )
    )
    _forget(env)
    return dict(rows)


def carried(env, credit_line_ids: list[int]) -> dict[int, Decimal]:
    """What the claim lines on credit note lines come to, per credit note line."""
    rows = env.execute_query(
        SQL(
            "SELECT credit_line_id, sum(amount)::text FROM becs_claim_credit"
            " WHERE credit_line_id = ANY(%s) GROUP BY credit_line_id",
            list(credit_line_ids),
        )
    )
    return {line: Decimal(amount) for line, amount in rows}


def carried_by(line: SQL, credit_line_ids: list[int]) -> SQL:
    """Condition: ``line`` is on one of these credit note lines.

    Lines are found by their claims: no index has ``credit_line_id``, or crediting
    could not write lines in place (see the model of the lines).
    """
    return SQL(
        """(%(line)s.claim_id = ANY(ARRAY(SELECT claim_id FROM becs_claim_credit
                                           WHERE credit_line_id = ANY(%(credit)s)))
            AND %(line)s.credit_line_id = ANY(%(credit)s))""",
        line=line,
        credit=list(credit_line_ids),
    )


def _forget(env):
    """Drop cached values of what was written, and of nothing else: an invoice being
    posted has a lot in the cache.
    """
    for model in (
        "becs.claim",
        "becs.claim.line",
        "becs.claim.credit",
        "becs.program",
    ):
        env[model].invalidate_model()
    env["account.move.line"].invalidate_model(["becs_claim_line_ids"])


def _stamp(env):
    return SQL("write_uid = %s, write_date = %s", env.uid, fields.Datetime.now())


def _count(env, written, sign, kept, key):
    """Run an update of lines; claims and programs count the money with it.

    What a return takes back counts for the programs the sales drew on.

    :param kept: statement that writes down, or forgets, which credit note lines carry
        what of the claims (``becs.claim.credit``)
    :return: (key, number of lines, sum as text) of the lines written
    """
    rows = env.execute_query(
        SQL(
            """
            WITH written AS (
                %(written)s
             RETURNING line.id, line.claim_id, line.program_id, line.credit_line_id,
                       line.transaction_type, line.amount_approved, line.amount_program
            ), kept AS (
                %(kept)s
            ), claims AS (
                UPDATE becs_claim claim
                   SET amount_credited = COALESCE(amount_credited, 0)
                                       + %(sign)s * written.amount
                  FROM (SELECT claim_id, sum(amount_approved) AS amount
                          FROM written GROUP BY claim_id) written
                 WHERE claim.id = written.claim_id
            ), programs AS (
                UPDATE becs_program program
                   SET amount_credited = COALESCE(amount_credited, 0)
                                       + %(sign)s * written.amount
                  FROM (SELECT program_id, COALESCE(sum(amount_program), 0) AS amount
                          FROM (SELECT program_id, amount_program FROM written
                                 WHERE transaction_type <> 'return'
                                 UNION ALL
                                SELECT u.program_id, -u.amount_program
                                  FROM written
                                  JOIN becs_return_use u
                                    ON u.return_line_id = written.id
                                 WHERE written.transaction_type <> 'sale') written
                         GROUP BY program_id) written
                 WHERE program.id = written.program_id
            )
            SELECT %(key)s, count(*), sum(amount_approved)::text
              FROM written GROUP BY 1
            """,
            written=written,
            kept=kept,
            sign=sign,
            key=key,
        )
    )
    _forget(env)
    return rows
