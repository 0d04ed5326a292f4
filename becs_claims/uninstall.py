"""What Odoo does not take away by itself when the add-on is uninstalled."""

from .settlement import guard


def uninstall_hook(env):
    """Drop the triggers, which would keep history and credited lines from going."""
    guard.drop(env)
    env["becs.event"]._drop_guard()
