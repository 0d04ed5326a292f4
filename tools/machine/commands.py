"""What the commands of the Makefile and ``bin/odoo`` do."""

import json
import os
import shlex
import shutil
import socket
import subprocess

from . import addons, clean, databases, lint, peer, plan, say, settings, testing
from .home import CHECKOUT, ODOO

FIRST_PORT = 8069


def odoo(home, arguments):
    """Become Odoo's own command line."""
    plan.prepare(home, plan.RUN)
    python = str(home.python)
    os.execve(python, [python, str(ODOO), *arguments], settings.environment(home))


def env(home, arguments):
    """Print the environment for a shell: ``eval "$(python3 -m tools.machine env)"``."""
    plan.prepare(home, plan.RUN)
    for name, value in settings.additions(home).items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def demo(home, arguments):
    """Build the demo database and run its month; the argument is a ledger file."""
    ledger = os.path.abspath(arguments[0]) if arguments and arguments[0] else None
    if ledger and not os.path.isfile(ledger):
        raise say.Problem(f"There is no file {ledger}: check LEDGER=…")
    plan.prepare(home, plan.demo())
    shown = addons.shown()
    with home.lock("demo"):
        key = databases.ready_key(home, shown)
        databases.copy(home, databases.ready(home, shown), databases.DEMO)
        command = [home.python, "-m", "tools.demo", "--database", databases.DEMO]
        if ledger:
            command += ["--ledger", ledger]
        built = subprocess.run(
            command, cwd=CHECKOUT, env=settings.environment(home, shown)
        )
        if built.returncode:
            return built.returncode
        databases.mark_made(home, databases.DEMO, key)
    say.note("\nLook at it with: make serve")
    return 0


def serve(home, arguments):
    """Serve the demo on this machine until stopped."""
    plan.prepare(home, plan.demo())
    made_from = databases.made_from(home, databases.DEMO)
    if not made_from:
        failed = demo(home, [])
        if failed:
            return failed
    elif made_from != databases.ready_key(home, addons.shown()):
        say.note(
            "The add-on changed since the demo was built: make demo builds it anew."
        )
    port = free_port(FIRST_PORT)
    address = f"http://127.0.0.1:{port}"
    say.note(f"\nThe demo opens at {address} in a few seconds (Ctrl-C stops it).")
    for login in _logins(home):
        say.note("  {role}: {login} / {password}".format(**login))
    arguments = ["server", "-d", databases.DEMO, "--db-filter", f"^{databases.DEMO}$"]
    arguments += ["--http-port", str(port), "--log-level", "warn", "--no-database-list"]
    return odoo(home, arguments)


def _logins(home):
    """The users the demo made: role, login and password of each."""
    path = home.root / "demo_logins.json"
    if path.exists():
        return json.loads(path.read_text())
    return [{"role": "Administrator", "login": "admin", "password": "admin"}]


def free_port(first):
    """The first port from ``first`` on that nobody listens to.

    :raise Problem: if a hundred of them are taken
    """
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise say.Problem(f"All ports from {first} to {first + 99} are taken.")


def bench(home, arguments):
    """Measure speed and memory; the argument is the number of claim lines.

    Only the whole run, without an argument, writes ``benchmarks/results.md``.
    """
    plan.prepare(home, plan.bench())
    core = addons.group(addons.CORE)
    results = CHECKOUT / "benchmarks"
    command = [home.python, "-m", "benchmarks", "--peer", peer.folder(home)]
    if arguments and arguments[0]:
        results = home.root / "bench-results"
        command += ["--lines", arguments[0]]
    results.mkdir(parents=True, exist_ok=True)
    with home.lock("bench"):
        databases.copy(home, databases.ready(home, core), databases.BENCH)
        try:
            return subprocess.run(
                [*command, "--database", databases.BENCH, "--results", results],
                cwd=CHECKOUT,
                env=settings.environment(home, core),
            ).returncode
        finally:
            databases.drop(home, databases.BENCH)


def stop(home, arguments):
    """Stop the private PostgreSQL; the next command starts it again."""
    return clean.stop(home)


COMMANDS = {
    "odoo": odoo,
    "env": env,
    "demo": demo,
    "serve": serve,
    "test": testing.run,
    "bench": bench,
    "lint": lint.run,
    "format": lint.mend,
    "stop": stop,
    "clean": clean.run,
}


def show_help(home, arguments):
    """List the commands."""
    say.note("Commands: " + ", ".join(COMMANDS) + ". 'make help' says what they do.")
    return 2 if arguments or shutil.which("make") is None else 0
