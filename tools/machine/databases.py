"""Databases: made once, then copied.

``becs_template`` holds Odoo with the add-ons ours stand on, ``becs_ready`` the core as
well; every other group of add-ons has one that is made from it. ``becs_world`` is a
ready database with what all tests have in common. All carry, as the database's
comment, what they were made from, so that they are made again when that changes, and
are closed to connections, so that they can be copied at any time.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import addons, odoo, postgres, say, settings
from .home import CHECKOUT, ODOO, fingerprint

TEMPLATE = "becs_template"
TEMPLATE_MODULES = ("account", "portal", "l10n_us")
DEMO = "becs_demo"
BENCH = "becs_bench"
# makes what all tests have in common
WORLD = "becs_claims/tests/shared/world.py"
MAKE_WORLD = """
from odoo.addons.becs_claims.tests.shared import world
world.make(env)
env.cr.commit()
"""
# folders of an add-on that change nothing in a database it is installed in
NOT_INSTALLED = {"tests", "readme", "i18n", "description", "__pycache__"}


def checkout_name(home, name):
    """``name``, told apart by checkout when the state directory is a shared one."""
    if home.root == CHECKOUT / ".machine":
        return name
    return f"{name}_{fingerprint(str(CHECKOUT))[:8]}"


def ready(home, group):
    """The name of the database with the add-ons of a group installed."""
    return checkout_name(home, _of_group("becs_ready", group))


def world(home, group):
    """The name of the one that also holds the world all tests of the group share."""
    return checkout_name(home, _of_group("becs_world", group))


def _of_group(name, group):
    return name if group.name == addons.CORE else f"{name}_{group.name}"


def template_key(home):
    return fingerprint(str(odoo.source(home)), odoo.KEY, *TEMPLATE_MODULES)


def ready_key(home, group):
    """Changes with every file that matters to a ready database of the group."""
    if group.name == addons.CORE:
        made_of, new = template_key(home), group.addons
    else:
        core = addons.group(addons.CORE)
        made_of = ready_key(home, core)
        new = [name for name in group.addons if name not in core.addons]
    files = [CHECKOUT / name for name in group.requirements]
    for name in new:
        for folder, folders, names in os.walk(CHECKOUT / name):
            folders[:] = sorted(set(folders) - NOT_INSTALLED)
            files += [Path(folder, file) for file in sorted(names)]
    parts = [
        part
        for file in files
        for part in (str(file.relative_to(CHECKOUT)), _content(file))
    ]
    return fingerprint(made_of, *parts)


def world_key(home, group):
    """Changes with the ready database and with the file that makes the world."""
    return fingerprint(ready_key(home, group), CHECKOUT / WORLD)


def _content(path):
    with open(path, "rb") as file:
        return fingerprint(file.read().hex())


def query(home, statement, database="postgres"):
    """Run a statement and return its output, columns separated by ``|``.

    :raise Problem: if the server refuses it
    """
    # by its full name: psql of another version may come first on the path
    psql = postgres.wheel_programs(home) / "psql"
    done = subprocess.run(
        [psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database,
         "-c", statement],
        capture_output=True, text=True, env=settings.environment(home),
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise say.Problem(f"PostgreSQL said: {done.stderr.strip()}")
    return done.stdout.strip()


def made_from(home, name):
    """What a finished database was made from; empty if it is missing or unfinished."""
    comment = query(
        home,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        f" WHERE datname = '{name}'",
    )
    return comment if _filestore(home, name).is_dir() else ""


def mark_made(home, name, key):
    """Note on a database that it is finished, and what it was made from."""
    query(home, f"COMMENT ON DATABASE \"{name}\" IS '{key}'")


def drop(home, name):
    """Drop a database and its files, whoever is connected."""
    # two statements: DROP DATABASE cannot be part of a transaction
    query(
        home,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}'",
    )
    query(home, f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(_filestore(home, name), ignore_errors=True)


def copy(home, source, target):
    """Make ``target`` anew as a copy of ``source``."""
    drop(home, target)
    query(home, f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    # Odoo never changes a stored file, so copies may share them
    shutil.copytree(
        _filestore(home, source), _filestore(home, target), copy_function=_link
    )


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _filestore(home, name):
    return home.data / "filestore" / name


def _seal(home, fresh, name, key):
    """Give a finished database its name; before that, nothing uses it."""
    drop(home, name)
    query(home, f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    _filestore(home, fresh).rename(_filestore(home, name))
    query(home, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    mark_made(home, name, key)


def template_needed(home):
    return made_from(home, TEMPLATE) != template_key(home)


def make_template(home, step):
    """Create the template: Odoo with accounting, without demo data."""
    fresh = TEMPLATE + "_new"
    drop(home, fresh)
    install(home, fresh, TEMPLATE_MODULES, step, "template")
    _build_assets(home, fresh, step)
    _seal(home, fresh, TEMPLATE, template_key(home))


def ready_needed(home, group):
    return made_from(home, ready(home, group)) != ready_key(home, group)


def make_ready(home, step, group):
    """Install the add-ons of a group: the core into a copy of the template, others
    into a copy of the core's database.

    :raise Problem: if they do not install, or Odoo warns while they do
    """
    core = addons.group(addons.CORE)
    source = TEMPLATE if group == core else ready(home, core)
    name, key = ready(home, group), ready_key(home, group)
    fresh = name + "_new"
    copy(home, source, fresh)
    log = install(home, fresh, group.addons, step, f"install-{group.name}", group)
    check_log(log)
    _build_assets(home, fresh, step, group)
    _seal(home, fresh, name, key)


def world_needed(home, group):
    return made_from(home, world(home, group)) != world_key(home, group)


def make_world(home, step, group):
    """Add what the tests have in common to a copy of the ready database."""
    name, key = world(home, group), world_key(home, group)
    fresh = name + "_new"
    copy(home, ready(home, group), fresh)
    shell = ["shell", "-d", fresh, "--no-http"]
    log = run_odoo(home, shell, f"world-{group.name}", stdin=MAKE_WORLD, group=group)
    check_log(log)
    _seal(home, fresh, name, key)


def _build_assets(home, database, step, group=None):
    """Build the web client's files, which tests would else build again and again."""
    step.progress("building the web client's files")
    script = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    shell = ["shell", "-d", database, "--no-http"]
    run_odoo(home, shell, "assets", stdin=script, group=group)


