"""A second add-on, which does nothing, has a database of its own."""

import io
import shutil

import pytest

from odoo.tests.common import get_db_name

from tools.machine import addons, databases, say, settings
from tools.machine.home import CHECKOUT, Home

SECOND = "becs_claims_second"
INSTALLED = (
    "SELECT name FROM ir_module_module"
    " WHERE name LIKE 'becs_claims%' AND state = 'installed' ORDER BY name"
)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """This checkout with the second add-on beside the core."""
    named = databases.checkout_name
    for module in (addons, databases, settings):
        monkeypatch.setattr(module, "CHECKOUT", tmp_path)

    def as_here(home, name):
        """The name a database of the checkout under test has."""
        with monkeypatch.context() as patch:
            patch.setattr(databases, "CHECKOUT", CHECKOUT)
            return named(home, name)

    monkeypatch.setattr(databases, "checkout_name", as_here)
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    core = addons.declared()["core"]
    (tmp_path / core).symlink_to(CHECKOUT / core)
    second = tmp_path / SECOND
    second.mkdir()
    (second / "__init__.py").touch()
    manifest = {
        "name": "Second",
        "version": "19.0.1.0.0",
        "author": "becs_claims contributors",
        "license": "LGPL-3",
        "depends": [core],
        # Odoo installs it as soon as it finds it beside the core
        "auto_install": True,
    }
    (second / "__manifest__.py").write_text(repr(manifest))
    return tmp_path


def installed(home, database):
    return databases.query(home, INSTALLED, database).splitlines()


def test_it_is_installed_once_and_nowhere_else(checkout):
    home = Home()
    core, second, together = addons.groups()
    assert (second.name, together.name) == (SECOND, addons.TOGETHER)
    # the core's database is ready: it does not depend on what stands beside it
    assert not databases.ready_needed(home, core)
    assert databases.ready_needed(home, second)
    name = databases.ready(home, second)
    assert name != databases.ready(home, core)
    try:
        databases.make_ready(home, say.Step("Second", io.StringIO()), second)
        # it was closed, as all that others are copied from
        databases.query(home, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert not databases.ready_needed(home, second)
        assert not databases.ready_needed(home, core)
        assert installed(home, name) == ["becs_claims", SECOND]
        # where this test runs is a copy of the core's
        assert installed(home, get_db_name()) == ["becs_claims"]
    finally:
        databases.drop(home, name)
