"""From a distributor's reference to one of our products."""

from odoo.tools import SQL

from ..run import Table
from . import texts

AMBIGUOUS_REFERENCE = Table(
    "becs_run_ambiguous_reference",
    "product reference that stands for several products",
    columns="partner_id int, product_ref text",
)


def mapping(asked):
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


def find(env, company, partner, refs):
    """Return {reference as stated: product id} of those that name one product.

    :param company: the company that is claimed from
    :param partner: the distributor's commercial partner; empty: without regard to
        product codes of distributors
    """
    stated = texts.stated(refs)
    found = mapping(
        SQL(
            "SELECT DISTINCT %s AS company_id, %s AS partner_id, ref FROM (%s) s",
            company.id,
            partner.id or 0,
            stated,
        )
    )
    return texts.answers(env, stated, found, SQL("m.ref = s.ref"), SQL("product_id"))


def ambiguous(run):
    """Stage references of the run that stand for several products."""
    run.table(
        AMBIGUOUS_REFERENCE,
        SQL(
            "SELECT partner_id, ref AS product_ref FROM (%s) m WHERE ambiguous",
            mapping(
                SQL(
                    """SELECT DISTINCT %s AS company_id, partner_id, product_ref AS ref
                         FROM becs_run_claim_line
                        WHERE product_ref IS NOT NULL AND product_id IS NULL""",
                    run.company.id,
                )
            ),
        ),
    )
