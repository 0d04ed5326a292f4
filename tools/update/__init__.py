"""Updating for real: a filled database of an earlier version becomes one of today.

:func:`.recipe.check` takes the files of a version out of git, has that version's own
demo fill a database, updates it to the files of this checkout and compares it with a
database that the same demo filled with today's add-on: every row of every table, and
every column, index, trigger and function. ``make test T=tools/update`` runs it for each
version of :data:`.versions.VERSIONS`, and so does ``make test LONG=1``.
"""
