"""What is told about each line: one row per check that failed.

``becs_finding`` is brought in line with it; findings that stay the same keep their row.
"""

from odoo.tools import SQL

from .checks import Phase
from .prices import price
from .programs.caps import CAPPED_LINE
from .resolve import products
from .run import Table

FLAGGED_LINE_ID = Table(
    "becs_run_flagged_line_id",
    "line something is told about",
    line="id",
)
FLAGGED_LINE = Table(
    "becs_run_flagged_line",
    "the same line, with all there is to tell",
    line="id",
)
FINDING = Table(
    "becs_run_finding",
    "line, check that failed → what is told",
    columns=(
        "claim_line_id int, claim_id int, rule_id int, code text, outcome "
        "text, bit bigint, place int, claimed_value numeric, expected_value "
        "numeric, message text, amount_claimed numeric, amount_impact "
        "numeric"
    ),
    line="claim_line_id",
)


def stage(run):
    """Put the findings of all lines into words and numbers."""
    if not _stage_flagged(run):
        return
    # a statement of all checks takes longer to plan than a small claim to validate
    [[found]] = run.rows(
        SQL("SELECT COALESCE(bit_or(mask), 0) FROM becs_run_flagged_line")
    )
    checks = [check for check in run.checks if check.bit & found]
    if run.checks.bit("product_unknown") & found:
        products.ambiguous(run)
    run.table(
        FINDING,
        SQL(
            """
            SELECT f.claim_line_id, f.claim_id, f.rule_id, f.code, f.outcome, f.bit,
                   f.place, f.claimed_value, f.expected_value, f.message,
                   f.amount_claimed,
                   GREATEST(CASE WHEN f.outcome IN ('reject', 'review') THEN f.claims
                                 WHEN f.outcome <> 'adjust' THEN 0
                                 WHEN f.is_cap THEN f.amount_wanted - f.amount_approved
                                 ELSE f.claims - f.amount_wanted END, 0)
                       AS amount_impact
              FROM (%s) f
            """,
            SQL(" UNION ALL ").join(
                [
                    *(_of_check(run, check) for check in checks),
                    *([_of_own_rules(run)] if run.own_rules else []),
                ]
            ),
        ),
        index=SQL("claim_line_id"),
    )


def _stage_flagged(run):
    """Stage the lines something is to be told about, with all there is to tell.

    :return: how many there are
    """
    flagged = run.table(
        FLAGGED_LINE_ID,
        SQL(
            """
            SELECT r.id
              FROM becs_run_verdict r
              JOIN becs_run_profile profile ON profile.profile = r.profile
             WHERE r.mask & (profile.rejects | profile.adjusts | profile.reviews
                             | profile.notes) <> 0
            """
        ),
    )
    if not flagged:
        return 0
    return run.table(
        FLAGGED_LINE,
        SQL(
            """
            SELECT l.*, r.mask, r.amount, r.amount_claimed, r.amount_approved,
                   cap.quantity_left AS cap_quantity, cap.amount AS cap_amount,
                   cap.amount_full AS cap_full, cap.amount_wanted AS cap_wanted,
                   currency.name AS currency_name, currency.decimal_places
              FROM (%(lines)s OFFSET 0) l
              JOIN becs_run_verdict r ON r.id = l.id
              JOIN res_currency currency ON currency.id = l.currency_id
              LEFT JOIN %(capped)s cap ON cap.id = l.id
            """,
            lines=price.rows(
                run,
                SQL(
                    "becs_run_claim_line l"
                    " JOIN becs_run_flagged_line_id f ON f.id = l.id"
                ),
            ),
            capped=run.source(CAPPED_LINE),
        ),
    )


