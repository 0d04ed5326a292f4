"""What the steps of one run know about it, and the tables they leave."""

from dataclasses import dataclass, field
from typing import Any

from odoo.tools import SQL

# with so few lines and rows an index costs more than it saves
FEW = 100


@dataclass(frozen=True)
class Table:
    """A temporary table of a run.

    :param name: ``becs_run_`` and what one row is; no table of the database has it
        (tests look), which it would hide
    :param holds: what one row says, and which columns need a word
    :param columns: names and types, ``"id int, price numeric"``, of a table that a run
        may have no rows for: such a run does not make it, and steps read it by
        :meth:`Run.source`
    :param line: column with the id of a claim line, to find what a run said of it
    :param stored: whether it is joined with stored tables: then the planner is told
        even of few rows, else it may read all that is stored for a single one
    """

    name: str
    holds: str
    columns: str = ""
    line: str = ""
    stored: bool = False


class UnsettledError(Exception):
    """Passes over the lines that do not come to an end."""


@dataclass
class Run:
    """One run: the claims validated together, all of one company.

    ``reserve`` is whether programs are drawn on; ``today`` the filing date of claims
    that were not filed yet; ``formats`` writes numbers and dates into messages;
    ``total`` is the number of lines.

    What there is to do is found on the way. Of the distributors: ``has_reporters`` is
    whether one reports its sales, ``has_stock`` whether the stock of one is validated.
    Of the lines: ``has_serials`` is whether some name serial numbers, ``has_returns``
    whether goods came back, ``has_unstated`` whether sales name no authorization,
    ``has_resubmitted`` whether some were sent before. Of the programs:
    ``has_earlier_terms`` is whether they have other terms for some ship dates,
    ``sources`` are the sources of their into-stock prices, ``names_distributors``,
    ``names_customers`` and ``has_pricelists`` whether one names some, or takes its
    prices from a price list. ``own_rules`` are the rows of the company's own rules that
    are switched on, ``lays`` is whether lines are priced by purchase layers, used first
    in first out.
    """

    env: Any
    claims: Any
    reserve: bool
    today: Any = None
    report: Any = None
    formats: Any = None
    total: int = 0
    partner_ids: list = field(default_factory=list)
    has_reporters: bool = False
    has_stock: bool = False
    has_serials: bool = False
    has_returns: bool = False
    has_unstated: bool = False
    has_resubmitted: bool = False
    has_earlier_terms: bool = False
    sources: frozenset = frozenset()
    names_distributors: bool = False
    names_customers: bool = False
    has_pricelists: bool = False
    own_rules: list = field(default_factory=list)
    lays: bool = False
    #: names of the tables this run has made
    made: set = field(default_factory=set)

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

    def settle(self, query, most):
        """Execute ``query(1)``, ``query(2)`` … until one changes nothing.

        :param query: SQL of a pass by its number, which settles one more row at least
        :param most: number of rows
        :raise UnsettledError: it goes on changing rows that should be settled
        """
        for number in range(1, most + 2):
            if not self.execute(query(number)):
                return
        raise UnsettledError(f"{most} rows change after {most + 1} passes")

    def table(self, table, query, index=None, *, nothing=False):
        """Store ``query`` in a temporary table.

        :param table: a :class:`Table`
        :param index: SQL of the columns of an index on it, where there are more than a
            few rows; tables that are joined with stored ones have one, so that
            statistics of these which do not know of a claim stored just now make no
            plan that takes for ever
        :param nothing: there is no row, so that it is not made; to plan a query takes
            longer than to validate a line
        :return: number of rows
        """
        name = SQL.identifier(table.name)
        if table.name in self.made:
            self.execute(SQL("DROP TABLE %s", name))
            self.made.remove(table.name)
        if nothing:
            return 0
        count = self.execute(
            SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", name, query)
        )
        self.made.add(table.name)
        is_large = max(count, self.total) > FEW
        if index and is_large:
            self.execute(SQL("CREATE INDEX ON %s (%s)", name, index))
        if table.stored or is_large:
            self.execute(SQL("ANALYZE %s", name))
        return count

    def analyze(self, table):
        """Tell the planner what is in a table that got rows after it was made."""
        if self.total > FEW:
            self.execute(SQL("ANALYZE %s", SQL.identifier(table.name)))

    def source(self, table):
        """SQL of what to read a table from, where a run may not have made it.

        It needs an alias.
        """
        if table.name in self.made:
            return SQL.identifier(table.name)
        return SQL(
            "(SELECT %s WHERE FALSE)",
            SQL(", ").join(
                SQL("NULL::%s AS %s", SQL(kind), SQL.identifier(name))
                for name, kind in (
                    column.split(" ", 1) for column in table.columns.split(", ")
                )
            ),
        )

    def begin(self):
        """Drop what runs before left in this transaction."""
        left = [
            name
            for [name] in self.rows(
                SQL(
                    r"""SELECT relname FROM pg_class
                         WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
                           AND relname LIKE 'becs\_run\_%%'"""
                )
            )
        ]
        if left:
            tables = SQL(", ").join(SQL.identifier("pg_temp", name) for name in left)
            self.execute(SQL("DROP TABLE %s", tables))

    def progress(self, share, text):
        """Tell how far the run is: ``share`` of the whole work is done."""
        if self.report:
            self.report(int(self.total * share), self.total, text)
