"""What the engine and the reading of files cost, measured against references.

``make bench`` runs it. :mod:`.world` makes a vendor with a month of claims,
:mod:`.floor`, :mod:`.peer` and :mod:`.plain_intake` are the references, ``results.md``
and ``growth.svg`` are what the last whole run wrote.
"""
