"""The memory of this process, and the time of a piece of work."""

import contextlib
import re
import statistics
import time
from pathlib import Path

MEGABYTE = 1024 * 1024


def resident():
    """Bytes of main memory the process holds now."""
    return _status("VmRSS")


def peak():
    """Most bytes it held since :func:`reset_peak`."""
    return _status("VmHWM")


def reset_peak():
    Path("/proc/self/clear_refs").write_text("5")


def _status(name):
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) * 1024


@contextlib.contextmanager
def memory(result):
    """Note under ``memory`` how many MB the work inside took above what was there."""
    reset_peak()
    idle = resident()
    yield
    result["memory"] = max(peak() - idle, 0) / MEGABYTE


def rounds(work, number, between=lambda: None):
    """Do a work several times.

    :param between: called after each time, outside what is measured
    :return: seconds in the median, and of each
    """
    times = []
    for _round in range(number):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
        between()
    return {"seconds": statistics.median(times), "times": times}
