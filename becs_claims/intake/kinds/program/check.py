"""What is wrong with the values of a program line."""

from ...columns.fields import PROGRAM_METHODS
from ...errors import Problem
from ..kind import about


def program_line_problems(values):
    """Return why a row is no line of a program."""
    problems = [
        about("price_negative", name, values)
        for name, value in values.items()
        if name not in ("product_ref", "currency") and (value or 0) < 0
    ]
    for name in ("discount_percent", "margin_percent"):
        if (values[name] or 0) > 100:
            problems.append(about("percent_too_large", name, values))
    ways = [name for name in PROGRAM_METHODS if values[name] is not None]
    if len(ways) > 1:
        problems.append(Problem("several_methods", field=ways[0], other_field=ways[1]))
    return problems
