"""The history of claims (``becs.event``) where lines are many: one statement each.

Events are only ever added; the database refuses to change them (see the model).
"""

from contextlib import contextmanager

from odoo import fields
from odoo.tools import SQL

_COLUMNS = SQL(
    """claim_id, claim_line_id, line_name, company_id, currency_id, from_state,
       amount_from, quantity_from, to_state, amount_to, quantity_to, kind, note,
       user_id, date"""
)
_LINE = SQL(
    """l.claim_id, l.id,
       NULLIF(concat_ws(' / ', NULLIF(btrim(l.pos_document), ''),
                        NULLIF(btrim(l.product_ref), '')), ''),
       l.company_id, l.currency_id"""
)


@contextmanager
def verdicts(env, line_ids, note=""):
    """Record what a person's verdict inside makes of lines: one event per line.

    :param env: environment of the person who decides
    :param line_ids: ids of claim lines; those that do not exist yet are left out
    :param note: why
    """
    env.flush_all()
    env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.becs_event_before"))
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE becs_event_before ON COMMIT DROP AS
            SELECT id, state, amount_approved, quantity_approved
              FROM becs_claim_line WHERE id = ANY(%s)
            """,
            list(line_ids),
        )
    )
    yield
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_event (%(columns)s)
            SELECT %(line)s, before.state, COALESCE(before.amount_approved, 0),
                   COALESCE(before.quantity_approved, 0), l.state,
                   COALESCE(l.amount_approved, 0), COALESCE(l.quantity_approved, 0),
                   'verdict', %(note)s, %(user)s, %(now)s
              FROM becs_event_before before
              JOIN becs_claim_line l ON l.id = before.id
             ORDER BY l.claim_id, l.sequence, l.id
            """,
            columns=_COLUMNS,
            line=_LINE,
            note=(note or "").strip() or None,
            **_who(env),
        )
    )
    env["becs.event"].invalidate_model()


def corrected(env, correction_ids, note=""):
    """Record corrections: one event per corrected line, what it gets in all.

    :param correction_ids: ids of the corrections that were just added
    :param note: why
    """
    env.execute_query(
        SQL(
            """
            INSERT INTO becs_event (%(columns)s)
            SELECT %(line)s, l.state, after.amount - k.amount_approved,
                   after.quantity - k.quantity_approved, l.state, after.amount,
                   after.quantity, 'verdict', %(note)s, %(user)s, %(now)s
              FROM becs_claim_line k
              JOIN becs_claim_line l ON l.id = k.correction_of_id
             CROSS JOIN LATERAL (
                SELECT sum(COALESCE(amount_approved, 0)) AS amount,
                       sum(COALESCE(quantity_approved, 0)) AS quantity
                  FROM becs_claim_line
                 WHERE id = l.id OR correction_of_id = l.id
             ) after
             WHERE k.id = ANY(%(ids)s)
             ORDER BY l.claim_id, l.sequence, l.id
         RETURNING id
            """,
            columns=_COLUMNS,
            line=_LINE,
            note=(note or "").strip() or None,
            ids=list(correction_ids),
            **_who(env),
        )
    )
    env["becs.event"].invalidate_model()


def changed_money(env):
    """Ids of the claims that the last verdict gives another amount on any line."""
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT l.claim_id
              FROM becs_event_before before
              JOIN becs_claim_line l ON l.id = before.id
             WHERE %s IS DISTINCT FROM %s
             ORDER BY l.claim_id
            """,
            _paid("before"),
            _paid("l"),
        )
    )
    return [claim_id for [claim_id] in rows]


def _paid(line):
    return SQL(
        "CASE WHEN %(line)s.state IN ('approved', 'adjusted')"
        " THEN COALESCE(%(line)s.amount_approved, 0) ELSE 0 END",
        line=SQL.identifier(line),
    )


def judged_again(run):
    """Record which verdicts a run is about to change: one event per such line.

    The first verdict of a line is part of its claim's event. Call it once the new
    verdicts are worked out and before they are written.

    :param run: the :class:`~.validation.run.Run`
    """
    again = run.claims.filtered(lambda claim: claim.state == "validated")
    if not again:
        return
    run.execute(
        SQL(
            """
            INSERT INTO becs_event (%(columns)s)
            SELECT %(line)s, l.state, COALESCE(l.amount_approved, 0),
                   COALESCE(l.quantity_approved, 0), r.state, r.amount_approved,
                   r.quantity_approved, 'validated', NULL, %(user)s, %(now)s
              FROM becs_judge_result r
              JOIN becs_claim_line l ON l.id = r.id
             WHERE l.claim_id = ANY(%(claims)s) AND l.state <> 'pending'
               AND (l.state, COALESCE(l.amount_approved, 0))
                   IS DISTINCT FROM (r.state, r.amount_approved)
             ORDER BY l.claim_id, l.sequence, l.id
            """,
            columns=_COLUMNS,
            line=_LINE,
            claims=again.ids,
            **_who(run.env),
        )
    )


def carried(env, credit_line_ids):
    """What lines of credit notes carry now.

    :return: [(claim, credit note, number of lines, their sum in the claim's currency)]
    """
    env.flush_all()
    return env.execute_query(
        SQL(
            """
            SELECT own.claim_id, credit.move_id, sum(own.line_count)::int,
                   sum(own.amount)
              FROM becs_claim_credit own
              JOIN account_move_line credit ON credit.id = own.credit_line_id
             WHERE own.credit_line_id = ANY(%s)
             GROUP BY 1, 2 ORDER BY 1, 2
            """,
            list(credit_line_ids),
        )
    )


def _who(env):
    return {"user": env.uid, "now": fields.Datetime.now()}
