"""The months the demo plays in, counted back from one day."""

import datetime
from dataclasses import dataclass

FILED_AFTER_DAYS = 5  # distributors send their claim on the 5th of the next month


@dataclass(frozen=True)
class Month:
    """A calendar month, both days inclusive."""

    start: datetime.date
    end: datetime.date

    def day(self, number: int) -> datetime.date:
        """The day of that number, or the last one of a shorter month."""
        return min(self.start + datetime.timedelta(days=number - 1), self.end)

    @property
    def label(self) -> str:
        return f"{self.start:%Y-%m}"


@dataclass(frozen=True)
class Calendar:
    """Everything is dated relative to ``today``, so that the screens look current."""

    today: datetime.date

    def month(self, back: int) -> Month:
        """The full month that ended ``back`` months ago; 0 is the current one."""
        number = self.today.year * 12 + self.today.month - 1 - back
        start = datetime.date(number // 12, number % 12 + 1, 1)
        number += 1
        following = datetime.date(number // 12, number % 12 + 1, 1)
        return Month(start, following - datetime.timedelta(days=1))

    def filed(self, month: Month) -> datetime.date:
        """The day a claim for the month is filed: never later than today."""
        filed = month.end + datetime.timedelta(days=FILED_AFTER_DAYS)
        return min(filed, self.today)
