"""The side that starts the shards and gathers what they report."""

import os
import signal
from collections import Counter
from contextlib import suppress

import pytest

from tools.machine import databases
from tools.machine.home import Home

from .schedule import Schedule
from .times import Times

#: What a shard has for a group whose tests need no database.
NO_DATABASE = "none"


class Controller:
    """Hooks of the process in which ``make test`` was started."""

    def __init__(self, config):
        self.config = config
        self.home = Home()
        self.long = bool(os.environ.get("BECS_TEST_LONG"))
        self.times = Times(long=self.long)
        self.schedule = None
        self.taken, self.browser = Counter(), set()
        self.made = []  # databases of the shards

    def notify_odoo(self):
        """pytest-odoo wants a name, though nothing is done here with a database."""
        if self.config.pluginmanager.hasplugin("odoo"):
            self.config.option.odoo_database = "none"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        group, id_ = node.gateway.spec.group, node.gateway.id.replace("-", "_")
        node.workerinput["stuck"] = str(self._stuck(node))
        if group != NO_DATABASE:
            name = databases.checkout_name(self.home, f"becs_test_{id_}")
            node.workerinput.update(group=group, database=name)
            self.made.append(name)

    def _stuck(self, node):
        """The file a shard leaves word in when a test does not end."""
        return self.home.log(f"stuck-{node.gateway.id}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config, log):
        self.schedule = Schedule(
            len(config.getoption("tx")), config.getoption("--at-once"), self.times
        )
        return self.schedule

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node, error):
        # a browser would outlive the shard that started it
        started = getattr(node.gateway._io, "popen", None)
        if error and started:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(started.pid, signal.SIGKILL)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem, report, sched):
        """Say in which test a shard died, and where it stood when it was stuck."""
        told = self._stuck(report.node).read_text()
        if told:
            limit = self.config.getoption("--file-limit")
            report.longrepr = (
                f"{crashitem.split('::')[0]} took longer than {limit:.0f} seconds and"
                f" was ended during {crashitem}. It stood here:\n{told}"
            )

    def pytest_runtest_logreport(self, report):
        file = report.nodeid.split("::")[0]
        for name, value in getattr(report, "user_properties", ()):
            if name == "browser":
                self.browser.add(file)
            elif name == "seconds":
                self.taken[file] += value

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session):
        try:
            return (yield)
        finally:
            # xdist leaves what the last shard collected, which may be nothing
            if self.schedule:
                session.testscollected = self.schedule.total

    def pytest_sessionfinish(self, session, exitstatus):
        never = self.schedule.never if self.schedule else ()
        if exitstatus == pytest.ExitCode.OK and never:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self.config.getoption("--write-times") and exitstatus == 0 and not never:
            self.times.write(self.taken, self.browser)

    def pytest_terminal_summary(self, terminalreporter, exitstatus):
        never = sorted(self.schedule.never) if self.schedule else []
        if never and exitstatus != pytest.ExitCode.INTERRUPTED:
            terminalreporter.section("never run", red=True)
            for group, test in never:
                terminalreporter.line(f"{test} ({group})")

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self):
        for name in self.made:
            databases.drop(self.home, name)
        for word in self.home.logs.glob("stuck-*.log"):
            word.unlink()
