"""From a row of headings to a proposed meaning of each column."""

import dataclasses
from dataclasses import dataclass

from ..values.cells import column_letters, is_empty
from ..values.samples import fits
from .fields import ADJUSTMENT, DATE, NUMBER, TYPE, currencies_beside
from .headings import CONSIDER, PROPOSE, heading_scores, normalise

SAMPLES = 5
# How much is left of a score when most cells are not what the heading says. A clear one
# is believed: the cells will be refused with a reason.
CLEAR, DOUBT, DISBELIEF = 0.94, 0.65, 0.4
WORDS = (TYPE, ADJUSTMENT)  # one of few words
EVEN = 0.05  # two columns closer than this for one field: a person has to choose


@dataclass
class Column:
    """A column of the sheet.

    ``key`` is its normalised heading, made unique, and names it in mappings. ``field``
    is the proposed field, ``""`` when a person has to choose; ``confidence`` says from
    0 to 1 how sure the proposal is, ``candidates`` lists the other possible fields,
    best first. ``samples`` are its first filled cells, as they are.
    """

    index: int
    heading: str
    key: str
    samples: list = dataclasses.field(default_factory=list)
    field: str = ""
    confidence: float = 0.0
    candidates: list = dataclasses.field(default_factory=list)
    remembered: bool = False

    @property
    def letters(self):
        """The name of the column in a spreadsheet program."""
        return column_letters(self.index)


def heading_row_score(cells, kind, remembered):
    """Return how much a row looks like the headings of a kind of file: the number of
    fields it names, weighed.
    """
    best = {}
    for cell in cells:
        if not isinstance(cell, str) or is_empty(cell) or len(cell) > 200:
            continue
        if normalise(cell) in remembered:
            best[f"remembered {cell}"] = 1.0
            continue
        for name, score in heading_scores(cell, kind)[:2]:
            if score >= PROPOSE and name != "ignored":
                best[name] = max(score, best.get(name, 0))
    return sum(best.values()) if len(best) >= 2 else 0.0


def build_columns(headings, sample_rows, kind, remembered, date_system, currency_codes):
    """Return a :class:`Column` for each heading, and for unnamed columns that hold
    something.
    """
    columns, keys = [], {}
    width = max([len(headings), *(len(row) for row in sample_rows)], default=0)
    for index in range(width):
        heading = headings[index] if index < len(headings) else None
        cells = [
            row[index]
            for row in sample_rows
            if index < len(row) and not is_empty(row[index])
        ]
        if is_empty(heading) and not cells:
            continue
        text = "" if is_empty(heading) else " ".join(str(heading).split())[:200]
        base = normalise(text) or f"column {column_letters(index).lower()}"
        keys[base] = keys.get(base, 0) + 1
        key = base if keys[base] == 1 else f"{base} {keys[base]}"
        columns.append(Column(index, text, key, cells[:SAMPLES]))
        columns[-1].candidates = _candidates(
            columns[-1], cells, kind, date_system, currency_codes
        )
    _propose(columns, kind.fields, remembered)
    return columns


def _candidates(column, cells, kind, date_system, currency_codes):
    """Wording scores, lowered where the cells do not look like it."""
    found = []
    scores = heading_scores(column.heading, kind) if column.heading else ()
    for name, score in scores:
        value = kind.fields[name]
        if cells and value in (NUMBER, DATE, *WORDS):
            codes = currencies_beside(name, currency_codes)
            fitting = sum(fits(value, cell, date_system, codes) for cell in cells)
            share = fitting / len(cells)
            if share < 0.5:
                clear = score >= CLEAR and value not in WORDS
                score *= DOUBT if clear else DISBELIEF
        if score >= CONSIDER:
            found.append((name, score))
    return sorted(found, key=lambda item: -item[1])


def _propose(columns, names, remembered):
    taken = set()
    for column in columns:
        if column.key in remembered:
            name = remembered[column.key]
            if not name or name == "ignored" or (name in names and name not in taken):
                column.field, column.confidence, column.remembered = (
                    name or "ignored",
                    1.0,
                    True,
                )
                taken.add(name)
    pairs = [
        (score, column, name)
        for column in columns
        if not column.remembered
        for name, score in column.candidates
    ]
    for score, column, name in sorted(pairs, key=lambda pair: -pair[0]):
        if column.field or score < PROPOSE:
            continue
        if name == "ignored":
            column.field, column.confidence = name, score
        elif name not in taken:
            rivals = [
                other
                for other in columns
                if other is not column
                and not other.field
                and dict(other.candidates).get(name, 0) > score - EVEN
                and other.candidates[0][0] == name
            ]
            taken.add(name)
            if not rivals:
                column.field, column.confidence = name, score
    for column in columns:
        column.candidates = [
            name for name, _score in column.candidates if name != column.field
        ]
