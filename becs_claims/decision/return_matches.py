"""What returns a person decides on take back: matched anew with what is left now."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..validation import locks
from ..validation.expr import divide, exceeds, money, text_key
from ..validation.returns import matching
from ..validation.run import Run

# what was found for the return ``l`` to take back, in its currency
MATCHED = SQL("(SELECT m.amount FROM becs_run_return_match m WHERE m.id = l.id)")


def match(env, lines, lines_sql, quantity):
    """Match returns of one company, in place of what they took back so far.

    Fills ``becs_run_return_use`` and ``becs_run_return_match``, see
    :mod:`..validation.returns.matching`.

    :param lines_sql: SQL of the lines ``l``, with rounding and stated quantity
    :param quantity: SQL of the quantity of ``l`` to take back
    """
    [[claim_ids, partner_ids]] = env.execute_query(
        SQL(
            """SELECT array_agg(DISTINCT claim_id),
                      array_agg(DISTINCT commercial_partner_id)
                 FROM becs_claim_line WHERE id = ANY(%s)""",
            lines.ids,
        )
    )
    claims = env["becs.claim"].browse(claim_ids)
    # no claim is validated: whatever stands counts
    run = Run(env, claims, reserve=True)
    run.begin()
    locks.distributors(env, run.company.id, partner_ids)
    forget(env, lines)
    authorization = text_key(SQL("l.authorization_ref"))
    matching.stage(
        run,
        SQL(
            """
            SELECT l.id, l.commercial_partner_id AS partner_id, l.product_id,
                   program.id AS program_id, %(authorization)s AS authorization_ref,
                   %(document)s AS document,
                   customer.commercial_partner_id AS customer_id, l.date_ship,
                   claim.date_submitted AS date_filed, l.claim_id, l.sequence,
                   %(quantity)s AS quantity, l.currency_id, l.rounding,
                   FALSE AS is_proposed, %(quantity)s > 0 AS is_matched
              FROM (%(lines)s) l
              JOIN becs_claim claim ON claim.id = l.claim_id
              LEFT JOIN res_partner customer ON customer.id = l.end_customer_id
              LEFT JOIN becs_program program
                ON program.company_id = l.company_id
               AND lower(btrim(program.code)) = %(authorization)s
             WHERE l.id = ANY(%(ids)s)
            """,
            lines=lines_sql,
            authorization=authorization,
            document=text_key(SQL("l.origin_document")),
            quantity=quantity,
            ids=lines.ids,
        ),
    )
    matching.match(run, is_late=False)


def forget(env, lines):
    """Take away what returns took back."""
    env.cr.execute(
        SQL("DELETE FROM becs_return_use WHERE return_line_id = ANY(%s)", lines.ids)
    )


def refuse_stale_proposals(env, lines):
    """Refuse to accept proposals of which less is left than when they were made."""
    stale = env.execute_query(
        SQL(
            """
            SELECT l.id
              FROM becs_claim_line l
              LEFT JOIN becs_run_return_match m ON m.id = l.id
             WHERE l.id = ANY(%s) AND l.state = 'review' AND %s
             ORDER BY l.id LIMIT 1
            """,
            lines.ids,
            exceeds(SQL("l.quantity_approved"), SQL("COALESCE(m.quantity, 0)")),
        )
    )
    if stale:
        raise UserError(
            env._(
                "%(line)s proposes to take back more than is left: its sale was "
                "changed, or another return took it back meanwhile. Validate the claim "
                "again, then decide.",
                line=env["becs.claim.line"].browse(stale[0]).display_name,
            )
        )


def store(env, lines):
    """Store what the returns take back, now that they have their verdicts.

    When less money is taken back than was paid for the units, every sale gives its
    share of it; what is taken back beyond that belongs to no sale.
    """
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_return_use (return_line_id, sale_line_id, quantity, amount,
                                         amount_sale, amount_program, program_id,
                                         program_line_id)
            SELECT u.return_line_id, u.sale_line_id, u.quantity, %(amount)s, %(sale)s,
                   %(program)s, u.program_id, u.program_line_id
              FROM (
                SELECT u.*, -l.amount_approved AS wanted, own.rounding,
                       sold.rounding AS rounding_sale,
                       program.rounding AS rounding_program,
                       sum(u.amount) OVER (PARTITION BY u.return_line_id) AS total,
                       sum(u.amount) OVER up_to AS up_to,
                       sum(u.amount_sale) OVER up_to AS up_to_sale,
                       sum(u.amount_program) OVER up_to AS up_to_program
                  FROM becs_run_return_use u
                  JOIN becs_claim_line l ON l.id = u.return_line_id
                  JOIN res_currency own ON own.id = l.currency_id
                  JOIN becs_claim_line s ON s.id = u.sale_line_id
                  JOIN res_currency sold ON sold.id = s.currency_id
                  LEFT JOIN becs_program p ON p.id = u.program_id
                  LEFT JOIN res_currency program ON program.id = p.currency_id
                 WHERE l.state IN ('approved', 'adjusted') AND l.amount_approved < 0
                WINDOW up_to AS (PARTITION BY u.return_line_id ORDER BY u.sale_line_id)
              ) u
             ORDER BY u.return_line_id, u.sale_line_id
            """,
            amount=_share(SQL("u.amount"), SQL("u.up_to"), SQL("u.rounding")),
            sale=_share(
                SQL("u.amount_sale"), SQL("u.up_to_sale"), SQL("u.rounding_sale")
            ),
            program=_share(
                SQL("u.amount_program"),
                SQL("u.up_to_program"),
                SQL("u.rounding_program"),
            ),
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l
               SET program_id = m.program_id, program_line_id = m.program_line_id
              FROM becs_run_return_match m
             WHERE m.id = l.id AND m.program_id IS NOT NULL
               AND l.id IN (SELECT return_line_id FROM becs_return_use
                             WHERE return_line_id = ANY(%s))
            """,
            lines.ids,
        )
    )


def _share(amount, up_to, rounding):
    """SQL of the share of an amount when only ``u.wanted`` of ``u.total`` is wanted.

    Differences of rounded sums, so that the shares of a return add up.
    """
    return SQL(
        "CASE WHEN u.wanted >= u.total THEN %s ELSE %s - %s END",
        amount,
        money(divide(SQL("%s * u.wanted", up_to), SQL("u.total")), rounding),
        money(
            divide(SQL("(%s - %s) * u.wanted", up_to, amount), SQL("u.total")), rounding
        ),
    )


def refuse_below_taken_back(env, lines, lines_sql, quantity, amount):
    """Refuse to pay less for sales than standing returns took back from them.

    :param lines: recordset of the lines that are decided; what returns among them took
        back does not count
    :param lines_sql: SQL of the lines ``l``
    :param quantity: SQL of the quantity ``l`` gets
    :param amount: SQL of the amount ``l`` gets
    """
    wrong = env.execute_query(
        SQL(
            """
            SELECT l.id, back.quantity, back.amount, back.ids
              FROM (%(lines)s WHERE l.id = ANY(%(ids)s)) l
              JOIN (%(taken_back)s) back ON back.id = l.id
             WHERE %(less)s OR %(amount)s < back.amount
             ORDER BY l.id LIMIT 1
            """,
            lines=lines_sql,
            ids=lines.ids,
            taken_back=_taken_back(lines),
            less=exceeds(SQL("back.quantity"), quantity),
            amount=amount,
        )
    )
    if wrong:
        [[line_id, taken_quantity, taken_amount, return_ids]] = wrong
        Line = env["becs.claim.line"]
        line = Line.browse(line_id)
        raise UserError(
            env._(
                "%(quantity)s units and %(amount)s of %(line)s were taken back by "
                "%(returns)s: it cannot get less than that. Reject that return first.",
                quantity=line._number(taken_quantity),
                amount=line.currency_id.format(taken_amount),
                line=line.display_name,
                returns=", ".join(Line.browse(return_ids).mapped("display_name")),
            )
        )


def _taken_back(lines):
    """SQL of what standing returns took back from lines, per line ``id``."""
    return SQL(
        """
        SELECT u.sale_line_id AS id, sum(u.quantity) AS quantity,
               sum(u.amount_sale) AS amount, array_agg(r.id ORDER BY r.id) AS ids
          FROM becs_return_use u
          JOIN becs_claim_line r ON r.id = u.return_line_id
          JOIN becs_claim claim ON claim.id = r.claim_id
         WHERE u.sale_line_id = ANY(%(ids)s) AND u.return_line_id <> ALL(%(ids)s)
           AND r.state IN ('approved', 'adjusted') AND claim.is_drawn
         GROUP BY u.sale_line_id
        """,
        ids=lines.ids,
    )
