"""``python -m tools.demo --database NAME [--ledger PATH [--currency CODE]]``."""

import argparse
import os
import sys
import time
from pathlib import Path

from .ledger import survey


def main(arguments: list[str] | None = None) -> int:
    """Fill the database, print what became of it; 0 when all is as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument(
        "--database", required=True, help="a fresh one, with the add-on"
    )
    parser.add_argument("--ledger", type=Path, help="a ledger, csv or csv.gz")
    parser.add_argument(
        "--currency",
        default=os.environ.get("LEDGER_CURRENCY"),
        help="what the ledger's prices are in (LEDGER_CURRENCY), by default what the "
        "company's books are in",
    )
    options = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        if options.ledger:
            survey.check(options.ledger)
        problems = _fill(options.database, options.ledger, options.currency)
    except survey.LedgerError as error:
        print(error, file=sys.stderr)
        return 1
    if problems:
        print(f"\n{len(problems)} things are not as they should be:", file=sys.stderr)
        for problem in problems:
            print(f"  {problem}", file=sys.stderr)
        return 1
    print(f"\nDone in {time.monotonic() - started:.0f} s.")
    return 0


def _fill(database_name, ledger, currency):
    # Odoo is read only now: a wrong path is told at once
    from . import database, show
    from .build import company
    from .ledger import run

    with database.opened(database_name) as env:
        problems = run.run(env, ledger, currency) if ledger else show.run(env)
        env.cr.commit()
    company.write_logins(clerks=not ledger)
    return problems


if __name__ == "__main__":
    sys.exit(main())
