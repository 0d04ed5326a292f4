"""What an amendment is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

AMENDABLE = ("approved", "suspended", "closed")


@dataclass
class Amendment:
    """What an amendment changes.

    ``date_from`` is the first ship date for which it does; None: for all. ``terms`` are
    new values of the program, ``lines`` those of its lines ({line: values}; one with
    ``active`` False is taken out), as :func:`terms_by_date.value_of` gives them.
    ``added`` are values of new lines, as for ``create``. ``user`` is who prepared it;
    None: who makes it. ``since`` is the horizon of ``becs.input.change`` at which it
    was begun, None: before all changes; empty: now.
    """

    reason: str
    date_from: date | None = None
    terms: dict = field(default_factory=dict)
    lines: dict = field(default_factory=dict)
    added: list = field(default_factory=list)
    user: Any = None
    since: str | None = ""
