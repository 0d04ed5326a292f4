"""What every line of a claim is worth, and why: set-based SQL, no ORM loops.

One run validates all lines of one or several claims of a company together::

    locks → stage → programs → duplicates → reports → layers → price → caps → write

Each step leaves a temporary table the next one reads; all of them start with
``becs_run_`` and end with the transaction. :func:`engine.run` is the way in, the
steps say in their module docstring which table they fill.

Functions here flush what the ORM holds back before they read, invalidate its cache
after they wrote, and never commit nor check rights.
"""
