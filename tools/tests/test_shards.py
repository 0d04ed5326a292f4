"""Tests in several processes: what fails, is skipped, crashes or hangs is told."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools.machine.home import CHECKOUT
from tools.shards.schedule import Schedule
from tools.shards.times import Times


def run(folder, *options, at_once=2, limit=60):
    """Run the tests of a folder in two shards that have no database."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:odoo",
        "-p",
        "no:cacheprovider",
    ]
    command += ["-p", "tools.strict_tests", "-p", "tools.shards", "-p", "xdist"]
    command += ["--dist", "load", "--at-once", str(at_once), "--file-limit", str(limit)]
    for number in range(2):
        command += ["--tx", f"popen//id=none-{number}//group=none"]
    done = subprocess.run(
        [*command, "-ra", "--rootdir", folder, *options, folder],
        capture_output=True, text=True, cwd=CHECKOUT, timeout=100,
        env={**os.environ, "BECS_HOME": str(folder / "home")},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def write(folder, **files):
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text)


GOOD = "def test_good(): pass\ndef test_better(): pass\n"


def test_all_pass_each_file_in_one_shard_and_in_order(tmp_path):
    body = """
import os
seen = []
def test_a(): seen.append(os.getpid())
def test_b(): assert seen == [os.getpid()]; seen.append(1)
def test_c(): assert seen == [os.getpid(), 1]
"""
    write(tmp_path, **{f"file{number}": body for number in range(6)})
    code, text = run(tmp_path)
    assert code == 0, text
    assert re.fullmatch(r"=+ 18 passed in .*=+", text.splitlines()[-1])
    assert "[100%]" in text


def test_a_failure_is_told_with_what_was_printed(tmp_path):
    write(
        tmp_path, good=GOOD, bad="def test_bad():\n    print('seen')\n    assert 1 == 2"
    )
    code, text = run(tmp_path)
    assert code == 1
    assert "FAILED" in text and "test_bad.py::test_bad" in text
    assert "assert 1 == 2" in text and "seen" in text
    assert re.search(r"=+ 1 failed, 2 passed in ", text)


def test_a_skipped_test_fails(tmp_path):
    body = "import pytest\ndef test_left_out(): pytest.skip('no printer')"
    write(tmp_path, good=GOOD, skipped=body)
    code, text = run(tmp_path)
    assert code == 1
    assert "A skipped test fails here. Skipped: no printer" in text
    assert re.search(r"=+ 1 failed, 2 passed in ", text)


def test_a_crash_fails_and_the_rest_is_run(tmp_path):
    body = "import os\ndef test_dies(): os._exit(3)\ndef test_after(): pass"
    write(tmp_path, good=GOOD, dies=body, other=GOOD)
    code, text = run(tmp_path)
    assert code == 1
    assert "crashed while running 'test_dies.py::test_dies'" in text.replace(
        str(tmp_path.relative_to("/")), ""
    )
    assert re.search(r"=+ 1 failed, 5 passed in ", text)


def test_a_file_that_hangs_is_ended_and_says_where(tmp_path):
    body = "import time\ndef test_waits():\n    time.sleep(90)\ndef test_after(): pass"
    write(tmp_path, good=GOOD, hangs=body)
    code, text = run(tmp_path, limit=2)
    assert code == 1
    assert "test_hangs.py took longer than 2 seconds" in text
    assert re.search(r"line 3 in test_waits", text)
    assert re.search(r"=+ 1 failed, 3 passed in ", text)


def test_a_shard_that_cannot_be_replaced_fails_the_run(tmp_path):
    body = "import os\ndef test_dies(): os._exit(3)\ndef test_after(): pass"
    write(tmp_path, dies=body)
    code, text = run(tmp_path, "--max-worker-restart=0")
    assert code == 1
    assert "never run" in text and "test_after (none)" in text


def test_a_file_that_cannot_be_read_fails(tmp_path):
    write(tmp_path, good=GOOD, broken="import nothing_of_that_name")
    code, text = run(tmp_path)
    assert code != 0
    assert "nothing_of_that_name" in text


