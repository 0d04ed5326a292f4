"""A file opened: its sheet, its headings, what its columns seem to mean."""

from itertools import islice

from .columns import fields
from .columns.headings import normalise
from .columns.mapping import build_columns, heading_row_score
from .errors import IntakeError
from .kinds import CLAIM
from .readers.csv_source import CsvSource
from .readers.detect import file_format
from .readers.xls_source import XlsSource
from .readers.xlsx_source import XlsxSource
from .rows import Reading, filled_batches
from .settings import Limits, Options
from .values.cells import BrokenRow, column_letters, row_is_empty
from .values.conventions import Survey

SOURCES = {"csv": CsvSource, "xls": XlsSource, "xlsx": XlsxSource}
SAMPLE_ROWS = 50
SAMPLE_REACH = 1000  # rows looked at to find so many filled ones


def open_table(
    content, filename="", options=None, limits=None, kind=CLAIM, *, currency_codes
):
    """Open a file and find out what its columns mean.

    :param content: the bytes of a csv, xls or xlsx file; the format is told by them,
        not by the name
    :param filename: its name, for messages
    :param kind: what the rows are, one of :data:`.kinds.KINDS`
    :param options: :class:`.settings.Options` or a dict of the same
    :param currency_codes: set of the ISO codes of the currencies there are; others are
        refused
    :raises IntakeError: when the file as a whole cannot be used; nothing else is raised
        for what a file contains
    """
    options = options if isinstance(options, Options) else Options.from_dict(options)
    limits = limits or Limits()
    found = file_format(content, filename, limits)
    source = SOURCES[found](content, filename, options, limits)
    return Table(source, options, limits, kind, currency_codes)


