"""Reported sales that were reported before, or stand in a file twice."""

from hashlib import blake2b
from itertools import islice

from ...errors import Problem
from ...looked_up import BATCH
from ...rows import Row


class ReportedOnce:
    """Iterates over rows of reported sales and refuses those that are reported for the
    second time: the same document, document line and product. Without a document line
    every row counts.

    :param rows: rows with ``product_id``, see :class:`.looked_up.LookedUp`
    :param reading: their :class:`.rows.Reading`
    :param look_up: function (list of keys) -> {key: name of the report}, of those
        reported before; a key is (document, document line, product id or None,
        reference of an unknown product or None), texts compared as in :func:`key_of`;
        called once per batch
    :param period: (first day, last day): sales outside of it are refused
    """

    def __init__(self, rows, reading, look_up, period=None):
        self.rows = rows
        self.reading = reading
        self.look_up = look_up
        self.period = period
        # digest of a key → row; the keys of a million rows would be too much
        self._seen = {}

    def __iter__(self):
        rows = iter(self.rows)
        while batch := list(islice(rows, BATCH)):
            keys = {
                row.number: key_of(row.values)
                for row in batch
                if isinstance(row, Row) and row.values["pos_line_ref"]
            }
            before = self.look_up(list(set(keys.values()))) if keys else {}
            for row in batch:
                problem = self._problem(row, keys.get(row.number), before)
                yield self.reading.refuse(row, problem) if problem else row

    def _problem(self, row, key, before):
        if not isinstance(row, Row):
            return None
        day = row.values["date_ship"]
        if self.period and not self.period[0] <= day <= self.period[1]:
            first, last = self.period
            return Problem(
                "outside_period",
                field="date_ship",
                value=day.isoformat(),
                first=first.isoformat(),
                last=last.isoformat(),
            )
        if key is None:
            return None
        if key in before:
            return Problem("sale_reported_before", report=before[key])
        digest = blake2b(repr(key).encode(), digest_size=16).digest()
        first = self._seen.setdefault(digest, row.number)
        return Problem("sale_twice", row=first) if first != row.number else None


def key_of(values):
    """Return what makes a reported sale with a document line the same as another."""
    product = values["product_id"]
    return (
        _text(values["pos_document"]),
        _text(values["pos_line_ref"]),
        product,
        None if product else _text(values["product_ref"]),
    )


def _text(text):
    return text.strip().lower()
