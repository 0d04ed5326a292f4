"""One piece of work in a process of its own: ``python -m benchmarks.work NAME …``.

Prints what it measured as one line of JSON, the last of its output.
"""

import importlib
import json
import sys

from . import database

# name → module and function; called with the environment and the options
PIECES = {
    "world": ("world", "build"),
    "month": ("month", "fill"),
    "validate": ("validation", "validate"),
    "floor": ("validation", "write_floor"),
    "one line": ("validation", "one_line"),
    "peer": ("peer", "detect"),
    "credit": ("credit", "credit"),
    "workbook": ("intake", "write_workbook"),
    "intake": ("intake", "read_and_store"),
    "plain intake": ("plain_intake", "read_and_copy"),
    "screens": ("screens", "open_claims"),
}


def main(arguments):
    name, database_name, options = arguments
    database.configure(database_name)
    # Odoo's add-ons can be imported from here on
    module, function = PIECES[name]
    piece = getattr(importlib.import_module(f".{module}", __package__), function)
    with database.opened(database_name) as env:
        measured = piece(env, **json.loads(options))
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1:])
