"""Everything is pinned, and once."""

import json
import re

import pytest

from tools.machine.home import CHECKOUT

REQUIREMENTS = sorted(CHECKOUT.glob("requirements*.txt"))


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned(path):
    lines = path.read_text().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    loose = [line for line in names if not re.match(r"[\w.-]+==[\w.]+( ;.*)?$", line)]
    assert not loose
    assert len(names) == len({line.split("==")[0].lower() for line in names})


def test_lock_file_names_no_registry():
    assert '"resolved"' not in (CHECKOUT / "package-lock.json").read_text()


def test_pre_commit_uses_the_versions_of_make_lint():
    hooks = (CHECKOUT / ".pre-commit-config.yaml").read_text()
    pins = dict(
        line.split("==")
        for line in (CHECKOUT / "requirements-lint.txt").read_text().splitlines()
        if "==" in line
    )
    for repository, package in (
        ("ruff-pre-commit", "ruff"),
        ("pylint-odoo", "pylint-odoo"),
        ("odoo-pre-commit-hooks", "oca-odoo-pre-commit-hooks"),
    ):
        assert f"{repository}\n    rev: v{pins[package]}\n" in hooks
    package = json.loads((CHECKOUT / "package.json").read_text())
    for name, version in package["devDependencies"].items():
        assert f"{name}@{version}" in hooks