def _of_check(run, check):
    """SQL of the findings of one check."""
    none = SQL("NULL::numeric")
    return SQL(
        """
        SELECT l.id AS claim_line_id, l.claim_id, rule.rule_id, %(code)s AS code,
               CASE WHEN l.is_return AND rule.outcome = 'reject' AND %(softened)s
                    THEN 'review' ELSE rule.outcome END AS outcome,
               rule.bit, NULL::int AS place, %(is_cap)s AS is_cap,
               %(claimed)s AS claimed_value, %(expected)s AS expected_value,
               %(message)s AS message,
               l.claims, l.amount_wanted, l.amount_claimed, l.amount_approved
          FROM becs_run_flagged_line l
          JOIN becs_run_profile_rule rule
            ON rule.profile = l.profile AND rule.bit = %(bit)s
         WHERE l.mask & %(bit)s <> 0
        """,
        code=check.code,
        softened=check.code != "duplicate_line",
        is_cap=check.is_cap,
        claimed=check.claimed or none,
        expected=check.expected or none,
        message=_message(run, check),
        bit=SQL("%s::bigint", check.bit),
    )


def _of_own_rules(run):
    """SQL of the findings of own rules: before the caps, which may cut the line.

    There is nothing to cut for ``adjust``, so it loses no money.
    """
    return SQL(
        """
        SELECT l.id AS claim_line_id, l.claim_id, own.rule_id, own.code, o.outcome,
               %s AS bit, own.place, FALSE AS is_cap, NULL::numeric AS claimed_value,
               NULL::numeric AS expected_value, own.message, l.claims,
               l.claims AS amount_wanted, l.amount_claimed, l.amount_approved
          FROM becs_run_own_rule_match o
          JOIN becs_run_own_rule own ON own.rule_id = o.rule_id
          JOIN becs_run_flagged_line l ON l.id = o.id
        """,
        SQL("%s::bigint", run.checks.before(Phase.CAPS) + 1),
    )


def _message(run, check):
    formats = run.formats
    cases = check.cases(run) if callable(check.cases) else check.cases
    values = {
        name: formats.write(kind, value) for name, (kind, value) in check.values.items()
    }
    for name in ("claimed", "expected"):
        if value := getattr(check, name):
            values[name] = formats.write(check.kind, value)
    plain = formats.fill(check.message, values)
    if not cases:
        return plain
    return SQL(
        "CASE %s ELSE %s END",
        SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, formats.fill(message, values))
            for condition, message in cases
        ),
        plain,
    )


def store(run):
    """Bring the stored findings of the validated lines in line with what was found."""
    run.execute(
        SQL(
            """
            DELETE FROM becs_finding f
             USING becs_run_claim_line l
             WHERE l.id = f.claim_line_id
               AND f.claim_id = ANY(%(claims)s)
               AND NOT EXISTS (
                    SELECT FROM %(found)s n
                     WHERE n.claim_line_id = f.claim_line_id AND n.code = f.code
                       AND n.rule_id = f.rule_id AND n.outcome = f.outcome
                       AND n.message = f.message
                       AND n.amount_claimed IS NOT DISTINCT FROM f.amount_claimed
                       AND n.amount_impact IS NOT DISTINCT FROM f.amount_impact
                       AND n.claimed_value IS NOT DISTINCT FROM f.claimed_value
                       AND n.expected_value IS NOT DISTINCT FROM f.expected_value)
            """,
            claims=run.claims.ids,
            found=run.source(FINDING),
        )
    )
    if FINDING.name not in run.made:
        return
    run.execute(
        SQL(
            """
            INSERT INTO becs_finding (claim_line_id, claim_id, rule_id, code, outcome,
                                      claimed_value, expected_value, amount_claimed,
                                      amount_impact, message)
            SELECT claim_line_id, claim_id, rule_id, code, outcome, claimed_value,
                   expected_value, amount_claimed, amount_impact, message
              FROM becs_run_finding n
             WHERE NOT EXISTS (SELECT FROM becs_finding f
                                WHERE f.claim_id = ANY(%s)
                                  AND f.claim_line_id = n.claim_line_id
                                  AND f.code = n.code)
             ORDER BY claim_line_id, bit, place
            """,
            run.claims.ids,
        )
    )
