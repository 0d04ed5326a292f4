"""The commands: ``python3 -m tools.machine COMMAND``, as the Makefile calls them."""

import os
import shutil
import signal
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
#: Built by the distribution with profiles of how it runs, which one that was compiled
#: at home seldom is; it takes a fifth less time.
SYSTEM = "/usr/bin/python3"


def _right_python():
    """Go on with a Python that Odoo 19 and our pins support: the system's, if it is
    one, or whichever was named by ``make PYTHON=…``."""
    named = os.environ.get("PYTHON", "python3") != "python3"
    if not named and os.path.realpath(sys.executable) != os.path.realpath(SYSTEM):
        if _fits(SYSTEM):
            _go_on_with(SYSTEM)
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            _go_on_with(other)
    sys.exit("This needs Python 3.11, 3.12 or 3.13, and none of them is installed.")


def _fits(python):
    """Whether this Python is there, and of a version that is supported."""
    say = "import sys; print(*sys.version_info[:2])"
    try:
        said = subprocess.run([python, "-c", say], capture_output=True, text=True)
    except OSError:
        return False
    version = tuple(int(number) for number in said.stdout.split())
    return said.returncode == 0 and OLDEST <= version <= NEWEST


def _go_on_with(python):
    os.execv(python, [python, *sys.orig_argv[1:]])


def _stop(_number, _frame):
    """End as by Ctrl-C, so that what was started ends too."""
    raise KeyboardInterrupt


def main(arguments):
    """Run one command and return its exit status."""
    _right_python()
    signal.signal(signal.SIGTERM, _stop)
    from . import commands, say
    from .home import Home

    name, rest = (arguments[0] if arguments else "help"), arguments[1:]
    try:
        return commands.COMMANDS.get(name, commands.show_help)(Home(), rest)
    except say.Problem as problem:
        say.note(f"\n{problem}")
    except subprocess.CalledProcessError as failed:
        say.note(f"\nThis command failed: {failed.cmd}\n{failed.stderr or ''}")
    except KeyboardInterrupt:
        say.note("\nStopped. The next run goes on from here.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
