"""Nothing is let through quietly in our own tests."""

import os
import subprocess
import sys

from tools.machine.home import CHECKOUT

TESTS = """
import logging
import unittest

complain = logging.getLogger("odoo.addons.x").warning

class Test(unittest.TestCase):
    def test_passes(self):
        logging.getLogger("odoo.addons.x").info("fine")

    def test_expects_a_warning(self):
        with self.assertLogs("odoo.addons.x"):
            complain("expected")

    def test_skips(self):
        self.skipTest("no browser")

    def test_complains(self):
        complain("not expected: %s", "this")
"""


def test_skips_and_warnings_fail(tmp_path):
    (tmp_path / "test_sample.py").write_text(TESTS)
    options = ["-p", "tools.strict_tests", "-p", "no:odoo", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert "2 failed, 2 passed" in ran.stdout.splitlines()[-1]
    assert "no browser" in ran.stdout
    assert "WARNING odoo.addons.x: not expected: this" in ran.stdout
