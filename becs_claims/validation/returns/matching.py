"""Which paid sales returns take credit back from, and how much of it.

A return takes from what the ones before it left, and a return that ends in review
takes nothing, so that what one gets depends on the verdicts before. As with the caps,
passes over all of them at once end at the answer that going through them one by one
would give.
"""

from odoo.tools import SQL

from ..expr import divide, exceeds, money
from ..prices import rates
from ..run import Table
from . import RETURN, RETURN_USE, paid_sales, spans

RETURN_MATCH = Table(
    "becs_run_return_match",
    "return → its outcome",
    columns=(
        "id int, quantity numeric, amount numeric, program_id int, "
        "program_line_id int, origin_id int, is_short boolean"
    ),
    line="id",
)
RETURN_PAIR = Table(
    "becs_run_return_pair",
    "return, line it may take back from → what it takes",
    line="id",
)


# how a return found its sale
NAMED, BY_SERIAL, BY_CUSTOMER = 1, 2, 3


def stage(run, returns):
    """Stage returns and the sales they may take back from; nothing is found yet.

    :param returns: SQL of them, with the columns id, partner_id, product_id,
        program_id, authorization_ref, document (of the sale), customer_id, date_ship,
        date_filed, claim_id, sequence, quantity, currency_id, rounding, is_proposed
        (by us) and is_matched (whether to look for a sale)
    """
    run.table(
        RETURN,
        SQL(
            """
            SELECT r.id, r.partner_id, r.product_id,
                   CASE WHEN r.authorization_ref IS NOT NULL
                        THEN %(authorized_as)s END AS authorized_as,
                   r.document, r.customer_id, r.date_ship, r.quantity, r.currency_id,
                   r.rounding,
                   row_number() OVER (ORDER BY r.date_ship, r.date_filed, r.claim_id,
                                               r.sequence, r.id) AS position,
                   dense_rank() OVER (ORDER BY r.partner_id, r.product_id) AS pool,
                   r.is_proposed, r.is_matched, FALSE AS is_late, FALSE AS waits,
                   FALSE AS short_waits, FALSE AS assumed_waits
              FROM (%(returns)s) r
            """,
            authorized_as=paid_sales.authorized_as(
                SQL("r.program_id"), SQL("r.authorization_ref")
            ),
            returns=returns,
        ),
        index=SQL("id"),
    )
    run.table(
        RETURN_USE,
        SQL(
            """
            SELECT return_line_id, sale_line_id, quantity, amount, amount_program,
                   amount AS amount_sale, program_id, program_line_id, TRUE AS counts
              FROM becs_return_use WHERE FALSE
            """
        ),
    )
    run.table(
        RETURN_MATCH,
        SQL(
            """
            SELECT NULL::int AS id, NULL::numeric AS quantity, NULL::numeric AS amount,
                   NULL::int AS program_id, NULL::int AS program_line_id,
                   NULL::int AS origin_id, NULL::boolean AS is_short
             WHERE FALSE
            """
        ),
    )
    paid_sales.candidates(run)


def match(run, is_late):
    """Let the returns of one kind take back, after those matched before.

    :param is_late: those that may take from sales of the run, which must be decided
    """
    paid_sales.paid(run, is_late)
    spans.stage(run, is_late)
    run.settle(_pass, _pairs(run, is_late))
    _uses(run)
    _matches(run, is_late)


