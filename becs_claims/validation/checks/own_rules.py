"""Own rules: domains of the company on lines as stated, resolved and priced.

All of them are answered by one statement over the priced lines, before any of these is
written. A line's mask has one bit per outcome, so that there may be any number of
rules.
"""

from odoo.tools import SQL, Query

from ..run import Table
from . import OWN, rule_domains
from .outcomes import literal_rows

OWN_RULE = Table(
    "becs_run_own_rule",
    "own rule, in its order, with what it tells",
    columns="rule_id int, place int, code text, message text, softened text",
)
OWN_RULE_MATCH = Table(
    "becs_run_own_rule_match",
    "line, own rule it matches → outcome",
    columns="id int, rule_id int, outcome text",
    line="id",
)


def find(run):
    """Find the sales that match own rules and add their bits.

    A rule that became unusable, as when a field it looks at was removed, stops no
    claim and lets nothing pass: the lines it is for wait for a person.
    """
    rules = run.own_rules
    env = rule_domains.environment(run.env, run.company)
    query = Query(env, "becs_claim_line", _lines(env))
    texts = env["becs.rule"].browse([rule["id"] for rule in rules])
    rows, hits = [], []
    for place, (rule, text) in enumerate(zip(rules, texts, strict=True)):
        message, softened = text.description or text.name, None
        try:
            condition = rule_domains.compiled(env, rule["domain"], query)
        except rule_domains.DomainError as error:
            condition = SQL("TRUE")
            message = _unusable(env, text, error)
            softened = "review" if rule["outcome"] == "reject" else None
        rows.append((rule["id"], place, rule["code"], message, softened))
        hits.append(SQL("(%s, %s)", rule["id"], condition))
    run.table(
        OWN_RULE,
        literal_rows(
            "rule_id int, place int, code text, message text, softened text", rows
        ),
    )
    if run.table(OWN_RULE_MATCH, _matches(query, hits)):
        _mark(run)


def _unusable(env, rule, error):
    return env._(
        "The rule “%(rule)s” could not be applied. %(reason)s Correct the rule or "
        "switch it off, then validate the claim again.",
        rule=rule.name,
        reason=error,
    )


def _lines(env):
    """SQL of a relation like ``becs_claim_line``, as the run sees its sales.

    It has no column a rule may not look at.
    """
    model = env[rule_domains.MODEL]
    found = rule_domains.RESOLVED | rule_domains.PRICED
    columns = [
        SQL("l.%s", SQL.identifier(name))
        for name, field in model._fields.items()
        if field.store
        and field.column_type
        and name not in found
        and rule_domains.is_allowed(env, model._name, name)
    ]
    columns += [
        SQL("p.%s AS %s", SQL.identifier(column), SQL.identifier(name))
        for name, column in rule_domains.RESOLVED.items()
    ]
    # as they are stored: 0 where there is nothing, 16 decimals
    columns += [
        SQL(
            "COALESCE(round(p.%s, 16), 0) AS %s",
            SQL.identifier(column),
            SQL.identifier(name),
        )
        for name, column in rule_domains.PRICED.items()
    ]
    return SQL(
        """
        (SELECT l.id, p.profile AS rule_profile, %s
           FROM becs_run_priced_line p
           JOIN becs_claim_line l ON l.id = p.id
          WHERE NOT p.is_return
            AND p.profile IN (SELECT profile FROM becs_run_profile_rule
                               WHERE bit IS NULL))
        """,
        SQL(", ").join(columns),
    )


def _matches(query, hits):
    """SQL of the lines with the rules they match, among those that are theirs."""
    return SQL(
        """
        SELECT becs_claim_line.id, rule.rule_id,
               COALESCE(own.softened, rule.outcome) AS outcome
          FROM %(lines)s
    CROSS JOIN LATERAL (VALUES %(hits)s) hit(rule_id, holds)
          JOIN becs_run_own_rule own ON own.rule_id = hit.rule_id
          JOIN becs_run_profile_rule rule
            ON rule.profile = becs_claim_line.rule_profile
           AND rule.rule_id = hit.rule_id
         WHERE hit.holds
        """,
        lines=query.from_clause,
        hits=SQL(", ").join(hits),
    )


def _mark(run):
    run.execute(
        SQL(
            """
            UPDATE becs_run_priced_line p
               SET mask = p.mask | o.bits
              FROM (SELECT id, bit_or(CASE outcome %s END) AS bits
                      FROM becs_run_own_rule_match
                     GROUP BY id) o
             WHERE o.id = p.id
            """,
            SQL(" ").join(
                SQL("WHEN %s THEN %s::bigint", outcome, bit)
                for outcome, bit in OWN.items()
            ),
        )
    )
