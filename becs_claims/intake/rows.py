"""The rows of a table, read: typed values, or the reasons why not."""

import datetime
from decimal import Decimal
from itertools import compress, islice, repeat
from typing import NamedTuple

from .columns import fields
from .errors import IntakeError, Problem
from .totals import SUMMED, Totals
from .values.cells import BrokenRow, column_letters, is_empty, row_is_empty
from .values.conventions import Conventions
from .values.converters import converter

BATCH = 1000
FILE_VALUES = (
    20  # more different debit numbers or distributors than that are not worth listing
)


class Row(NamedTuple):
    """A row that could be read.

    ``values`` has every line field of its kind of file; ``None`` where nothing is
    stated. Numbers are :class:`~decimal.Decimal`, dates :class:`datetime.date`, serial
    numbers a tuple of texts. ``number`` is the row's number in the sheet, ``raw`` its
    cells as they were.
    """

    number: int
    values: dict
    raw: list


class Refused(NamedTuple):
    """A row that could not be read, with every reason (:class:`.errors.Problem`)."""

    number: int
    raw: list
    reasons: list


class Reading:
    """Iterates over :class:`Row` and :class:`Refused` of a table, once or several
    times.

    Known before the first row: ``total`` (filled rows below the headings, for a
    progress bar), ``conventions`` and ``questions`` (what a person should decide first;
    unanswered, the cells in question are refused). Complete after the last row:
    ``rows_good``, ``rows_refused``, ``rows_skipped`` (totals and repeated headings;
    these three add up to ``total``), ``control_totals``, ``sums`` (stated quantity and
    amount, signs as in the file), ``currencies`` (ISO codes met) and ``file_values``
    (distinct debit numbers and distributors).
    """

    def __init__(self, table, mapping, options, reach=None):
        self.table = table
        self.kind = table.kind
        self.options = options
        self.limits = table.limits
        self.date_system = table.source.date_system
        self.columns = table.mapped_columns(mapping)
        self.survey = table.survey(mapping, reach)
        self.conventions = Conventions(self.survey, options)
        self.questions = self.conventions.questions
        self.total = self.survey.rows
        self.defaults = {
            name: _default(self.kind.fields[name], text)
            for name, text in options.defaults.items()
            if name not in self.columns
        }
        self._reset()

    def _reset(self):
        self.rows_good = self.rows_refused = self.rows_skipped = 0
        self.currencies = set()
        self._file_cells = {
            name: set() for name in self.kind.file_fields if name in self.columns
        }
        self._totals = Totals()
        self._converters = {
            name: converter(column, name, self)
            for name, column in self.columns.items()
            if name != "ignored"
        }

    @property
    def control_totals(self):
        """The :class:`.totals.ControlTotal` rows of the sheet."""
        return self._totals.control

    @property
    def sums(self):
        """Sums of what the rows state, by field."""
        return self._totals.all

    @property
    def file_values(self):
        """{``debit_number`` / ``distributor``: the different values stated}, for the
        columns the file has.
        """
        found = {}
        for name, cells in self._file_cells.items():
            values = {self._converters[name][cell] for cell in cells}
            found[name] = sorted(value for value in values if isinstance(value, str))
        return found

    def refuse(self, row, problem):
        """Return a good row of the reading as one that is refused all the same."""
        self.rows_good -= 1
        self.rows_refused += 1
        return Refused(row.number, list(row.raw), [problem])

    def __iter__(self):
        self._reset()
        names = tuple(
            name for name in self._converters if name not in self.kind.file_fields
        )
        indexes = [self.columns[name].index for name in names]
        getters = [self._converters[name].__getitem__ for name in names]
        keys = {self.kind.date, "product_ref"}
        if self.kind.complete:
            keys.update(self.kind.required)
        key_positions = [names.index(name) for name in keys if name in names]
        for numbers, rows in filled_batches(self.table, self.limits):
            cells = list(zip(*rows, strict=True))
            self._note_file_values(cells)
            picked = [without_logicals(cells[index]) for index in indexes]
            values = [
                list(map(get, column))
                for get, column in zip(getters, picked, strict=True)
            ]
            troubled = any(self._converters[name].troubled for name in names) or (
                self.table.format == "csv" and self._has_odd_rows(rows)
            )
            unsure = (
                troubled
                or any(None in values[position] for position in key_positions)
                or not key_positions
            )
            if unsure:
                yield from self._careful_rows(numbers, rows, names, values)
            else:
                self._note(names, values)
                yield from self._plain_rows(numbers, rows, names, values)

    def _plain_rows(self, numbers, rows, names, values):
        """Rows without any problem: nothing to look at but the sign of the quantity."""
        unused = [name for name in self.kind.line_fields if name not in names]
        all_names = (*names, *unused)
        columns = [*values, *(repeat(self.defaults.get(name)) for name in unused)]
        # nested maps, because this is done for every row of every file
        stated = map(dict, map(zip, repeat(all_names), zip(*columns, strict=False)))
        settled = map(self.kind.settle, stated)
        if self.kind.check:
            for number, row, raw in zip(numbers, settled, rows, strict=True):
                yield self._checked(number, row, raw)
        else:
            yield from map(Row, numbers, settled, rows)
            self.rows_good += len(rows)

    def _checked(self, number, values, raw):
        """Return a settled row, or the reasons why it cannot be one."""
        reasons = []
        if self.kind.complete:
            reasons = [
                Problem("missing_value", field=self.kind.shown(name))
                for name in self.kind.required
                if values[name] is None
            ]
        if not reasons and self.kind.check:
            reasons = self.kind.check(values)
        if reasons:
            self.rows_refused += 1
            return Refused(number, list(raw), reasons)
        self.rows_good += 1
        return Row(number, values, raw)

    def _careful_rows(self, numbers, rows, names, values):
        blank = {**dict.fromkeys(self.kind.line_fields), **self.defaults}
        for number, raw, row in zip(
            numbers,
            rows,
            zip(*values, strict=True) if names else repeat(()),
            strict=bool(names),
        ):
            stated = dict(zip(names, row, strict=True))
            reasons = self._structure_problems(number, raw) or self._problems(stated)
            no_date = not any(
                _usable(stated.get(name))
                for name in (self.kind.date, self.kind.stand_ins.get(self.kind.date))
            )
            if (no_date or stated.get("product_ref") is None) and self._is_no_line(
                number, raw, stated
            ):
                self.rows_skipped += 1
                continue
            # one by one: a total adds up the rows above it, not the whole batch
            self._note(names, [[value] for value in row])
            if reasons:
                self.rows_refused += 1
                yield Refused(number, list(raw), reasons)
            else:
                values = self.kind.settle({**blank, **stated})
                yield self._checked(number, values, raw)

    def _problems(self, stated):
        """What a cell holds that another one makes up for is no problem."""
        spare = {
            other
            for name, other in self.kind.stand_ins.items()
            if stated.get(name) is not None
        }
        return [
            value
            for name, value in stated.items()
            if type(value) is Problem and name not in spare
        ]

    def _structure_problems(self, number, raw):
        if isinstance(raw, BrokenRow):
            return [Problem(raw.code)]
        if self.table.format != "csv":
            return []
        width = self.table.heading_width
        filled = len(raw)
        while filled > width and is_empty(raw[filled - 1]):
            filled -= 1
        if filled > width:
            return [
                Problem(
                    "too_many_cells",
                    cells=filled,
                    columns=width,
                    separator=_visible(self.table.source.delimiter),
                )
            ]
        if number == self.survey.last_number and self.survey.cut_off:
            return [
                Problem("row_cut_off", cells=self.survey.last_length, columns=width)
            ]
        return []

    def _has_odd_rows(self, rows):
        width = self.table.heading_width
        return (
            len(rows[0]) > width
            or any(type(row) is BrokenRow for row in rows)
            or self.survey.cut_off
        )

    def _is_no_line(self, number, raw, stated):
        if self.table.repeats_headings(raw):
            return True
        return not isinstance(raw, BrokenRow) and self._totals.is_total(
            number, raw, stated
        )

    def _note(self, names, values):
        """Take in what lines state, and only lines: a total may well be of ``ALL``
        currencies, which is the code of the Albanian lek.
        """
        if "currency" in names:
            column = values[names.index("currency")]
            self.currencies.update(code for code in column if type(code) is str)
        for name in SUMMED:
            if name in names:
                column = values[names.index(name)]
                self._totals.add(
                    name, [number for number in column if type(number) is Decimal]
                )

    def _note_file_values(self, cells):
        for name, seen in self._file_cells.items():
            if len(seen) < FILE_VALUES:
                seen.update(islice(set(cells[self.columns[name].index]), FILE_VALUES))


