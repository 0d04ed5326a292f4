"""Virtual environments with the pinned Python packages."""

import os
import shutil
import subprocess
import sys

from . import addons, apt, say
from .home import CHECKOUT, fingerprint

RUN = ("requirements.txt", "requirements-test.txt")
LINT = ("requirements-lint.txt",)


def needed(home, venv=None, requirements=RUN):
    """Whether packages are missing or pinned differently than installed."""
    venv = venv or home.venv
    python = venv / "bin" / "python"
    return not (python.exists() and home.stamp(venv.name).matches(_key(requirements)))


def make(home, step, venv=None, requirements=RUN):
    """Create a virtual environment and install exactly what is pinned."""
    venv = venv or home.venv
    home.stamp(venv.name).remove()
    created, base = home.stamp(f"{venv.name}.created"), _base()
    if not (created.matches(base) and (venv / "bin" / "python").exists()):
        step.progress("creating the virtual environment")
        created.remove()
        shutil.rmtree(venv, ignore_errors=True)
        _create(home, venv, step)
        created.write(base)
    install(home, venv, requirements, step)
    home.stamp(venv.name).write(_key(requirements))


def _base():
    """The Python an environment is made with."""
    return f"{sys.base_prefix} {sys.version_info[0]}.{sys.version_info[1]}"


def _key(requirements):
    return fingerprint(*(CHECKOUT / name for name in requirements), _base())


def _create(home, venv, step):
    base = [sys.executable, "-m", "venv"]
    usual = subprocess.run([*base, venv], capture_output=True, text=True)
    if usual.returncode == 0:
        return
    # Debian keeps the pip of new environments in a package of its own, which may
    # not be installed; its wheel can be had without being root.
    shutil.rmtree(venv, ignore_errors=True)
    bare = subprocess.run(
        [*base, "--without-pip", venv], capture_output=True, text=True
    )
    if bare.returncode:
        raise say.Problem(
            "Python could not create a virtual environment:\n"
            + bare.stdout
            + bare.stderr
        )
    private = apt.PrivateApt(home)
    private.update()
    folder, tree = home.apt / "pip-package", home.apt / "pip"
    private.download([("python3-pip-whl", "")], folder, step)
    private.unpack(folder, tree, step)
    wheel = next(tree.glob("usr/share/python-wheels/pip-*.whl"))
    subprocess.run(
        [venv / "bin/python", "-m", "pip", "install", "-q", "--no-index", wheel],
        check=True,
        env={**_quiet_pip(), "PYTHONPATH": str(wheel)},
    )
    shutil.rmtree(folder)
    shutil.rmtree(tree)


def install(home, venv, requirements, step, target=None):
    """Install exactly what is pinned.

    :param target: a folder to install into instead of the virtual environment
    :raise Problem: if pip fails; with the end of its log
    """
    files = [CHECKOUT / name for name in requirements]
    total = sum(
        1 for file in files for line in file.read_text().splitlines() if "==" in line
    )
    command = [venv / "bin/python", "-m", "pip", "install", "--no-deps"]
    for file in files:
        command += ["-r", file]
    if target:
        command += ["--target", target]
    log = home.log(f"pip-{(target or venv).name}")
    with open(log, "w") as out:
        pip = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env=_quiet_pip(),
        )  # fmt: skip
        count = 0
        for line in pip.stdout:
            out.write(line)
            if line.startswith(("Collecting ", "Requirement already")):
                count += 1
                step.progress(f"downloading {count} of {total}")
            elif line.startswith("Installing collected"):
                step.progress(f"installing {total}")
    if pip.wait():
        raise say.Problem(
            f"The Python packages could not be installed (whole log: {log}):\n"
            + log.read_text()[-1500:]
        )


def _quiet_pip():
    return {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_NO_INPUT": "1",
    }


def extra_needed(home, group):
    """Whether packages only this group of add-ons needs are missing or changed."""
    key = _key(group.requirements)
    return not home.stamp(f"packages-{group.name}").matches(key)


def make_extra(home, step, group):
    """Install what only this group needs into a folder of its own."""
    stamp, target = home.stamp(f"packages-{group.name}"), addons.extra(home, group)
    stamp.remove()
    shutil.rmtree(target, ignore_errors=True)
    install(home, home.venv, group.requirements, step, target)
    stamp.write(_key(group.requirements))
