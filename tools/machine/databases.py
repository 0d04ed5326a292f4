"""Databases: made once, then copied.

``becs_template`` holds Odoo with the add-ons ours stands on; a database per checkout
holds ours as well. Both carry, as the database's comment, what they were made from,
so that they are made again when that changes, and are closed to connections, so that
they can be copied at any time.
"""

import os
import shutil
import subprocess

from . import odoo, postgres, say, settings
from .home import CHECKOUT, ODOO, fingerprint

TEMPLATE = "becs_template"
TEMPLATE_MODULES = ("account", "portal", "l10n_us")
DEMO = "becs_demo"
BENCH = "becs_bench"
# folders of an add-on that change nothing in a database it is installed in
NOT_INSTALLED = {"tests", "readme", "i18n", "description", "__pycache__"}


def checkout_name(home, name):
    """``name``, told apart by checkout when the state directory is a shared one."""
    if home.root == CHECKOUT / ".machine":
        return name
    return f"{name}_{fingerprint(str(CHECKOUT))[:8]}"


def ready(home):
    """The name of the database with this checkout's add-ons installed."""
    return checkout_name(home, "becs_ready")


def own_addons():
    """Names of the add-ons of this checkout."""
    return sorted(path.parent.name for path in CHECKOUT.glob("*/__manifest__.py"))


def template_key(home):
    return fingerprint(str(odoo.source(home)), odoo.KEY, *TEMPLATE_MODULES)


def ready_key(home):
    """Changes with every file of our add-ons that matters to a database."""
    files = []
    for name in own_addons():
        for folder, folders, names in os.walk(CHECKOUT / name):
            folders[:] = sorted(set(folders) - NOT_INSTALLED)
            files += [f"{folder}/{file}" for file in sorted(names)]
    parts = [part for file in files for part in (file, _content(file))]
    return fingerprint(template_key(home), *parts)


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


def ready_needed(home):
    return made_from(home, ready(home)) != ready_key(home)


def make_ready(home, step):
    """Install this checkout's add-ons into a copy of the template.

    :raise Problem: if they do not install, or Odoo warns while they do
    """
    fresh, key = ready(home) + "_new", ready_key(home)
    copy(home, TEMPLATE, fresh)
    log = install(home, fresh, own_addons(), step, "install")
    _check_log(log)
    _build_assets(home, fresh, step)
    _seal(home, fresh, ready(home), key)


def _build_assets(home, database, step):
    """Build the web client's files, which tests would else build again and again."""
    step.progress("building the web client's files")
    script = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
    run_odoo(home, ["shell", "-d", database, "--no-http"], "assets", stdin=script)


def install(home, database, modules, step, log_name):
    """Install add-ons with Odoo, telling how far it is; return the log's path."""

    def follow(line):
        if "odoo.modules.loading: Loading module" in line:
            step.progress(line.split("Loading module ")[1].strip())

    arguments = ["-d", database, "-i", ",".join(modules), "--stop-after-init"]
    arguments += ["--no-http", "--max-cron-threads", "0"]
    return run_odoo(home, arguments, log_name, follow)


def run_odoo(home, arguments, log_name, follow=None, stdin=None):
    """Run Odoo to its end with its output in a log.

    :raise Problem: if it fails; with the end of the log
    """
    log = home.log(log_name)
    with open(log, "w+") as out:
        process = subprocess.Popen(
            [home.python, ODOO, *arguments], cwd=CHECKOUT, text=True,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=settings.environment(home),
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


def _check_log(log):
    lines = log.read_text(errors="replace").splitlines()
    bad = [line for line in lines if _is_complaint(line)]
    if bad:
        raise say.Problem(
            f"Odoo complained while installing (whole log: {log}):\n" + "\n".join(bad)
        )


def _is_complaint(line):
    words = line.split(" ", 4)
    return len(words) > 3 and words[3] in ("WARNING", "ERROR", "CRITICAL")
