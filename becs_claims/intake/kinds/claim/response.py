"""The response file: what became of each line of a claim, to be put right.

Its headings are those of the claim form, after columns that tell the verdict. The first
column names the line; left as it is, it says what a corrected row is sent again for.
"""

import csv
import datetime
import io
from typing import NamedTuple

from ...messages import FIELD_LABELS, _lt
from ...writers import SHEET_ROWS, Sheet, fitting, harmless
from . import CLAIM

REFERENCE = "resubmission_ref"
ANSWER_HEADINGS = (
    _lt("Verdict"),
    _lt("Approved amount"),
    _lt("Reason code"),
    _lt("X12 code"),
    _lt("RosettaNet code"),
    _lt("Reason"),
    _lt("What to do"),
)
WIDTHS = (22, 12, 12, 24, 9, 12, 50, 50)
# it is corrected and sent again, and one sheet of a workbook is read
MOST_ROWS = {"xlsx": SHEET_ROWS - 1, "csv": None}


class Answered(NamedTuple):
    """A line and what became of it; ``stated`` has the fields of the claim form."""

    ref: str
    verdict: str
    approved: float
    codes: str
    x12: str
    rosettanet: str
    reason: str
    advice: str
    stated: dict


def write_response(file, kind, lines, translate=None):
    """Write the response file line by line, without holding it in memory.

    :param file: binary file to write to
    :param kind: ``xlsx`` or ``csv``; csv has commas and decimal points
    :param lines: iterable of :class:`Answered`
    :param translate: function (English text) -> text in the reader's language
    :return: number of lines
    """
    translate = translate or (lambda text: text)
    labels = [FIELD_LABELS[name] for name in CLAIM.template]
    headings = [FIELD_LABELS[REFERENCE], *ANSWER_HEADINGS, *labels]
    headings = [translate(heading) for heading in headings]
    writer = (_Xlsx if kind == "xlsx" else _Csv)(file, headings)
    number = 0
    for line in lines:
        number += 1
        stated = (line.stated[name] for name in CLAIM.template)
        writer.add([_cell(cell) for cell in (*line[:-1], *stated)])
    writer.close()
    return number


def _cell(value):
    """Return a value without the decimals of a whole number."""
    return int(value) if isinstance(value, float) and value == int(value) else value


class _Xlsx:
    def __init__(self, file, headings):
        widths = [*WIDTHS, *fitting(headings[len(WIDTHS) :])]
        self.sheet = Sheet(file, headings, widths)

    def add(self, cells):
        self.sheet.write_row(cells)

    def close(self):
        self.sheet.close()


class _Csv:
    def __init__(self, file, headings):
        self.text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        self.csv = csv.writer(self.text)
        self.csv.writerow(headings)

    def add(self, cells):
        self.csv.writerow([harmless(self._plain(cell)) for cell in cells])

    def _plain(self, cell):
        return cell.isoformat() if isinstance(cell, datetime.date) else cell

    def close(self):
        self.text.flush()
        self.text.detach()  # the file stays open
