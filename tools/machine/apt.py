"""Packages from the machine's own Debian mirror, without touching its apt.

A private set of apt directories is used, so no rights are needed. The mirror is
the one the machine is configured with; none is written down here.
"""

import os
import re
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import say

# apt's options in a one-line source, by the name they have in a .sources file
ONE_LINE_OPTIONS = {
    "arch": "Architectures",
    "lang": "Languages",
    "target": "Targets",
    "pdiffs": "PDiffs",
}


@dataclass
class Source:
    """One apt source: what is offered where, and how it is signed."""

    types: list
    uris: list
    suites: list
    components: list
    options: dict = field(default_factory=dict)
    enabled: bool = True

    def stanza(self, suite):
        """The text of a .sources file for another suite of the same mirror."""
        fields = {
            "Types": "deb",
            "URIs": self.uris[0],
            "Suites": suite,
            "Components": "main",
            **self.options,
            "Targets": "Packages",
        }
        return "".join(f"{name}: {value}\n" for name, value in fields.items())


def parse_one_line(text):
    """Sources of a ``.list`` file; lines apt would not read are left out."""
    sources = []
    pattern = re.compile(r"(deb|deb-src)\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s*(.*)")
    for line in text.splitlines():
        match = pattern.fullmatch(line.split("#", 1)[0].strip())
        if match:
            kind, options, uri, suite, components = match.groups()
            sources.append(
                Source([kind], [uri], [suite], components.split(), _options(options))
            )
    return sources


def _options(text):
    options = {}
    for name, value in re.findall(r"([\w-]+)[+-]?=(\S+)", text or ""):
        title = "-".join(word.capitalize() for word in name.split("-"))
        options[ONE_LINE_OPTIONS.get(name.lower(), title)] = value.replace(",", " ")
    return options


def parse_deb822(text):
    """Sources of a ``.sources`` file (a key written into the file is kept)."""
    sources = []
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        fields, name = {}, None
        for line in block.splitlines():
            if line[:1].isspace() and name:
                fields[name] += "\n" + line
            elif ":" in line:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        if "uris" not in fields:
            continue
        known = ("types", "uris", "suites", "components", "enabled", "targets")
        sources.append(
            Source(
                *(fields.get(name, "").split() for name in known[:4]),
                options={
                    "-".join(word.capitalize() for word in name.split("-")): value
                    for name, value in fields.items()
                    if name not in known
                },
                enabled=fields.get("enabled", "yes").lower()
                not in ("no", "false", "0"),
            )
        )
    return sources


def configured_sources(settings):
    """All sources of the machine's apt, in the order apt reads them."""
    main = Path(settings.get("MAIN", "/etc/apt/sources.list"))
    parts = Path(settings.get("PARTS", "/etc/apt/sources.list.d"))
    files = [main] + (sorted(parts.iterdir()) if parts.is_dir() else [])
    sources = []
    for path in files:
        if not path.is_file() or path.suffix not in (".list", ".sources"):
            continue
        parse = parse_deb822 if path.suffix == ".sources" else parse_one_line
        sources += parse(path.read_text(errors="replace"))
    return sources


def debian_mirror(sources, codename):
    """The source that offers Debian itself (not its updates or other vendors).

    :raise Problem: if there is none
    """
    wanted = {codename, "stable", "oldstable", "testing", "unstable", "sid"} - {""}
    for source in sources:
        usable = source.enabled and "deb" in source.types
        if usable and "main" in source.components and wanted & set(source.suites):
            return source
    raise say.Problem(
        "Odoo 19 comes from Debian's package, but this machine's apt names no Debian"
        " mirror. Point ODOO_SRC at an Odoo 19 you have, or run this on Debian 12."
    )


