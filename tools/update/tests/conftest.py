"""The update takes minutes, so it is run only when it is asked for."""

import os


def pytest_ignore_collect(collection_path):
    if os.environ.get("BECS_TEST_LONG"):
        return None
    return True if collection_path.name == "test_update.py" else None
