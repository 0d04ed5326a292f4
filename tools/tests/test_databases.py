"""When a database is made again."""

import pytest

from tools.machine import addons, databases
from tools.machine.home import CHECKOUT, Home


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for module in (addons, databases):
        monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    declared = '[tool.becs]\ncore = "addon"\ntools = ["tools"]\n'
    (tmp_path / "pyproject.toml").write_text(declared)
    for name in ("models", "tests"):
        (tmp_path / "addon" / name).mkdir(parents=True)
        (tmp_path / "addon" / name / "one.py").write_text("1")
    (tmp_path / "addon" / "__manifest__.py").write_text("{}")
    return tmp_path


def test_installed_files_matter_and_tests_do_not(checkout, tmp_path):
    place = Home(tmp_path / "state")
    [core] = addons.groups()
    assert core.addons == ("addon",)
    first = databases.ready_key(place, core)
    (checkout / "addon" / "tests" / "one.py").write_text("2")
    assert databases.ready_key(place, core) == first
    (checkout / "addon" / "models" / "one.py").write_text("2")
    second = databases.ready_key(place, core)
    assert second != first
    (checkout / "addon" / "models" / "one.py").rename(
        checkout / "addon" / "models" / "two.py"
    )
    assert databases.ready_key(place, core) not in (first, second)


def test_checkouts_sharing_a_state_directory_have_their_own(tmp_path):
    assert databases.checkout_name(Home(CHECKOUT / ".machine"), "becs_x") == "becs_x"
    assert databases.checkout_name(Home(tmp_path), "becs_x") != "becs_x"


@pytest.mark.parametrize(
    "line, expected",
    [
        ("2026-01-02 10:00:00,123 12 WARNING db odoo.x: told", True),
        ("2026-01-02 10:00:00,123 12 ERROR db odoo.x: told", True),
        ("2026-01-02 10:00:00,123 12 INFO db odoo.x: WARNING in a text", False),
        ("Running as user 'root' is a security risk.", False),
    ],
)
def test_complaints_in_a_log(line, expected):
    assert databases._is_complaint(line) is expected
