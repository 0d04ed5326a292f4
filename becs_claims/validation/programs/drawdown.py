"""What lines take from programs, kept as counters on programs and program lines.

A line takes once its claim is *drawn* (``becs.claim.is_drawn``): approved and adjusted
lines count as approved, lines in review only for their amount as reserved, other
lines in review as held. Quantities are in the product's unit, amounts in the
program's currency. A line that gets no money takes no quantity. A return gives back
what it took back from sales (``becs.return.use``) to the programs these drew on, once
it is approved or adjusted; what it claims of a program is what it takes back from it.
"""

from contextlib import contextmanager

from odoo.tools import SQL

PROGRAM_COUNTERS = (
    "amount_claimed",
    "amount_approved",
    "amount_reserved",
    "amount_held",
    "amount_credited",
)
LINE_COUNTERS = (
    "quantity_approved",
    "quantity_reserved",
    "quantity_held",
    "amount_approved",
    "amount_reserved",
    "amount_held",
)


def of_lines(source, weight, is_return=None, is_credited=None):
    """SQL of what lines take, summed per program and program line.

    :param source: SQL after FROM, the lines being ``l``
    :param weight: SQL of how often a line counts: 1, 0 or -1
    :param is_return: SQL; for sources without the column ``transaction_type``
    :param is_credited: SQL; for sources without the column ``credit_line_id``
    """
    # a correction of a return gives back, too: less, or again
    is_return = is_return or SQL(
        """(l.transaction_type = 'return'
            OR l.transaction_type = 'correction'
               AND EXISTS (SELECT FROM becs_return_use u
                            WHERE u.return_line_id = l.id))"""
    )
    is_credited = is_credited or SQL("l.credit_line_id IS NOT NULL")
    return SQL(
        """
        SELECT program_id, program_line_id,
               sum(quantity) FILTER (WHERE approved) AS quantity_approved,
               sum(quantity) FILTER (WHERE reserved) AS quantity_reserved,
               sum(quantity) FILTER (WHERE held) AS quantity_held,
               sum(amount) FILTER (WHERE approved) AS amount_approved,
               sum(amount) FILTER (WHERE reserved) AS amount_reserved,
               sum(amount) FILTER (WHERE held) AS amount_held,
               sum(claimed) AS amount_claimed,
               sum(amount) FILTER (WHERE approved AND is_credited) AS amount_credited
          FROM (
            SELECT CASE WHEN l.is_return THEN u.program_id ELSE l.program_id END
                       AS program_id,
                   CASE WHEN l.is_return THEN u.program_line_id
                        ELSE l.program_line_id END AS program_line_id,
                   l.is_credited,
                   l.state IN ('approved', 'adjusted') AS approved,
                   l.state = 'review' AND NOT l.is_return AND l.review_for_amount
                       AS reserved,
                   l.state = 'review' AND NOT l.is_return AND NOT l.review_for_amount
                       AS held,
                   l.weight * CASE WHEN l.is_return THEN -u.amount_program
                                   ELSE l.amount_program END AS amount,
                   l.weight * CASE WHEN l.state = 'pending' THEN 0
                                   WHEN NOT l.is_return THEN l.amount_claimed_program
                                   WHEN l.state <> 'rejected' THEN -u.amount_program
                              END AS claimed,
                   l.weight * CASE WHEN l.amount_approved = 0 THEN 0
                                   WHEN l.is_return THEN -u.quantity
                                   ELSE l.quantity_approved END AS quantity
              FROM (%(lines)s) l
              LEFT JOIN becs_return_use u
                ON u.return_line_id = CASE WHEN l.is_return THEN l.id END
          ) l
         WHERE program_id IS NOT NULL
         GROUP BY program_id, program_line_id
        """,
        lines=SQL(
            """
            SELECT l.id, l.program_id, l.program_line_id, l.state, l.amount_program,
                   l.amount_claimed_program, l.quantity_approved,
                   COALESCE(l.review_for_amount, FALSE) AS review_for_amount,
                   COALESCE(l.amount_approved, 0) AS amount_approved,
                   %s AS weight, %s AS is_return, %s AS is_credited
              FROM %s
            """,
            weight,
            is_return,
            is_credited,
            source,
        ),
    )


