"""From an end customer's name to a contact."""

from odoo.tools import SQL

from ..expr import text_key
from . import texts


def mapping(asked):
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


def find(env, company, partner, pairs):
    """Return {(name, authorization) as stated: partner id} of known end customers.

    Files name a customer with many authorizations, and most names stand for one
    company whatever the authorization is: only others are looked up with each.

    :param company: the company that is claimed from
    :param partner: the distributor's commercial partner
    """
    names = {(name, None) for name, _authorization in pairs}
    found = _find(env, company, partner, names)
    alone = {pair: found[pair[0], None] for pair in pairs if (pair[0], None) in found}
    others = {pair for pair in pairs if pair[1]} - alone.keys()
    return alone | _find(env, company, partner, others) if others else alone


def _find(env, company, partner, pairs):
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
    found = mapping(
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
           AND COALESCE(m.authorization_ref, '') = COALESCE(s.authorization_ref, '')"""
    )
    numbered = texts.answers(env, stated, found, match, SQL("customer_id"))
    return {pairs[number - 1]: found for number, found in numbered.items()}
