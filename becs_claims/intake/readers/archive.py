"""What is inside an xlsx file, looked at before any library unpacks it.

An xlsx file is a zip archive of XML parts. Every part is unpacked here once, piece by
piece, to be sure that it is small enough and declares no entities.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from ..errors import IntakeError

PIECE = 1 << 20
XML_NAMES = (".xml", ".rels", ".vml")
UNSAFE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
# Only in these encodings can the text above be found by its bytes.
PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*encoding\s*=\s*[\"']"
    rb"(?!utf-8|us-ascii|ascii|iso-8859-|windows-125))",
    re.I,
)
# XML in other encodings, under whatever name: UTF-16 and -32, EBCDIC.
WIDE_XML = re.compile(rb"\xff\xfe|\xfe\xff|\x00*<\x00|\x00+<|\x4c\x6f\xa7\x94")


@dataclass
class SheetPart:
    """A sheet of the workbook: its name, its part of the archive, is it shown?"""

    name: str
    part: str
    visible: bool


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
            infos = [info for info in self.zip.infolist() if not info.is_dir()]
            self.parts = {info.filename: info for info in infos}
            if len(self.parts) < len(infos):
                raise zipfile.BadZipFile("two parts of one name")
        except Exception as error:
            raise IntakeError("damaged", name=name) from error
        if any(info.flag_bits & 1 for info in self.parts.values()):
            raise IntakeError("password_protected", name=name)
        sheets = {sheet.part for sheet in self.sheets()}
        for part in self.parts:
            if part not in sheets:  # those are looked at when they are opened
                for _piece in self.pieces(part, limits.unpacked_texts):
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
        """Yield a part in pieces that never cut a cell in two where that can be
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
                    first = size == len(piece)
                    if (first and _odd_start(part, text)) or UNSAFE.search(text):
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


def _odd_start(part, text):
    """Tell whether a part is XML whose declarations could not be found by its bytes."""
    if part.lower().endswith(XML_NAMES) or text.lstrip()[:1] == b"<":
        return not PROLOG.match(text)
    return WIDE_XML.match(text) is not None
