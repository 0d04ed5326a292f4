"""Nothing that can be sent makes more of an impression than a refusal."""

import time
import unittest

from hypothesis import given
from hypothesis import strategies as st

from ...intake import IntakeError, refused_writer
from ...intake.errors import Problem
from ...intake.rows import Refused
from ..shared import rounds
from .files import (
    HEADINGS,
    LINE,
    any_speed,
    claim_csv,
    open_table,
    openpyxl_file,
    xls_file,
    xlsx_file,
)

GOOD = {
    "csv": claim_csv(*[LINE] * 30),
    "xlsx": xlsx_file(HEADINGS, *[LINE] * 30),
    "openpyxl": openpyxl_file(("Claims", [HEADINGS, *[[*LINE[:4], "=1+1", 5]] * 30])),
    "xls": xls_file(HEADINGS, *[LINE] * 30),
}
SECONDS = 10


def use(content):
    """Do all one can do with a file; return whether it was read."""
    started = time.monotonic()
    try:
        table = open_table(content, "claim.xlsx")
        table.missing(), table.basis()
        writer = refused_writer(table)
        reading = table.read()
        for item in reading:
            if isinstance(item, Refused):
                assert all(isinstance(problem, Problem) for problem in item.reasons)
                writer.add(item)
        counted = reading.rows_good + reading.rows_refused + reading.rows_skipped
        assert counted == reading.total
        writer.close()
        return True
    except IntakeError as error:
        assert str(error)
        return False
    finally:
        assert time.monotonic() - started < SECONDS


class TestFuzz(unittest.TestCase):
    @any_speed
    @given(st.binary(max_size=3000))
    def test_any_bytes(self, content):
        use(content)

    @any_speed
    @given(
        st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
        st.binary(),
    )
    def test_any_bytes_behind_a_signature(self, signature, content):
        use(signature + content)

    @any_speed
    @given(
        st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1252", "latin-1"])
    )
    def test_any_text(self, text, encoding):
        use(text.encode(encoding, "replace"))

    @any_speed
    @given(st.lists(st.lists(st.text(max_size=12), min_size=6, max_size=8), max_size=8))
    def test_any_cells(self, lines):
        quoted = [[f'"{cell}"' for cell in line] for line in lines]
        use(
            claim_csv(LINE, *quoted, encoding="utf-8", end="\n")
            if _encodable(lines)
            else b""
        )

    def test_damaged_files(self):
        """Bytes changed, cut out and doubled in files that were good."""
        chance = rounds.chance("damaged files")
        for kind, content in GOOD.items():
            self.assertTrue(use(content), kind)
            for _attempt in range(rounds.rounds(1500)):
                damaged = bytearray(content)
                for _change in range(chance.choice((1, 1, 3, 20))):
                    place = chance.randrange(len(damaged))
                    what = chance.random()
                    if what < 0.6:
                        damaged[place] = chance.randrange(256)
                    elif what < 0.8:
                        del damaged[place : place + chance.randrange(1, 200)]
                    else:
                        damaged[place:place] = damaged[place : place + 50]
                    if not damaged:
                        break
                use(bytes(damaged))


def _encodable(lines):
    try:
        "".join(cell for line in lines for cell in line).encode()
    except UnicodeEncodeError:
        return False
    return True
