"""Rows of a list of authorized prices with the products they are for."""

from itertools import islice

from ...columns.fields import PROGRAM_METHODS
from ...errors import Problem, shown
from ...looked_up import BATCH
from ...rows import Row


class ProgramRows:
    """Iterates over the rows of a reading with ``product_id``. Rows that cannot become
    a line of the program are refused.

    :param reading: a :class:`.rows.Reading`
    :param look_up: function (texts as stated) -> {text: product id} of those that are
        known; called once per batch, for texts not met before
    :param known: ids of the products the program has a line of its own for
    """

    def __init__(self, reading, look_up, known):
        self.reading = reading
        self.look_up = look_up
        self.known = known
        self._found = {}
        self._rows = {}

    def __iter__(self):
        rows = iter(self.reading)
        while batch := list(islice(rows, BATCH)):
            texts = {row.values["product_ref"] for row in batch if isinstance(row, Row)}
            new = texts - self._found.keys()
            if new:
                found = self.look_up(new)
                self._found.update({text: found.get(text) for text in new})
            for row in batch:
                yield self._settled(row) if isinstance(row, Row) else row

    def _settled(self, row):
        values = row.values
        product_id = values["product_id"] = self._found[values["product_ref"]]
        problem = self._problem(values, product_id)
        if problem:
            return self.reading.refuse(row, problem)
        self._rows[product_id] = row.number
        return row

    def _problem(self, values, product_id):
        if not product_id:
            return Problem(
                "product_of_program_unknown",
                field="product_ref",
                value=shown(values["product_ref"]),
            )
        if product_id in self._rows:
            return Problem("product_twice", row=self._rows[product_id])
        if product_id not in self.known and all(
            values[name] is None for name in PROGRAM_METHODS
        ):
            return Problem("price_missing")
        return None
