"""Amendments may wait for a second person now: their dialogs are kept by another rule.

What was left open before is of no use any more.
"""

from odoo.tools import SQL

TABLES = (
    "becs_program_amend_distributor_rel",
    "becs_program_amend_customer_rel",
    "becs_program_amend_line",
    "becs_program_amend",
)


def migrate(cr, version):
    for table in TABLES:
        cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(table)))
    # they come again, where they still are
    cr.execute("DELETE FROM ir_model_constraint WHERE name LIKE 'becs_program_amend%'")