def test_nothing_chosen_is_said(tmp_path):
    write(tmp_path, good=GOOD)
    code, text = run(tmp_path, "-k", "no_such_test")
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED, text


# -- the order of work ----------------------------------------------------------


class _Node:
    """A shard that does what it is told as soon as it knows what follows."""

    def __init__(self, group):
        self.gateway = SimpleNamespace(spec=SimpleNamespace(group=group))
        self.queue, self.shutting_down = [], False

    def send_runtest_some(self, indices):
        self.queue += indices

    def shutdown(self):
        self.shutting_down = True

    @property
    def ready(self):
        return len(self.queue) > 1 or (self.queue and self.shutting_down)


def play(collections, at_once, times, choose=lambda ready, step: ready[0]):
    """Run all tests; return (group, test) in their order, with what ran beside each.

    :param collections: ``[(group, [test, …]), …]``, one per shard
    """
    schedule = Schedule(len(collections), at_once, times)
    nodes = [_Node(group) for group, _tests in collections]
    for node in nodes:
        schedule.add_node(node)
    for node, (_group, tests) in zip(nodes, collections, strict=True):
        schedule.add_node_collection(node, tests)
    schedule.schedule()
    told = []
    while ready := [node for node in nodes if node.ready]:
        node = choose(ready, len(told))
        index = node.queue[0]
        group, tests = collections[nodes.index(node)]
        beside = [
            collections[nodes.index(other)][1][other.queue[0]]
            for other in ready
            if other is not node
        ]
        told.append((group, tests[index], beside))
        node.queue.pop(0)
        schedule.mark_test_complete(node, index)
        if schedule.tests_finished:
            for other in nodes:
                other.shutdown()
    assert not schedule.never
    assert not any(node.queue for node in nodes)
    return told


@pytest.fixture
def times(tmp_path):
    made = Times(tmp_path / "times.txt")
    made.write({"a.py": 30, "b.py": 20, "c.py": 10, "d.py": 5}, {"a.py", "c.py"})
    return Times(tmp_path / "times.txt")


TESTS = [f"{file}.py::test_{n}" for file in "dcba" for n in range(3)]


def test_the_longest_file_comes_first(times):
    told = play([("core", TESTS)], 1, times)
    files = [test.split("::")[0] for _group, test, _beside in told]
    assert files == ["a.py"] * 3 + ["b.py"] * 3 + ["c.py"] * 3 + ["d.py"] * 3


def test_an_unknown_file_comes_before_all(times):
    told = play([("core", [*TESTS, "new.py::test_1"])], 1, times)
    assert told[0][1] == "new.py::test_1"


@pytest.mark.parametrize("seed", range(20))
def test_all_are_run_once_and_never_two_browsers(times, seed):
    import random

    rng = random.Random(seed)
    collections = [("core", TESTS), ("core", TESTS), ("more", TESTS[:9])]
    told = play(collections, 2, times, lambda ready, step: rng.choice(ready))
    assert sorted(test for group, test, _b in told if group == "core") == sorted(TESTS)
    assert sorted(test for group, test, _b in told if group == "more") == sorted(
        TESTS[:9]
    )
    for _group, test, beside in told:
        assert len(beside) < 2
        browsers = [one for one in (test, *beside) if one[:4] in ("a.py", "c.py")]
        assert len(browsers) < 2


def test_the_list_is_kept_per_kind_of_run(tmp_path):
    path = tmp_path / "times.txt"
    Times(path).write({"a.py": 1, "b.py": 2}, {"b.py"})
    Times(path, long=True).write({"a.py": 100, "c.py": 3}, ())
    assert Times(path).of("a.py") == (1.0, False)
    assert Times(path, long=True).of("a.py") == (100.0, False)
    assert Times(path).of("b.py") == (float("inf"), False)
    assert [line.split()[-1] for line in path.read_text().splitlines()[1:]] == [
        "c.py",
        "a.py",
    ]


def test_every_file_of_the_list_is_there():
    listed = Times().seconds
    assert not [file for file in listed if not (CHECKOUT / file).is_file()]
