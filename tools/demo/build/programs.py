"""The programs in Odoo, taken to their state by the people who may."""

from odoo.fields import Command

from .products import create_pricelist

METHOD_FIELD = {
    "net_price": "authorized_price",
    "percent": "discount_percent",
    "fixed": "unit_credit",
    "margin": "margin_percent",
}
# the buttons that lead from a draft to the state, and whose they are
STEPS = {
    "draft": (),
    "requested": (("analyst", "action_request"),),
    "approved": (("analyst", "action_request"), ("approver", "action_approve")),
    "refused": (("analyst", "action_request"), ("approver", "action_refuse")),
    "suspended": (
        ("analyst", "action_request"),
        ("approver", "action_approve"),
        ("approver", "action_suspend"),
    ),
    "closed": (
        ("analyst", "action_request"),
        ("approver", "action_approve"),
        ("approver", "action_close"),
    ),
}


class Records:
    """What programs refer to, by the names the invented world uses."""

    def __init__(self, products, categories, distributors, customers):
        self.products = products
        self.categories = categories
        self.distributors = distributors
        self.customers = customers
        self.templates = {
            record.product_tmpl_id.default_code or code.rsplit("-", 1)[0]: record
            for code, record in products.items()
        }


def create_programs(env, programs, records, users):
    """Enter the programs as the analyst, and take each to its state.

    :return: ``{key: becs.program}``
    """
    found = {}
    for program in programs:
        values = _values(env, program, records)
        record = env["becs.program"].with_user(users["analyst"]).create(values)
        found[program.key] = record
    # programs that go the same way go it together
    for state, steps in STEPS.items():
        keys = [program.key for program in programs if program.state == state]
        if keys:
            group = env["becs.program"].union(*(found[key] for key in keys))
            for role, method in steps:
                getattr(group.with_user(users[role]), method)()
    return found


def _values(env, program, records):
    values = {
        "name": program.name,
        "code": program.code,
        "program_type": program.kind,
        "currency_id": env.ref(f"base.{program.currency}").id,
        "company_id": env.company.id,
        "distributor_ids": [
            Command.set([records.distributors[key].id for key in program.distributors])
        ],
        "end_customer_ids": [
            Command.set([records.customers[name].id for name in program.customers])
        ],
        "date_start": program.start,
        "date_end": program.end,
        "claim_window_days": program.window,
        "into_stock_source": program.source or False,
        "tolerance_percent": float(program.tolerance_percent),
        "budget_amount": float(program.budget),
        "minimum_line_amount": float(program.minimum),
        "combinable": program.combinable,
        "line_ids": [
            Command.create(_line_values(line, records)) for line in program.lines
        ],
    }
    if program.prices:
        currency = env.ref(f"base.{program.currency}")
        values["pricelist_id"] = create_pricelist(
            env, f"{program.name}: authorized prices", currency, program.prices,
            records.products,
        ).id  # fmt: skip
    return values


def _line_values(line, records):
    values = {
        "applied_on": line.scope,
        "credit_method": line.method,
        "agreed_book_price": float(line.agreed),
        "excluded": line.excluded,
        "min_quantity": float(line.min_quantity),
        "max_quantity": float(line.max_quantity),
        "max_amount": float(line.max_amount),
        "min_resale_price": float(line.min_resale),
        "max_resale_price": float(line.max_resale),
    }
    if line.method in METHOD_FIELD:
        values[METHOD_FIELD[line.method]] = float(line.value)
    if line.scope == "product":
        values["product_id"] = records.products[line.target].id
    elif line.scope == "template":
        values["product_tmpl_id"] = records.templates[line.target].product_tmpl_id.id
    elif line.scope == "category":
        values["categ_id"] = records.categories[line.target].id
    return values
