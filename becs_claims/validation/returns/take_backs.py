"""Returns: credit that is taken back from sales paid before.

Those whose sale is in another claim are matched before the sales of the run, so that
what they give back to caps is free for these; those that may take from a sale of the
run are matched once it is decided. How they are staged and matched is in
:mod:`.matching`.
"""

from odoo.tools import SQL

from ..expr import exceeds, text_key
from ..programs import choice
from . import matching

_SHORT, _ASSUMED = "return_without_credit", "return_origin_assumed"


def stage(run):
    """Stage the returns of the run, and the sales they may take back from."""
    matching.stage(
        run,
        SQL(
            """
            SELECT r.id, r.partner_id, r.product_id, r.program_id, r.authorization_ref,
                   %s AS document, r.end_customer_id AS customer_id, r.date_ship,
                   r.date_filed, r.claim_id, r.sequence, r.quantity, r.currency_id,
                   r.rounding, claim.source = 'report' AS is_proposed,
                   FALSE AS is_matched
              FROM becs_run_claim_line r
              JOIN becs_claim_line l ON l.id = r.id
              JOIN becs_claim claim ON claim.id = r.claim_id
             WHERE r.is_return
            """,
            text_key(SQL("l.origin_document")),
        ),
    )
    _mark_late(run)


def _mark_late(run):
    """Mark the returns that may take from a sale of the run."""
    run.execute(
        SQL(
            """
            UPDATE becs_run_return r SET is_late = TRUE
              FROM (
                SELECT r.id
                  FROM becs_run_return r
                  JOIN (SELECT DISTINCT partner_id, product_id, document
                          FROM becs_run_claim_line WHERE NOT is_return) sold
                       USING (partner_id, product_id, document)
                 UNION
                SELECT r.id
                  FROM becs_run_return r
                  JOIN becs_run_claim_line l USING (partner_id, product_id)
                 WHERE r.document IS NULL AND NOT l.is_return
                   AND (l.end_customer_id = r.customer_id
                        OR EXISTS (SELECT FROM becs_claim_serial own
                                     JOIN becs_claim_serial s USING (name)
                                    WHERE own.claim_line_id = r.id
                                      AND s.claim_line_id = l.id))
              ) late
             WHERE late.id = r.id
            """
        )
    )


def early(run):
    """Match the returns of sales in other claims, and give back to the caps.

    Needs duplicates to be found, and what is left under the caps.
    """
    _prepare(run)
    matching.match(run, is_late=False)
    choice.give_back(run)


def _prepare(run):
    """Say which returns are matched and which wait for a person anyway.

    One that lacks product or quantity, or that is rejected as a duplicate, is not
    matched.
    """
    run.execute(
        SQL(
            """
            UPDATE becs_run_return r
               SET is_matched = r.product_id IS NOT NULL AND r.quantity IS NOT NULL
                                AND s.mask & p.rejects & %(duplicate)s = 0,
                   waits = s.mask & (p.rejects | p.reviews) <> 0,
                   short_waits = %(short)s & (p.rejects | p.reviews) <> 0,
                   assumed_waits = %(assumed)s & (p.rejects | p.reviews) <> 0
              FROM becs_run_checked_line s
              JOIN becs_run_profile p ON p.profile = s.profile
             WHERE s.id = r.id
            """,
            duplicate=run.checks.sql_bit("duplicate_line"),
            short=run.checks.sql_bit(_SHORT),
            assumed=run.checks.sql_bit(_ASSUMED),
        )
    )


