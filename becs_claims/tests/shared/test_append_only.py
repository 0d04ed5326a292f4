"""What is kept for good: by the methods, and by the database."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...hooks import uninstall_hook
from ..program.test_program_versions import DAY, VersionCase


@tagged("post_install", "-at_install")
class TestAppendOnly(VersionCase):
    def setUp(self):
        super().setUp()
        self.version = self.amend(DAY, authorized_price=70)
        self.claim = self.new_claim({})
        self.claim.action_submit()
        self.env.flush_all()
        models = self.env.registry.descendants(["becs.append.only.mixin"], "_inherit")
        self.kept = [
            self.env[name].search([], limit=1)
            for name in models
            if not self.env[name]._abstract
        ]

    def refused(self, statement, *args):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.IntegrityError, "never changed or deleted"),
            self.cr.savepoint(),
        ):
            self.cr.execute(SQL(statement, *args))

    def test_every_kept_model_is_guarded(self):
        self.assertGreaterEqual(
            {record._name for record in self.kept if record},
            {"becs.event", "becs.program.version", "becs.program.change"},
        )
        for record in self.kept:
            table = SQL.identifier(record._table)
            with self.subTest(model=record._name):
                self.assertTrue(record, "make one above")
                self.refused("UPDATE %s SET id = id WHERE id = %s", table, record.id)
                self.refused("DELETE FROM %s WHERE id = %s", table, record.id)
                self.refused("TRUNCATE %s CASCADE", table)
                for attempt in (lambda: record.write({}), record.unlink):  # noqa: B023
                    with self.assertRaisesRegex(UserError, "stays? as"):
                        attempt()

    def test_what_they_belong_to_does_not_take_them_along(self):
        self.refused("DELETE FROM becs_program WHERE id = %s", self.program.id)
        self.refused("DELETE FROM becs_claim WHERE id = %s", self.claim.id)

    def test_a_reference_to_what_is_deleted_is_emptied(self):
        change = self.version.change_ids
        self.assertEqual(change.program_line_id, self.program.line_ids)
        name = change.line_name
        self.cr.execute(
            SQL(
                "DELETE FROM becs_program_line WHERE id = %s", change.program_line_id.id
            )
        )
        self.env.invalidate_all()
        self.assertFalse(change.program_line_id)
        self.assertEqual(change.line_name, name)

    def test_nothing_of_it_is_left_when_the_add_on_goes(self):
        uninstall_hook(self.env)
        self.cr.execute(
            """
            SELECT proname FROM pg_proc WHERE proname LIKE 'becs%'
             UNION ALL
            SELECT tgname FROM pg_trigger WHERE tgname LIKE 'becs%' AND NOT tgisinternal
            """
        )
        self.assertEqual(self.cr.fetchall(), [])
        for record in self.kept:
            self.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
            self.assertEqual(self.cr.rowcount, 1)
