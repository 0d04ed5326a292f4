"""Tables on the screen: plain text, columns aligned, numbers to the right."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

Row = Sequence[object]


def amount(value) -> str:
    """Money as ``1,234.50``."""
    return f"{Decimal(value):,.2f}"


def seconds(value: float) -> str:
    """A duration as ``1.2``."""
    return f"{value:.1f}"


def table(
    headings: Sequence[str], rows: Iterable[Row], totals: Row | None = None
) -> str:
    """The rows under their headings; a column of numbers is set to the right.

    :param totals: a last row, ruled off
    """
    body = [[_text(cell) for cell in row] for row in rows]
    last = [[_text(cell) for cell in totals]] if totals else []
    widths = [
        max(map(len, column)) for column in zip(headings, *body, *last, strict=True)
    ]
    right = [
        all(_is_number(row[place]) for row in body) and bool(body)
        for place in range(len(headings))
    ]
    rule = "  ".join("─" * width for width in widths)
    lines = [_line(headings, widths, right), rule]
    lines += [_line(row, widths, right) for row in body]
    if last:
        lines += [rule, _line(last[0], widths, right)]
    return "\n".join(lines)


def _line(cells, widths, right):
    placed = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(placed).rstrip()


def _text(cell):
    if cell is None:
        return ""
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def _is_number(text):
    return not text or text.replace(",", "").replace(".", "").lstrip("-").isdigit()