class Table:
    """The chosen sheet of a file.

    ``kind`` says what its rows are; ``format`` is csv, xls or xlsx; ``sheets`` are the
    names to choose from, ``sheet`` the chosen one; ``heading_row`` its row number in
    the sheet; ``columns`` the :class:`.mapping.Column` found; ``currency_codes`` the
    currencies there are.
    """

    def __init__(self, source, options, limits, kind, currency_codes):
        self.kind = kind
        self.source = source
        self.options = options
        self.limits = limits
        self.currency_codes = frozenset(currency_codes)
        self.format = source.format
        self.filename = source.name
        self.sheets = source.sheets
        self.sheet, self.heading_row, headings, samples = self._find_headings()
        self.heading_width = _filled_width(headings)
        if self.heading_width > limits.columns:
            raise IntakeError(
                "too_many_columns",
                row=self.heading_row,
                column=column_letters(self.heading_width - 1),
                sheet=self.sheet,
                limit=limits.columns,
            )
        self.columns = build_columns(
            headings[: limits.columns],
            [row[: limits.columns] for row in samples],
            kind,
            options.mapping,
            source.date_system,
            self.currency_codes,
        )
        self.width = max(column.index + 1 for column in self.columns)
        self._headings = [
            normalise(cell) if isinstance(cell, str) else "" for cell in headings
        ]
        self._surveys = {}

    # ------------------------------------------------------------------ what the
    # columns mean

    @property
    def mapping(self):
        """The proposed mapping: {column key: field}, ``""`` where a person has to
        choose.
        """
        return {column.key: column.field for column in self.columns}

    def mapped_columns(self, mapping=None):
        """Return {field: :class:`.mapping.Column`} of a mapping.

        :raises IntakeError: ``field_twice``, ``unknown_field``, ``unknown_column``
        """
        by_key = {column.key: column for column in self.columns}
        found = {}
        for key, name in (self.mapping if mapping is None else mapping).items():
            if not name or name == "ignored":
                continue
            if key not in by_key:
                raise IntakeError("unknown_column", column=key, name=self.filename)
            column = by_key[key]
            label = column.heading or column.letters
            if name not in self.kind.fields:
                raise IntakeError("unknown_field", column=label, target=name)
            if name in found:
                other = found[name]
                raise IntakeError(
                    "field_twice",
                    field=self.kind.shown(name),
                    column=label,
                    other=other.heading or other.letters,
                )
            found[name] = column
        return found

    def missing(self, mapping=None):
        """Return the fields a row needs and neither a column nor a default holds."""
        return self.kind.missing(
            {*self.mapped_columns(mapping), *self.options.defaults}
        )

    def basis(self, mapping=None):
        """Return ``"stated"`` or ``"calculated"``, see :func:`.fields.claim_basis`."""
        return fields.claim_basis(self.mapped_columns(mapping))

    # ------------------------------------------------------------------ the rows

    def survey(self, mapping=None, reach=None):
        """Go through all rows once: count them and gather evidence of how numbers and
        dates are written.

        :param reach: stop after about so many rows, for a first look
        :raises IntakeError: ``too_many_rows``, ``too_many_columns``, ``no_rows``,
            ``damaged``
        """
        kinds = {
            column.index: self.kind.fields[name]
            for name, column in self.mapped_columns(mapping).items()
        }
        key = reach, *sorted(kinds.items())
        if key not in self._surveys:
            self._surveys[key] = self._survey(kinds, reach)
        return self._surveys[key]

    def _survey(self, kinds, reach):
        survey = Survey(kinds, self.currency_codes)
        last, stopped = None, False
        for numbers, rows in filled_batches(self, self.limits):
            survey.rows += len(rows)
            if survey.rows > self.limits.rows:
                raise IntakeError(
                    "too_many_rows", sheet=self.sheet, limit=self.limits.rows
                )
            columns = list(zip(*rows, strict=True))
            for index in survey.evidence:
                survey.look_at(index, columns[index])
            if self.format == "csv":
                survey.short_rows += sum(
                    row[self.heading_width - 1] is None for row in rows
                )
            survey.last_number, last = numbers[-1], rows[-1]
            if reach and survey.rows >= reach:
                stopped = True
                break
        if last is None:
            raise IntakeError("no_rows", name=self.filename, row=self.heading_row)
        survey.last_length = sum(cell is not None for cell in last)
        survey.cut_off = (
            not stopped
            and self.source.ends_open()
            and survey.short_rows == 1
            and last[self.heading_width - 1] is None
        )
        return survey

    # pylint: disable-next=method-required-super
    def read(self, mapping=None, options=None, reach=None):
        """Return a :class:`.rows.Reading` that yields the rows.

        :param mapping: {column key: field}; the proposed one when left out
        :param options: replaces those the table was opened with; sheet, row of
            headings, encoding and delimiter stay
        :param reach: how numbers and dates are written is decided, and rows are
            counted, by about so many rows only
        """
        mapping = self.mapping if mapping is None else mapping
        return Reading(self, mapping, self._options(options), reach)

    def _options(self, options):
        if options is None:
            return self.options
        return options if isinstance(options, Options) else Options.from_dict(options)

    def repeats_headings(self, raw):
        """Tell whether a row says the same as the row of headings, as on each page of a
        printed report.
        """
        pairs = [
            (cell, head)
            for cell, head in zip(raw, self._headings, strict=False)
            if head
        ]
        return bool(pairs) and all(
            isinstance(cell, str) and normalise(cell) == head for cell, head in pairs
        )

    # ------------------------------------------------------------------ finding the
    # headings

    def _find_headings(self):
        wanted = self.options.sheet
        if wanted and wanted not in self.sheets:
            raise IntakeError(
                "unknown_sheet",
                name=self.filename,
                sheet=wanted,
                sheets=", ".join(self.sheets),
            )
        bare, filled = None, False
        for sheet in [wanted] if wanted else self.sheets:
            self.source.open_sheet(sheet)
            rows = self.source.rows()
            reach = max(self.limits.heading_rows, self.options.heading_row or 0)
            top = list(islice(rows, min(reach, self.limits.chosen_heading_row)))
            if all(row_is_empty(row) for row in top) and not self.options.heading_row:
                continue
            filled = True
            position = self._heading_position(top)
            if position is None:
                continue
            samples = _samples(top[position + 1 :], rows)
            found = sheet, position + 1, top[position], samples
            if samples or wanted:
                return found
            bare = bare or found
        if bare:
            raise IntakeError("no_rows", name=self.filename, row=bare[1])
        if not filled:
            raise IntakeError(
                "no_sheet" if self.format != "csv" else "empty_file", name=self.filename
            )
        raise IntakeError(
            "no_headings", name=self.filename, limit=self.limits.heading_rows
        )

    def _heading_position(self, top):
        chosen = self.options.heading_row
        if chosen:
            if not 0 < chosen <= len(top) or row_is_empty(top[chosen - 1]):
                raise IntakeError("no_heading_in_row", name=self.filename, row=chosen)
            return chosen - 1
        remembered = self.options.mapping
        scores = [
            0.0
            if isinstance(row, BrokenRow)
            else heading_row_score(row, self.kind, remembered)
            for row in top
        ]
        best = max(scores, default=0.0)
        return scores.index(best) if best > 0 else None


def _samples(top, rows):
    filled = [row for row in top if not row_is_empty(row)]
    for row in islice(rows, SAMPLE_REACH):
        if len(filled) >= SAMPLE_ROWS:
            break
        if not row_is_empty(row):
            filled.append(row)
    return filled[:SAMPLE_ROWS]


def _filled_width(headings):
    width = len(headings)
    while width and (headings[width - 1] is None or headings[width - 1] == ""):
        width -= 1
    return width
