"""Which add-ons are installed together; ``pyproject.toml`` declares it.

The core has a database for itself. Every other add-on of the checkout has one of its
own, made from the core's, and one more holds all of them together.
"""

import ast
import shutil
import tomllib
from dataclasses import dataclass

from .home import CHECKOUT, fingerprint

CORE = "core"
TOGETHER = "together"


@dataclass(frozen=True)
class Group:
    """Add-ons of the checkout that are installed together, and what is tested there.

    :param name: ``core``, the name of an add-on, or ``together``
    :param addons: names of the add-ons, each after those it depends on
    :param tests: paths below the checkout, those of files or of whole folders
    """

    name: str
    addons: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def requirements(self):
        """Names of the files that pin what only these add-ons need."""
        names = (f"requirements-{addon}.txt" for addon in self.addons)
        return tuple(name for name in names if (CHECKOUT / name).exists())


def declared():
    """The table ``[tool.becs]`` of ``pyproject.toml``."""
    return tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["becs"]


def present():
    """Names of the add-ons of this checkout."""
    return sorted(path.parent.name for path in CHECKOUT.glob("*/__manifest__.py"))


def with_dependencies(names):
    """The add-ons with those of the checkout they depend on, these first."""
    found, own = [], present()

    def add(name):
        if name in found or name not in own:
            return
        manifest = ast.literal_eval((CHECKOUT / name / "__manifest__.py").read_text())
        for other in manifest.get("depends", ()):
            add(other)
        found.append(name)

    for name in names:
        add(name)
    return tuple(found)


def groups():
    """All groups of this checkout, the core first."""
    core = declared()["core"]
    others = [name for name in present() if name != core]
    found = [Group(CORE, (core,), (core, *declared()["tools"]))]
    found += [Group(name, with_dependencies([core, name]), (name,)) for name in others]
    if others:
        everywhere = tuple(declared()["everywhere"])
        everything = with_dependencies([core, *others])
        found.append(Group(TOGETHER, everything, everywhere))
    return found


def group(name):
    """The group of that name."""
    return next(group for group in groups() if group.name == name)


def shown():
    """The group whose add-ons the demo has."""
    wanted = set(with_dependencies(declared()["demo"]))
    return next(group for group in groups() if set(group.addons) == wanted)


def folder(home, group):
    """A folder that holds the add-ons of a group and no other of the checkout.

    Odoo installs by itself what it finds beside an add-on and is made for it, so the
    others must not be there.
    """
    path = home.root / "addons" / f"{group.name}-{fingerprint(str(CHECKOUT))}"
    if path.is_dir() and {link.name for link in path.iterdir()} == set(group.addons):
        return path
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    for addon in group.addons:
        (path / addon).symlink_to(CHECKOUT / addon)
    return path


def extra(home, group):
    """The folder of the packages only this group needs (:attr:`Group.requirements`)."""
    return home.root / "packages" / group.name
