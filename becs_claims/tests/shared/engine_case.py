"""Tests that validate claims."""

from odoo.tests import TransactionCase

from ..validation.worlds import kept_tables


class EngineCase(TransactionCase):
    """The engine's temporary tables stay from one test to the next.

    ``keeps_tables = False`` is for tests of how the engine works on the database: how
    many queries it makes, how long they take, and which tables there are.
    """

    keeps_tables = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.keeps_tables:
            kept_tables.empty(cls.cr.dbname)
            cls.tables = kept_tables.KeptTables(cls.cr)

    def setUp(self):
        if self.keeps_tables:
            # before the savepoint that takes back what the test does
            self.enterContext(self.tables.round())
        super().setUp()
