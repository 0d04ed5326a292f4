"""Lines of a what-if with their verdicts before and after.

Fills ``becs_what_if_verdict_before`` (line → verdict and reasons as they are),
``becs_run_comparison`` (the lines with both) and ``becs_run_difference`` (those that
change, with the columns :data:`COLUMNS`). A scenario is a :class:`sandbox.Scenario`.
"""

from odoo.tools import SQL

from ..validation.expr import divide
from ..validation.findings import FINDING
from ..validation.prices import rates
from ..validation.run import Table

COMPARISON = Table(
    "becs_run_comparison", "line with both verdicts", line="claim_line_id"
)
DIFFERENCE = Table(
    "becs_run_difference", "line that changes, as it is stored", line="claim_line_id"
)

# columns of ``becs_what_if_line`` that are stored
COLUMNS = (
    "claim_line_id",
    "claim_id",
    "commercial_partner_id",
    "product_id",
    "program_before_id",
    "program_after_id",
    "reason_id",
    "currency_id",
    "date_ship",
    "state_before",
    "state_after",
    "quantity_before",
    "quantity_after",
    "amount_claimed",
    "amount_before",
    "amount_after",
    "amount_difference",
    "proposed_before",
    "proposed_after",
    "reasons_before",
    "reasons_after",
)


_CHANGED = SQL(
    """(state_before, program_before_id, quantity_before, amount_before,
        proposed_before, codes_before)
       IS DISTINCT FROM
       (state_after, program_after_id, quantity_after, amount_after, proposed_after,
        codes_after)"""
)


def before(env, scenario, run=None):
    """Stage verdicts and reasons as they are, or as just validated without changes.

    :param run: the :class:`~.validation.run.Run` that validated claims; None: none were
    """
    env.cr.execute(
        SQL(
            """
            CREATE TEMP TABLE becs_what_if_verdict_before ON COMMIT DROP AS
            SELECT l.id, %(values)s, COALESCE(reasons.codes, '{}') AS codes
              FROM becs_claim_line l
              LEFT JOIN %(result)s r ON r.id = l.id
              LEFT JOIN (%(reasons)s) reasons ON reasons.claim_line_id = l.id
             WHERE %(compared)s
            """,
            values=_values(bool(run)),
            result=SQL("becs_run_verdict" if run else "becs_claim_line"),
            reasons=_reasons(scenario, run),
            compared=_is_compared(scenario),
        )
    )
    env.cr.execute(SQL("CREATE INDEX ON becs_what_if_verdict_before (id)"))
    env.cr.execute(SQL("ANALYZE becs_what_if_verdict_before"))


def _values(validated):
    """SQL of a line's verdict, as just validated where it was, else as stored."""
    return SQL(", ").join(
        SQL(
            "%s AS %s",
            SQL("CASE WHEN r.id IS NULL THEN l.%s ELSE r.%s END", column, column)
            if validated
            else SQL("l.%s", column),
            column,
        )
        for column in map(
            SQL.identifier,
            ("state", "program_id", "quantity_approved", "amount_approved"),
        )
    )


def _reasons(scenario, run):
    """SQL of the codes found on each line, the one that costs most first."""
    stored = SQL(
        """SELECT f.claim_line_id, f.code::text AS code, f.amount_impact
             FROM becs_finding f WHERE f.claim_id = ANY(%s)""",
        scenario.claims.ids,
    )
    if run:
        stored = SQL(
            """%s AND f.claim_line_id NOT IN (SELECT id FROM becs_run_claim_line)
               UNION ALL
               SELECT claim_line_id, code, amount_impact FROM %s found""",
            stored,
            run.source(FINDING),
        )
    return SQL(
        """SELECT claim_line_id,
                  array_agg(code ORDER BY amount_impact DESC NULLS LAST, code)
                      AS codes
             FROM (%s) f GROUP BY claim_line_id""",
        stored,
    )


def _is_compared(scenario):
    """SQL of whether a line ``l`` is one the comparison tells of."""
    compared = [SQL("l.claim_id = ANY(%s)", scenario.claims.ids)]
    if scenario.date_from:
        compared.append(SQL("l.date_ship >= %s", scenario.date_from))
    if scenario.date_to:
        compared.append(SQL("l.date_ship <= %s", scenario.date_to))
    return SQL(" AND ").join(compared)


