"""Which add-ons are installed together, and where their tests run."""

import os
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tools.machine import addons, databases, settings, testing
from tools.machine.home import CHECKOUT, Home
from tools.shards.shard import Shard

PROJECT = """
[tool.becs]
core = "core_addon"
demo = ["core_addon"]
tools = ["tools"]
everywhere = ["core_addon/tests/test_rights.py"]
"""


def add(folder, name, depends=(), requirements=""):
    (folder / name / "tests").mkdir(parents=True)
    manifest = {"name": name, "depends": list(depends), "auto_install": True}
    (folder / name / "__manifest__.py").write_text(repr(manifest))
    (folder / name / "tests" / "test_one.py").write_text("")
    if requirements:
        (folder / f"requirements-{name}.txt").write_text(requirements)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with the core, two add-ons on top of it, and glue to one of these."""
    for module in (addons, databases, settings, testing):
        monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "tools").mkdir()
    add(tmp_path, "core_addon", ["account"])
    (tmp_path / "core_addon" / "tests" / "test_rights.py").write_text("")
    add(tmp_path, "more", ["core_addon"])
    add(tmp_path, "a_glue", ["more", "queue_job"], "odoo-addon-queue_job==19.0.1.0")
    add(tmp_path, "plain", ["core_addon"])
    return tmp_path


def test_every_addon_has_a_group_and_all_have_one(checkout):
    found = {group.name: group.addons for group in addons.groups()}
    assert found == {
        "core": ("core_addon",),
        "a_glue": ("core_addon", "more", "a_glue"),
        "more": ("core_addon", "more"),
        "plain": ("core_addon", "plain"),
        "together": ("core_addon", "more", "a_glue", "plain"),
    }
    assert addons.groups()[0].name == "core"


def test_one_addon_alone_has_no_other_group(checkout):
    for name in ("more", "a_glue", "plain"):
        (checkout / name / "__manifest__.py").unlink()
    assert [group.name for group in addons.groups()] == ["core"]


def test_odoo_finds_only_what_is_installed_together(checkout, tmp_path):
    place = Home(tmp_path / "state")
    for group in addons.groups():
        text = settings.config_file(place, group).read_text()
        [line] = [line for line in text.splitlines() if line.startswith("addons_path")]
        folder = Path(line.partition(" = ")[2].split(",")[0])
        assert {path.name for path in folder.iterdir()} == set(group.addons)
        assert (folder / group.addons[-1] / "__manifest__.py").exists()


def test_the_demo_takes_what_is_declared(checkout):
    assert addons.shown() == addons.group("core")
    text = PROJECT.replace('demo = ["core_addon"]', 'demo = ["core_addon", "more"]')
    (checkout / "pyproject.toml").write_text(text)
    assert addons.shown() == addons.group("more")


def test_what_one_addon_needs_is_asked_of_nobody_else(checkout):
    needed = {group.name: group.requirements for group in addons.groups()}
    assert needed == {
        "core": (),
        "more": (),
        "plain": (),
        "a_glue": ("requirements-a_glue.txt",),
        "together": ("requirements-a_glue.txt",),
    }
    place = Home(checkout / "state")
    assert "PYTHONPATH" not in settings.additions(place, addons.group("more"))
    path = settings.additions(place, addons.group("a_glue"))["PYTHONPATH"]
    assert path.split(os.pathsep)[0] == str(place.root / "packages" / "a_glue")


def test_a_database_is_made_again_for_its_own_files_only(checkout):
    place = Home(checkout / "state")

    def keys():
        return {
            group.name: databases.ready_key(place, group) for group in addons.groups()
        }

    def changed():
        return {name for name, key in keys().items() if key != before[name]}

    before = keys()
    assert len(set(before.values())) == 5
    (checkout / "a_glue" / "models.py").write_text("")
    assert changed() == {"a_glue", "together"}
    before = keys()
    (checkout / "requirements-a_glue.txt").write_text("queue_job==2")
    assert changed() == {"a_glue", "together"}
    before = keys()
    (checkout / "core_addon" / "models.py").write_text("")
    assert changed() == {"core", "a_glue", "more", "plain", "together"}


@pytest.mark.parametrize(
    "chosen, expected",
    [
        ([], ["core", "a_glue", "more", "plain", "together"]),
        (["-k", "word"], ["core", "a_glue", "more", "plain", "together"]),
        (["more"], ["more"]),
        (["more/tests/test_one.py::TestX", "-x"], ["more"]),
        (["core_addon", "a_glue"], ["core", "a_glue"]),
        (["tools", "core_addon/tests"], ["core"]),
        (["core_addon/tests/test_rights.py"], ["core"]),
    ],
)
def test_groups_are_those_of_the_paths(checkout, chosen, expected):
    assert [group.name for group in testing.asked(chosen)] == expected


def test_shards_are_as_many_as_cores_and_one_for_each_other(checkout, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2})
    options = testing.shards(addons.groups())
    names = [option.split("group=")[1] for option in options if "group=" in option]
    assert names == ["core"] * 3 + ["a_glue", "more", "plain", "together"]
    # else a shard that dies as it starts would be replaced without end
    assert int(options[options.index("--max-worker-restart") + 1]) < 10


@pytest.mark.parametrize(
    "chosen, expected",
    [
        (["more/tests/test_one.py"], True),
        (["more/tests/test_one.py::TestX", "-k", "y"], True),
        (["more/tests"], False),
        (["-k", "more"], False),
    ],
)
def test_one_file_needs_no_shards(checkout, chosen, expected):
    assert testing.one_file(chosen) is expected


def test_a_group_runs_its_own_tests(checkout, monkeypatch):
    monkeypatch.setattr("tools.shards.shard.CHECKOUT", checkout)

    def left(name):
        shard = Shard.__new__(Shard)
        shard.group = addons.group(name)
        files = [path for path in checkout.glob("*/tests/test_*.py")]
        return {
            str(path.relative_to(checkout))
            for path in files
            if not any(
                shard.pytest_ignore_collect(part)
                for part in (path, *path.parents)
                if part.is_relative_to(checkout)
            )
        }

    core = {"core_addon/tests/test_one.py", "core_addon/tests/test_rights.py"}
    assert left("core") == core
    assert left("more") == {"more/tests/test_one.py"}
    assert left("together") == {"core_addon/tests/test_rights.py"}


# -- this checkout ----------------------------------------------------------------


def test_pytest_knows_every_addon():
    declared = (CHECKOUT / "pyproject.toml").read_text()
    paths = addons.tomllib.loads(declared)["tool"]["pytest"]["ini_options"]["testpaths"]
    for name in (*addons.present(), *addons.declared()["tools"]):
        assert any(fnmatch(name, path) for path in paths), name


def test_what_is_declared_is_there():
    declared = addons.declared()
    for path in (declared["core"], *declared["demo"], *declared["everywhere"]):
        assert (CHECKOUT / path).exists(), path
    assert addons.shown()


def test_the_readme_tells_what_the_demo_shows():
    rows = [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in (CHECKOUT / "README.md").read_text().splitlines()
        if line.startswith("| `")
    ]
    shown = {row[0]: row[-1] for row in rows if row[0] in addons.present()}
    assert set(shown) == set(addons.present())
    in_demo = {name for name, word in shown.items() if word == "yes"}
    assert in_demo == set(addons.shown().addons)
