"""Rejected lines, and what was not paid of adjusted ones, copied to be corrected."""

from odoo.tools import SQL

from ..intake.columns.fields import REFERENCES, STATED
from ..lookup import answers
from ..validation import totals
from ..validation.expr import divide, unit_factor
from . import stated_lines


def standing(env, line_ids):
    """Return {line id: reference of the line that was sent again for it and counts}."""
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (l.resubmission_of_id)
                       l.resubmission_of_id, concat(claim.name, '#', l.sequence)
                  FROM becs_claim_line l
                  JOIN becs_claim claim ON claim.id = l.claim_id
                 WHERE l.resubmission_of_id = ANY(%s) AND %s
                 ORDER BY l.resubmission_of_id, l.id
                """,
                list(line_ids),
                answers.COUNTS,
            )
        )
    )


def copy(env, line_ids, claim):
    """Add copies of answered lines to a draft claim, behind those it has.

    A sale that was paid in part is copied with the money, and the units where some were
    cut off, that were not paid.

    :param line_ids: rejected and adjusted lines, which the caller has checked
    :param claim: draft of the same distributor, company and currency
    :return: ids of the copies, in the order of the lines
    """
    env.flush_all()
    partly = SQL("(l.state = 'adjusted' AND l.transaction_type = 'sale')")
    units_cut = SQL(
        "(%s AND COALESCE(l.quantity_approved, 0) > 0"
        " AND l.quantity_approved < l.quantity * factor.factor)",
        partly,
    )
    values = {
        **{name: SQL.identifier("l", name) for name in (*STATED, *REFERENCES.values())},
        "claim_id": SQL("%s", claim.id),
        "company_id": SQL("%s", claim.company_id.id),
        "commercial_partner_id": SQL("%s", claim.commercial_partner_id.id),
        "currency_id": SQL("%s", claim.currency_id.id),
        "sequence": SQL(
            """COALESCE((SELECT max(sequence) FROM becs_claim_line
                          WHERE claim_id = %s), 0)
               + row_number() OVER (ORDER BY l.claim_id, l.sequence, l.id)""",
            claim.id,
        ),
        "resubmission_of_id": SQL("l.id"),
        "quantity": SQL(
            "CASE WHEN %s THEN l.quantity - %s ELSE l.quantity END",
            units_cut,
            divide(SQL("l.quantity_approved"), SQL("factor.factor")),
        ),
        # what was cut off is stated as an amount, not as the credit per unit of all
        "unit_credit": SQL(
            "CASE WHEN %s AND NOT %s THEN NULL ELSE l.unit_credit END",
            partly,
            units_cut,
        ),
        "amount_stated": SQL(
            "CASE WHEN %s THEN l.amount_claimed - l.amount_approved"
            " ELSE l.amount_stated END",
            partly,
        ),
        "state": SQL("'pending'"),
        "decision": SQL("'automatic'"),
        "create_uid": SQL("%s", env.uid),
        "write_uid": SQL("%s", env.uid),
        "create_date": SQL("now() AT TIME ZONE 'UTC'"),
        "write_date": SQL("now() AT TIME ZONE 'UTC'"),
    }
    copies = env.execute_query(
        SQL(
            """
            INSERT INTO becs_claim_line (%(columns)s)
            SELECT %(values)s
              FROM becs_claim_line l
              LEFT JOIN product_product product ON product.id = l.product_id
              LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
              LEFT JOIN uom_uom unit ON unit.id = l.uom_id
              LEFT JOIN uom_uom own ON own.id = template.uom_id
             CROSS JOIN LATERAL (SELECT COALESCE(%(factor)s, 1) AS factor) factor
             WHERE l.id = ANY(%(ids)s)
             ORDER BY l.claim_id, l.sequence, l.id
            RETURNING id
            """,
            columns=SQL(", ").join(SQL.identifier(name) for name in values),
            values=SQL(", ").join(values.values()),
            factor=unit_factor(SQL("unit"), SQL("own")),
            ids=list(line_ids),
        )
    )
    ids = [line_id for [line_id] in copies]
    env.invalidate_all(flush=False)
    stated_lines.store_serials(env, line_ids=ids)
    totals.stated(env, env["becs.claim.line"].browse(ids))
    totals.update(env, claim)
    return ids


def chain(env, line_ids):
    """Return the ids of all lines that are tied to lines by being sent again for them,
    or the other way round, these included.
    """
    env.flush_all()
    return [
        line_id
        for [line_id] in env.execute_query(
            SQL(
                """
                WITH RECURSIVE back AS (
                    SELECT id, resubmission_of_id FROM becs_claim_line
                     WHERE id = ANY(%(ids)s)
                     UNION
                    SELECT l.id, l.resubmission_of_id
                      FROM back JOIN becs_claim_line l ON l.id = back.resubmission_of_id
                ),
                tied AS (
                    SELECT id FROM back
                     UNION
                    SELECT l.id
                      FROM tied JOIN becs_claim_line l ON l.resubmission_of_id = tied.id
                )
                SELECT id FROM tied ORDER BY id
                """,
                ids=list(line_ids),
            )
        )
    ]
