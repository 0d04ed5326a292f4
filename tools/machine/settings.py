"""Odoo's configuration file and environment for this checkout."""

import os
import sysconfig  # noqa: F401
from pathlib import Path

from . import postgres
from .home import CHECKOUT, fingerprint


def config_file(home):
    """Write the configuration of this checkout and return its path.

    Several checkouts may share a state directory, so each has its own file.
    """
    path = home.root / "conf" / f"odoo-{fingerprint(str(CHECKOUT))}.conf"
    options = {
        "addons_path": ",".join(str(p) for p in addons_paths(home)),
        "data_dir": home.data,
        "http_interface": "127.0.0.1",
        "with_demo": "False",
        "db_maxconn": "32",
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


def addons_paths(home):
    """Where Odoo looks for add-ons, besides its own."""
    paths = [CHECKOUT]
    paths += home.venv.glob("lib/python*/site-packages/odoo/addons")
    source = os.environ.get("ODOO_SRC")
    if source and (Path(source) / "addons" / "account").is_dir():
        paths.append(Path(source).absolute() / "addons")
    return paths


def environment(home):
    """The environment in which Odoo and the tests run."""
    env = dict(os.environ)
    if not postgres.own_server():
        env.update(postgres.Cluster(home).environment())
    env["ODOO_RC"] = str(config_file(home))
    env["BECS_HOME"] = str(home.root)
    env["PATH"] = f"{home.venv / 'bin'}{os.pathsep}{env.get('PATH', '')}"
    return env
