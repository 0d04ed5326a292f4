"""Odoo's configuration file and environment for this checkout."""

import os

from . import postgres
from .home import CHECKOUT, fingerprint

# Chromium asks its maker's servers for this and that; on a closed network each
# question waits for its answer.
QUIET_CHROMIUM = (
    "--disable-component-update --disable-sync --no-pings --disable-domain-reliability"
)


def config_file(home):
    """Write the configuration of this checkout and return its path.

    Several checkouts may share a state directory, so each has its own file.
    """
    path = home.conf / f"odoo-{fingerprint(str(CHECKOUT))}.conf"
    # add-ons installed with pip belong to Odoo's path as well
    addons = [CHECKOUT, *home.site_packages().glob("odoo/addons")]
    options = {
        "addons_path": ",".join(str(folder) for folder in addons),
        "data_dir": home.data,
        "http_interface": "127.0.0.1",
        "with_demo": "False",
        "limit_time_cpu": "3600",
        "limit_time_real": "7200",
        "limit_memory_hard": "0",
        "limit_memory_soft": "0",
    }
    text = "[options]\n" + "".join(f"{k} = {v}\n" for k, v in options.items())
    if not path.exists() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(path)
    return path


def additions(home):
    """The environment variables Odoo, its tests and psql need beside the user's."""
    env = {} if postgres.own_server() else postgres.Cluster(home).environment()
    env["ODOO_RC"] = str(config_file(home))
    env["BECS_HOME"] = str(home.root)
    env["CHROMIUM_FLAGS"] = f"{os.environ.get('CHROMIUM_FLAGS', '')} {QUIET_CHROMIUM}"
    folders = [home.venv / "bin", postgres.wheel_programs(home)]
    env["PATH"] = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    return env


def environment(home):
    """The whole environment in which Odoo and the tests run."""
    return {**os.environ, **additions(home)}
