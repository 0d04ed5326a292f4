"""Seconds over lines as an SVG, both in powers of ten."""

import math

WIDTH, HEIGHT = 640, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 40, 50
COLORS = ("#714b67", "#017e84")


def growth(series, title):
    """SVG of one line for each of ``series``, and of the same cost per line.

    :param series: {name: {lines: seconds}}
    """
    points = [point for values in series.values() for point in values.items()]
    least_x, most_x = _powers(x for x, _y in points)
    least_y, most_y = _powers(y for _x, y in points)

    def place(lines, seconds):
        x = (math.log10(lines) - least_x) / max(most_x - least_x, 1)
        y = (math.log10(seconds) - least_y) / max(most_y - least_y, 1)
        return (
            LEFT + x * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM),
        )

    parts = [_text(WIDTH / 2, 22, title, "middle", 15)]
    for power in range(least_x, most_x + 1):
        x, bottom = place(10**power, 10**least_y)
        _same, top = place(10**power, 10**most_y)
        parts.append(_line([(x, bottom), (x, top)], "#ddd"))
        parts.append(_text(x, bottom + 20, f"{10**power:,} lines", "middle"))
    for power in range(least_y, most_y + 1):
        left, y = place(10**least_x, 10**power)
        right, _same = place(10**most_x, 10**power)
        parts.append(_line([(left, y), (right, y)], "#ddd"))
        parts.append(_text(left - 8, y + 4, f"{10.0**power:g} s", "end"))
    for color, (name, values) in zip(COLORS, series.items(), strict=False):
        places = [place(*point) for point in sorted(values.items())]
        parts.append(_line(places, color, 2.5))
        for (x, y), (_lines, seconds) in zip(
            places, sorted(values.items()), strict=True
        ):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>')
            if color == COLORS[0]:
                parts.append(_text(x - 8, y - 8, f"{seconds:.1f} s", "end"))
        x, y = places[-1]
        parts.append(_text(x + 10, y + 4, name, "start", 13, color))
    (lines, seconds), (most, _last) = (
        min(series[next(iter(series))].items()),
        max(series[next(iter(series))].items()),
    )
    ideal = [place(lines, seconds), place(most, seconds * most / lines)]
    parts.append(_line(ideal, "#999", 1, "5 4"))
    parts.append(
        _text(LEFT, HEIGHT - 8, "dashed: the cost per line of the smallest", "start")
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif">\n<rect width="{WIDTH}" height="{HEIGHT}" '
        f'fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _powers(values):
    """The powers of ten around some numbers."""
    logs = [math.log10(value) for value in values]
    return math.floor(min(logs) + 1e-9), math.ceil(max(logs) - 1e-9)


def _line(places, color, width=1, dashes=""):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashes = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline points="{path}" fill="none" stroke="{color}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _text(x, y, text, anchor, size=11, color="#333"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
        f'font-size="{size}" fill="{color}">{text}</text>'
    )
