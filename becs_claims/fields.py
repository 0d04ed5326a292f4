"""Fields for tables of millions of rows."""

from odoo import fields


class CopiedMany2one(fields.Many2one):
    """A many2one without a foreign key of its own in the database.

    For values copied from a parent record, which holds the reference. Checking the
    same one again for every row makes storing a large file five times slower, and
    deleting what it points to would search the whole table.
    """

    def update_db_foreign_key(self, model, column):
        """The parent's foreign key does the work."""
