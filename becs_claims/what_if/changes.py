"""Terms, caps and outcomes that a what-if tries, written into its sandbox by SQL.

Terms are changed for all ship dates.

Only for use inside a savepoint that is rolled back: no rights, no history, no numbers
drawn from sequences.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from ..validation.programs.versions import PROGRAM_TERMS

# what can be changed → the column that says so, per table; see :func:`columns`
COLUMNS = {
    "becs_program_line": {
        "agreed_book_price": "agreed_book_price",
        "min_quantity": "min_quantity",
        "max_quantity": "max_quantity",
        "max_amount": "max_amount",
        "min_resale_price": "min_resale_price",
        "max_resale_price": "max_resale_price",
    },
    "becs_program": {
        "budget_amount": "budget_amount",
        "into_stock_source": "into_stock_source",
        "tolerance_percent": "tolerance_percent",
        "tolerance_amount": "tolerance_amount",
        "claim_window_days": "claim_window_days",
        "minimum_line_amount": "minimum_line_amount",
        "date_start": "date_start",
        "date_end": "date_end",
    },
    "res_company": {
        "review_amount": "becs_review_amount",
        "resubmission_days": "becs_resubmission_days",
    },
}
DATES = {"date_start", "date_end"}
DAYS = {"claim_window_days", "resubmission_days"}
CAPS = {"max_quantity", "max_amount", "budget_amount"}
# 0 stands for "none" here: what is not there is not raised or lowered
OPTIONAL = CAPS | {
    "agreed_book_price",
    "min_quantity",
    "min_resale_price",
    "max_resale_price",
    "claim_window_days",
    "minimum_line_amount",
    "review_amount",
}
# terms of one sale, by ship date: the earlier ones, and their reference to the record
_EARLIER = {
    "becs_program_line": ("becs_program_line_terms", "program_line_id"),
    "becs_program": ("becs_program_terms", "program_id"),
}
# what is left of a cap that is lowered to nothing, because 0 would be no cap
_NOTHING = SQL("0.000001")


@dataclass(frozen=True)
class Change:
    """One thing to change.

    ``what`` is a name in :func:`columns`, or ``outcome``. ``operation`` is ``set`` to
    ``value``, or change by so many ``percent`` or by an ``amount`` (days for dates),
    both signed. Prices and amounts are in the program's currency.
    ``outcome`` (``off`` for none) is that of the check of rule ``rule_id``. Without
    ids of programs, program lines and distributors it is changed for all.
    """

    what: str
    operation: str = "set"
    value: Decimal | date | str | None = None
    rule_id: int | None = None
    outcome: str | None = None
    program_ids: tuple = ()
    program_line_ids: tuple = ()
    distributor_ids: tuple = ()


def columns(env):
    """{table: {what: column}} of what can be changed, terms of methods included."""
    of_methods = {name: name for name in _terms(env)}
    return COLUMNS | {"becs_program_line": of_methods | COLUMNS["becs_program_line"]}


def is_percent(env, what):
    """Whether what can be changed is a percent of something."""
    return what in _terms(env) and _terms(env)[what].is_percent


def _terms(env):
    return env["becs.program.line"]._methods().terms


def apply(env, company_id, changes):
    """Write changes one after the other.

    :return: for each, how many rules, programs or program lines it changed
    """
    return [
        _outcome(env, company_id, change, number)
        if change.what == "outcome"
        else _column(env, company_id, change)
        for number, change in enumerate(changes)
    ]


def _column(env, company_id, change):
    table, column = next(
        (table, names[change.what])
        for table, names in columns(env).items()
        if change.what in names
    )
    name = SQL.identifier("t", column)
    where = [
        SQL(
            "t.%s = %s",
            SQL("id" if table == "res_company" else "company_id"),
            company_id,
        )
    ]
    if table == "becs_program" and change.program_ids:
        where.append(SQL("t.id = ANY(%s)", list(change.program_ids)))
    elif table == "becs_program_line":
        if change.program_line_ids:
            where.append(SQL("t.id = ANY(%s)", list(change.program_line_ids)))
        elif change.program_ids:
            where.append(SQL("t.program_id = ANY(%s)", list(change.program_ids)))
    chosen = SQL(" AND ").join(where)
    env.cr.execute(
        SQL(
            "UPDATE %s t SET %s = %s WHERE %s",
            SQL.identifier(table),
            SQL.identifier(column),
            _value(env, change, name),
            chosen,
        )
    )
    count = env.cr.rowcount
    earlier, key = _EARLIER.get(table, (None, None))
    by_date = {
        "becs_program": PROGRAM_TERMS,
        "becs_program_line": env["becs.program.line"]._methods().line_terms,
    }
    if column in by_date.get(table, ()):
        env.cr.execute(
            SQL(
                """UPDATE %s t SET %s = %s
                    WHERE t.%s IN (SELECT t.id FROM %s t WHERE %s)""",
                SQL.identifier(earlier),
                SQL.identifier(column),
                _value(env, change, name),
                SQL.identifier(key),
                SQL.identifier(table),
                chosen,
            )
        )
    return count


def _value(env, change, old):
    """SQL of the new value of a column."""
    if change.operation == "set":
        if change.what in DATES:
            return SQL("%s::date", change.value)
        if change.what == "into_stock_source":
            return SQL("%s", change.value)
        return SQL("%s::numeric", str(change.value))
    if change.what in DATES:
        return SQL("%s + %s::int", old, int(change.value))
    new = SQL("COALESCE(%s, 0) + %s::numeric", old, str(change.value))
    if change.operation == "percent":
        new = SQL("COALESCE(%s, 0) * (1 + %s::numeric / 100)", old, str(change.value))
    new = SQL("GREATEST(%s, %s)", new, _NOTHING if change.what in CAPS else SQL("0"))
    if is_percent(env, change.what):
        new = SQL("LEAST(%s, 100)", new)
    if change.what in DAYS:
        new = SQL("round(%s)", new)
    if change.what in OPTIONAL:
        new = SQL("CASE WHEN COALESCE(%s, 0) = 0 THEN %s ELSE %s END", old, old, new)
    return new


def _outcome(env, company_id, change, number):
    """Give a check another outcome for some programs and distributors, or for all.

    One rule applies per check, the narrowest; so beside the rule for these programs
    and distributors one is needed that beats narrower ones they have.
    """
    programs, distributors = list(change.program_ids), list(change.distributor_ids)
    [[code]] = env.execute_query(
        SQL("SELECT code FROM becs_rule WHERE id = %s", change.rule_id)
    )
    same = SQL(
        "r.code = %s AND (r.company_id IS NULL OR r.company_id = %s)", code, company_id
    )
    if not programs and not distributors:
        env.cr.execute(
            SQL(
                "UPDATE becs_rule r SET active = %s, outcome = %s WHERE %s",
                change.outcome != "off",
                _new_outcome(change),
                same,
            )
        )
    elif not (programs and distributors):
        narrower = env.execute_query(
            SQL(
                """
                SELECT array_agg(DISTINCT program.program_id)
                       FILTER (WHERE program.program_id IS NOT NULL),
                       array_agg(DISTINCT distributor.partner_id)
                       FILTER (WHERE distributor.partner_id IS NOT NULL)
                  FROM becs_rule r
                  LEFT JOIN becs_rule_program_rel program ON program.rule_id = r.id
                  LEFT JOIN becs_rule_distributor_rel distributor
                    ON distributor.rule_id = r.id
                 WHERE %s
                """,
                same,
            )
        )
        [[named_programs, named_distributors]] = narrower
        beaten = (programs or named_programs, distributors or named_distributors)
        if all(beaten):
            _insert(env, company_id, change, -2 * number - 2, *beaten)
    _insert(env, company_id, change, -2 * number - 1, programs, distributors)
    return 1


def _new_outcome(change):
    return SQL("r.outcome") if change.outcome == "off" else SQL("%s", change.outcome)


def _insert(env, company_id, change, rule_id, programs, distributors):
    """Insert a copy of the rule before all others of its width.

    Its id is negative, so that no number is drawn from the sequence.
    """
    env.cr.execute(
        SQL(
            """
            INSERT INTO becs_rule
            SELECT (jsonb_populate_record(NULL::becs_rule, to_jsonb(r)
                    || jsonb_build_object('id', %(id)s::int, 'sequence', -1000,
                                          'company_id', %(company)s::int,
                                          'active', %(active)s::bool,
                                          'outcome', %(outcome)s))).*
              FROM becs_rule r WHERE r.id = %(rule)s
            """,
            id=rule_id,
            company=company_id,
            active=change.outcome != "off",
            outcome=_new_outcome(change),
            rule=change.rule_id,
        )
    )
    for table, column, ids in (
        ("becs_rule_program_rel", "program_id", programs),
        ("becs_rule_distributor_rel", "partner_id", distributors),
    ):
        env.cr.execute(
            SQL(
                "INSERT INTO %s (rule_id, %s) SELECT %s, unnest(%s::int[])",
                SQL.identifier(table),
                SQL.identifier(column),
                rule_id,
                ids,
            )
        )
