"""The state directory: where things are kept, stamps of what is done, the lock."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from . import say

CHECKOUT = Path(__file__).resolve().parents[2]
# alone in its folder: Python looks for modules next to a script first
ODOO = Path(__file__).resolve().with_name("launcher") / "odoo"


def state_dir(environ=os.environ):
    """The directory all fetched and built things live in.

    ``BECS_HOME`` names it; by default it is ``.machine`` in the checkout.
    """
    return Path(environ.get("BECS_HOME") or CHECKOUT / ".machine").resolve()


class Home:
    """Paths inside a state directory."""

    def __init__(self, root=None):
        self.root = Path(root) if root else state_dir()
        self.apt = self.root / "apt"
        self.odoo = self.root / "odoo"
        self.venv = self.root / "venv"
        self.python = self.venv / "bin" / "python"
        self.postgres = self.root / "postgres"
        self.data = self.root / "data"
        self.stamps = self.root / "stamps"
        self.logs = self.root / "logs"
        self.conf = self.root / "conf"
        self.locks = self.root / "locks"

    def stamp(self, name):
        """The note that step ``name`` was completed, and for what input."""
        return Stamp(self.stamps / name)

    def site_packages(self):
        """The directory packages of the virtual environment are installed in."""
        found = sorted(self.venv.glob("lib/python*/site-packages"))
        return found[-1] if found else self.venv / "lib" / "site-packages"

    def log(self, name):
        """The file the whole output of a step goes to."""
        self.logs.mkdir(parents=True, exist_ok=True)
        return self.logs / f"{name}.log"

    @contextlib.contextmanager
    def lock(self, name="setup"):
        """Let one command at a time set things up in this state directory."""
        self.locks.mkdir(parents=True, exist_ok=True)
        with open(self.locks / name, "w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say.note("Another command is at the same work; waiting for it.")
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Stamp:
    """A file that says which input a finished step was made from."""

    def __init__(self, path):
        self.path = path

    def matches(self, key):
        """Whether the step was finished with exactly this input."""
        try:
            return self.path.read_text() == key
        except OSError:
            return False

    def write(self, key):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(key)
        fresh.replace(self.path)

    def remove(self):
        self.path.unlink(missing_ok=True)


def fingerprint(*parts):
    """A short text that changes when any part changes (texts or files)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def replace_dir(fresh, target):
    """Put the finished directory ``fresh`` where ``target`` is expected."""
    if target.exists():
        old = target.with_name(target.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        fresh.rename(target)
