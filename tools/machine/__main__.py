"""Commands of the machine; ``python3 -m tools.machine help`` lists them."""

import os
import sys

from . import postgres, say, settings
from .home import Home


def run_odoo(home, arguments):
    """Run Odoo's own command line in the prepared environment."""
    if not postgres.own_server():
        postgres.Cluster(home).start()
    env = settings.environment(home)
    python = str(home.python)
    os.execve(python, [python, "-m", "odoo", *arguments], env)


def main(arguments):
    home = Home()
    try:
        if arguments[0] == "odoo":
            return run_odoo(home, arguments[1:])
    except say.Problem as problem:
        say.note(str(problem))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
