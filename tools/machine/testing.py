"""``make test``: all tests, in as many shards as there are cores."""

import os
import shlex
import subprocess
from pathlib import Path

from . import addons, databases, plan, settings
from .home import CHECKOUT

#: The seed where there is no git to take one from.
FIXED_SEED = "2026"
#: So many shards that died are replaced, so that a run always ends.
REPLACED = 4
#: Seconds a file may take, per change and with LONG=1.
LIMITS = (900, 3000)
#: What is done with LONG=1, and whenever it is asked for by its path.
ONLY_LONG = "tools/update"


def run(home, arguments):
    """Run the tests; the argument narrows them down as for pytest.

    ``LONG=1`` runs all rounds of what is done in rounds, ``SEED=…`` repeats those of
    another run, ``TIMES=1`` writes the list of what each file takes.
    """
    chosen = shlex.split(arguments[0]) if arguments else []
    long = _said("LONG") or asked_long(chosen)
    seed = os.environ.get("SEED") or head() or FIXED_SEED
    command = [home.python, "-m", "pytest", "-p", "tools.strict_tests"]
    command += ["-p", "tools.shards", "--test-seed", seed]
    command += ["--file-limit", str(LIMITS[long])]
    more = {"BECS_TEST_SEED": seed, "BECS_TEST_LONG": "1" if long else ""}
    if only_tools(chosen):
        plan.prepare(home, plan.RUN)
        command += ["-p", "no:odoo", *chosen]
        return _call(command, settings.environment(home), more)
    groups = asked(chosen)
    plan.prepare(home, plan.tests(groups))
    with home.lock(databases.checkout_name(home, "test")):
        command += ["--odoo-log-level=warn", "--odoo-http"]
        if _said("TIMES"):
            command += ["--write-times"]
        if one_file(chosen):
            command += ["--shard-group", groups[0].name]
        else:
            command += shards(groups)
        return _call([*command, *chosen], settings.environment(home, groups[0]), more)


def _call(command, environment, more):
    return subprocess.run(command, cwd=CHECKOUT, env={**environment, **more}).returncode


def _said(name):
    return os.environ.get(name, "") not in ("", "0")


def head():
    """The commit that is checked out; empty without git."""
    try:
        said = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True
        )
    except FileNotFoundError:
        return ""
    return said.stdout.strip()[:12]


def shards(groups):
    """pytest's options for the shards of these groups: as many as there are cores for
    the core, one for each other."""
    cores = len(os.sched_getaffinity(0))
    options = ["-p", "xdist", "--dist", "load", "--at-once", str(cores)]
    options += ["--max-worker-restart", str(REPLACED)]
    for group in groups:
        for number in range(cores if group.name == addons.CORE else 1):
            options += [
                "--tx",
                f"popen//id={group.name}-{number + 1}//group={group.name}",
            ]
    return options


def paths(chosen):
    """The paths among what was given for pytest."""
    words = (word.split("::")[0] for word in chosen)
    return [os.path.normpath(word) for word in words if (CHECKOUT / word).exists()]


def asked_long(chosen):
    """Whether what takes minutes was chosen by its path."""
    return any(Path(path).is_relative_to(ONLY_LONG) for path in paths(chosen))


def only_tools(chosen):
    """Whether only tests that need no database were chosen."""
    found = paths(chosen)
    return bool(found) and all(
        path.split(os.sep)[0] == "tools"
        and not os.path.basename(path).startswith("test_database_")
        for path in found
    )


def one_file(chosen):
    """Whether one file was chosen, which needs no shards."""
    found = paths(chosen)
    return len(found) == 1 and (CHECKOUT / found[0]).is_file()


def asked(chosen):
    """The groups whose tests were chosen: all, unless paths were given.

    :return: at least one group, the core first
    """
    found, all_groups = paths(chosen), addons.groups()
    if not found:
        return all_groups
    wanted = {path.split(os.sep)[0] for path in found}
    return [
        group
        for group in all_groups
        if group.name != addons.TOGETHER
        and wanted & {test.split("/")[0] for test in group.tests}
    ] or all_groups[:1]