class PrivateApt:
    """apt-get with directories of its own."""

    def __init__(self, home):
        self.root = home.apt
        self.suite = _os_release().get("VERSION_CODENAME", "")
        self.options = [
            "-o", f"Dir::Etc::sourcelist={self.root / 'private.sources'}",
            "-o", "Dir::Etc::sourceparts=/dev/null",
            "-o", f"Dir::State::lists={self.root / 'lists'}",
            "-o", f"Dir::Cache={self.root / 'cache'}",
            "-o", "APT::Sandbox::User=root",
            "-o", "Acquire::Languages=none",
            "-o", "Acquire::Retries=3",
            # signatures are checked; a mirror that lags behind, or keeps a day of the
            # past for good, serves as well
            "-o", "Acquire::Check-Valid-Until=false",
            "-o", "Acquire::Check-Date=false",
        ]  # fmt: skip

    def update(self):
        """Fetch the package lists of this Debian and of unstable, once."""
        if not shutil.which("apt-get"):
            raise say.Problem(
                "Odoo 19 comes from Debian's package, and this machine has no apt-get."
                " Point ODOO_SRC at an Odoo 19 you have, or run this on Debian 12."
            )
        shell = subprocess.run(
            ["apt-config", "shell", "MAIN", "Dir::Etc::sourcelist/f",
             "PARTS", "Dir::Etc::sourceparts/d"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        settings = dict(part.split("=", 1) for part in shlex.split(shell.stdout))
        mirror = debian_mirror(configured_sources(settings), self.suite)
        for folder in ("lists/partial", "cache/archives/partial"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        suites = dict.fromkeys([self.suite or "stable", "sid"])
        text = "\n".join(mirror.stanza(suite) for suite in suites)
        (self.root / "private.sources").write_text(text)
        updated = self._run("apt-get", "update", "--error-on=any")
        if updated.returncode:
            raise say.Problem(
                "Debian's package lists could not be fetched:\n" + updated.stderr
            )

    def version(self, package, pattern=""):
        """The newest version of a package whose number matches ``pattern``."""
        listed = self._run("apt-cache", "madison", package).stdout
        for line in listed.splitlines():
            version = line.split("|")[1].strip()
            if re.search(pattern, version):
                return version
        raise say.Problem(
            f"The Debian mirror of this machine does not offer {package} {pattern}."
            " Point ODOO_SRC at an Odoo 19 you have."
        )

    def download(self, packages, folder, step):
        """Fetch packages (name, version pattern) into an empty folder."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        names = [f"{name}={self.version(name, like)}" for name, like in packages]
        shown = self._run("apt-cache", "show", "--no-all-versions", *names).stdout
        total = sum(int(size) for size in re.findall(r"^Size: (\d+)", shown, re.M))
        with open(folder / "apt.log", "w+") as log:
            fetching = subprocess.Popen(
                ["apt-get", *self.options, "download", *names],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
            while fetching.poll() is None:
                have = sum(_size(path) for path in folder.glob("**/*.deb*"))
                percent = min(100 * have // max(total, 1), 100)
                step.progress(f"downloading {total / 1e6:.0f} MB … {percent}%")
                time.sleep(0.2)
            if fetching.returncode:
                log.seek(0)
                raise say.Problem(f"The download failed:\n{log.read()[-1500:]}")

    def unpack(self, folder, target, step):
        """Unpack every package of a folder into one tree."""
        packages = sorted(folder.glob("*.deb"))
        for number, package in enumerate(packages, 1):
            unpacking = subprocess.Popen(["dpkg", "-x", package, target])
            while unpacking.poll() is None:
                step.progress(f"unpacking {number} of {len(packages)}")
                time.sleep(0.05)
            if unpacking.returncode:
                raise say.Problem(f"{package.name} could not be unpacked: disk full?")

    def _run(self, program, *arguments):
        return subprocess.run(
            [program, *self.options, *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )


def _size(path):
    try:
        return path.stat().st_size
    except OSError:
        return 0  # renamed by apt in between


def _os_release():
    try:
        lines = Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return {}
    return dict(
        (name, value.strip("\"'"))
        for name, _, value in (line.partition("=") for line in lines)
    )
