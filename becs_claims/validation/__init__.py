"""What every line of a claim is worth, and why: set-based SQL, no ORM loops.

One run validates all lines of one or several claims of a company together. Its steps
are in :mod:`.pipeline`, in their order, each with the temporary tables it reads and
fills; :func:`engine.run` is the way in.

Functions here flush what the ORM holds back before they read, invalidate its cache
after they wrote, and never commit nor check rights.
"""
