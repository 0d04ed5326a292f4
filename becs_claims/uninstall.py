"""What Odoo does not take away by itself when the add-on is uninstalled."""

from . import refusing
from .settlement import guard


def uninstall_hook(env):
    """Drop the triggers and their functions."""
    guard.drop(env)
    refusing.drop(env)
