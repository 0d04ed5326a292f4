"""A command that is told to end does not leave behind what it started."""

import os
import subprocess
import sys
import time

from tools.machine.home import CHECKOUT

WAITS = """
import subprocess, sys
from tools.machine import __main__, commands

def wait(home, rest):
    program = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    return subprocess.run([sys.executable, "-c", program]).returncode

commands.COMMANDS["wait"] = wait
sys.exit(__main__.main(["wait"]))
"""


def _lives(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_it_runs_ends_with_it():
    command = subprocess.Popen(
        [sys.executable, "-c", WAITS],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=CHECKOUT,
    )  # fmt: skip
    started = int(command.stdout.readline())
    assert _lives(started)
    command.terminate()
    _out, told = command.communicate(timeout=30)
    assert command.returncode == 130
    assert "Stopped" in told
    end = time.monotonic() + 10
    while _lives(started) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _lives(started)
