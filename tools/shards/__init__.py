"""pytest plugin: the tests in several processes, each on a database of its own.

pytest-xdist starts the processes, here called shards, and gathers what they report.
This plugin says which file a shard runs next, makes its database, lets one browser run
at a time, and ends a file that takes too long.
"""

import pytest

from tools.machine import databases
from tools.machine.home import Home

from . import controller, shard


def pytest_addoption(parser):
    group = parser.getgroup("shards")
    group.addoption("--shard-group", help="add-ons to test, when there are no shards")
    group.addoption("--at-once", type=int, default=1, help="shards that work at once")
    group.addoption("--file-limit", type=float, default=300, help="seconds per file")
    group.addoption("--write-times", action="store_true", help="rewrite the list")
    group.addoption("--test-seed", default="0", help="shown at the top")


def pytest_report_header(config):
    seed = config.getoption("--test-seed")
    return f"seed {seed} (make test SEED={seed} does the same again)"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Choose the part of this process, before pytest-odoo reads its options."""
    given = getattr(config, "workerinput", None)
    group = config.getoption("--shard-group")
    if given is None and config.getoption("tx", None):
        plugin = controller.Controller(config)
    else:
        name = databases.checkout_name(Home(), "becs_test")
        plugin = shard.Shard(config, given or {"group": group, "database": name})
    plugin.notify_odoo()
    config.pluginmanager.register(plugin, "becs-shards")
    return (yield)