def late(run):
    """Match the other returns, whose sales are decided by now, and decide them all.

    What would reject a sale puts a return in review, but for duplicates; so does having
    nothing to take back, whatever a check was softened to.
    """
    matching.match(run, is_late=True)
    run.execute(
        SQL(
            """
            INSERT INTO becs_run_verdict (
                id, profile, is_return, program_id, program_line_id, mask, state,
                amount, amount_claimed, amount_claimed_program, quantity_approved,
                amount_approved, amount_program, review_for_amount, counts_as_sold,
                pos_line_id)
            SELECT id, profile, TRUE, program_id, program_line_id, mask,
                   CASE WHEN is_rejected THEN 'rejected'
                        WHEN quantity = 0 OR mask & (rejects | reviews) <> 0
                        THEN 'review'
                        WHEN amount < claims THEN 'adjusted' ELSE 'approved' END,
                   amount, claims, 0, quantity, amount, 0, FALSE, FALSE, pos_line_id
              FROM (
                SELECT l.id, s.profile, m.program_line_id, own.pos_line_id,
                       COALESCE(m.program_id, l.program_id) AS program_id,
                       s.mask | CASE WHEN m.is_short THEN %(short)s ELSE 0 END
                              | CASE WHEN m.origin_id IS NOT NULL THEN %(assumed)s
                                     ELSE 0 END AS mask,
                       p.rejects, p.reviews,
                       s.mask & p.rejects & %(duplicate)s <> 0 AS is_rejected,
                       COALESCE(-m.amount, 0) AS amount,
                       COALESCE(l.claims_stated,
                                CASE WHEN l.calculated_basis THEN -m.amount END, 0)
                           AS claims,
                       COALESCE(m.quantity, 0) AS quantity
                  FROM becs_run_claim_line l
                  JOIN becs_claim_line own ON own.id = l.id
                  JOIN becs_run_checked_line s ON s.id = l.id
                  JOIN becs_run_profile p ON p.profile = s.profile
                  LEFT JOIN becs_run_return_match m ON m.id = l.id
                 WHERE l.is_return
                OFFSET 0
              ) r
            """,
            short=run.checks.sql_bit(_SHORT),
            assumed=run.checks.sql_bit(_ASSUMED),
            duplicate=run.checks.sql_bit("duplicate_line"),
        )
    )


def store(run):
    """Bring the stored uses of the returns in line; same ones keep their row."""
    run.execute(
        SQL(
            """
            DELETE FROM becs_return_use u
             USING becs_run_return r
             WHERE r.id = u.return_line_id
               AND NOT EXISTS (SELECT FROM becs_run_return_use n WHERE %s)
            """,
            _SAME,
        )
    )
    run.execute(
        SQL(
            """
            INSERT INTO becs_return_use (return_line_id, sale_line_id, quantity, amount,
                                         amount_sale, amount_program, program_id,
                                         program_line_id)
            SELECT return_line_id, sale_line_id, quantity, amount, amount_sale,
                   amount_program, program_id, program_line_id
              FROM becs_run_return_use n
             WHERE NOT EXISTS (SELECT FROM becs_return_use u WHERE %s)
             ORDER BY return_line_id, sale_line_id
            """,
            _SAME,
        )
    )


_SAME = SQL(
    """n.return_line_id = u.return_line_id AND n.sale_line_id = u.sale_line_id
       AND (n.quantity, n.amount, n.amount_sale, n.amount_program, n.program_id,
            n.program_line_id)
           IS NOT DISTINCT FROM
           (u.quantity, u.amount, u.amount_sale, u.amount_program, u.program_id,
            u.program_line_id)"""
)


def of_other_claims(env, claims):
    """Claims whose standing returns take back from lines of ``claims``.

    :return: ids, and of these those whose returns take back more than the lines pay
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT l.id, array_agg(DISTINCT r.claim_id),
                   l.state NOT IN ('approved', 'adjusted')
                   OR %(more)s OR sum(u.amount_sale) > l.amount_approved
              FROM becs_claim_line l
              JOIN becs_return_use u ON u.sale_line_id = l.id
              JOIN becs_claim_line r ON r.id = u.return_line_id
              JOIN becs_claim claim ON claim.id = r.claim_id
             WHERE l.claim_id = ANY(%(claims)s) AND r.claim_id <> ALL(%(claims)s)
               AND claim.is_drawn AND r.state IN ('approved', 'adjusted')
             GROUP BY l.id
            """,
            more=exceeds(SQL("sum(u.quantity)"), SQL("l.quantity_approved")),
            claims=claims.ids,
        )
    )
    every = {claim_id for _line, ids, _more in rows for claim_id in ids}
    return every, {claim_id for _line, ids, more in rows if more for claim_id in ids}
