"""What a credit method is."""

from dataclasses import dataclass
from decimal import Decimal

from odoo.tools import SQL


@dataclass(frozen=True)
class Term:
    """A field of a program line that a credit method uses.

    SQL of the method reads it as ``l.term_<name>``: a price in the claim's currency, a
    percent as it is entered, 0 where nothing is entered.

    :ivar name: name of the field, a float; that of the terms mixin
        (``becs.line.terms.mixin``)
    :ivar column: name of the column of a price list file that states it, None: no file
        does. A row that states it gives its line this method.
    :ivar is_percent: whether it is a percent; else it is a price in the program's
        currency
    :ivar is_required: whether a line pays nothing without it
    :ivar less_when_higher: whether the program gives less where it is raised; else the
        program gives less where it is lowered
    """

    name: str
    column: str | None = None
    is_percent: bool = False
    is_required: bool = False
    less_when_higher: bool = False

    def sql(self):
        """SQL of its column, from program line ``pl`` and its ``rate``."""
        value = SQL("COALESCE(%s, 0)", SQL.identifier("pl", self.name))
        if not self.is_percent:
            value = SQL("%s * rate.own", value)
        return SQL("%s AS %s", value, SQL.identifier(f"term_{self.name}"))


class Method:
    """How the credit for one unit is worked out.

    Unless it says otherwise, a method says an authorized price, and the credit is what
    the into-stock price is above that.

    SQL of prices speaks of the line ``l`` with the columns of ``prices.price`` up to
    the prices. What explains a line is asked with ``line`` (one ``becs.claim.line``,
    which writes prices and numbers as texts and translates) and ``terms`` (what holds
    the terms it was validated by: read like a program line).

    :cvar code: value of ``credit_method``
    :cvar terms: its :class:`Term` objects
    :cvar uses_stock_price: whether the credit depends on the into-stock price
    :cvar uses_resale_price: whether the credit depends on the resale price
    :cvar uses_pricelist: whether the authorized price is that of the program's price
        list: it is asked for, and read as ``l.listed_authorized_price``
    :cvar price_unknown: what is told where the authorized price is not known, a text
        to translate; None: it is always known, or there is none
    """

    code = ""
    terms = ()
    uses_stock_price = True
    uses_resale_price = False
    uses_pricelist = False
    price_unknown = None

    @property
    def may_lack_price(self):
        """Whether there should be an authorized price and may be none."""
        return self.price_unknown is not None

    # In SQL

    def authorized_price(self):
        """SQL of the authorized price of a unit; NULL: not known, or there is none."""
        return SQL("NULL::numeric")

    def unit_credit(self):
        """SQL of the credit for a unit, never below 0; NULL: not known.

        It also reads ``l.into_stock_price`` and ``l.authorized_price``.
        """
        return SQL(
            """CASE WHEN l.into_stock_price < l.authorized_price THEN 0
                    ELSE l.into_stock_price - l.authorized_price END"""
        )

    def expected_credit(self, line, agreed):
        """SQL of what a reported sale may be worth per unit, by its terms alone.

        In the currency of ``program``; the terms are those of ``pl``. NULL where it
        cannot be told: then it is what the line paid so far.

        :param line: SQL, alias of the sale (``becs_pos_line``)
        :param agreed: SQL of the agreed into-stock price, or NULL
        """
        return SQL("NULL::numeric")

    # In words

    def explain_price(self, line, terms):
        """Sentences on how the authorized price came about; none: there is none."""
        return []

    def whole_credit(self, line, terms):
        """The credit for a unit of a line that was validated, as :meth:`unit_credit`
        worked it out."""
        return max(line.into_stock_price - line.authorized_price_calculated, 0)

    def explain_credit(self, line, terms, credit):
        """A sentence on how the credit for a unit came about.

        :param credit: the credit for a unit, a number
        """
        return line.env._(
            "Credit due: %(book)s − %(price)s = %(credit)s per %(unit)s.",
            book=line._price(line.into_stock_price),
            price=line._price(line.authorized_price_calculated),
            credit=line._price(credit),
            unit=line._unit(),
        )

    def told(self, line, terms):
        """What a distributor reads on the portal, as label and value.

        :param line: the ``becs.program.line``, which writes prices as texts
        """
        raise NotImplementedError

    # What a program gives away

    def percent(self, terms):
        """The credit as percent of the into-stock price, or None: it depends."""
        return None

    def not_measured(self, line):
        """Why what it gives away is not known, a sentence; empty: it is.

        :param line: the ``becs.program.line``
        """
        return ""

    def credit_of(self, terms, into_stock, listed):
        """The credit for a unit, for measuring what a program gives away.

        :param into_stock: the into-stock price, exact
        :param listed: the lowest price of the program's price list, where the method
            uses that, else None
        :return: Decimal, also below 0
        """
        return into_stock - exact(listed)


def exact(number):
    """The decimal that a field shows."""
    return Decimal(str(number or 0))
