"""From what a distributor writes to our products, units and end customers.

Done once when lines are stored, over the distinct references, and again at the
beginning of a run for lines nothing was found for yet.

A *map* is SQL of a relation: what was asked, and what it stands for.
"""

from odoo.tools import SQL

from .expr import divide, text_key, unit_factor
from .stage import JUDGED

# usual words for the one unit every product can be counted in
# (``uom.product_uom_unit``) and for a dozen; names of units are found in every language
# by themselves
UNIT_WORDS = {
    "product_uom_unit": (
        "unit units ea each pc pcs pce piece pieces st stk stck stück c62 h87"
    ).split(),
    "product_uom_dozen": ["dz", "dzn", "doz", "dozen", "dozens"],
}


def product_map(asked):
    """SQL of ``company_id, partner_id, ref`` → ``product_id``, ``ambiguous``.

    The distributor's own code, else internal reference, else barcode; among several
    the one that is active and eligible. ``product_id`` is NULL when none, or several
    such, are found; ``ambiguous`` tells the second.

    :param asked: SQL of the columns company_id, partner_id (commercial), ref
        (lower case, trimmed)
    """
    return SQL(
        """
        WITH asked AS MATERIALIZED (%(asked)s),
        candidate AS (
            SELECT asked.*, 1 AS level, alias.product_id
              FROM asked
              JOIN becs_product_alias alias ON lower(btrim(alias.code)) = asked.ref
              JOIN res_partner partner
                ON partner.id = alias.partner_id
               AND partner.commercial_partner_id = asked.partner_id
             UNION
            SELECT asked.*, 2, product.id
              FROM asked
              JOIN product_product product
                ON lower(btrim(product.default_code)) = asked.ref
             UNION
            SELECT asked.*, 3, product.id
              FROM asked
              JOIN product_product product
                ON lower(btrim(product.barcode)) = asked.ref
        ),
        usable AS (
            SELECT c.*, product.active AND template.becs_eligible IS TRUE AS good,
                   min(c.level) OVER (
                       PARTITION BY c.company_id, c.partner_id, c.ref) AS best
              FROM candidate c
              JOIN product_product product ON product.id = c.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN res_company company ON company.id = c.company_id
             WHERE template.company_id IS NULL
                OR template.company_id::text
                   = ANY(string_to_array(company.parent_path, '/'))
        )
        SELECT company_id, partner_id, ref, product_id,
               number > 1 AND product_id IS NULL AS ambiguous
          FROM (
            SELECT company_id, partner_id, ref, count(*) AS number,
                   CASE WHEN count(*) = 1 THEN min(product_id)
                        WHEN count(*) FILTER (WHERE good) = 1
                        THEN min(product_id) FILTER (WHERE good) END AS product_id
              FROM usable
             WHERE level = best
             GROUP BY company_id, partner_id, ref
          ) found
        """,
        asked=asked,
    )


