"""What the steps of one run know about it."""

from dataclasses import dataclass
from typing import Any

from odoo.tools import SQL


@dataclass
class Run:
    """One run: the claims validated together, all of one company.

    ``reserve`` is whether programs are drawn on; ``today`` the filing date of claims
    that were not filed yet; ``formats`` writes numbers and dates into messages;
    ``lays`` is whether lines are priced by purchase layers, used first in first out;
    ``has_earlier_terms`` whether programs have other terms for some ship dates.
    """

    env: Any
    claims: Any
    reserve: bool
    today: Any
    report: Any = None
    formats: Any = None
    total: int = 0
    lays: bool = False
    has_earlier_terms: bool = False

    @property
    def company(self):
        return self.claims.company_id

    @property
    def checks(self):
        """The checks in their order, see ``becs.rule._checks``."""
        return self.env["becs.rule"]._checks_in_order()

    @property
    def methods(self):
        """The credit methods, see ``becs.line.terms.mixin._credit_methods``."""
        return self.env["becs.program.line"]._methods()

    def execute(self, query):
        """Execute a query and return the number of rows it wrote or read."""
        self.env.cr.execute(query)
        return self.env.cr.rowcount

    def rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchall()

    def table(self, name, query, index=None, *, nothing=False):
        """Store ``query`` in the temporary table ``name`` and analyze it.

        :param name: ``becs_run_`` and what one row is; no table of the database has it
            (tests look), which it would hide
        :param index: SQL of the columns of an index on it; tables that are joined
            with stored ones have one, so that statistics of these which do not know
            of a claim stored just now make no plan that takes for ever
        :param nothing: the caller knows that there will be no row; to plan a query
            takes longer than to validate a line
        :return: number of rows
        """
        table = SQL.identifier(name)
        self.drop(name)
        if nothing:
            query = SQL("%s WITH NO DATA", query)
        count = self.execute(
            SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", table, query)
        )
        if index:
            self.execute(SQL("CREATE INDEX ON %s (%s)", table, index))
        self.execute(SQL("ANALYZE %s", table))
        return 0 if nothing else count

    def drop(self, *names):
        for name in names:
            self.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", SQL.identifier(name)))

    def progress(self, share, text):
        """Tell how far the run is: ``share`` of the whole work is done."""
        if self.report:
            self.report(int(self.total * share), self.total, text)
