"""The history of claims (``becs.event``) where lines are many: one statement each.

Events are only ever added; the database refuses to change them (see the model).
"""

from contextlib import contextmanager

from odoo import fields
from odoo.tools import SQL

from ..validation.run import Table

INPUT_CHANGE = Table(
    "becs_run_input_change",
    "change of what claims are validated by, since they were filed",
)
CHANGE_EFFECT = Table(
    "becs_run_change_effect",
    "claim, change → line that comes out otherwise",
    line="id",
)


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
def decisions(env, line_ids, note=""):
    """Record what a person's verdict inside makes of lines: one event per line.

    :param env: environment of the person who decides
    :param line_ids: ids of claim lines; those that do not exist yet are left out
    :param note: why
    """
    env.flush_all()
    env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.becs_event_line_before"))
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE becs_event_line_before ON COMMIT DROP AS
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
              FROM becs_event_line_before before
              JOIN becs_claim_line l ON l.id = before.id
             ORDER BY l.claim_id, l.sequence, l.id
            """,
            columns=_COLUMNS,
            line=_LINE,
            note=(note or "").strip() or None,
            **_who(env),
        )
    )
    _affected_since_validated(
        env,
        SQL(
            """
            SELECT l.id, %s AS amount_before, %s AS amount_after
              FROM becs_event_line_before before
              JOIN becs_claim_line l ON l.id = before.id
            """,
            _paid("before"),
            _paid("l"),
        ),
    )
    _made_room(
        env,
        SQL(
            """
            SELECT l.claim_id, l.program_id, l.commercial_partner_id,
                   CASE WHEN (before.state = 'rejected') <> (l.state = 'rejected')
                        THEN l.product_id END AS product_id
              FROM becs_event_line_before before
              JOIN becs_claim_line l ON l.id = before.id
             WHERE (before.state, COALESCE(before.amount_approved, 0))
                   IS DISTINCT FROM (l.state, COALESCE(l.amount_approved, 0))
            """
        ),
        env._("Verdicts on lines of %s"),
    )


def _made_room(env, lines, text):
    """Keep that a person changed what lines leave to those of other claims.

    :param lines: SQL of the columns claim_id, program_id, commercial_partner_id and
        product_id, NULL where the line counts as a sale as before
    :param text: what was done, in words, with ``%s`` for the claim
    """
    if env["becs.input.mixin"]._is_input_recorded():
        of_user = SQL(
            "SELECT l.*, %s AS user_id, %s AS text FROM (%s) l", env.uid, text, lines
        )
        _keep_room(env, of_user)


def _keep_room(env, lines):
    """Keep what lines leave to those of other claims, or take from them.

    Of caps, and of sales that are claimed once; see ``becs.input.change``.

    :param lines: SQL of the columns as for :func:`_made_room`, with user_id, whose
        doing it is, and text
    """
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_input_change (date, user_id, name, claim_id, scope,
                                           scope_id, commercial_partner_id)
            WITH l AS MATERIALIZED (SELECT DISTINCT * FROM (%(lines)s) l)
            SELECT %(now)s, room.user_id, replace(room.text, '%%s', claim.name),
                   claim.id, room.scope, room.scope_id, room.partner_id
              FROM (
                SELECT DISTINCT l.claim_id, l.user_id, l.text, 'program' AS scope,
                       l.program_id AS scope_id, NULL::int AS partner_id
                  FROM l
                  JOIN becs_program p ON p.id = l.program_id
                 WHERE p.budget_amount > 0
                    OR EXISTS (SELECT FROM becs_program_line pl
                                WHERE pl.program_id = p.id
                                  AND (pl.max_quantity > 0 OR pl.max_amount > 0))
                 UNION
                -- a serial number is claimed by one of all distributors
                SELECT l.claim_id, l.user_id, l.text, 'product', l.product_id,
                       CASE WHEN NOT EXISTS (
                                SELECT FROM becs_claim_serial serial
                                  JOIN becs_claim_line own
                                    ON own.id = serial.claim_line_id
                                 WHERE own.claim_id = l.claim_id
                                   AND own.product_id = l.product_id)
                            THEN l.commercial_partner_id END
                  FROM l
                 WHERE l.product_id IS NOT NULL
              ) room
              JOIN becs_claim claim ON claim.id = room.claim_id
            """,
            lines=lines,
            now=fields.Datetime.now(),
        )
    )
    env["becs.input.change"].invalidate_model()


