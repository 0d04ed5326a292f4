"""``python -m benchmarks --database NAME``: all measurements, one after the other.

Each piece of work is done by a process of its own (:mod:`.work`) on a database that is
a copy of the one named.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.machine.home import ODOO

from . import database, report

FULL = 1_000_000
HERE = Path(__file__).parent


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--database", required=True, help="a fresh one, with the add-on"
    )
    parser.add_argument("--lines", type=int, default=FULL, help="claim lines at most")
    parser.add_argument("--peer", help="folder with OCA's base_exception")
    parser.add_argument("--results", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args(arguments)
    database.configure(options.database)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        measured = _measure(options, Path(folder) / "claim.xlsx")
    measured["minutes"] = (time.monotonic() - started) / 60
    report.write(options.results, measured)
    print((options.results / "results.md").read_text())
    return 0


def _measure(options, workbook):
    base, month, other = (
        f"{options.database}{suffix}" for suffix in ("", "_month", "_other")
    )
    _work("world", base)
    sizes = [options.lines // 100, options.lines // 10, options.lines]
    measured = {"growth": {}, "lines": options.lines}
    for lines, repeat in zip(sizes, (5, 3, 1), strict=True):
        database.copy(base, month)
        _work("month", month, lines=lines)
        database.settle(month)
        measured["growth"][lines] = {
            "floor": _work("floor", month, repeat=repeat),
            "engine": _work("validate", month, repeat=repeat),
        }
        if lines == sizes[0]:
            measured |= _on_few_lines(options, month, other)
        if lines == sizes[1]:
            measured["intake"] = _intake(month, other, workbook, lines, repeat)
    measured["credit"] = _work("credit", month)
    measured["large_file"] = _large_file(month, other, workbook, options.lines)
    for name in (month, other):
        database.drop(name)
    return measured


def _on_few_lines(options, month, other):
    """What is measured on the smallest month: the peer, and screens."""
    database.copy(month, other)
    found = {
        "one_line": _work("one line", other, repeat=5),
        "screens": _work(
            "screens",
            other,
            small=max(options.lines // 10_000, 10),
            large=options.lines // 10,
            repeat=5,
        ),
    }
    if options.peer:
        database.copy(month, other)
        environment = _with_addons(options.peer)
        _call(
            [
                str(ODOO), "-d", other, "-i", "base_exception",
                "--stop-after-init", "--no-http", "--max-cron-threads", "0",
                "--log-level", "warn", "--addons-path", environment.pop("ADDONS"),
            ]
        )  # fmt: skip
        found["peer"] = _work("peer", other, environment, repeat=1)
    return found


def _with_addons(folder):
    """An environment whose Odoo finds the add-ons in ``folder``, too."""
    from odoo.tools import config

    path = ",".join([*config["addons_path"], str(Path(folder) / "odoo/addons")])
    source = Path(os.environ["ODOO_RC"]).read_text().splitlines()
    lines = [line for line in source if not line.startswith("addons_path")]
    target = Path(folder) / "odoo.conf"
    target.write_text("\n".join([*lines, f"addons_path = {path}"]) + "\n")
    return {"ODOO_RC": str(target), "ADDONS": path}


def _intake(month, other, workbook, rows, repeat):
    database.copy(month, other)
    file = _work("workbook", other, path=str(workbook), rows=rows)
    database.settle(other)
    return {
        "file": file,
        "plain": _work("plain intake", other, path=str(workbook), repeat=repeat),
        "own": _work("intake", other, path=str(workbook), repeat=repeat),
    }


def _large_file(month, other, workbook, rows):
    """Memory alone: the largest workbook that is read."""
    database.copy(month, other)
    file = _work("workbook", other, path=str(workbook), rows=rows)
    return {"file": file} | _work("intake", other, path=str(workbook), repeat=1)


def _work(name, database_name, environment=None, /, **options):
    """Do a piece of work in a process of its own; return what it measured."""
    started = time.monotonic()
    database.close(database_name)
    output = _call(
        ["-m", f"{__package__}.work", name, database_name, json.dumps(options)],
        environment,
    )
    seconds = time.monotonic() - started
    said = ", ".join(f"{key} {value}" for key, value in options.items())
    print(f"{name} ({said}): {seconds:.0f} s", file=sys.stderr, flush=True)
    return json.loads(output.splitlines()[-1])


def _call(arguments, environment=None):
    done = subprocess.run(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    if done.returncode:
        sys.exit(f"This failed: {' '.join(arguments)}\n{done.stdout}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
