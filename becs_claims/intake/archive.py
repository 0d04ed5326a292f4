"""What is inside an xlsx file, looked at before any library unpacks it.

An xlsx file is a zip archive of XML parts. Every part that matters is unpacked here
once, piece by piece, to be sure that it is small enough, declares no entities, and to
learn which reader suits a sheet.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from .errors import IntakeError

PIECE = 1 << 20
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNSAFE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
# Only in these encodings can the text above be found by its bytes.
PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding\s*=\s*[\"']"
    rb"(?!utf-8|us-ascii|ascii|iso-8859-|windows-125))",
    re.I,
)
# What makes a sheet unfit for the fast reader, which shows these cells as empty ones.
ERROR_CELL = re.compile(rb't="e"')
FORMULA_WITHOUT_VALUE = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")
FORMULA = b"<f"
FAR_CELL = re.compile(rb'<c r="([A-Z]{2,}|[A-Z])(\d{6,}|(?<=[A-Z]{2})\d)')
# Cells not written as `<c r="A1"`, which the patterns above would miss.
ODD_CELL = re.compile(rb'<c[>/\t\r\n]|<c (?!r="[A-Z])')
PREFIX = b":c "


@dataclass
class SheetPart:
    """A sheet of the workbook: its name, its part of the archive, is it shown?"""

    name: str
    part: str
    visible: bool


@dataclass
class SheetScan:
    """What the text of a sheet part shows without reading its cells."""

    plain: bool = True  # written the way all usual programs write it
    errors: bool = False
    formulas_without_value: bool = False
    last_row: int = 0
    last_column: int = 26


class Archive:
    """Safe view of an xlsx file.

    :raises IntakeError: ``damaged``, ``zip_bomb``, ``unsafe_xml``
    """

    def __init__(self, content, name, limits):
        self.content = content
        self.name = name
        self.limits = limits
        self.unpacked = 0
        self.dates_from_1904 = False
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            self.parts = {info.filename: info for info in self.zip.infolist()}
        except Exception as error:
            raise IntakeError("damaged", name=name) from error
        if any(info.flag_bits & 1 for info in self.parts.values()):
            raise IntakeError("password_protected", name=name)
        sheets = {sheet.part for sheet in self.sheets()}
        for part in self.parts:
            if part.endswith((".xml", ".rels")) and part not in sheets:
                limit = limits.unpacked_texts
                for _piece in self.pieces(part, limit):
                    pass

    def sheets(self):
        """List the sheets of the workbook in its order; chart sheets and the like are
        left out.
        """
        try:
            workbook_part = next(
                part
                for part in self.parts
                if re.fullmatch(r"xl/workbook\d*\.xml", part, re.I)
            )
            workbook = self._tree(workbook_part)
            folder, base = posixpath.split(workbook_part)
            relations = self._tree(f"{folder}/_rels/{base}.rels")
        except (StopIteration, KeyError, ElementTree.ParseError) as error:
            raise IntakeError("damaged", name=self.name) from error
        targets = {}
        for relation in relations:
            if relation.get("Type", "").endswith("/worksheet"):
                target = relation.get("Target", "")
                path = (
                    target[1:]
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                targets[relation.get("Id")] = path
        sheets = []
        for item in workbook.iter():
            if item.tag.endswith("}workbookPr"):
                self.dates_from_1904 = item.get("date1904") in ("1", "true")
            if item.tag.rpartition("}")[2] != "sheet":
                continue
            identifier = next(
                (v for k, v in item.attrib.items() if k.rpartition("}")[2] == "id"),
                None,
            )
            part = targets.get(identifier)
            if part in self.parts:
                sheets.append(
                    SheetPart(
                        item.get("name", ""),
                        part,
                        item.get("state", "visible") == "visible",
                    )
                )
        return sheets

    def _tree(self, part):
        text = b"".join(self.pieces(part, 16 * PIECE))
        return ElementTree.fromstring(text)  # noqa: S314 - pieces() has refused entities

    def pieces(self, part, limit):
        """Yield an XML part in pieces that never cut a cell in two where that can be
        avoided.

        :param limit: most bytes the part may have when unpacked
        """
        info = self.parts[part]
        size, rest = 0, b""
        try:
            with self.zip.open(info) as stream:
                while piece := stream.read(PIECE):
                    size += len(piece)
                    self._check_size(size, limit, info.compress_size)
                    text = rest + piece
                    odd = size == len(piece) and not PROLOG.match(text)
                    if odd or UNSAFE.search(text):
                        raise IntakeError("unsafe_xml", name=self.name, part=part)
                    cut = text.rfind(b"</c>") + 4
                    if cut < 4:
                        cut = text.rfind(b">") + 1
                    if not cut or len(text) - cut > PIECE:
                        cut = len(text)
                    yield text[:cut]
                    rest = text[cut:]
        except IntakeError:
            raise
        except Exception as error:  # checksum, cut data, unknown compression, …
            raise IntakeError("damaged", name=self.name) from error
        self.unpacked += size
        if rest:
            yield rest

    def _check_size(self, size, limit, packed):
        total = self.unpacked + size
        ratio = size / max(packed, 1)
        if (
            size > limit
            or total > self.limits.unpacked_size
            or (size > self.limits.ratio_floor and ratio > self.limits.unpacked_ratio)
        ):
            raise IntakeError(
                "zip_bomb",
                name=self.name,
                limit=min(size, limit, self.limits.unpacked_size) // PIECE,
            )

    def scan(self, part):
        """Look through a sheet once, without building its cells."""
        scan = SheetScan()
        cells = False
        for piece in self.pieces(part, self.limits.unpacked_size):
            for letters, row in set(FAR_CELL.findall(piece)):
                scan.last_column = max(scan.last_column, _column_number(letters))
                if len(row) > 5:
                    scan.last_row = max(scan.last_row, int(row[:9]))
            cells = cells or b"<c " in piece
            if scan.plain and (PREFIX in piece or ODD_CELL.search(piece)):
                scan.plain = False
            if not scan.errors and ERROR_CELL.search(piece):
                scan.errors = True
            if not scan.formulas_without_value and FORMULA in piece:
                found = FORMULA_WITHOUT_VALUE.search(piece)
                scan.formulas_without_value = found is not None
        if cells:  # rows below 100,000 need not be looked for: so many always fit
            scan.last_row = max(scan.last_row, 99_999)
        return scan


def _column_number(letters):
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
