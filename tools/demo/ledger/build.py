"""The vendor of a ledger in Odoo: products, distributors, programs, sell-in."""

from odoo.fields import Command

from ..build import company, products, programs
from ..build.vendor import Vendor
from .days import Period
from .survey import LedgerError
from .terms import BOOK_SHARE, Terms

VENDOR = "Ferrowick Giftware Ltd."
MOST_LINES = 40  # of one sell-in invoice


def choose_currency(env, code: str | None):
    """The currency of that code, in use from now on, or else the company's own.

    :raise LedgerError: when there is none
    """
    if not code:
        return env.ref("base.main_company").currency_id
    currencies = env["res.currency"].with_context(active_test=False)
    found = currencies.search([("name", "=", code.strip().upper())])
    if not found:
        raise LedgerError(
            f"Odoo knows no currency “{code}”: give LEDGER_CURRENCY the code of one, "
            "such as EUR."
        )
    found.active = True
    return found


def build(env, terms: Terms, sold, period: Period, currency) -> Vendor:
    """Fill a fresh database.

    :param sold: ``{(distributor key, product code): units}``
    :param currency: the one of all prices, and of the vendor's books
    """
    main = env.ref("base.main_company")
    main.partner_id.name = VENDOR
    main.write({"name": VENDOR, "currency_id": currency.id})
    main.becs_review_amount = company.REVIEW_ABOVE / 100
    company.switch_on(env, company.EVERYBODY)
    company.without_taxes(env, main)
    env = env(context={"lang": "en_US", "allowed_company_ids": [main.id]})
    users = company.create_users(env, [main])
    categories = products.create_categories(
        env, {product.category for product in terms.products}
    )
    catalogue = products.create_products(env, terms.products, categories)
    records = programs.Records(
        catalogue,
        categories,
        _distributors(env, terms, currency),
        _customers(env, terms),
    )
    vendor = Vendor(env, users, records, {}, main.browse())
    _sell_in(env, terms, records, sold, period.start)
    vendor.programs = programs.create_programs(env, terms.programs, records, users)
    return vendor


def _distributors(env, terms, currency):
    pricelist = env["product.pricelist"].create(
        {
            "name": "Book prices",
            "currency_id": currency.id,
            "company_id": env.company.id,
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "3_global",
                        "compute_price": "formula",
                        "price_discount": float(100 - BOOK_SHARE * 100),
                        "price_round": 0.01,
                    }
                )
            ],
        }
    )
    partners = env["res.partner"].create(
        [
            {"name": distributor.name, "is_company": True, "is_becs_distributor": True}
            for distributor in terms.distributors
        ]
    )
    partners.specific_property_product_pricelist = pricelist
    keys = [distributor.key for distributor in terms.distributors]
    return dict(zip(keys, partners, strict=True))


def _customers(env, terms):
    partners = env["res.partner"].create(
        [
            {"name": f"Customer {number}", "ref": number, "is_company": True}
            for number in terms.customers
        ]
    )
    return dict(zip(terms.customers, partners, strict=True))


def _most_sold(products, key, sold):
    return sorted(products, key=lambda p: -sold[key, p.code])[:MOST_LINES]


def _sell_in(env, terms, records, sold, day):
    """One posted invoice per distributor: what it sold most of the products
    on programs."""
    covered = {line.target for program in terms.programs for line in program.lines}
    values = []
    for distributor in terms.distributors:
        bought = [
            product
            for product in terms.products
            if product.code in covered and sold.get((distributor.key, product.code))
        ]
        lines = [
            Command.create(
                {
                    "product_id": records.products[product.code].id,
                    "quantity": float(sold[distributor.key, product.code]),
                    "price_unit": float(distributor.book_price(product)),
                    "tax_ids": [Command.clear()],
                }
            )
            for product in _most_sold(bought, distributor.key, sold)
        ]
        if lines:
            values.append(
                {
                    "move_type": "out_invoice",
                    "partner_id": records.distributors[distributor.key].id,
                    "invoice_date": day,
                    "invoice_line_ids": lines,
                }
            )
    moves = env["account.move"].with_context(tracking_disable=True).create(values)
    moves._post(soft=False)
    return moves
