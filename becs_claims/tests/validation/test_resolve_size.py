from odoo.tests import tagged
from odoo.tools import SQL

from ...validation import engine
from ..shared.validation_common import ValidationCase

LINES = 20_000


@tagged("post_install", "-at_install")
class TestResolveSize(ValidationCase):
    keeps_tables = False

    """Names of a large claim, when the database has not counted its lines yet."""

    def many(self, record, **changed):
        """Store a record once more for each line, some columns as ``changed`` says."""
        names = [
            name
            for name, field in record._fields.items()
            if field.store and field.column_type and name not in ("id", *changed)
        ]
        columns = SQL(", ").join(map(SQL.identifier, names))
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s"
                "  FROM %s, generate_series(1, %s) n WHERE id = %s",
                SQL.identifier(record._table),
                SQL(", ").join(map(SQL.identifier, changed)),
                columns,
                SQL(", ").join(map(SQL, changed.values())),
                columns,
                SQL.identifier(record._table),
                LINES,
                record.id,
            )
        )

    def test_contacts_entered_after_the_import(self):
        claim = self.new_claim({})
        hospital = self.env["res.partner"].create({"name": "Hospital Zero"})
        self.env.flush_all()
        # what is known of the tables is what they held before
        self.env.cr.execute("ANALYZE becs_claim_line, res_partner")
        self.many(hospital, name="'Clinic ' || n", vat="NULL", ref="NULL")
        self.many(
            claim.line_ids,
            sequence="n + 1",
            pos_document="'S' || n",
            end_customer_name="'clinic ' || n",
        )
        self.env.invalidate_all()
        # far more than it takes, far less than a plan for a few lines would
        self.env.cr.execute("SET LOCAL statement_timeout = '100s'")
        engine.run(self.env, claim, reserve=False)
        self.env.cr.execute("SET LOCAL statement_timeout = 0")
        self.env.cr.execute(
            """
            SELECT count(*)
              FROM becs_claim_line l JOIN res_partner p ON p.id = l.end_customer_id
             WHERE l.claim_id = %s AND lower(p.name) = l.end_customer_name
            """,
            [claim.id],
        )
        # all copies are of one company
        self.assertEqual(self.env.cr.fetchone(), (LINES,))
