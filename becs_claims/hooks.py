"""What Odoo does not take away by itself when the add-on is uninstalled."""

from .settlement import guard
from .storage import refusing


def uninstall_hook(env):
    """Drop the triggers and their functions."""
    guard.drop(env)
    refusing.drop(env)
