"""Which rule applies to which check, per program and distributor.

Every check has a bit; a *profile* is the set of rules that apply together. Fills
``becs_run_profile`` (profile → bits per outcome), ``becs_run_profile_rule`` (profile,
bit → rule; own rules have no bit) and ``becs_run_profile_choice`` (program, distributor
→ profile where it is not 0).
"""

from odoo.tools import SQL

from ..programs.choice import PROGRAM_CHOICE
from ..run import Table
from . import OWN

PROFILE_CHOICE = Table(
    "becs_run_profile_choice",
    "program, distributor → profile of rules, where it is not 0",
    columns="program_id int, partner_id int, profile int",
)
PROFILE = Table(
    "becs_run_profile",
    "profile of rules → the bits of its checks per outcome",
)
PROFILE_RULE = Table(
    "becs_run_profile_rule",
    "profile, check → rule and outcome; own rules have no bit",
)


OUTCOMES = ("reject", "adjust", "review", "note")


def stage(run):
    """Stage which rule applies to which check, once programs are known."""
    rules = _rules(run)
    codes = run.checks.codes
    for rule in rules:
        rule["is_own"] = rule["code"] not in codes and rule["domain"] is not None
        rule["bits"] = [
            (check.bit, _outcome(rule, check)) for check in run.checks.of(rule["code"])
        ] or [(None, rule["outcome"])]
    rules = [rule for rule in rules if rule["code"] in codes or rule["is_own"]]
    special_programs = {p for rule in rules for p in rule["programs"]}
    special_partners = {p for rule in rules for p in rule["distributors"]}
    pairs = []
    if special_programs or special_partners:
        pairs = run.rows(
            SQL(
                """
                SELECT DISTINCT COALESCE(l.program_id, choice.program_id, 0),
                       l.partner_id
                  FROM becs_run_claim_line l
                  LEFT JOIN %(choices)s choice ON choice.id = l.id
                 WHERE COALESCE(l.program_id, choice.program_id) = ANY(%(programs)s)
                    OR l.partner_id = ANY(%(partners)s)
                """,
                choices=run.source(PROGRAM_CHOICE),
                programs=list(special_programs),
                partners=list(special_partners),
            )
        )
    profiles = {_choose(rules, None, None): 0}
    of_pair = [
        (program_id, partner_id, profiles.setdefault(chosen, len(profiles)))
        for program_id, partner_id in pairs
        for chosen in [_choose(rules, program_id, partner_id)]
    ]
    by_id = {rule["id"]: rule for rule in rules}
    special = [row for row in of_pair if row[2]]
    run.table(
        PROFILE_CHOICE,
        literal_rows(PROFILE_CHOICE.columns, special),
        nothing=not special,
    )
    run.table(
        PROFILE,
        literal_rows(
            "profile int, rejects bigint, adjusts bigint, reviews bigint, notes bigint",
            [
                (profile, *_masks([by_id[rule_id] for rule_id in chosen]))
                for chosen, profile in profiles.items()
            ],
        ),
    )
    run.table(
        PROFILE_RULE,
        literal_rows(
            "profile int, bit bigint, rule_id int, outcome text",
            [
                (profile, bit, rule["id"], outcome)
                for chosen, profile in profiles.items()
                for rule in map(by_id.get, chosen)
                if rule["active"]
                for bit, outcome in rule["bits"]
            ],
        ),
    )
    own = [rule for rule in rules if rule["is_own"] and rule["active"]]
    run.own_rules = sorted(own, key=lambda rule: (rule["sequence"], rule["id"]))


def _rules(run):
    """All rules of the company, the most special ones first."""
    rows = run.rows(
        SQL(
            """
            SELECT r.id, r.code, r.outcome, COALESCE(r.active, FALSE), r.company_id,
                   ARRAY(SELECT program_id FROM becs_rule_program_rel
                          WHERE rule_id = r.id),
                   ARRAY(SELECT partner.commercial_partner_id
                           FROM becs_rule_distributor_rel rel
                           JOIN res_partner partner ON partner.id = rel.partner_id
                          WHERE rel.rule_id = r.id),
                   r.sequence, r.domain
              FROM becs_rule r
             WHERE r.company_id IS NULL OR r.company_id = %s
             ORDER BY r.sequence, r.id
            """,
            run.company.id,
        )
    )
    keys = (
        "id",
        "code",
        "outcome",
        "active",
        "company",
        "programs",
        "distributors",
        "sequence",
        "domain",
    )
    rules = [dict(zip(keys, row, strict=True)) for row in rows]
    for rule in rules:
        rule["programs"] = set(rule["programs"])
        rule["distributors"] = set(rule["distributors"])
        rule["default"] = not (
            rule["programs"] or rule["distributors"] or rule["company"]
        )
    return sorted(
        rules,
        key=lambda rule: (
            not (rule["programs"] and rule["distributors"]),
            not rule["programs"],
            not rule["distributors"],
            not rule["company"],
        ),
    )


def _choose(rules, program_id, partner_id):
    """Ids of the one rule per check that applies to a program and distributor."""
    chosen = {}
    for rule in rules:
        if rule["programs"] and program_id not in rule["programs"]:
            continue
        if rule["distributors"] and partner_id not in rule["distributors"]:
            continue
        chosen.setdefault(rule["code"], rule["id"])
    return tuple(sorted(chosen.values()))


def _outcome(rule, check):
    """What a rule makes of a check: the shipped one may leave it to the check."""
    if check.by_default and rule["default"] and rule["outcome"] == "note":
        return check.by_default
    return rule["outcome"]


def _masks(rules):
    """Bits of the checks per outcome, and that of own rules."""
    return [
        OWN[outcome]
        + sum(
            bit or 0
            for rule in rules
            if rule["active"]
            for bit, found in rule["bits"]
            if found == outcome
        )
        for outcome in OUTCOMES
    ]


def literal_rows(columns, rows):
    """SQL of literal rows."""
    names = SQL(", ").join(
        SQL.identifier(column.split()[0]) for column in columns.split(", ")
    )
    types = [SQL(column.split()[1]) for column in columns.split(", ")]
    arrays = [
        SQL("%s::%s[]", list(values), kind)
        for values, kind in zip(
            zip(*rows, strict=True) if rows else [()] * len(types), types, strict=True
        )
    ]
    return SQL("SELECT * FROM unnest(%s) AS t(%s)", SQL(", ").join(arrays), names)