def _pairs(run, is_late):
    """Stage which return may take from which line.

    Lines of programs that may not be combined are one ``part`` together, each
    combinable program is one of its own: the same units come back in all of them.
    Where the sale has to be guessed from the customer, ``rank`` is the order in which
    its lines are tried; the first with something left says which document it is.

    :return: how many pairs there are
    """
    return run.table(
        RETURN_PAIR,
        SQL(
            """
            WITH may AS MATERIALIZED (
                SELECT r.id, r.document AS named, r.customer_id, r.date_ship,
                       p.id AS sale_id, p.document, p.customer_id AS sold_to,
                       p.date_ship AS sold_on
                  FROM becs_run_return r
                  JOIN becs_run_paid_sale p USING (partner_id, product_id)
                 WHERE r.is_matched AND r.is_late = %(late)s
                   AND (r.document IS NULL OR p.document = r.document)
                   AND (r.authorized_as IS NULL
                        OR p.authorized_as = r.authorized_as)
                   AND NOT EXISTS (SELECT FROM becs_run_return_span d WHERE d.id = r.id)
            ),
            by_serial AS MATERIALIZED (
                SELECT DISTINCT may.id, may.sale_id
                  FROM may
                  JOIN becs_claim_serial own ON own.claim_line_id = may.id
                  JOIN becs_claim_serial s
                    ON s.claim_line_id = may.sale_id AND s.name = own.name
                 WHERE may.named IS NULL
            ),
            likely AS MATERIALIZED (
                SELECT id, sale_id, document,
                       row_number() OVER (PARTITION BY id
                                          ORDER BY sold_on DESC, sale_id DESC) AS rank
                  FROM may
                 WHERE named IS NULL AND sold_to = customer_id AND sold_on <= date_ship
                   AND id NOT IN (SELECT id FROM by_serial)
            ),
            pair AS (
                SELECT id, sale_id, %(named)s AS how, NULL::bigint AS rank, take, counts
                  FROM (%(spans)s) span
                 UNION ALL
                SELECT id, sale_id, %(named)s, NULL, 0, FALSE
                  FROM may WHERE named IS NOT NULL
                 UNION ALL
                SELECT id, sale_id, %(by_serial)s, NULL, 0, FALSE FROM by_serial
                 UNION ALL
                SELECT may.id, may.sale_id, %(by_customer)s, likely.rank, 0, FALSE
                  FROM (SELECT DISTINCT id, document FROM likely) sale
                  JOIN may USING (id, document)
                  LEFT JOIN likely
                    ON likely.id = may.id AND likely.sale_id = may.sale_id
            )
            SELECT pair.*, r.position, r.pool, r.quantity AS wanted, r.waits,
                   r.short_waits, r.assumed_waits, r.is_proposed, p.document, p.part,
                   p.quantity - p.taken_quantity AS free, 0 AS changed
              FROM pair
              JOIN becs_run_return r ON r.id = pair.id
              JOIN becs_run_paid_sale p ON p.id = pair.sale_id
            """,
            late=is_late,
            spans=spans.pairs(),
            named=NAMED,
            by_serial=BY_SERIAL,
            by_customer=BY_CUSTOMER,
        ),
        index=SQL("id, sale_id"),
    )


def _pass(number):
    """SQL of one pass; it updates what comes out otherwise than before."""
    return SQL(
        """
        UPDATE becs_run_return_pair t
           SET take = n.now_take, counts = n.now_counts, changed = %(number)s
          FROM (
            SELECT id, sale_id, now_take,
                   NOT (waits
                        OR short_waits AND %(is_short)s
                        OR assumed_waits AND (how <> %(named)s OR is_proposed))
                       AS now_counts
              FROM (
                SELECT *, max(of_part) OVER (PARTITION BY id) AS covered
                  FROM (
                    SELECT *, sum(now_take) OVER (PARTITION BY id, part) AS of_part
                      FROM (%(taking)s) p
                  ) p
              ) p
          ) n
         WHERE n.id = t.id AND n.sale_id = t.sale_id
           AND (n.now_take, n.now_counts) IS DISTINCT FROM (t.take, t.counts)
        """,
        number=number,
        is_short=exceeds(SQL("wanted"), SQL("covered")),
        named=NAMED,
        taking=_taking(number),
    )


def _taking(number):
    """SQL of the pairs with what each return takes of each line (``now_take``)."""
    return SQL(
        """
        SELECT *, GREATEST(LEAST(offered,
                   wanted - COALESCE(sum(offered) OVER (
                       PARTITION BY id, part ORDER BY sale_id %(before)s), 0)), 0)
                   AS now_take
          FROM (
            SELECT *,
                   CASE WHEN how <> %(by_customer)s
                             OR document = min(document) FILTER (WHERE rank = first)
                                               OVER (PARTITION BY id)
                        THEN still ELSE 0 END AS offered
              FROM (
                SELECT *,
                       min(rank) FILTER (WHERE still > 0) OVER (PARTITION BY id)
                           AS first
                  FROM (
                    SELECT *, GREATEST(round(free - %(taken)s, 18), 0) AS still
                      FROM becs_run_return_pair
                     WHERE pool IN (SELECT pool FROM becs_run_return_pair
                                     WHERE changed = %(last)s)
                  ) p
              ) p
          ) p
        """,
        by_customer=BY_CUSTOMER,
        taken=_before(SQL("take")),
        before=SQL("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"),
        last=number - 1,
    )


def _before(value):
    """SQL of the sum of a value over the returns before that take from the line."""
    return SQL(
        """COALESCE(sum(%s) FILTER (WHERE counts) OVER (
               PARTITION BY sale_id ORDER BY position
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)""",
        value,
    )