def customer_map(asked):
    """SQL of ``company_id, partner_id, name, authorization_ref`` → ``customer_id``.

    The distributor's own name of a customer, else name, VAT number or reference.
    Contacts of one company are that company; among several companies one that the
    stated program names, now or for some ship dates, else nothing.

    :param asked: SQL of the columns company_id, partner_id (commercial), name and
        authorization_ref (lower case, trimmed)
    """
    return SQL(
        """
        WITH asked AS MATERIALIZED (%(asked)s),
        word AS MATERIALIZED (
            SELECT DISTINCT company_id, partner_id, name FROM asked
        ),
        alias AS (
            SELECT word.*, alias.customer_id
              FROM word
              JOIN becs_customer_alias alias ON lower(btrim(alias.name)) = word.name
              JOIN res_partner partner
                ON partner.id = alias.partner_id
               AND partner.commercial_partner_id = word.partner_id
        ),
        candidate AS (
            SELECT * FROM alias
             UNION
            SELECT word.*, partner.id
              FROM word
              JOIN (
                SELECT id, company_id, lower(btrim(name)) AS name FROM res_partner
                 WHERE active
                 UNION
                SELECT id, company_id, lower(btrim(vat)) FROM res_partner WHERE active
                 UNION
                SELECT id, company_id, lower(btrim(ref)) FROM res_partner WHERE active
              ) partner
                ON partner.name = word.name
               AND COALESCE(partner.company_id, word.company_id) = word.company_id
             WHERE NOT EXISTS (
                    SELECT FROM alias
                     WHERE alias.company_id = word.company_id
                       AND alias.partner_id = word.partner_id
                       AND alias.name = word.name)
        ),
        company AS (
            SELECT c.company_id, c.partner_id, c.name,
                   partner.commercial_partner_id AS commercial_id,
                   min(c.customer_id) FILTER (
                       WHERE c.customer_id = partner.commercial_partner_id) AS itself,
                   min(c.customer_id) AS customer_id,
                   count(*) OVER (PARTITION BY c.company_id, c.partner_id, c.name)
                       AS companies
              FROM candidate c
              JOIN res_partner partner ON partner.id = c.customer_id
             GROUP BY c.company_id, c.partner_id, c.name, partner.commercial_partner_id
        )
        SELECT DISTINCT ON (a.company_id, a.partner_id, a.name, a.authorization_ref)
               a.company_id, a.partner_id, a.name, a.authorization_ref,
               COALESCE(c.itself, c.customer_id) AS customer_id
          FROM asked a
          JOIN company c USING (company_id, partner_id, name)
         CROSS JOIN LATERAL (
            SELECT c.companies = 1 OR %(now)s AS now OFFSET 0
         ) named
         WHERE named.now OR %(once)s
         ORDER BY a.company_id, a.partner_id, a.name, a.authorization_ref,
                  named.now DESC, customer_id
        """,
        asked=asked,
        now=_names_customer(
            SQL("becs_program_end_customer_rel named"),
            SQL("named.program_id = program.id"),
        ),
        once=_names_customer(
            SQL(
                """becs_program_terms terms
                   JOIN becs_program_terms_customer_rel named
                     ON named.terms_id = terms.id"""
            ),
            SQL("terms.program_id = program.id"),
        ),
    )


def _names_customer(named, of_program):
    """SQL of whether the stated program ``a`` names the company ``c``."""
    return SQL(
        """EXISTS (
            SELECT FROM becs_program program
              JOIN %s ON %s
              JOIN res_partner partner ON partner.id = named.partner_id
             WHERE program.company_id = a.company_id
               AND lower(btrim(program.code)) = a.authorization_ref
               AND partner.commercial_partner_id = c.commercial_id)""",
        named,
        of_program,
    )


def unit_map(asked):
    """SQL of ``ref`` → ``uom_id``: a unit of that name in any language.

    :param asked: SQL of the column ref (lower case, trimmed)
    """
    words = [(word, xmlid) for xmlid, listed in UNIT_WORDS.items() for word in listed]
    return SQL(
        """
        WITH word AS (
            SELECT lower(btrim(name.value)) AS ref, 1 AS level, unit.id
              FROM uom_uom unit CROSS JOIN LATERAL jsonb_each_text(unit.name) name
             WHERE unit.active
             UNION
            SELECT word.ref, 2, unit.id
              FROM unnest(%(words)s::text[], %(xmlids)s::text[]) AS word(ref, xmlid)
              JOIN ir_model_data data
                ON data.module = 'uom' AND data.name = word.xmlid
              JOIN uom_uom unit ON unit.id = data.res_id AND unit.active
        )
        SELECT DISTINCT ON (a.ref) a.ref, word.id AS uom_id
          FROM (%(asked)s) a
          JOIN word USING (ref)
         ORDER BY a.ref, word.level, word.id
        """,
        asked=asked,
        words=[word for word, _xmlid in words],
        xmlids=[xmlid for _word, xmlid in words],
    )


def products(env, company, partner, refs):
    """Return {reference as stated: product id} of those that name one product.

    :param company: the company that is claimed from
    :param partner: the distributor's commercial partner; empty: without regard to
        product codes of distributors
    """
    stated = SQL(
        "SELECT ref AS stated, %s AS ref FROM unnest(%s::text[]) AS s(ref)",
        text_key(SQL("ref")),
        list(refs),
    )
    found = product_map(
        SQL(
            "SELECT DISTINCT %s AS company_id, %s AS partner_id, ref FROM (%s) s",
            company.id,
            partner.id or 0,
            stated,
        )
    )
    return _found(env, stated, found, SQL("m.ref = s.ref"), SQL("product_id"))


