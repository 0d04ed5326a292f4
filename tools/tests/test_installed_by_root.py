"""Installing, or asking for, the programs that only root can install."""

import io
import subprocess

import pytest

from tools.machine import installed_by_root, plan, say
from tools.machine.home import Home
from tools.machine.say import Problem


class _Machine:
    """A machine that notes what is run instead of running it."""

    def __init__(self, *programs, works=True):
        self.programs = set(programs)
        self.works = works
        self.calls = []

    def which(self, name):
        return f"/usr/bin/{name}" if name in self.programs else None

    def run(self, command, stdout, **options):
        assert options["env"]["DEBIAN_FRONTEND"] == "noninteractive"
        self.calls.append(command)
        stdout.write(f"output of {' '.join(command)}\n")
        stdout.flush()
        if self.works and command[1] == "install":
            self.programs.update(command)
        return subprocess.CompletedProcess(command, 0 if self.works else 100)


@pytest.fixture
def on(tmp_path, monkeypatch):
    """Do the step on a machine; returns what was printed, as one text."""

    def do(machine, user=0):
        monkeypatch.setattr(installed_by_root.shutil, "which", machine.which)
        monkeypatch.setattr(installed_by_root.subprocess, "run", machine.run)
        monkeypatch.setattr(installed_by_root.os, "geteuid", lambda: user)
        screen = io.StringIO()
        step = say.Step("1/6", screen)
        installed_by_root.make(Home(tmp_path), step)
        assert not installed_by_root.needed(None)
        return screen.getvalue()

    return do


def test_all_is_fetched_with_one_update(on):
    machine = _Machine("apt-get")
    said = on(machine)
    packages = ["chromium", "fonts-liberation", "wkhtmltopdf"]
    assert machine.calls == [
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", *packages],
    ]
    assert ", ".join(packages) in said


def test_only_what_is_missing_is_fetched(on):
    machine = _Machine("apt-get", "google-chrome")
    said = on(machine)
    assert machine.calls[-1][4:] == ["wkhtmltopdf"]
    assert "chromium" not in said


@pytest.mark.parametrize("browser", installed_by_root.PROGRAMS[0].names)
def test_nothing_is_needed_where_all_is_found(monkeypatch, browser):
    machine = _Machine(browser, "wkhtmltopdf")
    monkeypatch.setattr(installed_by_root.shutil, "which", machine.which)
    assert not installed_by_root.needed(None)
    machine.programs.remove("wkhtmltopdf")
    assert installed_by_root.needed(None)


@pytest.mark.parametrize(
    "installed, programs, packages",
    [
        ([], "Chromium and wkhtmltopdf", "chromium fonts-liberation wkhtmltopdf"),
        (["chromium"], "wkhtmltopdf", "wkhtmltopdf"),
        (["wkhtmltopdf"], "Chromium", "chromium fonts-liberation"),
    ],
)
def test_a_user_is_told_all_packages_in_one_sentence(on, installed, programs, packages):
    machine = _Machine("apt-get", *installed)
    with pytest.raises(Problem) as told:
        on(machine, user=1000)
    assert str(told.value) == (
        f"The tests need {programs}, which only root can install: run"
        f" 'sudo apt-get install {packages}', then this command again."
    )
    assert not machine.calls


@pytest.mark.parametrize("user", [0, 1000])
def test_a_machine_without_apt_is_told_what_to_find(on, user):
    with pytest.raises(Problem, match="Chromium and wkhtmltopdf, and .* no apt-get"):
        on(_Machine(), user)


def test_a_failure_shows_the_end_of_the_log(on):
    machine = _Machine("apt-get", "chromium", works=False)
    with pytest.raises(Problem) as told:
        on(machine)
    text = str(told.value)
    assert text.startswith("wkhtmltopdf could not be installed")
    assert "output of apt-get install" in text


def test_tests_ask_for_it_first_and_the_demo_never():
    assert plan.TEST[0] == ("Chromium and wkhtmltopdf", installed_by_root)
    for steps in (plan.RUN, plan.DEMO, plan.BENCH):
        assert plan.BY_ROOT not in steps
