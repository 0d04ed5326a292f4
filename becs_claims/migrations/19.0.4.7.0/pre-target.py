"""Files received name what they became by model and id."""

from odoo.tools.sql import column_exists, create_column

COLUMNS = (
    ("res_model", "varchar", "What It Became (Model)"),
    ("res_id", "int4", "What It Became"),
)


def migrate(cr, version):
    for name, kind, label in COLUMNS:
        if not column_exists(cr, "becs_intake", name):
            create_column(cr, "becs_intake", name, kind, label)
    cr.execute(
        """
        UPDATE becs_intake
           SET res_model = CASE kind WHEN 'claim' THEN 'becs.claim'
                                     WHEN 'pos' THEN 'becs.pos.report'
                                     WHEN 'stock' THEN 'becs.stock.adjustment'
                           END,
               res_id = COALESCE(claim_id, pos_report_id, 0)
         WHERE res_model IS NULL
        """
    )