def add(env, difference):
    """Add to the counters what ``difference`` (columns as of :func:`of_lines`) says."""
    for table, key, counters in (
        ("becs_program", "program_id", PROGRAM_COUNTERS),
        ("becs_program_line", "program_line_id", LINE_COUNTERS),
    ):
        env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET %(values)s
                  FROM (SELECT %(key)s AS id, %(sums)s
                          FROM (%(difference)s) difference
                         GROUP BY %(key)s) d
                 WHERE t.id = d.id AND (%(changes)s)
                """,
                table=SQL.identifier(table),
                key=SQL.identifier(key),
                values=_each(
                    "%(counter)s = COALESCE(t.%(counter)s, 0) + d.%(counter)s", counters
                ),
                sums=_each("COALESCE(sum(%(counter)s), 0) AS %(counter)s", counters),
                changes=_each("d.%(counter)s <> 0", counters, " OR "),
                difference=difference,
            )
        )
    env["becs.program"].invalidate_model(PROGRAM_COUNTERS)
    env["becs.program.line"].invalidate_model(LINE_COUNTERS)


def _each(template, counters, separator=", "):
    return SQL(separator).join(
        SQL(template, counter=SQL.identifier(counter)) for counter in counters
    )


def draw(env, claims):
    """Count the lines of claims that are not drawn yet."""
    _change(env, SQL("l.claim_id = ANY(%s) AND c.is_drawn IS NOT TRUE", claims.ids), 1)
    mark(env, claims.ids, True)


def release(env, claims):
    """Take the lines of claims out of the counters; harmless when they are not in."""
    _change(env, SQL("l.claim_id = ANY(%s) AND c.is_drawn", claims.ids), -1)
    mark(env, claims.ids, False)


@contextmanager
def changing(env, lines):
    """Keep the counters right while lines of drawn claims are changed inside.

    :param lines: recordset of ``becs.claim.line``, those that are changed
    :raise psycopg2.errors.SerializationFailure: when another transaction changed the
        same counters since this one began; try again
    """
    chosen = SQL("l.id = ANY(%s) AND c.is_drawn", lines.ids)
    _change(env, chosen, -1)
    yield
    _change(env, chosen, 1)


def added(env, line_ids):
    """Count lines that were added to claims, as far as these are drawn."""
    _change(env, SQL("l.id = ANY(%s) AND c.is_drawn", list(line_ids)), 1)


def _change(env, chosen, sign):
    env.flush_all()
    source = SQL(
        "becs_claim_line l JOIN becs_claim c ON c.id = l.claim_id WHERE %s", chosen
    )
    add(env, of_lines(source, SQL("%s", sign)))


def mark(env, claim_ids, drawn):
    """Note on claims whether the counters contain their lines."""
    env.cr.execute(
        SQL(
            """UPDATE becs_claim SET is_drawn = %(drawn)s
                WHERE id = ANY(%(ids)s) AND is_drawn IS DISTINCT FROM %(drawn)s""",
            drawn=drawn,
            ids=list(claim_ids),
        )
    )
    env["becs.claim"].invalidate_model(["is_drawn"])


def recount(env, programs=None):
    """Rebuild the counters from the lines of drawn claims.

    :param programs: recordset of ``becs.program``; all when None
    """
    env.flush_all()
    program_ids = None if programs is None else programs.ids
    source = SQL(
        """becs_claim_line l JOIN becs_claim c ON c.id = l.claim_id
            WHERE c.is_drawn AND (l.transaction_type <> 'sale'
                                  OR l.program_id IS NOT NULL AND %s)""",
        _among(SQL("l.program_id"), program_ids),
    )
    counted = of_lines(source, SQL("1"))
    for table, key, counters in (
        ("becs_program", "program_id", PROGRAM_COUNTERS),
        ("becs_program_line", "program_line_id", LINE_COUNTERS),
    ):
        own_key = "id" if table == "becs_program" else "program_id"
        env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t
                   SET %(values)s
                  FROM %(table)s o
                  LEFT JOIN (SELECT %(key)s AS id, %(sums)s
                               FROM (%(counted)s) counted
                              GROUP BY %(key)s) d ON d.id = o.id
                 WHERE t.id = o.id AND %(chosen)s
                """,
                table=SQL.identifier(table),
                key=SQL.identifier(key),
                values=_each("%(counter)s = COALESCE(d.%(counter)s, 0)", counters),
                sums=_each("sum(%(counter)s) AS %(counter)s", counters),
                counted=counted,
                chosen=_among(SQL.identifier("o", own_key), program_ids),
            )
        )
    env["becs.program"].invalidate_model(PROGRAM_COUNTERS)
    env["becs.program.line"].invalidate_model(LINE_COUNTERS)


def _among(column, ids):
    return SQL("TRUE") if ids is None else SQL("%s = ANY(%s)", column, list(ids))


def taken(alias, what):
    """SQL of what all lines take by the counters of ``alias``.

    :param what: ``amount`` or ``quantity``
    """
    sums = SQL(" + ").join(
        SQL("COALESCE(%s, 0)", SQL.identifier(alias, f"{what}_{kind}"))
        for kind in ("approved", "reserved", "held")
    )
    return SQL("(%s)", sums)


def of_distributor(env, program, partner):
    """What the lines of one distributor take from a program.

    :param partner: the commercial partner
    :return: {id of program line: (quantity, amount)}, floats
    """
    env.flush_all()
    source = SQL(
        """becs_claim_line l JOIN becs_claim c ON c.id = l.claim_id
            WHERE c.is_drawn
              AND l.company_id = %s AND l.commercial_partner_id = %s
              AND (l.transaction_type <> 'sale' OR l.program_id = %s)""",
        program.company_id.id,
        partner.id,
        program.id,
    )
    rows = env.execute_query(
        SQL(
            """SELECT t.program_line_id, %s::float, %s::float
                 FROM (%s) t WHERE t.program_id = %s""",
            taken("t", "quantity"),
            taken("t", "amount"),
            of_lines(source, SQL("1")),
            program.id,
        )
    )
    return {line_id: (quantity, amount) for line_id, quantity, amount in rows}


def quantities_left(env, program_ids):
    """What the authorized quantities of programs come to, and what is left of them.

    :return: {id of program: (authorized, left)} of those that have any; sums over
        products, whatever their units
    """
    env["becs.program.line"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT pl.program_id, sum(pl.max_quantity)::float,
                   sum(GREATEST(pl.max_quantity - %s, 0))::float
              FROM becs_program_line pl
             WHERE pl.program_id = ANY(%s) AND pl.max_quantity > 0 AND pl.active
             GROUP BY pl.program_id
            """,
            taken("pl", "quantity"),
            list(program_ids),
        )
    )
    return {program_id: (authorized, left) for program_id, authorized, left in rows}
