"""Databases of earlier versions, updated and compared with fresh ones."""

import pytest

from tools.machine.home import Home
from tools.update import recipe, versions

each_version = pytest.mark.parametrize(
    "version", versions.VERSIONS, ids=lambda version: version.number
)


@each_version
def test_a_commit_holds_the_version_it_stands_for(version):
    folder = versions.folder(Home(), version)
    assert versions.number(folder / recipe.ADDON) == version.number


@each_version
def test_an_updated_database_is_like_a_fresh_one(version):
    found = recipe.check(Home(), version)
    assert not found, "\n" + "\n".join(found)
