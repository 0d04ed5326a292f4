"""The update takes minutes, so it is run only when it is asked for."""

import os
import shutil


def pytest_ignore_collect(collection_path):
    ignored = []
    if not os.environ.get("BECS_TEST_LONG"):
        ignored.append("test_update.py")
    if not shutil.which("git"):
        ignored.append("test_versions.py")
    return True if collection_path.name in ignored else None
