"""Files received name what they became by model and id."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE becs_intake
          ADD COLUMN IF NOT EXISTS res_model varchar,
          ADD COLUMN IF NOT EXISTS res_id integer
        """
    )
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
