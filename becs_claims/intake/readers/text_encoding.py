"""Which characters do the bytes of a text file stand for?"""

import codecs
import io

import chardet

from ..errors import IntakeError

CHUNK = 1 << 20
SAMPLE = 200_000
# Encodings taken from the guess of chardet; anything else it says is read as Windows'
# Western European one.
GUESSES = frozenset(
    """
    cp1250 windows-1250 iso-8859-2 windows-1251 koi8-r windows-1253 iso-8859-7
    windows-1254 iso-8859-9 windows-1257 shift_jis cp932 euc-jp euc-kr cp949 gb2312
    gbk gb18030 big5
    """.split()
)
FALLBACK = "cp1252"


def text_encoding(content, name, wanted=None):
    """Return the name of a Python codec that decodes ``content``.

    :param wanted: the encoding a person has chosen, taken as it is
    :raises IntakeError: when the chosen encoding is unknown or does not fit
    """
    if wanted:
        if not _decodes(content, wanted):
            raise IntakeError("unknown_encoding", name=name, encoding=wanted)
        return wanted
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _decodes(content, "utf-8-sig") else FALLBACK
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    wide = _wide_encoding(content[:4096])
    if wide:
        return wide
    if _decodes(
        content, "utf-8", final=False
    ):  # a file cut in the middle of a character is still UTF-8
        return "utf-8"
    guess = chardet.detect(content[:SAMPLE])
    encoding = (guess["encoding"] or "").lower()
    if (
        encoding in GUESSES
        and guess["confidence"] > 0.8
        and _decodes(content, encoding)
    ):
        return encoding
    return FALLBACK


def _wide_encoding(head):
    """Recognise UTF-16 without a byte order mark: every other byte of Western text is
    zero.
    """
    if len(head) < 4 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return None


def _decodes(content, encoding, final=True):
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)  # fails for what is none of texts
        decoder = codecs.getincrementaldecoder(encoding)()
        for start in range(0, len(content), CHUNK):
            decoder.decode(content[start : start + CHUNK])
        decoder.decode(b"", final=final)
    except (UnicodeError, LookupError):
        return False
    return True
