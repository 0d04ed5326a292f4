"""The side that runs tests: one process, one group of add-ons, one database."""

import contextlib
import faulthandler
import fcntl
import functools
import os
import sys
import time
from pathlib import Path

import pytest

from tools.machine import addons, databases, settings
from tools.machine.home import CHECKOUT, Home

from . import browsers
from .caches import KeptCaches


def _now():
    """Seconds on a clock that tests which freeze the time do not stop."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


class Shard:
    """Hooks of a process that runs tests.

    :param given: what it is to do: the name of its ``group`` of add-ons, empty for
        tests that need no database, the name of its ``database``, and the file to leave
        word in when it is ``stuck``
    """

    def __init__(self, config, given):
        self.config = config
        self.home = Home()
        self.group = addons.group(given["group"]) if given.get("group") else None
        self.database = given.get("database")
        # made before pytest catches what is written
        self.stuck = open(given["stuck"], "w") if given.get("stuck") else os.dup(2)
        self.limit = config.getoption("--file-limit")
        self.file, self.spent, self.made, self.item = None, 0.0, False, None
        self.cls = self.caches = None
        if "workerid" in given:
            # what it starts, a browser for one, is ended with it
            os.setpgid(0, 0)
            # pytest-odoo would copy the database once more, and share its files
            os.environ.pop("PYTEST_XDIST_WORKER", None)

    # -- what belongs to the group ------------------------------------------------

    def notify_odoo(self):
        """Name the database and the add-ons to pytest-odoo."""
        if self.group:
            file = settings.config_file(self.home, self.group)
            os.environ.update(settings.additions(self.home, self.group))
            extra = str(addons.extra(self.home, self.group))
            if self.group.requirements and extra not in sys.path:
                sys.path.append(extra)
            self.config.option.odoo_database = self.database
            self.config.option.odoo_config = str(file)

    def pytest_ignore_collect(self, collection_path):
        """Leave alone what is tested on another database."""
        if not self.group or not collection_path.is_relative_to(CHECKOUT):
            return None
        path = collection_path.relative_to(CHECKOUT)
        for test in self.group.tests:
            # what is asked for, what lies in it, and the folders on the way to it
            if path.is_relative_to(test) or Path(test).is_relative_to(path):
                return None
        return True

    # -- before the first test ----------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        """Make the database and the rest only if there is a test to run."""
        self.item = item
        if self.group and not self.made:
            self.made = True
            source = databases.world(self.home, self.group)
            databases.copy(self.home, source, self.database)
            self._one_browser_at_a_time()
            self.caches = KeptCaches()
        if self.group and item.cls is not self.cls:
            self.cls = item.cls
            self.caches.begin()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item):
        """A test's own beginning and end are part of the call."""
        with self.caches.test() if self.caches else contextlib.nullcontext():
            return (yield)

    def _one_browser_at_a_time(self):
        """Two browsers on few cores make each other's waiting run out."""
        from odoo.tests import HttpCase, common

        browsers.share(common)
        browser_js = HttpCase.browser_js
        self.home.locks.mkdir(parents=True, exist_ok=True)

        @functools.wraps(browser_js)
        def alone(test, *arguments, **options):
            if ("browser", True) not in self.item.user_properties:
                self.item.user_properties.append(("browser", True))
            with open(self.home.locks / "browser", "w") as handle:
                with self._not_counted():
                    fcntl.flock(handle, fcntl.LOCK_EX)
                return browser_js(test, *arguments, **options)

        HttpCase.browser_js = alone

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item, call):
        """Send along what the test took, on a clock that is not frozen."""
        if call.when == "teardown":
            item.user_properties.append(("seconds", _now() - self.started))

    # -- no file takes for ever ---------------------------------------------------

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        if item.path != self.file:
            self.file, self.spent = item.path, 0.0
        self.started = _now()
        self._count()
        try:
            return (yield)
        finally:
            self._stop_counting()

    def _count(self):
        self.begun = _now()
        faulthandler.dump_traceback_later(
            max(self.limit - self.spent, 0.1), exit=True, file=self.stuck
        )

    def _stop_counting(self):
        faulthandler.cancel_dump_traceback_later()
        self.spent += _now() - self.begun

    @contextlib.contextmanager
    def _not_counted(self):
        self._stop_counting()
        yield
        self._count()
