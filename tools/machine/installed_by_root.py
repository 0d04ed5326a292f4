"""What only root can install: the programs of other people that tests run."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from . import say


@dataclass(frozen=True)
class Program:
    """One program, the names it is found by, and Debian's packages of it."""

    title: str
    names: tuple
    packages: tuple

    def missing(self):
        """Whether it is not installed."""
        return not any(shutil.which(name) for name in self.names)


PROGRAMS = (
    # for the browser tours; these are the names Odoo's test runner looks for
    Program(
        "Chromium",
        ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable"),
        ("chromium", "fonts-liberation"),
    ),
    # with it Odoo prints PDFs
    Program("wkhtmltopdf", ("wkhtmltopdf",), ("wkhtmltopdf",)),
)
TITLE = " and ".join(program.title for program in PROGRAMS)


def needed(home):
    """Whether one of the programs is not installed."""
    return any(program.missing() for program in PROGRAMS)


def make(home, step):
    """Install the missing programs as root, else say who has to.

    :raise Problem: for an ordinary user, and where apt-get cannot install them
    """
    missing = [program for program in PROGRAMS if program.missing()]
    titles = " and ".join(program.title for program in missing)
    packages = [name for program in missing for name in program.packages]
    if not shutil.which("apt-get"):
        raise say.Problem(
            f"The tests need {titles}, and this machine has no apt-get: install what"
            " is missing in the way of your system, then run this command again."
        )
    if os.geteuid():
        raise say.Problem(
            f"The tests need {titles}, which only root can install: run"
            f" 'sudo apt-get install {' '.join(packages)}', then this command again."
        )
    step.progress(f"apt-get fetches and installs {', '.join(packages)}")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    log = home.log("installed-by-root")
    with open(log, "w") as out:
        options = dict(stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        options["env"] = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], **options)
        installed = subprocess.run(install, **options)
    if installed.returncode or any(program.missing() for program in missing):
        raise say.Problem(
            f"{titles} could not be installed (whole log: {log}):\n"
            + log.read_text()[-1500:]
        )
