"""Odoo's configuration file and environment for this checkout."""

import os

from . import addons, postgres
from .home import CHECKOUT, fingerprint

# Chromium asks its maker's servers for this and that; on a closed network each
# question waits for its answer.
QUIET_CHROMIUM = (
    "--disable-component-update --disable-sync --no-pings --disable-domain-reliability"
)


def config_file(home, group=None):
    """Write the configuration of this checkout and return its path.

    Several checkouts may share a state directory, so each has its own file.

    :param group: whose add-ons Odoo finds, by default all of the checkout
    """
    name = fingerprint(str(CHECKOUT)) + (f"-{group.name}" if group else "")
    path = home.conf / f"odoo-{name}.conf"
    folders = [addons.folder(home, group) if group else CHECKOUT]
    # add-ons installed with pip belong to Odoo's path as well
    packages = [home.site_packages(), *([addons.extra(home, group)] if group else [])]
    for place in packages:
        folders += place.glob("odoo/addons")
    options = {
        "addons_path": ",".join(str(folder) for folder in folders),
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


def additions(home, group=None):
    """The environment variables Odoo, its tests and psql need beside the user's."""
    env = {} if postgres.own_server() else postgres.Cluster(home).environment()
    env["ODOO_RC"] = str(config_file(home, group))
    env["BECS_HOME"] = str(home.root)
    # compiled once, whatever the machine says, and nothing is left in a checkout
    env["PYTHONDONTWRITEBYTECODE"] = ""
    env["PYTHONPYCACHEPREFIX"] = str(home.root / "pycache")
    env["CHROMIUM_FLAGS"] = f"{os.environ.get('CHROMIUM_FLAGS', '')} {QUIET_CHROMIUM}"
    folders = [home.venv / "bin", postgres.wheel_programs(home)]
    env["PATH"] = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    if group and group.requirements:
        places = [str(addons.extra(home, group)), os.environ.get("PYTHONPATH", "")]
        env["PYTHONPATH"] = os.pathsep.join(filter(None, places))
    return env


def environment(home, group=None):
    """The whole environment in which Odoo and the tests run.

    :param group: whose add-ons Odoo finds, by default all of the checkout
    """
    return {**os.environ, **additions(home, group)}
