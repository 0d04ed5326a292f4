"""The files of earlier versions, out of git."""

import shutil
import subprocess

import pytest

from tools.machine.home import CHECKOUT, Home
from tools.machine.say import Problem
from tools.update import versions
from tools.update.versions import Version


def git(*arguments):
    command = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=versions.CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def commits(tmp_path, monkeypatch):
    """A repository with two versions; their commits."""
    checkout = tmp_path / "checkout"
    monkeypatch.setattr(versions, "CHECKOUT", checkout)
    # wherever temporary files are, no repository around them counts
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    made = []
    for text in ("first", "second"):
        for name in (*versions.PATHS, "other"):
            (checkout / name).mkdir(parents=True, exist_ok=True)
            (checkout / name / "file.py").write_text(text)
        if not made:
            git("init", "-q")
        git("add", ".")
        git("commit", "-q", "-m", text)
        made.append(git("rev-parse", "HEAD"))
    return made


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def test_files_of_a_commit_are_taken_out_once(home, commits):
    first, second = (Version("19.0.1.0.0", commit) for commit in commits)
    folder = versions.folder(home, first)
    assert sorted(path.name for path in folder.iterdir()) == sorted(versions.PATHS)
    assert (folder / "becs_claims" / "file.py").read_text() == "first"
    assert versions.folder(home, second) == folder
    assert (folder / "becs_claims" / "file.py").read_text() == "second"
    shutil.rmtree(versions.CHECKOUT / ".git")
    assert versions.folder(home, second) == folder


def test_a_demo_for_today_calls_fields_what_they_are_called_today(home, commits):
    file = versions.CHECKOUT / "tools" / "file.py"
    text = "{}, amount_claimed, amount_claims_all, {}"
    file.write_text(text.format("amount_claims", "count_review"))
    git("commit", "-q", "-a", "-m", "third")
    version = Version("19.0.1.0.0", git("rev-parse", "HEAD"))
    with versions.demo_of_today(home, version) as folder:
        found = (folder / "tools" / "file.py").read_text()
    assert found == text.format("amount_claimed", "review_count")
    kept = versions.folder(home, version) / "tools" / "file.py"
    assert kept.read_text() == text.format("amount_claims", "count_review")


def test_a_shallow_clone_is_told_what_to_do(home, commits, tmp_path, monkeypatch):
    source = f"file://{versions.CHECKOUT}"
    git("clone", "-q", "--depth", "1", source, str(tmp_path / "shallow"))
    monkeypatch.setattr(versions, "CHECKOUT", tmp_path / "shallow")
    versions.folder(home, Version("19.0.2.0.0", commits[1]))
    with pytest.raises(Problem, match="shallow clone.* git fetch --unshallow"):
        versions.folder(home, Version("19.0.1.0.0", commits[0]))


def test_a_tree_without_git_is_told_what_to_do(home, commits, monkeypatch):
    shutil.rmtree(versions.CHECKOUT / ".git")
    with pytest.raises(Problem, match="no git repository.* Clone it"):
        versions.folder(home, Version("19.0.1.0.0", commits[0]))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Problem, match="Install git"):
        versions.folder(home, Version("19.0.1.0.0", commits[0]))


def test_another_clone_may_lack_a_commit(home, commits):
    with pytest.raises(Problem, match="git fetch origin"):
        versions.folder(home, Version("19.0.1.0.0", "0" * 40))


def test_every_version_there_was_a_migration_to_is_listed():
    addon = CHECKOUT / "becs_claims"
    today = _parts(versions.number(addon))
    folders = (addon / "migrations").glob("19.*")
    earlier = {one.name for one in folders if _parts(one.name) < today}
    assert earlier <= {version.number for version in versions.VERSIONS}


def _parts(number):
    return [int(part) for part in number.split(".")]
