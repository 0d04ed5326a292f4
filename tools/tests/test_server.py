"""Odoo with workers, as ``bin/odoo server --workers 2`` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tools.machine.home import CHECKOUT

PATIENCE = 30  # seconds, on a machine with other things to do


@pytest.fixture
def ports():
    with socket.socket() as one, socket.socket() as two:
        for each in (one, two):
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in (one, two)]


@pytest.fixture
def server(ports, tmp_path):
    """A server without a database, and the file its output goes to."""
    log = tmp_path / "log"
    options = ["--workers", "2", "--max-cron-threads", "0"]
    options += ["--no-database-list", "--db-filter", "^none of them$"]
    for name, port in zip(("http", "gevent"), ports, strict=True):
        options += [f"--{name}-port", str(port)]
    with open(log, "w") as out:
        process = subprocess.Popen(
            [sys.executable, CHECKOUT / "bin" / "odoo", "server", *options],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # a group of its own, so that nothing of it outlives the test
            start_new_session=True,
        )
    try:
        yield process, log
    finally:
        _kill_group(process)


def _kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def _answer(port, process, log):
    """What the port says, once it says something."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/web/health", timeout=PATIENCE
            ) as answer:
                return answer.read()
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail(f"Nobody answers on port {port}:\n{log.read_text()[-3000:]}")


def test_workers_come_with_their_evented_process(server, ports):
    process, log = server
    for port in ports:
        assert _answer(port, process, log) == b'{"status": "pass"}'
    text = log.read_text()
    assert text.count("Evented Service (longpolling) running") == 1
    assert "Traceback" not in text
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
