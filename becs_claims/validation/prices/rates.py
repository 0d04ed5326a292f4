"""Currency rates of the ship dates, by the rule Odoo itself converts with."""

from odoo.tools import SQL

from ..expr import divide
from ..run import Table

PRICELIST_CHOICE = Table(
    "becs_run_pricelist_choice",
    "distributor → its price list, 0 for none",
    columns="partner_id int, pricelist_id int",
)
CURRENCY_RATE = Table(
    "becs_run_currency_rate",
    "currency, ship date → rate; none while the run meets a single currency",
    columns="currency_id int, date_ship date, rate numeric",
)


def rate(currency, day, root_company_id):
    """SQL of the rate of a currency on a day (``res.currency._get_rates``).

    The company's own rates come before common ones; of these the latest up to the
    day, else the first there is, else 1.
    """
    of_currency = SQL(
        """SELECT rate FROM res_currency_rate
            WHERE currency_id = %s AND (company_id IS NULL OR company_id = %s)""",
        currency,
        root_company_id,
    )
    return SQL(
        """COALESCE((%(rates)s AND name <= %(day)s
                      ORDER BY company_id, name DESC LIMIT 1),
                    (%(rates)s ORDER BY company_id, name LIMIT 1), 1)""",
        rates=of_currency,
        day=day,
    )


def stage(run):
    """Stage the rates of all currencies the run meets on all its ship dates."""
    currency_ids = [
        currency_id
        for [currency_id] in run.rows(
            SQL(
                """
                SELECT currency_id FROM becs_run_program_terms
                 UNION
                SELECT currency_id FROM becs_run_claim
                 UNION
                SELECT pricelist.currency_id
                  FROM product_pricelist pricelist
                 WHERE pricelist.id IN (
                        SELECT p.pricelist_id FROM becs_run_program_terms p
                         UNION
                        SELECT c.pricelist_id FROM %s c)
                 UNION
                SELECT %s::int
                """,
                run.source(PRICELIST_CHOICE),
                run.company.currency_id.id,
            )
        )
    ]
    run.table(
        CURRENCY_RATE,
        SQL(
            """
            SELECT currency.id AS currency_id, day.date_ship, %(rate)s AS rate
              FROM unnest(%(currencies)s::int[]) AS currency(id)
             CROSS JOIN (
                SELECT DISTINCT date_ship FROM becs_run_claim_line
                 WHERE date_ship IS NOT NULL
             ) day
            """,
            rate=rate(SQL("currency.id"), SQL("day.date_ship"), run.company.root_id.id),
            currencies=sorted(currency_ids),
        ),
        nothing=len(currency_ids) < 2,
    )


def factor(source, target, source_rate, target_rate):
    """SQL of what one unit of currency ``source`` is worth in ``target``."""
    return SQL(
        "CASE WHEN %s = %s THEN 1 ELSE %s END",
        source,
        target,
        divide(SQL("%s.rate", target_rate), SQL("%s.rate", source_rate)),
    )
