"""Limits that protect the server, and choices a person (or what is remembered of one)
may make for a file.
"""

import dataclasses
from dataclasses import dataclass, field

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Most that is read of a file. Sizes are bytes unless the name says otherwise."""

    file_size: int = 100 * MEGABYTE
    xls_size: int = 40 * MEGABYTE  # such a workbook is held in memory as a whole
    unpacked_size: int = 1536 * MEGABYTE
    # the table of shared texts is the one part held in memory
    unpacked_texts: int = 384 * MEGABYTE
    # judged from the floor on: a small file may well be 1,000 times smaller when packed
    unpacked_ratio: int = 250
    ratio_floor: int = 64 * MEGABYTE
    # cells the in-memory reader may make room for, filled or not
    fast_cells: int = 28_000_000
    rows: int = 1_000_000
    sheet_rows: int = 3_000_000  # empty ones as well
    columns: int = 500
    heading_rows: int = 30
    chosen_heading_row: int = 1000
    text_length: int = 255
    serial_text_length: int = 32_767
    serial_length: int = 100
    serials: int = 5_000
    number: int = 10**12
    quantity_decimals: int = 6
    price_decimals: int = 15
    first_year: int = 1990
    last_year: int = 2100


@dataclass
class Options:
    """How a file is to be read. ``None`` leaves it to the file itself.

    ``decimal`` (``"."`` or ``","``) and ``date_order`` (``"dmy"`` or ``"mdy"``) are a
    person's choice and settle every value that can be read in two ways; the ``…_hint``
    ones, for example of a language or a former file of the same sender, only count when
    the file has no evidence of its own. ``currency`` is the ISO code of the claim: rows
    stated in another one are refused. ``mapping`` holds remembered columns: normalised
    heading -> field, ``""`` for a column that is not used; ``defaults`` what
    all rows hold where no column states it: field -> text, dates as YYYY-MM-DD.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    heading_row: int | None = None
    decimal: str | None = None
    decimal_hint: str | None = None
    date_order: str | None = None
    date_order_hint: str | None = None
    currency: str | None = None
    mapping: dict = field(default_factory=dict)
    defaults: dict = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values):
        """Build options from stored JSON; unknown keys are passed over."""
        names = {item.name for item in dataclasses.fields(cls)}
        return cls(
            **{
                key: value
                for key, value in (values or {}).items()
                if key in names and value is not None
            }
        )

    def to_dict(self):
        """Return what is set, ready to be stored as JSON."""
        return {key: value for key, value in dataclasses.asdict(self).items() if value}
