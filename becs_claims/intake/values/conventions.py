"""How a file writes numbers and dates, decided on all its cells before one of them is
read for good.
"""

from dataclasses import dataclass, field

from ..columns.fields import DATE, NUMBER
from ..errors import Problem, shown
from .dates import DMY, MDY, date_shape
from .numerals import COMMA, POINT, number_shape, simple_number

MIXED = "mixed"
STRAY = 0.02  # up to this share of contrary evidence is taken for slips of the keyboard
REMEMBERED = 100_000


@dataclass
class Evidence:
    """What the texts of one column prove: how many distinct cells can only be read in
    each way.
    """

    counts: dict = field(default_factory=dict)
    hinted: bool = False  # dates with dots are written with the day first
    open_question: str = ""  # first cell that can be read in two ways

    def settled(self):
        """Return the way the column is written, ``MIXED``, or ``None`` when nothing
        proves anything.
        """
        ways = sorted(self.counts.items(), key=lambda item: -item[1])
        if not ways:
            return None
        if len(ways) > 1 and ways[1][1] > STRAY * (ways[0][1] + ways[1][1]):
            return MIXED
        return ways[0][0]


class Survey:
    """First pass over the rows: gathers evidence and counts.

    :param kinds: {column index: kind of field} of the mapped columns
    :param currency_codes: the currencies that may be written beside numbers
    """

    def __init__(self, kinds, currency_codes):
        self.evidence = {
            index: Evidence() for index, kind in kinds.items() if kind in (NUMBER, DATE)
        }
        self.kinds = kinds
        self.currency_codes = currency_codes
        self.rows = 0
        self.short_rows = 0
        self.last_number = 0
        self._known = {index: set() for index in self.evidence}

    def look_at(self, index, cells):
        """Take in the cells of one column."""
        texts = {cell for cell in cells if type(cell) is str}
        known = self._known[index]
        new = texts - known
        if not new:
            return
        if len(known) > REMEMBERED:
            known.clear()
        known |= new
        evidence = self.evidence[index]
        counts = evidence.counts
        numbers = self.kinds[index] == NUMBER
        for text in new:
            if numbers and (simple := simple_number(text)):
                if simple[0]:
                    counts[simple[0]] = counts.get(simple[0], 0) + 1
                continue
            shape = (
                number_shape(text, self.currency_codes) if numbers else date_shape(text)
            )
            if isinstance(shape, str):
                continue
            proves = shape.evidence
            if proves:
                counts[proves] = counts.get(proves, 0) + 1
            elif shape.ambiguous:
                if getattr(shape, "dotted", False):
                    evidence.hinted = True
                if not evidence.open_question or text < evidence.open_question:
                    evidence.open_question = text


class Conventions:
    """The decimal sign and the order of dates of each column: evidence of the column,
    else of the file, else options.
    """

    def __init__(self, survey, options):
        self.by_column = {}
        self.questions = []
        self._decide(
            survey, NUMBER, options.decimal, options.decimal_hint, "ask_decimal"
        )
        self._decide(
            survey, DATE, options.date_order, options.date_order_hint, "ask_date_order"
        )

    def _decide(self, survey, kind, chosen, hint, question):
        columns = {
            index: item
            for index, item in survey.evidence.items()
            if survey.kinds[index] == kind
        }
        together = Evidence()
        for item in columns.values():
            for way, count in item.counts.items():
                together.counts[way] = together.counts.get(way, 0) + count
        for index, item in columns.items():
            way = (
                chosen
                or item.settled()
                or together.settled()
                or (DMY if item.hinted else None)
                or hint
            )
            self.by_column[index] = way
            if (
                item.open_question
                and way in (None, MIXED)
                and not any(q.code == question for q in self.questions)
            ):
                self.questions.append(
                    Problem(question, value=shown(item.open_question))
                )

    def summary(self):
        """Return the decimal sign and order of dates of the file, for showing:
        ``{"decimal": …, "date_order": …}``.
        """
        ways = set(self.by_column.values())
        return {
            "decimal": _one_of(ways, (POINT, COMMA)),
            "date_order": _one_of(ways, (DMY, MDY)),
        }


def _one_of(ways, choices):
    found = [way for way in choices if way in ways]
    return found[0] if len(found) == 1 else MIXED if found else None
