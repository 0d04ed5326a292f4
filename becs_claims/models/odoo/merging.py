"""Odoo's merge of contacts, where back-end credits hang on them.

Odoo moves foreign keys one table after the other. It knows neither unique indexes nor
references without a foreign key: what would stand twice is folded here, what nobody
can decide by itself is found, and what would be left behind follows.
"""

from odoo.tools import SQL

from ...validation import locks
from ..shared import named
from ..shared.own_fields import CopiedMany2one

# what there is one of per distributor: (table, what tells them apart)
FOLDED = (
    ("becs_import_profile", SQL("kind")),
    ("becs_product_alias", SQL("lower(btrim(code))")),
    ("becs_customer_alias", SQL("lower(btrim(name))")),
    ("becs_program_warning", SQL("program_id, date_end, days")),
)


def is_used(env, partner_ids):
    """Whether something of ours hangs on some contacts.

    :param partner_ids: ids of ``res.partner``
    """
    return any(
        # of every company, whatever of it who merges may see
        model.sudo()
        .with_context(active_test=False)
        .search_count([(field.name, "in", partner_ids)], limit=1)
        for model, field in _references(env)
    )


def debit_numbers(env, partner_ids):
    """Two claims of several distributors with one debit number: their ids, or none."""
    return _first(
        env,
        SQL(
            """
            SELECT one.id, other.id
              FROM becs_claim one
              JOIN becs_claim other
                ON other.company_id = one.company_id
               AND other.commercial_partner_id = ANY(%(partners)s)
               AND other.commercial_partner_id <> one.commercial_partner_id
               AND lower(btrim(other.reference)) = lower(btrim(one.reference))
               AND other.state <> 'cancelled'
             WHERE one.commercial_partner_id = ANY(%(partners)s)
               AND btrim(one.reference) <> ''
               AND one.state <> 'cancelled'
             ORDER BY one.id, other.id
             LIMIT 1
            """,
            partners=list(partner_ids),
        ),
    )


def sales(env, partner_ids):
    """Two reported sales that would be one and the same: their ids, or none."""
    return _first(
        env,
        SQL(
            """
            SELECT one.id, other.id
              FROM becs_pos_line one
              JOIN becs_pos_line other
                ON other.company_id = one.company_id
               AND other.commercial_partner_id = ANY(%(partners)s)
               AND other.commercial_partner_id <> one.commercial_partner_id
               AND lower(btrim(other.document)) = lower(btrim(one.document))
               AND lower(btrim(other.line_ref)) = lower(btrim(one.line_ref))
               AND COALESCE(other.product_id, 0) = COALESCE(one.product_id, 0)
               AND COALESCE(lower(btrim(other.product_ref)), '')
                   = COALESCE(lower(btrim(one.product_ref)), '')
             WHERE one.commercial_partner_id = ANY(%(partners)s)
               AND btrim(one.line_ref) <> ''
             ORDER BY one.id, other.id
             LIMIT 1
            """,
            partners=list(partner_ids),
        ),
    )


def words(env, table, text, target, partner_ids):
    """Two words of several distributors that stand for different records.

    :param table: of the words
    :param text: column of the word
    :param target: column of what it stands for
    :return: their ids, or none; contacts that become one are no difference
    """
    return _first(
        env,
        SQL(
            """
            SELECT one.id, other.id
              FROM %(table)s one
              JOIN %(table)s other
                ON lower(btrim(other.%(text)s)) = lower(btrim(one.%(text)s))
               AND other.partner_id = ANY(%(partners)s)
               AND other.id > one.id
             WHERE one.partner_id = ANY(%(partners)s)
               AND one.%(target)s <> other.%(target)s
               AND NOT (%(is_partner)s AND one.%(target)s = ANY(%(partners)s)
                        AND other.%(target)s = ANY(%(partners)s))
             ORDER BY one.id, other.id
             LIMIT 1
            """,
            table=SQL.identifier(table),
            text=SQL.identifier(text),
            target=SQL.identifier(target),
            is_partner=target == "customer_id",
            partners=list(partner_ids),
        ),
    )


def fold(env, sources, destination):
    """Leave one of what would stand twice; what the destination has counts more."""
    partners = [destination, *sources]
    for table, key in FOLDED:
        env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                               PARTITION BY %(key)s
                               ORDER BY (partner_id = %(destination)s) DESC, id) AS n
                          FROM %(table)s WHERE partner_id = ANY(%(partners)s)
                    ) same WHERE n > 1)
                """,
                table=SQL.identifier(table),
                key=key,
                destination=destination,
                partners=partners,
            )
        )
    # the first of the same file keeps the others out
    env.cr.execute(
        SQL(
            """
            UPDATE becs_intake SET standing = FALSE WHERE id IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER (
                           PARTITION BY company_id, kind, checksum ORDER BY id) AS n
                      FROM becs_intake
                     WHERE standing AND commercial_partner_id = ANY(%s)
                ) same WHERE n > 1)
            """,
            partners,
        )
    )
    # runs that began before must not end as if there were two
    env.cr.execute(
        SQL(
            "DELETE FROM becs_lock WHERE partner_id = ANY(%s) RETURNING company_id",
            list(sources),
        )
    )
    for company_id in sorted({company_id for [company_id] in env.cr.fetchall()}):
        locks.distributors(env, company_id, [destination])


def follow(env, sources, destination):
    """Move references that have no foreign key, and drop what stands twice now."""
    for _model, field in named.narrowed_to(env, "res.partner"):
        # Odoo leaves those where the destination is chosen already
        env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column2),
                list(sources),
            )
        )
    for model, field in _references(env):
        if isinstance(field, CopiedMany2one):
            env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = %(destination)s"
                    " WHERE %(column)s = ANY(%(sources)s)",
                    table=SQL.identifier(model._table),
                    column=SQL.identifier(field.name),
                    destination=destination,
                    sources=list(sources),
                )
            )


def _references(env):
    """Stored references of our tables to a contact, as (model, field)."""
    return [
        (model, field)
        for name in sorted(env.registry)
        if name.startswith("becs.")
        for model in [env[name]]
        if model._auto and not model._abstract
        for field in model._fields.values()
        if field.type == "many2one"
        and field.comodel_name == "res.partner"
        and field.store
        and field.column_type
    ]


def _first(env, query):
    return next(iter(env.execute_query(query)), ())
