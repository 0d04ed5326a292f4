"""pytest plugin: nothing is let through quietly.

A test that is skipped fails, because here everything a test needs is installed. A
test during which Odoo logs a warning or an error fails as well, unless the test
expects it (``assertLogs``, ``mute_logger``).
"""

import logging

import pytest

# Said by no fault of the add-on: about the machine, and by a browser whose page is
# taken away while it still loads something.
EXPECTED = (
    "Running as user 'root' is a security risk",
    "Error received after termination",
)


class _Recorder(logging.Handler):
    """Keeps what is logged while a test runs."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        text = record.getMessage()
        if record.name.startswith("odoo") and not text.startswith(EXPECTED):
            self.lines.append(f"{record.levelname} {record.name}: {text}")
            if record.exc_info:
                formatter = logging.Formatter()
                self.lines.append(formatter.formatException(record.exc_info))


_recorder = _Recorder()


def pytest_sessionstart(session):
    logging.getLogger().addHandler(_recorder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    lines, _recorder.lines = _recorder.lines, []
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if report.longrepr else "no reason"
        report.outcome = "failed"
        report.longrepr = f"A skipped test fails here. {reason}"
    elif report.passed and lines:
        report.outcome = "failed"
        report.longrepr = f"Odoo complained during {report.when}:\n" + "\n".join(lines)
    return report
