"""The recipe: build an old database, update it, compare it with a fresh one."""

import configparser
import io
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from tools.machine import addons, databases, plan, say, settings
from tools.machine.home import CHECKOUT

from . import compare, expected, snapshot, versions

ADDON = "becs_claims"
NAMES = ("updated", "fresh")
# what is done with a database, as told of a moment while it was done
INSTALLED, FILLED, UPDATED, WENT_ON = "installed", "filled", "updated", "worked with"


class Subject:
    """A database that is built, and when what was done with it.

    :param files: folder the add-on is found in, by default this checkout's
    """

    def __init__(self, home, name, version, files=None):
        self.home = home
        self.version = version
        self.database = databases.checkout_name(
            home, f"becs_{name}_{version.number.replace('.', '_')}"
        )
        self.title = f"{name}-{version.number}"
        self.files = files
        self.phases = []

    @contextmanager
    def phase(self, name):
        start = _now().replace(microsecond=0)  # Odoo cuts seconds off
        yield
        self.phases.append((name, start, _now()))

    def build(self):
        """Install the add-on into a copy of the template, and fill it."""
        databases.copy(self.home, databases.TEMPLATE, self.database)
        with self.phase(INSTALLED):
            self._odoo("install", *self._modules("-i"))
        with self.phase(FILLED):
            self._demo()
            self._shell("more", self.version.number)

    def update(self):
        """Update the add-on to this checkout's files."""
        self.files = None
        with self.phase(UPDATED):
            self._odoo("update", *self._modules("-u"))

    def go_on(self):
        """Take one more claim to its credit note."""
        with self.phase(WENT_ON):
            self._shell("go_on")

    def read(self):
        """All that is in it now."""
        return snapshot.read(self.home, self.database, self.phases)

    def drop(self):
        databases.drop(self.home, self.database)

    def _modules(self, option):
        return "-d", self.database, option, ADDON, "--stop-after-init", "--no-http"

    def _odoo(self, log_name, *arguments, stdin=None):
        command, *rest = arguments
        options = ["-c", str(self._config()), "--max-cron-threads", "0"]
        if command == "shell":
            arguments = [command, *options[:2], *rest]
        else:
            arguments = [*options, *arguments]
        log = databases.run_odoo(
            self.home, arguments, f"{log_name}-{self.title}", stdin=stdin, group=_core()
        )
        databases.check_log(log)

    def _shell(self, module, *arguments):
        """Call a module of this package inside Odoo."""
        call = ", ".join(["env", *map(repr, arguments)])
        script = (
            f"import sys; sys.path.append({str(CHECKOUT)!r})\n"
            f"from tools.update import {module}; {module}.run({call})\n"
        )
        shell = ["shell", "-d", self.database, "--no-http"]
        self._odoo(module, *shell, stdin=script)

    def _demo(self):
        """Fill it with the version's own demo.

        :raise Problem: if the demo does, or finds something it should not
        """
        environment = settings.environment(self.home, _core())
        environment["ODOO_RC"] = str(self._config())
        # the logins there are those of the demo one looks at
        environment.pop("BECS_HOME")
        log = self.home.log(f"demo-{self.title}")
        command = [self.home.python, "-B", "-m", "tools.demo"]
        with self._demo_folder() as folder, open(log, "w") as out:
            done = subprocess.run(
                [*command, "--database", self.database],
                cwd=folder,
                env=environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            tail = log.read_text(errors="replace")[-3000:]
            raise say.Problem(f"The demo failed (whole log: {log}). Its end:\n{tail}")

    def _demo_folder(self):
        if self.files:
            return nullcontext(self.files)
        return versions.demo_of_today(self.home, self.version)

    def _config(self):
        """Odoo's configuration with the files this database works with."""
        current = settings.config_file(self.home, _core())
        if not self.files:
            return current
        config = configparser.RawConfigParser()
        config.read(current)
        config["options"]["addons_path"] = str(self.files)
        text = io.StringIO()
        config.write(text)
        path = current.with_name(f"odoo-{self.version.number}.conf")
        fresh = path.with_suffix(f".{self.title}")
        fresh.write_text(text.getvalue())
        return fresh.replace(path)


def _core():
    return addons.group(addons.CORE)


def _now():
    return datetime.now(UTC).replace(tzinfo=None)


def check(home, version) -> list[str]:
    """Update a filled database of a version and look for what is not as in a fresh one.

    :return: what differs, a line each; empty when nothing does
    :raise Problem: when something cannot be done, or Odoo warns
    """
    plan.prepare(home, plan.MADE)
    with home.lock(databases.checkout_name(home, "update")):
        return _check(home, version)


def _check(home, version):
    files = versions.folder(home, version)
    old = Subject(home, "old", version, files)
    fresh = Subject(home, "fresh", version)
    known = expected.EXPECTED.with_more(version.expected)
    started = _now().date()
    step = say.Step(f"Update of {version.number}")
    _both(Subject.build, old, fresh)
    step.progress("updating")
    old.update()
    step.progress("comparing")
    found = _differences("After the update", old, fresh, known)
    found += compare.empty(fresh.read(), ADDON, known)
    if not found:
        step.progress("going on with both")
        _both(Subject.go_on, old, fresh)
        found = _differences("After one more claim", old, fresh, known)
    if _now().date() != started:
        raise say.Problem(
            "Midnight (UTC) passed meanwhile, and the demo is made for the day it is"
            " run on: run it again."
        )
    if found:
        found.append(f"To look at it: {old.database} and {fresh.database} are kept.")
    else:
        old.drop()
        fresh.drop()
    step.done()
    return found


def _both(work, *subjects):
    """Do the same with both at the same time.

    :raise Problem: if one fails
    """
    with ThreadPoolExecutor(len(subjects)) as pool:
        list(pool.map(work, subjects))


def _differences(title, old, fresh, known):
    found = compare.differences(old.read(), fresh.read(), known, NAMES)
    return [f"{title}:", *found] if found else []