def after(run, scenario):
    """Stage every line with both verdicts, and all that is told of it."""
    run.table(
        COMPARISON,
        SQL(
            """
            SELECT l.id AS claim_line_id, l.claim_id, l.commercial_partner_id,
                   l.product_id, b.program_id AS program_before_id,
                   a.program_id AS program_after_id, %(currency)s AS currency_id,
                   l.date_ship, b.state AS state_before, a.state AS state_after,
                   b.quantity_approved AS quantity_before,
                   a.quantity_approved AS quantity_after,
                   %(claims)s AS amount_claimed,
                   %(paid_before)s AS amount_before, %(paid_after)s AS amount_after,
                   %(proposed_before)s AS proposed_before,
                   %(proposed_after)s AS proposed_after,
                   b.codes AS codes_before, a.codes AS codes_after
              FROM becs_claim_line l
              JOIN becs_what_if_verdict_before b ON b.id = l.id
              JOIN (
                SELECT l.id, %(values)s, r.amount_claimed,
                       COALESCE(reasons.codes, '{}') AS codes
                  FROM becs_claim_line l
                  LEFT JOIN becs_run_verdict r ON r.id = l.id
                  LEFT JOIN (%(reasons)s) reasons ON reasons.claim_line_id = l.id
                 WHERE %(compared)s
              ) a ON a.id = l.id
             CROSS JOIN LATERAL (SELECT %(factor)s AS factor OFFSET 0) rate
             WHERE %(compared)s
            """,
            values=_values(True),
            reasons=_reasons(scenario, run),
            compared=_is_compared(scenario),
            factor=_factor(run, scenario),
            currency=scenario.currency.id,
            claims=_money(
                scenario, SQL("COALESCE(a.amount_claimed, l.amount_claimed)")
            ),
            paid_before=_money(scenario, _paid("b")),
            paid_after=_money(scenario, _paid("a")),
            proposed_before=_money(scenario, _proposed("b")),
            proposed_after=_money(scenario, _proposed("a")),
        ),
    )


def _paid(alias):
    alias = SQL.identifier(alias)
    return SQL(
        """CASE WHEN %s.state IN ('approved', 'adjusted') THEN %s.amount_approved
                ELSE 0 END""",
        alias,
        alias,
    )


def _proposed(alias):
    alias = SQL.identifier(alias)
    return SQL(
        "CASE WHEN %s.state = 'review' THEN %s.amount_approved ELSE 0 END", alias, alias
    )


def _factor(run, scenario):
    """SQL of what the currency of line ``l`` is worth in the scenario's."""
    if scenario.claims.currency_id == scenario.currency:
        return SQL("1")
    day = SQL("COALESCE(l.date_ship, %s)", run.today)
    root_id = run.company.root_id.id
    return SQL(
        "CASE WHEN l.currency_id = %s THEN 1 ELSE %s END",
        scenario.currency.id,
        divide(
            rates.rate(SQL("%s", scenario.currency.id), day, root_id),
            rates.rate(SQL("l.currency_id"), day, root_id),
        ),
    )


def _money(scenario, amount):
    rounding = SQL("%s::numeric", str(scenario.currency.rounding))
    return SQL(
        "(round(COALESCE(%s, 0) * rate.factor / %s) * %s)", amount, rounding, rounding
    )


def figures(env):
    """Lines and money by verdict before and after."""
    env.cr.execute(
        SQL(
            """
            SELECT state_before, state_after, count(*) AS lines,
                   sum(amount_before) AS amount_before,
                   sum(amount_after) AS amount_after,
                   sum(proposed_before) AS proposed_before,
                   sum(proposed_after) AS proposed_after,
                   count(*) FILTER (WHERE %s) AS changed
              FROM becs_run_comparison
             GROUP BY state_before, state_after
            """,
            _CHANGED,
        )
    )
    return env.cr.dictfetchall()


def changed(run):
    """Stage the lines that change as they are stored, those that change most first."""
    run.table(
        DIFFERENCE,
        SQL(
            """
            WITH reason AS (
                SELECT DISTINCT ON (code) code, id,
                       COALESCE(name ->> %(lang)s, name ->> 'en_US') AS name
                  FROM becs_rule
                 WHERE id > 0
                 ORDER BY code, company_id IS NOT NULL, id
            )
            SELECT t.*, amount_after - amount_before AS amount_difference,
                   %(before)s AS reasons_before, %(after)s AS reasons_after,
                   (SELECT r.id FROM reason r WHERE r.code = COALESCE(
                       %(new)s, %(gone)s, codes_after[1])) AS reason_id
              FROM becs_run_comparison t
             WHERE %(changed)s
             ORDER BY abs(amount_after - amount_before) DESC,
                      abs(proposed_after - proposed_before) DESC, claim_line_id
            """,
            lang=run.env.lang or "en_US",
            before=_names(SQL("codes_before")),
            after=_names(SQL("codes_after")),
            new=_first(SQL("codes_after"), SQL("codes_before")),
            gone=_first(SQL("codes_before"), SQL("codes_after")),
            changed=_CHANGED,
        ),
    )


def _names(codes):
    """SQL of the names of the checks in an array of codes, as one text."""
    return SQL(
        """(SELECT string_agg(r.name, ', ' ORDER BY c.position)
              FROM unnest(%s) WITH ORDINALITY c(code, position)
              JOIN reason r ON r.code = c.code)""",
        codes,
    )


def _first(codes, others):
    """SQL of the first code that is not among others."""
    return SQL(
        """(SELECT c.code FROM unnest(%s) WITH ORDINALITY c(code, position)
             WHERE c.code <> ALL(%s) ORDER BY c.position LIMIT 1)""",
        codes,
        others,
    )
