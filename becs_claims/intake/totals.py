"""Rows at the end of a sheet, or between its groups, that add up others."""

from dataclasses import dataclass
from decimal import Decimal

from .columns.headings import normalise
from .errors import Problem
from .values.cells import is_empty

_WORDS = frozenset(
    """total totals grandtotal subtotal sum summe gesamt gesamtsumme zwischensumme
    endsumme insgesamt somme soustotal totalgeneral totalgenerale totale totali
    subtotale totaal eindtotaal subtotaal suma soma totais totales totaux reporttotal
    claimtotal
    """.split()
)
SUMMED = ("quantity", "amount_claimed")


@dataclass
class ControlTotal:
    """What a total row states and what the rows above it add up to.

    ``stated`` and ``found`` hold the fields ``quantity`` and ``amount_claimed`` the row
    states, as :class:`Decimal`, with the signs of the file; ``agrees`` tells whether
    all of them are equal.
    """

    row_number: int
    stated: dict
    found: dict

    @property
    def agrees(self):
        """Tell whether the rows read add up to what the row states."""
        return all(self.found[name] == value for name, value in self.stated.items())

    def notes(self):
        """Return one :class:`.errors.Problem` per stated field, that says whether it
        agrees.
        """
        return [
            Problem(
                "total_agrees" if self.found[name] == value else "total_differs",
                row=self.row_number,
                field=name,
                stated=f"{value:f}",
                found=f"{self.found[name]:f}",
            )
            for name, value in self.stated.items()
        ]


class Totals:
    """Adds up what the rows state, and recognises the rows that state sums."""

    def __init__(self):
        self.all = dict.fromkeys(SUMMED, Decimal(0))
        self.group = dict.fromkeys(SUMMED, Decimal(0))
        self.control = []

    def add(self, name, numbers):
        """Add the stated numbers of ordinary rows."""
        amount = sum(numbers, Decimal(0))
        self.all[name] += amount
        self.group[name] += amount

    def is_total(self, row_number, raw, values):
        """Tell whether a row without ship date is a total, and keep what it states.

        :param values: {field: value or problem}
        """
        stated = {
            name: values[name]
            for name in SUMMED
            if isinstance(values.get(name), Decimal)
        }
        label = next(
            (cell for cell in raw if isinstance(cell, str) and not is_empty(cell)), None
        )
        labelled = label is not None and _says_total(label)
        words = " ".join(label.split()) if labelled else None
        for name, value in values.items():
            if name in SUMMED or value is None:
                continue
            if isinstance(value, Decimal):
                continue
            if labelled and (
                value == words
                or name in ("currency", "uom_ref")
                or isinstance(value, Problem)
            ):
                continue
            return False
        if not labelled and not (stated and self._matches(stated)):
            return False
        if stated:
            found = self.group if self._equal(stated, self.group) else self.all
            self.control.append(
                ControlTotal(row_number, stated, {name: found[name] for name in stated})
            )
            self.group = dict.fromkeys(SUMMED, Decimal(0))
        return True

    def _matches(self, stated):
        return any(stated.values()) and (
            self._equal(stated, self.all) or self._equal(stated, self.group)
        )

    @staticmethod
    def _equal(stated, sums):
        return all(sums[name] == value for name, value in stated.items())


def _says_total(text):
    name = normalise(text)
    first, _space, _rest = name.partition(" ")
    return first in _WORDS or name.replace(" ", "") in _WORDS
