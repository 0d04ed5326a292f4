"""Chromium for the browser tours: the one thing only root can install."""

import os
import shutil
import subprocess

from . import say

# the names Odoo's test runner looks for
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-liberation")


def needed(home):
    """Whether no browser is installed."""
    return not any(shutil.which(name) for name in NAMES)


def make(home, step):
    """Install Chromium as root, else say who has to.

    :raise Problem: for an ordinary user
    """
    install = ["apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
    if os.geteuid():
        raise say.Problem(
            "The browser tours need Chromium, which only root can install: run"
            f" 'sudo apt-get install {' '.join(PACKAGES)}', then this command again."
        )
    if not shutil.which("apt-get"):
        raise say.Problem(
            "The browser tours need Chromium: install it so that 'chromium' is found."
        )
    log = home.log("chromium")
    with open(log, "w") as out:
        options = dict(stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        options["env"] = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        step.progress("reading the package lists")
        subprocess.run(["apt-get", "update"], **options)
        step.progress("downloading and installing some 150 MB")
        installed = subprocess.run(install, **options)
    if installed.returncode or needed(home):
        raise say.Problem(
            f"Chromium could not be installed (whole log: {log}):\n"
            + log.read_text()[-1500:]
        )
