"""Undo everything: stop the server, delete what was fetched and built."""

import shutil

from . import postgres, say
from .home import CHECKOUT

# Everything the tools write into a state directory. Only these are deleted:
# BECS_HOME may name a directory in which other things live.
OWN = (
    "apt odoo odoo.new odoo.old venv venv-lint node node.new node.old node.cache"
    " addons packages pycache data postgres stamps logs conf locks demo"
    " demo_logins.json bench bench-results versions"
).split()
CACHES = ("__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis")


def stop(home):
    """Stop the private PostgreSQL if it runs."""
    if home.root.exists():
        postgres.Cluster(home).stop()
    return 0


def run(home, arguments):
    """Leave nothing behind of what these tools made."""
    if home.root.exists():
        with home.lock():
            postgres.Cluster(home).remove()
            for name in OWN:
                _delete(home.root / name)
        if not any(home.root.iterdir()):
            home.root.rmdir()
        else:
            say.note(f"{home.root} also holds files these tools did not make.")
    for cache in CACHES:
        for path in CHECKOUT.glob(f"**/{cache}"):
            _delete(path)
    return 0


def _delete(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
