"""Everything a fresh machine needs to run Odoo 19 with this add-on.

Plain standard library: it runs before anything is installed. The entry is
``python3 -m tools.machine COMMAND``; the Makefile and ``bin/odoo`` call it.
"""
