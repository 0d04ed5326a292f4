"""What most tests stand on: two vendors, distributors, products and a program.

``make test`` has it in the database each shard's is copied from. Tests that run on
another database make it at their beginning, in their own transaction.
"""

from datetime import date

from odoo import SUPERUSER_ID, Command
from odoo.tests import new_test_user

#: Module of the external ids by which the world is found again.
MODULE = "becs_test_world"
#: Each of the vendor's people has one of these groups.
ROLES = ("viewer", "analyst", "approver", "accountant", "administrator")


def of(env):
    """The records of the world by name, made now if they are not there.

    ``vendor`` is a company without accounting in euros, the owner of ``program``
    (agreed book price 100, net 80, for all products); ``distributor``, ``other``,
    ``customer`` and ``product`` are shared. The vendor's people are ``viewer`` …
    ``administrator``, an ``employee`` without rights of ours, and ``portal``; their
    login is ``becs_`` and their role. ``accounting`` is a company with a chart of
    accounts, whose ``bookkeeper`` has all rights; of its books there are ``revenue``
    and ``receivable``, a ``sales_tax``, a ``sales_journal`` and an ``article`` it
    sells.
    """
    found = _found(env)
    if not found:
        make(env)
        found = _found(env)
    return found


def _found(env):
    # who runs a test may not read external ids
    rows = env["ir.model.data"].sudo().search([("module", "=", MODULE)])
    return {row.name: env[row.model].browse(row.res_id) for row in rows}


def make(env):
    """Make the world, with external ids."""
    context = {**env.context, "tracking_disable": True, "lang": "en_US"}
    env = env(user=SUPERUSER_ID, context=context)
    records = _vendor(env)
    records |= _people(env, records["vendor"]) | _accounting(env)
    env["ir.model.data"].create(
        [
            {"module": MODULE, "name": name, "model": one._name, "res_id": one.id}
            for name, one in records.items()
        ]
    )
    env.flush_all()


def _vendor(env):
    euro = env.ref("base.EUR")
    (euro | env.ref("base.USD")).active = True
    vendor = env["res.company"].create({"name": "Vendor", "currency_id": euro.id})
    env.user.company_ids |= vendor
    env = env(context={**env.context, "allowed_company_ids": vendor.ids})
    hardware, services = env["product.category"].create(
        [{"name": "Hardware"}, {"name": "Services"}]
    )
    cables = env["product.category"].create(
        {"name": "Cables", "parent_id": hardware.id}
    )
    distributor, other = env["res.partner"].create(
        [
            {"name": f"Distributor {i}", "is_company": True, "vat": f"DIST{i}"}
            for i in range(2)
        ]
    )
    customer = env["res.partner"].create({"name": "Hospital", "is_company": True})
    product = env["product.product"].create(
        {"name": "Product P1", "default_code": "P1", "categ_id": cables.id}
    )
    program = env["becs.program"].create(
        {
            "name": "Program A1",
            "code": "A1",
            "state": "approved",
            "company_id": vendor.id,
            "currency_id": euro.id,
            "date_start": date(2024, 1, 1),
            "line_ids": [
                Command.create(
                    {
                        "applied_on": "all",
                        "authorized_price": 80,
                        "agreed_book_price": 100,
                    }
                )
            ],
        }
    )
    return {
        "vendor": vendor,
        "hardware": hardware,
        "services": services,
        "cables": cables,
        "distributor": distributor,
        "other": other,
        "customer": customer,
        "product": product,
        "program": program,
    }


def _people(env, vendor):
    groups = {role: f"base.group_user,becs_claims.group_{role}" for role in ROLES}
    groups |= {"employee": "base.group_user", "portal": "base.group_portal"}
    return {
        role: new_test_user(
            env,
            f"becs_{role}",
            names,
            company_id=vendor.id,
            company_ids=[Command.set(vendor.ids)],
        )
        for role, names in groups.items()
    }


def keep_books(env, company):
    """Give a company the chart of accounts that is usual where it is."""
    charts = env["account.chart.template"]
    chart = charts._guess_chart_template(company.country_id)
    charts.try_loading(chart, company=company, install_demo=False)
    if not company.account_fiscal_country_id:
        company.account_fiscal_country_id = env.ref("base.us")


def _accounting(env):
    """As Odoo's tests of accounting make theirs, which takes seconds each time."""
    company = env["res.company"].create({"name": "company_1_data"})
    env.user.company_ids |= company
    keep_books(env, company)
    bookkeeper = new_test_user(
        env,
        "becs_bookkeeper",
        "base.group_user,base.group_system,product.group_product_manager,"
        "account.group_account_manager,account.group_account_user,"
        "becs_claims.group_administrator",
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
    )
    env = env(
        user=bookkeeper, context={**env.context, "allowed_company_ids": company.ids}
    )
    charts = env["account.chart.template"]
    bank, sales = (
        env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", kind)], limit=1
        )
        for kind in ("bank", "sale")
    )
    # as of a company that has begun to be paid
    for way, account in (
        ("inbound", "account_journal_payment_debit_account_id"),
        ("outbound", "account_journal_payment_credit_account_id"),
    ):
        bank[f"{way}_payment_method_line_ids"][0].payment_account_id = charts.ref(
            account
        )
    revenue = env["account.account"].search(
        [
            ("company_ids", "=", company.id),
            ("account_type", "=", "income"),
            ("id", "!=", company.account_journal_early_pay_discount_gain_account_id.id),
        ],
        limit=1,
    )
    article = env["product.product"].create(
        {
            "name": "Article",
            "list_price": 1000,
            "standard_price": 800,
            "property_account_income_id": revenue.id,
            "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
        }
    )
    return {
        "accounting": company,
        "bookkeeper": bookkeeper,
        "article": article,
        "receivable": env["res.partner"]
        ._fields["property_account_receivable_id"]
        .get_company_dependent_fallback(env["res.partner"]),
        "revenue": revenue,
        "sales_tax": company.account_sale_tax_id,
        "sales_journal": sales,
    }
