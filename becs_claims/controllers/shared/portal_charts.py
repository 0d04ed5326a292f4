"""Figures of the portal's charts, drawn by the server: bars, and the same as words."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools.misc import format_date


def by_month(env, claims, since, months):
    """Money of claims of one currency by the month they were filed in.

    :param since: first day of the first month
    :return: dicts with ``label`` (short), ``name``, ``claimed``, ``approved``, and
        for the columns ``height`` and ``share`` (approved of claimed), in percent
    """
    rows = []
    for number in range(months):
        first = since + relativedelta(months=number)
        own = claims.filtered(
            lambda claim, first=first: (
                fields.Date.start_of(claim.date_submitted, "month") == first
            )
        )
        rows.append(
            {
                "label": format_date(env, first, date_format="MMM"),
                "name": format_date(env, first, date_format="MMMM y"),
                "claimed": sum(own.mapped("amount_claimed")),
                "approved": sum(own.mapped("amount_approved")),
            }
        )
    for row in scaled(rows, "claimed"):
        row["height"] = row["percent"]
        row["share"] = percent(row["approved"], row["claimed"])
    return rows


def scaled(rows, name):
    """Add to each row the ``percent`` its value ``name`` is of the largest one."""
    largest = max((row[name] for row in rows), default=0)
    for row in rows:
        row["percent"] = percent(row[name], largest)
    return rows


def percent(part, whole):
    """A share from 0 to 100; 0 of nothing."""
    return min(max(100 * part / whole, 0), 100) if whole > 0 else 0
