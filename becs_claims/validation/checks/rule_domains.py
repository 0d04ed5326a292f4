"""What the domain of an own rule may look at, and how it is compiled.

A rule sees a line as the distributor stated it, and as it was resolved and priced in
the run that asks: never verdicts and findings, which the run has yet to give, and
nothing that belongs to another distributor's claims. So fields are allowed, not
forbidden: :data:`FIELDS` names them per model, and a path may lead through no other.
"""

import ast
from collections.abc import Iterable

from psycopg2 import Error as DatabaseError

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...intake.columns import fields

MODEL = "becs.claim.line"
# of the line as stated, besides who claims and in which currency
STATED = (
    "claim_id",
    "company_id",
    "commercial_partner_id",
    "currency_id",
    "sequence",
    *fields.STATED,
    *fields.REFERENCES.values(),
)
# field of the line → column of ``becs_run_priced_line``
RESOLVED = {
    "program_id": "program_id",
    "program_line_id": "program_line_id",
}
PRICED = {
    "into_stock_price": "into_stock_price",
    "authorized_price_calculated": "authorized_price",
    "unit_credit_calculated": "unit_credit",
    "unit_credit_approved": "unit_credit_approved",
    "amount_calculated": "amount_calculated",
    "amount_claimed": "claims",
}
# all stored fields, also those a company added; not when something was written last
_PRODUCT = None
FIELDS = {
    MODEL: {*STATED, *RESOLVED, *PRICED},
    "becs.claim": {
        "name",
        "reference",
        "partner_id",
        "company_id",
        "currency_id",
        "source",
        "basis",
        "date_from",
        "date_to",
        "date_submitted",
    },
    "becs.program": {
        "name",
        "code",
        "program_type",
        "company_id",
        "currency_id",
        "distributor_ids",
        "end_customer_ids",
        "date_start",
        "date_end",
        "claim_window_days",
        "into_stock_source",
        "pricelist_id",
        "budget_amount",
        "minimum_line_amount",
        "combinable",
    },
    "becs.program.line": {
        "applied_on",
        "product_id",
        "product_tmpl_id",
        "categ_id",
        "credit_method",
        "authorized_price",
        "discount_percent",
        "unit_credit",
        "margin_percent",
        "agreed_book_price",
        "min_quantity",
        "max_quantity",
        "max_amount",
        "min_resale_price",
        "max_resale_price",
    },
    "product.product": _PRODUCT,
    "product.template": _PRODUCT,
    "product.category": _PRODUCT,
    "product.tag": _PRODUCT,
    "res.partner": {
        "name",
        "ref",
        "vat",
        "is_company",
        "parent_id",
        "commercial_partner_id",
        "street",
        "city",
        "zip",
        "state_id",
        "country_id",
        "category_id",
        "industry_id",
        "is_becs_distributor",
        "becs_pos_since",
        "becs_stock_since",
    },
    "res.partner.category": {"name", "parent_id"},
    "res.partner.industry": {"name"},
    "res.country": {"name", "code", "country_group_ids"},
    "res.country.group": {"name"},
    "res.country.state": {"name", "code", "country_id"},
    "res.currency": {"name"},
    "uom.uom": {"name"},
}
# claims themselves, whose changes are events, see becs.event
_OF_CLAIMS = {MODEL, "becs.claim"}
# leads to another line, which would be seen with its verdict's prices
_NO_PATH = {"resubmission_of_id"}
_TYPES = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
    "text",
}
_DATE_PARTS = {
    "day_of_month",
    "day_of_week",
    "day_of_year",
    "iso_week_number",
    "month_number",
    "quarter_number",
    "year_number",
}
_LISTS = {"any", "not any"}


class DomainError(Exception):
    """A domain that cannot be that of a rule; its text says why and what may be."""


def environment(env, company):
    """Return an environment in which a rule says the same whoever asks.

    As superuser, because a rule is about all of a claim; archived records are as
    good as others, texts and days are those of the company.
    """
    partner = company.sudo().partner_id
    return env(
        user=SUPERUSER_ID,
        su=True,
        context={
            "allowed_company_ids": company.ids,
            "lang": partner.lang or "en_US",
            "tz": partner.tz or "UTC",
            "active_test": False,
        },
    )