def units(env, refs):
    """Return {unit as stated: unit id} of those that are known."""
    stated = SQL(
        "SELECT ref AS stated, %s AS ref FROM unnest(%s::text[]) AS s(ref)",
        text_key(SQL("ref")),
        list(refs),
    )
    found = unit_map(SQL("SELECT DISTINCT ref FROM (%s) s", stated))
    return _found(env, stated, found, SQL("m.ref = s.ref"), SQL("uom_id"))


def customers(env, company, partner, pairs):
    """Return {(name, authorization) as stated: partner id} of known end customers.

    :param company: the company that is claimed from
    :param partner: the distributor's commercial partner
    """
    pairs = list(pairs)
    stated = SQL(
        """SELECT number AS stated, %s AS name, %s AS authorization_ref
             FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY
                  AS s(name, authorization_ref, number)""",
        text_key(SQL("name")),
        text_key(SQL("authorization_ref")),
        [name for name, _authorization in pairs],
        [authorization or None for _name, authorization in pairs],
    )
    found = customer_map(
        SQL(
            """SELECT DISTINCT %s AS company_id, %s AS partner_id, name,
                      authorization_ref FROM (%s) s""",
            company.id,
            partner.id,
            stated,
        )
    )
    match = SQL(
        """m.name = s.name
           AND m.authorization_ref IS NOT DISTINCT FROM s.authorization_ref"""
    )
    numbered = _found(env, stated, found, match, SQL("customer_id"))
    return {pairs[number - 1]: found for number, found in numbered.items()}


def _found(env, stated, found, match, value):
    """What stated texts stand for, as far as it is known."""
    env.flush_all()
    env.cr.execute(
        SQL(
            "SELECT s.stated, m.%s FROM (%s) s JOIN (%s) m ON %s"
            " WHERE m.%s IS NOT NULL",
            value,
            stated,
            found,
            match,
            value,
        )
    )
    return dict(env.cr.fetchall())


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
            lambda refs, c=company, p=partner: products(env, c, p, refs),
        )
        _fill(rows, "uom_id", lambda vals: vals.get("uom_ref"), lambda r: units(env, r))
        _fill(
            rows,
            "end_customer_id",
            lambda vals: (
                (vals["end_customer_name"], vals.get("authorization_ref") or None)
                if vals.get("end_customer_name")
                else None
            ),
            lambda pairs, c=company, p=partner: customers(env, c, p, pairs),
        )


def _fill(rows, name, stated, look_up):
    asked = {stated(vals) for vals in rows if not vals.get(name)} - {None, False, ""}
    found = look_up(asked) if asked else {}
    for vals in rows:
        if not vals.get(name) and stated(vals) in found:
            vals[name] = found[stated(vals)]


