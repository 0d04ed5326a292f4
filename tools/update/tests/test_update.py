"""Databases of earlier versions, updated and compared with fresh ones."""

import pytest

from tools.machine.home import Home
from tools.update import recipe
from tools.update.versions import VERSIONS


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.number)
def test_an_updated_database_is_like_a_fresh_one(version):
    found = recipe.check(Home(), version)
    assert not found, "\n" + "\n".join(found)
