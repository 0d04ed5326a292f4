"""Which format has a file? Told by its content, never by its name."""

import io
import re
import zipfile

from ..errors import IntakeError
from ..settings import MEGABYTE

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
)
TEXT_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# Signature at the start of the file -> code of the refusal.
SIGNATURES = (
    (b"%PDF", "wrong_type_pdf"),
    (b"\x89PNG", "wrong_type_image"),
    (b"\xff\xd8\xff", "wrong_type_image"),
    (b"GIF8", "wrong_type_image"),
    (b"II*\x00", "wrong_type_image"),
    (b"MM\x00*", "wrong_type_image"),
    (b"RIFF", "wrong_type"),
    (b"\x1f\x8b", "wrong_type_archive"),
    (b"7z\xbc\xaf\x27\x1c", "wrong_type_archive"),
    (b"Rar!", "wrong_type_archive"),
    (b"BZh", "wrong_type_archive"),
    (b"\xfd7zXZ\x00", "wrong_type_archive"),
    (b"{\\rtf", "wrong_type_text_document"),
)

MARKUP = (
    (
        re.compile(rb"<!doctype html|<html|<table|<body|<head\b|<meta\b", re.I),
        "wrong_type_html",
    ),
    (re.compile(rb"<\?xml|<\w+[ >]", re.I), "wrong_type_xml"),
)


def file_format(content, name, limits):
    """Return ``"csv"``, ``"xls"`` or ``"xlsx"``.

    :raises IntakeError: for anything else, with a code that says what the file is
    """
    _check_size(content, name, limits.file_size)
    head = content[:4096]
    if not content[:65536].strip(
        b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"
    ) and not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise IntakeError("empty_file", name=name)
    if content.startswith(b"PK"):
        return _zip_format(content, name)
    if content.startswith((OLE2, *OLD_EXCEL)):
        found = _ole_format(content, name) if content.startswith(OLE2) else "xls"
        _check_size(content, name, limits.xls_size)
        return found
    for signature, code in SIGNATURES:
        if content.startswith(signature):
            raise IntakeError(code, name=name)
    _refuse_other_text(head, name)
    return "csv"


def _check_size(content, name, most):
    if len(content) > most:
        size, limit = (-(-count // MEGABYTE) for count in (len(content), most))
        raise IntakeError("file_too_large", name=name, size=size, limit=limit)


def _zip_format(content, name):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
            mimetype = b""
            if "mimetype" in parts:
                with archive.open("mimetype") as part:
                    mimetype = part.read(200)
    except Exception as error:  # a broken archive raises many kinds of errors
        raise IntakeError("damaged", name=name) from error
    if "xl/workbook.bin" in parts:
        raise IntakeError("wrong_type_xlsb", name=name)
    if (
        any(part.lower().startswith("word/") for part in parts)
        or b"opendocument.text" in mimetype
    ):
        raise IntakeError("wrong_type_text_document", name=name)
    if (
        any(part.lower().startswith("ppt/") for part in parts)
        or b"opendocument.presentation" in mimetype
    ):
        raise IntakeError("wrong_type_presentation", name=name)
    if b"opendocument.spreadsheet" in mimetype:
        raise IntakeError("wrong_type_ods", name=name)
    if "[Content_Types].xml" in parts and any(
        part.lower().startswith("xl/") for part in parts
    ):
        return "xlsx"
    raise IntakeError("wrong_type_archive", name=name)


def _ole_format(content, name):
    def has(stream):
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise IntakeError("password_protected", name=name)
    if has("Workbook") or has("Book"):
        return "xls"
    if has("WordDocument"):
        raise IntakeError("wrong_type_text_document", name=name)
    if has("PowerPoint Document"):
        raise IntakeError("wrong_type_presentation", name=name)
    if has("__properties_version1.0"):
        raise IntakeError("wrong_type_mail", name=name)
    if len(content) < 4096:
        raise IntakeError("damaged", name=name)
    # An Excel file cut before its directory looks like this as well, and its sender
    # thinks of it as Excel.
    raise IntakeError(
        "damaged" if name.lower().endswith(".xls") else "wrong_type", name=name
    )


def _refuse_other_text(head, name):
    """Refuse binary files and texts that are no table."""
    wide = head.startswith(TEXT_BOMS[1:]) or head[:200].count(b"\x00") * 3 > len(
        head[:200]
    )
    text = head.replace(b"\x00", b"") if wide else head
    if text.startswith(TEXT_BOMS):
        text = text.lstrip(b"\xef\xbb\xbf\xff\xfe")
    start = text.lstrip()[:1024]
    if start.startswith(b"<"):
        for pattern, code in MARKUP:
            if pattern.search(start):
                raise IntakeError(code, name=name)
    if start.startswith((b"{", b"[")) and re.match(rb'(\{\s*"|\[\s*[\[{"\d])', start):
        raise IntakeError("wrong_type_json", name=name)
    if re.match(
        rb"(From|Received|Return-Path|MIME-Version|Subject|Delivered-To): ", start, re.I
    ):
        raise IntakeError("wrong_type_mail", name=name)
    odd = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 31) for byte in text)
    if odd > max(4, len(text) // 50):
        raise IntakeError("wrong_type", name=name)