def read(env, text):
    """Read the domain of a rule.

    :param text: a list of conditions as Python writes it, with plain values
    :return: ``Domain`` on claim lines
    :raise DomainError: saying what is wrong with it
    """
    try:
        domain = Domain(ast.literal_eval((text or "[]").strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise DomainError(
            env._(
                "“%(text)s” is not a list of conditions with plain values, such as "
                "[('quantity', '>', 100)].",
                text=text,
            )
        ) from error
    _check(env, MODEL, domain)
    return domain


def check(env, text):
    """Read a domain and try it on the lines there are.

    :raise DomainError: as :func:`read`, or when it cannot be searched with
    """
    domain = read(env, text)
    try:
        with env.cr.savepoint(flush=False):
            env[MODEL].search(domain, limit=1)
    except (ValueError, TypeError, KeyError, UserError, DatabaseError) as error:
        raise DomainError(_unusable(env, error)) from error


def compiled(env, text, query):
    """Return the SQL of a rule's condition on the one table of ``query``, a claim line.

    :param env: that of :func:`environment`
    :raise DomainError: when the domain no longer fits the fields there are
    """
    domain = read(env, text)
    model = env[MODEL]
    try:
        return domain.optimize_full(model)._to_sql(model, query.table, query)
    except (ValueError, TypeError, KeyError, UserError) as error:
        raise DomainError(_unusable(env, error)) from error


def _unusable(env, error):
    return env._("Lines cannot be searched with it: %s", str(error).strip())


def _check(env, model_name, domain):
    """Refuse a domain that looks at what a rule may not see."""
    for condition in domain.iter_conditions():
        path = condition.field_expr
        comodel = _follow(env, model_name, path)
        if condition.operator in _LISTS:
            if comodel is None or comodel not in FIELDS:
                _refuse(env, path)
            _check(env, comodel, Domain(condition.value))


def _follow(env, model_name, path):
    """Return the model a path of fields ends at, None when it ends at a value."""
    names = path.split(".")
    for place, name in enumerate(names):
        if name == "id" and place == len(names) - 1:
            return None
        if not is_allowed(env, model_name, name):
            _refuse(env, path)
        field = env[model_name]._fields[name]
        rest = names[place + 1 :]
        if field.type in ("date", "datetime") and rest:
            if len(rest) > 1 or rest[0] not in _DATE_PARTS:
                _refuse(env, path)
            return None
        model_name = field.comodel_name
        if rest and (name in _NO_PATH or model_name not in FIELDS):
            _refuse(env, path)
    return model_name


def is_allowed(env, model_name, name):
    """Whether a rule may look at a field; those a company added itself it may."""
    field = env[model_name]._fields.get(name)
    if field is None or field.type not in _TYPES:
        return False
    if not field.store and not field.inherited:
        return False
    named = FIELDS[model_name]
    if named is not None:
        if name not in named and not field.manual:
            return False
    elif name == "write_date" or field.comodel_name not in (None, *FIELDS):
        return False
    # what decides whether a claim is paid is not changed unnoticed
    return model_name in _OF_CLAIMS or all(
        _is_recorded(env, model) for model, _name in depended(env, {(model_name, name)})
    )


def looked_at(env, text):
    """Return the fields by which a domain tells lines from each other.

    :return: {(name of a model, name of a field)}, with those that stored values are
        worked out from, and the other side of relations
    :raise DomainError: as :func:`read`
    """
    found = set()
    _look(env, MODEL, read(env, text), found)
    return depended(env, found)


def _is_recorded(env, model_name):
    """Whether what people change of a model is kept."""
    return hasattr(env.registry[model_name], "_recorded_fields")


def _look(env, model_name, domain, found):
    for condition in domain.iter_conditions():
        comodel = _walk(env, model_name, condition.field_expr, found)
        if comodel is None:
            continue
        if condition.operator in _LISTS:
            _look(env, comodel, Domain(condition.value), found)
            continue
        model = env[comodel]
        values = condition.value
        if isinstance(values, str) or not isinstance(values, Iterable):
            values = [values]
        if any(isinstance(value, str) for value in values):
            _look_at_words(env, comodel, found)
        if condition.operator in ("child_of", "parent_of") and model._parent_name:
            found.add((comodel, model._parent_name))


def _look_at_words(env, model_name, found):
    """Add what a record may be found by when words are searched: its names, and what
    models make of them, as tags are found by those above them and states by countries.
    """
    model = env[model_name]
    names = {*(model._rec_names_search or [model._rec_name])}
    names |= FIELDS[model_name] or set()
    for name in names | {model._parent_name or "id"}:
        comodel = _walk(env, model_name, name, found)
        if comodel in FIELDS and comodel != model_name:
            other = env[comodel]
            for path in other._rec_names_search or [other._rec_name]:
                _walk(env, comodel, path, found)


def _walk(env, model_name, path, found):
    """Add the fields a path leads through; return the model it ends at, or None."""
    for name in path.split("."):
        field = env[model_name]._fields.get(name) if model_name else None
        if field is None:  # a part of a date
            return None
        found.add((model_name, name))
        model_name = field.comodel_name
    return model_name


def depended(env, fields_looked_at):
    """Return fields with all that their values are worked out from.

    :param fields_looked_at: {(name of a model, name of a field)}
    """
    found, todo = set(), set(fields_looked_at)
    while todo:
        model_name, name = key = todo.pop()
        if key in found:
            continue
        found.add(key)
        field = env[model_name]._fields.get(name)
        if field is None or name == "id":
            continue
        more = set()
        paths = [field.related] if field.related else []
        if field.compute:
            paths += env.registry.field_depends[field]
        for path in paths:
            _walk(env, model_name, path, more)
        if field.type == "many2many":
            more |= {
                (inverse.model_name, inverse.name)
                for inverse in env.registry.field_inverses[field]
            }
        todo |= more - found
    return found


def allowed(env):
    """Names of the fields a rule may look at, per model; for the editor on screen."""
    return {
        model_name: [
            name
            for name in env[model_name]._fields
            if is_allowed(env, model_name, name)
        ]
        for model_name in FIELDS
    }


def _refuse(env, path):
    raise DomainError(
        env._(
            "A rule cannot look at “%(field)s”. It may look at what the line states, "
            "at its product, end customer, distributor, claim, program and program "
            "line, and at the prices and amounts worked out; not at verdicts, findings "
            "or other claims.",
            field=path,
        )
    )
