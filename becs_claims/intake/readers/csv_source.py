"""Rows of a text file with columns."""

import csv
import io
from collections import Counter, deque

from ..values.cells import BrokenRow
from .text_encoding import text_encoding

DELIMITERS = ";\t|,"
NO_DELIMITERS = '"\r\n '
SNIFF_LINES = 60
# A cell may hold line breaks; a record of more lines comes from a stray double quote.
RECORD_LINES = 200
LINE_LENGTH = 1 << 20  # characters
LONG_SAMPLE = 1000


class CsvSource:
    """A text file; its only "sheet" is the file. ``rows()`` may be called as often as
    needed.
    """

    format = "csv"
    date_system = 1900
    typed = False

    def __init__(self, content, name, options, limits):
        self.name = name
        self.content = content
        self.limits = limits
        self.encoding = text_encoding(content, name, options.encoding)
        first_lines = self._first_lines()
        start = first_lines[0].strip().lower() if first_lines else ""
        self.directive = start.startswith("sep=")
        chosen = (
            options.delimiter or start[4:5] if self.directive else options.delimiter
        )
        if chosen and len(chosen) == 1 and chosen not in NO_DELIMITERS:
            self.delimiter = chosen
        else:
            self.delimiter = sniff_delimiter(first_lines)
        self.sheets = [name]

    def _open(self):
        return io.TextIOWrapper(
            io.BytesIO(self.content),
            encoding=self.encoding,
            errors="replace",
            newline="",
        )

    def _first_lines(self):
        lines = []
        with self._open() as text:
            for _index in range(SNIFF_LINES):
                line = text.readline(100_000)
                if not line:
                    break
                lines.append(line)
        return lines

    def open_sheet(self, sheet):
        """Choose a sheet; a text file has only one."""

    def rows(self, width=None):
        """Yield each record as a list of texts, numbered as a spreadsheet program
        numbers them: from 1, no gaps.

        :param width: number of headings; tells whether a row with odd quotes can be
            trusted
        """
        with self._open() as text:
            lines = _Lines(text)
            if self.directive:
                next(lines, None)
            while True:
                reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
                try:
                    for row in reader:
                        lines.count = 0
                        yield row
                    return
                except csv.Error:
                    yield self._broken(lines, width)

    def _broken(self, lines, width):
        """A record with a stray quote: give up on its first line only, and read the
        others again.
        """
        consumed = lines.take_back()
        if not consumed:
            return BrokenRow("broken_quotes", [])
        first, *others = consumed
        lines.push(others)
        if type(first) is _LongLine:
            return BrokenRow("line_too_long", [first[:LONG_SAMPLE]])
        try:
            cells = next(csv.reader([first], delimiter=self.delimiter), [])
        except csv.Error:
            return BrokenRow("line_too_long", [first[:LONG_SAMPLE]])
        lines_inside = any("\n" in cell.strip() for cell in cells)
        if width and len(cells) == width and not lines_inside:
            return cells
        return BrokenRow("broken_quotes", first.rstrip("\r\n").split(self.delimiter))

    def ends_open(self):
        """Tell whether the last line lacks its line end, as it does when only part of a
        file was received.
        """
        return not self.content.rstrip(b"\x00").endswith((b"\n", b"\r"))


class _LongLine(str):
    """The start of a line that is too long to be read."""


class _Lines:
    """Lines of a file for ``csv.reader``; remembers those of the current record."""

    def __init__(self, text):
        self.readline = text.readline
        self.waiting = deque()
        self.record = [None] * RECORD_LINES
        self.count = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.count >= RECORD_LINES:
            raise csv.Error("record of too many lines")
        line = self.waiting.popleft() if self.waiting else self.readline(LINE_LENGTH)
        if not line:
            raise StopIteration
        if len(line) >= LINE_LENGTH and line[-1] not in "\r\n":
            line = self._long(line)
        self.record[self.count] = line
        self.count += 1
        if type(line) is _LongLine:
            raise csv.Error("line too long")
        return line

    def _long(self, line):
        """Pass over the rest of a line that no claim has."""
        if type(line) is not _LongLine:
            while (rest := self.readline(LINE_LENGTH)) and rest[-1] not in "\r\n":
                pass
        return _LongLine(line)

    def take_back(self):
        """Return the lines of the unfinished record and forget them."""
        lines = self.record[: self.count]
        self.count = 0
        return lines

    def push(self, lines):
        """Give lines back; they are read next."""
        self.waiting.extendleft(reversed(lines))


def sniff_delimiter(lines):
    """Return the separator that cuts the first lines into the most, and most equal,
    rows.
    """
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, rows = max(counts.items(), key=lambda item: (item[0] * item[1], item[0]))
        score = rows / len(widths) * (1 + min(width, 40) / 40)
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best
