"""When the monthly run is due."""

from calendar import monthrange
from datetime import date, datetime, timedelta


def last_due(day: int, hour: int, now: datetime) -> date:
    """The latest due day whose hour has come.

    :param day: day of the month, 1 to 31; a short month's last day stands for the
        days it does not have
    :param hour: full hour of the day, 0 to 23, in the time zone of ``now``
    """
    today = (now - timedelta(hours=hour)).date()
    due = _in_month(day, today)
    if due > today:
        due = _in_month(day, today.replace(day=1) - timedelta(days=1))
    return due


def _in_month(day, month):
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))