def install(home, database, modules, step, log_name, group=None):
    """Install add-ons with Odoo, telling how far it is; return the log's path."""

    def follow(line):
        if "odoo.modules.loading: Loading module" in line:
            step.progress(line.split("Loading module ")[1].strip())

    arguments = ["-d", database, "-i", ",".join(modules), "--stop-after-init"]
    arguments += ["--no-http", "--max-cron-threads", "0"]
    return run_odoo(home, arguments, log_name, follow, group=group)


def run_odoo(home, arguments, log_name, follow=None, stdin=None, group=None):
    """Run Odoo to its end with its output in a log.

    :param group: whose add-ons Odoo finds, by default all of the checkout
    :raise Problem: if it fails; with the end of the log
    """
    log = home.log(log_name)
    with open(log, "w+") as out:
        process = subprocess.Popen(
            [home.python, ODOO, *arguments], cwd=CHECKOUT, text=True,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=settings.environment(home, group),
        )  # fmt: skip
        if stdin:
            process.stdin.write(stdin)
            process.stdin.close()
        for line in process.stdout:
            out.write(line)
            if follow:
                follow(line)
    if process.wait():
        tail = log.read_text(errors="replace")[-3000:]
        raise say.Problem(f"Odoo failed (whole log: {log}). Its end:\n{tail}")
    return log


def check_log(log):
    """Refuse the log of a run in which Odoo warned.

    :raise Problem: with what it said
    """
    lines = log.read_text(errors="replace").splitlines()
    bad = [line for line in lines if _is_complaint(line)]
    if bad:
        raise say.Problem(f"Odoo complained (whole log: {log}):\n" + "\n".join(bad))


def _is_complaint(line):
    words = line.split(" ", 4)
    return len(words) > 3 and words[3] in ("WARNING", "ERROR", "CRITICAL")
