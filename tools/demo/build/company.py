"""The companies with their accounting, and a user for each role."""

import json
import os
from pathlib import Path

from odoo.fields import Command

from ..world.partners import SECOND_VENDOR, VENDOR
from ..world.spec import EURO_RATE

# role → the groups beside the role's own
ROLES = {
    "viewer": (),
    "analyst": (),
    "approver": (),
    "accountant": (),
    "administrator": ("base.group_system", "product.group_product_manager"),
}
# login → the kind of portal contact it belongs to, and what it is called
CLERKS = {
    "clerk": ("submit", "Distributor's clerk, on the portal"),
    "visitor": ("look", "Distributor's visitor, on the portal"),
}
EVERYBODY = (
    "product.group_product_pricelist",
    "product.group_product_variant",
    "uom.group_uom",
)
REVIEW_ABOVE = 15000


def set_up_companies(env, year_start):
    """Name the vendor's two companies and give both a chart of accounts.

    :param year_start: first day the exchange rate is valid for
    :return: the main company (US dollars) and the second one (euros)
    """
    main = env.ref("base.main_company")
    main.partner_id.write({"name": VENDOR, "city": "Portland", "street": "1 Mill Lane"})
    main.write({"name": VENDOR, "becs_review_amount": REVIEW_ABOVE})
    euro = env.ref("base.EUR")
    euro.active = True
    # one table of rates for both companies
    env["res.currency.rate"].search([]).unlink()
    env["res.currency.rate"].create(
        [
            {"currency_id": currency.id, "name": year_start, "rate": rate}
            | {"company_id": False}
            for currency, rate in ((main.currency_id, 1), (euro, float(EURO_RATE)))
        ]
    )
    second = env["res.company"].create(
        {
            "name": SECOND_VENDOR,
            "currency_id": euro.id,
        }
    )
    # on its address: a country of the company would install that country's accounting
    second.partner_id.write({"city": "Utrecht", "country_id": env.ref("base.nl").id})
    env["account.chart.template"].try_loading("generic_coa", second, install_demo=False)
    # try_loading may choose the currency of the chart
    second.currency_id = euro
    switch_on(env, EVERYBODY)
    without_taxes(env, main)
    env.ref("uom.product_uom_dozen").active = True  # Odoo comes with it archived
    return main, second


def without_taxes(env, company):
    """Distributors buy to sell on: neither their invoices nor credits bear taxes."""
    credit = env.ref("becs_claims.product_back_end_credit")
    credit.with_company(company).taxes_id = [Command.clear()]


def switch_on(env, groups):
    """Give everybody the features behind these groups."""
    everybody = env.ref("base.group_user")
    everybody.implied_ids = [Command.link(env.ref(name).id) for name in groups]


def create_users(env, companies):
    """A user for each role, who may work in all given companies.

    :return: ``{role: res.users}``; the password is the login
    """
    users = env["res.users"].with_context(no_reset_password=True)
    found = {}
    for role, more in ROLES.items():
        names = ("base.group_user", f"becs_claims.group_{role}", *more)
        found[role] = users.create(
            {
                "name": f"Demo {role}",
                "login": role,
                "password": role,
                "email": f"{role}@example.com",
                "group_ids": [Command.set([env.ref(name).id for name in names])],
                "company_id": companies[0].id,
                "company_ids": [Command.set([company.id for company in companies])],
            }
        )
    return found


def create_clerks(env, company, distributor):
    """Two people of a distributor with a login to the portal: one who may submit, and
    one who may only look.

    :return: ``{login: res.users}``; the password is the login
    """
    found = {}
    for login, (kind, _label) in CLERKS.items():
        partner = env["res.partner"].create(
            {
                "name": f"Demo {login}",
                "email": f"{login}@example.com",
                "parent_id": distributor.id,
                "becs_portal_role": kind,
            }
        )
        found[login] = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login,
                    "password": login,
                    "partner_id": partner.id,
                    "group_ids": [Command.set([env.ref("base.group_portal").id])],
                    "company_id": company.id,
                    "company_ids": [Command.set([company.id])],
                }
            )
        )
    return found


def write_logins(path=None, clerks=True):
    """Leave the logins where ``make serve`` looks for them."""
    home = os.environ.get("BECS_HOME")
    path = Path(path) if path else home and Path(home) / "demo_logins.json"
    if not path:
        return
    logins = [
        {"role": role.capitalize(), "login": role, "password": role} for role in ROLES
    ]
    if clerks:
        logins += [
            {"role": label, "login": login, "password": login}
            for login, (_kind, label) in CLERKS.items()
        ]
    path.write_text(json.dumps(logins, indent=1) + "\n")