def _uses(run):
    """Store what is taken back in money.

    Each unit its share; the last unit takes the rest. Never more than what is left, so
    the sums up to a return never pass what was paid.
    """
    run.execute(
        SQL(
            """
            INSERT INTO becs_run_return_use (
                return_line_id, sale_line_id, quantity, counts, amount, amount_sale,
                amount_program, program_id, program_line_id)
            SELECT u.id, u.sale_id, u.take, u.counts,
                   CASE WHEN r.currency_id = u.currency_id THEN u.amount_sale
                        ELSE %(converted)s END,
                   u.amount_sale, u.amount_program, u.program_id, u.program_line_id
              FROM (
                SELECT m.*, %(amount)s AS amount_sale, %(program)s AS amount_program
                  FROM (
                    SELECT m.*, round(free - taken - take, 18) <= 0 AS is_last,
                           taken_amount + %(amounts)s AS before_amount,
                           taken_program + %(programs)s AS before_program
                      FROM (
                        SELECT m.*, p.amount AS whole_amount, p.taken_amount,
                               p.program AS whole_program, p.taken_program,
                               p.currency_id, p.date_ship, p.program_id,
                               p.program_line_id,
                               %(taken)s AS taken,
                               %(share)s AS share,
                               COALESCE(%(share_program)s, 0) AS share_program
                          FROM becs_run_return_pair m
                          JOIN becs_run_paid_sale p ON p.id = m.sale_id
                         WHERE m.take > 0
                      ) m
                  ) m
              ) u
              JOIN becs_run_return r ON r.id = u.id
             ORDER BY u.id, u.sale_id
            """,
            taken=_before(SQL("m.take")),
            share=money(
                divide(SQL("p.amount * m.take"), SQL("p.quantity")), SQL("p.rounding")
            ),
            share_program=money(
                divide(SQL("p.program * m.take"), SQL("p.quantity")),
                SQL("p.program_rounding"),
            ),
            amounts=_before(SQL("share")),
            programs=_before(SQL("share_program")),
            amount=_share("amount", "share"),
            program=_share("program", "share_program"),
            converted=_converted(run),
        )
    )
    run.analyze(RETURN_USE)


def _share(what, share):
    """SQL of what a return gets of an amount of which some is gone."""
    return SQL(
        """GREATEST(CASE WHEN is_last THEN %(whole)s
                         ELSE LEAST(%(whole)s, %(before)s + %(share)s) END
                    - LEAST(%(whole)s, %(before)s), 0)""",
        whole=SQL.identifier(f"whole_{what}"),
        before=SQL.identifier(f"before_{what}"),
        share=SQL.identifier(share),
    )


def _converted(run):
    """SQL of an amount in the return's currency, at the ship date of the sale."""
    day, root_id = SQL("u.date_ship"), run.company.root_id.id
    return money(
        SQL(
            "u.amount_sale * %s",
            divide(
                rates.rate(SQL("r.currency_id"), day, root_id),
                rates.rate(SQL("u.currency_id"), day, root_id),
            ),
        ),
        SQL("r.rounding"),
    )


def _matches(run, is_late):
    """Sum up what each return takes back; the first sale's program is its own.

    ``origin_id`` is a line of the sale a return was put against that names none, or
    that was proposed by us.
    """
    run.execute(
        SQL(
            """
            WITH u AS (
                SELECT return_line_id AS id, sum(amount) AS amount,
                       (array_agg(program_id ORDER BY sale_line_id))[1] AS program_id,
                       (array_agg(program_line_id ORDER BY sale_line_id))[1]
                           AS program_line_id
                  FROM becs_run_return_use GROUP BY return_line_id
            ),
            m AS (
                SELECT id, max(of_part) AS covered,
                       COALESCE(
                           min(sale_id) FILTER (
                               WHERE (how <> %(named)s OR is_proposed) AND take > 0),
                           min(sale_id) FILTER (WHERE how = %(by_serial)s)
                       ) AS origin_id
                  FROM (SELECT *, sum(take) OVER (PARTITION BY id, part) AS of_part
                          FROM becs_run_return_pair) p
                 GROUP BY id
            )
            INSERT INTO becs_run_return_match
            SELECT r.id, COALESCE(m.covered, 0), COALESCE(u.amount, 0), u.program_id,
                   u.program_line_id, m.origin_id, %(is_short)s
              FROM becs_run_return r
              LEFT JOIN m ON m.id = r.id
              LEFT JOIN u ON u.id = r.id
             WHERE r.is_matched AND r.is_late = %(late)s
            """,
            is_short=exceeds(SQL("r.quantity"), SQL("COALESCE(m.covered, 0)")),
            named=NAMED,
            by_serial=BY_SERIAL,
            late=is_late,
        )
    )
