"""The update takes minutes, so it is run only when it is asked for."""

import os
from pathlib import Path

UPDATE = Path(__file__).resolve().parents[1]


def pytest_ignore_collect(collection_path, config):
    if collection_path.name != "test_update.py" or os.environ.get("BECS_TEST_LONG"):
        return None
    start = config.invocation_params.dir
    asked = [(start / word.split("::")[0]).resolve() for word in config.args]
    # tools alone means all other tests of the tools
    return None if any(path.is_relative_to(UPDATE) for path in asked) else True
