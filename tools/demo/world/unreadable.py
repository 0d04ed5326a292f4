"""Rows nobody can read, and what the cells of such rows look like."""

from .desk import Desk
from .planting import MAIN

# field → text in its cell; every row has one such cell
CELLS = (
    ("ship", "31/02/{year}"),
    ("ship", "soon"),
    ("quantity", "a dozen"),
    ("quantity", "1e400"),
    ("quantity", "NaN"),
    ("amount", "see contract"),
    ("unit", "12.5 USD each"),
    ("product", "X" * 2000),
)


def add(desk: Desk, fields: set[str]) -> None:
    """Add a row for each unreadable cell in a column this distributor has."""
    main = MAIN.get(desk.distributor.key, "promo")
    for name, text in CELLS:
        if name in fields:
            line = desk.sale(main)
            line.raw = {name: text.format(year=desk.month.start.year)}
            line.state, line.why, line.approved = (
                "unreadable",
                f"{name}: {text[:20]}",
                None,
            )
            desk.keep(line)