def withdrawn(claims):
    """Keep that a person takes what claims drew back from programs and sales.

    Call it before it is done.
    """
    env = claims.env
    env.flush_all()
    _made_room(
        env,
        SQL(
            """
            SELECT claim_id, program_id, commercial_partner_id, product_id
              FROM becs_claim_line
             WHERE claim_id = ANY(%s) AND state NOT IN ('pending', 'rejected')
            """,
            claims.ids,
        ),
        env._("%s withdrawn"),
    )


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
    _affected_since_validated(
        env,
        SQL(
            """
            SELECT id, 0 AS amount_before, COALESCE(amount_approved, 0) AS amount_after
              FROM becs_claim_line WHERE id = ANY(%s)
            """,
            list(correction_ids),
        ),
    )
    _made_room(
        env,
        SQL(
            """
            SELECT claim_id, program_id, commercial_partner_id, NULL::int AS product_id
              FROM becs_claim_line WHERE id = ANY(%s)
            """,
            list(correction_ids),
        ),
        env._("Verdicts on lines of %s"),
    )


def _affected_since_validated(env, lines):
    """Record who changed the units that a person's verdict goes by.

    The engine saw what was changed before it validated a claim last, see
    :func:`affected`; a verdict reads quantities in units as they are now.

    :param lines: SQL of the columns id, of lines, amount_before and amount_after
    """
    env.execute_query(
        SQL(
            """
            INSERT INTO becs_event (claim_id, company_id, currency_id, amount_from,
                                    quantity_from, amount_to, quantity_to, kind, note,
                                    user_id, date)
            WITH decided AS MATERIALIZED (
                SELECT l.id, l.claim_id, l.company_id, l.currency_id, l.product_id,
                       own.amount_before, own.amount_after
                  FROM (%(lines)s) own
                  JOIN becs_claim_line l ON l.id = own.id
                 WHERE own.amount_before <> own.amount_after
            ),
            validated AS MATERIALIZED (
                SELECT claim_id, max(date) AS date
                  FROM becs_event
                 WHERE kind = 'validated'
                   AND claim_id IN (SELECT claim_id FROM decided)
                 GROUP BY claim_id
            ),
            -- prices are not worked out again, so that rates and lists do not matter
            change AS MATERIALIZED (
                SELECT DISTINCT scope, scope_id, date, user_id,
                       concat_ws(E'\n', name, NULLIF(note, '')) AS note
                  FROM becs_input_change
                 WHERE claim_id IS NULL AND user_id <> %(user)s
                   AND (scope = 'product'
                        OR scope = 'all' AND is_price IS NOT TRUE)
                   AND date >= (SELECT min(date) FROM validated)
            )
            SELECT claim_id, company_id, currency_id, sum(amount_before), 0,
                   sum(amount_after), 0, 'affected', note, user_id, %(now)s
              FROM (
                SELECT DISTINCT decided.*, change.user_id, change.note
                  FROM decided
                  JOIN validated ON validated.claim_id = decided.claim_id
                  JOIN change
                    ON change.date >= validated.date
                   AND CASE WHEN change.scope = 'all' THEN TRUE
                            ELSE change.scope_id = decided.product_id END
              ) e
             WHERE NOT EXISTS (
                    SELECT FROM becs_event known
                     WHERE known.claim_id = e.claim_id AND known.kind = 'affected'
                       AND known.user_id = e.user_id AND known.note = e.note)
             GROUP BY claim_id, company_id, currency_id, user_id, note
             ORDER BY claim_id, user_id, note
         RETURNING id
            """,
            lines=lines,
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
              FROM becs_event_line_before before
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


def revalidated(run):
    """Record which verdicts a run is about to change: one event per such line.

    The first verdict of a line is part of its claim's event. Call it once the new
    verdicts are worked out and before they are written.

    :param run: the :class:`~.validation.run.Run`
    """
    revalidated_claims = run.claims.filtered(lambda claim: claim.state == "validated")
    if not revalidated_claims:
        return
    run.execute(
        SQL(
            """
            INSERT INTO becs_event (%(columns)s)
            SELECT %(line)s, l.state, COALESCE(l.amount_approved, 0),
                   COALESCE(l.quantity_approved, 0), r.state, r.amount_approved,
                   r.quantity_approved, 'validated', NULL, %(user)s, %(now)s
              FROM becs_run_verdict r
              JOIN becs_claim_line l ON l.id = r.id
             WHERE l.claim_id = ANY(%(claims)s) AND l.state <> 'pending'
               AND (l.state, COALESCE(l.amount_approved, 0))
                   IS DISTINCT FROM (r.state, r.amount_approved)
             ORDER BY l.claim_id, l.sequence, l.id
            """,
            columns=_COLUMNS,
            line=_LINE,
            claims=revalidated_claims.ids,
            **_who(run.env),
        )
    )


def affected(run):
    """Record who changed what lines of the run are paid since their claims were filed.

    One event per claim and change of what claims are validated by
    (``becs.input.change``) that has lines in its scope which are validated otherwise
    now; of a claim validated for the first time, lines that get something. Amounts are
    what is approved of these lines, before and after. Call it like :func:`revalidated`.

    :param run: the :class:`~.validation.run.Run`
    """
    claims = run.claims.filtered(
        lambda claim: claim.state in ("submitted", "validated")
    )
    if claims and _stage_changes(run, claims):
        _record_affected(run, claims)


def _stage_changes(run, claims):
    """Stage what was changed since the first of the claims was filed, or little more.

    :return: number of changes
    """
    if not run.rows(SQL("SELECT 1 FROM becs_input_change LIMIT 1")):
        return 0
    return run.table(
        INPUT_CHANGE,
        SQL(
            """
            SELECT change.id, change.xid, change.user_id, change.claim_id,
                   change.scope, about.scope_id, about.commercial_partner_id,
                   concat_ws(E'\n', change.name, NULLIF(change.note, '')) AS note
              FROM becs_input_change change
              JOIN (
                SELECT min(COALESCE(split_part(input_horizon, ' ', 1)::bigint, 0))
                           AS id,
                       min(pg_snapshot_xmin(split_part(input_horizon, ' ', 3)
                           ::pg_snapshot)::text::bigint) AS xid
                  FROM becs_claim WHERE id = ANY(%s)
              ) first ON change.id > first.id OR change.xid >= first.xid
             CROSS JOIN LATERAL (
                SELECT change.scope_id, change.commercial_partner_id
                 UNION
                -- also about those who buy into the same stock
                SELECT CASE WHEN change.scope = 'partner'
                            THEN stock.commercial_partner_id
                            ELSE change.scope_id END,
                       CASE WHEN change.commercial_partner_id IS NOT NULL
                            THEN stock.commercial_partner_id END
                  FROM res_partner buyer
                  JOIN res_partner stock ON stock.id = buyer.becs_stock_partner_id
                 WHERE buyer.id = CASE WHEN change.scope = 'partner'
                                       THEN change.scope_id
                                       ELSE change.commercial_partner_id END
             ) about
            """,
            claims.ids,
        ),
        index=SQL("scope, scope_id"),
    )


def _record_affected(run, claims):
    run.table(
        CHANGE_EFFECT,
        SQL(
            """
            WITH otherwise AS MATERIALIZED (
                SELECT r.id, l.claim_id, claim.input_horizon, l.company_id,
                       string_to_array(rtrim(company.parent_path, '/'), '/')::int[]
                           AS company_ids,
                       l.product_id, %(product_text)s AS product_text,
                       %(customer_text)s AS customer_text,
                       l.commercial_partner_id AS partner_id,
                       stock.commercial_partner_id AS stock_partner_id,
                       customer.commercial_partner_id AS customer_id,
                       l.program_id AS program_before, r.program_id AS program_after,
                       claim.state = 'validated'
                           AND (l.state = 'rejected') <> (r.state = 'rejected')
                           AS is_sale_otherwise,
                       CASE WHEN claim.state = 'submitted'
                                 AND btrim(COALESCE(l.authorization_ref, '')) = ''
                            THEN l.company_id END AS chosen_in,
                       lower(btrim(l.pos_document)) AS document,
                       CASE WHEN claim.state = 'submitted' THEN 0
                            ELSE %(paid_before)s END AS amount_before,
                       %(paid_after)s AS amount_after
                  FROM becs_claim claim
                  JOIN becs_claim_line l ON l.claim_id = claim.id
                  JOIN becs_run_verdict r ON r.id = l.id
                  JOIN res_company company ON company.id = l.company_id
                  JOIN res_partner partner ON partner.id = l.commercial_partner_id
                  LEFT JOIN res_partner stock
                    ON stock.id = partner.becs_stock_partner_id
                  LEFT JOIN res_partner customer ON customer.id = l.end_customer_id
                 WHERE claim.id = ANY(%(claims)s)
                   AND CASE WHEN claim.state = 'submitted'
                            THEN COALESCE(r.amount_approved, 0) <> 0
                            ELSE (%(paid_before)s, COALESCE(l.amount_approved, 0))
                                 IS DISTINCT FROM
                                 (%(paid_after)s, COALESCE(r.amount_approved, 0)) END
            )
            SELECT DISTINCT otherwise.claim_id, change.user_id, change.note,
                   otherwise.id, otherwise.amount_before, otherwise.amount_after,
                   otherwise.program_before, otherwise.program_after,
                   otherwise.partner_id,
                   CASE WHEN is_sale_otherwise THEN otherwise.product_id END
                       AS product_id
              FROM otherwise
             CROSS JOIN LATERAL (
                    VALUES ('all', 0),
                           ('partner', otherwise.partner_id),
                           ('partner', otherwise.stock_partner_id),
                           ('program', otherwise.program_before),
                           ('program', otherwise.program_after),
                           ('product', otherwise.product_id),
                           ('partner', otherwise.customer_id),
                           ('chosen', otherwise.chosen_in),
                           ('text', otherwise.product_text),
                           ('text', otherwise.customer_text)
                     UNION ALL
                    -- of a branch those above it, too
                    SELECT 'company', unnest(otherwise.company_ids)
                     UNION ALL
                    -- programs that the same sale is claimed from, too
                    SELECT 'program', other.program_id
                      FROM becs_claim_line other
                     WHERE other.company_id = otherwise.company_id
                       AND other.commercial_partner_id = otherwise.partner_id
                       AND lower(btrim(other.pos_document)) = otherwise.document
                       AND other.product_id = otherwise.product_id
                       AND other.program_id IS DISTINCT FROM otherwise.program_after
                       AND %(on_programs)s
                 ) line(scope, scope_id)
                  JOIN becs_run_input_change change
                    ON change.scope = line.scope AND change.scope_id = line.scope_id
                   AND change.claim_id IS DISTINCT FROM otherwise.claim_id
                   AND (change.commercial_partner_id IS NULL
                        OR change.commercial_partner_id
                           IN (otherwise.partner_id, otherwise.stock_partner_id))
                   AND %(beyond)s
            """,
            claims=claims.ids,
            on_programs=SQL(
                "EXISTS (SELECT FROM becs_run_input_change WHERE scope = 'program')"
            ),
            beyond=run.env["becs.input.change"]._beyond(
                "change", SQL("otherwise.input_horizon")
            ),
            paid_before=_paid("l"),
            paid_after=_paid("r"),
            product_text=run.env["becs.input.change"]._text_id_sql(
                SQL("l.product_ref")
            ),
            customer_text=run.env["becs.input.change"]._text_id_sql(
                SQL("l.end_customer_name")
            ),
        ),
    )
    run.execute(
        SQL(
            """
            INSERT INTO becs_event (claim_id, company_id, currency_id, amount_from,
                                    quantity_from, amount_to, quantity_to, kind, note,
                                    user_id, date)
            SELECT claim.id, claim.company_id, claim.currency_id,
                   sum(e.amount_before), 0, sum(e.amount_after), 0, 'affected',
                   e.note, e.user_id, %(now)s
              FROM becs_run_change_effect e
              JOIN becs_claim claim ON claim.id = e.claim_id
             WHERE NOT EXISTS (
                    SELECT FROM becs_event known
                     WHERE known.claim_id = e.claim_id AND known.kind = 'affected'
                       AND known.user_id = e.user_id AND known.note = e.note)
             GROUP BY claim.id, e.user_id, e.note
             ORDER BY claim.id, e.user_id, e.note
            """,
            now=fields.Datetime.now(),
        )
    )
    # what these lines leave to others, or take from them
    revalidated = claims.filtered(lambda claim: claim.state == "validated")
    if revalidated:
        _keep_room(
            run.env,
            SQL(
                """
                SELECT e.claim_id, program.id AS program_id,
                       e.partner_id AS commercial_partner_id, e.product_id,
                       e.user_id, split_part(e.note, E'\n', 1) || ' (%%s)' AS text
                  FROM becs_run_change_effect e
                 CROSS JOIN LATERAL (
                    VALUES (e.program_before), (e.program_after)) program(id)
                 WHERE e.claim_id = ANY(%s)
                """,
                revalidated.ids,
            ),
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
