"""What the user names wins over what the tools would bring."""

import socket

import pytest

from tools.machine import __main__ as machine
from tools.machine import commands, odoo, postgres, python, settings, testing
from tools.machine.home import CHECKOUT, Home
from tools.machine.say import Problem


@pytest.fixture
def place(tmp_path, monkeypatch):
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGSERVICE", "ODOO_SRC"):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path)


def test_own_postgresql_wins(place, monkeypatch):
    private = settings.environment(place)
    assert private["PGUSER"] == "odoo"
    assert private["PGHOST"].startswith("/")
    monkeypatch.setenv("PGHOST", "db.example")
    monkeypatch.setenv("PGUSER", "me")
    assert postgres.own_server()
    own = settings.environment(place)
    assert (own["PGHOST"], own["PGUSER"]) == ("db.example", "me")
    assert "PGPORT" not in own


def test_socket_path_is_never_too_long(tmp_path):
    cluster = postgres.Cluster(Home(tmp_path / ("long" * 30)))
    assert len(str(cluster.socket / f".s.PGSQL.{postgres.PORT}")) < 107


def test_debians_odoo_unless_a_source_is_named(place):
    assert place.odoo in odoo.source(place, {}).parents


@pytest.mark.parametrize("named", ["", "odoo"])
def test_odoo_source_wins(place, tmp_path, named):
    package = tmp_path / "src" / "odoo"
    package.mkdir(parents=True)
    (package / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    found = odoo.source(place, {"ODOO_SRC": str(tmp_path / "src" / named)})
    assert found == tmp_path / "src"


@pytest.mark.parametrize("text", [None, "version_info = (18, 0, 0, FINAL, 0, '')\n"])
def test_other_odoo_sources_are_refused(place, tmp_path, text):
    (tmp_path / "odoo").mkdir(exist_ok=True)
    if text:
        (tmp_path / "odoo" / "release.py").write_text(text)
    with pytest.raises(Problem, match="ODOO_SRC"):
        odoo.source(place, {"ODOO_SRC": str(tmp_path)})


def test_packages_are_installed_once_per_pins(place, tmp_path):
    venv = place.venv
    assert python.needed(place)
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    assert python.needed(place)
    place.stamp("venv").write(python._key(python.RUN))
    assert not python.needed(place)
    place.stamp("venv").write("made from other pins")
    assert python.needed(place)


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert commands.free_port(port) > port


@pytest.mark.parametrize(
    "chosen, expected",
    [
        ([], False),
        (["-k", "word"], False),
        (["tools/tests"], True),
        (["tools/tests/test_home.py::test_x", "-x"], True),
        (["tools", "becs_claims"], False),
        (["tools/tests/test_database_second.py"], False),
    ],
)
def test_tests_of_the_tools_need_no_database(chosen, expected):
    assert testing.only_tools(chosen) is expected


@pytest.mark.parametrize(
    "chosen, expected",
    [
        ([], False),
        (["tools"], False),
        (["tools/tests/test_home.py"], False),
        (["tools/update", "-k", "19.0.4.1.0"], True),
        (["tools/update/tests/test_update.py::test_x"], True),
    ],
)
def test_the_update_is_asked_for_by_its_path(chosen, expected):
    assert testing.asked_long(chosen) is expected


def test_configuration_names_this_checkout(place):
    text = settings.config_file(place).read_text()
    assert f"addons_path = {CHECKOUT}\n" in text
    assert f"data_dir = {place.data}\n" in text


@pytest.mark.parametrize(
    "named, fits, taken",
    [("python3", True, True), ("python3", False, False), ("python3.12", True, False)],
)
def test_the_systems_python_unless_another_is_named(monkeypatch, named, fits, taken):
    went_on = []
    monkeypatch.setenv("PYTHON", named)
    monkeypatch.setattr(machine.sys, "executable", "/home/me/python")
    monkeypatch.setattr(machine, "_fits", lambda python: fits)
    monkeypatch.setattr(machine, "_go_on_with", went_on.append)
    machine._right_python()
    assert went_on == [machine.SYSTEM] * taken


def test_a_python_that_is_missing_or_fails_does_not_fit():
    assert machine._fits(machine.sys.executable)
    assert not machine._fits("/nowhere/python3")
    assert not machine._fits("/bin/false")
