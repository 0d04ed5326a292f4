"""A month of claims in a database that has the vendor already."""

from . import world


def fill(env, lines):
    """File it, and count what the planned lines are."""
    new = world.fill(env, lines)
    return {"claims": new.ids, "lines": sum(new.mapped("line_count"))}
