from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from . import world
from .engine_case import EngineCase

RATES = (("1900-01-01", 1), ("2016-01-01", 3), ("2017-01-01", 2))


class AccountingCase(EngineCase):
    """A company with a chart of accounts, as the person who keeps its books sees it.

    It has the names Odoo's own tests of accounting have, where ours use them. Those
    make all of it anew for each class; here it is in the world already.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        records = world.of(cls.env)
        context = {**cls.env.context, **DISABLED_MAIL_CONTEXT}
        cls.env = cls.env(user=records["bookkeeper"], context=context)
        cls.user, cls.company = cls.env.user, cls.env.company
        cls.product_a, cls.partner_a, receivable, revenue, tax, journal = (
            records[name].with_env(cls.env)
            for name in (
                *("article", "customer", "receivable", "revenue"),
                *("sales_tax", "sales_journal"),
            )
        )
        cls.company_data = {
            "company": cls.company,
            "default_account_receivable": receivable,
            "default_account_revenue": revenue,
            "default_tax_sale": tax,
            "default_journal_sale": journal,
        }

    @classmethod
    def setup_other_currency(cls, code, rates=RATES):
        """A currency in use.

        :param rates: days and how many of it one of the company's own is worth
        """
        currency = cls.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)])
        currency.active = True
        currency.rate_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"name": day, "rate": rate, "company_id": cls.company.id}
                )
                for day, rate in rates
            ),
        ]
        return currency

    @classmethod
    def setup_other_company(cls):
        """Another company with a chart of accounts, which the person may enter."""
        other = cls.env["res.company"].create({"name": "company_2"})
        cls.env.user.company_ids |= other
        world.keep_books(cls.env, other)
        return {"company": other}

    init_invoice = classmethod(AccountTestInvoicingCommon.init_invoice.__func__)
