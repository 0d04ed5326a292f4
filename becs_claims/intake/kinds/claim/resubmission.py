"""Rows that are sent again for a line that was rejected or paid in part."""

from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ...errors import Problem, shown
from ...rows import Refused

BATCH = 10_000


class Answer(NamedTuple):
    """What became of a line that was filed before.

    ``claimed``, ``paid`` and ``rounding`` are in the currency of its claim; ``same``
    tells whether that is the currency of the rows. ``resubmitted_as`` is
    the reference of the line that was sent again for it and still counts, or ``None``.
    """

    id: int
    ref: str
    state: str
    is_return: bool
    claimed: Decimal
    paid: Decimal
    rounding: Decimal
    same: bool
    resubmitted_as: str | None

    @property
    def rest(self):
        """What was claimed and not paid."""
        return self.claimed - self.paid


class Resubmissions:
    """Iterates over the rows of a reading, each with ``resubmission_of_id``: the id of
    the line its reference names. Rows that cannot be sent again are refused.

    :param reading: a :class:`.rows.Reading`
    :param look_up: function (references as stated) -> {reference: :class:`Answer`} of
        those that are known; called once per batch
    """

    def __init__(self, reading, look_up):
        self.reading = reading
        self.look_up = look_up
        self.column = reading.columns.get("resubmission_ref")
        self._rows = {}  # line → row that sends it again

    def __iter__(self):
        if self.column is None:
            for row in self.reading:
                if not isinstance(row, Refused):
                    row.values["resubmission_of_id"] = None
                yield row
            return
        rows = iter(self.reading)
        while batch := list(islice(rows, BATCH)):
            refs = {
                row.values["resubmission_ref"]
                for row in batch
                if not isinstance(row, Refused)
            } - {None}
            answers = self.look_up(refs) if refs else {}
            for row in batch:
                yield row if isinstance(row, Refused) else self._settled(row, answers)

    def _settled(self, row, answers):
        ref = row.values["resubmission_ref"]
        answer = answers.get(ref)
        row.values["resubmission_of_id"] = answer and answer.id
        problem = None
        if ref is not None:
            problem = self._problem(row, ref, answer)
        if problem is None:
            return row
        return self.reading.refuse(row, problem)

    def _problem(self, row, ref, answer):
        """Return why a row cannot be sent again, or ``None``."""
        if answer is None:
            return self._because("resubmission_unknown", shown(ref))
        if answer.state == "approved":
            return self._because("resubmission_paid", answer.ref)
        if answer.state not in ("rejected", "adjusted"):
            return self._because("resubmission_open", answer.ref)
        if answer.resubmitted_as:
            return self._because(
                "resubmission_standing", answer.ref, other=answer.resubmitted_as
            )
        first = self._rows.setdefault(answer.id, row.number)
        if first != row.number:
            return self._because("resubmission_twice", answer.ref, other=first)
        if self._claims_too_much(row.values, answer):
            return self._because(
                "resubmission_too_much",
                answer.ref,
                claimed=f"{answer.claimed:f}",
                paid=f"{answer.paid:f}",
                rest=f"{answer.rest:f}",
            )
        return None

    def _because(self, code, value, **params):
        column = self.column
        place = ", ".join(filter(None, (column.heading, column.letters)))
        return Problem(
            code, field="resubmission_ref", column=place, value=value, **params
        )

    def _claims_too_much(self, values, answer):
        """Tell whether a row asks for more than the part of a sale that was not paid;
        stating nothing asks for the whole.
        """
        if answer.state != "adjusted" or answer.is_return or not answer.same:
            return False
        amount = values["amount_claimed"]
        if not amount:
            unit = values["unit_credit"]
            if not unit and values["book_price"] and values["authorized_price"]:
                unit = values["book_price"] - values["authorized_price"]
            amount = unit and values["quantity"] and unit * values["quantity"]
        return not amount or amount - answer.rest >= answer.rounding / 2