def filled_batches(table, limits):
    """Yield (row numbers, rows) of the filled rows below the headings; rows of a batch
    are equally long.

    :raises IntakeError: ``too_many_columns``, ``too_many_empty_rows``
    """
    rows = table.source.rows(table.heading_width)
    number = table.heading_row + 1
    next(islice(rows, table.heading_row - 1, table.heading_row), None)
    while batch := list(islice(rows, BATCH)):
        numbers, filled = range(number, number + len(batch)), batch
        if not all(map(any, batch)):
            kept = [bool(any(row) or not row_is_empty(row)) for row in batch]
            numbers, filled = list(compress(numbers, kept)), list(compress(batch, kept))
        number += len(batch)
        if number > limits.sheet_rows:
            raise IntakeError(
                "too_many_empty_rows", sheet=table.sheet, limit=limits.sheet_rows
            )
        if filled:
            lengths = set(map(len, filled))
            width = max(*lengths, table.width)
            if width > limits.columns:
                filled = _narrowed(numbers, filled, table, limits)
                lengths = set(map(len, filled))
                width = max(*lengths, table.width)
            if lengths != {width}:
                filled = [
                    row if len(row) == width else _padded(row, width) for row in filled
                ]
            yield numbers, filled


def _padded(row, width):
    rest = [None] * (width - len(row))
    if isinstance(row, BrokenRow):
        return BrokenRow(row.code, [*row, *rest])
    return [*row, *rest]


def _narrowed(numbers, rows, table, limits):
    """Cut the empty cells beyond the last column allowed; filled ones there are
    refused.
    """
    narrow = []
    for number, row in zip(numbers, rows, strict=True):
        beyond = next(
            (
                i
                for i, cell in enumerate(row[limits.columns :], limits.columns)
                if not is_empty(cell)
            ),
            None,
        )
        if beyond is not None and not isinstance(row, BrokenRow):
            raise IntakeError(
                "too_many_columns",
                row=number,
                column=column_letters(beyond),
                sheet=table.sheet,
                limit=limits.columns,
            )
        cut = row[: limits.columns]
        narrow.append(BrokenRow(row.code, cut) if isinstance(row, BrokenRow) else cut)
    return narrow


def without_logicals(cells):
    """Replace TRUE and FALSE, which Python takes for 1 and 0, by their names."""
    if bool in set(map(type, cells)):
        return [
            ("TRUE" if cell else "FALSE") if type(cell) is bool else cell
            for cell in cells
        ]
    return cells


def _default(kind, text):
    return datetime.date.fromisoformat(text) if kind == fields.DATE else text


def _usable(value):
    return value is not None and type(value) is not Problem


def _visible(delimiter):
    return "TAB" if delimiter == "\t" else delimiter
