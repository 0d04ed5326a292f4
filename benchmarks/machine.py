"""What the measurements were taken on."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

from odoo import release
from odoo.sql_db import db_connect

SETTINGS = (
    "shared_buffers",
    "work_mem",
    "maintenance_work_mem",
    "effective_cache_size",
    "random_page_cost",
    "max_parallel_workers_per_gather",
    "jit",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
)


def describe():
    """Lines of text: processor, memory, versions, the server's settings."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    with db_connect("postgres").cursor() as cr:
        cr.execute("SHOW server_version")
        [server] = cr.fetchone()
        settings = []
        for name in SETTINGS:
            cr.execute(f"SHOW {name}")
            settings.append(f"{name} {cr.fetchone()[0]}")
    return [
        f"{os.cpu_count()} cores ({processor[1] if processor else 'unknown'}), "
        f"{int(memory[1]) / 1024**2:.0f} GB of memory, {platform.system()}",
        f"PostgreSQL {server} on the same machine; {', '.join(settings)}",
        f"Odoo {release.version}, Python {platform.python_version()}, "
        f"python-calamine {version('python-calamine')}",
    ]
