"""Odoo 19 itself: the one ``ODOO_SRC`` names, else Debian's package."""

import os
import re
import shutil
from pathlib import Path

from . import apt, say
from .home import Stamp, fingerprint, replace_dir

# Odoo's tree links to files of these packages. Its templates need the 4.7 line of
# Font Awesome; the icons have other names since.
PACKAGES = [
    ("odoo-19", r"^19\.0"),
    ("libjs-jquery", ""),
    ("libjs-underscore", ""),
    ("libjs-jquery-form", ""),
    ("fonts-roboto-unhinted", ""),
    ("fonts-montserrat", ""),
    ("fonts-ocr-b", ""),
    ("fonts-inconsolata", ""),
    ("fonts-glyphicons-halflings", ""),
    ("fonts-font-awesome", r"4\.7"),
]
# Debian leaves this script out, and the web client reports its absence as an error.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
KEY = fingerprint(repr(PACKAGES), MISSING_SCRIPT)


def source(home, environ=os.environ):
    """The directory that holds the ``odoo`` Python package.

    :raise Problem: if ``ODOO_SRC`` names something else than Odoo 19
    """
    if not environ.get("ODOO_SRC"):
        return home.odoo / "usr" / "lib" / "python3" / "dist-packages"
    path = Path(environ["ODOO_SRC"]).expanduser().absolute()
    if path.name == "odoo" and (path / "release.py").is_file():
        path = path.parent
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise say.Problem(
            f"ODOO_SRC={environ['ODOO_SRC']} holds no Odoo: name the directory with"
            " odoo-bin, or the one the odoo package is installed in."
        )
    found = re.search(r"version_info\s*=\s*\((.*?),\s*(.*?),", release.read_text())
    if not found or "19" not in found[1]:
        raise say.Problem(f"ODOO_SRC={environ['ODOO_SRC']} is not Odoo 19.")
    return path


def needed(home):
    """Whether Odoo has yet to be fetched, or its place told to Python."""
    root = source(home)
    fetched = os.environ.get("ODOO_SRC") or home.stamp("odoo").matches(KEY)
    return not (fetched and _pointer(home).matches(f"{root}\n"))


def make(home, step):
    """Fetch Odoo unless it is there, and make ``import odoo`` find it."""
    if not os.environ.get("ODOO_SRC") and not home.stamp("odoo").matches(KEY):
        _fetch(home, step)
    _pointer(home).write(f"{source(home)}\n")


def _fetch(home, step):
    private = apt.PrivateApt(home)
    step.progress("reading the package lists")
    private.update()
    folder = home.apt / "packages"
    private.download(PACKAGES, folder, step)
    fresh = home.root / "odoo.new"
    shutil.rmtree(fresh, ignore_errors=True)
    private.unpack(folder, fresh, step)
    addons_dir = fresh / "usr/lib/python3/dist-packages/odoo/addons"
    script = addons_dir / MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.touch()
    home.stamp("odoo").remove()
    replace_dir(fresh, home.odoo)
    home.stamp("odoo").write(KEY)
    shutil.rmtree(folder)


def _pointer(home):
    """The file that puts Odoo on the path of the virtual environment."""
    return Stamp(home.site_packages() / "odoo-19.pth")