def missing(env, claim_ids):
    """Look again for what was not found when the lines of claims were stored."""
    chosen = SQL("l.claim_id = ANY(%s) AND %s", list(claim_ids), JUDGED)
    owner = SQL("l.company_id, l.commercial_partner_id AS partner_id")
    owned = SQL(
        "m.company_id = l.company_id AND m.partner_id = l.commercial_partner_id"
    )
    ref = text_key(SQL("l.product_ref"))
    _look_again(
        env,
        "product_id",
        SQL("%s AND %s IS NOT NULL", chosen, ref),
        SQL("%s, %s AS ref", owner, ref),
        product_map,
        SQL("m.product_id"),
        SQL("%s AND m.ref = %s", owned, ref),
    )
    env.cr.execute(
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
    name = text_key(SQL("l.end_customer_name"))
    authorization = text_key(SQL("l.authorization_ref"))
    _look_again(
        env,
        "end_customer_id",
        SQL("%s AND %s IS NOT NULL", chosen, name),
        SQL("%s, %s AS name, %s AS authorization_ref", owner, name, authorization),
        customer_map,
        SQL("m.customer_id"),
        SQL(
            "%s AND m.name = %s AND m.authorization_ref IS NOT DISTINCT FROM %s",
            owned,
            name,
            authorization,
        ),
    )
    unit = text_key(SQL("l.uom_ref"))
    _look_again(
        env,
        "uom_id",
        SQL("%s AND %s IS NOT NULL", chosen, unit),
        SQL("%s AS ref", unit),
        unit_map,
        SQL("m.uom_id"),
        SQL("m.ref = %s", unit),
    )
    env["becs.claim.line"].invalidate_model(["product_id", "uom_id", "end_customer_id"])


def reported(env, partner_ids):
    """Look again for products that were not found when sales were reported.

    A sale whose product is found gets quantity and price in the product's unit. One
    that would then stand there twice (the same document line and product, reported
    under two references), or whose unit cannot be converted, stays as it is.

    :param partner_ids: commercial partners
    :return: number of sales whose product was found
    """
    env["becs.pos.line"].flush_model()
    chosen = SQL(
        """l.commercial_partner_id = ANY(%s) AND l.product_id IS NULL
           AND %s IS NOT NULL""",
        list(partner_ids),
        text_key(SQL("l.product_ref")),
    )
    env.cr.execute(
        SQL(
            """
            WITH found AS MATERIALIZED (%(found)s),
            meant AS (
                SELECT l.id, l.company_id, l.commercial_partner_id, found.product_id,
                       %(document)s AS document, %(line_ref)s AS line_ref,
                       CASE WHEN unit.id IS NULL THEN 1 ELSE %(factor)s END AS factor
                  FROM becs_pos_line l
                  JOIN found ON found.company_id = l.company_id
                   AND found.partner_id = l.commercial_partner_id
                   AND found.ref = %(ref)s
                  JOIN product_product product ON product.id = found.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom own ON own.id = template.uom_id
                  LEFT JOIN uom_uom unit ON unit.id = l.uom_id
                 WHERE %(chosen)s AND found.product_id IS NOT NULL
            ),
            single AS (
                SELECT *, row_number() OVER (
                           PARTITION BY company_id, commercial_partner_id, document,
                                        line_ref, product_id ORDER BY id) AS number
                  FROM meant
            )
            UPDATE becs_pos_line l
               SET product_id = s.product_id, uom_id = NULL,
                   quantity = l.quantity * s.factor,
                   resale_price = %(price)s
              FROM single s
             WHERE s.id = l.id AND s.factor IS NOT NULL
               AND (s.line_ref IS NULL OR s.number = 1 AND NOT EXISTS (
                        SELECT FROM becs_pos_line other
                         WHERE other.company_id = s.company_id
                           AND other.commercial_partner_id = s.commercial_partner_id
                           AND lower(btrim(other.document)) = s.document
                           AND lower(btrim(other.line_ref)) = s.line_ref
                           AND other.product_id = s.product_id))
            """,
            found=product_map(
                SQL(
                    """SELECT DISTINCT l.company_id,
                              l.commercial_partner_id AS partner_id, %s AS ref
                         FROM becs_pos_line l WHERE %s""",
                    text_key(SQL("l.product_ref")),
                    chosen,
                )
            ),
            chosen=chosen,
            document=text_key(SQL("l.document")),
            line_ref=text_key(SQL("l.line_ref")),
            ref=text_key(SQL("l.product_ref")),
            factor=unit_factor(SQL("unit"), SQL("own")),
            price=divide(SQL("l.resale_price"), SQL("s.factor")),
        )
    )
    found = env.cr.rowcount
    if found:
        env["becs.pos.line"].invalidate_model()
        env["becs.pos.report"].invalidate_model(["unknown_count", "claimed_count"])
    return found


def _look_again(env, column, chosen, asked, found, value, match):
    """Set ``column`` of lines that state a reference nothing was found for yet."""
    chosen = SQL("%s AND %s IS NULL", chosen, SQL.identifier("l", column))
    env.cr.execute(
        SQL(
            """
            UPDATE becs_claim_line l SET %s = %s FROM (%s) m
             WHERE %s AND %s AND %s IS NOT NULL
            """,
            SQL.identifier(column),
            value,
            found(
                SQL("SELECT DISTINCT %s FROM becs_claim_line l WHERE %s", asked, chosen)
            ),
            chosen,
            match,
            value,
        )
    )


def ambiguous(run):
    """Stage references of the run that stand for several products."""
    run.table(
        "becs_judge_ambiguous",
        SQL(
            "SELECT partner_id, ref AS product_ref FROM (%s) m WHERE ambiguous",
            product_map(
                SQL(
                    """SELECT DISTINCT %s AS company_id, partner_id, product_ref AS ref
                         FROM becs_judge_line
                        WHERE product_ref IS NOT NULL AND product_id IS NULL""",
                    run.company.id,
                )
            ),
        ),
    )
