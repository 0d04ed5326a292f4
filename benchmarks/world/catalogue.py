"""The vendor, its products, distributors and end customers.

Leaves ``bench_product`` (number → product and list price), ``bench_distributor``
(number → partner and currency) and ``bench_customer`` (number → partner).
"""

from odoo.fields import Command
from odoo.tools import SQL

from .kinds import UNLISTED_RESELLER
from .rows import multiply

PRODUCTS, CATEGORIES = 3000, 30  # the last category is in no program
DISTRIBUTORS, CUSTOMERS = 100, 2000
EURO_RATE = 0.9
REVIEW_ABOVE = 5_000
BOOK = 0.7  # of the list price
UNLISTED = 7  # products with this remainder of 50 have no book price


def build(env):
    _company(env)
    _products(env)
    _partners(env)
    _book_prices(env)


def _company(env):
    company = env.ref("base.main_company")
    company.becs_review_amount = REVIEW_ABOVE
    euro = env.ref("base.EUR")
    euro.active = True
    env["res.currency.rate"].create(
        {"currency_id": euro.id, "name": "2025-01-01", "rate": EURO_RATE}
        | {"company_id": False}
    )
    env.ref("uom.product_uom_dozen").active = True
    env["becs.rule"].create(
        {
            "name": "Unlisted reseller",
            "domain": f"[('reseller_name', '=', '{UNLISTED_RESELLER}')]",
            "outcome": "review",
        }
    )


def _products(env):
    parent = env["product.category"].create({"name": "Parts"})
    categories = env["product.category"].create(
        [
            {"name": f"Parts {number}", "parent_id": parent.id}
            for number in range(1, CATEGORIES + 1)
        ]
    )
    one = env["product.product"].create(
        {
            "name": "Part",
            "type": "consu",
            "list_price": 20,
            "taxes_id": [Command.clear()],
        }
    )
    price = SQL("20 + bench_draw(n, 1, 48000) / 100.0")
    templates = multiply(
        env,
        one.product_tmpl_id,
        PRODUCTS,
        name=SQL("jsonb_build_object('en_US', 'Part ' || n)"),
        default_code=SQL("'P' || n"),
        list_price=price,
        categ_id=SQL("(%s::int[])[n %% %s + 1]", categories.ids, CATEGORIES),
    )
    products = multiply(
        env,
        one,
        PRODUCTS,
        product_tmpl_id=SQL("%s + n", templates),
        default_code=SQL("'P' || n"),
    )
    env.cr.execute(
        SQL(
            """
            CREATE TABLE bench_product AS
            SELECT n AS number, %(products)s + n AS id,
                   %(templates)s + n AS template_id,
                   n %% %(categories)s AS category, %(price)s AS price
              FROM generate_series(1, %(count)s) n
            """,
            products=products,
            templates=templates,
            categories=CATEGORIES,
            price=price,
            count=PRODUCTS,
        )
    )


def _partners(env):
    currency = env.ref("base.main_company").currency_id
    for what, count, values in (
        ("distributor", DISTRIBUTORS, {"is_becs_distributor": True}),
        ("customer", CUSTOMERS, {}),
    ):
        name = SQL("%s || n", f"{what.capitalize()} ")
        one = env["res.partner"].create({"name": what, "is_company": True} | values)
        first = multiply(
            env,
            one,
            count,
            name=name,
            complete_name=name,
            # its own commercial partner
            commercial_partner_id=SQL("currval('res_partner_id_seq') - %s + n", count),
        )
        env.cr.execute(
            SQL(
                """
                CREATE TABLE %s AS
                SELECT n AS number, %s + n AS id,
                       CASE WHEN n %% 10 = 0 THEN %s ELSE %s END AS currency_id,
                       CASE WHEN n %% 10 = 0 THEN %s ELSE 1.0 END AS rate
                  FROM generate_series(1, %s) n
                """,
                SQL.identifier(f"bench_{what}"),
                first,
                env.ref("base.EUR").id,
                currency.id,
                EURO_RATE,
                count,
            )
        )
    env["res.partner"].invalidate_model()


def _book_prices(env):
    """One list of book prices for all distributors; a few products are missing."""
    pricelist = env["product.pricelist"].create({"name": "Book prices"})
    fixed_prices(env, pricelist, BOOK, free=UNLISTED)
    [[ids]] = env.execute_query(SQL("SELECT array_agg(id) FROM bench_distributor"))
    env["res.partner"].browse(ids).property_product_pricelist = pricelist


def fixed_prices(env, pricelist, share, free=-1, missing=-1):
    """Give a price list a price for every product.

    :param share: the price, as a share of the list price
    :param free: products with this remainder of 50 cost nothing
    :param missing: those with this one have no price yet
    """
    credit = env.ref("becs_claims.product_back_end_credit")
    one = env["product.pricelist.item"].create(
        {
            "pricelist_id": pricelist.id,
            "applied_on": "0_product_variant",
            "product_id": credit.id,
            "compute_price": "fixed",
        }
    )
    multiply(
        env,
        one,
        SQL("SELECT p.*, p.number AS n FROM bench_product p"),
        product_id=SQL("r.id"),
        product_tmpl_id=SQL("r.template_id"),
        fixed_price=SQL(
            "CASE WHEN n %% 50 = %s THEN 0 ELSE round(r.price * %s, 2) END", free, share
        ),
        date_start=SQL("CASE WHEN n %% 50 = %s THEN '2030-01-01'::date END", missing),
    )
