"""What claims have on credit notes gets a table of its own (``becs.claim.credit``)."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO becs_claim_credit (claim_id, credit_line_id, line_count, amount)
        SELECT claim_id, credit_line_id, count(*), sum(amount_approved)
          FROM becs_claim_line
         WHERE credit_line_id IS NOT NULL
         GROUP BY claim_id, credit_line_id
            ON CONFLICT DO NOTHING
        """
    )
    # only now: until then they are what keeps lines of credit notes from being deleted
    cr.execute("DROP INDEX IF EXISTS becs_claim_line__credit_line_id_index")
    cr.execute(
        "ALTER TABLE becs_claim_line"
        " DROP CONSTRAINT IF EXISTS becs_claim_line_credit_line_id_fkey"
    )
    cr.execute(
        "DELETE FROM ir_model_constraint"
        " WHERE name = 'becs_claim_line_credit_line_id_fkey'"
    )
