"""The add-on ``make bench`` compares with, in a folder that nothing else looks into."""

import shutil

from . import python
from .home import CHECKOUT, fingerprint

REQUIREMENTS = "requirements-bench.txt"


def folder(home):
    """The directory whose ``odoo/addons`` holds it."""
    return home.root / "bench"


def needed(home):
    return not home.stamp("bench").matches(fingerprint(CHECKOUT / REQUIREMENTS))


def make(home, step):
    """Download what is pinned, without what it depends on."""
    home.stamp("bench").remove()
    shutil.rmtree(folder(home), ignore_errors=True)
    python.install(home, home.venv, (REQUIREMENTS,), step, folder(home))
    home.stamp("bench").write(fingerprint(CHECKOUT / REQUIREMENTS))
