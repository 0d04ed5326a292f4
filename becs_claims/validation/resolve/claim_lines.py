"""Claim lines get the product, end customer and unit they state."""

from odoo.tools import SQL

from ..expr import text_key
from ..run import Table
from ..stage import TO_VALIDATE
from . import customers, products, units

UNRESOLVED_PRODUCT_ID = Table(
    "becs_run_unresolved_product_id",
    "product reference nothing was found for yet",
)
RESOLVED_PRODUCT_ID = Table(
    "becs_run_resolved_product_id",
    "product reference → product",
)
UNRESOLVED_END_CUSTOMER_ID = Table(
    "becs_run_unresolved_end_customer_id",
    "end customer's name nothing was found for yet",
)
RESOLVED_END_CUSTOMER_ID = Table(
    "becs_run_resolved_end_customer_id",
    "end customer's name → contact",
)
UNRESOLVED_UOM_ID = Table(
    "becs_run_unresolved_uom_id",
    "unit nothing was found for yet",
)
RESOLVED_UOM_ID = Table(
    "becs_run_resolved_uom_id",
    "unit as stated → unit",
)


def fill(env, vals_list):
    """Put product, end customer and unit into values of lines that only state them.

    What has a value stays. Done in place, with one set of queries per distributor.

    :param vals_list: values for ``create`` of ``becs.claim.line``, with ``claim_id``
    """
    claims = env["becs.claim"].browse({vals.get("claim_id") for vals in vals_list})
    for (company, partner), group in (
        claims.exists()
        .grouped(lambda claim: (claim.company_id, claim.commercial_partner_id))
        .items()
    ):
        ids = set(group.ids)
        rows = [vals for vals in vals_list if vals.get("claim_id") in ids]
        _fill(
            rows,
            "product_id",
            lambda vals: vals.get("product_ref"),
            lambda refs, c=company, p=partner: products.find(env, c, p, refs),
        )
        _fill(
            rows,
            "uom_id",
            lambda vals: vals.get("uom_ref"),
            lambda r: units.find(env, r),
        )
        _fill(
            rows,
            "end_customer_id",
            lambda vals: (
                (vals["end_customer_name"], vals.get("authorization_ref") or None)
                if vals.get("end_customer_name")
                else None
            ),
            lambda pairs, c=company, p=partner: customers.find(env, c, p, pairs),
        )


def _fill(rows, name, stated, look_up):
    asked = {stated(vals) for vals in rows if not vals.get(name)} - {None, False, ""}
    found = look_up(asked) if asked else {}
    for vals in rows:
        if not vals.get(name) and stated(vals) in found:
            vals[name] = found[stated(vals)]


def missing(run):
    """Look again for what was not found when the lines of claims were stored."""
    chosen = SQL("l.claim_id = ANY(%s) AND %s", run.claims.ids, TO_VALIDATE)
    ref = text_key(SQL("l.product_ref"))
    name = text_key(SQL("l.end_customer_name"))
    unit = text_key(SQL("l.uom_ref"))
    [[products_missing, customers_missing, units_missing]] = run.rows(
        SQL(
            """
            SELECT bool_or(l.product_id IS NULL AND %s IS NOT NULL),
                   bool_or(l.end_customer_id IS NULL AND %s IS NOT NULL),
                   bool_or(l.uom_id IS NULL AND %s IS NOT NULL)
              FROM becs_claim_line l
             WHERE %s
            """,
            ref,
            name,
            unit,
            chosen,
        )
    )
    owner = SQL("l.company_id, l.commercial_partner_id AS partner_id")
    owned = SQL(
        "m.company_id = l.company_id AND m.partner_id = l.commercial_partner_id"
    )
    authorization = text_key(SQL("l.authorization_ref"))
    if products_missing:
        _resolve_column(
            run,
            (UNRESOLVED_PRODUCT_ID, RESOLVED_PRODUCT_ID),
            "product_id",
            SQL("%s AND %s IS NOT NULL", chosen, ref),
            SQL("%s, %s AS ref", owner, ref),
            products.mapping,
            SQL("product_id"),
            SQL("ref"),
            SQL("%s AND m.ref = %s", owned, ref),
        )
    if run.has_serials:
        run.execute(
            SQL(
                """
                UPDATE becs_claim_serial s
                   SET product_id = l.product_id
                  FROM becs_claim_line l
                 WHERE l.id = s.claim_line_id AND s.product_id IS NULL
                   AND l.product_id IS NOT NULL AND %s
                """,
                chosen,
            )
        )
    if customers_missing:
        _resolve_column(
            run,
            (UNRESOLVED_END_CUSTOMER_ID, RESOLVED_END_CUSTOMER_ID),
            "end_customer_id",
            SQL("%s AND %s IS NOT NULL", chosen, name),
            SQL("%s, %s AS name, %s AS authorization_ref", owner, name, authorization),
            customers.mapping,
            SQL("customer_id"),
            SQL("name"),
            SQL(
                """%s AND m.name = %s
                   AND COALESCE(m.authorization_ref, '') = COALESCE(%s, '')""",
                owned,
                name,
                authorization,
            ),
        )
    if units_missing:
        _resolve_column(
            run,
            (UNRESOLVED_UOM_ID, RESOLVED_UOM_ID),
            "uom_id",
            SQL("%s AND %s IS NOT NULL", chosen, unit),
            SQL("%s AS ref", unit),
            units.mapping,
            SQL("uom_id"),
            SQL("ref"),
            SQL("m.ref = %s", unit),
        )
    run.env["becs.claim.line"].invalidate_model(
        ["product_id", "uom_id", "end_customer_id"]
    )


def _resolve_column(run, tables, column, chosen, asked, mapping, value, key, match):
    """Set ``column`` of lines that state a reference nothing was found for yet.

    What is asked for and what was found are tables of their own: with statistics that
    do not know of these lines yet, one query over all of it takes for ever.
    """
    chosen = SQL("%s AND %s IS NULL", chosen, SQL.identifier("l", column))
    looked, found = tables
    run.table(
        looked, SQL("SELECT DISTINCT %s FROM becs_claim_line l WHERE %s", asked, chosen)
    )
    run.table(found, mapping(SQL("SELECT * FROM %s", SQL.identifier(looked.name))), key)
    run.execute(
        SQL(
            """
            UPDATE becs_claim_line l SET %s = m.%s FROM %s m
             WHERE %s AND %s AND m.%s IS NOT NULL
            """,
            SQL.identifier(column),
            value,
            SQL.identifier(found.name),
            chosen,
            match,
            value,
        )
    )
