"""Tests on a database are left out where the tools are tested without one."""


def pytest_ignore_collect(collection_path, config):
    if collection_path.name.startswith("test_database_"):
        return not config.getoption("--odoo-database", None) or None
    return None
