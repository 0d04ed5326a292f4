"""The credit methods of the add-on, one file each, and how methods are put together.

To add one, add a file here, or return a :class:`Method` from
``becs.line.terms.mixin._credit_methods`` in another add-on. It also adds the code to
the choices of ``credit_method``, and its terms as fields, to that mixin.
"""

from functools import cached_property

from odoo.tools import SQL

from .base import Method, Term
from .fixed import Fixed
from .margin import Margin
from .net_price import NetPrice
from .percent import Percent
from .pricelist import Pricelist

# the add-on's own share of ``becs.line.terms.mixin._credit_methods``
CORE = (NetPrice(), Percent(), Fixed(), Pricelist(), Margin())
# terms that lines have whatever their method, around those of the methods
_FIRST = ("credit_method",)
_LAST = (
    "agreed_book_price",
    "excluded",
    "min_quantity",
    "min_resale_price",
    "max_resale_price",
)


class Methods(dict):
    """Credit methods by their codes.

    :raise ValueError: two methods have one code
    """

    def __init__(self, methods):
        """Put methods together."""
        super().__init__((method.code, method) for method in methods)
        if len(self) < len(methods):
            raise ValueError(
                "Two credit methods have one code: "
                + ", ".join(method.code for method in methods)
            )

    @cached_property
    def terms(self):
        """{name: :class:`Term`} of all methods; of one name the first one counts."""
        found = {}
        for method in self.values():
            for term in method.terms:
                found.setdefault(term.name, term)
        return found

    @cached_property
    def line_terms(self):
        """Names of all terms of a program line that hold by ship date."""
        return (*_FIRST, *self.terms, *_LAST)

    @cached_property
    def columns(self):
        """{column of a price list file: (name of the term, code of the method)}."""
        return {
            term.column: (term.name, method.code)
            for method in self.values()
            for term in method.terms
            if term.column
        }

    def term_columns(self):
        """SQL of the terms of all methods, from program line ``pl`` and ``rate``."""
        return SQL(", ").join(term.sql() for term in self.terms.values())

    def where(self, alias, name):
        """SQL of whether the method of a program line is such: NULL without a line.

        :param alias: alias with the column ``credit_method``
        :param name: name of what is true or false of a method
        """
        codes = [code for code, method in self.items() if getattr(method, name)]
        return SQL("%s = ANY(%s)", SQL.identifier(alias, "credit_method"), codes)

    def case(self, alias, sql_of):
        """SQL of what the method of a program line says; NULL without a line.

        :param alias: alias with the column ``credit_method``
        :param sql_of: function (method) → SQL
        """
        return SQL(
            "CASE %s %s END",
            SQL.identifier(alias, "credit_method"),
            SQL(" ").join(
                SQL("WHEN %s THEN %s", code, sql_of(method))
                for code, method in self.items()
            ),
        )
